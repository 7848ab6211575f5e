"""The compiled figures as domain records. Each is made once, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from practicecli.domain.payers import Payer
from practicecli.domain.policy import ChargeRules, Policy
from practicecli.figures._compiled import FIGURES
from practicecli.figures._digest import DIGEST
from practicecli.figures.codebook import cpt_table
from practicecli.figures.policies import policy_from

if TYPE_CHECKING:
    from practicecli.domain.denials import Denial
    from practicecli.domain.templates import NoteTemplate

__all__ = [
    "DIGEST",
    "charge_rules",
    "cpt_table",
    "denial",
    "note_template",
    "note_templates",
    "payer",
    "payers",
    "policies",
    "policy",
    "rate_cents",
    "remark",
    "review_days",
    "states",
]


@cache
def policies() -> dict[str, Policy]:
    """Every platform's policy by name."""
    prefix = "platforms/"
    found = (policy_from(row) for name, row in FIGURES.items() if name.startswith(prefix))
    return {policy.name: policy for policy in found}


def policy(name: str) -> Policy:
    """One platform's policy. Raises KeyError for a platform without figures."""
    return policies()[name]


@cache
def payers() -> dict[str, Payer]:
    """Every payer we know, by key."""
    return {row["key"]: _payer(row) for row in FIGURES["payers"]["payers"]}


@cache
def _payer_names() -> dict[str, str]:
    names = {}
    for found in payers().values():
        for name in (found.key, found.label, *found.aliases):
            names[_plain(name)] = found.key
    return names


@lru_cache(maxsize=256)
def payer(key_or_alias: str) -> Payer:
    """Find a payer by key, name or alias, in any case; an unknown one gets careful figures."""
    key = _payer_names().get(_plain(key_or_alias))
    return payers()[key] if key else _unknown_payer(key_or_alias)


@cache
def _unknown_payer(name: str) -> Payer:
    row = FIGURES["payers"]["default"]
    return _payer({**row, "key": name or row["key"], "label": name or row["label"]}, known=False)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace(".", " ").split())


def _payer(row: Mapping[str, Any], *, known: bool = True) -> Payer:
    figures = FIGURES["payers"]
    video = {plan: figures["video"][plan] for plan in figures["plans"]["names"]}
    video.update(row.get("video", {}))
    again = row.get("evaluation_again", figures["evaluation_again"])
    plan_review_days, plan_review_by_plan = review_days(row)
    return Payer(
        key=row["key"],
        label=row["label"],
        filing_days=row["filing_days"],
        filing_by_plan=tuple(row.get("filing_by_plan", {}).items()),
        video_modifiers=tuple((plan, tuple(marks)) for plan, marks in video.items()),
        eap_modifiers=tuple(row.get("eap_modifiers", ())),
        plan=row.get("plan", ""),
        aliases=tuple(row.get("aliases", ())),
        known=known,
        video_also=tuple(
            (plan, tuple(figures["video_also"].get(plan, ()))) for plan in figures["plans"]["names"]
        ),
        eap_code=row.get("eap_code", ""),
        evaluation_months=again["months"],
        evaluation_since_seen=again["since"] == "seen",
        plan_review_days=plan_review_days,
        plan_review_by_plan=plan_review_by_plan,
        missed_fee_cap_cents=row.get("missed_fee", {}).get("cap_cents"),
        missed_fee_forbidden=row.get("missed_fee", {}).get("forbidden", False),
    )


def review_days(row: Mapping[str, Any]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Give the days between reviews of treatment plans, and by plan where that differs.

    A payer's own `plan_review_days` holds for all its plans.
    """
    if "plan_review_days" in row:
        return row["plan_review_days"], ()
    figures = FIGURES["plans"]
    by_plan = tuple((plan, other["days"]) for plan, other in figures["by_plan"].items())
    return figures["review"]["days"], by_plan


@lru_cache(maxsize=1024)
def rate_cents(payer_name: str, cpt: str) -> int | None:
    """Give what a payer is assumed to pay for one unit, in cents; None for an unknown code."""
    rates = FIGURES["rates"]
    key = _payer_names().get(_plain(payer_name), "")
    own = rates.get(key, {}).get(cpt)
    found = rates["default"].get(cpt) if own is None else own
    return None if found is None else int(found)


def charge_rules() -> ChargeRules:
    """How long a client waits for a refund, and has to pay an invoice."""
    rows = FIGURES["charges"]
    return ChargeRules(rows["refund_seen"]["business_days"], rows["invoice_due"]["days"])


def note_templates() -> Mapping[str, NoteTemplate]:
    """Every built-in template by key."""
    from practicecli.figures.note_rules import note_templates as built_in  # late: few ask for them

    return built_in()


def note_template(key: str) -> NoteTemplate:
    """One built-in note template. Raises KeyError for a key that is none."""
    return note_templates()[key]


@cache
def _denials() -> dict[str, Denial]:
    from practicecli.domain.denials import Denial  # late: few ask for them

    figures = FIGURES["denials"]
    groups = figures["groups"]
    return {
        row["carc"]: Denial(
            row["carc"], row["group"], groups[row["group"]], row["meaning"], row["next_step"]
        )
        for row in figures["denials"]
    }


def denial(carc: str) -> Denial | None:
    """Say what a CARC means and what to do, given as `197` or `CO-197`."""
    return _denials().get(carc.strip().rpartition("-")[2])


def remark(code: str) -> str | None:
    """Say what a RARC means, in our own words."""
    rows = FIGURES["denials"]["remarks"]
    return next((str(row["meaning"]) for row in rows if row["code"] == code.strip().upper()), None)


def states() -> dict[str, tuple[str, str]]:
    """Every state's name and the zone most of its people live in, by its two letters."""
    return {code: (row["name"], row["zone"]) for code, row in FIGURES["states"]["states"].items()}
