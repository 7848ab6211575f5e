from __future__ import annotations

import os
import shlex
import stat
import sys
from pathlib import Path

import pytest

from practicecli.errors import (
    LockedOutError,
    RefusedError,
    StorageError,
    UsageError,
    WrongKeyError,
)
from practicecli.places import find_places
from practicecli.vault import sources
from practicecli.vault.keyfile import export_cron, read_key_file
from practicecli.vault.keys import new_keys, to_text
from practicecli.vault.unlock import establish, read_source, unlock

PASSPHRASE = "four words nobody said"


@pytest.fixture
def places(tmp_path):
    return find_places({"PRACTICE_HOME": str(tmp_path / "home")})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.key"


def never():
    raise AssertionError("nobody is to be asked")


def said():
    return PASSPHRASE


def command(program):
    return f"command:{shlex.join([sys.executable, '-c', program])}"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("file:/a/b.key", "file:/a/b.key"),
        ("file:/a/../b.key", "file:/b.key"),
        (" file:/a b.key ", "file:/a b.key"),
        ("keyring", "keyring:practice"),
        ("keyring:mine", "keyring:mine"),
        ("command: pass show practice", "command:pass show practice"),
        ("passphrase", "passphrase"),
    ],
)
def test_a_source_has_one_written_form(typed, written):
    assert read_source(typed) == written
    assert read_source(written) == written


def test_a_relative_path_is_made_absolute():
    assert read_source("file:my.key") == f"file:{Path.cwd() / 'my.key'}"


@pytest.mark.parametrize(
    "typed",
    ["", "file", "file:", "command:", "command: ", "passphrase:abc", "usb:/a", "file:/a\nb", "/a"],
)
def test_anything_else_is_no_source(typed, places):
    with pytest.raises(UsageError) as caught:
        read_source(typed)
    assert "`file:PATH`" in caught.value.hint
    with pytest.raises(UsageError):
        unlock("usb:/a", places, ask=never)


def test_a_key_file_is_made_once_private_and_used_from_then_on(places, path):
    before = os.umask(0o022)
    try:
        made = establish(f"file:{path}", places, ask=never)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.notes
    assert made.private
    assert unlock(f"file:{path}", places, ask=never) == made
    assert establish(f"file:{path}", places, ask=never) == made


@pytest.mark.parametrize("inside", ["my.key", "data/my.key", "data/default/my.key"])
def test_a_key_may_not_lie_in_the_folders_of_the_practice(places, tmp_path, inside):
    places.make()
    target = tmp_path / "home" / inside

    with pytest.raises(UsageError, match="may not lie"):
        establish(f"file:{target}", places, ask=never)
    with pytest.raises(UsageError):
        export_cron(str(target), new_keys(), places)
    assert not target.exists()


def test_a_link_out_of_elsewhere_into_the_practice_is_inside(places, tmp_path):
    places.make()
    (tmp_path / "link").symlink_to(tmp_path / "home")

    with pytest.raises(UsageError):
        establish(f"file:{tmp_path}/link/my.key", places, ask=never)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"secret", bytes(64), b"\xff" * 100, b"practice-key 1\n", b"x" * 1_000_000],
)
def test_whatever_unusable_stands_in_a_key_file_is_a_wrong_key(places, path, content):
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(WrongKeyError):
        unlock(f"file:{path}", places, ask=never)
    with pytest.raises(WrongKeyError):
        establish(f"file:{path}", places, ask=never)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
def test_a_key_file_open_to_others_is_not_used_and_says_how_to_close_it(places, path, mode):
    establish(f"file:{path}", places, ask=never)
    path.chmod(mode)

    with pytest.raises(LockedOutError) as caught:
        read_key_file(str(path))
    assert f"chmod 600 {path}" in caught.value.hint


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_file_for_its_owner_only_is_used(places, path, mode):
    keys = establish(f"file:{path}", places, ask=never)
    path.chmod(mode)

    assert read_key_file(str(path)) == keys


