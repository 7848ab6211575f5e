"""Writing, opening and destroying psychotherapy notes, and what the log is told of it."""

from __future__ import annotations

from contextlib import closing

import pytest
from tests.actions.conftest import KEYS

from practicecli.actions import private as acts
from practicecli.cache import private
from practicecli.cache.connect import IntegrityError, transaction
from practicecli.domain.private_text import private_ref
from practicecli.errors import AmbiguousError, NotFoundError, RefusedError, StorageError
from practicecli.figures.private import excluded

TEXT = "CANARYPSY: he dreamt of a bridge"


@pytest.fixture
def file(tmp_path):
    with closing(private.make_private(str(tmp_path / "private.db"), KEYS.private)) as db:
        yield db


@pytest.fixture
def client(added):
    return added().id


def kept(desk, file, client, text=TEXT):
    return acts.add_private(desk, file, client, text, excluded=excluded())


def logged(desk):
    rows = desk.db.execute("SELECT verb, kind, subject, detail FROM audit ORDER BY seq")
    return [tuple(row) for row in rows if row[0].startswith("private-")]


def test_a_text_is_kept_as_it_is_and_the_log_holds_no_word_of_it(desk, file, client):
    one, warnings = kept(desk, file, client)

    assert warnings == []
    assert private.of_client(file, client) == [one]
    assert (one.body, one.client, one.at) == (TEXT, client, desk.at)
    assert logged(desk) == [("private-add", "client", client, one.id)]


def test_what_belongs_in_the_progress_note_is_warned_of_and_kept_all_the_same(desk, file, client):
    one, warnings = kept(desk, file, client, "10:00-10:53\nF41.1")

    assert [found.code for found in warnings] == ["private-times", "private-codes"]
    assert private.of_client(file, client) == [one]


@pytest.mark.parametrize("text", ["", " \n", "a\0b"])
def test_what_cannot_be_kept_changes_nothing_and_is_not_logged(desk, file, client, text):
    with pytest.raises(RefusedError) as told:
        kept(desk, file, client, text)

    assert told.value.problems
    assert (private.of_client(file, client), logged(desk)) == ([], [])


def test_nothing_is_queued_to_be_sent_or_to_be_undone(desk, file, client, dump):
    before = dump("audit", "meta")

    one, _ = kept(desk, file, client)
    acts.open_private(desk, file, client)
    acts.remove_private(desk, file, client, one.id)

    assert dump("audit", "meta") == before


def test_each_opening_is_logged_and_of_one_client_only(desk, file, added):
    one, other = added().id, added("Bo Sample").id
    kept(desk, file, one)
    kept(desk, file, other, "another")

    for _ in range(2):
        assert [found.body for found in acts.open_private(desk, file, one)] == [TEXT]

    assert logged(desk)[2:] == [("private-open", "client", one, "")] * 2


def test_where_there_is_nothing_nothing_was_opened(desk, file, client):
    assert acts.open_private(desk, file, client) == []
    assert logged(desk) == []


def test_an_entry_is_destroyed_by_name_and_the_log_keeps_which(desk, file, client):
    one, _ = kept(desk, file, client)
    other, _ = kept(desk, file, client, "another")

    acts.remove_private(desk, file, client, one.id)

    assert private.of_client(file, client) == [other]
    assert logged(desk)[-1] == ("private-remove", "client", client, one.id)


def test_the_entry_meant_is_the_client_s_own_and_only_one(desk, file, added):
    one, other = added().id, added("Bo Sample").id
    mine, _ = kept(desk, file, one)
    theirs, _ = kept(desk, file, other)
    ref = private_ref(mine.id)
    assert acts.one_meant(file, one, ref) == mine.id
    assert acts.one_meant(file, one, ref[-4:]) == mine.id

    with pytest.raises(NotFoundError) as told:
        acts.one_meant(file, one, private_ref(theirs.id))
    assert "CANARYPSY" not in str(told.value)
    with transaction(file):  # the same end, another beginning
        twin = f"{'f' * 8}{mine.id[8:]}"
        private.add(file, private.PrivateEntry(twin, one, desk.at, "twin"))
    with pytest.raises(AmbiguousError):
        acts.one_meant(file, one, ref)


def test_what_was_left_unfinished_is_opened_again_and_gone_once_it_is_an_entry(desk, file, client):
    assert acts.open_unfinished(desk, file, client) == ""
    acts.keep_unfinished(desk, file, client, "begun")
    assert logged(desk) == []

    assert acts.open_unfinished(desk, file, client) == "begun"
    assert logged(desk) == [("private-open", "client", client, "")]
    kept(desk, file, client, "another, from a file")
    assert private.unfinished(file, client) == "begun"
    acts.add_private(desk, file, client, "begun, ended", excluded=excluded(), finishes=True)
    assert private.unfinished(file, client) == ""
    acts.keep_unfinished(desk, file, client, " \n")
    assert private.unfinished(file, client) == ""


def commits(desk, file, act):
    """Do something and give in which order the two files commit it."""
    order = []
    for name, db in (("log", desk.db), ("notes", file)):
        db.set_trace_callback(
            lambda said, name=name: order.append(name) if said == "COMMIT" else None
        )
    act()
    desk.db.set_trace_callback(None)
    file.set_trace_callback(None)
    return order


def test_the_log_is_always_committed_first(desk, file, client):
    one, _ = kept(desk, file, client)

    assert commits(desk, file, lambda: kept(desk, file, client)) == ["log", "notes"]
    remove = lambda: acts.remove_private(desk, file, client, one.id)  # noqa: E731
    assert commits(desk, file, remove) == ["log", "notes"]
    assert commits(desk, file, lambda: acts.open_private(desk, file, client)) == ["log"]


def test_a_full_disk_under_the_notes_leaves_the_log_as_it_was(desk, file, client):
    file.execute(f"PRAGMA max_page_count = {file.execute('PRAGMA page_count').fetchone()[0]}")

    with pytest.raises(StorageError):
        kept(desk, file, client, "long " * 10_000)

    assert (private.of_client(file, client), logged(desk)) == ([], [])


def test_a_log_that_does_not_take_the_entry_leaves_the_notes_as_they_were(desk, file, client):
    one, _ = kept(desk, file, client)
    desk.db.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.audit"
        " BEGIN SELECT RAISE(ABORT, 'no more'); END"
    )

    for act in (
        lambda: kept(desk, file, client),
        lambda: acts.open_private(desk, file, client),
        lambda: acts.remove_private(desk, file, client, one.id),
    ):
        with pytest.raises(IntegrityError, match="no more"):
            act()

    assert private.of_client(file, client) == [one]
