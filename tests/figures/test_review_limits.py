from __future__ import annotations

from practicecli.figures._compiled import FIGURES
from practicecli.figures.note_rules import note_rules
from practicecli.figures.reviewing import review_limits


def test_every_limit_is_a_figure_and_every_figure_a_limit():
    limits = review_limits()
    figures = {name: row for name, row in FIGURES["reviewing"].items() if isinstance(row, dict)}

    assert {name: getattr(limits, name) for name in figures} == {
        name: row["value"] for name, row in figures.items()
    }


def test_how_much_alike_notes_may_be_is_one_figure_for_writing_and_reviewing():
    assert review_limits().alike == note_rules().alike


def test_what_is_our_reading_says_so():
    limits = review_limits()

    assert {"long_share", "alike", "minutes_a_day"} <= limits.assumed
    assert "plan_after" not in limits.assumed  # Headway help says within the first two sessions


def test_shares_are_parts_of_one():
    limits = review_limits()
    shares = [
        getattr(limits, name) for name in limits.__slots__ if name.endswith(("share", "rise"))
    ]

    assert all(0 < share < 1 for share in shares)
