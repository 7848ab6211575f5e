from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.notes import (
    Binding,
    NoteFormError,
    attestation,
    canonical,
    empty_required,
    objections_to_signer,
    objections_to_signing,
    read_sections,
    sections_of,
)
from practicecli.figures.load import note_template

DAP = note_template("dap")
FULL = {"data": "Came on time", "assessment": "Steady", "plan": "Weekly"}
PINNED = Binding(
    note="01900000-0000-7000-8000-00000000000a",
    session="01900000-0000-7000-8000-00000000000b",
    template="dap",
    body='{"data":"Zoë came","assessment":"Steady","plan":"Weekly"}',
    signer="Ada Example",
    credentials="LMHC",
    npi="1999999984",
    signed_at="2026-11-24T14:00:00Z",
    previous="",
    cpt=("90834",),
    modifiers=("95",),
    dx=("F41.1",),
    start="2026-11-23T20:00:00Z",
    stop="2026-11-23T20:50:00Z",
)


def refused(text):
    with pytest.raises(NoteFormError) as error:
        read_sections(text, DAP)
    return [one.code for one in error.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "# Data\nCame on time\n\n# Assessment\n\nSteady\n# Plan\nWeekly",
        "## PLAN:\nWeekly\n## data ##\nCame on time\n### assessment\nSteady\n",
        "\n\ufeff# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly",
        json.dumps({"Data": "Came on time", "assessment": " Steady\n", "PLAN": "Weekly"}),
        "  " + json.dumps(FULL),
    ],
)
def test_a_note_is_read_by_its_headings_in_any_order_and_case(text):
    found = read_sections(text.lstrip("\n"), DAP)

    assert found == FULL
    assert list(found) == ["data", "assessment", "plan"]


def test_a_section_left_out_is_empty_and_lines_are_kept():
    assert read_sections("# Data\none\n\n  two", DAP) == {
        "data": "one\n\n  two",
        "assessment": "",
        "plan": "",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["note-form"]),
        ("no heading at all", ["note-form"]),
        ("before\n# Data\nx", ["note-form"]),
        ("#Data\nx", ["note-form"]),  # no space: not a heading
        ("# Data\nx\n# Mood\ny\n# data\nz", ["section-unknown", "section-twice"]),
        ("{", ["note-form"]),
        ('{"data": 1}', ["note-form"]),
        ('{"data": {"a": "b"}}', ["note-form"]),
        ('{"data": "a", "Data": "b"}', ["section-twice"]),
        ('{"data":' * 100_000, ["note-form"]),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_every_reason(text, expected):
    assert refused(text) == expected


def test_a_refusal_repeats_nothing_of_the_text():
    with pytest.raises(NoteFormError) as error:
        read_sections("# Private words\nmore", DAP)

    said = str(error.value) + "".join(one.message + one.fix for one in error.value.problems)
    assert "Private" not in said


@given(st.dictionaries(st.sampled_from(sorted(FULL)), st.text()))
def test_the_stored_form_gives_the_sections_back(sections):
    assert sections_of(canonical(sections)) == sections


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        (FULL, []),
        ({**FULL, "plan": " \n\t"}, ["Plan"]),
        ({"data": "x"}, ["Assessment", "Plan"]),
        ({}, ["Data", "Assessment", "Plan"]),
    ],
)
def test_every_required_section_needs_words(sections, expected):
    assert empty_required(sections, DAP) == expected
    found = [one.code for one in objections_to_signing("s-1", sections, DAP, held=True)]
    assert found == ["note-incomplete"] * len(expected)


def test_a_note_is_not_signed_before_the_session_is_over():
    found = objections_to_signing("s-1", {}, DAP, held=False)

    assert [one.code for one in found] == ["not-held"] + ["note-incomplete"] * 3


def test_the_hash_of_a_signature_never_changes():
    # SHA-256 of "practice note 1", a line feed, and the fields in order as compact ASCII JSON.
    assert PINNED.digest() == "6e1c26501cf2afba49e07e3f3a2e4c9cdfabad6372f2ba7c33be61f4fe024037"


SECOND = replace(PINNED, form=2, edited_at="2026-11-24T13:59:00Z", note_dx=("F41.1",), minutes=50)


def test_the_hash_of_the_second_form_never_changes_either():
    # The same, of "practice note 2" and all fields.
    assert SECOND.digest() == "ea0ca744101e36592ad5341d767bf127bcd9ddd7285ec29a88af32c9147d1526"


def another(value):
    if isinstance(value, tuple):
        return (*value, "x")
    if isinstance(value, bool):
        return not value
    return (value or 0) + 1 if not isinstance(value, str) else value + "x"


@pytest.mark.parametrize("name", [field.name for field in fields(Binding)])
def test_a_signature_holds_every_field(name):
    other = another(getattr(SECOND, name))

    assert replace(SECOND, **{name: other}).digest() != SECOND.digest()


@pytest.mark.parametrize("name", [field.name for field in fields(Binding)][:14])
def test_a_signature_of_the_first_form_holds_its_fourteen_fields(name):
    other = another(getattr(PINNED, name))

    assert replace(PINNED, **{name: other}).digest() != PINNED.digest()


@pytest.mark.parametrize(
    ("author", "expected"),
    [("1999999984", []), ("", []), ("1234567893", ["note-not-yours"])],
)
def test_only_the_author_signs(author, expected):
    found = objections_to_signer(author, "1999999984", what="note")

    assert [one.code for one in found] == expected


def test_the_attestation_says_who_what_own_true_and_complete():
    words = attestation("Ada Example", "LMHC", "1999999984", what="this note")

    assert words == (
        "I, Ada Example, LMHC, NPI 1999999984, attest that this note is my own entry, true and"
        " complete"
    )


def test_what_moves_from_one_field_to_the_next_changes_the_hash():
    left = replace(PINNED, cpt=("90834", "95"), modifiers=())
    right = replace(PINNED, cpt=("90834",), modifiers=("95",))

    assert left.digest() != right.digest()
