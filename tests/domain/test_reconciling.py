from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.bank import Awaited, Deposit, Period, Window, days_of
from practicecli.domain.reconciling import Why, difference_cents, of_period, reconcile

WINDOW = Window(before=1, after=5)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
FIRST, MIDDLE = date(2026, 11, 2), date(2026, 11, 16)  # Mondays


def payout(key, bank_on=FIRST, cents=50_000, platform="headway", *, told=True):
    first, last = days_of(bank_on, WINDOW)
    return Awaited(key, platform, bank_on, bank_on, cents, first, last, told)


def deposit(key, day=FIRST, cents=50_000, names=("headway",), *, brought="", row=1):
    return Deposit(key, day, cents, frozenset(names), row, brought)


def told(found):
    """Give every list as (payout, deposits) or keys, short to write down."""
    pairs = {
        name: [(one.payout.key, *(each.key for each in one.deposits)) for one in those]
        for name, those in (("matched", found.matched), ("short", found.short))
    }
    for name in ("missing", "waiting", "earlier"):
        pairs[name] = [one.key for one in getattr(found, name)]
    pairs["extra"] = [(one.deposit.key, one.why.value) for one in found.extra]
    return {name: those for name, those in pairs.items() if those}


# Banks are shut on Veterans' Day, Wednesday 11 November 2026, and on weekends.
@pytest.mark.parametrize(
    ("day", "matches"),
    [
        (date(2026, 11, 5), False),
        (date(2026, 11, 6), True),  # the business day before Monday
        (date(2026, 11, 9), True),
        (date(2026, 11, 17), True),  # 10, 12, 13, 16, 17: the fifth business day after
        (date(2026, 11, 18), False),
    ],
)
def test_a_deposit_counts_from_a_business_day_before_to_five_after(day, matches):
    found = reconcile([deposit("d", day)], [payout("p", date(2026, 11, 9))], NOVEMBER)

    assert bool(found.matched) is matches


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("headway",), "matched"),
        ((), "matched"),  # amount and day alone, where the line names nobody
        (("alma",), "extra"),
        (("alma", "headway"), "matched"),
    ],
)
def test_a_line_that_names_another_platform_is_not_this_ones_payout(names, expected):
    found = told(reconcile([deposit("d", names=names)], [payout("p")], NOVEMBER))

    assert expected in found


def test_the_line_that_names_the_platform_decides_between_equal_ones():
    lines = [deposit("nameless", FIRST, names=()), deposit("named", FIRST + timedelta(days=2))]

    found = told(reconcile(lines, [payout("p")], NOVEMBER))

    assert found == {"matched": [("p", "named")], "extra": [("nameless", "other")]}


def test_of_two_equal_deposits_and_payouts_the_nearest_days_go_together():
    friday, next_friday = date(2026, 11, 13), date(2026, 11, 20)
    weeks = [payout("one", friday), payout("two", next_friday)]

    on_time = reconcile([deposit("d", next_friday)], weeks, NOVEMBER)

    # The 20th lies in both windows: the first week's money is what is missing.
    assert told(on_time) == {"matched": [("two", "d")], "missing": ["one"]}


def test_no_pair_is_lost_to_a_nearer_one():
    friday, next_friday = date(2026, 11, 13), date(2026, 11, 20)
    weeks = [payout("one", friday), payout("two", next_friday)]
    # One of them could be either week's, the other only the second's.
    lines = [deposit("either", next_friday), deposit("second", next_friday + timedelta(days=3))]

    found = told(reconcile(lines, weeks, NOVEMBER))

    assert found == {"matched": [("one", "either"), ("two", "second")]}


def test_two_deposits_add_up_to_one_payout():
    halves = [deposit("a", cents=20_000), deposit("b", FIRST + timedelta(days=1), 30_000)]

    found = told(reconcile(halves, [payout("p")], NOVEMBER))

    assert found == {"matched": [("p", "a", "b")]}


@pytest.mark.parametrize(
    "lines",
    [
        # 200 + 300 and 200 + 300 again: which two is anybody's guess.
        [deposit("a", cents=20_000), deposit("b", cents=30_000), deposit("c", cents=30_000)],
        # Nobody says that these are of the platform.
        [deposit("a", cents=20_000, names=()), deposit("b", cents=30_000, names=())],
    ],
)
def test_parts_that_are_not_certain_are_not_added_up(lines):
    found = told(reconcile(lines, [payout("p")], NOVEMBER))

    assert "matched" not in found


def test_one_deposit_brings_several_payouts_of_its_platform():
    both = [payout("p", cents=20_000), payout("q", FIRST + timedelta(days=1), 30_000)]
    other = payout("alma's", cents=30_000, platform="alma")

    found = told(reconcile([deposit("d")], [*both, other], NOVEMBER))

    assert found == {"matched": [("p", "d"), ("q", "d")], "missing": ["alma's"]}


