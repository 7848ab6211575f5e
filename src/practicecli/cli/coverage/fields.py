"""What is typed of benefits, read into terms; every fault is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.domain.coverage import Rank
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING = "none"  # typed for a term that the plan does not have


def _option(name: str, metavar: str, words: str) -> Any:  # noqa: ANN401 - what Typer makes of it
    return typer.Option(name, metavar=metavar, help=words)


Ranked = Annotated[Rank, typer.Option("--rank", help="Who pays first, or after them")]
Copay = Annotated[str | None, _option("--copay", "25.00", "What the client pays of each session")]
Coinsurance = Annotated[
    str | None,
    _option("--coinsurance", "20", "The client's part, in percent, after the deductible"),
]
Deductible = Annotated[
    str | None, _option("--deductible", "500", "What the client pays first in a plan year")
]
DeductibleMet = Annotated[str | None, _option("--deductible-met", "450", "How much of it is paid")]
FamilyDeductible = Annotated[
    str | None, _option("--family-deductible", "1000", "The same for the whole family")
]
FamilyDeductibleMet = Annotated[
    str | None, _option("--family-deductible-met", "600", "How much of that is paid")
]
OopMax = Annotated[
    str | None, _option("--oop-max", "3000", "The most the client pays in a plan year")
]
OopMet = Annotated[str | None, _option("--oop-met", "0", "How much of it is paid")]
FamilyOopMax = Annotated[
    str | None, _option("--family-oop-max", "6000", "The same for the whole family")
]
FamilyOopMet = Annotated[str | None, _option("--family-oop-met", "0", "How much of that is paid")]
Visits = Annotated[str | None, _option("--visits", "N", "Visits the plan allows in a plan year")]
VisitsUsed = Annotated[str | None, _option("--visits-used", "N", "How many of them are used")]
Authorization = Annotated[
    bool | None,
    typer.Option("--authorization/--no-authorization", help="Sessions need an authorization"),
]
PlanYearStart = Annotated[
    str | None, _option("--plan-year-start", "MM-DD", "When the plan year begins; else 01-01")
]
AsOf = Annotated[
    str | None, _option("--as-of", "DATE", "The day the benefits are known for; else today")
]


def read_terms(typed: Mapping[str, str | bool | None], *, none: bool) -> dict[str, Any]:
    """Give the terms that were typed, by the names of JSON, and the `plan` where it is among them.

    `none`: that word forgets a term. Raises UsageError naming every one that cannot be read.
    """
    terms: dict[str, Any] = {}
    wrong: list[str] = []
    for name, text in typed.items():
        if text is None:
            continue
        if isinstance(text, bool):
            terms[name] = text
            continue
        wanted, read = _reader(name)
        try:
            terms[name] = None if none and text.strip() == NOTHING else read(text)
        except ValueError:
            from practicecli.domain.benefits import OPTIONS

            wrong.append(f"`{OPTIONS.get(name, '--plan')}` takes {wanted}")
    if wrong:
        raise UsageError("; ".join(wrong), hint="Nothing was changed; type it again")
    return terms


def _reader(name: str) -> tuple[str, Callable[[str], Any]]:
    if name == "coinsurance_hundredths":
        from practicecli.domain.money import read_percent

        return "a percentage from 0 to 100, such as `20` or `22.22`", read_percent
    if name == "plan":
        # The kind of plan decides, not the name it is sold under.
        return "`commercial`, `medicare`, `medicaid`, `eap` or `self`", _plan
    if name.startswith("visits"):
        return "a whole number, such as `20`", _count
    if name == "plan_year_start":
        return "a month and a day, such as `07-01`", _month_day
    from practicecli.domain.money import read_cents

    return "an amount, such as `25.00`", read_cents


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _plan(text: str) -> str:
    from practicecli.files.personal import known_plan

    found = known_plan(text.strip())
    if found is None:
        raise ValueError
    return found


def _month_day(text: str) -> str:
    from datetime import date

    month, _, day = text.strip().partition("-")
    return f"{date(2001, _count(month), _count(day)):%m-%d}"  # no leap day: not every year has one
