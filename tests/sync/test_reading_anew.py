"""Where a feed cannot be followed: read whole, guarded, and never at the cost of unsent work."""

import shutil
from datetime import timedelta

import pytest
from tests.sync.conftest import take_out

from practicecli.actions.clients import edit_client
from practicecli.cache.digest import KINDS, digest
from practicecli.cache.waiting import conflicts
from practicecli.errors import ConflictError, Exit, TemporaryError
from practicecli.sandbox.app import make_app
from practicecli.sandbox.store import open_store, token_for
from practicecli.sync.drift import compare
from practicecli.sync.run import exit_of

NPI = "1999999984"


@pytest.fixture
def laptop(office):
    """A practice of six clients with a session each: the first is over, the others are to come."""
    one = office("laptop")
    hours = (-2, 48, 72, 96, 120, 144)
    one.sessions = [
        one.has_a_session(one.has_a_client(name=f"Testy {n}"), hours=h) for n, h in enumerate(hours)
    ]
    one.sync()
    return one


def lose_the_cursor(one):
    one.db.execute("UPDATE platform SET cursor = 'elsewhere.3'")


def new_server(one, path):
    """Put another, empty platform in the place of the one that was there."""
    one.line.app = make_app(path, one.clock)
    one.token = token_for(path, NPI)


def names(one):
    return one.rows("SELECT id, name, version FROM client ORDER BY rowid")


def test_a_lost_cursor_keeps_what_waits_and_changes_nothing_else(laptop):
    before = names(laptop)
    client = before[0][0]
    lose_the_cursor(laptop)
    laptop.line.fail_before = 0
    laptop.does(edit_client, client, {"phone": "555-0101"})
    laptop.db.execute("UPDATE outbox SET state = 'conflict', answer = '{}'")

    report = laptop.sync()

    assert report.error is None
    assert laptop.outbox() == [("put", "conflict")]
    assert [row[1] for row in names(laptop)] == [row[1] for row in before]
    assert laptop.row("client", client)["phone"] == "555-0101"
    assert laptop.rows("SELECT * FROM shadow") == []


def test_a_list_that_is_suddenly_empty_takes_nothing_out(laptop, tmp_path):
    before = names(laptop)
    new_server(laptop, str(tmp_path / "other-sandbox.db"))

    report = laptop.sync()

    assert isinstance(report.error, ConflictError)
    assert exit_of([report]) is Exit.CONFLICT
    assert "12 of 12" in str(report.error)
    assert names(laptop) == before
    assert len(laptop.rows("SELECT id FROM session")) == 6


def test_a_mass_deletion_is_taken_over_where_a_person_says_so(laptop, tmp_path):
    laptop.confirms_it(laptop.sessions[0])
    laptop.sync()
    new_server(laptop, str(tmp_path / "other-sandbox.db"))

    report = laptop.sync(accept=True)

    assert report.error is None
    # What carries a claim stays as the therapist's own record, with its client.
    assert laptop.rows("SELECT id, status, version FROM session") == [
        (laptop.sessions[0], "confirmed", 0)
    ]
    assert laptop.rows("SELECT status, version FROM client") == [("archived", 0)]


@pytest.mark.parametrize(("taken", "stops"), [(1, False), (2, False), (3, True)])
def test_tombstones_beyond_a_fifth_stop_the_sync(laptop, sandbox_path, taken, stops):
    take_out(sandbox_path, *(("session", one) for one in laptop.sessions[-taken:]))

    report = laptop.sync()

    assert isinstance(report.error, ConflictError) is stops
    assert len(laptop.rows("SELECT id FROM session")) == (6 if stops else 6 - taken)


def test_a_session_taken_out_there_stays_here_where_a_note_hangs_on_it(laptop, sandbox_path):
    from practicecli.actions.notes import write_note

    session = laptop.sessions[0]
    text = "# Data\nd\n\n# Assessment\na\n\n# Plan\np\n"
    laptop.does(write_note, session, template="dap", text=text)
    take_out(sandbox_path, ("session", session))

    assert laptop.sync().error is None

    row = laptop.row("session", session)
    assert (row["status"], row["version"]) == ("scheduled", 0)  # it was held
    assert len(laptop.rows("SELECT id FROM note")) == 1


