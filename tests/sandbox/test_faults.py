"""Every fault over real HTTP on loopback: what a client meets, and whether the work was done."""

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from threading import Event, Semaphore
from typing import get_args

import httpx
import pytest
from tests.serving import served

from practicecli.errors import RefusedError
from practicecli.sandbox.faultfile import Fault, read_faults
from practicecli.sandbox.faults import apply

TEXT = b'{"name":"Testy McTest","more":false}'
LATER = 1_800_000_000


class Counting:
    """A platform of one page that remembers what was asked of it."""

    def __init__(self, feed=()):
        self.asked = []
        self.bodies = []
        self._page = {"items": list(feed), "cursor": "e.7", "more": False}

    def __call__(self, environ, start):
        path = environ["PATH_INFO"]
        self.asked.append(path)
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        content = json.dumps(self._page).encode() if path == "/v1/feed" else TEXT
        length = ("Content-Length", str(len(content)))
        start("200 OK", [("Content-Type", "application/json"), length])
        return [content]


class Slept:
    """A pause that takes no time."""

    def __init__(self):
        self.seconds = []

    def __call__(self, seconds):
        self.seconds.append(seconds)


@contextmanager
def met(rule, *, app=None, text=None):
    """A client of a platform with one fault; gives it, the platform and its pauses."""
    app = Counting() if app is None else app
    slept = Slept()
    faults = read_faults(text or f"[[fault]]\n{rule}\n")
    faulty = apply(app, faults, sleep=slept, now=lambda: LATER)
    with served(faulty) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as http:
        yield http, app, slept


@pytest.mark.parametrize(
    ("rule", "status", "done"),
    [
        ('kind = "fail"', 500, 0),
        ('kind = "fail"\nstatus = 503', 503, 0),
        ('kind = "fail-after"\nstatus = 502', 502, 1),
        ('kind = "unauthorized"', 401, 0),
        ('kind = "limit"', 429, 0),
        ('kind = "limit"\nstatus = 503', 503, 0),
        ('kind = "redirect"\nto = "http://127.0.0.1:1/elsewhere"', 307, 0),
        ('kind = "html"', 200, 0),
        ('kind = "empty"', 200, 1),
        ('kind = "twice"', 200, 2),
    ],
)
def test_a_status_is_answered_before_or_after_the_work_is_done(rule, status, done):
    with met(rule) as (http, app, _):
        answer = http.post("/v1/changes", content=b"what was asked")

    assert answer.status_code == status
    assert app.bodies == [b"what was asked"] * done
    if status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_what_is_no_answer_of_the_contract_looks_as_it_does_in_the_wild():
    with met('kind = "html"') as (http, _, _):
        assert http.get("/").text.startswith("<!doctype html>")
    with met('kind = "empty"') as (http, _, _):
        assert http.get("/").content == b""
    with met('kind = "redirect"\nto = "/elsewhere"\nstatus = 302') as (http, _, _):
        assert http.get("/").headers["Location"] == "/elsewhere"
    with met('kind = "garbage"') as (http, app, _):
        with pytest.raises(httpx.DecodingError):
            http.get("/")
        assert app.asked == ["/"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("", None),
        ("retry_after = 5", "5"),
        ("retry_after = -5", "-5"),
        ('retry_after = "soon"', "soon"),
        ("retry_after = 864000", "864000"),
    ],
)
def test_too_many_requests_say_when_to_come_again(said, sent):
    with met(f'kind = "limit"\n{said}') as (http, _, _):
        assert http.get("/").headers.get("Retry-After") == sent


def test_when_to_come_again_can_be_a_date():
    with met('kind = "limit"\nretry_after_date = 30') as (http, _, _):
        told = http.get("/").headers["Retry-After"]

    assert told.endswith(" GMT")
    assert parsedate_to_datetime(told).timestamp() == LATER + 30


def test_a_slow_platform_waits_before_it_looks():
    with met('kind = "slow"\nseconds = 90') as (http, app, slept):
        assert http.get("/").content == TEXT

    assert (slept.seconds, app.asked) == ([90], ["/"])