def test_a_sum_that_could_be_made_in_two_ways_is_not_made():
    three = [payout("p", cents=20_000), payout("q", cents=30_000), payout("r", cents=30_000)]

    found = reconcile([deposit("d")], three, NOVEMBER)

    assert found.matched == []
    assert [one.deposits[0].key for one in found.short] == ["d"]


@pytest.mark.parametrize(("cents", "difference"), [(47_500, -2_500), (50_100, 100)])
def test_another_sum_in_the_window_is_short_by_the_difference(cents, difference):
    found = reconcile([deposit("d", cents=cents)], [payout("p")], NOVEMBER)

    assert told(found) == {"short": [("p", "d")]}
    assert difference_cents(found.short[0]) == difference


def test_an_amount_alone_never_makes_a_payout_short():
    found = told(reconcile([deposit("d", cents=47_500, names=())], [payout("p")], NOVEMBER))

    assert found == {"missing": ["p"], "extra": [("d", "other")]}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 11, 9), {"waiting": ["p"]}),  # Monday, the fifth business day after the 2nd
        (date(2026, 11, 10), {"missing": ["p"]}),
    ],
)
def test_a_payout_is_missing_once_its_last_day_is_over(last, expected):
    assert told(reconcile([], [payout("p")], Period(NOVEMBER.first, last))) == expected


def test_what_is_due_before_the_file_begins_is_asked_for_only_where_files_were_read_then():
    october = payout("p", date(2026, 10, 15))

    assert told(reconcile([], [october], NOVEMBER)) == {}
    read_before = reconcile([], [october], NOVEMBER, since=date(2026, 10, 1))
    assert told(read_before) == {"earlier": ["p"]}
    assert read_before.is_open


def test_what_is_due_after_the_file_ends_is_nowhere():
    assert told(reconcile([], [payout("p", date(2026, 12, 15))], NOVEMBER)) == {}


def test_a_second_deposit_of_a_payout_that_came_is_a_double():
    lines = [deposit("a"), deposit("b", FIRST + timedelta(days=1))]

    found = reconcile(lines, [payout("p")], NOVEMBER)

    assert told(found) == {"matched": [("p", "a")], "extra": [("b", "double")]}
    assert found.extra[0].payout.key == "p"
    assert found.is_open


def test_a_nameless_deposit_doubles_only_what_came_without_a_name():
    named = reconcile([deposit("a"), deposit("b", names=())], [payout("p")], NOVEMBER)
    neither = [deposit("a", names=()), deposit("b", MIDDLE - timedelta(days=9), names=())]

    assert named.extra[0].why is Why.OTHER
    assert not named.is_open
    assert reconcile(neither, [payout("p")], NOVEMBER).extra[0].why is Why.DOUBLE


def test_money_of_no_payout_and_money_taken_back_are_told_apart():
    lines = [
        deposit("unknown", MIDDLE, 1_234),
        deposit("other", MIDDLE, 1_234, ()),
        deposit("debit", MIDDLE, -1_234),
    ]

    found = told(reconcile(lines, [], NOVEMBER))

    assert dict(found["extra"]) == {"unknown": "unknown", "other": "other", "debit": "debit"}


def test_a_payout_that_takes_money_back_is_met_by_the_debit_and_never_waited_for():
    owed = payout("p", cents=-5_000)

    assert told(reconcile([deposit("d", cents=-5_000)], [owed], NOVEMBER)) == {
        "matched": [("p", "d")]
    }
    assert told(reconcile([], [owed], NOVEMBER)) == {}


def test_what_was_found_before_stays_found():
    # By amount and day alone the other deposit would be nearer.
    lines = [
        deposit("linked", FIRST + timedelta(days=2), brought="p"),
        deposit("nearer", FIRST),
    ]

    found = told(reconcile(lines, [payout("p")], NOVEMBER))

    assert found == {"matched": [("p", "linked")], "extra": [("nearer", "double")]}


def test_a_payout_that_changed_after_it_was_found_is_short_now():
    found = reconcile([deposit("d", brought="p")], [payout("p", cents=36_500)], NOVEMBER)

    assert told(found) == {"short": [("p", "d")]}
    assert difference_cents(found.short[0]) == 13_500


def test_a_sum_that_was_found_before_is_found_again():
    both = [payout("p", cents=20_000), payout("q", FIRST + timedelta(days=1), 30_000)]

    found = told(reconcile([deposit("d", brought="p")], both, NOVEMBER))

    assert found == {"matched": [("p", "d"), ("q", "d")]}


