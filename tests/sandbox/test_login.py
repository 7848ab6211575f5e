import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from practicecli.errors import RefusedError
from practicecli.sandbox import login
from practicecli.sandbox.app import make_app
from practicecli.sandbox.store import advance

NPI = "1999999984"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
ME = {"client_id": "practice"}


class Device:
    """A program without tokens that wants some."""

    def __init__(self, app):
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=app), base_url="http://sandbox:8080"
        )

    def begins(self):
        return self.http.post("/v1/login/device", data=ME).json()

    def asks(self, begun):
        said = {**ME, "grant_type": DEVICE, "device_code": begun["device_code"]}
        return self.http.post("/v1/login/token", data=said).json()

    def refreshes(self, tokens):
        said = {**ME, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        return self.http.post("/v1/login/token", data=said).json()

    def revokes(self, token):
        return self.http.post("/v1/login/revoke", data={**ME, "token": token}).status_code

    def is_in(self, tokens):
        headers = {
            "Authorization": f"Bearer {tokens['access_token']}",
            "Practice-Platform": "headway",
        }
        status = self.http.get("/v1/feed", headers=headers).status_code
        assert status in {200, 401}
        return status == 200

    def answers_page(self, **said):
        return self.http.post("/login", data=said)


@pytest.fixture
def device(app):
    made = Device(app)
    yield made
    made.http.close()


@pytest.fixture
def tokens(device, path):
    """Those of a log-in that went well."""
    begun = device.begins()
    login.approve(path, begun["user_code"], NPI)
    return device.asks(begun)


def test_a_person_allows_and_the_program_is_in(device, path):
    begun = device.begins()

    assert device.asks(begun)["error"] == "authorization_pending"
    login.approve(path, begun["user_code"], NPI)
    tokens = device.asks(begun)

    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert device.is_in(tokens)


def test_what_is_shown_leads_to_the_page_with_the_code_in_it(device):
    begun = device.begins()

    assert re.fullmatch("[BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9]{4}", begun["user_code"])
    assert begun["verification_uri"] == "http://sandbox:8080/login"
    assert (begun["expires_in"], begun["interval"]) == (600, 5)
    page = device.http.get(begun["verification_uri_complete"])
    assert f'value="{begun["user_code"]}"' in page.text


def test_tokens_are_given_once(device, path):
    begun = device.begins()
    login.approve(path, begun["user_code"], NPI)

    assert "access_token" in device.asks(begun)
    assert device.asks(begun)["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("waits", "answers"),
    [
        ([5, 5, 5], ["pending", "pending", "pending"]),
        ([5, 4, 9, 15, 15], ["pending", "slow_down", "slow_down", "pending", "pending"]),
        ([0, 0, 0], ["pending", "slow_down", "slow_down"]),
    ],
)
def test_who_asks_too_soon_has_to_wait_five_seconds_more_from_then_on(
    device, clock, waits, answers
):
    begun = device.begins()
    other = device.begins()
    said = []
    for seconds in waits:
        clock.wait(seconds=seconds)
        said.append(device.asks(begun)["error"].removeprefix("authorization_"))

    assert said == answers
    assert device.asks(other)["error"] == "authorization_pending"  # each code has its own pause


@pytest.mark.parametrize(("seconds", "error"), [(599, None), (600, "expired_token")])
def test_a_code_lives_ten_minutes(device, path, clock, seconds, error):
    begun = device.begins()
    login.approve(path, begun["user_code"], NPI)
    clock.wait(seconds=seconds)

    assert device.asks(begun).get("error") == error


def test_an_expired_code_can_no_longer_be_allowed(device, path, clock):
    begun = device.begins()
    advance(path, 599)
    login.approve(path, device.begins()["user_code"], NPI, now=clock.now)
    clock.wait(seconds=1)

    with pytest.raises(RefusedError):
        login.approve(path, begun["user_code"], NPI, now=clock.now)


def test_a_person_denies(device, path):
    begun = device.begins()
    login.deny(path, begun["user_code"])

    assert device.asks(begun)["error"] == "access_denied"
    with pytest.raises(RefusedError):  # and cannot take it back
        login.approve(path, begun["user_code"], NPI)


@pytest.mark.parametrize(("code", "npi"), [("WXYZ-2345", NPI), ("", NPI), (None, "1999999985")])
def test_only_a_waiting_code_and_a_sound_npi_are_taken(device, path, code, npi):
    begun = device.begins()

    with pytest.raises(RefusedError):
        login.approve(path, begun["user_code"] if code is None else code, npi)
    assert device.asks(begun)["error"] == "authorization_pending"


def test_a_code_may_be_typed_as_people_do(device, path):
    begun = device.begins()
    login.approve(path, f" {begun['user_code'].lower().replace('-', ' ')} ", NPI)

    assert device.is_in(device.asks(begun))


@pytest.mark.parametrize(("seconds", "inside"), [(3599, True), (3600, False)])
def test_an_access_token_lives_an_hour_of_the_sandbox_s_time(device, tokens, path, seconds, inside):
    advance(path, seconds)

    assert device.is_in(tokens) is inside


def test_each_refresh_gives_a_new_pair(device, tokens, clock):
    first = device.refreshes(tokens)
    assert device.is_in(first)
    clock.wait(hours=2)
    second = device.refreshes(first)

    assert not device.is_in(first)
    assert device.is_in(second)
    assert len({one["refresh_token"] for one in (tokens, first, second)}) == 3


def test_a_lost_answer_is_given_again_as_often_as_it_is_lost(device, tokens):
    for _ in range(3):
        device.refreshes(tokens)
    found = device.refreshes(tokens)

    assert device.is_in(found)
    assert device.is_in(device.refreshes(found))


@pytest.mark.parametrize("used", ["access", "refresh"])
def test_a_refresh_token_used_again_after_its_successor_ends_the_log_in(device, tokens, used):
    successor = device.refreshes(tokens)
    newest = device.refreshes(successor) if used == "refresh" else successor
    assert device.is_in(newest)

    assert device.refreshes(tokens)["error"] == "invalid_grant"
    assert not device.is_in(newest)
    assert device.refreshes(newest)["error"] == "invalid_grant"


def test_the_pair_that_was_replaced_is_worth_nothing_and_shows_a_copy(device, tokens):
    lost = device.refreshes(tokens)
    kept = device.refreshes(tokens)

    assert not device.is_in(lost)
    assert device.is_in(kept)
    assert device.refreshes(lost)["error"] == "invalid_grant"
    assert not device.is_in(kept)


def test_a_log_in_that_ends_leaves_the_others_alone(device, tokens, path):
    begun = device.begins()
    login.approve(path, begun["user_code"], NPI)
    other = device.asks(begun)

    assert device.revokes(tokens["access_token"]) == 200
    assert not device.is_in(tokens)
    assert device.refreshes(tokens)["error"] == "invalid_grant"
    assert device.is_in(other)


def test_revoking_either_token_ends_all_of_it_and_twice_is_no_error(device, tokens):
    newer = device.refreshes(tokens)

    assert device.revokes(newer["refresh_token"]) == 200
    assert device.revokes(newer["refresh_token"]) == 200
    assert device.revokes("nobody-knows-this") == 200
    assert not device.is_in(newer)


@pytest.mark.parametrize(
    ("asked", "said", "error"),
    [
        ("device", {"scope": "all"}, "invalid_request"),
        ("device", {"client_id": "another"}, "invalid_client"),
        ("device", {"client_id": ["practice", "practice"]}, "invalid_request"),
        ("token", ME, "invalid_request"),
        ("token", {**ME, "grant_type": "password"}, "unsupported_grant_type"),
        ("token", {**ME, "grant_type": DEVICE}, "invalid_request"),
        ("token", {**ME, "grant_type": DEVICE, "device_code": "x"}, "invalid_grant"),
        ("token", {**ME, "grant_type": "refresh_token"}, "invalid_request"),
        ("token", {**ME, "grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ("token", {"grant_type": DEVICE, "device_code": "x"}, "invalid_request"),
        ("revoke", ME, "invalid_request"),
    ],
)
def test_what_does_not_fit_is_told_in_the_words_of_the_rfc(device, asked, said, error):
    answer = device.http.post(f"/v1/login/{asked}", data=said)

    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_parameter_nobody_knows_is_let_be(device):
    said = {**ME, "scope": "all", "later": ["1", "2"]}

    assert device.http.post("/v1/login/device", data=said).status_code == 200


def test_neither_codes_nor_tokens_stand_in_the_file(device, tokens, path):
    begun = device.begins()
    written = b"".join(one.read_bytes() for one in Path(path).parent.iterdir())

    for secret in (tokens["access_token"], tokens["refresh_token"], begun["device_code"]):
        assert secret.encode() not in written


def test_the_page_lets_in_who_types_a_sound_npi(device):
    begun = device.begins()
    said = device.answers_page(code=begun["user_code"], npi=NPI, answer="allow")

    assert said.status_code == 200
    assert "Allowed" in said.text
    assert device.is_in(device.asks(begun))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"npi": "1", "answer": "allow"}, 422),
        ({"npi": NPI, "answer": "allow", "code": "WXYZ-2345"}, 422),
        ({"answer": "allow"}, 422),
        ({"answer": "deny", "code": ""}, 422),
        ({"answer": "deny"}, 200),
    ],
)
def test_the_page_says_what_it_did_not_do(device, said, status):
    begun = device.begins()

    assert device.answers_page(**{"code": begun["user_code"], **said}).status_code == status
    assert "access_token" not in device.asks(begun)


