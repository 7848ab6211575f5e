"""The written contract, the server and the client's own forms name the same things."""

import types
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from practicecli.remote import payloads
from practicecli.sandbox import bodies, login, policy
from practicecli.sandbox.app import MOST_CHANGES, routes
from practicecli.sandbox.changes import VERBS
from practicecli.sandbox.digest import KINDS
from practicecli.sandbox.feed import MOST
from practicecli.sandbox.rulebook import Rulebook
from practicecli.sandbox.store import token_for

CONTRACT = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text(encoding="utf-8")
)
SCHEMAS = CONTRACT["components"]["schemas"]
OPERATIONS = {
    (path, method.upper()): operation
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
}
JSON, PROBLEM = "application/json", "application/problem+json"
FORM = "application/x-www-form-urlencoded"
PUSHED = {
    "ProviderPut": bodies.ProviderBody,
    "ClientPut": bodies.ClientBody,
    "SessionSchedule": bodies.ScheduleBody,
    "SessionMove": bodies.MoveBody,
    "SessionCancel": bodies.CancelBody,
    "SessionNoShow": bodies.NoShowBody,
    "SessionConfirm": bodies.ConfirmBody,
    "NoteSign": bodies.NoteBody,
    "NoteAddend": bodies.AddendumBody,
    "Change": bodies.Change,
    "EligibilityRequest": bodies.Asked,
}


def resolved(part):
    while isinstance(part, dict) and "$ref" in part:
        found = CONTRACT
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def faults(schema, said):
    """Name the places where what was said does not fit a schema of the contract."""
    rooted = {"components": CONTRACT["components"], **schema}
    checker = Draft202012Validator(rooted, format_checker=FormatChecker())
    return [f"{one.json_path}: {one.message}" for one in checker.iter_errors(said)]


def words_of(schema):
    """Give the words a schema allows, through references and null; None where it names none."""
    schema = resolved(schema)
    for one in schema.get("anyOf", ()):
        if (words := words_of(one)) is not None:
            return words
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) - {None} if "enum" in schema else None


def words_in(form):
    """Give the words a type of ours allows; None where it names none."""
    if get_origin(form) is Literal:
        return set(get_args(form))
    if get_origin(form) in {Annotated, types.UnionType, Union}:
        return next((words for one in get_args(form) if (words := words_in(one))), None)
    return None


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere():
    def walk(part):
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                resolved(part)
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    assert CONTRACT["openapi"].startswith("3.1.")
    walk(CONTRACT)
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


def test_every_route_is_written_down_and_no_other():
    assert set(OPERATIONS) == {
        (path, method) for path, methods in routes().items() for method in methods - {"OPTIONS"}
    }


@pytest.mark.parametrize("asked", OPERATIONS, ids=" ".join)
def test_every_operation_says_all_that_can_come_back(asked):
    operation = OPERATIONS[asked]
    answers = set(operation["responses"])
    open_to_all = operation.get("security") == []

    assert {"200", "429", "503"} <= answers
    assert open_to_all or {"400", "401"} <= answers
    assert "requestBody" not in operation or "413" in answers
    for status in ("429", "503"):
        headers = resolved(operation["responses"][status])["headers"]
        assert "Retry-After" in headers


@pytest.mark.parametrize("asked", OPERATIONS, ids=" ".join)
def test_every_example_fits_its_own_schema(asked):
    operation = OPERATIONS[asked]
    parts = [operation.get("requestBody", {}), *map(resolved, operation["responses"].values())]
    contents = [content for part in parts for content in part.get("content", {}).values()]
    for content in contents:
        found = [one["value"] for one in content.get("examples", {}).values()]
        for example in [*found, *([content["example"]] if "example" in content else [])]:
            assert faults(content["schema"], example) == []


@pytest.mark.parametrize(("name", "form"), PUSHED.items())
def test_what_is_pushed_has_the_fields_of_the_contract(name, form):
    schema = SCHEMAS[name]

    assert set(form.model_fields) == set(schema["properties"])
    assert {key for key, one in form.model_fields.items() if one.is_required()} == set(
        schema.get("required", ())
    )


