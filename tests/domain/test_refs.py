from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.refs import ALPHABET, LENGTH, LETTERS, ref_of, tail_of

ID = "01900000-0000-7000-8000-00036d5bd1ec"


@pytest.mark.parametrize(
    ("typed", "tail"),
    [
        ("s-7k3fq2w", "7k3fq2w"),
        ("S-7K3FQ2W", "7k3fq2w"),
        ("7k3fq2w", "7k3fq2w"),
        (" fq2w ", "fq2w"),
        ("s-fq2w", "fq2w"),
        ("fq2O", "fq20"),  # Crockford: O is 0, I and L are 1
        ("s-IL00", "1100"),
        ("q2w", None),  # too short to be looked up
        ("77k3fq2w", None),
        ("c-7k3fq2w", None),  # another kind's
        ("7k3u", None),  # no U in that alphabet
        ("7k 3f", None),
        ("", None),
    ],
)
def test_what_is_typed_is_read_as_the_tail_of_a_ref(typed, tail):
    assert tail_of("session", typed) == tail


@given(st.uuids(), st.sampled_from(sorted(LETTERS)))
def test_every_ref_is_read_back_whole_and_by_its_end(identity, kind):
    ref = ref_of(kind, str(identity))

    letter, _, tail = ref.partition("-")
    assert (letter, len(tail)) == (LETTERS[kind], LENGTH)
    assert set(tail.upper()) <= set(ALPHABET)
    assert tail_of(kind, ref) == tail
    assert tail_of(kind, tail[-4:].upper()) == tail[-4:]


@given(st.integers(0, 2**35 - 1), st.integers(0, 2**35 - 1))
def test_different_ends_of_ids_give_different_refs(one, other):
    first, second = (f"{value:036x}" for value in (one, other))

    assert (ref_of("client", first) == ref_of("client", second)) == (one == other)