def test_after_a_slip_the_form_stands_there_again_with_what_was_wrong(device):
    begun = device.begins()
    again = device.answers_page(code=begun["user_code"], npi='19"99<', answer="allow")

    assert '<p role="alert">This is not a sound NPI. Give one such as <code>' in again.text
    assert f'name="code" value="{begun["user_code"]}"' in again.text
    assert 'value="19&quot;99&lt;"' in again.text
    assert 'role="alert"' not in device.http.get("/login").text


def test_a_page_that_came_from_elsewhere_leads_back_to_the_form(device):
    said = device.http.post("/login", data={}, headers={"Origin": "http://elsewhere.example"})

    assert '<a href="/login">' in said.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://sandbox:8080", 200), ("http://elsewhere.example", 403), ("null", 403)],
)
def test_another_site_cannot_say_yes_for_the_person(device, origin, status):
    begun = device.begins()
    said = {"code": begun["user_code"], "npi": NPI, "answer": "allow"}
    answer = device.http.post("/login", data=said, headers={"Origin": origin})

    assert answer.status_code == status
    assert ("access_token" in device.asks(begun)) is (status == 200)


def test_the_page_says_what_it_is_and_runs_nothing(device):
    page = device.http.get("/login", params={"code": '"><script>alert(1)</script>'})

    assert "<script" not in page.text
    assert "platform to try things on" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for name in re.findall(r'<input id="(\w+)"', page.text):
        assert f'<label for="{name}">' in page.text


def test_the_complete_address_holds_the_code_and_nothing_else(device):
    begun = device.begins()
    query = parse_qs(urlsplit(begun["verification_uri_complete"]).query)

    assert query == {"code": [begun["user_code"]]}


def test_a_log_in_outlives_the_server(device, tokens, path, clock):
    again = Device(make_app(path, clock))

    assert again.is_in(tokens)
    assert again.is_in(again.refreshes(tokens))
    again.http.close()


def test_codes_of_yesterday_are_swept_away(device, path, clock):
    old = device.begins()
    clock.now += timedelta(days=2)
    device.begins()

    assert device.asks(old)["error"] == "invalid_grant"
