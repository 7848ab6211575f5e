"""`practice init` through the installed program."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

WELL = {
    "name": "Ada Example",
    "credentials": "LMHC",
    "npi": "1999999984",
    "state": "NY",
    "zone": "America/New_York",
}


def words(key, **changes):
    said = {**WELL, "key": key, **changes}
    return [word for name, value in said.items() for word in (f"--{name}", value)]


def test_without_a_terminal_every_missing_option_is_named_at_once(practice, tmp_path):
    result = practice("init", "--state", "NY")

    assert result.exit == 2
    for name in ("name", "credentials", "npi", "zone", "key"):
        assert f"`--{name}`" in result.err
    assert not (tmp_path / "home").exists()


def test_every_problem_is_told_at_once_and_nothing_is_made(practice, tmp_path):
    key = f"file:{tmp_path / 'key'}"
    changes = {"npi": "1234567890", "state": "ZZ", "zone": "Mars/Olympus"}

    result = practice("init", *words(key, **changes), "--platform", "moon=manual", "--json")

    assert (result.exit, result.problems()) == (5, ["npi", "state", "zone", "platform"])
    assert list(tmp_path.iterdir()) == []


def test_a_practice_opens_with_what_it_was_given(practice, tmp_path):
    key, sheet = tmp_path / "key", tmp_path / "sheet.txt"

    made = practice(
        "init", *words(f"file:{key}"), "--platform", "headway=sandbox:", "--platform",
        "alma=manual", "--recovery", str(sheet), "--json",
    )  # fmt: skip

    assert made.exit == 0
    found = made.json()
    assert found["profile"] == "default"
    assert found["key_source"] == f"file:{key}"
    assert found["recovery"] == str(sheet)
    assert found["provider"]["licenses"] == [{"state": "NY", "type": "LMHC", "until": None}]
    assert {row["status"] for row in found["provider"]["credentialing"]} == {"active"}
    assert [(one["name"], one["sandbox"]) for one in found["platforms"]] == [
        ("headway", True),
        ("alma", False),
    ]
    assert stat.S_IMODE(key.stat().st_mode) == stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert practice("provider", "show", "--json").json() == found["provider"]


def test_a_practice_that_is_there_is_never_made_anew(started, tmp_path):
    before = {path: path.read_bytes() for path in (tmp_path / "home").rglob("practice.*")}

    result = started("init", *words(f"file:{tmp_path / 'other'}"))

    assert result.exit == 5
    assert {path: path.read_bytes() for path in before} == before
    assert not (tmp_path / "other").exists()


def test_a_key_beside_the_data_is_refused(practice, tmp_path):
    result = practice("init", *words(f"file:{tmp_path / 'home' / 'key'}"))

    assert result.exit == 2
    assert not (tmp_path / "home" / "key").exists()


def test_an_unusable_key_file_is_told_and_leaves_no_practice(practice, tmp_path):
    key = tmp_path / "key"
    key.write_text("not a key")
    key.chmod(0o600)

    assert practice("init", *words(f"file:{key}")).exit == 12
    assert key.read_text() == "not a key"
    assert practice("today").exit == 10


def test_a_step_that_fails_late_leaves_no_half_practice(practice, tmp_path):
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("somebody's file")
    typed = words(f"file:{tmp_path / 'key'}")

    assert practice("init", *typed, "--recovery", str(sheet)).exit == 5
    assert list((tmp_path / "home" / "data").iterdir()) == []
    assert sheet.read_text() == "somebody's file"
    assert practice("init", *typed).exit == 0


@pytest.mark.parametrize(
    ("platform", "code"),
    [
        ("headway", 2),
        ("headway=ftp://example.com", 2),
        ("headway=http://example.com", 2),
        ("headway=https://user:word@example.com", 2),
        ("headway=http://127.0.0.1:9", 7),
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(practice, tmp_path, platform, code):
    result = practice("init", *words(f"file:{tmp_path / 'key'}"), "--platform", platform)

    assert result.exit == code
    assert not Path(tmp_path / "key").exists()
