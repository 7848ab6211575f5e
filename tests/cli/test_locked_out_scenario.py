"""The key is wrong, or its keeper does not answer: told by the exit code, and nothing is harmed."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from practicecli.cache.connect import create_db, open_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS
from practicecli.errors import Exit, WrongKeyError
from practicecli.keycheck import key_check

GOOD = bytes(range(32))
KEYRING = """
import os, pathlib, signal
import keyring.backend, keyring.errors

class Fake(keyring.backend.KeyringBackend):
    priority = 1
    path = pathlib.Path(os.environ["HOME"])

    def get_password(self, service, username):
        if os.environ.get("FAKE_LOCKED"):
            raise keyring.errors.KeyringLocked("locked")
        if os.environ.get("FAKE_HANGS"):
            signal.pause()
        file = self.path / f"{service}-{username}"
        return file.read_text() if file.exists() else None

    def set_password(self, service, username, password):
        (self.path / f"{service}-{username}").write_text(password)
"""


@pytest.mark.parametrize("tries", [100])
def test_a_hundred_wrong_keys_leave_what_lies_in_the_log_as_it_was(tmp_path, tries):
    db = create_db(str(tmp_path / "practice.db"), GOOD)
    migrate(db, STEPS)
    with transaction(db):
        db.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?)", [(f"k{n}", "v") for n in range(200)]
        )
    for name in ("practice.db", "practice.db-wal"):  # as after a crash: the log was not folded in
        shutil.copy(tmp_path / name, tmp_path / f"crashed-{name}")
    db.close()
    crashed = tmp_path / "crashed-practice.db"
    assert (tmp_path / "crashed-practice.db-wal").stat().st_size

    for number in range(tries):
        wrong = bytes([number]) * 32
        with pytest.raises(WrongKeyError) as told:
            open_db(str(crashed), wrong, check=key_check(GOOD))
        assert told.value.exit_code is Exit.WRONG_KEY

    again = open_db(str(crashed), GOOD, check=key_check(GOOD))
    assert again.execute("SELECT count(*) FROM meta WHERE value = 'v'").fetchone()[0] == 200
    assert again.execute("PRAGMA cipher_integrity_check").fetchall() == []
    again.close()


@pytest.fixture
def ringed(practice, tmp_path):
    """A practice whose key lies in a keyring of our own making."""
    (tmp_path / "fake_keyring.py").write_text(KEYRING)
    env = {
        "PYTHON_KEYRING_BACKEND": "fake_keyring.Fake",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }

    def run(*words, **more):
        return practice(*words, **(env | more))

    done = run(
        "init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", "1999999984",
        "--state", "NY", "--zone", "America/New_York", "--key", "keyring",
        "--platform", "headway=sandbox:",
    )  # fmt: skip
    assert done.exit == 0, done.err
    return run


@pytest.mark.parametrize(
    "trouble",
    [
        {"FAKE_LOCKED": "1"},
        {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    ],
    ids=["locked", "missing"],
)
def test_a_keyring_that_does_not_give_the_key_is_four_and_all_is_well_afterwards(ringed, trouble):
    assert ringed("today", **trouble).exit == Exit.LOCKED_OUT
    assert ringed("today").exit == 0


@pytest.mark.proof
def test_a_keyring_that_hangs_is_four_after_its_five_seconds(ringed):
    assert ringed("today", FAKE_HANGS="1").exit == Exit.LOCKED_OUT
