"""The sandbox's figures, out of the file beside this one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Defaults:
    """How long things take, what a client pays (cents), and the member ids that steer a claim."""

    client_acts_after: timedelta
    no_payment_method: str
    card_fails: str
    plan_ends: str
    removed: str
    removed_after: timedelta
    sent_after: timedelta
    received_after: timedelta
    accepted_after: timedelta
    decided_after: timedelta
    slow_after: timedelta
    reject: str
    slow: str
    deny: str
    clawback: str
    clawback_after: timedelta
    copay_cents: int
    charged_after: timedelta
    retries: int
    retry_after: timedelta
    paid_at_hour: int
    coinsurance_percent: int
    deductible_cents: int
    out_of_pocket_cents: int
    family_times: int
    eap_visits: int
    deductible_first: str
    deductible_first_cents: int
    out_of_pocket_nearly_met: str
    estimates: tuple[tuple[int, str], ...]

    def steers(self, member_id: str) -> bool:
        """Say whether a member id decides by itself what happens, so that no chance does."""
        return member_id.startswith(
            (
                self.no_payment_method, self.card_fails, self.plan_ends, self.removed, self.reject,
                self.slow, self.deny, self.clawback, self.deductible_first,
                self.out_of_pocket_nearly_met,
            )
        )  # fmt: skip


@cache
def defaults() -> Defaults:
    """Read the figures, once."""
    text = files("practicecli.sandbox").joinpath("defaults.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    readiness, claims, charges = found["readiness"], found["claims"], found["charges"]
    benefits = found["benefits"]
    return Defaults(
        client_acts_after=timedelta(hours=readiness["client_acts_after_hours"]),
        no_payment_method=readiness["no_payment_method"],
        card_fails=readiness["card_fails"],
        plan_ends=readiness["plan_ends"],
        removed=readiness["removed"],
        removed_after=timedelta(hours=readiness["removed_after_hours"]),
        sent_after=timedelta(hours=claims["sent_after_hours"]),
        received_after=timedelta(hours=claims["received_after_hours"]),
        accepted_after=timedelta(hours=claims["accepted_after_hours"]),
        decided_after=timedelta(days=claims["decided_after_days"]),
        slow_after=timedelta(days=claims["slow_after_days"]),
        reject=claims["reject"],
        slow=claims["slow"],
        deny=claims["deny"],
        clawback=claims["clawback"],
        clawback_after=timedelta(days=claims["clawback_after_days"]),
        copay_cents=charges["copay_cents"],
        charged_after=timedelta(hours=charges["charged_after_hours"]),
        retries=charges["retries"],
        retry_after=timedelta(hours=charges["retry_after_hours"]),
        paid_at_hour=found["payouts"]["paid_at_hour"],
        coinsurance_percent=benefits["coinsurance_percent"],
        deductible_cents=benefits["deductible_cents"],
        out_of_pocket_cents=benefits["out_of_pocket_cents"],
        family_times=benefits["family_times"],
        eap_visits=benefits["eap_visits"],
        deductible_first=benefits["deductible_first"]["begins"],
        deductible_first_cents=benefits["deductible_first"]["deductible_cents"],
        out_of_pocket_nearly_met=benefits["out_of_pocket_nearly_met"]["begins"],
        estimates=tuple((least, code) for least, code in found["estimates"]["ladder"]),
    )
