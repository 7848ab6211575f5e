"""Whatever is typed about money, in any order: the sums of reports and journal stay one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.cli import test_money_ledger_scenario as ledger
from tests.cli.money_year import Practice, copied, story

COMMANDS = (
    "charge add {session}", "charge add {session} {amount}",
    "charge add --client {client} {amount} --for Letter", "charge pay {charge}",
    "charge pay {charge} {amount}", "charge refund {charge}", "charge refund {charge} {amount}",
    "charge write-off {charge}", "charge fail {charge}", "charge dispute {charge}",
    "charge settle {charge}", "invoice add {client}", "invoice pay 1 {amount}", "invoice void 2",
    "payout record {platform} {day}", "payout record {platform} {day} {amount} {session}",
    "payout adjust {payout} {amount}", "payout adjust {payout} {amount} {session} --kind clawback",
    "payout adjust {payout} {amount} --less",
    "rate set {platform} {payer} {cpt} {amount} --from {day}",
    "client edit {client} --payer {payer}", "undo --yes",
)  # fmt: skip
BY_HAND = ("alma", "second", "ruled", "direct", "self")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    return story(tmp_path_factory.mktemp("chance"))


def command(practice: Practice, chance: random.Random) -> str:
    name = chance.choice(BY_HAND)
    charges = [one["ref"] for one in practice.typed("charge list") if not one["told_by_platform"]]
    payouts = [one["ref"] for one in practice.typed("payout list") if one["platform"] == "alma"]
    return chance.choice(COMMANDS).format(
        session=chance.choice(practice.sessions[name]),
        client=practice.clients[name],
        charge=chance.choice(charges),
        payout=chance.choice(payouts),
        platform=chance.choice(("alma", "rula", "direct")),
        payer=chance.choice(("aetna", "cigna")),
        cpt=chance.choice(("90834", "90837")),
        amount=chance.choice(("0.01", "20.00", "33.33", "140.00", "141.33", "250.00")),
        day=f"2026-{chance.choice(('09', '10', '11'))}-{chance.randint(1, 16):02}",
    )


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_commands_parts_the_sums(lived: Practice, seed: int, tmp_path: Path) -> None:
    own, chance = copied(lived, tmp_path / "own"), random.Random(seed)  # noqa: S311 - chance, not a key
    for _ in range(40):
        line = command(own, chance)
        done = own(*line.split(), "--json")
        assert done.exit in {0, 3, 5}, (line, done.err)
        if done.exit:
            continue
        found = [ledger.totals(own.typed(f"report income --all --by {by}")) for by in ledger.BY]
        assert found == [found[0]] * len(found), line
        ledger.test_what_was_earned_on_each_platform_came_is_open_or_is_lost(own)
        ledger.test_the_journal_says_the_same_as_the_reports(own)
        ledger.test_every_confirmed_session_is_in_a_payout_or_ahead_or_left_out(own)
