from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import DamagedError, LockedOutError
from practicecli.vault.seal import Seal

SEAL = Seal(bytes(range(32)))
texts = st.text(st.characters(codec="utf-16", exclude_categories=()), max_size=50)


@given(texts, texts)
@settings(max_examples=100)
def test_what_is_sealed_opens_again(text, context):
    assert SEAL.open(SEAL.seal(text, context), context) == text


def test_the_same_text_never_gives_the_same_bytes():
    assert SEAL.seal("text", "n-1") != SEAL.seal("text", "n-1")


@given(st.data())
@settings(max_examples=100)
def test_any_changed_byte_is_seen(data):
    blob = bytearray(SEAL.seal("an invented note", "n-1"))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(DamagedError):
        SEAL.open(bytes(blob), "n-1")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" * 10, b"\x01" * 28, b"\x01" * 40])
def test_something_else_is_not_opened(blob):
    with pytest.raises(DamagedError):
        SEAL.open(blob, "n-1")


def test_a_text_moved_to_another_note_does_not_open():
    with pytest.raises(DamagedError):
        SEAL.open(SEAL.seal("text", "n-1"), "n-2")


def test_another_key_does_not_open():
    with pytest.raises(DamagedError):
        Seal(bytes(32)).open(SEAL.seal("text", "n-1"), "n-1")


def test_without_its_key_a_seal_is_closed_and_says_so():
    closed = Seal(None)

    assert SEAL.is_open
    assert not closed.is_open
    with pytest.raises(LockedOutError, match="notes"):
        closed.seal("text", "n-1")
    with pytest.raises(LockedOutError, match="notes"):
        closed.open(SEAL.seal("text", "n-1"), "n-1")


def test_a_seal_does_not_show_its_key():
    assert (repr(SEAL), repr(Seal(None))) == ("Seal(open)", "Seal(closed)")
