"""Whatever a platform says, it is read or refused by name; nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import TemporaryError
from practicecli.remote.patience import ASKED_SECONDS, LEAST, Patience, asked_wait
from practicecli.remote.payloads import (
    UnfitError,
    read_digest,
    read_object,
    read_page,
    read_pushed,
    read_result,
)
from practicecli.remote.wire import Answer, LostError

AT = datetime(2026, 11, 2, 15, tzinfo=UTC)
SECRET = "Wilhelmina"
PAGE = {
    "items": [
        {
            "kind": "payout",
            "id": "01900000-0000-7000-8000-000000000001",
            "version": 1,
            "deleted": False,
            "body": {
                "date": "2026-11-02",
                "bank_on": "2026-11-03",
                "status": "paid",
                "total_cents": 100,
                "guaranteed": True,
                "lines": [{"session": None, "kind": "session", "amount_cents": 100}],
            },
        }
    ],
    "cursor": "e.1",
    "more": False,
    "offset_seconds": 0,
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, one in value.items():
            yield from places(one, (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*path, number))


def with_put(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_put(copy[path[0]], path[1:], new)
    return copy


def told(read, content):
    """Read, and give what is said of it where it does not fit."""
    try:
        read(content)
    except UnfitError as error:
        return f"{error} {error.where}"
    return ""


@settings(max_examples=150)
@given(path=st.sampled_from(list(places(PAGE))), new=anything)
def test_a_page_with_anything_in_it_is_read_or_refused_by_name(path, new):
    content = json.dumps(with_put(PAGE, path, new)).encode()

    assert SECRET not in told(read_page, content)


@pytest.mark.parametrize(
    "read",
    [read_page, read_pushed, read_result, read_digest, read_object],
    ids=lambda one: one.__name__,
)
@settings(max_examples=50)
@given(content=st.binary() | anything.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_are_read_or_refused(read, content):
    assert SECRET not in told(read, content)


@pytest.mark.parametrize("read", [read_page, read_pushed, read_result, read_digest, read_object])
def test_an_answer_nested_without_end_is_refused(read):
    with pytest.raises(UnfitError):
        read(b'{"kinds":' + b"[" * 100_000)


dates = st.text(alphabet="0123456789 ,:+-GMTadeMonJuY", max_size=40)


@settings(max_examples=200)
@given(said=st.text(st.characters(max_codepoint=255), max_size=60) | dates, date=dates)
def test_whatever_a_platform_asks_for_it_is_a_wait_or_nothing(said, date):
    try:
        headers = httpx.Headers({"Retry-After": said.encode("latin-1"), "Date": date})
    except ValueError:
        return
    wait = asked_wait(Answer(429, headers, b"", AT))

    assert wait is None or wait >= LEAST


moves = st.lists(
    st.sampled_from([200, 429, 500, 503, "lost", "unmet"]) | st.integers(0, 2_000).map(str),
    min_size=1,
    max_size=60,
)


@settings(max_examples=100)
@given(said=moves, share=st.floats(0, 1))
def test_patience_has_its_limits_whatever_happens(said, share):
    """At most five tries an operation, two minutes of waiting and a quarter of an hour asked."""
    pauses, tries, waiting = [], [0], list(said)

    def send():
        tries[-1] += 1
        one = waiting.pop(0) if waiting else 200
        if one in {"lost", "unmet"}:
            raise LostError(unmet=one == "unmet")
        headers = httpx.Headers({"Retry-After": one} if isinstance(one, str) else {})
        return Answer(429 if isinstance(one, str) else one, headers, b"", AT)

    patience = Patience(
        "headway", pause=pauses.append, jitter=lambda most: most * share, ticks=lambda: 0.0
    )
    while waiting:
        tries.append(0)
        with suppress(TemporaryError):
            assert patience.ask(send).status == 200

    assert max(tries) <= 5
    assert min(pauses, default=LEAST) >= LEAST
    assert sum(pauses) <= 120 + ASKED_SECONDS
