"""The file of the psychotherapy notes: apart, sealed, append-only, and told apart when broken."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from practicecli.cache import backup, private
from practicecli.cache.connect import IntegrityError, create_db, open_db, transaction
from practicecli.cache.migrations import step_of
from practicecli.cache.private import Held, PrivateEntry
from practicecli.cache.private_schema import STEPS
from practicecli.errors import (
    DamagedError,
    Exit,
    NewerError,
    NotFoundError,
    RefusedError,
    StorageError,
    WrongKeyError,
)
from practicecli.keycheck import key_check
from practicecli.vault.keys import new_keys

CANARY = "CANARYPSY of an invented person"
AT, LATER = "2026-11-24T14:00:00Z", "2026-11-25T14:00:00Z"
FIRST, SECOND, OTHER = (
    PrivateEntry(f"01900000-0000-7000-8000-00000000000{n}", client, at, f"{CANARY} {n}" * 500)
    for n, client, at in ((1, "c1", AT), (2, "c1", LATER), (3, "c2", LATER))
)


@pytest.fixture
def keys():
    return new_keys()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "private.db"


@pytest.fixture
def file(path, keys):
    with closing(private.make_private(str(path), keys.private)) as db:
        with transaction(db):
            for one in (FIRST, SECOND, OTHER):
                private.add(db, one)
        yield db


def opened(path, key):
    return closing(private.open_private(str(path), key))


def test_where_nothing_was_kept_there_is_no_file_and_none_is_made(path, keys):
    assert private.open_private(str(path), keys.private) is None
    assert not path.exists()


def test_the_file_is_made_at_first_use_for_its_author_alone(file, path, tmp_path, keys):
    assert {one.name for one in tmp_path.iterdir()} == {
        "private.db", "private.db-wal", "private.db-shm",
    }  # fmt: skip
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    assert path.read_bytes()[:16].hex() == key_check(keys.private)
    assert file.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert file.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert file.execute("PRAGMA secure_delete").fetchone()[0] == 1
    assert step_of(file) == len(STEPS)


def test_a_file_that_is_there_is_opened_and_not_made_again(file, path, keys):
    with closing(private.make_private(str(path), keys.private)) as again:
        assert private.of_client(again, "c1") == [FIRST, SECOND]


def test_entries_come_back_oldest_first_and_are_counted_by_client(file):
    assert private.of_client(file, "c1") == [FIRST, SECOND]
    assert private.of_client(file, "nobody") == []
    assert private.counts(file) == [Held("c1", 2, AT, LATER), Held("c2", 1, LATER, LATER)]


def test_nothing_of_the_text_can_be_read_in_any_of_its_files(file, path, tmp_path, keys):
    def readable():
        whole = b"".join(one.read_bytes() for one in tmp_path.iterdir())
        return b"CANARYPSY" in whole or "CANARYPSY".encode("utf-16-le") in whole

    assert not readable()
    file.close()
    assert not readable()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE entry SET body = 'other'", "never changed"),
        ("UPDATE entry SET client = 'c9'", "never changed"),
        ("DELETE FROM entry", "only by name"),
        ("UPDATE removal SET at = ''", "never changed"),
        ("DELETE FROM removal", "never forgotten"),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_kept(file, statement, words):
    with transaction(file):
        private.remove(file, OTHER.id, LATER)

    with pytest.raises(IntegrityError, match=words), transaction(file):
        file.execute(statement)

    assert private.of_client(file, "c1") == [FIRST, SECOND]


def test_what_is_removed_is_gone_by_name_alone_and_does_not_come_back(file):
    with transaction(file):
        private.remove(file, FIRST.id, LATER)

    assert private.of_client(file, "c1") == [SECOND]
    assert [tuple(row) for row in file.execute("SELECT * FROM removal")] == [(FIRST.id, LATER)]
    with pytest.raises(IntegrityError, match="does not come back"), transaction(file):
        private.add(file, FIRST)


def pages_in_clear(path, key):
    """Open every page with the key and nothing else, those that hold no row any more as well.

    SQLCipher 4: AES-256-CBC, a page's last 80 bytes are its initial vector and its HMAC.
    """
    content = path.read_bytes()
    clear = b""
    for start in range(0, len(content), 4096):
        page = content[start : start + 4096]
        sealed = page[16 if start == 0 else 0 : 4016]
        cipher = Cipher(algorithms.AES256(key), modes.CBC(page[4016:4032])).decryptor()
        clear += cipher.update(sealed) + cipher.finalize()
    return clear


def test_what_is_removed_is_written_over_also_for_who_holds_the_key(file, path, tmp_path, keys):
    private.forget(file)
    assert f"{CANARY} 1".encode() in pages_in_clear(path, keys.private)

    with transaction(file):
        for one in (FIRST, SECOND):
            private.remove(file, one.id, LATER)
    private.forget(file)

    clear = pages_in_clear(path, keys.private)
    assert f"{CANARY} 3".encode() in clear
    assert f"{CANARY} 1".encode() not in clear
    assert f"{CANARY} 2".encode() not in clear
    assert (tmp_path / "private.db-wal").stat().st_size == 0


def test_what_an_editor_was_left_with_is_one_a_client_and_no_entry(file):
    for text in ("begun", "begun and gone on"):
        private.keep_unfinished(file, "c1", text, AT)

    assert private.unfinished(file, "c1") == "begun and gone on"
    assert private.unfinished(file, "c2") == ""
    assert private.of_client(file, "c1") == [FIRST, SECOND]
    private.keep_unfinished(file, "c1", "", LATER)
    assert private.unfinished(file, "c1") == ""


def test_another_key_is_twelve_and_harms_nothing(file, path, keys):
    before = path.read_bytes()

    for key in (keys.data, keys.notes, new_keys().private):
        with pytest.raises(WrongKeyError, match="psychotherapy notes") as told:
            private.open_private(str(path), key)
        assert told.value.exit_code is Exit.WRONG_KEY

    assert path.read_bytes() == before
    with pytest.raises(WrongKeyError):
        open_db(str(path), keys.data, check=key_check(keys.private))


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:20] + bytes([content[20] ^ 1]) + content[21:],
        lambda content: content[: len(content) // 2 // 4096 * 4096 + 100],
        lambda content: content[:100],
        lambda _: b"",
    ],
    ids=["a bit", "its half", "its start", "all of it"],
)
def test_a_damaged_file_is_thirteen_and_says_which_file_it_is(file, path, keys, harm):
    file.close()
    path.write_bytes(harm(path.read_bytes()))

    with pytest.raises(DamagedError) as told, opened(path, keys.private) as db:
        private.of_client(db, "c1")

    assert told.value.exit_code is Exit.DAMAGED
    assert "psychotherapy notes" in str(told.value)
    assert "private restore" in told.value.hint


def test_a_newer_format_is_refused(file, path, keys):
    with transaction(file):
        file.execute(f"PRAGMA user_version = {len(STEPS) + 1}")

    with pytest.raises(NewerError):
        private.open_private(str(path), keys.private)


def test_an_older_format_is_brought_forward(path, keys):
    create_db(str(path), keys.private).close()

    with opened(path, keys.private) as db:
        assert (step_of(db), private.counts(db)) == (len(STEPS), [])


def test_a_backup_opens_with_the_private_key_alone_and_is_whole(file, tmp_path, keys):
    copy = tmp_path / "private.backup"
    backup.create(file, str(copy))

    held = private.verify_copy(str(copy), keys.private)

    assert held == [Held("c1", 2, AT, LATER), Held("c2", 1, LATER, LATER)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"CANARYPSY" not in copy.read_bytes()
    with pytest.raises(WrongKeyError):
        private.verify_copy(str(copy), keys.data)


def test_a_backup_that_is_not_whole_is_told_of(file, tmp_path, keys):
    copy = tmp_path / "private.backup"
    backup.create(file, str(copy))
    content = copy.read_bytes()

    for harmed in (content[:-4096], content[:-100], content[:8000] + b"\0" + content[8001:], b"x"):
        copy.write_bytes(harmed)
        with pytest.raises(DamagedError, match="no whole backup"):
            private.verify_copy(str(copy), keys.private)
    with pytest.raises(NotFoundError):
        private.verify_copy(str(tmp_path / "none"), keys.private)


def test_a_backup_is_restored_where_nothing_is_and_used_on_as_before(file, path, tmp_path, keys):
    copy = tmp_path / "private.backup"
    backup.create(file, str(copy))
    file.close()
    target = tmp_path / "elsewhere" / "private.db"
    target.parent.mkdir()
    for log in ("-wal", "-shm"):
        (target.parent / f"private.db{log}").touch()

    held = private.restore_copy(str(copy), keys.private, str(target))

    assert [one.entries for one in held] == [2, 1]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with opened(target, keys.private) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert private.of_client(db, "c2") == [OTHER]
    assert {one.name for one in target.parent.iterdir()} == {"private.db"}


def test_a_restore_takes_the_place_of_nothing_and_leaves_no_half(file, path, tmp_path, keys):
    copy = tmp_path / "private.backup"
    backup.create(file, str(copy))

    with pytest.raises(RefusedError, match="already"):
        private.restore_copy(str(copy), keys.private, str(path))
    copy.write_bytes(copy.read_bytes()[:-4096])
    target = tmp_path / "other.db"
    with pytest.raises(DamagedError):
        private.restore_copy(str(copy), keys.private, str(target))

    assert not target.exists()
    assert private.of_client(file, "c1") == [FIRST, SECOND]
    assert [one.name for one in tmp_path.iterdir() if ".new" in one.name] == []


def test_the_log_of_a_file_that_is_gone_may_hold_its_last_entries_and_is_not_cleared(
    file, path, tmp_path, keys
):
    copy = tmp_path / "private.backup"
    backup.create(file, str(copy))
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(tmp_path / "private.db-wal", there)
    before = (there / "private.db-wal").read_bytes()

    for act in (
        lambda: private.make_private(str(there / "private.db"), keys.private),
        lambda: private.restore_copy(str(copy), keys.private, str(there / "private.db")),
    ):
        with pytest.raises(RefusedError, match="log is here"):
            act()

    assert {one.name: one.read_bytes() for one in there.iterdir()} == {"private.db-wal": before}


def test_what_a_crash_left_under_our_own_number_is_cleared_away(path, keys, tmp_path):
    (tmp_path / f"private.db.{os.getpid()}.new").write_bytes(b"half")

    private.make_private(str(path), keys.private).close()

    assert [one.name for one in tmp_path.iterdir()] == ["private.db"]


def test_a_folder_that_is_not_there_is_told_of_and_what_is_no_file_as_well(tmp_path, keys):
    with pytest.raises(StorageError):
        private.make_private(str(tmp_path / "nowhere" / "private.db"), keys.private)
    (tmp_path / "private.db").mkdir()
    with pytest.raises(StorageError):
        private.open_private(str(tmp_path / "private.db"), keys.private)


def test_a_practice_s_file_in_its_place_is_not_taken_for_it(tmp_path, keys, path):
    create_db(str(tmp_path / "practice.db"), keys.data).close()
    shutil.copy(tmp_path / "practice.db", path)

    with pytest.raises(WrongKeyError):
        private.open_private(str(path), keys.private)
