from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.papers.lettering import Lettering, Style

STYLE = Style(10)


def letters():
    """A font of letters one point wide, accents without width, and no capital Q."""
    return Lettering(lambda letter: letter != "Q", lambda letter, _: float(letter != "\u0300"))


def lines(text, room=10.0):
    return letters().lines(text, room, STYLE)


def test_words_go_on_the_next_line_where_they_do_not_fit():
    assert lines("one two three four") == ["one two", "three four"]
    assert lines("exactly te") == ["exactly te"]  # ten of ten
    assert lines("exactly ten") == ["exactly", "ten"]


def test_a_word_wider_than_a_line_is_cut_and_an_accent_stays_with_its_letter():
    assert lines("a " + "b" * 23) == ["a", "b" * 10, "b" * 10, "bbb"]
    # As bold and plain letters may not be joined to one sign: g with a grave accent is two.
    assert lines("g\u0300" * 11) == ["g\u0300" * 10, "g\u0300"]


def test_line_breaks_stay_and_so_do_empty_lines():
    assert lines("a\n\nb\r\nc\rd\u2028e") == ["a", "", "b", "c", "d", "e"]
    assert lines("") == [""]
    assert lines("   \n a") == ["", " a"]


def test_a_line_that_goes_on_stands_under_its_start_unless_that_is_too_far_right():
    assert lines("  - one two three") == ["  - one", "  two", "  three"]
    assert lines(" " * 9 + "one two three") == ["one two", "three"]


def test_spaces_within_a_line_stay():
    assert lines("a   b", 10) == ["a   b"]
    assert lines("a" + " " * 30 + "b", 10) == ["a", "b"]


def test_a_tab_is_four_spaces_and_an_unknown_letter_a_mark():
    setting = letters()

    assert setting.shown("a\tb") == "a    b"
    assert setting.shown("éQ") == "é[U+0051]"
    assert setting.shown("e\u0301") == "é"
    assert setting.missing == {"U+0051"}


@given(st.text(st.sampled_from("ab \n\t\u0300-Q"), max_size=200), st.integers(6, 40))
@settings(max_examples=200)
def test_no_line_is_too_wide_and_no_letter_is_lost(text, room):
    setting = letters()
    found = setting.lines(text, room, STYLE)

    assert all(setting.width(line, STYLE) <= room for line in found)
    shown = map(setting.shown, text.split("\n"))
    assert "".join("".join(found).split()) == "".join("".join(shown).split())
