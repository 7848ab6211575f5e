"""Whatever is not settled says so: that it is an estimate, of which day, by which rates."""

from __future__ import annotations

import pytest

BY_RATES = "an estimate of 2026-11-24. Amounts are your contract rates (the newest from 2026-01-01)"
CASELOAD = ("--sessions", "20", "--cpt", "90834", "--payer", "aetna")


@pytest.fixture
def worked(started):
    """A session that is confirmed and not paid yet, and one that is over and not confirmed."""
    who = started(
        "client", "add", "--name", "Al Example", "--platform", "alma", "--payer", "aetna",
        "--address", "1 Sample Street", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    started("rate", "set", "alma", "aetna", "90834", "135.00", "--from", "2026-01-01")
    for when in ("2026-11-20T10:00", "2026-11-23T10:00"):
        made = started("session", "schedule", who, when, "--for", "50m", "--json").json()
    done = started("session", "confirm", made["ref"], "--cpt", "90834", "--dx", "F41.1")
    assert done.exit == 0, done.err
    return started


@pytest.mark.parametrize(
    "words",
    [
        ("payout", "upcoming"),
        ("report", "income"),
        ("report", "ageing"),
        ("report", "ageing", "--unfold"),
        ("report", "unbilled"),
        ("report", "unbilled", "--unfold"),
        ("platform", "compare"),
        ("platform", "compare", *CASELOAD),
    ],
)
def test_a_sum_that_is_not_settled_says_so_with_its_day_and_rates(worked, words):
    assert BY_RATES in worked(*words).err


@pytest.mark.parametrize(
    "words",
    [
        ("payout", "upcoming"),
        ("payout", "forecast"),
        ("report", "income"),
        ("report", "ageing"),
        ("report", "unbilled"),
        ("platform", "compare"),
        ("platform", "compare", *CASELOAD),
    ],
)
def test_a_script_is_told_as_well(worked, words):
    rows = worked(*words, "--json").json()

    assert {(row["estimate"], row["as_of"]) for row in rows} == {(True, "2026-11-24")}


def test_a_comparison_unfolds_to_its_lines(worked):
    (row,) = worked("platform", "compare", "--json").json()
    (command,) = [
        line.partition("`practice ")[2].rstrip("`")
        for line in worked("platform", "compare").err.splitlines()
        if "--unfold" in line
    ]

    lines = worked(*command.split(), "--json").json()

    earned = [line["amount_cents"] for line in lines if line["sum"] == "earned"]
    assert sum(earned) == row["gross_cents"] == 135_00
