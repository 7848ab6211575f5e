"""One practice in which everything happens to money, and all its sums held against each other."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from tests.cli.money_year import Practice, bank, copied, story

BY = ("month", "platform", "payer", "cpt", "client")
SUMS = ("sessions", "earned_cents", "received_cents", "clawback_cents", "open_cents", "lost_cents",
        "unpriced")  # fmt: skip
PAYS_SESSIONS = {"session", "client-payment", "refund"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """The practice after its fifteen weeks, for tests that only read."""
    practice = story(tmp_path_factory.mktemp("year"))
    (practice.folder / "bank.csv").write_text(bank(practice))
    return practice


@pytest.fixture
def own(lived: Practice, tmp_path) -> Practice:
    """A copy of it, for a test that writes."""
    return copied(lived, tmp_path / "year")


def totals(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in SUMS}


def confirmed(practice: Practice) -> dict[str, dict[str, Any]]:
    listed = practice.typed("session list --from 2026-08-01 --to 2026-12-31 --status confirmed")
    return {one["ref"]: one for one in listed}


def test_income_is_the_same_by_whatever_it_is_added_up_and_equals_its_lines(lived):
    found = [totals(lived.typed(f"report income --all --by {by}")) for by in BY]

    assert found == [found[0]] * len(BY)
    assert all(found[0][name] for name in SUMS if name != "unpriced"), found[0]
    for by in BY:
        rows = lived.typed(f"report income --all --by {by}")
        lines = lived.typed(f"report income --all --by {by} --unfold")
        key = "client_ref" if by == "client" else by
        for name in ("earned", "received", "open", "lost"):
            sums: Counter[str] = Counter()
            for line in lines:
                if line["sum"] == name:
                    sums[line[key]] += line["amount_cents"]
            told = {row[key]: row[f"{name}_cents"] for row in rows if row[f"{name}_cents"]}
            assert {who: cents for who, cents in sums.items() if cents} == told, (by, name)


def test_what_was_earned_on_each_platform_came_is_open_or_is_lost(lived):
    lines = lived.typed("report income --all --by platform --unfold")

    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line["sum"] != "received" or line["kind"] in PAYS_SESSIONS:
            sums[line["platform"], line["sum"]] += line["amount_cents"]
    for platform in ("headway", "grow", "alma", "rula", "direct", "self"):
        earned, *parts = (sums[platform, name] for name in ("earned", "received", "open", "lost"))
        assert earned == sum(parts), platform
        assert earned, platform


def accounts(text: str) -> Counter[str]:
    """Add a journal up by account, transaction by transaction, each of which has to balance."""
    found: Counter[str] = Counter()
    for block in text.split("\n\n"):
        if not re.match(r"\d{4}-\d\d-\d\d ", block):
            continue
        cents = 0
        for line in block.splitlines()[1:]:
            account, amount = re.split(r"\s{2,}", line.strip())
            sign, whole, part = re.fullmatch(r"\$(-?)(\d+)\.(\d\d)", amount).groups()
            value = int(whole + part) * (-1 if sign else 1)
            found[account] += value
            cents += value
        assert cents == 0, block
    return found


def test_the_journal_says_the_same_as_the_reports(lived):
    path = lived.folder / "practice.journal"
    lived.well("export", "--hledger", str(path), "--force")
    found = accounts(path.read_text())
    income = totals(lived.typed("report income --all"))
    lines = lived.typed("report income --all --by platform --unfold")
    besides = sum(line["amount_cents"] for line in lines
                  if line["sum"] == "received" and line["kind"] not in PAYS_SESSIONS)  # fmt: skip

    def under(root: str) -> int:
        return sum(cents for name, cents in found.items() if f"{name}:".startswith(f"{root}:"))

    assert -under("income") == income["earned_cents"] + besides
    assert under("assets:bank") + under("expenses:membership") == income["received_cents"]
    assert under("assets:receivable") == income["open_cents"]
    assert under("expenses:given-up") == income["lost_cents"]


def test_every_confirmed_session_is_in_a_payout_or_ahead_or_left_out(lived):
    everything = confirmed(lived)
    told = Counter(line["session_ref"] for one in lived.typed("payout list")
                   for line in lived.typed(f"payout show {one['ref']}")["lines"]
                   if line["kind"] == "session")  # fmt: skip
    ahead = Counter(line["session_ref"] for one in lived.typed("payout forecast --weeks 52")
                    for line in one["lines"]
                    if line["kind"] == "session" and line["standing"] != "told")  # fmt: skip
    left = Counter(
        one["session_ref"] for one in lived.typed("payout forecast --weeks 52 --left-out")
    )

    found = told + ahead + left
    assert {ref: found[ref] for ref in everything if found[ref] != 1} == {}


@pytest.mark.parametrize("kind", ["adjustment", "clawback"])
def test_what_was_only_put_right_in_a_payout_is_still_called_missing(own, kind):
    ref = own.sessions["second"][9]
    (payout, *_) = [one["ref"] for one in own.typed("payout list") if one["platform"] == "alma"]

    own.typed(f"payout adjust {payout} 50.00 {ref} --kind {kind}")

    listed = own.typed("payout forecast --left-out")
    assert [one["why"] for one in listed if one["session_ref"] == ref] == ["missing"]


def test_what_is_owed_by_age_is_what_income_calls_open_and_open_fees(lived):
    ageing = lived.typed("report ageing")
    mine = [row for row in ageing if row["kind"] != "client-to-platform"]
    held = confirmed(lived)
    besides = sum(one["open_cents"] for one in lived.typed("charge list --open")
                  if one["session_ref"] not in held)  # fmt: skip

    open_cents = totals(lived.typed("report income --all"))["open_cents"]
    assert sum(row["total_cents"] for row in mine) == open_cents + besides
    assert besides == 4000 + 2500  # a late cancellation at Alma, and the rest of a letter
    lines = lived.typed("report ageing --unfold")
    assert sum(one["amount_cents"] for one in lines) == sum(row["total_cents"] for row in ageing)


def test_shares_add_up_to_what_is_billed_and_what_is_decided_to_its_claim(lived):
    claims = {one["session_ref"]: one for one in lived.typed("claim list")}
    sessions = confirmed(lived)
    decided = 0
    for name, refs in lived.sessions.items():
        for ref in refs:
            if ref not in sessions:
                continue
            day = sessions[ref]["starts_at"][:10]
            cost = lived.typed(f"client cost {lived.clients[name]} --on {day}")
            assert cost["session_ref"] == ref, (name, ref)
            parts = [cost[f"{part}_cents"] for part in ("client", "plan", "write_off")]
            assert sum(parts) == cost["billed_cents"], (name, ref, cost)
            assert min(parts) >= 0
            assert sum(step["cents"] for step in cost["steps"]) == cost["client_cents"]
            claim = claims.get(ref)
            if cost["decided_by"] == "payer":
                decided += 1
                assert cost["client_cents"] == claim["client_owes_cents"], (name, ref)
                assert cost["plan_cents"] == claim["payer_paid_cents"], (name, ref)
                assert cost["billed_cents"] == claim["billed_cents"], (name, ref)
            elif claim and claim["status"] in {"paid", "denied", "reversed"}:
                raise AssertionError((name, ref, cost["decided_by"], claim))
    assert decided > 30


def test_a_bank_file_is_accounted_for_to_the_cent_and_a_second_time_alike(own):
    path = own.folder / "bank.csv"
    first = own("payout", "reconcile", "--bank", str(path), "--json")
    again = own("payout", "reconcile", "--bank", str(path), "--json")

    assert (first.exit, again.exit) == (8, 8)
    found = first.json()
    rows = [line.rsplit(",", 1)[1] for line in path.read_text().splitlines()[1:]]
    came = sum(int(row.replace(".", "")) for row in rows if not row.startswith("-"))
    held = sum(one["amount_cents"] for name in ("matched", "short") for payout in found[name]
               for one in payout["deposits"])  # fmt: skip
    assert held + sum(one["amount_cents"] for one in found["extra"]) == came
    assert [one["why"] for one in found["extra"]] == ["other", "double"]
    assert [one["difference_cents"] for one in found["short"]] == [-1000]
    assert ("headway", "2026-09-15") in {
        (one["platform"], one["payout_date"]) for one in found["missing"]
    }
    assert len(found["recorded"]) == 3
    told = {**again.json(), "new_deposits": found["new_deposits"], "recorded": found["recorded"]}
    assert told == found


def test_what_other_commands_add_up_is_what_the_reports_say(lived):
    income = totals(lived.typed("report income --from 2026-01-01 --to 2026-12-31"))
    tax = lived.typed("report tax")
    assert sum(row["received_cents"] for row in tax) == income["received_cents"]
    used = lived.typed("report utilisation --by month --from 2026-01-01 --to 2026-12-31")
    assert sum(row["held"] for row in used) == income["sessions"]

    charges = lived.typed("charge list")
    balance = lived.typed("charge balance")
    for name in ("open_cents", "disputed_cents"):
        assert sum(one[name] for one in balance) == sum(one[name] for one in charges)
    for one in balance:
        ages = [one[f"{days}_cents"] for days in ("days_0_30", "days_31_60", "days_61_90")]
        assert sum(ages) + one["over_90_cents"] == one["open_cents"]
    (invoice,) = lived.typed("invoice list")
    on_it = [one for one in charges if one["invoice_ref"] == invoice["ref"]]
    assert sum(one["amount_cents"] for one in on_it) == invoice["total_cents"]
    assert sum(one["open_cents"] for one in on_it) == invoice["balance_cents"]

    for payout in lived.typed("payout list"):
        lines = lived.typed(f"payout show {payout['ref']}")["lines"]
        assert sum(one["amount_cents"] for one in lines) == payout["total_cents"], payout
    for payout in lived.typed("payout forecast --weeks 52"):
        parts = ("told", "confirmed", "unconfirmed", "booked")
        assert sum(one["amount_cents"] or 0 for one in payout["lines"]) == payout["total_cents"]
        assert sum(payout[f"{part}_cents"] for part in parts) == payout["total_cents"]
        assert payout["guaranteed_cents"] + payout["open_cents"] == payout["total_cents"]


def test_time_and_syncing_again_change_no_sum(own):
    asked = ("report income --all --unfold", "report ageing --unfold", "payout list",
             "charge list", "claim list", "payout forecast --left-out")  # fmt: skip
    own.advance("1h")
    first = [own.typed(line) for line in asked]
    own.typed("sync")
    own.typed("sync")
    again = [own.typed(line) for line in asked]
    assert again == first