@pytest.mark.parametrize(("name", "form"), [one for one in PUSHED.items() if one[0] != "Change"])
def test_what_is_pushed_has_the_words_of_the_contract(name, form):
    for key, hint in get_type_hints(form, include_extras=True).items():
        if key in form.model_fields:
            assert words_in(hint) == words_of(SCHEMAS[name]["properties"][key]), key


@pytest.mark.parametrize("kind", sorted(payloads.KINDS))
def test_what_is_read_has_the_fields_and_words_of_the_contract(kind):
    schema = SCHEMAS[kind.capitalize()]
    row = getattr(payloads, f"{kind.capitalize()}Row")

    assert set(row.__annotations__) == set(schema["properties"]) - {"id"}
    hints = get_type_hints(row, include_extras=True)
    needed = {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}
    assert needed == set(schema["required"])
    for key, hint in hints.items():
        words = words_in(hint)  # what we take any word for may have its words written down
        assert words is None or words == words_of(schema["properties"][key]), key


def test_every_kind_of_change_and_of_news_is_written_down():
    change, item = SCHEMAS["Change"]["properties"], SCHEMAS["Page"]["properties"]["items"]["items"]

    assert {kind for kind, _ in VERBS} == words_of(change["kind"])
    assert {verb for _, verb in VERBS} == words_of(change["verb"])
    assert words_of(item["properties"]["kind"]) == set(payloads.KINDS)
    forms = {one.get("$ref", "").rpartition("/")[2] for one in item["properties"]["body"]["anyOf"]}
    assert forms == {"", *(kind.capitalize() for kind in payloads.KINDS)}


def test_limits_are_those_of_the_server():
    push = OPERATIONS["/v1/changes", "POST"]["requestBody"]["content"][JSON]["schema"]
    (limit,) = (one for one in OPERATIONS["/v1/feed", "GET"]["parameters"] if "limit" in str(one))

    assert push["properties"]["changes"]["maxItems"] == MOST_CHANGES
    assert limit["schema"]["maximum"] == MOST
    assert set(SCHEMAS["Digest"]["properties"]["kinds"]["required"]) == set(KINDS)
    assert words_of(SCHEMAS["TokenRequest"]["properties"]["grant_type"]) == {
        login.DEVICE_GRANT, login.REFRESH_GRANT
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(Rulebook().policies))
def test_every_policy_is_told_in_the_contract_s_form(name):
    said = policy.told(Rulebook().policies[name])

    assert faults(SCHEMAS["Policy"], said) == []
    assert set(said) == set(SCHEMAS["Policy"]["properties"])
    for clock in said["clocks"]:
        assert set(clock) == set(SCHEMAS["Policy"]["properties"]["clocks"]["items"]["properties"])


def checked(answer, asked, status):
    """Hold a real answer against what the contract says of it."""
    assert answer.status_code == status, answer.text
    written = resolved(OPERATIONS[asked]["responses"][str(status)])
    if "content" not in written:
        assert answer.content == b""
        return None
    ((kind, content),) = written["content"].items()
    assert answer.headers["Content-Type"] == kind
    for name, header in written.get("headers", {}).items():
        if name in answer.headers:
            assert faults(resolved(header)["schema"], answer.headers[name]) == []
        else:
            assert not resolved(header).get("required"), name
    said = answer.json()
    assert faults(content["schema"], said) == []
    return said


@pytest.fixture
def a_full_life(therapist, clock, contract):
    """A practice with something of every kind in its feed; gives a client's id and a change's."""
    starts = clock.now - timedelta(hours=2)
    for member in ("W1", "DENY-CO197-1", "REJECT-1", "CARDFAIL-1", "CLAWBACK-1", "REMOVED-1"):
        session = therapist.schedules(therapist.adds_a_client(member_id=member), starts)
        therapist.confirms(session, starts)
        starts -= timedelta(hours=2)
    therapist.schedules(therapist.adds_a_client(member_id="W2"), clock.now + timedelta(days=9))
    clock.wait(days=70)
    change = contract.change("client", "put", name="Testy McTest", payer="aetna", member_id="W3")
    therapist.push(change)
    return {"client": change["record"], "change": change}


