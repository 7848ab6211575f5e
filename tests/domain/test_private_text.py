"""What a psychotherapy note may hold: 45 CFR 164.501, what its definition leaves out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.private_text import (
    LONGEST,
    is_meant,
    objections_to_private_text,
    private_ref,
    warnings_of_private_text,
)
from practicecli.domain.problems import Weight
from practicecli.figures import private
from practicecli.figures._compiled import FIGURES

CONTENTS = (
    "He dreamt of a bridge that ends in the water. I felt sent away, as he was at six.\n"
    "When I stayed silent he laughed; hypothesis: he waits to be left, and leaves first.\n"
    "To mull over: did he hear my question as his mother's? Ask nothing next time."
)
# Line, and what it warns of: each kind beside something near it that is none.
LINES = [
    # "counseling session start and stop times"
    ("Met from 10:00 to 10:53", "private-times"),
    ("10:00-10:53", "private-times"),
    ("2\u20132:50pm, at the office", "private-times"),
    ("10 am - 11 am", "private-times"),
    ("Started at 3pm", "private-times"),
    ("stop: 15:52", "private-times"),
    ("a 53-minute hour", "private-times"),
    ("50 min", "private-times"),
    ("Session lasted longer than either of us wished", "private-times"),
    ("He came 10 minutes late and blamed the train", ""),
    ("He lay awake until three", ""),
    ("She began at the end, as always", ""),
    ("A child of 10 to 12 lives in this dream", ""),
    ("He counts to 60", ""),
    # "medication prescription and monitoring"
    ("sertraline, since May", "private-medication"),
    ("takes 50 mg", "private-medication"),
    ("0.5mg at night", "private-medication"),
    ("Her doctor prescribed something for sleep", "private-medication"),
    ("no side effects", "private-medication"),
    ("He is her medicine, he says", ""),
    ("She weighs each word", ""),
    ("50 magazines in the hall", ""),
    # "the modalities and frequencies of treatment furnished"
    ("EMDR on the accident", "private-modality"),
    ("CBT is not reaching this", "private-modality"),
    ("Cognitive Behavioral Therapy", "private-modality"),
    ("We go on with weekly sessions", "private-modality"),
    ("seen twice a week", "private-modality"),
    ("sessions every other week", "private-modality"),
    ("An act of love, or an act", ""),
    ("His weekly call to his mother", ""),
    ("They quarrel twice a week", ""),
    # "results of clinical tests"
    ("PHQ-9 12", "private-results"),
    ("PHQ9", "private-results"),
    ("GAD-7 of 15", "private-results"),
    ("C-SSRS positive", "private-results"),
    ("scored a 14", "private-results"),
    ("Test results are in", "private-results"),
    ("Each week he tests me", ""),
    ("He scored against his brother", ""),
    # "any summary of the following items: diagnosis ..."; a code is the shortest summary of all
    ("F41.1", "private-codes"),
    ("F32", "private-codes"),
    ("R45.851 came up", "private-codes"),
    ("Z63.0", "private-codes"),
    ("90837", "private-codes"),
    ("90785 again", "private-codes"),
    ("99214", "private-codes"),
    ("the CPT code", "private-codes"),
    ("f41 is a bus line", ""),
    ("She pressed F5 and wept", ""),
    ("Route A12", ""),
    ("12345 steps", ""),
    ("He was diagnosed at nine", "private-diagnosis"),
    ("meets criteria", "private-diagnosis"),
    ("generalized anxiety disorder", "private-diagnosis"),
    ("her PTSD", "private-diagnosis"),
    ("the GAD is back", "private-diagnosis"),
    ("His anxiety fills the room", ""),
    ("a gad about town", ""),
    # "... functional status ... symptoms ..."
    ("symptoms since spring", "private-symptoms"),
    ("Functional status unchanged", "private-symptoms"),
    ("Assessment: as before", "private-symptoms"),
    ("## Mood:", "private-symptoms"),
    ("The mood in the room turned", ""),
    ("A symptomless word, he said", ""),
    # "... the treatment plan ... prognosis, and progress to date"
    ("The treatment plan", "private-plan"),
    ("Plan: stay with the dream", "private-plan"),
    ("**Goals**: none", "private-plan"),
    ("goal 2", "private-plan"),
    ("Prognosis is fair", "private-plan"),
    ("progress toward it", "private-plan"),
    ("They plan a house", ""),
    ("His goal in life", ""),
    ("A pilgrim's progress", ""),
]


def codes(text):
    return [one.code for one in warnings_of_private_text(text, private.excluded())]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_a_line_that_is_record_is_told_of_and_one_beside_it_is_not(line, expected):
    assert codes(line) == [expected] * bool(expected)


def test_the_contents_of_a_conversation_warn_of_nothing():
    assert codes(CONTENTS) == []


def test_every_kind_that_the_rule_leaves_out_is_looked_for_and_says_where_that_stands():
    assert {one.code for one in private.excluded()} == {code for _, code in LINES if code}
    assert "164.501" in FIGURES["private"]["source"]
    assert FIGURES["private"]["sure"] == "sure"


def test_a_warning_tells_the_lines_and_the_kind_and_nothing_of_the_text():
    text = f"{CONTENTS}\nEMDR with Zebulon\n\nEMDR\n" + "EMDR\n" * 5

    (told,) = warnings_of_private_text(text, private.excluded())

    assert told.weight is Weight.WARNS
    assert told.message.startswith("Lines 4, 6, 7, 8, 9 and 2 more seem to hold the kind of treat")
    assert "Zebulon" not in str(told)
    assert "practice note write" in told.fix
    assert next(warnings_of_private_text("EMDR", private.excluded())).message.startswith("Line 1 ")


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_no_text_is_ever_quoted_and_warnings_alone_refuse_nothing(text):
    mark = "qzxjqzxj"

    told = list(warnings_of_private_text(f"{mark} F41.1 {text}", private.excluded()))

    assert "private-codes" in {one.code for one in told}
    assert all(one.weight is Weight.WARNS for one in told)
    assert mark not in str(told)


def test_a_long_line_takes_no_long_time():
    # Patterns that go back and forth over a text would be at it for hours.
    for letters in ("a ", "1", "10-", "seen a a a ", "#* ", "score "):
        codes(letters * 20_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word", []),
        ("", ["private-empty"]),
        (" \n\t\n", ["private-empty"]),
        ("a\0b", ["bad-text"]),
        ("a\ud800b", ["bad-text"]),
        ("a" * LONGEST, []),
        ("a" * (LONGEST + 1), ["too-long-text"]),
        ("\0" + "a" * LONGEST, ["bad-text", "too-long-text"]),
    ],
    ids=["a word", "nothing", "only space", "NUL", "half a letter", "longest", "longer", "both"],
)
def test_what_cannot_be_kept_is_said_all_at_once(text, expected):
    assert [one.code for one in objections_to_private_text(text)] == expected


IDENTITY = "01a20ddb-3700-739f-886d-d14db65a755b"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (IDENTITY, True),
        ("{ref}", True),
        ("{tail}", True),
        ("{last}", True),
        ("X-{TAIL}", True),
        (" {ref} ", True),
        ("n-{tail}", False),  # a progress note's letter
        ("{short}", False),
        ("", False),
        ("x-", False),
        ("x-0000000", False),
        (IDENTITY[:-1] + "0", False),
    ],
)
def test_an_entry_answers_to_its_ref_and_to_no_record_s(typed, means):
    ref = private_ref(IDENTITY)
    tail = ref[2:]

    said = typed.format(ref=ref, tail=tail, TAIL=tail.upper(), last=tail[-4:], short=tail[-3:])

    assert re.fullmatch("x-[0-9a-z]{7}", ref)
    assert is_meant(IDENTITY, said) is means
