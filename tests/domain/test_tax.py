from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.tax import Period, base, memberships, periods, tax_day
from practicecli.figures.tax import quarters, se_hundredths


def test_the_periods_are_three_two_three_and_four_months():
    found = periods(quarters(), 2026)

    assert [(one.first.isoformat(), one.last.isoformat(), one.due_on.isoformat())
            for one in found] == [
        ("2026-01-01", "2026-03-31", "2026-04-15"),
        ("2026-04-01", "2026-05-31", "2026-06-15"),
        ("2026-06-01", "2026-08-31", "2026-09-15"),
        ("2026-09-01", "2026-12-31", "2027-01-15"),
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_periods_of_a_year_leave_out_no_day_and_count_none_twice(year):
    found = periods(quarters(), year)

    days = [one.first.toordinal() + at for one in found
            for at in range((one.last - one.first).days + 1)]  # fmt: skip
    assert days == list(range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))


@pytest.mark.parametrize(
    ("nominal", "due"),
    [
        ("2022-04-15", "2022-04-18"),  # Emancipation Day, a Saturday, was kept on that Friday
        ("2023-04-15", "2023-04-18"),  # a Saturday, and Emancipation Day kept on Monday
        ("2024-04-15", "2024-04-15"),
        ("2025-06-15", "2025-06-16"),  # a Sunday
        ("2024-01-15", "2024-01-16"),  # Martin Luther King's
        ("2023-01-15", "2023-01-17"),  # a Sunday before it
        ("2028-04-15", "2028-04-18"),
    ],
)
def test_a_due_day_moves_off_weekends_and_legal_holidays(nominal, due):
    assert tax_day(date.fromisoformat(nominal)) == date.fromisoformat(due)


def test_the_base_is_what_came_less_memberships_and_a_loss_is_taxed_as_nothing():
    """8,419.19 - 375.00 = 8,044.19; 92.35 % of it is 7,428.809..., so 7,428.81."""
    period = periods(quarters(), 2026)[0]

    found = base(period, 841_919, 37_500, se_hundredths())
    assert (found.base_cents, found.self_employment_cents) == (804_419, 742_881)
    loss = base(period, 10_000, 37_500, se_hundredths())
    assert (loss.base_cents, loss.self_employment_cents) == (-27_500, 0)


def test_memberships_count_for_months_of_the_period():
    period = Period(2, date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 15))
    months = [("alma", month) for month in ("2026-03", "2026-04", "2026-05", "2026-06")]

    assert memberships([*months, ("headway", "2026-04")], {"alma": 12500}, period) == {
        "alma": 25000
    }
