from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.dx_words import (
    MOST_WORDS,
    Phrase,
    expression,
    fits,
    folded,
    mended,
    near_words,
    phrase_key,
    read,
    spans,
    telling,
    words_of,
)

SKIPPED = ("of", "the", "with")
PANIC = Phrase("panic attack", ("F41.0",))
ATTACK = Phrase("attack", ("Z99.9",))
SAD = Phrase("sad", ("F32.A",))
SHORT_SAD = Phrase("sad", ("F40.10",), "social phobia", short=True, bare=True)
PTSD = Phrase("ptsd", ("F43.10",), "post-traumatic stress", short=True)
KNOWN = {"panic attack": [PANIC], "attack": [ATTACK], "sad": [SAD, SHORT_SAD], "ptsd": [PTSD]}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Attacks", "attack"),
        ("phobias", "phobia"),
        ("worries", "worry"),
        ("dies", "die"),
        ("stress", "stress"),
        ("psychosis", "psychosis"),
        ("virus", "virus"),
        ("gas", "gas"),
        ("Tourette's", "tourette"),
        ("can\u2019t", "cant"),
    ],
)
def test_a_word_is_folded(word, expected):
    assert folded(word) == expected


def test_words_are_kept_as_typed_and_are_not_too_many():
    assert words_of("Self-harm, can't_sleep!") == ["Self", "harm", "can't", "sleep"]
    assert len(words_of("a " * 99)) == MOST_WORDS


def test_filler_is_left_out_unless_there_is_nothing_else():
    assert telling("Fear of the dark", SKIPPED) == ["Fear", "dark"]
    assert telling("of the", SKIPPED) == ["of", "the"]
    assert phrase_key("Fears of Heights", SKIPPED) == "fear height"


def test_runs_of_words_come_longest_first():
    assert [key for _, _, key in spans(["a", "b", "c"])] == ["a b c", "a b", "b c", "a", "b", "c"]
    assert list(spans([])) == []


@pytest.mark.parametrize(
    ("typed", "words", "codes"),
    [
        ("panic attacks", ("panic", "attack"), [("F41.0", ())]),
        ("bad panic attacks", ("bad", "panic", "attack"), [("F41.0", ("bad",))]),
        ("attack", ("attack",), [("Z99.9", ())]),
        ("ptsd chronic", ("post", "traumatic", "stress", "chronic"), [("F43.10", ("chronic",))]),
        ("sad", ("sad",), [("F32.A", ()), ("F40.10", ())]),
        ("SAD", ("social", "phobia"), [("F40.10", ()), ("F32.A", ())]),
        ("very sad", ("very", "sad"), [("F32.A", ("very",))]),
        ("SAD now", ("social", "phobia", "now"), [("F40.10", ("now",)), ("F32.A", ("now",))]),
        ("nothing known", ("nothing", "known"), []),
    ],
)  # fmt: skip
def test_what_was_typed_is_understood(typed, words, codes):
    found = read(typed.split(), KNOWN)

    assert (found.words, list(found.codes)) == (words, codes)


def test_each_phrase_knows_the_words_outside_it():
    found = read(["ptsd", "panic", "attack"], KNOWN)

    assert found.codes == (("F43.10", ("panic", "attack")), ("F41.0", ("ptsd",)))


@pytest.mark.parametrize(
    ("rest", "expected"),
    [((), True), (("chron",), True), (("post", "chronic"), True), (("acute",), False)],
)
def test_a_text_fits_words_or_their_beginnings(rest, expected):
    assert fits("Post-traumatic stress disorder, chronic", rest) is expected


def test_words_are_written_as_the_search_reads_them():
    assert expression(["panic", "a"]) == '"panic"* "a"'
    assert expression(["panic"], whole=True) == '"panic"'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anxeity", "anxiety"),
        ("anxiet", "anxiety"),
        ("anxiiety", "anxiety"),
        ("anxioty", "anxiety"),
        ("fobia", "phobia"),
        ("panik", "panic"),
        ("phixed", "fixed"),
    ],
)
def test_one_slip_away_is_near(typed, meant):
    assert meant in near_words(typed)


@pytest.mark.parametrize("word", ["", "abcd", "12345", "abc12", "a" * 17])
def test_short_and_long_words_and_numbers_are_not_mended(word):
    assert near_words(word) == set()


@given(word=st.text("abcdefg", min_size=5, max_size=9), at=st.integers(0, 8))
@settings(max_examples=50)
def test_near_is_mutual_for_a_changed_letter(word, at):
    other = word[: at % len(word)] + "z" + word[at % len(word) + 1 :]

    assert other in near_words(word)
    assert word in near_words(other)
    assert word not in near_words(word)


def test_unknown_words_give_way_to_known_ones_and_known_ones_stay():
    known = ["anxiety", "panic"]

    found = mended(
        ["Anxi", "panci", "zzzzz"],
        beginning=lambda word: next((one for one in known if one.startswith(word)), None),
        likeliest=lambda words: next((one for one in known if one in words), None),
    )

    assert found == ["anxiety", "panic", "zzzzz"]