def test_every_item_of_a_long_life_fits_its_own_schema(therapist, a_full_life):
    page = checked(therapist.http.get("/v1/feed"), ("/v1/feed", "GET"), 200)
    assert not page["more"]

    for item in page["items"]:
        schema = {"type": "null"} if item["deleted"] else SCHEMAS[item["kind"].capitalize()]
        assert faults(schema, item["body"]) == [], item
    assert {item["kind"] for item in page["items"]} == set(payloads.KINDS)
    assert any(item["deleted"] for item in page["items"])
    payloads.read_page(therapist.http.get("/v1/feed").content)


def test_every_answer_from_inside_fits_the_contract(therapist, a_full_life, contract):
    http, change = therapist.http, a_full_life["change"]
    changes, one = ("/v1/changes", "POST"), ("/v1/changes/{id}", "GET")
    refused = contract.change("session", "cancel")
    conflict = contract.change("client", "put", a_full_life["client"], seen=9, name="T")
    asked = {"changes": [change, refused, conflict]}

    results = checked(http.post("/v1/changes", json=asked), changes, 200)["results"]
    assert [result["outcome"] for result in results] == ["applied", "refused", "conflict"]
    assert faults(SCHEMAS["Client"], results[2]["record"]) == []
    checked(http.get(f"/v1/changes/{change['id']}"), one, 200)
    checked(http.get(f"/v1/changes/{conflict['id']}"), one, 404)
    checked(http.post("/v1/changes", json={"changes": 1}), changes, 422)
    checked(http.post("/v1/changes", json={"changes": [change] * 501}), changes, 413)
    text = {"Content-Type": "text/plain"}
    checked(http.post("/v1/changes", content="x", headers=text), changes, 415)
    checked(http.get("/v1/about"), ("/v1/about", "GET"), 200)
    checked(http.get("/v1/digest"), ("/v1/digest", "GET"), 200)
    checked(http.get("/v1/me"), ("/v1/me", "GET"), 200)
    checked(http.get("/v1/policy"), ("/v1/policy", "GET"), 200)
    checked(http.get("/v1/feed?after=x.1"), ("/v1/feed", "GET"), 410)
    checked(http.get("/v1/feed?limit=0"), ("/v1/feed", "GET"), 400)


def test_every_answer_about_coverage_fits_the_contract(therapist, a_full_life):
    asked = ("/v1/eligibility", "POST")
    for client in therapist.feed("client"):
        answer = therapist.http.post("/v1/eligibility", json={"client": client})
        if answer.status_code == 200:
            checked(answer, asked, 200)
    answer = therapist.http.post("/v1/eligibility", json={"client": a_full_life["change"]["id"]})
    checked(answer, asked, 404)
    checked(therapist.http.post("/v1/eligibility", json={"client": "x"}), asked, 422)


@pytest.mark.parametrize(
    "asked", [one for one, said in OPERATIONS.items() if said.get("security") != []], ids=" ".join
)
def test_who_is_not_known_is_told_so_in_the_contract_s_words(app, path, therapist, asked):
    token_for(path, "1999999984")
    address = asked[0].replace("{id}", "x")
    nobody = {"Authorization": "Bearer nobody"}

    answer = therapist.http.request(asked[1], address, headers=nobody)
    checked(answer, asked, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    answer = therapist.http.request(asked[1], address, headers={"Practice-Platform": "nowhere"})
    checked(answer, asked, 400)


def test_every_answer_of_the_log_in_fits_the_contract(therapist, path):
    http, me = therapist.http, {"client_id": "practice"}
    device, token, revoke = ((f"/v1/login/{one}", "POST") for one in ("device", "token", "revoke"))
    begun = checked(http.post(device[0], data=me), device, 200)
    said = {**me, "grant_type": login.DEVICE_GRANT, "device_code": begun["device_code"]}
    checked(http.post(token[0], data=said), token, 400)
    login.approve(path, begun["user_code"], "1999999984")
    tokens = checked(http.post(token[0], data=said), token, 200)
    said = {**me, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    checked(http.post(token[0], data=said), token, 200)
    checked(http.post(revoke[0], data={**me, "token": tokens["refresh_token"]}), revoke, 200)
    for asked in (device, token, revoke):
        checked(http.post(asked[0], data={}, headers={"Content-Type": FORM}), asked, 400)
        checked(http.post(asked[0], json={}), asked, 415)
