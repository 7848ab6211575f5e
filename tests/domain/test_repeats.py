from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.alike import likeness
from practicecli.domain.repeats import Told, repeats

FIRST = (
    "She told of the week at work and of two evenings on which she went out with friends."
    " We went over the list of situations and chose the next one together. She will write down"
    " what she expected and what came of it, and bring the page along next time."
)
SAME_BUT_A_WORD = FIRST.replace("friends", "colleagues")
OTHER = (
    "He came late and spoke little at first. His brother moved out on Sunday; the flat is quiet"
    " and he sleeps badly. We looked at what he does in the hour before bed and agreed on a walk."
)


def found(*texts, least=0.7, reviewed=None):
    notes = [
        Told(f"n{at}", f"s-{at}", text, reviewed is None or at in reviewed)
        for at, text in enumerate(texts)
    ]
    text_of = {note.note: note.text for note in notes}.__getitem__
    return list(repeats(notes, text_of, least=least))


def test_a_note_word_for_word_is_a_repeat_whatever_its_spaces_and_capitals():
    assert found(FIRST, OTHER, f"\n {FIRST.upper()}  ") == [("s-2", "s-0", 1.0, True)]


def test_a_note_with_a_word_changed_is_nearly_one_with_the_measure():
    ((ref, other, measure, exact),) = found(FIRST, OTHER, SAME_BUT_A_WORD)

    assert (ref, other, exact) == ("s-2", "s-0", False)
    assert measure == likeness(FIRST, SAME_BUT_A_WORD)


def test_different_notes_and_empty_ones_are_like_nothing():
    assert found(FIRST, OTHER, "", " \n", "") == []


@pytest.mark.parametrize(("least", "number"), [(0.9, 0), (0.7, 1)])
def test_only_what_reaches_the_limit_is_given(least, number):
    measure = likeness(FIRST, SAME_BUT_A_WORD)

    assert 0.7 < measure < 0.9
    assert len(found(FIRST, SAME_BUT_A_WORD, least=least)) == number


def test_the_limit_itself_is_reached():
    assert len(found(FIRST, SAME_BUT_A_WORD, least=likeness(FIRST, SAME_BUT_A_WORD))) == 1


def test_notes_of_earlier_days_are_compared_with_but_not_reviewed():
    assert found(FIRST, FIRST, FIRST, reviewed={2}) == [("s-2", "s-0", 1.0, True)]


def test_short_notes_are_compared_too():
    assert found("Doing well", "doing  well.", "Doing badly") == [("s-1", "s-0", 1.0, False)]


def test_any_text_that_can_be_stored_can_be_compared():
    strange = f"{FIRST} \ud800 \x00 \u0000 日本語のメモ"

    assert [one.exact for one in found(strange, strange, strange + " and more")] == [True, False]


def test_of_several_the_most_alike_is_named():
    half = " ".join([*FIRST.split()[:30], *OTHER.split()[:20]])
    ((_, other, _, _),) = found(half, FIRST, SAME_BUT_A_WORD, least=0.7)

    assert other == "s-1"


WORDS = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=40).map(" ".join)


@given(st.lists(WORDS, max_size=8))
@settings(max_examples=100)
def test_what_is_given_is_never_less_alike_than_it_says(texts):
    by_ref = {f"s-{at}": text for at, text in enumerate(texts)}

    for ref, other, measure, exact in found(*texts):
        assert exact or measure == likeness(by_ref[ref], by_ref[other])
        assert measure >= 0.7


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=50)
def test_a_copy_with_some_words_changed_is_found_among_many_notes(seed):
    chance = Random(seed)  # noqa: S311 - invented texts
    vocabulary = [f"w{number}" for number in range(400)]
    texts = [" ".join(chance.choices(vocabulary, k=120)) for _ in range(40)]
    words = texts[chance.randrange(40)].split()
    for at in chance.sample(range(120), 3):
        words[at] = "changed"
    copy = " ".join(words)

    ((ref, other, measure, _),) = found(*texts, copy)

    assert ref == "s-40"
    assert measure == likeness(copy, texts[int(other.removeprefix("s-"))])
