"""Answers over real HTTP that are not in the contract: no row moves, nor the place in the feed."""

import json
import shutil
from threading import Event

import pytest
from tests.sync.far import far_away

from practicecli.actions.clients import edit_client
from practicecli.errors import Exit
from practicecli.sandbox.store import open_store
from practicecli.sync.run import exit_of

FEED = '[[fault]]\npath = "/v1/feed"\n'
DRIP = '[[fault]]\npath = "/v1/feed"\nkind = "drip"\nseconds = 0.2\n'
OURS = ("platform", "meta")  # what a sync writes of itself: when it was tried, and what went wrong


@pytest.fixture
def laptop(tmp_path):
    """A practice that both sides know, and news at the platform of which it has not heard."""
    with far_away(tmp_path) as one:
        one.clients = [one.has_a_client(name=f"Testy {n}") for n in range(6)]
        one.sessions = [one.has_a_session(client) for client in one.clients]
        one.confirms_it(one.sessions[0])
        assert one.sync().error is None
        one.clock.wait(days=20)
        yield one


def tables(laptop):
    return {name: rows for name, rows in laptop.everything().items() if name not in OURS}


def cursor(laptop):
    return laptop.rows("SELECT cursor FROM platform")


def takes_nothing_over(laptop):
    """Sync, and check that nothing came of it; gives the report."""
    before, place = tables(laptop), cursor(laptop)

    report = laptop.sync()

    assert exit_of([report]) is Exit.TEMPORARY
    assert report.error.retryable
    assert (tables(laptop), cursor(laptop)) == (before, place)
    return report


def is_well_again(laptop):
    laptop.platform.mend()
    assert laptop.sync().error is None
    assert laptop.rows("SELECT status FROM claim") == [("paid",)]


@pytest.mark.parametrize("kind", ["cut", "garbage", "html", "empty", "lose"])
def test_a_page_that_is_none_changes_no_row_and_not_the_place_in_the_feed(laptop, kind):
    laptop.platform.fails(f'{FEED}kind = "{kind}"\n')

    takes_nothing_over(laptop)

    is_well_again(laptop)


class Edited:
    """Passes on all it gets, with the pages of the feed edited."""

    def __init__(self, app, edit):
        self.app, self.edit = app, edit

    def __call__(self, environ, start):
        if environ["PATH_INFO"] != "/v1/feed":
            return self.app(environ, start)
        found = []
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        body = b"".join(self.app(environ, lambda *said: found.append(said)))
        status, headers = found[0][:2]
        page = json.loads(body)
        body = self.edit(page) or json.dumps(page).encode()
        kept = [one for one in headers if one[0] != "Content-Length"]
        start(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]


def half(page):
    return json.dumps(page).encode()[:-20]


def without_items(page):
    del page["items"]


def without_cursor(page):
    del page["cursor"]


def numbered(page):
    page["items"][-1]["version"] = "three"


def huge(page):
    page["items"][-1]["version"] = 10**30


def nobody(page):
    page["items"][-1]["id"] = "../../etc/passwd"


def a_list(page):
    return json.dumps([page]).encode()


@pytest.mark.parametrize(
    "edit", [half, without_items, without_cursor, numbered, huge, nobody, a_list]
)
def test_a_page_of_another_form_is_refused_whole(laptop, edit):
    laptop.platform.faulty = Edited(laptop.platform.app, edit)

    takes_nothing_over(laptop)

    is_well_again(laptop)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ('kind = "unknown-enum"\nof = "claim"', "claim.status"),
        ('kind = "missing-field"\nof = "claim"', "claim.status"),
        ('kind = "missing-field"\nof = "payout"\nfield = "lines"', "payout.lines"),
        ('kind = "unknown-enum"\nof = "charge"\nfield = "amount_cents"', "charge.amount_cents"),
    ],
)
def test_what_is_not_in_the_contract_is_refused_by_its_name(laptop, rule, where):
    laptop.platform.fails(f"{FEED}{rule}\n")

    report = takes_nothing_over(laptop)

    assert f"`{where}`" in str(report.error)
    is_well_again(laptop)


def test_fields_and_kinds_of_a_newer_platform_are_let_be(laptop):
    def newer(page):
        page["weather"] = "fine"
        for item in page["items"]:
            item["colour"] = item["body"]["colour"] = "blue"
        page["items"].append({**page["items"][-1], "kind": "aura"})

    laptop.platform.faulty = Edited(laptop.platform.app, newer)

    is_well_again(laptop)