def test_a_platform_brought_back_from_an_old_backup_is_noticed(laptop, sandbox_path, tmp_path):
    backup = str(tmp_path / "old-sandbox.db")
    store = open_store(sandbox_path)
    store.execute("VACUUM INTO ?", (backup,))
    store.close()
    client = names(laptop)[0][0]
    laptop.does(edit_client, client, {"phone": "555-0101"})
    laptop.sync()
    before = names(laptop)
    shutil.copy(backup, tmp_path / "back-sandbox.db")
    laptop.line.app = make_app(str(tmp_path / "back-sandbox.db"), laptop.clock)

    report = laptop.sync()

    assert exit_of([report]) is Exit.CONFLICT
    assert "earlier state of 1 record" in str(report.error)
    assert names(laptop) == before
    assert laptop.sync(accept=True).error is None
    assert laptop.row("client", client)["phone"] == ""


def test_a_change_that_meets_an_older_version_there_is_kept_for_a_person(
    laptop, sandbox_path, tmp_path
):
    backup = str(tmp_path / "old-sandbox.db")
    store = open_store(sandbox_path)
    store.execute("VACUUM INTO ?", (backup,))
    store.close()
    client = names(laptop)[0][0]
    laptop.does(edit_client, client, {"name": "Testy Other"})
    laptop.sync()
    laptop.line.app = make_app(backup, laptop.clock)
    laptop.does(edit_client, client, {"name": "Testy Third"})

    laptop.sync()

    (found,) = conflicts(laptop.db)
    assert (found["version"], found["fields"][0]["theirs"]) == (1, "Testy 0")


def test_both_sides_sum_up_to_the_same(laptop):
    laptop.confirms_it(laptop.sessions[0])
    laptop.sync()
    laptop.clock.wait(days=30)
    laptop.sync()
    with laptop.opened() as remote:
        there = remote.digest()
        assert compare(laptop.db, "headway", remote) == []
    assert {kind: digest(laptop.db, "headway", kind) for kind in KINDS} == dict(there.kinds)
    assert there.kinds["payout"][0] >= 1


def test_what_drifted_apart_is_found_within_a_week_and_mended(laptop):
    client = names(laptop)[0][0]
    laptop.db.execute("UPDATE client SET version = version - 1, name = 'Lost' WHERE id = ?",
                      (client,))  # fmt: skip
    laptop.clock.wait(days=6)
    laptop.sync()
    assert laptop.row("client", client)["name"] == "Lost"
    laptop.clock.wait(days=1)

    assert laptop.sync().error is None

    assert laptop.row("client", client)["name"] == "Testy 0"


def test_an_idle_sync_is_one_request(laptop):
    laptop.line.requests.clear()

    laptop.sync()

    assert laptop.line.requests == ["GET /v1/feed"]


def test_a_feed_that_goes_round_in_circles_is_left_after_two_pages(laptop):
    class Circle:
        """Answers two cursors in turn, for ever."""

        def __init__(self, app):
            self.app, self.pages = app, 0

        def __call__(self, environ, start_response):
            if environ["PATH_INFO"] != "/v1/feed":
                return self.app(environ, start_response)
            self.pages += 1
            cursor = ("a.1", "b.2")[self.pages % 2]
            start_response("200 OK", [("Content-Type", "application/json")])
            return [
                b'{"items":[],"cursor":"%s","more":true,"now":"2026-11-02T15:00:00Z",'
                b'"offset_seconds":0}' % cursor.encode()
            ]

    laptop.line.app = circle = Circle(laptop.line.app)

    report = laptop.sync()

    assert isinstance(report.error, TemporaryError)
    assert circle.pages <= 3


def test_the_weekly_look_is_not_fooled_by_a_clock_that_runs_backwards(laptop):
    laptop.clock.now -= timedelta(days=365 * 10)

    assert laptop.sync().error is None
