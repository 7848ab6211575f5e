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
    sent_after: timedelta
    received_after: timedelta
    accepted_after: timedelta
    decided_after: timedelta
    slow_after: timedelta
    reject: str
    slow: str
    deny: str
    copay_cents: int
    charged_after: timedelta
    paid_at_hour: int


@cache
def defaults() -> Defaults:
    """Read the figures, once."""
    text = files("practicecli.sandbox").joinpath("defaults.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    readiness, claims, charges = found["readiness"], found["claims"], found["charges"]
    return Defaults(
        client_acts_after=timedelta(hours=readiness["client_acts_after_hours"]),
        no_payment_method=readiness["no_payment_method"],
        sent_after=timedelta(hours=claims["sent_after_hours"]),
        received_after=timedelta(hours=claims["received_after_hours"]),
        accepted_after=timedelta(hours=claims["accepted_after_hours"]),
        decided_after=timedelta(days=claims["decided_after_days"]),
        slow_after=timedelta(days=claims["slow_after_days"]),
        reject=claims["reject"],
        slow=claims["slow"],
        deny=claims["deny"],
        copay_cents=charges["copay_cents"],
        charged_after=timedelta(hours=charges["charged_after_hours"]),
        paid_at_hour=found["payouts"]["paid_at_hour"],
    )
