from __future__ import annotations

import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import StorageError, UsageError
from practicecli.settings import DEFAULTS, load, stamp_of, variable_of
from practicecli.settings_file import SettingsFile, set_value, unset_value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings" / "settings.toml"


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def problems_of(path, env=None):
    with pytest.raises(UsageError) as caught:
        load(str(path), env or {})
    return [(problem.code, problem.message) for problem in caught.value.problems]


def test_without_a_file_the_defaults_hold(path):
    loaded = load(str(path), {})

    assert loaded.settings.as_dict() == DEFAULTS
    assert set(loaded.settings.origins.values()) == {"default"}
    assert loaded.to_store == ("absent", {})


def test_the_defaults_are_the_same_in_both_places():
    assert SettingsFile().model_dump() == DEFAULTS


def test_flag_before_environment_before_file_before_default(path):
    write(path, 'colour = "never"\ndefault_length_minutes = 50\nremind_within_hours = 48\n')
    env = {"PRACTICE_COLOUR": "always", "PRACTICE_DEFAULT_LENGTH_MINUTES": "45"}

    found = load(str(path), env, {"colour": "auto"}).settings

    assert found.as_dict() == {
        "default_length_minutes": 45,
        "default_place": "video-home",
        "remind_within_hours": 48,
        "colour": "auto",
    }
    assert found.origins == {
        "default_length_minutes": "environment",
        "default_place": "default",
        "remind_within_hours": str(path),
        "colour": "flag",
    }


def test_a_file_that_did_not_change_is_not_read_again(path):
    write(path, "default_length_minutes = 50\n")
    stored = load(str(path), {}).to_store
    status = path.stat()
    path.write_text("default_length_minutes = 90\n")  # same size, and the time set back
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    again = load(str(path), {}, stored=stored)

    assert again.settings.default_length_minutes == 50
    assert again.to_store is None


@pytest.mark.parametrize("change", ["time", "size", "gone"])
def test_a_file_that_changed_is_read_again(path, change):
    write(path, "default_length_minutes = 50\n")
    stored = load(str(path), {}).to_store
    if change == "gone":
        path.unlink()
    elif change == "size":
        path.write_text("default_length_minutes = 120\n")
    else:
        path.write_text("default_length_minutes = 90\n")
        os.utime(path, ns=(1, 1))

    again = load(str(path), {}, stored=stored)

    assert again.settings.default_length_minutes in {60, 90, 120}
    assert again.to_store is not None
    assert again.to_store[0] == stamp_of(str(path))


def test_all_that_is_wrong_is_said_at_once_with_its_line(path):
    write(
        path,
        '# mine\ncolor = "auto"\ndefault_length_minutes = 0\n\ncolour = "red"\n[extra]\na = 1\n',
    )

    assert problems_of(path) == [
        ("setting-value", f"`{path}`, line 3, `default_length_minutes`: this value is not allowed"),
        ("setting-value", f"`{path}`, line 5, `colour`: this value is not allowed"),
        ("setting-unknown", f"`{path}`, line 2, `color`: there is no such setting"),
        ("setting-unknown", f"`{path}`, line 6, `extra`: there is no such setting"),
    ]


def test_each_problem_says_what_is_allowed(path):
    write(path, "default_place = 1\nbogus = 2\n")
    with pytest.raises(UsageError) as caught:
        load(str(path), {})

    fixes = [problem.fix for problem in caught.value.problems]
    assert fixes[0] == "Give `office`, `video-home` or `video`"
    assert "`default_length_minutes`" in fixes[1]


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("default_length_minutes = 1", True),
        ("default_length_minutes = 480", True),
        ("default_length_minutes = 0", False),
        ("default_length_minutes = 481", False),
        ('default_length_minutes = "50"', False),
        ("default_length_minutes = 50.0", False),
        ("default_length_minutes = true", False),
        ("remind_within_hours = 720", True),
        ("remind_within_hours = 721", False),
        ('default_place = "office"', True),
        ('default_place = "moon"', False),
        ('colour = "never"', True),
        ("colour = 1", False),
    ],
)
def test_values_are_allowed_up_to_their_limits(path, line, fits):
    write(path, line)
    if fits:
        load(str(path), {})
    else:
        assert [code for code, _ in problems_of(path)] == ["setting-value"]


def test_a_bad_value_of_the_environment_names_its_variable(path):
    ((code, message),) = problems_of(path, {"PRACTICE_COLOUR": "red"})

    assert code == "setting-value"
    assert "PRACTICE_COLOUR" in message
    assert variable_of("colour") == "PRACTICE_COLOUR"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"colour = ", "settings-form"),
        (b"colour auto", "settings-form"),
        (b"colour = 'auto'\ncolour = 'auto'", "settings-form"),
        (b"\xff\xfe", "settings-encoding"),
        (b"\x00", "settings-form"),
    ],
)
def test_what_is_not_toml_is_said(path, content, code):
    path.parent.mkdir()
    path.write_bytes(content)

    assert [found for found, _ in problems_of(path)] == [code]


def test_a_byte_order_mark_is_fine(path):
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfcolour = 'never'\n")

    assert load(str(path), {}).settings.colour == "never"


def test_a_folder_in_its_place_is_said(path):
    path.mkdir(parents=True)

    with pytest.raises(StorageError):
        load(str(path), {})


def test_a_value_is_written_whole_private_and_keeps_the_others(path):
    set_value(str(path), "colour", "never")
    assert set_value(str(path), "default_length_minutes", "50") == 50

    assert path.read_text() == 'colour = "never"\ndefault_length_minutes = 50\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    ("name", "value"), [("colour", "red"), ("bogus", "1"), ("default_length_minutes", "x")]
)
def test_a_value_that_is_not_allowed_is_not_written(path, name, value):
    with pytest.raises(UsageError):
        set_value(str(path), name, value)

    assert not path.exists()


def test_a_value_can_be_taken_back(path):
    set_value(str(path), "colour", "never")
    unset_value(str(path), "colour")
    unset_value(str(path), "colour")

    assert load(str(path), {}).settings.colour == "auto"
    with pytest.raises(UsageError):
        unset_value(str(path), "bogus")


@settings(max_examples=40, deadline=None)
@given(
    minutes=st.integers(1, 480),
    place=st.sampled_from(["office", "video-home", "video"]),
    hours=st.integers(1, 720),
)
def test_what_is_written_is_read_back(tmp_path_factory, minutes, place, hours):
    path = str(tmp_path_factory.mktemp("settings") / "settings.toml")
    set_value(path, "default_length_minutes", str(minutes))
    set_value(path, "default_place", place)
    set_value(path, "remind_within_hours", str(hours))

    found = load(path, {}).settings

    assert (found.default_length_minutes, found.default_place, found.remind_within_hours) == (
        minutes,
        place,
        hours,
    )
