from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from practicecli.cache.backup import check_pages
from practicecli.cache.connect import (
    DatabaseError,
    IntegrityError,
    create_db,
    failure_of,
    open_db,
    rehearsal,
    transaction,
    translated,
)
from practicecli.engine import open_plain, require_engine
from practicecli.errors import (
    BusyError,
    DamagedError,
    NoPracticeError,
    RefusedError,
    StorageError,
    WrongKeyError,
)
from practicecli.keycheck import key_check

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
CANARY = "canary-of-an-invented-client"


def opened(path, key=KEY, **more):
    return open_db(str(path), key, check=key_check(KEY), **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "practice.db"


@pytest.fixture
def db(path):
    db = create_db(str(path), KEY)
    db.execute("CREATE TABLE thing (name TEXT NOT NULL UNIQUE) STRICT")
    yield db
    db.close()


def fill(db, rows=200):
    with transaction(db):
        db.executemany(
            "INSERT INTO thing (name) VALUES (?)", [(f"{CANARY} {n}",) for n in range(rows)]
        )


def names(db):
    return [row["name"] for row in db.execute("SELECT name FROM thing ORDER BY rowid")]


def test_what_was_committed_is_there_again(path, db):
    fill(db, 3)
    db.close()

    again = opened(path)
    assert names(again) == [f"{CANARY} {n}" for n in range(3)]
    again.close()


def test_no_word_of_it_lies_in_the_file_or_its_log(path, db):
    fill(db)

    for file in path.parent.iterdir():
        assert CANARY.encode() not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()
    assert (path.parent / "practice.db-wal").stat().st_size > 0


def test_every_file_is_for_its_owner_only_whatever_the_umask(tmp_path):
    before = os.umask(0o022)
    try:
        db = create_db(str(tmp_path / "practice.db"), KEY)
        db.execute("CREATE TABLE thing (name TEXT) STRICT")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        db.close()
    finally:
        os.umask(before)

    assert modes == dict.fromkeys(("practice.db", "practice.db-wal", "practice.db-shm"), 0o600)


def test_a_file_that_is_there_is_never_created_over(path):
    path.write_text("somebody's")

    with pytest.raises(RefusedError):
        create_db(str(path), KEY)
    assert path.read_text() == "somebody's"


def test_no_file_is_no_practice_and_none_is_made(path):
    with pytest.raises(NoPracticeError):
        opened(path)
    assert not path.exists()


def test_a_wrong_key_is_told_from_a_damaged_file(path, db):
    db.close()

    with pytest.raises(WrongKeyError):
        opened(path, OTHER)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        opened(path)


def test_a_wrong_key_neither_reads_nor_harms_what_waits_in_the_log(path, db):
    fill(db)
    for name in ("practice.db", "practice.db-wal"):  # as after a crash: the log was not folded in
        shutil.copy(path.parent / name, path.parent / f"crashed-{name}")
    crashed = path.parent / "crashed-practice.db"

    with pytest.raises(WrongKeyError):
        opened(crashed, OTHER)

    again = opened(crashed)
    assert len(names(again)) == 200
    again.close()


def test_a_wrong_key_prints_nothing(path, db):
    db.close()
    program = (
        "import sys\n"
        "from practicecli.cache.connect import open_db\n"
        "from practicecli.errors import WrongKeyError\n"
        "try:\n"
        "    open_db(sys.argv[1], bytes(32), check='other')\n"
        "except WrongKeyError:\n"
        "    sys.exit(12)\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert (result.returncode, result.stdout, result.stderr) == (12, "", "")


@pytest.mark.parametrize("size", [0, 1, 100, 4095])
def test_an_emptied_file_is_damaged_and_not_taken_for_a_new_one(path, db, size):
    db.close()
    os.truncate(path, size)

    with pytest.raises(DamagedError):
        opened(path)


def test_something_else_under_our_name_is_damaged(path):
    path.write_bytes(b"not a database at all " * 1000)

    with pytest.raises(DamagedError):
        opened(path)


def test_every_flipped_page_is_seen_by_the_check(path, db):
    fill(db, 2000)
    db.close()
    whole = path.read_bytes()
    pages = len(whole) // 4096
    assert pages > 5

    for page in range(1, pages):
        flipped = bytearray(whole)
        flipped[page * 4096 + 77] ^= 0x10
        path.write_bytes(flipped)
        again = opened(path)
        assert check_pages(again) != []
        again.close()
    path.write_bytes(whole)
    again = opened(path)
    assert check_pages(again) == []
    again.close()


def test_reading_a_damaged_page_is_told_as_damage(path, db):
    fill(db, 2000)
    db.close()
    content = bytearray(path.read_bytes())
    for at in range(2 * 4096, len(content), 4096):
        content[at + 10] ^= 1
    path.write_bytes(content)

    again = opened(path)
    with pytest.raises(DatabaseError) as caught:
        names(again)
    assert isinstance(failure_of(caught.value), DamagedError)
    with pytest.raises(DamagedError), transaction(again):
        names(again)
    again.close()


def test_the_key_stands_in_no_statement(path, db):
    seen = []
    db.set_trace_callback(seen.append)
    fill(db, 2)

    assert seen
    assert KEY.hex() not in "".join(seen)


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_a_bug_and_no_passphrase(path, db, key):
    with pytest.raises(ValueError, match="32 bytes"):
        opened(path, key)


def test_extensions_cannot_be_loaded(db):
    with pytest.raises(DatabaseError, match="not authorized"):
        db.execute("SELECT load_extension('x')")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 5000)],
)
def test_a_connection_is_set_up_for_safety(path, db, pragma, value):
    again = opened(path)
    assert tuple(again.execute(f"PRAGMA {pragma}").fetchone()) == (value,)
    again.close()


