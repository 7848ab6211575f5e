"""What a network does to answers, over real sockets: cut, slow, packed badly, not found."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import zlib
from datetime import UTC, datetime

import pytest

from practicecli.errors import RefusedError, TemporaryError
from practicecli.remote import wire
from practicecli.remote.address import CONNECT_SECONDS
from practicecli.remote.client import open_remote

EMPTY = {
    "items": [],
    "cursor": "e.0",
    "more": False,
    "now": "2026-11-02T15:00:00Z",
    "offset_seconds": 0,
}
TEXT = json.dumps(EMPTY).encode()
RESULT = {
    "id": "01900000-0000-7000-8000-000000000001",
    "outcome": "applied",
    "version": 1,
    "problems": [],
    "record": None,
}


def talk(address, **handed):
    pauses = []
    remote = open_remote(
        address,
        platform="headway",
        token="t0ken",
        pause=pauses.append,
        jitter=lambda most: most,
        **handed,
    )
    return remote, pauses


def test_an_answer_is_read_as_it_is_or_packed(serve, says, whole):
    for content in (
        whole(TEXT),
        whole(gzip.compress(TEXT), Content_Encoding="gzip"),
        whole(TEXT, Content_Length=None),
    ):
        server = serve(says(content))
        remote, _ = talk(server.address)
        with remote:
            assert remote.page("").cursor == "e.0"
        assert server.asked[0].head["accept-encoding"] == "gzip"


def bad_answers(whole):
    packed = gzip.compress(TEXT)
    return {
        "cut json": whole(TEXT[:-5]),
        "bad gzip": whole(b"\x1f\x8bnothing of the kind", Content_Encoding="gzip"),
        "not gzip at all": whole(TEXT, Content_Encoding="gzip"),
        "cut gzip": whole(packed[:-9], Content_Encoding="gzip"),
        "gzip and more": whole(packed + b"x", Content_Encoding="gzip"),
        "another packing": whole(TEXT, Content_Encoding="br"),
        "too short a length": whole(TEXT, Content_Length=str(len(TEXT) - 4)),
        "a log-in page": whole(b"<html>Welcome to the hotel</html>", Content_Type="text/html"),
        "nothing": whole(b""),
    }


NAMES = bad_answers(lambda *_, **__: b"")


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_answer_is_not_taken_over_and_not_asked_for_again(serve, says, whole, name):
    server = serve(says(bad_answers(whole)[name]))
    remote, pauses = talk(server.address)

    with remote, pytest.raises(TemporaryError, match="not in its contract"):
        remote.page("e.0")

    assert (len(server.asked), pauses) == (1, [])


def half_answers(whole):
    return {
        "too long a length": whole(TEXT, Content_Length=str(len(TEXT) + 9)),
        "cut in the head": whole(TEXT)[:20],
        "no answer": b"",
        "not http": b"SSH-2.0-OpenSSH\r\n\r\n",
        "a cut piece": whole(b"9\r\nxxx", Content_Length=None, Transfer_Encoding="chunked"),
    }


@pytest.mark.parametrize("name", half_answers(lambda *_, **__: b""))
def test_half_an_answer_is_unknown_and_asked_for_again(serve, says, whole, name):
    server = serve(says(half_answers(whole)[name]))
    remote, pauses = talk(server.address)

    with remote, pytest.raises(TemporaryError, match="cannot be reached"):
        remote.page("e.0")

    assert (len(server.asked), pauses) == (5, [1.0, 2.0, 4.0, 8.0])


def test_an_answer_that_unpacks_without_end_is_let_go(serve, whole):
    packer = zlib.compressobj(wbits=31)
    zeros = bytes(1024 * 1024)
    content = b"".join(packer.compress(zeros) for _ in range(80)) + packer.flush()

    server = serve(
        lambda _, connection: connection.sendall(whole(content, Content_Encoding="gzip"))
    )
    remote, _ = talk(server.address)

    assert len(content) < wire.MOST_BYTES / 500
    with remote, pytest.raises(TemporaryError, match="not in its contract"):
        remote.page("")


@pytest.mark.parametrize("given", [b"", b"HTTP/1.1 200 X\r\n", b"HTTP/1.1 200 X\r\n\r\n"])
def test_a_byte_now_and_then_ends_at_the_deadline(serve, given):
    """In the head of an answer and in its body, with no length that would show the cut."""
    dripped = []

    def drip(_, connection):
        connection.sendall(given)
        byte = b"H" if not given else b"X"
        while not server.stopping.wait(0.1) and len(dripped) < 300:
            connection.sendall(byte)
            dripped.append(byte)

    server = serve(drip)
    remote, pauses = talk(server.address, deadline=0.7)
    begun = time.monotonic()

    with remote, pytest.raises(TemporaryError, match=r"within 0.7 seconds"):
        remote.page("")

    assert 0.7 <= time.monotonic() - begun <= 5.7
    assert pauses == []


def test_after_a_deadline_the_next_request_is_fine(serve, whole):
    slow = [True]  # until the deadline has passed, however often it is asked

    def sometimes(_, connection):
        if slow:
            server.stopping.wait(30)
        else:
            connection.sendall(whole(TEXT))

    server = serve(sometimes)
    remote, _ = talk(server.address, deadline=1)

    with remote:
        with pytest.raises(TemporaryError):
            remote.page("")
        slow.clear()
        assert remote.page("").cursor == "e.0"


@pytest.mark.parametrize(("letters", "packed"), [(10, False), (20_000, True)])
def test_a_large_push_goes_packed(serve, says, whole, letters, packed):
    content = json.dumps({"results": [RESULT], "now": "", "offset_seconds": 0}).encode()
    server = serve(says(whole(content)))
    remote, _ = talk(server.address)

    with remote:
        remote.push([{"id": RESULT["id"], "body": {"text": "é" * letters}}])

    (asked,) = server.asked
    assert (asked.head.get("content-encoding") == "gzip") is packed
    body = gzip.decompress(asked.body) if packed else asked.body
    assert json.loads(body)["changes"][0]["body"]["text"] == "é" * letters
    assert asked.head["content-type"] == "application/json"


def test_a_redirect_is_not_followed_and_the_token_stays(serve, says, whole):
    other = serve(says(whole(TEXT)))
    for status in (301, 302, 303, 307, 308):
        for place in (other.address, f"{other.address}/v1/feed", "//127.0.0.1/", "/elsewhere"):
            server = serve(says(whole(b"", status, Location=place)))
            remote, pauses = talk(server.address)

            with remote, pytest.raises(RefusedError, match="points to another address"):
                remote.page("")

            assert (len(server.asked), pauses) == (1, [])
    assert other.connections == 0


class InTurn:
    """Sends these bytes in turn, the last ones again and again."""

    def __init__(self, *contents):
        self.contents = list(contents)

    def __call__(self, _, connection):
        content = self.contents.pop(0) if len(self.contents) > 1 else self.contents[0]
        connection.sendall(content)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("20", 20.0),
        ("Mon, 02 Nov 2026 15:00:20 GMT", 20.0),
        (None, 1.0),
        ("-5", 1.0),
        ("864000", None),
        ("Thu, 12 Nov 2026 15:00:00 GMT", None),
    ],
)
@pytest.mark.parametrize("years_off", [-10, 0, 10])
def test_a_busy_platform_is_waited_for_whatever_the_time_is_here(
    serve, whole, asked, waited, years_off
):
    busy = whole(b"", 429, Retry_After=asked, Date="Mon, 02 Nov 2026 15:00:00 GMT")
    server = serve(InTurn(busy, whole(TEXT)))
    here = datetime(2026 + years_off, 11, 2, 15, tzinfo=UTC)
    remote, pauses = talk(server.address, wall=lambda: here)

    with remote:
        if waited is None:
            with pytest.raises(TemporaryError, match="10 days"):
                remote.page("")
        else:
            assert remote.page("").cursor == "e.0"

    assert pauses == ([] if waited is None else [waited])


def test_a_page_of_a_newer_platform_is_read_and_what_does_not_fit_is_named(serve, says, whole):
    row = {"payer": "aetna", "state": "NY", "status": "active", "mood": "fine"}
    one = {"kind": "credential", "id": RESULT["id"], "version": 1, "deleted": False, "body": row}
    odd = {**one, "version": 2, "body": {**row, "status": "perhaps"}}
    for items, where in (
        ([one, {**one, "kind": "weather"}, {**one, "version": 7}], None),
        ([one, odd], "credential.status"),
        ([{**one, "body": {"payer": "aetna", "status": "none"}}], "credential.state"),
    ):
        server = serve(says(whole(json.dumps({**EMPTY, "items": items}).encode())))
        remote, _ = talk(server.address)
        with remote:
            if where is None:
                page = remote.page("")
                assert [found["version"] for found in page.rows["credential"]] == [7]
                assert page.unknown == 1
            else:
                with pytest.raises(TemporaryError, match=f"`{where}`"):
                    remote.page("")


def no_such_name(*_):
    raise socket.gaierror(socket.EAI_NONAME, "nobody of that name")


def test_a_name_nobody_knows_is_given_up_after_three_look_ups():
    remote, pauses = talk("https://api.example.com", look_up=no_such_name)

    with remote, pytest.raises(TemporaryError, match="cannot be reached"):
        remote.page("")

    assert pauses == [1.0, 2.0]


@pytest.mark.proof
def test_a_look_up_that_hangs_is_given_up_within_fifteen_seconds():
    never = threading.Event()
    remote, pauses = talk("https://api.example.com", look_up=lambda *_: never.wait())
    begun = time.monotonic()

    with remote, pytest.raises(TemporaryError, match="cannot be reached"):
        remote.page("")
    never.set()

    taken = time.monotonic() - begun + sum(pauses)
    assert CONNECT_SECONDS <= taken <= 16
