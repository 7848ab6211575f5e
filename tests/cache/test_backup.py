from __future__ import annotations

import os
import stat

import pytest

from practicecli.cache import audit, backup
from practicecli.cache.connect import create_db, open_db, transaction
from practicecli.cache.migrations import migrate, step_of
from practicecli.cache.schema import STEPS
from practicecli.errors import (
    DamagedError,
    NewerError,
    NotFoundError,
    RefusedError,
    StorageError,
    WrongKeyError,
)
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.identity import Identity, find_practice, write_identity
from practicecli.vault.keys import audit_key, new_keys
from practicecli.vault.recovery import read_recovery, write_recovery
from practicecli.vault.seal import Seal
from practicecli.vault.unlock import establish, unlock

CANARY = "Robin Sample, invented"


@pytest.fixture
def keys():
    return new_keys()


@pytest.fixture
def db(tmp_path, keys):
    db = create_db(str(tmp_path / "practice.db"), keys.data)
    migrate(db, STEPS)
    with transaction(db):
        db.execute("INSERT INTO meta (key, value) VALUES ('canary', ?)", (CANARY,))
        audit.name_device(db, "old-machine")
        audit.append(db, audit_key(keys), [("2026-11-24T20:00:00Z", "me", "init", "p", "", "")])
    yield db
    db.close()


@pytest.fixture
def copy(tmp_path, db):
    path = tmp_path / "backup.practice"
    backup.create(db, str(path))
    return path


def verified(path, keys, steps=STEPS):
    return backup.verify(str(path), keys.data, audit_key(keys), steps)


def restored(path, keys, target):
    return backup.restore(str(path), keys.data, audit_key(keys), str(target), steps=STEPS)


def canary(db):
    return db.execute("SELECT value FROM meta WHERE key = 'canary'").fetchone()[0]