def test_the_cipher_is_the_one_promised(db):
    assert tuple(db.execute("PRAGMA cipher").fetchone()) == ("AES-256-CBC",)


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 51, 2), False), ((3, 51, 3), True), ((3, 50, 9), False), ((4, 0, 0), True)],
)
def test_an_engine_with_the_corruption_bug_is_refused(version, fits):
    if fits:
        require_engine(version)
    else:
        with pytest.raises(RefusedError, match="SQLite"):
            require_engine(version)


def test_a_failed_transaction_leaves_nothing_and_its_own_error(db):
    def write_and_fail():
        with transaction(db):
            db.execute("INSERT INTO thing (name) VALUES ('half')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert names(db) == []
    assert not db.in_transaction


def test_a_broken_constraint_stays_itself(db):
    with pytest.raises(IntegrityError), transaction(db):
        db.executemany("INSERT INTO thing (name) VALUES (?)", [("same",), ("same",)])

    assert names(db) == []


def test_a_transaction_in_a_transaction_joins_it(db):
    def write_within_and_fail():
        with transaction(db):
            with transaction(db):
                db.execute("INSERT INTO thing (name) VALUES ('inner')")
            assert db.in_transaction
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_within_and_fail()
    assert names(db) == []

    with transaction(db), transaction(db):
        db.execute("INSERT INTO thing (name) VALUES ('inner')")
    assert names(db) == ["inner"]


def test_a_rehearsal_runs_the_same_writes_and_keeps_none(db):
    with rehearsal(db):
        with transaction(db):
            db.execute("INSERT INTO thing (name) VALUES ('tried')")
        assert names(db) == ["tried"]

    assert names(db) == []
    assert not db.in_transaction


def test_reading_gives_the_same_failures_as_writing(path, db):
    other = opened(path, busy_ms=1)
    with transaction(db), pytest.raises(BusyError), translated():
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_second_writer_is_told_that_another_is_busy(path, db):
    other = opened(path, busy_ms=1)
    with transaction(db), pytest.raises(BusyError) as caught, transaction(other):
        pass
    assert caught.value.retryable
    other.close()


def test_a_full_disk_is_said_and_leaves_what_was_there(db):
    fill(db, 3)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageError, match="full"), transaction(db):
        db.executemany(
            "INSERT INTO thing (name) VALUES (?)", [(f"{n} " + "x" * 3000,) for n in range(1000)]
        )

    assert len(names(db)) == 3
    with transaction(db):  # the connection can still be used
        assert len(names(db)) == 3