def test_a_sum_is_found_again_though_the_platform_has_moved_one_of_its_days():
    moved = payout("p", FIRST + timedelta(days=14), 20_000)
    other = payout("q", FIRST, 30_000)

    found = told(reconcile([deposit("d", brought="p")], [moved, other], NOVEMBER))

    assert found == {"matched": [("q", "d"), ("p", "d")]}


def test_of_very_many_payouts_no_sum_is_tried():
    many = [payout(f"p{number}", cents=1_000 * 2**number) for number in range(9)]

    found = reconcile([deposit("d", cents=3_000)], many, NOVEMBER)

    assert found.matched == []


def test_of_very_many_deposits_no_two_are_added_up():
    many = [deposit(f"d{number}", cents=1_000 + 2 * number) for number in range(61)]
    halves = [deposit("a", cents=20_001), deposit("b", cents=30_000)]

    found = reconcile([*many, *halves], [payout("p", cents=50_001)], NOVEMBER)

    assert found.matched == []
    fewer = reconcile([*many[:40], *halves], [payout("p", cents=50_001)], NOVEMBER)
    assert told(fewer)["matched"] == [("p", "a", "b")]


def test_only_what_concerns_the_period_is_told():
    before = deposit("before", date(2026, 10, 15), row=0)
    october = payout("october", date(2026, 10, 15))
    stray = deposit("stray", date(2026, 10, 20), 1, row=0)

    found = of_period(reconcile([before, stray], [october], NOVEMBER), NOVEMBER)

    assert told(found) == {}


DAYS = st.dates(NOVEMBER.first, NOVEMBER.last)
CENTS = st.sampled_from((-10_000, 10_000, 20_000, 30_000, 50_000))
NAMES = st.sets(st.sampled_from(("headway", "alma")), max_size=2)
DUE = st.dates(date(2026, 10, 25), date(2026, 12, 5))
PAYOUTS = st.lists(st.tuples(DUE, CENTS, st.sampled_from(("headway", "alma"))), max_size=8)
LINES = st.lists(st.tuples(DAYS, CENTS, NAMES, st.booleans()), max_size=10)


def built(lines, payouts):
    due = [payout(f"p{at}", day, cents, name) for at, (day, cents, name) in enumerate(payouts)]
    came = [
        deposit(f"d{at}", day, cents, names | ({"headway"} if cents < 0 else set()))
        for at, (day, cents, names, _) in enumerate(lines)
    ]
    # Some were found before: what an earlier run wrote down is given to this one.
    linked = {each.key: one.payout.key for one in reconcile(came, due, NOVEMBER).matched
              for each in one.deposits}  # fmt: skip
    kept = [
        one._replace(payout=linked.get(one.key, "") if before else "")
        for one, (*_, before) in zip(came, lines, strict=True)
    ]
    return kept, due


@given(LINES, PAYOUTS, st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_every_deposit_and_every_payout_is_in_one_list_whatever_the_order(lines, payouts, chance):
    came, due = built(lines, payouts)

    found = reconcile(came, due, NOVEMBER)

    in_pairs = [*found.matched, *found.short]
    paid = [one.payout for one in in_pairs]
    left = [*found.missing, *found.waiting, *found.earlier, *found.unseen]
    assert sorted([*paid, *left]) == sorted(due)
    used = {each for one in in_pairs for each in one.deposits}
    extra = [one.deposit for one in found.extra]
    assert used.isdisjoint(extra)
    assert len(extra) == len(set(extra))
    assert used | set(extra) == set(came)

    chance.shuffle(came)
    chance.shuffle(due)
    assert told(reconcile(came, due, NOVEMBER)) == told(found)


@given(LINES, PAYOUTS)
@settings(max_examples=300)
def test_what_matches_is_equal_to_the_cent_in_its_window_and_of_its_platform(lines, payouts):
    came, due = built(lines, payouts)

    found = reconcile(came, due, NOVEMBER)

    matched = sum(one.payout.cents for one in found.matched)
    deposits = {each for one in found.matched for each in one.deposits}
    assert matched == sum(one.cents for one in deposits)
    for one in found.matched:
        for each in one.deposits:
            assert one.payout.platform in each.names or not each.names
            assert one.payout.first <= each.day <= one.payout.last


@given(LINES, PAYOUTS)
@settings(max_examples=300)
def test_a_run_that_knows_what_the_last_one_found_finds_the_same(lines, payouts):
    came, due = built(lines, payouts)
    first = reconcile(came, due, NOVEMBER)
    brought = {}
    for one in first.matched:
        for each in one.deposits:
            brought.setdefault(each.key, one.payout.key)
    after = [one._replace(payout=one.payout or brought.get(one.key, "")) for one in came]

    assert told(reconcile(after, due, NOVEMBER)) == told(first)
