from __future__ import annotations

import pytest


def test_a_new_practice_is_in_order(started):
    result = started("doctor", "--json")

    found = {one["check"]: one for one in result.json()}
    assert result.exit == 0
    assert {one["status"] for one in found.values()} == {"ok"}
    assert found.keys() >= {
        "permissions", "key", "engine", "format", "pages", "audit", "notes", "codes", "figures",
        "clock", "unsent", "backup",
    }  # fmt: skip
    assert all({"check", "status", "detail", "fix"} == one.keys() for one in found.values())


def test_a_file_open_to_others_is_told(started, tmp_path):
    (tmp_path / "home" / "data" / "default" / "practice.db").chmod(0o644)

    result = started("doctor", "--json")

    assert result.exit == 8
    assert [one["check"] for one in result.json() if one["status"] == "fail"] == ["permissions"]


def test_a_page_that_was_changed_is_told(started, tmp_path):
    file = tmp_path / "home" / "data" / "default" / "practice.db"
    torn = bytearray(file.read_bytes())
    torn[-100] ^= 1
    file.write_bytes(torn)

    assert started("doctor").exit == 13


@pytest.mark.parametrize("noun", ["doctor", "undo", "audit list", "audit verify", "config list"])
def test_without_a_practice_that_is_told_first(practice, noun):
    assert practice(*noun.split()).exit == 10
