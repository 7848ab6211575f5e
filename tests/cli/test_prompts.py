from __future__ import annotations

import io

import pytest

from practicecli.cli.prompts import Prompts
from practicecli.errors import DeclinedError, UsageError


class Terminal(io.StringIO):
    def isatty(self):
        return True


def a_person_typing(*answers):
    return Prompts(Terminal("".join(f"{answer}\n" for answer in answers)), io.StringIO())


@pytest.mark.parametrize(
    "prompts",
    [
        Prompts(io.StringIO("yes\n"), io.StringIO()),
        Prompts(Terminal("yes\n"), io.StringIO(), may_ask=False),
    ],
    ids=["no terminal", "told not to ask"],
)
def test_where_nobody_can_be_asked_the_option_is_named_and_nothing_is_read(prompts):
    with pytest.raises(UsageError) as refused:
        prompts.confirm("Sign this note?", flag="--attest")

    assert "--attest" in refused.value.hint
    assert prompts.stdin.read() == "yes\n"
    assert prompts.stderr.getvalue() == ""


@pytest.mark.parametrize(
    ("answers", "default", "meant"),
    [
        (["y"], False, True),
        (["YES"], False, True),
        (["n"], True, False),
        ([""], False, False),
        ([""], True, True),
        (["perhaps", "no"], True, False),
    ],
)
def test_a_yes_or_no_is_asked_until_it_is_one(answers, default, meant):
    assert a_person_typing(*answers).confirm("Sure?", default=default) is meant


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ("40", "Is this note of session\ns-0000001 yours [y/N] "),
        ("53", "Is this note of session s-0000001 yours\n[y/N] "),
        ("56", "Is this note of session s-0000001 yours [y/N] "),
    ],
)
def test_a_long_question_is_broken_between_words_with_room_for_the_answer(
    monkeypatch, columns, shown
):
    monkeypatch.setenv("COLUMNS", columns)
    prompts = a_person_typing("y")

    assert prompts.confirm("Is this note of session s-0000001 yours")
    assert prompts.stderr.getvalue() == shown


def test_a_no_declines():
    with pytest.raises(DeclinedError):
        a_person_typing("n").insist("Sure?")


@pytest.mark.parametrize("answers", [["2"], ["headway"], ["0", "3", "x", "2"]])
def test_an_option_is_chosen_by_number_or_by_name(answers):
    prompts = a_person_typing(*answers)

    assert prompts.choose("Platform", ["alma", "headway"], flag="--platform") == "headway"


def test_an_empty_line_takes_the_default_and_is_asked_again_without_one():
    prompts = a_person_typing("", "", "NY")

    assert prompts.ask("State", flag="--state", default="VT") == "VT"
    assert prompts.ask("State", flag="--state") == "NY"


@pytest.mark.parametrize("typed", ["", "s-7k3f9q", "yes"])
def test_what_cannot_be_undone_needs_the_ref_typed_again(typed):
    with pytest.raises(DeclinedError):
        a_person_typing(typed).type_back("Void it", "s-7k3f9qa", flag="--confirm")

    a_person_typing("s-7k3f9qa").type_back("Void it", "s-7k3f9qa", flag="--confirm")


def test_the_end_of_input_is_not_an_answer():
    with pytest.raises(EOFError):
        a_person_typing().confirm("Sure?", default=True)


def test_a_question_is_made_safe_before_it_is_shown():
    prompts = a_person_typing("y")

    prompts.confirm("Archive \x1b]0;x\x07?")

    assert prompts.stderr.getvalue() == "Archive \\x1b]0;x\\x07? [y/N] "


def test_an_answer_that_is_not_accepted_is_asked_for_again_with_the_reason():
    prompts = a_person_typing("1999999985", "1999999984")

    answer = prompts.ask("NPI", flag="--npi", accept=lambda typed: "" if typed[-1] == "4" else "No")

    assert answer == "1999999984"
    assert "  No\n" in prompts.stderr.getvalue()
