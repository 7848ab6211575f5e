"""Logging in by a code, against a platform whose clock is the waiting itself."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from practicecli.errors import LockedOutError, RefusedError, TemporaryError
from practicecli.remote.login import INTERVAL, open_login

CODES = {
    "device_code": "d3vice",
    "user_code": "WXYZ-2345",
    "verification_uri": "https://platform.example.com/login",
    "expires_in": 600,
    "interval": 5,
}
PAIR = {
    "access_token": "acc3ss",
    "refresh_token": "r3fresh",
    "token_type": "Bearer",
    "expires_in": 3600,
}
SECRETS = ("d3vice", "acc3ss", "r3fresh")


class Platform:
    """Gives prepared answers in turn, the last again and again; waiting moves its clock."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.pauses = []

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        form = parse_qs(environ["wsgi.input"].read(length).decode())
        self.asked.append((environ["PATH_INFO"], {name: one for name, (one,) in form.items()}))
        said = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if isinstance(said, Exception):
            raise said
        status, content, *after = said
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        wait = [("Retry-After", one) for one in after]
        start_response(f"{status} X", [("Content-Type", "application/json"), *wait])
        return [text]

    def talk(self):
        return open_login(
            "sandbox:",
            platform="headway",
            embedded=self,
            pause=self.pauses.append,
            jitter=lambda most: most,
            ticks=lambda: sum(self.pauses),
        )


def fails(why):
    return (400, {"error": why})


PENDING, SLOW = fails("authorization_pending"), fails("slow_down")


def test_a_code_is_asked_for_and_the_answer_waited_for():
    platform = Platform((200, CODES), PENDING, PENDING, (200, PAIR))

    with platform.talk() as login:
        asked = login.begin()
        grant = login.wait(asked)

    assert (asked.code, asked.address) == ("WXYZ-2345", "https://platform.example.com/login")
    assert (asked.host, asked.expires_in) == ("platform.example.com", 600)
    assert (grant.access, grant.refresh, grant.expires_in) == ("acc3ss", "r3fresh", 3600)
    assert platform.pauses == [5.0, 5.0, 5.0]
    assert platform.asked[0] == ("/v1/login/device", {"client_id": "practice"})
    assert platform.asked[1] == (
        "/v1/login/token",
        {
            "client_id": "practice",
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": "d3vice",
        },
    )


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([SLOW, PENDING, SLOW, (200, PAIR)], [5.0, 10.0, 10.0, 15.0]),
        ([ConnectionResetError(), ConnectionResetError(), (200, PAIR)], [5.0, 10.0, 20.0]),
        ([ConnectionResetError(), PENDING, (200, PAIR)], [5.0, 10.0, 5.0]),
        ([(503, {}), (429, {}), PENDING, (200, PAIR)], [5.0, 10.0, 20.0, 5.0]),
        ([*[(500, {})] * 5, (200, PAIR)], [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]),
    ],
)
def test_it_is_asked_less_often_where_the_platform_or_the_network_wants_that(answers, pauses):
    platform = Platform((200, CODES), *answers)

    with platform.talk() as login:
        assert login.wait(login.begin()).access == "acc3ss"

    assert platform.pauses == pauses


def test_a_platform_that_names_no_interval_is_asked_every_five_seconds():
    codes = {name: one for name, one in CODES.items() if name != "interval"}

    with Platform((200, codes)).talk() as login:
        assert login.begin().interval == INTERVAL


@pytest.mark.parametrize(
    ("answer", "failure", "words"),
    [
        (fails("access_denied"), LockedOutError, "was refused there"),
        (fails("expired_token"), LockedOutError, "ran out"),
        (fails("invalid_grant"), LockedOutError, "ran out"),
        (fails("invalid_client"), RefusedError, "HTTP 400"),
        ((401, {}), RefusedError, "HTTP 401"),
        ((302, b""), RefusedError, "points to another address"),
        ((400, b"<html>"), RefusedError, "HTTP 400"),
        ((200, b"<html>"), TemporaryError, "token_type"),
        ((200, {**PAIR, "token_type": "mac"}), TemporaryError, "token_type"),
        ((200, {**PAIR, "access_token": "acc3ss\r\nX: y"}), TemporaryError, "access_token"),
        ((200, {**PAIR, "access_token": ""}), TemporaryError, "access_token"),
        ((200, {**PAIR, "expires_in": "soon"}), TemporaryError, "expires_in"),
    ],
)
def test_waiting_ends_with_a_sentence_and_no_secret(answer, failure, words):
    with Platform((200, CODES), answer).talk() as login:
        asked = login.begin()
        with pytest.raises(failure, match=words) as caught:
            login.wait(asked)

    told = f"{caught.value} {caught.value.hint} {asked}"
    assert not [one for one in SECRETS if one in told]


