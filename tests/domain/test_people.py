from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.domain.bills import Bills
from practicecli.domain.people import (
    Client,
    License,
    Provider,
    npi_is_sound,
    objections_to_billing,
    readiness,
)

TODAY = date(2026, 11, 24)
ADA = Provider(
    id="p",
    name="Ada Example",
    credentials="LMHC",
    npi="1999999984",
    zone="America/New_York",
    licenses=(License("NY", "LMHC", TODAY), License("NJ", "LPC")),
    credentialing={("aetna", "NY"): "active", ("aetna", "NJ"): "pending"},
)
ANA = Client(
    id="c",
    ref="c-0000001",
    name="Ana Rivers",
    platform="headway",
    payer="aetna",
    plan="commercial",
    address="1 Example Street",
    state="NY",
    payment_method=True,
    forms=True,
    insurance=True,
)


@pytest.mark.parametrize(
    ("npi", "sound"),
    [
        ("1999999984", True),
        ("1234567893", True),  # the example of the CMS check digit rule
        ("1999999985", False),
        ("1999999983", False),
        ("199999998", False),
        ("19999999840", False),
        ("199999998x", False),
        ("\uff11999999984", False),
        ("", False),
    ],
)
def test_an_npi_is_known_by_its_check_digit(npi, sound):
    assert npi_is_sound(npi) is sound


@given(
    st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.sampled_from("123456789")
)
def test_one_wrong_digit_is_always_found(front, place, shift):
    whole = next(front + last for last in "0123456789" if npi_is_sound(front + last))
    wrong = str((int(whole[place]) + int(shift)) % 10)

    assert not npi_is_sound(whole[:place] + wrong + whole[place + 1 :])


@pytest.mark.parametrize(
    ("changes", "state", "bills", "expected"),
    [
        ({}, "NY", Bills.PLATFORM, []),
        ({"payment_method": False}, "NY", Bills.PLATFORM, ["payment-method"]),
        ({"payment_method": False, "forms": False}, "NY", Bills.PAYER, []),
        ({"forms": False}, "NY", Bills.PLATFORM, ["forms"]),
        ({"insurance": False}, "NY", Bills.PLATFORM, ["insurance"]),
        ({"insurance": False}, "NY", Bills.PAYER, ["insurance"]),
        ({"covered_until": date(2026, 11, 23)}, "NY", Bills.PAYER, ["insurance"]),
        ({"covered_until": TODAY}, "NY", Bills.PAYER, []),
        ({"covered_from": date(2026, 11, 25)}, "NY", Bills.PAYER, ["insurance"]),
        ({"covered_from": TODAY}, "NY", Bills.PAYER, []),
        ({"address": ""}, "NY", Bills.PLATFORM, ["address"]),
        ({"payer": "cigna"}, "NY", Bills.PLATFORM, ["not-credentialed"]),
        ({"payer": "cigna", "credentialing": True}, "NY", Bills.PLATFORM, []),
        ({"credentialing": True}, "NJ", Bills.PLATFORM, ["not-credentialed"]),
        ({}, "NJ", Bills.PLATFORM, ["not-credentialed"]),  # pending is not active
        ({}, "CA", Bills.PLATFORM, ["not-licensed-in-state", "not-credentialed"]),
        ({"insurance": False, "address": ""}, "CA", Bills.CLIENT, ["not-licensed-in-state"]),
    ],
)
def test_what_is_missing_before_a_session_can_be_paid_for(changes, state, bills, expected):
    found = objections_to_billing(
        replace(ANA, **changes), provider=ADA, bills=bills, state=state, on=TODAY
    )

    assert [problem.code for problem in found] == expected


def test_all_that_is_missing_is_said_at_once_with_what_to_type_and_no_name():
    bare = Client(id="c", ref="c-0000001", name="Ana Rivers", platform="headway", payer="aetna")

    found = list(
        objections_to_billing(bare, provider=ADA, bills=Bills.PLATFORM, state="CA", on=TODAY)
    )

    assert len(found) == 6
    assert all(problem.fix.startswith("practice ") for problem in found)
    assert not any("Ana" in problem.message + problem.fix for problem in found)


@pytest.mark.parametrize(
    ("state", "on", "kind"),
    [
        ("NY", TODAY, "LMHC"),
        ("NY", date(2026, 11, 25), None),
        ("NJ", date(2099, 1, 1), "LPC"),
        ("CA", TODAY, None),
    ],
)
def test_a_licence_counts_to_the_end_of_its_last_day(state, on, kind):
    held = ADA.license_in(state, on)

    assert (held and held.type) == kind


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"address": ""}, {"address"}),
        ({"payer": "cigna"}, {"credentialing"}),
        ({"payer": "cigna", "credentialing": True}, set()),
        ({"forms": False, "insurance": False}, {"forms", "insurance"}),
    ],
)
def test_readiness_is_five_things(changes, expected):
    found = readiness(replace(ANA, **changes), provider=ADA)

    assert len(found) == 5
    assert {name for name, there in found.items() if not there} == expected


@pytest.mark.parametrize(
    ("more", "but", "expected"),
    [
        (["B"], [], ("A", "B")),
        (["A"], [], ("A",)),
        ([" B\n C "], [], ("A", "B C")),  # one line each: they are stored so
        ([" "], [], ("A",)),
        ([], ["A"], ()),
        (["B"], ["A", "Z"], ("B",)),
    ],
)
def test_aliases_are_kept_once_and_on_one_line(more, but, expected):
    assert replace(ANA, aliases=("A",)).with_aliases(more, but=but) == expected
