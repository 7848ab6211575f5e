from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.rates import Rate, Service, best_rate, in_force

START = date(2026, 7, 1)
DAY = timedelta(days=1)
ANY = Rate(id="any", platform="headway", payer="aetna", cpt="90834", since=START, cents=100_00)
ASKED = Service("headway", "aetna", "commercial", "90834", "LMHC", "office", "NY", START)

NARROW = {"plan": "commercial", "license": "LMHC", "place": "office", "state": "NY"}
OTHER = {"plan": "medicare", "license": "LCSW", "place": "video", "state": "NJ"}


def found(*rates, **asked):
    best = best_rate(rates, ASKED._replace(**asked))
    return best and best.id


@pytest.mark.parametrize(
    ("on", "expected"), [(START - DAY, None), (START, "any"), (START + 400 * DAY, "any")]
)
def test_a_rate_holds_from_its_first_day_on(on, expected):
    assert found(ANY, on=on) == expected


@pytest.mark.parametrize(
    ("field", "value"), [("platform", "alma"), ("payer", "cigna"), ("cpt", "90837")]
)
def test_a_rate_is_for_one_platform_payer_and_code(field, value):
    assert found(replace(ANY, **{field: value})) is None


@pytest.mark.parametrize(("on", "expected"), [(-1, "older"), (0, "newer"), (1, "newer")])
def test_the_newest_start_that_has_come_counts(on, expected):
    older, newer = replace(ANY, id="older", since=date(2025, 1, 1)), replace(ANY, id="newer")

    assert found(newer, older, on=START + on * DAY) == expected
    assert found(older, newer, on=START + on * DAY) == expected


@pytest.mark.parametrize(("on", "cents"), [("2024-12-31", 144_27), ("2025-01-01", 103_00)])
def test_a_rate_that_was_cut_holds_from_its_day_on(on, cents):
    # The case that was told of: 90834 with Optum, 144.27 until 2024 and 103.00 from 1 January 2025.
    before = replace(ANY, payer="optum", since=date(2024, 1, 1), cents=144_27)
    after = replace(before, since=date(2025, 1, 1), cents=103_00)

    best = best_rate((before, after), ASKED._replace(payer="optum", on=date.fromisoformat(on)))

    assert best is not None
    assert best.cents == cents


@pytest.mark.parametrize("field", NARROW)
def test_a_narrower_rate_goes_before_a_wider_one_however_old_it_is(field):
    narrow = replace(ANY, id="narrow", since=date(2020, 1, 1), **{field: NARROW[field]})

    assert found(ANY, narrow) == "narrow"


@pytest.mark.parametrize("field", NARROW)
def test_a_rate_for_another_plan_licence_place_or_state_does_not_count(field):
    other = replace(ANY, id="other", **{field: OTHER[field]})

    assert found(other) is None
    assert found(ANY, other) == "any"


def test_what_names_more_goes_first():
    two = replace(ANY, id="two", plan="commercial", state="NY", since=date(2020, 1, 1))
    one = replace(ANY, id="one", plan="commercial")

    assert found(one, two, ANY) == "two"


@given(
    st.lists(
        st.builds(
            lambda since, **terms: replace(ANY, id=str(terms), since=since, **terms),
            since=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
            **{field: st.sampled_from(["", NARROW[field], OTHER[field]]) for field in NARROW},
        ),
        max_size=12,
    )
)
def test_no_rate_that_fits_is_narrower_than_the_best_or_as_narrow_and_newer(rates):
    def fits(one):
        return one.since <= ASKED.on and all(
            getattr(one, field) in {"", NARROW[field]} for field in NARROW
        )

    def rank(one):
        return sum(getattr(one, field) != "" for field in NARROW), one.since

    best = best_rate(rates, ASKED)
    fitting = [one for one in rates if fits(one)]

    assert (best is None) == (not fitting)
    if best:
        assert fits(best)
        assert rank(best) == max(map(rank, fitting))


def test_of_rates_with_the_same_terms_only_the_newest_holds_on_a_day():
    older = replace(ANY, id="older", since=date(2025, 1, 1))
    narrow = replace(ANY, id="narrow", plan="medicare")

    assert in_force([ANY, older, narrow], START - DAY) == {"older"}
    assert in_force([ANY, older, narrow], START) == {"any", "narrow"}