def test_of_an_id_that_comes_twice_in_a_page_the_last_stands(laptop):
    def doubled(page):
        for item in list(page["items"]):
            if item["kind"] == "claim":
                early = {**item, "body": {**item["body"], "status": "sent"}}
                page["items"].insert(0, early)

    laptop.platform.faulty = Edited(laptop.platform.app, doubled)
    assert laptop.sync().error is None

    assert laptop.rows("SELECT status FROM claim") == [("paid",)]
    assert laptop.rows("SELECT count(*) FROM claim") == [(1,)]


def test_a_feed_that_goes_round_in_circles_is_left_after_two_pages(laptop):
    before = cursor(laptop)
    laptop.platform.fails(f'{FEED}kind = "loop"\n')
    laptop.platform.asked.clear()

    report = laptop.sync()

    assert exit_of([report]) is Exit.TEMPORARY
    assert laptop.platform.asked.count("GET /v1/feed") <= 2
    assert cursor(laptop) == before
    is_well_again(laptop)


def test_a_page_that_comes_a_byte_at_a_time_ends_at_the_deadline_and_is_not_begun(laptop):
    arrived = []
    laptop.handed = {"deadline": 0.5}
    laptop.platform.fails(DRIP, sleep=lambda seconds: arrived.append(Event().wait(seconds)))

    report = takes_nothing_over(laptop)

    assert "did not finish its answer" in str(report.error)
    assert len(arrived) < 60
    laptop.handed = {}
    is_well_again(laptop)


def holds_so_many(platform, like, how_many):
    """Put sessions like this one straight into the platform's feed."""
    platform.rows(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO record (account, kind, id, version, seq, deleted, body)
        SELECT r.account, 'session', printf('00000000-0000-4000-8000-%012x', i), 1,
               (SELECT max(seq) FROM record) + i, 0, r.body
          FROM n, record r WHERE r.kind = 'session' AND r.id = ?
        RETURNING 1
        """,
        how_many, like,
    )  # fmt: skip


@pytest.mark.parametrize("how_many", [1_500, pytest.param(10_000, marks=pytest.mark.proof)])
def test_a_feed_that_begins_anew_is_read_whole_with_fifty_changes_pending(laptop, how_many):
    holds_so_many(laptop.platform, laptop.sessions[1], how_many)
    for number in range(50):
        laptop.does(edit_client, laptop.clients[number % 6], {"phone": f"555-01{number:02}"})
    queued = laptop.rows("SELECT id, body, seen_version FROM outbox ORDER BY seq")
    # A person has to decide about the first of each client; all the others wait behind it.
    laptop.db.execute(
        "UPDATE outbox SET state = 'conflict', answer = '{}'"
        " WHERE seq IN (SELECT min(seq) FROM outbox GROUP BY record)"
    )
    laptop.platform.fails(f'{FEED}kind = "expire"\ntimes = 1\n')

    report = laptop.sync()

    assert (report.error, report.pulled >= how_many) == (None, True)
    assert laptop.rows("SELECT id, body, seen_version FROM outbox ORDER BY seq") == queued
    assert len(queued) == 50
    assert laptop.rows("SELECT count(*) FROM session") == [(how_many + 6,)]
    assert laptop.rows("SELECT * FROM shadow") == []


def test_a_platform_brought_back_from_an_old_backup_is_seen_and_nothing_taken_over(
    laptop, tmp_path
):
    backup = str(tmp_path / "old-sandbox.db")
    laptop.platform.rows("VACUUM INTO ?", backup)
    laptop.does(edit_client, laptop.clients[0], {"name": "Testy Later"})
    assert laptop.sync().error is None
    before = tables(laptop)
    shutil.copy(backup, tmp_path / "back-sandbox.db")
    laptop.platform.comes_back_as(str(tmp_path / "back-sandbox.db"))

    report = laptop.sync()

    assert exit_of([report]) is Exit.CONFLICT
    kept = {name: rows for name, rows in tables(laptop).items() if name != "shadow"}
    assert kept == {name: rows for name, rows in before.items() if name != "shadow"}
    assert laptop.row("client", laptop.clients[0])["name"] == "Testy Later"


def test_a_list_that_is_suddenly_empty_deletes_nothing(laptop, tmp_path):
    laptop.sync()
    before = tables(laptop)
    laptop.platform.comes_back_as(str(tmp_path / "empty-sandbox.db"))

    report = laptop.sync()

    assert exit_of([report]) is Exit.CONFLICT
    assert tables(laptop) == before


def test_tombstones_for_everything_delete_nothing(laptop):
    laptop.sync()
    store = open_store(laptop.platform.path)
    store.execute(
        "UPDATE record SET deleted = 1, body = NULL, version = version + 1, seq = seq + 1000"
        " WHERE kind IN ('client', 'session')"
    )
    store.close()
    before, place = tables(laptop), cursor(laptop)

    report = laptop.sync()

    assert exit_of([report]) is Exit.CONFLICT
    assert (tables(laptop), cursor(laptop)) == (before, place)
