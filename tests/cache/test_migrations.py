from __future__ import annotations

import stat

import pytest

from practicecli.cache.backup import backup_beside
from practicecli.cache.connect import DatabaseError, create_db, open_db
from practicecli.cache.migrations import is_current, migrate, step_of
from practicecli.cache.schema import STEPS
from practicecli.errors import DamagedError, NewerError
from practicecli.keycheck import key_check

KEY = bytes(range(32))
FIRST = ("CREATE TABLE client (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",)
SECOND = (
    """CREATE TABLE session (
        id INTEGER PRIMARY KEY, client INTEGER NOT NULL REFERENCES client (id)) STRICT""",
    "INSERT INTO session (client) SELECT id FROM client",
)
THIRD = ("ALTER TABLE client ADD COLUMN ref TEXT NOT NULL DEFAULT ''",)
BROKEN = ("CREATE TABLE half (id INTEGER) STRICT", "CREATE TABLE half (id INTEGER) STRICT")
ORPHANS = ("INSERT INTO session (client) VALUES (999)",)


@pytest.fixture
def db(tmp_path):
    db = create_db(str(tmp_path / "practice.db"), KEY)
    yield db
    db.close()


def tables(db):
    return {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_file_takes_every_step(db):
    assert migrate(db, (FIRST, SECOND, THIRD)) == 3
    assert step_of(db) == 3
    assert tables(db) == {"client", "session"}


def test_a_second_time_there_is_nothing_to_do(db):
    migrate(db, (FIRST,))

    assert migrate(db, (FIRST,)) == 0
    assert is_current(db, (FIRST,))


@pytest.mark.parametrize("start", [1, 2, 3])
def test_old_records_come_through_each_step(db, start):
    steps = (FIRST, SECOND, THIRD)
    migrate(db, steps[:start])
    db.execute("INSERT INTO client (id, name) VALUES (7, 'Robin Sample')")
    assert is_current(db, steps) == (start == 3)

    migrate(db, steps)

    assert tuple(db.execute("SELECT id, name, ref FROM client").fetchone()) == (
        7,
        "Robin Sample",
        "",
    )
    assert step_of(db) == 3


def test_a_step_that_fails_leaves_the_file_at_the_step_before(db):
    with pytest.raises(DatabaseError, match="already exists"):
        migrate(db, (FIRST, BROKEN))

    assert step_of(db) == 1
    assert tables(db) == {"client"}


def test_a_step_may_leave_no_record_that_points_nowhere(db):
    with pytest.raises(DamagedError):
        migrate(db, (FIRST, SECOND, ORPHANS))

    assert step_of(db) == 2
    assert db.execute("SELECT count(*) FROM session").fetchone()[0] == 0


def test_a_newer_file_is_refused_and_left_alone(db):
    migrate(db, (FIRST, SECOND))

    with pytest.raises(NewerError, match=r"step 2.*knows 1"):
        migrate(db, (FIRST,))
    with pytest.raises(NewerError):
        is_current(db, ())
    assert step_of(db) == 2


def test_a_backup_is_made_once_before_a_file_with_something_in_it_changes(db):
    kept = []
    migrate(db, (FIRST,), backup=kept.append)
    assert kept == []

    migrate(db, (FIRST, SECOND, THIRD), backup=kept.append)
    assert kept == [1]


def test_a_backup_that_fails_stops_the_migration(db):
    migrate(db, (FIRST,))

    def no_room(step):
        raise OSError(step)

    with pytest.raises(OSError, match="1"):
        migrate(db, (FIRST, SECOND), backup=no_room)
    assert step_of(db) == 1


def test_the_backup_beside_is_encrypted_private_and_openable(db, tmp_path):
    path = str(tmp_path / "practice.db")
    migrate(db, (FIRST,))
    db.execute("INSERT INTO client (id, name) VALUES (1, 'Robin Sample')")

    migrate(db, (FIRST, SECOND), backup=backup_beside(db, path))

    copy = tmp_path / "practice.db.before-step-2"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"Robin Sample" not in copy.read_bytes()
    old = open_db(str(copy), KEY, check=key_check(KEY))
    assert (step_of(old), tables(old)) == (1, {"client"})
    old.close()


def test_a_backup_left_by_an_interrupted_try_is_kept(db, tmp_path):
    path = str(tmp_path / "practice.db")
    migrate(db, (FIRST,))
    backup_beside(db, path)(1)
    before = (tmp_path / "practice.db.before-step-2").read_bytes()

    migrate(db, (FIRST, SECOND), backup=backup_beside(db, path))

    assert (tmp_path / "practice.db.before-step-2").read_bytes() == before


def test_two_who_migrate_at_once_take_each_step_once(db, tmp_path):
    other = open_db(str(tmp_path / "practice.db"), KEY, check=key_check(KEY))
    migrate(db, (FIRST,))

    # The other takes the step in the very moment in which this one makes its backup.
    taken = migrate(db, (FIRST, SECOND), backup=lambda _: migrate(other, (FIRST, SECOND)))

    assert taken == 0
    assert step_of(db) == 2
    other.close()


def test_the_tables_of_a_practice_are_made(db):
    migrate(db, STEPS)

    assert {"meta", "audit"} <= tables(db)
