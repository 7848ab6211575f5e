import json
import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from hashlib import sha256

import httpx
import pytest

from practicecli.engine import open_plain
from practicecli.errors import RefusedError
from practicecli.sandbox.app import make_app
from practicecli.sandbox.schema import STEPS
from practicecli.sandbox.store import advance, open_store, reset, token_for

NEXT_WEEK = {"starts_at": "2026-11-09T15:00:00Z", "ends_at": "2026-11-09T16:00:00Z"}
SERVE = """
import sys
from datetime import datetime
from practicecli.sandbox.serve import serve
serve(sys.argv[1], port=0, now=lambda: datetime.fromisoformat(sys.argv[2]), out=sys.stdout)
"""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": "Bearer nobody"}, 401),
        ({"Practice-Platform": ""}, 400),
        ({"Practice-Platform": "nowhere"}, 400),
    ],
)
@pytest.mark.parametrize("asked", ["/v1/feed", "/v1/changes/x"])
def test_only_who_is_known_gets_in(therapist, headers, status, asked):
    answer = therapist.http.get(asked, headers=headers)

    assert answer.status_code == (404 if status == 200 and "changes" in asked else status)


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/changes", 405),
        ("DELETE", "/v1/feed", 405),
        ("GET", "/v1/feed?limit=0", 400),
        ("GET", "/v1/feed?limit=501", 400),
        ("GET", "/v1/feed?after=somewhere.1", 410),
        ("GET", "/v1/feed?after=1", 410),
    ],
)
def test_what_is_not_in_the_contract_is_a_problem(therapist, method, asked, status):
    answer = therapist.http.request(method, asked)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("method", "asked", "allowed"),
    [
        ("GET", "/v1/changes", "OPTIONS, POST"),
        ("DELETE", "/v1/feed", "GET, HEAD, OPTIONS"),
        ("PUT", "/v1/changes/x", "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/v1/feed", "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/login", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_a_method_that_is_not_served_is_told_which_are(therapist, method, asked, allowed):
    answer = therapist.http.request(method, asked)

    assert answer.status_code == (204 if method == "OPTIONS" else 405)
    assert set(answer.headers["Allow"].split(", ")) == set(allowed.split(", "))


def test_head_is_get_without_the_body(therapist):
    whole = therapist.http.get("/v1/digest", headers={"Accept-Encoding": "identity"})
    head = therapist.http.head("/v1/digest", headers={"Accept-Encoding": "identity"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize(("beyond", "status"), [(0, 200), (1, 410), (10**30, 410)])
def test_a_cursor_beyond_the_end_is_of_a_feed_that_is_no_more(therapist, beyond, status):
    therapist.adds_a_client()
    epoch, _, end = therapist.http.get("/v1/feed").json()["cursor"].partition(".")

    answer = therapist.http.get("/v1/feed", params={"after": f"{epoch}.{int(end) + beyond}"})
    assert answer.status_code == status


def digest_of(http):
    """Count what the feed shows, as the contract says it is counted."""
    found = {kind: [] for kind in ("client", "session", "claim", "charge", "payout")}
    for item in http.get("/v1/feed").json()["items"]:
        if item["kind"] in found and not item["deleted"]:
            found[item["kind"]].append((item["id"], item["version"]))
    return {
        kind: {
            "count": len(rows),
            "digest": sha256(
                b"".join(f"{one} {version}\n".encode() for one, version in sorted(rows))
            ).hexdigest(),
        }
        for kind, rows in found.items()
    }


def test_the_digest_is_that_of_the_feed_and_names_its_end(therapist, clock):
    before = therapist.http.get("/v1/digest").json()
    therapist.holds_a_session(clock.now - timedelta(hours=2))
    therapist.adds_a_client(member_id="REMOVED-1")
    clock.wait(days=40)

    digest, page = (therapist.http.get(one).json() for one in ("/v1/digest", "/v1/feed"))

    assert digest["kinds"] == digest_of(therapist.http)
    assert digest["kinds"] != before["kinds"]
    assert digest["cursor"] == page["cursor"]
    assert digest["now"] == page["now"]


def test_a_neighbour_sees_nothing_and_changes_nothing(therapist, neighbour, clock, contract):
    starts = clock.now - timedelta(hours=2)
    change = contract.change("client", "put", name="Testy McTest")
    therapist.push(change)
    session = therapist.holds_a_session(starts)
    clock.wait(days=20)

    assert {
        kind for kind in ("client", "session", "claim", "charge", "payout") if neighbour.feed(kind)
    } == set()
    assert neighbour.http.get(f"/v1/changes/{change['id']}").status_code == 404
    assert contract.codes(neighbour.confirms(session, starts, seen=0)) == ["no-such-session"]
    result = neighbour.do("session", "schedule", client=change["record"], **NEXT_WEEK)
    assert contract.codes(result) == ["no-such-client"]
    # The same ids may be used by both, and stay two things.
    assert neighbour.do("client", "put", change["record"], name="Another")["version"] == 1
    assert therapist.feed("client")[change["record"]]["name"] == "Testy McTest"


def test_two_platforms_of_one_therapist_are_two_accounts(therapist, on_alma):
    therapist.adds_a_client()

    assert on_alma.feed("client") == {}


def test_the_feed_gives_each_record_once_in_its_newest_state(therapist):
    client = therapist.adds_a_client(phone="1")
    start = therapist.http.get("/v1/feed").json()["cursor"]
    for number in range(2, 5):
        therapist.do("client", "put", client, seen=number - 1, name="T", phone=str(number))

    page = therapist.http.get("/v1/feed", params={"after": start}).json()

    assert [(one["id"], one["version"], one["body"]["phone"]) for one in page["items"]] == [
        (client, 4, "4")
    ]


def test_pages_join_without_a_gap_or_a_double(therapist):
    clients = {therapist.adds_a_client() for _ in range(7)}
    found, cursor, more = [], "", True
    while more:
        page = therapist.http.get("/v1/feed", params={"after": cursor, "limit": 3}).json()
        assert len(page["items"]) <= 3
        found += [one["id"] for one in page["items"] if one["kind"] == "client"]
        cursor, more = page["cursor"], page["more"]

    assert len(found) == 7
    assert set(found) == clients


def test_a_claim_never_comes_before_its_session(therapist, clock, contract):
    starts = clock.now - timedelta(hours=2)
    session = therapist.holds_a_session(starts)
    clock.wait(hours=30)
    therapist.do("session", "modify", session, seen=2, dx=["F41.0"])

    kinds = [one["kind"] for one in therapist.http.get("/v1/feed").json()["items"]]

    assert kinds.index("session") < kinds.index("claim")
    assert kinds.index("session") < kinds.index("charge")


def test_a_token_stays_the_same_and_each_npi_has_its_own(path):
    first = token_for(path, "1999999984")

    assert token_for(path, "1999999984") == first
    assert token_for(path, "1000000004") != first


def test_the_file_is_0600_and_says_that_it_is_a_sandbox(tmp_path, path):
    token_for(path, "1999999984")

    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116
    with pytest.raises(RefusedError):
        open_store(str(tmp_path / "practice.db"))


def test_time_does_not_go_back(path):
    with pytest.raises(RefusedError):
        advance(path, -1)


def test_a_reset_forgets_tokens_and_time(path, clock):
    token = token_for(path, "1999999984")
    reset(path)

    assert token_for(path, "1999999984") != token


def test_a_reset_goes_on_under_a_server_that_has_the_file_open(app, path, therapist):
    therapist.adds_a_client()
    before = therapist.http.get("/v1/feed").json()["cursor"]
    advance(path, 3600)
    reset(path)

    assert therapist.http.get("/v1/feed").status_code == 401
    headers = {**therapist.http.headers, "Authorization": f"Bearer {token_for(path, '1999999984')}"}
    there = {"transport": httpx.WSGITransport(app=app), "base_url": "http://sandbox"}
    with httpx.Client(**there, headers=headers) as http:
        anew = http.get("/v1/feed").json()
        assert (anew["items"], anew["offset_seconds"]) == ([], 0)
        assert http.get("/v1/feed", params={"after": before}).status_code == 410


def test_a_reset_leaves_no_row_of_before(path, therapist):
    therapist.adds_a_client()
    reset(path)

    db = open_store(path)
    names = [name for (name,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )]  # fmt: skip
    left = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608
    db.close()
    assert {name: count for name, count in left.items() if count} == {"setting": 1}


def test_threads_share_one_file_and_lose_nothing(app, path, clock):
    token = token_for(path, "1999999984")
    headers = {"Authorization": f"Bearer {token}", "Practice-Platform": "headway"}
    outcomes = []

    def add_ten():
        with httpx.Client(
            transport=httpx.WSGITransport(app=app), base_url="http://sandbox", headers=headers
        ) as http:
            for _ in range(10):
                change = {
                    "id": new(),
                    "kind": "client",
                    "record": new(),
                    "verb": "put",
                    "body": {"name": "T"},
                }
                answer = http.post("/v1/changes", json={"changes": [change]}).json()
                outcomes.append(answer["results"][0]["outcome"])

    import uuid

    def new():
        return str(uuid.uuid4())

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == ["applied"] * 40


def test_it_is_served_on_loopback_and_says_where(path, clock):
    token = token_for(path, "1999999984")
    arguments = [sys.executable, "-c", SERVE, path, clock.now.isoformat()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        try:
            told = json.loads(server.stdout.readline())
            headers = {"Authorization": f"Bearer {token}", "Practice-Platform": "headway"}
            with httpx.Client(base_url=told["url"], headers=headers) as http:
                about, feed = http.get("/v1/about").json(), http.get("/v1/feed").json()
        finally:
            server.terminate()

    assert told["pid"] == server.pid
    assert about["now"] == "2026-11-02T15:00:00Z"
    assert feed["items"] == []


def test_an_app_opened_again_finds_what_was_there(therapist, path, clock):
    client = therapist.adds_a_client()
    again = make_app(path, clock)
    therapist.http = httpx.Client(
        transport=httpx.WSGITransport(app=again), base_url="http://sandbox",
        headers=therapist.http.headers,
    )  # fmt: skip

    assert client in therapist.feed("client")


def test_a_file_of_an_older_version_is_brought_up_to_date_and_keeps_all(tmp_path):
    path = str(tmp_path / "older-sandbox.db")
    db = open_plain(path)
    for statement in STEPS[0]:
        db.execute(statement)
    db.execute("INSERT INTO token (token, npi) VALUES ('of-old', '1999999984')")
    db.execute("INSERT INTO setting (key, value) VALUES ('epoch', 'abcd')")
    db.execute("PRAGMA user_version = 1")
    db.close()

    assert token_for(path, "1999999984") == "of-old"
    db = open_store(path)
    assert db.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
    assert db.execute("SELECT value FROM setting WHERE key = 'epoch'").fetchone()[0] == "abcd"
    assert db.execute("SELECT count(*) FROM device").fetchone()[0] == 0
    db.close()