def test_a_disk_that_fails_at_the_write_is_said_in_a_child_with_a_file_limit(path, db):
    db.close()
    program = (
        "import resource, signal, sys\n"
        "from practicecli.cache.connect import open_db, transaction\n"
        "from practicecli.errors import StorageError\n"
        "db = open_db(sys.argv[1], bytes(range(32)), check='')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))\n"
        "try:\n"
        "    with transaction(db):\n"
        "        db.executemany('INSERT INTO thing VALUES (?)', "
        "[(f'{n} ' + 'x' * 3000,) for n in range(500)])\n"
        "except StorageError:\n"
        "    sys.exit(7)\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert (result.returncode, result.stderr) == (7, "")
    again = opened(path)
    assert names(again) == []
    again.close()


def test_a_folder_that_can_only_be_read_is_said():
    program = (
        "import os, sys\n"
        "import practicecli.errors, practicecli.places, practicecli.keycheck, hmac\n"
        "from practicecli.cache.connect import create_db, open_db, transaction\n"
        "folder = sys.argv[1]\n"
        "if os.geteuid() == 0:\n"  # root may write everywhere
        "    os.chmod(folder, 0o755)\n"
        "    os.setuid(65534)\n"
        "else:\n"
        "    os.chmod(folder, 0o500)\n"
        "for attempt in (lambda: create_db(folder + '/new.db', bytes(range(32))),\n"
        "                lambda: transaction(open_db(folder + '/practice.db', bytes(range(32)),\n"
        "                                            check='')).__enter__()):\n"
        "    try:\n"
        "        attempt()\n"
        "    except practicecli.errors.StorageError as error:\n"
        "        print(error.exit_code)\n"
    )
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        db = create_db(f"{folder}/practice.db", KEY)
        db.close()
        if os.geteuid() == 0:
            os.chown(f"{folder}/practice.db", 65534, 65534)

        result = subprocess.run(
            [sys.executable, "-c", program, folder],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        Path(folder).chmod(0o700)

    assert (result.stdout.split(), result.stderr) == (["7", "7"], "")


def test_a_file_that_can_only_be_read_is_said(path, db):
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError), transaction(db):
        db.execute("INSERT INTO thing (name) VALUES ('x')")


def test_two_processes_that_write_at_once_lose_nothing(path, db):
    program = (
        "import sys\n"
        "from practicecli.cache.connect import open_db, transaction\n"
        "db = open_db(sys.argv[1], bytes(range(32)), check='')\n"
        "for n in range(50):\n"
        "    with transaction(db):\n"
        "        db.execute('INSERT INTO thing VALUES (?)', (f'{sys.argv[2]} {n}',))\n"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], env=env)
        for name in ("a", "b")
    ]

    assert [child.wait() for child in children] == [0, 0]
    assert len(names(db)) == 100


def test_the_sandbox_keeps_a_plain_file_of_its_own(tmp_path):
    path = tmp_path / "sandbox.db"
    db = open_plain(str(path))
    db.execute("CREATE TABLE thing (name TEXT) STRICT")
    db.close()

    assert path.read_bytes().startswith(b"SQLite format 3")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    open_plain(str(path)).close()


def test_nothing_else_may_be_plain():
    with pytest.raises(ValueError, match="sandbox"):
        open_plain(str(Path("practice.db")))


def test_opening_imports_next_to_nothing():
    program = (
        "import sys\n"
        "import practicecli.cache.migrations, practicecli.cache.audit, practicecli.clock\n"
        "import practicecli.places, practicecli.settings, practicecli.vault.unlock\n"
        "import practicecli.vault.identity\n"
        "print(*{'typing', 'enum', 're', 'pathlib', 'dataclasses', 'contextlib', 'hashlib',\n"
        "        'platformdirs', 'pydantic', 'tomllib', 'subprocess'} & set(sys.modules))\n"
    )

    result = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert result.stdout.strip() == ""