def test_a_code_that_nobody_types_runs_out():
    platform = Platform((200, CODES), PENDING)

    with platform.talk() as login, pytest.raises(LockedOutError, match="ran out"):
        login.wait(login.begin())

    assert sum(platform.pauses) == 600


@pytest.mark.parametrize(
    ("lasts", "interval", "pauses"),
    [
        (600, 599, [599, 1]),
        (600, 600, [600]),
        (600, 601, [600]),
        (600, 86_400, [600]),
        (12, 5, [5, 5, 2]),
    ],
)
def test_nobody_waits_longer_than_the_code_holds(lasts, interval, pauses):
    codes = {**CODES, "expires_in": lasts, "interval": interval}
    platform = Platform((200, codes), PENDING)

    with platform.talk() as login, pytest.raises(LockedOutError, match="ran out"):
        login.wait(login.begin())

    assert platform.pauses == pauses


@pytest.mark.parametrize(("asked", "waited"), [("59", [59.0]), ("60", [60.0]), ("61", [])])
def test_a_renewal_waits_a_minute_at_most_because_a_platform_asks_for_it(asked, waited):
    platform = Platform((429, {}, asked), (200, PAIR))

    with platform.talk() as login:
        if waited:
            assert login.refresh("r").access == "acc3ss"
        else:
            with pytest.raises(TemporaryError, match="left alone for 2 minutes"):
                login.refresh("r")

    assert platform.pauses == waited


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"verification_uri": "http://platform.example.com"}, "verification_uri"),
        ({"verification_uri": "javascript:alert(1)"}, "verification_uri"),
        ({"verification_uri": "https://a.example/\x1b[2J"}, "verification_uri"),
        ({"user_code": "\x1b]52;c;x\x07"}, "user_code"),
        ({"user_code": "X" * 41}, "user_code"),
        ({"user_code": 7}, "user_code"),
        ({"device_code": None}, "device_code"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": True}, "expires_in"),
        ({"interval": -1}, "interval"),
        ({"interval": 1e300}, "interval"),
    ],
)
def test_what_would_go_onto_the_screen_has_to_be_plain(changed, where):
    login = Platform((200, {**CODES, **changed})).talk()

    with login, pytest.raises(TemporaryError, match=f"`{where}`"):
        login.begin()


def test_a_log_in_is_renewed():
    platform = Platform((200, PAIR))

    with platform.talk() as login:
        grant = login.refresh("old-r3fresh")

    assert (grant.access, grant.refresh) == ("acc3ss", "r3fresh")
    assert platform.asked == [
        (
            "/v1/login/token",
            {
                "client_id": "practice",
                "grant_type": "refresh_token",
                "refresh_token": "old-r3fresh",
            },
        )
    ]


def test_a_platform_that_does_not_rotate_leaves_the_old_one_good():
    lean = {"access_token": "acc3ss", "token_type": "bearer"}

    with Platform((200, lean)).talk() as login:
        grant = login.refresh("old")

    assert (grant.refresh, grant.expires_in) == ("old", None)


@pytest.mark.parametrize(
    ("answer", "failure", "tries"),
    [
        (fails("invalid_grant"), LockedOutError, 1),
        (fails("invalid_client"), RefusedError, 1),
        ((200, b"<html>"), TemporaryError, 1),
        ((500, {}), TemporaryError, 5),
        (ConnectionResetError(), TemporaryError, 5),
    ],
)
def test_a_log_in_that_cannot_be_renewed_is_ended_only_on_the_platforms_word(
    answer, failure, tries
):
    platform = Platform(answer)

    with platform.talk() as login, pytest.raises(failure) as caught:
        login.refresh("r3fresh")

    assert len(platform.asked) == tries
    assert "r3fresh" not in f"{caught.value} {caught.value.hint}"
    if failure is LockedOutError:
        assert "practice platform login headway" in caught.value.hint


def test_a_log_in_is_ended():
    platform = Platform((200, b""))

    with platform.talk() as login:
        login.revoke("r3fresh")

    assert platform.asked == [("/v1/login/revoke", {"client_id": "practice", "token": "r3fresh"})]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ((400, {}), RefusedError),
        ((302, {}), RefusedError),
        ((503, {}), TemporaryError),
        ((429, {}, "600"), TemporaryError),
        (ConnectionResetError(), TemporaryError),
    ],
)
def test_a_log_in_that_the_platform_does_not_end_is_said_after_one_try(answer, failure):
    platform = Platform(answer)

    with platform.talk() as login, pytest.raises(failure):
        login.revoke("r3fresh")

    assert (len(platform.asked), platform.pauses) == (1, [])
