from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.alike import likeness, runs

WORDS = st.lists(st.sampled_from(["calm", "sleep", "work", "goal", "fear"]), max_size=40).map(
    " ".join
)


def test_the_same_words_are_the_same_whatever_their_signs_and_capitals():
    assert likeness("Slept well, worked on Monday.", "slept well worked -- on monday") == 1.0


def test_nothing_is_like_an_empty_text():
    assert likeness("", "") == 0.0
    assert likeness("Slept well", " .,") == 0.0


def test_one_word_changed_in_the_middle_of_twenty_leaves_most_in_common():
    words = [f"word{number}" for number in range(20)]
    other = [*words[:10], "changed", *words[11:]]

    # 16 runs each; the five that hold the changed word differ: 11 of 21.
    assert likeness(" ".join(words), " ".join(other)) == 11 / 21


def test_a_text_shorter_than_a_run_is_one_run():
    assert runs("Slept well") == {("slept", "well")}
    assert len(runs("one two three four five")) == 1
    assert len(runs("one two three four five six")) == 2


@given(one=WORDS, other=WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == (1.0 if one else 0.0)