def test_an_answer_that_drips_comes_whole_a_byte_at_a_time():
    with met('kind = "drip"') as (http, _, slept):
        answer = http.get("/")

    assert answer.content == TEXT
    assert answer.headers["Content-Length"] == str(len(TEXT))
    assert slept.seconds == [1.0] * (len(TEXT) - 1)


def raw(address, path="/"):
    """All bytes that come back until the other side closes."""
    with socket.create_connection(address, timeout=5) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        found = b""
        while piece := wire.recv(4096):
            found += piece
    return found


def test_each_byte_of_a_drip_is_on_the_wire_before_the_next_is_waited_for():
    arrived = Event()

    def until_it_arrived(_seconds):
        assert arrived.wait(10)

    faulty = apply(Counting(), read_faults('[[fault]]\nkind = "drip"'), sleep=until_it_arrived)
    with served(faulty) as address, socket.create_connection(address, timeout=10) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        found = b""
        while not found.partition(b"\r\n\r\n")[2]:
            found += wire.recv(4096)
        assert found.endswith(b"\r\n\r\n" + TEXT[:1])
        arrived.set()


def test_a_platform_that_keeps_many_waiting_answers_the_next():
    many, waiting, enough = 16, Semaphore(0), Event()

    def until_enough(_seconds):
        waiting.release()
        assert enough.wait(10)

    rule = '[[fault]]\nkind = "slow"\nseconds = 1\npath = "/slow"'
    faulty = apply(Counting(), read_faults(rule), sleep=until_enough)
    with served(faulty) as (host, port), ThreadPoolExecutor(many) as clients:
        base = f"http://{host}:{port}"
        held = [clients.submit(httpx.get, f"{base}/slow") for _ in range(many)]
        for _ in range(many):
            assert waiting.acquire(timeout=10)

        assert httpx.get(f"{base}/quick").content == TEXT
        enough.set()
        assert [one.result().content for one in held] == [TEXT] * many


def test_a_packed_answer_is_spoilt_in_its_place(app, path, therapist):
    for _ in range(5):
        therapist.adds_a_client()
    faulty = apply(app, read_faults('[[fault]]\nkind = "missing-field"\nof = "client"'))
    with served(faulty) as (host, port):
        address = f"http://{host}:{port}/v1/feed"
        found = httpx.get(address, headers=therapist.http.headers).json()["items"]

    clients = [item["body"] for item in found if item["kind"] == "client"]
    assert ["status" in body for body in clients] == [False, True, True, True, True]


def test_a_lost_answer_is_done_and_not_one_byte_comes_back():
    app = Counting()
    with served(apply(app, read_faults('[[fault]]\nkind = "lose"'))) as address:
        assert raw(address) == b""

    assert app.asked == ["/"]


