"""What one pays a platform a month, said once: compare, tax and journal go by it from then on."""

from __future__ import annotations

import pytest

CASELOAD = (
    "platform", "compare", "--sessions", "20", "--per", "month", "--cpt", "90837",
    "--payer", "aetna",
)  # fmt: skip


def compared(practice, *more):
    rows = practice(*CASELOAD, *more, "--json").json()
    return {row["platform"]: row["fees_cents"] for row in rows}


def test_a_membership_is_kept_and_goes_before_the_figures(started):
    assert compared(started)["alma"] == 12 * 125_00

    said = started("platform", "edit", "alma", "--membership", "95.00", "--json")

    assert (said.exit, said.json()["membership_cents"]) == (0, 95_00)
    assert compared(started)["alma"] == 12 * 95_00
    assert compared(started, "--membership", "alma=15.00")["alma"] == 12 * 15_00
    assert "95.00" in started("platform", "show", "alma").out
    assert "membership 95.00" in started("audit", "list", "--json").out

    assert started("platform", "edit", "alma", "--membership", "none").exit == 0
    assert compared(started)["alma"] == 12 * 125_00
    started("platform", "edit", "alma", "--membership", "0")
    assert compared(started)["alma"] == 0


def test_tax_and_journal_go_by_what_was_said(started, tmp_path):
    who = started(
        "client", "add", "--name", "Al Example", "--platform", "alma", "--payer", "aetna",
        "--address", "1 Sample Street", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    made = started("session", "schedule", who, "2026-11-23T10:00", "--for", "60m", "--json").json()
    started("session", "confirm", made["ref"], "--cpt", "90837", "--dx", "F41.1")
    started("platform", "edit", "alma", "--membership", "95.00")

    tax = started("report", "tax", "--json").json()
    assert [row["membership_cents"] for row in tax] == [0, 0, 0, 95_00]
    started("export", "--hledger", "money.journal")
    assert "95.00" in (tmp_path / "money.journal").read_text()


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [(("alma",), 2), (("alma", "--membership", "much"), 2), (("rula", "--membership", "1"), 5)],
)
def test_what_cannot_be_kept_is_told(started, words, exit_code):
    assert started("platform", "edit", *words).exit == exit_code