def test_a_key_file_that_is_not_there_is_a_locked_door(places, path):
    with pytest.raises(LockedOutError):
        unlock(f"file:{path}", places, ask=never)
    path.mkdir()
    with pytest.raises(LockedOutError):
        unlock(f"file:{path}", places, ask=never)


def test_a_pipe_in_the_place_of_a_key_file_does_not_hang(places, path):
    os.mkfifo(path, 0o600)

    with pytest.raises(LockedOutError):
        unlock(f"file:{path}", places, ask=never)


def test_a_key_file_into_nowhere_is_said(places, tmp_path):
    with pytest.raises(StorageError):
        establish(f"file:{tmp_path}/no/my.key", places, ask=never)


def test_the_key_for_cron_holds_no_note_key(places, path):
    keys = new_keys()

    export_cron(str(path), keys, places)

    assert read_key_file(str(path)) == keys.for_cron()
    assert keys.notes.hex() not in path.read_text()
    with pytest.raises(RefusedError):
        export_cron(str(path), keys, places)


def test_recovered_keys_are_put_where_nothing_is(places, path):
    keys = new_keys()

    assert establish(f"file:{path}", places, ask=never, recovered=keys) == keys
    assert read_key_file(str(path)) == keys


def test_recovered_keys_never_replace_others(places, path):
    first = establish(f"file:{path}", places, ask=never)

    with pytest.raises(RefusedError):
        establish(f"file:{path}", places, ask=never, recovered=new_keys())
    assert read_key_file(str(path)) == first


def test_a_command_may_print_a_bundle(places, path):
    keys = establish(f"file:{path}", places, ask=never)
    source = command(f"print(open({str(path)!r}).read())")

    assert unlock(source, places, ask=never) == keys
    assert establish(source, places, ask=never) == keys


def test_a_command_may_print_one_secret_from_which_all_keys_come(places):
    keys = unlock(command("print('ab' * 32)"), places, ask=never)

    assert len({keys.data, keys.notes, keys.private}) == 3
    assert keys == unlock(command("print('ab' * 32)"), places, ask=never)
    assert keys != unlock(command("print('ac' * 32)"), places, ask=never)


@pytest.mark.parametrize("program", ["print('hello')", "print()", "pass", "print('zz' * 32)"])
def test_a_command_that_prints_something_else_gives_a_wrong_key(places, program):
    with pytest.raises(WrongKeyError):
        unlock(command(program), places, ask=never)


@pytest.mark.parametrize(
    "source",
    [
        command("raise SystemExit(3)"),
        command("print('a' * 1_000_000)"),
        "command:/no/such/program",
        "command:'unclosed",
    ],
)
def test_a_command_that_fails_is_a_locked_door(places, source):
    with pytest.raises(LockedOutError):
        unlock(source, places, ask=never)


def test_a_command_is_not_run_by_a_shell(places, tmp_path):
    with pytest.raises((LockedOutError, WrongKeyError)):
        unlock(f"command:echo x; touch {tmp_path}/made", places, ask=never)
    assert not (tmp_path / "made").exists()


def test_a_command_that_hangs_is_ended():
    hang = command("import signal; signal.pause()")

    with pytest.raises(LockedOutError, match=r"0\.3 seconds"):
        sources.from_command(hang.removeprefix("command:"), seconds=0.3)


def test_a_passphrase_wraps_the_keys(places):
    keys = establish("passphrase", places, ask=said)

    wrapped = Path(sources.wrapped_file(places))
    assert stat.S_IMODE(wrapped.stat().st_mode) == 0o600
    assert keys.data.hex() not in wrapped.read_text()
    assert unlock("passphrase", places, ask=said) == keys
    with pytest.raises(WrongKeyError, match="passphrase"):
        unlock("passphrase", places, ask=lambda: PASSPHRASE + " ")
    with pytest.raises(RefusedError):
        establish("passphrase", places, ask=said)


