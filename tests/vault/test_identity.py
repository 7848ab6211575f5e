from __future__ import annotations

import stat
from pathlib import Path

import pytest

from practicecli.errors import DamagedError, NewerError, NoPracticeError
from practicecli.places import find_places
from practicecli.vault.identity import Identity, find_practice, write_identity


@pytest.fixture
def places(tmp_path):
    places = find_places({"PRACTICE_HOME": str(tmp_path)})
    places.make()
    return places


@pytest.fixture
def whole(places):
    Path(places.database).write_bytes(b"x")
    write_identity(
        places,
        Identity(key_check="ab" * 16, key_source="file:/a b/c.key", profile="p-1", device="d-1"),
    )
    return places


def test_what_is_written_is_read_back(whole):
    found = find_practice(whole)

    assert (found.key_check, found.key_source) == ("ab" * 16, "file:/a b/c.key")
    assert (found.profile, found.device) == ("p-1", "d-1")
    assert stat.S_IMODE(Path(whole.identity).stat().st_mode) == 0o600


def test_nothing_at_all_is_no_practice(places):
    with pytest.raises(NoPracticeError):
        find_practice(places)


def test_not_even_folders_is_no_practice(tmp_path):
    with pytest.raises(NoPracticeError):
        find_practice(find_places({"PRACTICE_HOME": str(tmp_path / "never-made")}))


@pytest.mark.parametrize("missing", ["database", "identity"])
def test_one_of_the_two_files_alone_is_damage_and_says_what_to_do(whole, missing):
    Path(getattr(whole, missing)).unlink()

    with pytest.raises(DamagedError, match="missing") as caught:
        find_practice(whole)
    assert "`" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"format 1\n",
        b"format one\n",
        b"key-check aa\nkey-source passphrase\n",
    ],
)
def test_an_unreadable_identity_is_damage(whole, content):
    Path(whole.identity).write_bytes(content)

    with pytest.raises(DamagedError):
        find_practice(whole)


def test_a_newer_identity_is_refused(whole):
    text = Path(whole.identity).read_text()
    Path(whole.identity).write_text(text.replace("format 1", "format 2"))

    with pytest.raises(NewerError):
        find_practice(whole)


def test_a_source_is_one_line():
    with pytest.raises(ValueError, match="one line"):
        Identity(key_check="a", key_source="file:/a\nkey-check b", profile="p", device="d")
