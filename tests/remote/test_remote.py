"""The client against small programs that answer badly."""

import json
import socket

import pytest

from practicecli.errors import Exit, LockedOutError, PracticeError, RefusedError, TemporaryError
from practicecli.remote.client import CursorLostError, open_remote

ID = "01900000-0000-7000-8000-000000000001"
EMPTY = {
    "items": [],
    "cursor": "e.0",
    "more": False,
    "now": "2026-11-02T15:00:00Z",
    "offset_seconds": 60,
}
CREDENTIAL = {"payer": "aetna", "state": "NY", "status": "active"}


class Answers:
    """Gives prepared answers in turn, the last one again and again; keeps what was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], dict(environ)))
        status, headers, content = (
            self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        )
        start_response(f"{status} X", list(headers.items()))
        return [content]


def says(content, status=200, **headers):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return (status, {"Content-Type": "application/json", **headers}, text)


def item(**said):
    return {"seq": 1, "kind": "credential", "id": ID, "version": 1, "deleted": False,
            "body": CREDENTIAL, **said}  # fmt: skip


def a_page(*items):
    return says({**EMPTY, "items": list(items)})


def talk(*answers):
    app, waited = Answers(*answers), []
    remote = open_remote(
        "sandbox:", platform="headway", token="t0ken", embedded=app, pause=waited.append
    )
    return remote, app, waited


def test_every_request_carries_the_token_and_the_platform():
    remote, app, _ = talk(says(EMPTY))

    page = remote.page("e.0")

    (_, path, environ) = app.asked[0]
    assert path == "/v1/feed"
    assert environ["HTTP_AUTHORIZATION"] == "Bearer t0ken"
    assert environ["HTTP_PRACTICE_PLATFORM"] == "headway"
    assert (page.cursor, page.more, page.offset_seconds) == ("e.0", False, 60)


@pytest.mark.parametrize(
    "address",
    ["http://example.com", "ftp://example.com", "example.com", "https://", "", "http://127.0.0.1.example.com",
     "http://localhost@example.com", "\x00"],
)  # fmt: skip
def test_a_platform_is_reached_over_tls_only(address):
    with pytest.raises(RefusedError, match=r"address|https"):
        open_remote(address, platform="headway", token="t")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_a_sandbox_on_loopback_may_go_without(address):
    open_remote(address, platform="headway", token="t").close()


@pytest.mark.parametrize(
    ("status", "failure", "tries"),
    [
        (401, LockedOutError, 1),
        (400, RefusedError, 1),
        (403, RefusedError, 1),
        (404, RefusedError, 1),
        (422, RefusedError, 1),
        (302, RefusedError, 1),
        (408, TemporaryError, 1),
        (429, TemporaryError, 3),
        (500, TemporaryError, 3),
        (502, TemporaryError, 3),
        (503, TemporaryError, 3),
    ],
)
def test_a_failure_has_its_class_and_its_number_of_tries(status, failure, tries):
    remote, app, _ = talk(says({"title": "secret words"}, status, Location="http://elsewhere/"))

    with pytest.raises(failure) as caught:
        remote.page("")

    assert len(app.asked) == tries
    assert "secret" not in str(caught.value) + caught.value.hint


def test_a_passing_failure_is_not_noticed():
    remote, app, _ = talk(says({}, 503), says({}, 500), says(EMPTY))

    assert remote.page("").cursor == "e.0"
    assert len(app.asked) == 3


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("7", [7.0]),
        ("30", [30.0]),
        ("31", []),
        ("864000", []),
        ("0", [0.1]),
        ("-5", [1.0]),
        ("soon", [1.0]),
        ("", [1.0]),
    ],
)
def test_a_busy_platform_is_given_the_time_it_asks_for_within_bounds(said, waited):
    remote, _, pauses = talk(says({}, 429, **{"Retry-After": said}), says(EMPTY))

    if waited:
        remote.page("")
    else:
        with pytest.raises(TemporaryError):
            remote.page("")

    assert pauses == waited


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"<html>Log in to the hotel's network</html>",
        b"[]",
        json.dumps({**EMPTY, "cursor": ""}).encode(),
        json.dumps({**EMPTY, "items": [item(id="x")]}).encode(),
        json.dumps({**EMPTY, "items": [item(body=None)]}).encode(),
        json.dumps({**EMPTY, "items": [item(body={"payer": "aetna"})]}).encode(),
        json.dumps({**EMPTY, "items": [item(body={**CREDENTIAL, "status": "perhaps"})]}).encode(),
    ],
)
def test_what_is_not_in_the_contract_is_not_taken_over(content):
    remote, _, _ = talk(says(content))

    with pytest.raises(TemporaryError) as caught:
        remote.page("")

    assert caught.value.exit_code is Exit.TEMPORARY
    assert caught.value.__cause__ is None


def test_kinds_and_fields_of_a_newer_platform_are_let_be():
    remote, _, _ = talk(a_page(item(kind="weather"), item(body={**CREDENTIAL, "mood": "fine"})))

    page = remote.page("")

    assert (page.count, page.unknown) == (2, 1)
    assert page.rows == {"credential": [{**CREDENTIAL, "id": ID, "version": 1}]}


def test_what_was_withdrawn_is_named():
    remote, _, _ = talk(a_page(item(kind="payout", deleted=True, body=None)))

    assert remote.page("").removed == {"payout": [ID]}


def test_a_lost_cursor_is_said_so():
    remote, _, _ = talk(says({}, 410))

    with pytest.raises(CursorLostError):
        remote.page("e.1")


def test_a_change_the_platform_never_saw_is_none_only_on_its_own_word():
    problem = (404, {"Content-Type": "application/problem+json"}, b"{}")
    remote, _, _ = talk(problem, says(b"<html>not found</html>", 404))

    assert remote.outcome(ID) is None
    with pytest.raises((TemporaryError, PracticeError)):
        remote.outcome(ID)


def test_what_became_of_a_change_is_read():
    remote, _, _ = talk(
        says({"id": ID, "outcome": "applied", "version": 3, "problems": [], "record": None})
    )

    assert remote.outcome(ID).version == 3


def test_a_push_gives_a_result_for_each_change():
    problem = {"code": "no-dx", "weight": "blocks", "message": "m", "fix": "f"}
    result = {"id": ID, "outcome": "refused", "version": 0, "problems": [problem], "record": None}
    remote, _, _ = talk(
        says({"results": [result], "now": "2026-11-02T15:00:00Z", "offset_seconds": 0})
    )

    (found,) = remote.push([{"id": ID}]).results

    assert (found.outcome, found.problems[0]["code"]) == ("refused", "no-dx")


def test_a_refused_connection_is_given_up_within_fifteen_seconds():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    waited = []
    address = f"http://127.0.0.1:{port}"
    with open_remote(address, platform="headway", token="t", pause=waited.append) as remote:
        with pytest.raises(TemporaryError, match="cannot be reached"):
            remote.page("")
        connecting = remote._client.timeout.connect

    assert sum(waited) + connecting * (len(waited) + 1) <= 15
