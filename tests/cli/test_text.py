from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.cli.text import distance, money, plain_money, safe, when

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Avery Example", "Avery Example"),
        ("[/]", "[/]"),
        ("[bold red]x[/bold red]", "[bold red]x[/bold red]"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("\x1bPdcs\x1b\\", "\\x1bPdcs\\x1b\\"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x00\x7f\x85", r"\x00\x7f\x85"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066x\u2069", r"\u2066x\u2069"),
        ("a\u200bb", r"a\u200bb"),
        ("a\u200db", r"a\u200db"),
        ("\ufeffa", r"\ufeffa"),
        ("a\u00adb", r"a\xadb"),
        ("a\u3164b", r"a\u3164b"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
        ("José Núñez", "José Núñez"),
        ("李小龙 Þórr Ωμέγα שלום مرحبا नमस्ते", "李小龙 Þórr Ωμέγα שלום مرحبا नमस्ते"),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍👩‍👧 🫨", "👩‍👩‍👧 🫨"),
        ("1\u00a0200", "1\u00a0200"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_shown_instead(stored, shown):
    assert safe(stored) == shown


def test_a_text_of_several_lines_keeps_its_line_breaks_when_asked():
    assert safe("one\r\ntwo\x1b\n\tthree", lines=True) == "one\ntwo\\x1b\n\\tthree"


@given(st.text())
def test_nothing_that_controls_a_terminal_is_left_in_any_text(text):
    shown = safe(text)

    kinds = {unicodedata.category(letter) for letter in shown if letter not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text())
def test_what_was_made_safe_once_stays_as_it_is(text):
    assert safe(safe(text)) == safe(text)


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "P", "Sc", "Sm"])))
def test_letters_digits_and_punctuation_of_all_scripts_are_kept(text):
    hidden = set("\u115f\u1160\u3164\uffa0")

    assert safe(text) == text or hidden & set(text)


@pytest.mark.parametrize(
    ("cents", "shown", "piped"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (99999, "999.99", "999.99"),
        (124000, "1,240.00", "1240.00"),
        (-5, "-0.05", "-0.05"),
        (-123456789, "-1,234,567.89", "-1234567.89"),
    ],
)
def test_cents_are_written_as_money(cents, shown, piped):
    assert (money(cents), plain_money(cents)) == (shown, piped)


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=1), "in 1 min"),
        (timedelta(minutes=59, seconds=59), "in 59 min"),
        (timedelta(hours=1), "in 1 h"),
        (timedelta(hours=47, minutes=59), "in 47 h"),
        (timedelta(hours=48), "in 2 days"),
        (timedelta(hours=-3), "3 h ago"),
        (timedelta(days=-9), "9 days ago"),
    ],
)
def test_a_distance_is_said_in_the_largest_unit_that_fits(away, said):
    assert distance(NOON + away, NOON, NEW_YORK) == said


def test_an_instant_is_written_in_the_zone_of_the_practice_with_a_hint():
    assert when(NOON + timedelta(days=2), NOON, NEW_YORK) == "Wed 25 Nov 12:00 (in 2 days)"


def test_an_instant_of_another_year_shows_its_year():
    later = datetime(2027, 1, 2, 20, 0, tzinfo=UTC)

    assert when(later, NOON, NEW_YORK) == "Sat 02 Jan 2027 15:00 (in 40 days)"
