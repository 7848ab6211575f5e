from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import platformdirs
import pytest

from practicecli.errors import StorageError, UsageError
from practicecli.places import find_places, write_new, write_over


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is used")
@pytest.mark.parametrize(
    "env",
    [
        {"HOME": "/home/robin"},
        {"HOME": "/home/robin", "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "/config"},
        {"HOME": "/home/robin", "XDG_STATE_HOME": "/state"},
        {"HOME": "/home/robin", "XDG_DATA_HOME": "relative", "XDG_STATE_HOME": ""},
        {"HOME": "/home/robin/"},
        {"HOME": "relative"},
        {"HOME": ""},
        {},
    ],
)
def test_on_linux_the_folders_are_those_of_platformdirs(env, monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    dirs = platformdirs.PlatformDirs("practicecli", appauthor=False)

    places = find_places(env)

    assert places.settings_dir == f"{dirs.user_config_dir}/default"
    assert places.data_dir == f"{dirs.user_data_dir}/default"
    assert places.state_dir == f"{dirs.user_state_dir}/default"


def test_one_home_holds_everything(tmp_path):
    places = find_places({"PRACTICE_HOME": str(tmp_path), "XDG_DATA_HOME": "/data"})

    for path in (places.settings, places.database, places.identity, places.state_dir):
        assert path.startswith(f"{tmp_path}/")
    assert places.database.endswith("/practice.db")
    assert places.identity.endswith("/practice.id")


def test_a_relative_home_is_made_absolute():
    assert Path(find_places({"PRACTICE_HOME": "here"}).database).is_absolute()


def test_profiles_are_apart(tmp_path):
    env = {"PRACTICE_HOME": str(tmp_path)}
    first, second = find_places(env), find_places(env | {"PRACTICE_PROFILE": "second"})

    assert first.profile == "default"
    assert first.database != second.database
    assert find_places(env | {"PRACTICE_PROFILE": ""}).database == first.database


@pytest.mark.parametrize(
    "name", ["..", "a/b", "A", "-x", "_x", "a b", "é", "a" * 41, "a\n", "/etc", "\0"]
)
def test_a_profile_may_not_be_named_anything(name):
    with pytest.raises(UsageError, match="profile"):
        find_places({"PRACTICE_PROFILE": name})


@pytest.mark.parametrize("name", ["a", "2nd", "group-practice_1", "a" * 40])
def test_a_profile_may_be_named_plainly(name):
    assert find_places({"PRACTICE_PROFILE": name, "HOME": "/h"}).profile == name


def test_the_folders_are_for_their_owner_only(tmp_path):
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home")})
    before = os.umask(0o022)
    try:
        places.make()
        places.make()
    finally:
        os.umask(before)

    for path in (tmp_path / "home" / "data", places.data_dir, places.settings_dir):
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o700


def test_a_file_where_a_folder_should_be_is_said(tmp_path):
    (tmp_path / "home").write_text("")

    with pytest.raises(StorageError):
        find_places({"PRACTICE_HOME": str(tmp_path / "home")}).make()


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("home/data/default/key", True),
        ("home/key", True),
        ("home/settings/../key", True),
        ("link/key", True),
        ("home", True),
        ("elsewhere/key", False),
        ("home-of-keys/key", False),
    ],
)
def test_it_knows_what_lies_inside(tmp_path, path, inside):
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home")})
    (tmp_path / "link").symlink_to(tmp_path / "home")

    assert places.holds(tmp_path / path) is inside


def test_without_one_home_each_of_the_three_folders_is_inside(tmp_path):
    places = find_places({"HOME": str(tmp_path)})

    assert places.holds(f"{places.data_dir}/key")
    assert places.holds(tmp_path / ".config" / "practicecli" / "other-profile" / "key")
    assert not places.holds(tmp_path / "keys" / "key")


def test_files_are_written_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        write_new(tmp_path / "new", b"1")
        write_over(tmp_path / "over", b"1")
        write_over(tmp_path / "over", b"2")
    finally:
        os.umask(before)

    assert (tmp_path / "over").read_bytes() == b"2"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["new", "over"]
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_file_is_never_written_over_an_old_one_or_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with pytest.raises(FileExistsError):
        write_new(tmp_path / "link", b"1")
    assert not (tmp_path / "target").exists()


def test_a_left_over_of_a_crash_is_no_hindrance(tmp_path):
    (tmp_path / f"file.{os.getpid()}.new").write_text("half")

    write_over(tmp_path / "file", b"whole")

    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StorageError):
        write_over(tmp_path / "no" / "file", b"1")
    with pytest.raises(StorageError):
        write_new(tmp_path / "no" / "file", b"1")