def test_a_backup_is_one_private_encrypted_file(copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert CANARY.encode() not in copy.read_bytes()
    assert [file.name for file in copy.parent.glob("backup*")] == ["backup.practice"]


def test_a_backup_says_what_it_holds_and_is_not_changed_by_looking(copy, keys):
    before = copy.read_bytes()

    checked = verified(copy, keys)

    assert (checked.step, checked.entries) == (len(STEPS), 1)
    assert copy.read_bytes() == before
    assert [file.name for file in copy.parent.glob("backup*")] == ["backup.practice"]


def test_a_file_that_is_there_is_not_written_over(tmp_path, db):
    (tmp_path / "mine").write_text("somebody's")

    with pytest.raises(RefusedError):
        backup.create(db, str(tmp_path / "mine"))
    assert (tmp_path / "mine").read_text() == "somebody's"


def test_a_backup_into_nowhere_is_said_and_leaves_nothing(tmp_path, db):
    with pytest.raises(StorageError):
        backup.create(db, str(tmp_path / "no" / "folder"))


def test_a_backup_that_fails_half_way_leaves_nothing(tmp_path, db):
    with transaction(db), pytest.raises(Exception, match="VACUUM"):
        backup.create(db, str(tmp_path / "mine"))

    assert list(tmp_path.glob("mine*")) == []


def test_another_key_is_told_from_damage(copy):
    with pytest.raises(WrongKeyError):
        verified(copy, new_keys())


def test_a_full_disk_at_a_backup_leaves_nothing(tmp_path, db):
    (tmp_path / "mine.part").mkdir()  # the name it works under cannot be had

    with pytest.raises(StorageError):
        backup.create(db, str(tmp_path / "mine"))
    assert not (tmp_path / "mine").exists()


def test_a_record_that_points_nowhere_is_damage(tmp_path, db, keys):
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("CREATE TABLE loose (client TEXT NOT NULL REFERENCES client (id)) STRICT")
    db.execute("INSERT INTO loose (client) VALUES ('nobody')")
    backup.create(db, str(tmp_path / "copy"))

    with pytest.raises(DamagedError, match="`loose` points to a `client`"):
        verified(tmp_path / "copy", keys)


@pytest.mark.parametrize("at", [16, 100, 4096 + 5, 5 * 4096 + 4000, -1])
def test_a_flipped_bit_is_damage(copy, keys, at):
    content = bytearray(copy.read_bytes())
    content[at] ^= 1
    copy.write_bytes(content)

    with pytest.raises(DamagedError):
        verified(copy, keys)


@pytest.mark.parametrize("size", [0, 10, 4096 * 2, 4096 * 2 + 1])
def test_a_backup_cut_short_is_damage(copy, keys, size):
    os.truncate(copy, size)

    with pytest.raises(DamagedError):
        verified(copy, keys)


def test_a_tampered_log_in_a_backup_is_damage(tmp_path, db, keys):
    db.execute("DROP TRIGGER audit_keeps_entries")
    db.execute("UPDATE audit SET detail = 'nothing to see'")
    backup.create(db, str(tmp_path / "copy"))

    with pytest.raises(DamagedError, match="entry 1"):
        verified(tmp_path / "copy", keys)


def test_an_empty_file_of_ours_is_no_backup(tmp_path, keys):
    create_db(str(tmp_path / "empty"), keys.data).close()

    with pytest.raises(DamagedError, match="no practice"):
        verified(tmp_path / "empty", keys)


def test_a_newer_backup_is_refused(copy, keys):
    with pytest.raises(NewerError):
        verified(copy, keys, STEPS[:-1])


def test_no_backup_there_is_said(tmp_path, keys):
    with pytest.raises(NotFoundError):
        verified(tmp_path / "none", keys)


def test_a_restore_brings_everything_back(tmp_path, copy, keys):
    target = tmp_path / "new.db"

    restored(copy, keys, target)

    again = open_db(str(target), keys.data, check=key_check(keys.data))
    assert canary(again) == CANARY
    assert step_of(again) == len(STEPS)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again.close()


def test_a_restored_practice_keeps_a_write_ahead_log(tmp_path, copy, keys):
    restored(copy, keys, tmp_path / "new.db")
    again = open_db(str(tmp_path / "new.db"), keys.data, check=key_check(keys.data))

    assert again.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    again.close()


def test_a_restore_never_writes_over_a_practice(tmp_path, copy, db, keys):
    with transaction(db):
        db.execute("UPDATE meta SET value = 'newer' WHERE key = 'canary'")

    with pytest.raises(RefusedError):
        restored(copy, keys, tmp_path / "practice.db")
    assert canary(db) == "newer"


def test_a_damaged_backup_restores_nothing(tmp_path, copy, keys):
    content = bytearray(copy.read_bytes())
    content[9000] ^= 1
    copy.write_bytes(content)

    with pytest.raises(DamagedError):
        restored(copy, keys, tmp_path / "new.db")
    assert list(tmp_path.glob("new.db*")) == []


def test_a_restore_into_nowhere_is_said(tmp_path, copy, keys):
    with pytest.raises(StorageError):
        restored(copy, keys, tmp_path / "no" / "folder" / "new.db")


def test_a_log_left_by_a_lost_database_is_not_replayed_into_the_restored_one(tmp_path, copy, keys):
    (tmp_path / "new.db-wal").write_bytes(b"left over")

    restored(copy, keys, tmp_path / "new.db")

    again = open_db(str(tmp_path / "new.db"), keys.data, check=key_check(keys.data))
    assert canary(again) == CANARY
    again.close()


def never():
    raise AssertionError("nobody is to be asked")


def test_drill_machine_lost_and_all_comes_back_from_the_sheet_and_a_backup(tmp_path):
    old = find_places({"PRACTICE_HOME": str(tmp_path / "old")})
    old.make()
    keys = establish(f"file:{tmp_path}/old.key", old, ask=never)
    db = create_db(old.database, keys.data)
    migrate(db, STEPS)
    with transaction(db):
        sealed = Seal(keys.notes).seal(CANARY, "note-1").hex()
        db.execute("INSERT INTO meta (key, value) VALUES ('canary', ?)", (sealed,))
        audit.append(db, audit_key(keys), [("2026-11-24T20:00:00Z", "me", "init", "p", "", "")])
    write_recovery(str(tmp_path / "sheet.txt"), keys)
    backup.create(db, str(tmp_path / "stick.practice"))
    db.close()
    (tmp_path / "old.key").unlink()  # the machine, and the key file on it, are gone

    new = find_places({"PRACTICE_HOME": str(tmp_path / "new")})
    new.make()
    found = read_recovery(str(tmp_path / "sheet.txt"))
    restored(tmp_path / "stick.practice", found, new.database)
    source = f"file:{tmp_path}/new.key"
    establish(source, new, ask=never, recovered=found)
    write_identity(
        new,
        Identity(
            key_check=key_check(found.data), key_source=source, profile="p-1", device="new-machine"
        ),
    )

    identity = find_practice(new)
    now_used = unlock(identity.key_source, new, ask=never)
    again = open_db(new.database, now_used.data, check=identity.key_check)
    assert Seal(now_used.notes).open(bytes.fromhex(canary(again)), "note-1") == CANARY
    assert audit.verify(again, audit_key(now_used)) is None
    again.close()
