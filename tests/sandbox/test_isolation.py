"""Every endpoint, asked by a neighbour and on another platform: nothing of Ada's is seen there."""

from datetime import timedelta

import pytest

from practicecli.sandbox import login
from practicecli.sandbox.app import routes

NEXT_WEEK = {"starts_at": "2026-11-09T15:00:00Z", "ends_at": "2026-11-09T16:00:00Z"}
OURS = ("client", "session", "claim", "charge", "payout", "notice", "cost")
NOTHING = {"count": 0, "digest": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}


@pytest.fixture
def stranger(request):
    """Whoever is not Ada on Headway: another provider there, and she herself on Alma."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def adas(therapist, clock, contract):
    """Ids of a client and a session that went all the way to a payout, and of a change."""
    starts = clock.now - timedelta(hours=2)
    change = contract.change(
        "client", "put", name="Testy McTest", payer="aetna", plan="commercial", member_id="W1",
        state="NY", address="1 Invented Street",
        ready={"payment_method": True, "forms": True, "insurance": True},
    )  # fmt: skip
    therapist.push(change)
    session = therapist.schedules(change["record"], starts)
    assert therapist.confirms(session, starts)["outcome"] == "applied"
    clock.wait(days=40)
    assert set(OURS) - {"notice", "cost"} <= {
        item["kind"] for item in therapist.http.get("/v1/feed").json()["items"]
    }
    return {"client": change["record"], "session": session, "change": change, "starts": starts}


def as_seen(therapist):
    answers = [therapist.http.get(path).json() for path in ("/v1/feed", "/v1/digest")]
    return [{key: one[key] for key in ("items", "kinds") if key in one} for one in answers]


def sees_no_feed(stranger, adas):
    for kind in OURS:
        assert stranger.feed(kind) == {}


def sees_no_digest(stranger, adas):
    assert set(map(str, stranger.http.get("/v1/digest").json()["kinds"].values())) == {str(NOTHING)}


def finds_no_change(stranger, adas):
    assert stranger.http.get(f"/v1/changes/{adas['change']['id']}").status_code == 404


def learns_no_eligibility(stranger, adas):
    answer = stranger.http.post("/v1/eligibility", json={"client": adas["client"]})

    assert answer.status_code == 404
    assert "Testy" not in answer.text


def changes_nothing(stranger, adas):
    client, session = adas["client"], adas["session"]
    # The same change under the same id is one of the stranger's own, and a record of their own.
    (result,) = stranger.push({**adas["change"], "body": {"name": "Another"}})
    assert (result["outcome"], result["version"]) == ("applied", 1)
    for verb, body in [
        ("move", NEXT_WEEK),
        ("cancel", {}),
        ("no-show", {}),
        ("confirm", {"cpt": ["90837"], "dx": ["F41.1"]}),
        ("modify", {"cpt": ["90834"]}),
    ]:
        for seen in (0, 1, 2):
            result = stranger.do("session", verb, session, seen=seen, **body)
            assert result["outcome"] != "applied"
            assert result["record"] is None
    for kind, verb in [("note", "sign"), ("note", "addend")]:
        body = {
            "id": adas["change"]["id"], "note": session, "session": session, "template": "soap",
            "signed_at": "2026-11-02T15:00:00Z", "signer": "Ada Example", "npi": stranger.npi,
            "hash": "0" * 64, "text": "Invented",
        }  # fmt: skip
        assert stranger.do(kind, verb, **body)["outcome"] == "refused"
    assert stranger.feed("client") == {client: stranger.feed("client")[client]}


def reads_only_the_platform_s_policy(stranger, adas):
    said = stranger.http.get("/v1/policy").text

    assert adas["client"] not in said
    assert stranger.npi not in said


def is_told_its_own_name(stranger, adas):
    assert stranger.http.get("/v1/me").json()["npi"] == stranger.npi


def learns_only_what_is_served(stranger, adas):
    assert set(stranger.http.get("/v1/about").json()) == {
        "name", "sandbox", "contract", "now", "offset_seconds"
    }  # fmt: skip


def gets_no_log_in(stranger, adas):
    begun = stranger.http.post("/v1/login/device", data={"client_id": "practice"}).json()
    for guess in (begun["user_code"], begun["device_code"][:-1], adas["client"]):
        said = {
            "client_id": "practice",
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": guess,
        }
        assert stranger.http.post("/v1/login/token", data=said).json()["error"] == "invalid_grant"


def ends_no_log_in(stranger, adas):
    said = {"client_id": "practice", "token": adas["client"]}

    assert stranger.http.post("/v1/login/revoke", data=said).status_code == 200


WALKS = {
    ("/v1/about", "GET"): learns_only_what_is_served,
    ("/v1/changes", "POST"): changes_nothing,
    ("/v1/changes/{id}", "GET"): finds_no_change,
    ("/v1/digest", "GET"): sees_no_digest,
    ("/v1/eligibility", "POST"): learns_no_eligibility,
    ("/v1/feed", "GET"): sees_no_feed,
    ("/v1/login/device", "POST"): gets_no_log_in,
    ("/v1/login/revoke", "POST"): ends_no_log_in,
    ("/v1/login/token", "POST"): gets_no_log_in,
    ("/v1/me", "GET"): is_told_its_own_name,
    ("/v1/policy", "GET"): reads_only_the_platform_s_policy,
}


def test_the_walk_leaves_no_endpoint_out():
    assert set(WALKS) == {
        (path, method) for path, methods in routes().items() for method in methods - {"OPTIONS"}
    }


@pytest.mark.parametrize("stranger", ["neighbour", "on_alma"], indirect=True)
@pytest.mark.parametrize("endpoint", sorted(WALKS), ids=" ".join)
def test_a_stranger_sees_nothing_and_changes_nothing(therapist, stranger, adas, endpoint):
    before = as_seen(therapist)

    WALKS[endpoint](stranger, adas)

    assert as_seen(therapist) == before


def test_a_log_in_leads_to_the_account_of_who_allowed_it(therapist, neighbour, adas, path):
    begun = neighbour.http.post("/v1/login/device", data={"client_id": "practice"}).json()
    login.approve(path, begun["user_code"], neighbour.npi)
    said = {
        "client_id": "practice",
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": begun["device_code"],
    }
    token = therapist.http.post("/v1/login/token", data=said).json()["access_token"]

    answer = therapist.http.get("/v1/feed", headers={"Authorization": f"Bearer {token}"})
    assert adas["client"] not in answer.text


def test_a_cursor_of_a_longer_feed_is_beyond_the_end_of_a_neighbour_s(therapist, neighbour, adas):
    cursor = therapist.http.get("/v1/feed").json()["cursor"]
    number = int(cursor.split(".")[1])
    own = int(neighbour.http.get("/v1/feed").json()["cursor"].split(".")[1])
    assert own < number

    assert neighbour.http.get("/v1/feed", params={"after": cursor}).status_code == 410
