from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from practicecli.cli.cell import Column
from practicecli.cli.command import Globals
from practicecli.cli.output import Output
from practicecli.domain.problems import Problem, warning

COLUMNS = (
    Column("Ref", "ref", "ref"),
    Column("Client", "name"),
    Column("Starts", "starts_at", "instant"),
    Column("Codes", "cpt"),
    Column("Expected", "expected_cents", "money"),
)
HOSTILE = "[/]\x1b]0;owned\x07"
SESSIONS = [
    {
        "ref": "s-7k3f9qa",
        "name": HOSTILE,
        "starts_at": "2026-11-24T15:00:00-05:00",
        "cpt": ["90837", "90785"],
        "expected_cents": 124000,
    },
    {
        "ref": "s-8m4g2rb",
        "name": "=1+1",
        "starts_at": "2026-11-25T09:00:00-05:00",
        "cpt": [],
        "expected_cents": None,
    },
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def an_output(asked=None, *, terminal=False, **env):
    make = Terminal if terminal else io.StringIO
    return Output(
        make(),
        make(),
        asked or Globals(),
        env,
        datetime(2026, 11, 23, 17, tzinfo=UTC),
        ZoneInfo("America/New_York"),
    )


def test_a_list_on_a_terminal_is_a_table_with_local_times_and_hints():
    output = an_output(terminal=True, NO_COLOR="1", COLUMNS="120")

    output.rows(COLUMNS, SESSIONS)

    assert output.stdout.getvalue() == (
        "Ref        Client               Starts                      Codes         Expected\n"
        "s-7k3f9qa  [/]\\x1b]0;owned\\x07  Tue 24 Nov 15:00 (in 27 h)  90837, 90785  1,240.00\n"
        "s-8m4g2rb  =1+1                 Wed 25 Nov 09:00 (in 45 h)\n"
    )


@pytest.mark.parametrize("columns", ["20", "80", "200"])
def test_a_list_in_a_pipe_is_the_same_at_any_width(columns):
    output = an_output(COLUMNS=columns)

    output.rows(COLUMNS, SESSIONS)

    assert output.stdout.getvalue() == (
        "s-7k3f9qa\t[/]\\x1b]0;owned\\x07\t2026-11-24T15:00:00-05:00\t90837, 90785\t1240.00\n"
        "s-8m4g2rb\t=1+1\t2026-11-25T09:00:00-05:00\t\t\n"
    )


@pytest.mark.parametrize("records", [[], SESSIONS[:1], SESSIONS])
def test_a_list_in_json_is_a_bare_array_that_holds_everything_and_no_escape(records):
    output = an_output(Globals(json=True), terminal=True)

    output.rows(COLUMNS, iter(records))

    written = output.stdout.getvalue()
    assert json.loads(written) == records
    assert "\x1b" not in written


def test_a_list_in_csv_has_the_keys_of_json_and_no_formula():
    output = an_output(Globals(csv=True))

    output.rows(COLUMNS, SESSIONS)

    assert output.stdout.getvalue().splitlines() == [
        "ref,name,starts_at,cpt,expected_cents",
        f"s-7k3f9qa,{HOSTILE},2026-11-24T15:00:00-05:00,90837 90785,124000",
        "s-8m4g2rb,'=1+1,2026-11-25T09:00:00-05:00,,",
    ]


@pytest.mark.parametrize(
    "asked", [Globals(), Globals(csv=True), Globals(json=True), Globals(plain=True)]
)
def test_no_form_of_output_lets_a_name_command_the_terminal(asked):
    output = an_output(asked, terminal=True, NO_COLOR="1")

    output.rows(COLUMNS, SESSIONS)
    output.record(COLUMNS, SESSIONS[0])

    assert "\x1b" not in output.stdout.getvalue()
    assert "\x07" not in output.stdout.getvalue()


def test_plain_output_is_label_and_value_even_in_a_pipe():
    output = an_output(Globals(plain=True))

    output.rows(COLUMNS[:2], SESSIONS)

    assert output.stdout.getvalue() == (
        "Ref: s-7k3f9qa\nClient: [/]\\x1b]0;owned\\x07\n\nRef: s-8m4g2rb\nClient: =1+1\n"
    )


def test_an_empty_list_says_so_on_standard_error():
    output = an_output(terminal=True)

    output.rows(COLUMNS, [])

    assert (output.stdout.getvalue(), output.stderr.getvalue()) == ("", "Nothing to show\n")


def test_one_thing_is_lines_of_what_it_holds_or_a_bare_object():
    words, data = an_output(), an_output(Globals(json=True))

    words.record(COLUMNS, SESSIONS[1])
    data.record(COLUMNS, SESSIONS[1])

    assert words.stdout.getvalue() == (
        "Ref:    s-8m4g2rb\nClient: =1+1\nStarts: Wed 25 Nov 09:00 (in 45 h)\n"
    )
    assert json.loads(data.stdout.getvalue()) == SESSIONS[1]


@pytest.mark.parametrize(
    ("asked", "terminal", "env", "colour"),
    [
        (Globals(), True, {}, True),
        (Globals(), False, {}, False),
        (Globals(), True, {"NO_COLOR": "1"}, False),
        (Globals(), True, {"NO_COLOR": ""}, True),
        (Globals(), True, {"TERM": "dumb"}, False),
        (Globals(), False, {"CLICOLOR_FORCE": "1"}, True),
        (Globals(), False, {"CLICOLOR_FORCE": "0"}, False),
        (Globals(), False, {"FORCE_COLOR": "1"}, True),
        (Globals(), False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (Globals(color="always"), False, {"NO_COLOR": "1"}, True),
        (Globals(color="never"), True, {"FORCE_COLOR": "1"}, False),
        (Globals(plain=True), True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    asked, terminal, env, colour
):
    assert an_output(asked, terminal=terminal, **env).colour is colour


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("20", 20), ("", 80), ("0", 80), ("wide", 80)]
)
def test_the_width_is_what_columns_says(columns, width):
    assert an_output(COLUMNS=columns).width == width


@pytest.mark.parametrize(
    ("asked", "terminal", "heard"),
    [
        (Globals(), True, "chatter\nnext\n"),
        (Globals(), False, "chatter\n"),
        (Globals(quiet=True), True, ""),
        (Globals(json=True), True, ""),
    ],
)
def test_chatter_goes_to_standard_error_and_only_where_it_is_wanted(asked, terminal, heard):
    output = an_output(asked, terminal=terminal)

    output.note("chatter")
    output.next_step("next")

    assert (output.stdout.getvalue(), output.stderr.getvalue()) == ("", heard)


def test_quiet_keeps_answers_and_warnings():
    output = an_output(Globals(quiet=True))

    output.say("Done")
    output.warn([warning("no-note", "There is no note", "`practice note write s-7k3f9qa`")])

    assert output.stdout.getvalue() == "Done\n"
    assert output.stderr.getvalue() == (
        "Warning: There is no note (no-note)\n  `practice note write s-7k3f9qa`\n"
    )


def test_warnings_under_json_are_one_object_on_standard_error():
    output = an_output(Globals(json=True))

    output.warn([])
    output.warn([Problem("no-note", "There is no note")])

    (line,) = output.stderr.getvalue().splitlines()
    assert [problem["code"] for problem in json.loads(line)["warnings"]] == ["no-note"]


def test_the_fields_of_a_long_answer_come_one_line_at_a_time():
    words = an_output()

    words.fields(("row 3", "refused \x1b"))

    assert words.stdout.getvalue() == "row 3\trefused \\x1b\n"
