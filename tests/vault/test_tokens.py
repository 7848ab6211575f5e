from __future__ import annotations

import stat
from pathlib import Path

import pytest

from practicecli.errors import DamagedError, LockedOutError
from practicecli.places import find_places
from practicecli.vault.keys import derived, new_keys
from practicecli.vault.seal import Seal
from practicecli.vault.tokens import Token, Tokens, origin_of, read_token_file

TOKEN = "token-of-an-invented-platform"
THERE = "https://api.example.com"


@pytest.fixture
def places(tmp_path):
    places = find_places({"PRACTICE_HOME": str(tmp_path)})
    places.make()
    return places


def test_tokens_are_kept_by_platform(places):
    keys = new_keys()
    Tokens(places, keys).put("headway", "first")
    Tokens(places, keys).put("alma", "second")
    Tokens(places, keys).put("headway", TOKEN)

    tokens = Tokens(places, keys)
    assert tokens.get("headway", THERE) == TOKEN
    assert tokens.names() == ["alma", "headway"]
    assert tokens.delete("alma") == Token("second")
    assert tokens.delete("alma") is None
    assert tokens.names() == ["headway"]


def test_a_log_in_is_kept_with_what_renews_it(places):
    keys = new_keys()
    given = Token(TOKEN, "what-renews-it", "2026-11-02T16:00:00Z", origin_of(THERE))
    Tokens(places, keys).put("headway", given)
    Tokens(places, keys).put("alma", TOKEN)

    tokens = Tokens(places, keys)
    assert tokens.find("headway", THERE) == given
    assert tokens.find("alma", THERE) == Token(TOKEN)
    assert tokens.find("grow", THERE) is None
    assert tokens.get("headway", THERE) == TOKEN
    assert TOKEN not in repr(given)
    assert "renews" not in repr(given)


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("https://api.example.com", True),
        ("https://api.example.com:443/other/path", True),
        ("HTTPS://API.example.com/", True),
        ("https://api.example.com:444", False),
        ("http://api.example.com", False),
        ("http://api.example.com:443", False),
        ("https://example.com", False),
        ("https://api.example.com.example.org", False),
        ("https://xapi.example.com", False),
        ("sandbox:", False),
        ("manual", False),
    ],
)
def test_a_log_in_is_only_for_the_place_where_it_was_made(places, address, same):
    tokens = Tokens(places, new_keys())
    tokens.put("headway", Token(TOKEN, "r", origin=origin_of(THERE)))

    assert (tokens.find("headway", address) is not None) is same
    if not same:
        with pytest.raises(LockedOutError) as caught:
            tokens.get("headway", address)
        assert TOKEN not in f"{caught.value} {caught.value.hint}"
    tokens.bind("headway", address)
    assert tokens.get("headway", THERE) == TOKEN


@pytest.mark.parametrize("text", [
    '{"headway": "plain-token"}',
    '{"headway": {"access": "plain-token", "refresh": "r", "expires_at": null}}',
])  # fmt: skip
def test_a_log_in_of_an_earlier_version_is_tied_to_where_it_is_first_used(places, text):
    keys = new_keys()
    sealed = Seal(derived(keys.data, "tokens")).seal(text, "tokens")
    (Path(places.data_dir) / "tokens.sealed").write_bytes(sealed)
    Tokens(places, keys).bind("headway", THERE)
    Tokens(places, keys).bind("grow", THERE)

    tokens = Tokens(places, keys)
    assert tokens.get("headway", THERE) == "plain-token"
    assert tokens.find("headway", "https://elsewhere.example.com") is None
    assert tokens.names() == ["headway"]


def test_a_file_of_the_first_version_is_read_and_carried_on(places):
    keys = new_keys()
    sealed = Seal(derived(keys.data, "tokens")).seal('{"headway": "plain-token"}', "tokens")
    (Path(places.data_dir) / "tokens.sealed").write_bytes(sealed)

    tokens = Tokens(places, keys)
    assert tokens.find("headway", THERE) == Token("plain-token")
    tokens.put("alma", TOKEN)
    assert Tokens(places, keys).get("headway", THERE) == "plain-token"


def test_tokens_lie_sealed_and_private(places):
    Tokens(places, new_keys()).put("headway", TOKEN)

    (file,) = (file for file in Path(places.data_dir).iterdir())
    assert TOKEN.encode() not in file.read_bytes()
    assert b"headway" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_for_cron_reads_tokens(places):
    keys = new_keys()
    Tokens(places, keys).put("headway", TOKEN)

    assert Tokens(places, keys.for_cron()).get("headway", THERE) == TOKEN


def test_no_token_is_a_locked_door_that_says_how_to_log_in(places):
    with pytest.raises(LockedOutError) as caught:
        Tokens(places, new_keys()).get("headway", THERE)
    assert "practice platform login headway" in caught.value.hint


def test_another_key_does_not_open_them(places):
    Tokens(places, new_keys()).put("headway", TOKEN)

    with pytest.raises(DamagedError):
        Tokens(places, new_keys()).get("headway", THERE)


@pytest.mark.parametrize(
    ("content", "mode", "fits"),
    [
        (TOKEN, 0o600, True),
        (f"{TOKEN}\n", 0o400, True),
        (TOKEN, 0o640, False),
        (TOKEN, 0o604, False),
        ("", 0o600, False),
        ("two words", 0o600, False),
        ("two\nlines", 0o600, False),
        ("tökén", 0o600, False),
    ],
)
def test_a_token_file_is_one_line_for_its_owner_only(tmp_path, content, mode, fits):
    path = tmp_path / "token"
    path.write_text(content)
    path.chmod(mode)

    if fits:
        assert read_token_file(str(path)) == TOKEN
    else:
        with pytest.raises(LockedOutError) as caught:
            read_token_file(str(path))
        assert TOKEN not in str(caught.value)


def test_no_token_file_there_is_said(tmp_path):
    with pytest.raises(LockedOutError):
        read_token_file(str(tmp_path / "none"))
