from __future__ import annotations

import pickle
from binascii import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.errors import WrongKeyError
from practicecli.keycheck import key_check
from practicecli.vault.keys import (
    Keys,
    audit_key,
    derived,
    from_secret,
    from_text,
    new_keys,
    to_text,
)

key = st.binary(min_size=32, max_size=32)
bundles = st.builds(Keys, key, st.none() | key, st.none() | key)


@given(bundles)
@settings(max_examples=50)
def test_a_bundle_comes_back_from_its_text(keys):
    assert from_text(to_text(keys)) == keys


@given(bundles, st.data())
@settings(max_examples=200)
def test_a_bundle_with_one_letter_changed_is_no_bundle_or_the_same_one(keys, data):
    text = to_text(keys)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0123456789abcdef x\n#"))
    changed = text[:at] + letter + text[at + 1 :]

    try:
        assert from_text(changed) == keys
    except WrongKeyError as error:
        assert keys.data.hex() not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\0",
        "practice-key 1",
        "practice-key 2\ndata " + "00" * 32,
        "practice-key 1\ncheck 00000000",
        "practice-key 1\ndata " + "00" * 31 + "\ncheck 00000000",
        "practice-key 1\ndata zz\ncheck 0",
        "00" * 32,
        "practice-key 1\nnotes " + "00" * 32 + f"\ncheck {crc32(b'notes ' + b'0' * 64):08x}",
    ],
)
def test_anything_else_is_a_wrong_key(text):
    with pytest.raises(WrongKeyError):
        from_text(text)


def test_comments_and_the_line_ends_of_other_systems_do_no_harm():
    keys = new_keys()
    text = "# mine\r\n\r\n" + to_text(keys).replace("\n", "\r\n")

    assert from_text(text) == keys


def test_keys_do_not_show_themselves():
    keys = new_keys()

    assert repr(keys) == str(keys) == f"{keys}" == "Keys(...)"
    with pytest.raises(TypeError):
        pickle.dumps(keys)


def test_new_keys_differ_from_each_other_and_each_time():
    first, second = new_keys(), new_keys()

    assert len({first.data, first.notes, first.private, second.data}) == 4
    assert first != second
    assert first != "practice-key 1"


def test_the_key_for_cron_opens_the_data_only():
    keys = new_keys()
    cron = keys.for_cron()

    assert (cron.data, cron.notes, cron.private) == (keys.data, None, None)
    assert keys.notes.hex() not in to_text(cron)
    assert len({keys, cron}) == 2


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_has_32_bytes(size):
    with pytest.raises(ValueError, match="32"):
        Keys(bytes(size))


def test_derived_keys_are_apart_and_stay_the_same():
    keys = Keys(bytes(range(32)))

    assert len({keys.data, audit_key(keys), derived(keys.data, "tokens")}) == 3
    # Held still by value: a change would lock people out of what they have.
    assert audit_key(keys).hex()[:16] == "d5f61ac807bb211c"
    assert key_check(keys.data) == "7bb3b6349b145cf49f80b19bf0ec8b0f"
    assert from_secret(bytes(32)).data.hex()[:16] == "25c4bfb7d1ace3cb"