@pytest.mark.parametrize("content", ["", "x", "a\nb\nc", "practice-wrapped-key 1\n\n\n"])
def test_an_unusable_wrapped_key_is_a_wrong_key(places, content):
    places.make()
    wrapped = Path(sources.wrapped_file(places))
    wrapped.write_text(content)
    wrapped.chmod(0o600)

    with pytest.raises(WrongKeyError):
        unlock("passphrase", places, ask=said)


def test_a_changed_wrapped_key_is_a_wrong_key(places):
    establish("passphrase", places, ask=said)
    wrapped = Path(sources.wrapped_file(places))
    text = wrapped.read_text()
    wrapped.write_text(text[:-2] + ("0" if text[-2] != "0" else "1") + "\n")

    with pytest.raises(WrongKeyError):
        unlock("passphrase", places, ask=said)


@pytest.mark.parametrize(("passphrase", "fits"), [("x" * 11, False), ("x" * 12, True)])
def test_a_passphrase_has_a_shortest_length(places, passphrase, fits):
    if fits:
        establish("passphrase", places, ask=lambda: passphrase)
    else:
        with pytest.raises(UsageError):
            establish("passphrase", places, ask=lambda: passphrase)


KEYRING = """
import os, pathlib
import keyring.backend, keyring.errors

class Fake(keyring.backend.KeyringBackend):
    priority = 1
    path = pathlib.Path(os.environ["FAKE_KEYRING"])

    def get_password(self, service, username):
        if os.environ.get("FAKE_HANGS"):
            import signal
            signal.pause()
        file = self.path / f"{service}-{username}"
        return file.read_text() if file.exists() else None

    def set_password(self, service, username, password):
        if not os.environ.get("FAKE_FORGETS"):
            (self.path / f"{service}-{username}").write_text(password)

    def delete_password(self, service, username):
        (self.path / f"{service}-{username}").unlink()
"""


@pytest.fixture
def keyring(tmp_path):
    """The environment in which the child finds a keyring of our own making."""
    (tmp_path / "fake_keyring.py").write_text(KEYRING)
    return os.environ | {
        "PYTHON_KEYRING_BACKEND": "fake_keyring.Fake",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        "FAKE_KEYRING": str(tmp_path),
    }


def test_a_keyring_keeps_the_keys(keyring, tmp_path):
    made = sources.new_in_keyring("practice", None, seconds=30, env=keyring)

    assert sources.from_keyring("practice", seconds=30, env=keyring) == made
    assert sources.new_in_keyring("practice", None, seconds=30, env=keyring) == made
    assert (tmp_path / "practicecli-practice").read_text() == to_text(made)
    sources.forget_in_keyring("practice", seconds=30, env=keyring)
    with pytest.raises(LockedOutError, match="no key"):
        sources.from_keyring("practice", seconds=30, env=keyring)
    assert "keyring" not in sys.modules


def test_a_keyring_that_forgets_is_found_out_at_once(keyring):
    with pytest.raises(LockedOutError):
        sources.new_in_keyring("practice", None, seconds=30, env=keyring | {"FAKE_FORGETS": "1"})


def test_a_keyring_that_hangs_is_left_alone_after_its_time(keyring):
    with pytest.raises(LockedOutError, match="1 seconds"):
        sources.from_keyring("practice", seconds=1, env=keyring | {"FAKE_HANGS": "1"})


def test_no_keyring_on_this_system_is_a_locked_door(keyring):
    env = keyring | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    with pytest.raises(LockedOutError, match="keyring"):
        sources.from_keyring("practice", seconds=30, env=env)


def test_something_else_in_the_keyring_is_a_wrong_key(keyring, tmp_path):
    (tmp_path / "practicecli-practice").write_text("hello")

    with pytest.raises(WrongKeyError):
        sources.from_keyring("practice", seconds=30, env=keyring)
