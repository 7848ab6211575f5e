"""The cost of sessions as a person and a script see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.cli import tables
from practicecli.cli.cell import Column
from practicecli.cli.terminal import WIDTH_OF_A_PIPE
from practicecli.cli.text import money, safe
from practicecli.domain.cost import Decided
from practicecli.domain.cost_course import Cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from practicecli.actions.costing import Account
    from practicecli.cli.output import Output
    from practicecli.domain.cost_course import Unknown

SHOWN = (
    Column("Client", "client_ref", "ref"),
    Column("On", "on", "date"),
    Column("Codes", "cpt"),
    Column("Payer", "payer"),
    Column("Plan", "plan"),
    Column("Billed", "billed_cents", "money"),
    Column("Written off", "write_off_cents", "money"),
    Column("Allowed", "allowed_cents", "money"),
    Column("Client pays", "client_cents", "money"),
    Column("Charged first", "charged_first_cents", "money"),
    Column("Plan pays", "plan_cents", "money"),
    Column("Estimate", "estimate"),
    Column("As of", "as_of", "date"),
)
STEPS = (Column("Step", "why"), Column("Amount", "cents", "money"))
COMING = (
    Column("Session", "session_ref", "ref"),
    Column("On", "on"),
    Column("CPT", "cpt"),
    Column("Allowed", "allowed_cents", "money"),
    Column("Client", "client_cents", "money"),
    Column("Ded. left", "deductible_left_cents", "money"),
    Column("OOP left", "oop_left_cents", "money"),
    Column("Why", "why"),
)
ON_A_SCREEN = (*COMING[:3], *COMING[4:])  # without what is allowed, it fits
_DECIDED = {
    Decided.PAYER: "payer decided",
    Decided.SELF_PAY: "self-pay",
    Decided.MISSED: "missed",
    Decided.EAP: "employee assistance",
    Decided.MEDICAID: "Medicaid",
    Decided.VISITS_USED_UP: "visits used up",
    Decided.OOP_MET: "out-of-pocket met",
    Decided.STRADDLES_OOP: "meets out-of-pocket",
    Decided.DEDUCTIBLE: "deductible",
    Decided.STRADDLES_DEDUCTIBLE: "uses up deductible",
    Decided.COPAY: "copay",
    Decided.COINSURANCE: "coinsurance",
    Decided.COPAY_AND_COINSURANCE: "copay and coinsurance",
    Decided.PLAN_PAYS: "the plan pays all",
}
_UNKNOWN = {
    "insurance": "no coverage in force",
    "no-benefits": "benefits not known",
    "visits-used-up": "visits used up",
    "no-rate": "no rate known",
    "no-cpt": "no code fits",
}
_AMOUNT = 12  # cells, for the amounts to the right
_INDENT = 2


def record_of(account: Account, found: Cost) -> dict[str, Any]:
    """Give one session's cost as JSON shows it."""
    visit = found.visit
    return {
        "client": account.client.id,
        "client_ref": account.client.ref,
        "session": visit.session or None,
        "session_ref": visit.ref or None,
        "on": visit.on.isoformat(),
        "cpt": list(visit.cpt),
        "platform": visit.platform,
        "payer": found.coverage.payer if found.coverage else "self",
        "plan": found.coverage.plan if found.coverage else "self",
        "billed_cents": found.billed_cents,
        "write_off_cents": found.write_off_cents,
        "allowed_cents": found.allowed_cents,
        "client_cents": found.client_cents,
        "charged_first_cents": found.charged_first_cents,
        "plan_cents": found.plan_cents,
        "steps": [{"why": step.why, "cents": step.cents} for step in found.steps],
        "decided_by": found.decided.value,
        "estimate": found.is_estimate,
        "assumed_rate": visit.prices.assumed and found.decided is not Decided.PAYER,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "missed_fee": _missed_fee(account, found),
    }


def _missed_fee(account: Account, found: Cost) -> dict[str, Any]:
    """Say whether a fee may be asked where the client misses it, and how much at most."""
    from practicecli.actions.fees import fee_terms

    visit = found.visit
    terms = fee_terms(account.db, account.book, account.client, visit.platform, visit.on)
    return {
        "allowed": not terms.forbidden,
        "at_most_cents": terms.most_cents,
        "why": terms.words,
    }


def coming_of(found: Sequence[Cost | Unknown]) -> Iterator[dict[str, Any]]:
    """Give sessions to come as JSON shows them; sums are null where they cannot be told."""
    year = None
    for one in found:
        known = one if isinstance(one, Cost) else None
        begins = known is not None and year is not None and known.year not in {year, None}
        year = (known and known.year) or year
        yield {
            "session": one.visit.session,
            "session_ref": one.visit.ref,
            "on": one.visit.on.isoformat(),
            "cpt": list(one.visit.cpt),
            "allowed_cents": known and known.allowed_cents,
            "client_cents": known and known.client_cents,
            "plan_cents": known and known.plan_cents,
            "deductible_left_cents": known and known.deductible_left,
            "oop_left_cents": known and known.oop_left,
            "decided_by": known and known.decided.value,
            "plan_year_begins": begins,
            "why": "plan year begins" if begins else _why(one),
            "problems": [] if isinstance(one, Cost) else [one.problem.as_dict()],
        }


def _why(one: Cost | Unknown) -> str:
    return _DECIDED[one.decided] if isinstance(one, Cost) else _UNKNOWN[one.problem.code]


def explain(out: Output, found: Cost, record: Mapping[str, Any]) -> None:
    """Write each step with its amount to the right, then who pays what."""
    width = min(out.width, WIDTH_OF_A_PIPE) if out.is_terminal else WIDTH_OF_A_PIPE
    codes = " ".join(f"`{code}`" for code in found.visit.cpt)
    who = f"{record['payer']} {record['plan']}" if found.coverage else _DECIDED[found.decided]
    head = f"{record['client_ref']}  {codes}".rstrip()
    out.say(f"{head}  on {record['on']}  {who}, {record['platform']}")
    for step in found.steps:
        _line(out, width, step.why, money(step.cents) if step.cents else "")
    sums = [("The client pays", found.client_cents)]
    if found.coverage:
        sums.append(("The plan pays", found.plan_cents))
    if found.write_off_cents:
        sums.append(("Written off", found.write_off_cents))
    out.say("")
    for label, cents in sums:
        _line(out, width, label, money(cents))
    out.say("")
    if found.decided is not Decided.MISSED:
        out.wrapped(record["missed_fee"]["why"], later=_INDENT)
    out.wrapped(_standing(found), later=_INDENT)


def _line(out: Output, width: int, words: str, amount: str) -> None:
    room = width - _AMOUNT
    *above, last = tables.wrapped(f"  {safe(words)}", room, later=_INDENT + 2)
    for line in above:
        out.say(line)
    gap = " " * max(room - tables.cells(last), 0)
    out.say(f"{last}{gap}{amount:>{_AMOUNT}}" if amount else last)


def _standing(found: Cost) -> str:
    if found.decided is Decided.MISSED:
        return "As it was charged"
    if not found.is_estimate:
        return "The payer has decided" if found.coverage else "As it was confirmed"
    known = f" from what was known on {found.as_of}" if found.as_of else ""
    said = f"This is an estimate{known}; the payer decides"
    if not found.coverage:
        said = "This is an estimate until the session is confirmed"
    if found.comes_back_cents:
        from practicecli.figures.costs import secondary_refund_days

        first, back = money(found.charged_first_cents), money(found.comes_back_cents)
        said += (
            f". The client is charged {first} first, and has {back} back within"
            f" {secondary_refund_days()} days"
        )
    return said
