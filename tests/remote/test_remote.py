"""The client against small programs that answer badly."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from practicecli.errors import (
    Exit,
    LockedOutError,
    NotFoundError,
    PracticeError,
    RefusedError,
    TemporaryError,
)
from practicecli.remote.address import CONNECT_SECONDS
from practicecli.remote.client import CursorLostError, open_remote
from practicecli.remote.payloads import UnfitError, read_record

ID = "01900000-0000-7000-8000-000000000001"
EMPTY = {
    "items": [],
    "cursor": "e.0",
    "more": False,
    "now": "2026-11-02T15:00:00Z",
    "offset_seconds": 60,
}
NOTICE = {
    "at": "2026-11-02T15:00:00Z",
    "code": "card-removed",
    "client": ID,
    "session": None,
    "message": "The card was declined three times",
    "amount_cents": None,
}
COST = {
    "session": ID,
    "client": ID,
    "amount_cents": 2_500,
    "was_cents": None,
    "reason": "estimate",
    "changed_at": "2026-11-02T15:00:00Z",
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


def talk(*answers, **handed):
    app, waited = Answers(*answers), []
    remote = open_remote(
        "sandbox:",
        platform="headway",
        token="t0ken",
        embedded=app,
        pause=waited.append,
        jitter=lambda most: most,
        **handed,
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
        (308, RefusedError, 1),
        (408, TemporaryError, 5),
        (429, TemporaryError, 5),
        (500, TemporaryError, 5),
        (502, TemporaryError, 5),
        (503, TemporaryError, 5),
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
        ("900", [900.0]),
        ("901", []),
        ("864000", []),
        ("0", [0.1]),
        ("-5", [1.0]),
        ("soon", [1.0]),
        ("", [1.0]),
        ("1e9", [1.0]),
        ("9" * 400, []),
        ("Mon, 02 Nov 2026 15:00:40 GMT", [40.0]),
        ("Mon, 02 Nov 2026 15:15:00 GMT", [900.0]),
        ("Mon, 02 Nov 2026 15:15:01 GMT", []),
        ("Thu, 12 Nov 2026 15:00:00 GMT", []),
        ("Mon, 02 Nov 2026 14:59:59 GMT", [1.0]),
        ("Mon, 32 Nov 2026 14:59:59 GMT", [1.0]),
    ],
)
def test_a_busy_platform_is_given_the_time_it_asks_for_within_bounds(said, waited):
    busy = {"Retry-After": said, "Date": "Mon, 02 Nov 2026 15:00:00 GMT"}
    remote, _, pauses = talk(says({}, 429, **busy), says(EMPTY))

    if waited:
        remote.page("")
    else:
        with pytest.raises(TemporaryError, match="asks to be left alone for"):
            remote.page("")

    assert pauses == waited


def test_a_date_without_the_platforms_own_is_held_against_the_clock_here():
    at = datetime(2026, 11, 2, 15, tzinfo=UTC)
    busy = says({}, 503, **{"Retry-After": "Mon, 02 Nov 2026 15:00:40 GMT"})
    remote, _, pauses = talk(busy, says(EMPTY), wall=lambda: at)

    remote.page("")

    assert pauses == [40.0]


@pytest.mark.parametrize(
    ("asked", "told"),
    [("901", "16 minutes"), ("7200", "2 hours"), ("864000", "10 days"), ("86400", "1 day")],
)
def test_a_long_wait_is_named_and_not_waited_for(asked, told):
    remote, app, pauses = talk(says({}, 429, **{"Retry-After": asked}))

    with pytest.raises(TemporaryError, match=told):
        remote.page("")

    assert (len(app.asked), pauses) == (1, [])


def test_the_tries_of_an_operation_are_further_and_further_apart():
    remote, app, pauses = talk(says({}, 500))

    with pytest.raises(TemporaryError, match="HTTP 500"):
        remote.page("")

    assert (len(app.asked), pauses) == (5, [1.0, 2.0, 4.0, 8.0])


def test_a_run_waits_two_minutes_in_all_and_then_asks_once_each():
    remote, app, pauses = talk(says({}, 500))

    for _ in range(12):
        with pytest.raises(TemporaryError):
            remote.page("")

    assert sum(pauses) == 120.0
    assert len(app.asked) == 8 * 5 + 4


def test_a_platform_that_is_always_busy_is_waited_for_a_quarter_of_an_hour_in_all():
    remote, app, pauses = talk(says({}, 429, **{"Retry-After": "400"}))

    with pytest.raises(TemporaryError, match="7 minutes"):
        remote.page("")

    assert (len(app.asked), pauses) == (3, [400.0, 400.0])


def test_no_wait_at_all_is_still_no_busy_loop():
    app, pauses = Answers(says({}, 429, **{"Retry-After": "0"})), []
    remote = open_remote(
        "sandbox:", platform="headway", token="t", embedded=app, pause=pauses.append,
        jitter=lambda _: 0.0,
    )  # fmt: skip

    with pytest.raises(TemporaryError):
        remote.page("")

    assert len(app.asked) == 5
    assert min(pauses) >= 0.1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"<html>Log in to the hotel's network</html>",
        b"[]",
        json.dumps(EMPTY).encode()[:-5],
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
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("items", "where"),
    [
        ([item(body={**CREDENTIAL, "status": "perhaps"})], "credential.status"),
        ([item(body={"payer": "aetna", "state": "NY"})], "credential.status"),
        ([item(), item(kind="notice", body={**NOTICE, "code": "perhaps"})], "notice.code"),
        ([item(kind="cost", body={**COST, "amount_cents": 10**30})], "cost.amount_cents"),
        ([item(id="perhaps")], "items.id"),
        ([item(version=-1)], "items.version"),
    ],
)
def test_what_does_not_fit_is_named_by_kind_and_field_and_not_quoted(items, where):
    remote, _, _ = talk(a_page(*items))

    with pytest.raises(TemporaryError, match=f"`{where}`") as caught:
        remote.page("")

    assert "perhaps" not in str(caught.value)


def test_of_an_id_that_comes_twice_in_a_page_the_last_counts():
    remote, _, _ = talk(
        a_page(
            item(),
            item(version=2, body={**CREDENTIAL, "status": "none"}),
            item(kind="payout", version=1, deleted=False, body={}),
            item(kind="payout", version=2, deleted=True, body=None),
        )
    )

    page = remote.page("")

    assert [(row["version"], row["status"]) for row in page.rows["credential"]] == [(2, "none")]
    assert (page.removed, page.count) == ({"payout": [ID]}, 4)


def test_notices_and_costs_are_read():
    remote, _, _ = talk(a_page(item(kind="notice", body=NOTICE), item(kind="cost", body=COST)))

    rows = remote.page("").rows

    assert rows["notice"] == [{**NOTICE, "id": ID, "version": 1}]
    assert rows["cost"] == [{**COST, "id": ID, "version": 1}]


def test_an_answer_of_another_length_than_it_says_is_not_taken_over():
    text = json.dumps(EMPTY).encode()
    remote, _, _ = talk(says(text, **{"Content-Length": str(len(text) + 1)}))

    with pytest.raises(TemporaryError, match="not in its contract"):
        remote.page("")


@pytest.mark.parametrize(
    ("kind", "body", "where"),
    [
        ("credential", {**CREDENTIAL, "mood": "fine"}, None),
        ("credential", {"payer": "aetna"}, "credential.state"),
        ("credential", None, "credential"),
        ("weather", {}, "kind"),
    ],
)
def test_a_record_in_a_conflict_is_held_to_the_form_of_the_feed(kind, body, where):
    if where is None:
        assert read_record(kind, body) == CREDENTIAL
    else:
        with pytest.raises(UnfitError) as caught:
            read_record(kind, body)
        assert caught.value.where == where


def test_the_digest_is_read():
    kinds = {"claim": {"count": 2, "digest": "ab" * 32}}
    remote, _, _ = talk(says({"cursor": "e.7", "kinds": kinds, "now": "", "offset_seconds": 0}))

    found = remote.digest()

    assert (found.cursor, found.kinds) == ("e.7", {"claim": (2, "ab" * 32)})


def test_a_digest_of_another_form_is_not_taken_over():
    remote, _, _ = talk(says({"cursor": "e.7", "kinds": {"Ada E": {"count": 2, "digest": "no"}}}))

    with pytest.raises(TemporaryError, match="digest") as caught:
        remote.digest()

    assert "Ada" not in str(caught.value)


def test_the_policy_is_given_as_the_platform_has_it():
    remote, _, _ = talk(says({"confirm_by": "signing"}))

    assert remote.policy() == {"confirm_by": "signing"}


def test_a_plan_is_asked_about_and_an_unknown_client_is_said_so():
    nobody = (404, {"Content-Type": "application/problem+json"}, b"{}")
    remote, app, _ = talk(says({"status": "active"}), nobody)

    assert remote.eligibility(ID) == {"status": "active"}
    with pytest.raises(NotFoundError):
        remote.eligibility(ID)
    assert {(method, path) for method, path, _ in app.asked} == {("POST", "/v1/eligibility")}


@pytest.mark.parametrize("hours", [0, 1, -1, 24, -24, 87_600, -87_600])
def test_a_clock_that_is_off_changes_nothing_but_is_noticed(hours):
    at = datetime(2026, 11, 2, 15, tzinfo=UTC)
    clock = [at + timedelta(hours=hours), at + timedelta(hours=hours) - timedelta(days=1)]
    dated = {"Date": "Mon, 02 Nov 2026 15:00:00 GMT"}
    busy = says({}, 503, **dated, **{"Retry-After": "Mon, 02 Nov 2026 15:00:40 GMT"})
    remote, _, pauses = talk(
        busy, says(EMPTY, **dated), wall=lambda: clock.pop(0), renew=lambda _: pytest.fail("early")
    )

    assert remote.page("").cursor == "e.0"  # the clock went back a day in between
    assert pauses == [40.0]
    assert remote.skew_seconds == 86_400 - hours * 3_600


def test_without_a_date_nothing_is_known_of_the_clock():
    remote, _, _ = talk(says(EMPTY))

    remote.page("")

    assert remote.skew_seconds is None


def test_a_log_in_that_ended_is_renewed_and_the_request_made_again():
    remote, app, _ = talk(says({}, 401), says(EMPTY), renew=lambda ended: f"after-{ended}")

    assert remote.page("").cursor == "e.0"
    assert [environ["HTTP_AUTHORIZATION"] for _, _, environ in app.asked] == [
        "Bearer t0ken",
        "Bearer after-t0ken",
    ]


def test_what_another_process_renewed_may_have_ended_as_well():
    remote, app, _ = talk(
        says({}, 401), says({}, 401), says(EMPTY), renew=lambda ended: ended + "x"
    )

    assert remote.page("").cursor == "e.0"
    assert app.asked[-1][2]["HTTP_AUTHORIZATION"] == "Bearer t0kenxx"


def test_renewing_is_not_tried_for_ever():
    remote, app, _ = talk(says({}, 401), renew=lambda ended: ended)

    with pytest.raises(LockedOutError, match="log in again"):
        remote.page("")

    assert len(app.asked) == 3


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


@pytest.mark.parametrize(
    ("answered", "whole"),
    [([1, 2], True), ([2, 1], True), ([1, 2, 3], True), ([1], False), ([1, 3], False), ([], False)],
)
def test_a_push_of_which_a_result_is_left_out_has_an_unknown_outcome(answered, whole):
    named = [f"01900000-0000-7000-8000-{one:012}" for one in range(4)]
    results = [{"id": named[one], "outcome": "applied", "version": 1} for one in answered]
    remote, app, _ = talk(says({"results": results}))
    changes = [{"id": named[1]}, {"id": named[2]}]

    if whole:
        assert len(remote.push(changes).results) == len(answered)
    else:
        with pytest.raises(TemporaryError, match="not in its contract: `results`"):
            remote.push(changes)
    assert len(app.asked) == 1


def test_a_refused_connection_is_given_up_within_fifteen_seconds():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    waited = []
    address = f"http://127.0.0.1:{port}"
    remote = open_remote(
        address, platform="headway", token="t", pause=waited.append, jitter=lambda most: most
    )
    with remote, pytest.raises(TemporaryError, match="cannot be reached"):
        remote.page("")

    assert len(waited) == 2
    assert sum(waited) + CONNECT_SECONDS * (len(waited) + 1) <= 15
