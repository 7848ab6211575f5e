"""What a person writes in the editor about a conflict, held against the rules line by line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.cli.sync.choosing import read_fields, write_fields
from practicecli.cli.sync.fieldforms import Rules
from practicecli.domain.book import Book
from practicecli.domain.dx import Dx
from practicecli.domain.people import License, Provider
from practicecli.errors import RefusedError, UsageError
from practicecli.figures import load

ZONE = ZoneInfo("America/New_York")
KNOWN = {"F41.1": True, "F32.1": True, "F32": False}
BOOK = Book(
    provider=Provider("p", "Ada Example", "LMHC", "1999999984", str(ZONE),
                      licenses=(License("NY", "LMHC"),)),
    zone=ZONE,
    policies=load.policies(),
    cpt=load.cpt_table(),
    payer=load.payer,
    rate_cents=load.rate_cents,
    dx=lambda code, _: Dx(code, "", KNOWN[code]) if code in KNOWN else None,
    digest="",
)  # fmt: skip


def rules(**sets):
    return Rules(
        BOOK, datetime(2026, 11, 24, 9, tzinfo=ZONE), date(2026, 11, 24), "headway", "NY", sets
    )


def field(name, mine, theirs):
    return {"name": name, "mine": mine, "theirs": theirs, "base": ""}


def read(name, mine, value, *, theirs="", **others):
    return read_fields(f"{name} = {value}\n", [field(name, mine, theirs)], rules(**others))


def refused(*args, **kwargs):
    with pytest.raises(RefusedError) as found:
        read(*args, **kwargs)
    return [problem.code for problem in found.value.problems]


PEOPLE = [
    field("name", "Ana Rivers", "Ana Lakes"),
    field("born", None, "1990-04-12"),
    field("address", "1 Street", "2 Street\npayer = aetna"),
    field("payer", "cigna", ""),
]
TIMES = [
    field("actual_start", "2026-11-24T13:55:30Z", "2026-11-24T14:00:00Z"),
    field("actual_stop", "2026-11-01T06:30:00Z", None),
]


@pytest.mark.parametrize("fields", [PEOPLE, TIMES], ids=["a client", "times"])
def test_a_text_that_is_left_as_it_is_changes_nothing(fields):
    for text in (write_fields(fields, ZONE), ""):
        with pytest.raises(UsageError, match="nothing was changed"):
            read_fields(text, fields, rules())


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    second=st.sampled_from([0, 30]),
)
@settings(max_examples=60)
def test_any_instant_of_theirs_is_taken_over_to_the_second(at, second):
    theirs = at.replace(second=second, microsecond=0).isoformat().replace("+00:00", "Z")
    fields = [field("starts_at", "2030-01-01T00:00:00Z", theirs)]
    shown = write_fields(fields, ZONE).split("there: ")[1].splitlines()[0]

    assert read_fields(f"starts_at = {shown}", fields, rules()) == {"starts_at": theirs}


def test_what_the_other_side_wrote_stays_a_comment_whatever_is_in_it():
    text = write_fields(PEOPLE, ZONE)

    live = [line.rstrip() for line in text.splitlines() if line and not line.startswith("#")]
    assert live == ["name = Ana Rivers", "born =", "address = 1 Street", "payer = cigna"]
    assert "#   there: 2 Street\\npayer = aetna" in text


def test_a_fee_is_shown_as_money_and_is_no_line_to_write():
    text = write_fields([field("fee_cents", 7500, 0)], ZONE)

    assert "# fee\n#   here:  75.00\n#   there: 0.00\n" in text
    assert "fee_cents" not in text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-11-24 15:00", "2026-11-24T20:00:00Z"),
        ("tomorrow 3pm", "2026-11-25T20:00:00Z"),
        ("2026-11-01 01:30-04:00", "2026-11-01T05:30:00Z"),
        ("2026-11-01 01:30-05:00", "2026-11-01T06:30:00Z"),
    ],
)
def test_a_time_is_read_on_the_practices_clock(typed, kept):
    assert read("starts_at", "2026-11-24T15:00:00Z", typed) == {"starts_at": kept}


@pytest.mark.parametrize(
    ("typed", "code", "fix"),
    [
        ("2026-03-08 02:30", "no-such-time", "`2026-03-08 01:30` or `2026-03-08 03:30`"),
        ("2026-11-01 01:30", "edit-line", "`2026-11-01 01:30-04:00` or `2026-11-01 01:30-05:00`"),
        ("2026-11-24 15", "edit-line", "again"),
        ("", "edit-line", "again"),
    ],
)
def test_a_time_that_is_none_or_two_is_refused_with_the_choices(typed, code, fix):
    with pytest.raises(RefusedError) as found:
        read("starts_at", "2026-11-24T15:00:00Z", typed)

    assert [one.code for one in found.value.problems] == [code]
    assert fix in found.value.problems[0].fix


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("name", "Ana Brook", "Ana Brook"),
        ("born", "4/12/1990", "1990-04-12"),
        ("born", "", None),
        ("email", "", ""),
        ("phone", "212 555 0100", "212 555 0100"),
        ("address", "2 Street\\nAlbany", "2 Street\nAlbany"),
        ("state", "new york", "NY"),
        ("payer", "Aetna", "aetna"),
        ("plan", "cash", "self"),
        ("place", "Video", "video"),
        ("cpt", "90834", "90834"),
        ("modifiers", "95, gt", "95 GT"),
        ("dx", "f41.1 F32.1", "F41.1 F32.1"),
    ],
)
def test_a_value_is_kept_in_the_form_of_its_field(name, value, kept):
    assert read(name, "other", value, cpt="90834") == {name: kept}


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("name", "", ["name"]),
        ("born", "1990", ["edit-line"]),
        ("email", "ana", ["edit-line"]),
        ("phone", "12", ["edit-line"]),
        ("state", "", ["edit-line"]),
        ("plan", "gold", ["edit-line"]),
        ("place", "beach", ["edit-line"]),
        ("cpt", "", ["no-cpt"]),
        ("cpt", "lalala", ["cpt-unknown"]),
        ("cpt", "90834 90837", ["cpt-conflict"]),
        ("modifiers", "955", ["edit-line"]),
        ("dx", "", ["no-dx"]),
        ("dx", "Q00", ["dx-unknown"]),
        ("dx", "F32", ["dx-not-specific"]),
        ("address", "x" * 2001, ["too-long-text"]),
        ("address", "1 \x1b[2J Street", ["edit-line"]),
    ],
)
def test_a_value_against_the_rules_is_refused(name, value, codes):
    assert refused(name, "other", value) == codes


@pytest.mark.parametrize(("stop", "codes"), [("09:53", []), ("09:52", ["cpt-minutes"])])
def test_times_are_held_against_the_codes_they_go_with(stop, codes):
    sets = {"actual_start": "2026-11-24T14:00:00Z", "cpt": "90837"}
    written = ("actual_stop", "2026-11-24T14:55:00Z", f"2026-11-24 {stop}")

    assert (refused(*written, **sets) if codes else list(read(*written, **sets))) == (
        codes or ["actual_stop"]
    )


def test_an_end_before_its_start_is_refused():
    sets = {"starts_at": "2026-11-24T15:00:00Z"}

    codes = refused("ends_at", "2026-11-24T16:00:00Z", "2026-11-24 09:00", **sets)
    assert codes == ["stop-before-start"]


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_repeated():
    text = "name =\nborn = soon\nwho = Secret\npayer = aetna\npayer = cigna\nno equals Secret\n"

    with pytest.raises(RefusedError) as found:
        read_fields(text, PEOPLE, rules())

    assert [one.code for one in found.value.problems] == ["name", "edit-line", *["edit-line"] * 3]
    assert not any("Secret" in one.message for one in found.value.problems)