def test_a_cut_answer_promises_all_and_sends_half():
    app = Counting()
    with served(apply(app, read_faults('[[fault]]\nkind = "cut"'))) as address:
        head, _, body = raw(address).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK")
    assert f"Content-Length: {len(TEXT)}".encode() in head
    assert body == TEXT[: len(TEXT) // 2]
    assert app.asked == ["/"]


@pytest.mark.parametrize("kind", ["lose", "cut"])
def test_a_client_meets_a_broken_wire_as_one_served_or_embedded(kind):
    with met(f'kind = "{kind}"') as (http, _, _), pytest.raises(httpx.RemoteProtocolError):
        http.get("/")

    app = apply(Counting(), read_faults(f'[[fault]]\nkind = "{kind}"'))
    transport = httpx.WSGITransport(app=app)
    with (
        httpx.Client(transport=transport, base_url="http://sandbox") as http,
        pytest.raises(httpx.TransportError) as met_embedded,
    ):
        http.get("/")
    assert met_embedded.value.request.url.path == "/"


def test_the_next_request_after_a_broken_wire_is_answered():
    with met('kind = "lose"\ntimes = 1') as (http, app, _):
        with pytest.raises(httpx.TransportError):
            http.get("/")
        assert http.get("/").content == TEXT

    assert app.asked == ["/", "/"]


SESSION = {"seq": 6, "kind": "session", "id": "s", "body": {"status": "scheduled", "sent": "no"}}
PAYOUT = {"seq": 7, "kind": "payout", "id": "p", "body": {"status": "paid"}}
GONE = {"seq": 5, "kind": "session", "id": "g", "deleted": True, "body": None}


@pytest.mark.parametrize(
    ("said", "session", "payout"),
    [
        ('kind = "unknown-enum"', {"status": "of-another-time", "sent": "no"}, {"status": "paid"}),
        ('kind = "missing-field"', {"sent": "no"}, {"status": "paid"}),
        ('kind = "missing-field"\nof = "payout"', {"status": "scheduled", "sent": "no"}, {}),
        (
            'kind = "unknown-enum"\nof = "session"\nfield = "sent"',
            {"status": "scheduled", "sent": "of-another-time"},
            {"status": "paid"},
        ),
        ('kind = "missing-field"\nof = "claim"', SESSION["body"], PAYOUT["body"]),
    ],
)
def test_one_item_of_the_feed_is_not_in_the_contract(said, session, payout):
    with met(said, app=Counting([GONE, SESSION, PAYOUT])) as (http, _, _):
        items = http.get("/v1/feed").json()["items"]
        assert http.get("/v1/about").content == TEXT

    assert [item["body"] for item in items] == [None, session, payout]


def test_a_feed_that_goes_in_a_circle_gives_the_same_cursor_again():
    with met('kind = "loop"') as (http, _, _):
        pages = [http.get("/v1/feed", params={"after": after}).json() for after in ("", "e.3")]

    assert [(page["cursor"], page["more"]) for page in pages] == [("e.7", True), ("e.3", True)]


def test_a_cursor_is_gone_on_the_feed_and_nowhere_else():
    with met('kind = "expire"') as (http, app, _):
        assert [http.get(path).status_code for path in ("/v1/feed", "/v1/about")] == [410, 200]

    assert app.asked == ["/v1/about"]


@pytest.mark.parametrize(
    ("when", "hit"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("times = 2", [1, 2]),
        ("after = 4", [5, 6]),
        ("every = 3", [3, 6]),
        ("after = 1\nevery = 2\ntimes = 2", [3, 5]),
        ('method = "POST"', []),
        ('method = "GET"\ntimes = 1', [1]),
        ('path = "/v1/feed"', []),
        ('path = "/v1/ab"\nafter = 5', [6]),
        ("share = 1.0\nafter = 6", []),
    ],
)
def test_a_fault_hits_the_requests_that_it_says(when, hit):
    with met(f'kind = "fail"\n{when}') as (http, _, _):
        found = [http.get("/v1/about").status_code for _ in range(6)]

    assert [number for number, status in enumerate(found, 1) if status == 500] == hit


def test_a_share_is_drawn_by_the_seed_and_is_about_what_was_said():
    def history(seed):
        text = f'seed = {seed}\n[[fault]]\nkind = "fail"\nshare = 0.3\n'
        with met("", text=text) as (http, _, _):
            return [http.get("/").status_code for _ in range(200)]

    first = history(1)

    assert first == history(1) != history(2)
    assert 40 <= first.count(500) <= 80


def test_the_first_fault_that_hits_is_the_only_one():
    text = """
        [[fault]]
        kind = "fail"
        status = 503
        times = 1
        [[fault]]
        kind = "fail"
        status = 502
        times = 1
    """
    with met("", text=text) as (http, _, _):
        assert [http.get("/").status_code for _ in range(3)] == [503, 502, 200]


def test_a_change_that_arrives_twice_is_done_once(app, path, therapist, contract):
    faulty = apply(app, read_faults('[[fault]]\nkind = "twice"'))
    therapist.http = httpx.Client(
        transport=httpx.WSGITransport(app=faulty),
        base_url="http://sandbox",
        headers=therapist.http.headers,
    )

    added = therapist.adds_a_client()

    assert list(therapist.feed("client")) == [added]


WRONG = """seed = "one"
[[fault]]
kind = "slow"
[[fault]]
path = "v1"
kind = "cut"
share = 2
[[fault]]
kind = "explode"
[[fault]]
share = 0.5
  [[fault]]
  kind = "lose"
  status = 500
[[fault]]
kind = "redirect"
to = "gopher://x"
times = 0
"""


def test_everything_that_is_wrong_in_a_file_is_told_at_once():
    with pytest.raises(RefusedError) as refused:
        read_faults(WRONG)

    told = [problem.message for problem in refused.value.problems]
    assert {problem.code for problem in refused.value.problems} == {"fault-file"}
    for start in (
        "Line 1: `seed` has to be a whole number",
        "Line 2: `seconds` is missing",
        "Line 5: `path` ",
        "Line 7: `share` ",
        "Line 9: there is no kind `explode`",
        "Line 10: `kind` is missing",
        "Line 14: `status` is not known for this kind of fault",
        "Line 17: `to` ",
        "Line 18: `times` ",
    ):
        assert any(one.startswith(start) for one in told), (start, told)
    assert len(told) == 9


def test_what_is_not_toml_is_told_with_its_line():
    with pytest.raises(RefusedError) as refused:
        read_faults('[[fault]]\nkind = "cut\n')

    assert "line 2" in refused.value.problems[0].message


def test_a_fault_written_inline_is_named_by_its_number():
    with pytest.raises(RefusedError) as refused:
        read_faults('fault = [{kind = "cut"}, {kind = "slow", seconds = -1}]')

    assert refused.value.problems[0].message.startswith("Fault 2: `seconds` ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sed = 7", ["Line 1: `sed` is not known in a file of faults"]),
        ("\n[faults]\n", ["Line 2: `faults` is not known in a file of faults"]),
        ("fault = 1", ["Line 1: `fault` has to be a table of its own, below a line `[[fault]]`"]),
        ("fault = [1]", ["Fault 1 has to be a table of its own, below a line `[[fault]]`"]),
        (
            '[[fault]]\nkind = "cut"\npath = 7',
            ['Line 3: `path` has to be text that begins with a slash, such as "/v1/feed"'],
        ),
        (
            '[[fault]]\nkind = "limit"\nretry_after = 1.5',
            ['Line 3: `retry_after` has to be a whole number, or text such as "soon"'],
        ),
        (
            '[[fault]]\nkind = "fail"\nstatus = 200',
            ["Line 3: `status` has to be a whole number from 400 to 599"],
        ),
        (
            '[[fault]]\nkind = "redirect"\nto = "/"\nstatus = 200',
            ["Line 4: `status` has to be 301, 302, 303, 307 or 308"],
        ),
    ],
)
def test_what_is_wrong_is_told_in_words_of_our_own(text, told):
    with pytest.raises(RefusedError) as refused:
        read_faults(text)

    assert [problem.message for problem in refused.value.problems] == told


def test_the_kinds_are_told_where_one_is_not_known():
    with pytest.raises(RefusedError) as refused:
        read_faults('[[fault]]\nkind = "explode"')

    kinds = re.findall("`([^`]+)`", refused.value.problems[0].fix)
    assert {"cut", "slow", "fail-after", "redirect", "missing-field"} <= set(kinds)
    assert len(kinds) == len(set(kinds)) == 17


def test_every_field_of_a_fault_has_words_of_its_own():
    fields = {name for form in get_args(Fault) for name in form.model_fields} - {"kind"}

    told = []
    for name in fields:
        kind = next(
            get_args(form.model_fields["kind"].annotation)[0]
            for form in get_args(Fault)
            if name in form.model_fields
        )
        with pytest.raises(RefusedError) as refused:
            read_faults(f'[[fault]]\nkind = "{kind}"\n{name} = [1]\n')
        told += [(name, one.message) for one in refused.value.problems]

    unsaid = fields - {name for name, words in told if f"`{name}` has to be" in words}
    assert unsaid == set()
