from __future__ import annotations

from datetime import timedelta

import pytest
from tests.domain.reviewed import LIMITS, a_case, a_session

from practicecli.domain.repeats import Repeat
from practicecli.domain.review_notes import (
    findings_in_notes,
    findings_in_repeats,
    findings_in_seals,
)
from practicecli.domain.reviewing import Bound

HOUR = timedelta(hours=1)
START, STOP = a_session().start, a_session().stop
AGREED = Bound(cpt=("90834",), dx=("F41.1",), start=START, stop=STOP, minutes=45)


def codes(findings):
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, []),
        ({"note_status": "none"}, ["no-note"]),
        ({"note_status": "none", "note_route": "none"}, ["no-note"]),
        ({"note_status": "none", "note_route": "upload"}, []),
        ({"note_status": "draft"}, ["note-unsigned"]),
        ({"note_status": "draft", "note_route": "upload"}, ["note-unsigned"]),
        ({"signed_at": STOP, "sign_by": STOP}, []),  # the last moment is still in time
        ({"signed_at": STOP + HOUR, "sign_by": STOP}, ["late-signature"]),
        ({"signed_at": STOP + HOUR}, []),  # where no clock runs
        ({"signed_at": STOP, "late": True}, ["late-signature"]),  # the note itself says so
        ({"late": True}, []),  # signed elsewhere: when is not known
    ],
)
def test_a_note_is_there_signed_and_in_time(said, found):
    assert codes(findings_in_notes(a_case([a_session(**said)]))) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, []),
        ({"cpt": ()}, []),  # signed before there were codes
        ({"dx": ()}, []),
        ({"cpt": ("90837",)}, ["note-differs"]),
        ({"cpt": ("90834", "90785")}, ["note-differs"]),
        ({"dx": ("F41.9",)}, ["note-differs"]),
        ({"dx": (), "note_dx": ("F41.9",)}, ["note-differs"]),
        ({"note_dx": ("F41.1",)}, []),
        ({"minutes": 44}, ["note-differs"]),
        ({"minutes": None, "start": START - HOUR}, []),  # nobody had said its times
        ({"start": START - HOUR, "stop": STOP - HOUR}, ["note-differs"]),
        ({"start": START + timedelta(seconds=30)}, []),
        ({"stop": STOP + timedelta(minutes=1)}, ["note-differs"]),
        ({"start": None, "stop": None}, []),
        ({"cpt": ("90837",), "addended": True}, []),  # an addendum says why
    ],
)
def test_a_note_is_signed_with_what_was_billed(said, found):
    from dataclasses import replace

    held = [a_session(bound=replace(AGREED, **said))]

    assert codes(findings_in_notes(a_case(held))) == found


def test_the_order_of_codes_is_no_difference():
    bound = Bound(cpt=("90785", "90834"), dx=("F33.1", "F41.1"))
    held = [a_session(bound=bound, cpt=("90834", "90785"), dx=("F41.1", "F33.1"))]

    assert codes(findings_in_notes(a_case(held))) == []


@pytest.mark.parametrize(
    ("number", "sentence"), [(1, "1 session has no note"), (2, "2 sessions have no note")]
)
def test_one_is_told_from_several(number, sentence):
    (found,) = findings_in_notes(a_case([a_session(n, note_status="none") for n in range(number)]))

    assert (found.message, found.value, found.limit) == (sentence, number, 0)


@pytest.mark.parametrize(
    ("repeat", "found"),
    [
        (Repeat("s-2", "s-1", 1.0, exact=True), ["note-repeated"]),
        (Repeat("s-2", "s-1", 0.70, exact=False), ["note-alike"]),  # assumed, note_rules.toml
        (Repeat("s-2", "s-1", 0.69, exact=False), []),
    ],
)
def test_a_repeated_note_is_found_with_its_measure(repeat, found):
    told = list(findings_in_repeats([repeat], least=LIMITS.alike))

    assert codes(told) == found
    assert [tuple(one.pairs) for one in told] == [(("s-2", "s-1", repeat.likeness),)] * len(found)


def test_the_most_alike_notes_give_the_measure():
    several = [Repeat("s-2", "s-1", 0.75, exact=False), Repeat("s-3", "s-2", 0.925, exact=False)]

    (found,) = findings_in_repeats(several, least=0.7)

    assert found.sessions == ("s-2", "s-1", "s-3")
    assert (found.value, found.limit) == (0.925, 0.7)
    assert "92%" in found.message


def test_notes_that_do_not_open_are_told():
    assert codes(findings_in_seals(["s-1"])) == ["note-changed"]
    assert codes(findings_in_seals([])) == []
