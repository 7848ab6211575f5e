"""What a platform says of a client's insurance, beside what is noted here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from practicecli.cli import shapes
from practicecli.cli.cell import Column
from practicecli.cli.text import money

if TYPE_CHECKING:
    from practicecli.actions.eligibility import Checked
    from practicecli.cli.app import App
    from practicecli.domain.people import Client

COMPARED = (
    Column("What", "what"),
    Column("Noted here", "here"),
    Column("The platform says", "there"),
)


def ask(run: App, one: Client, batch: str = "") -> Checked:
    """Ask the client's platform and keep its answer. Raises RefusedError where nobody is there.

    Those asked about under the same `batch` are taken back together.
    """
    from practicecli.actions.eligibility import keep_answer
    from practicecli.cache.connect import transaction
    from practicecli.cli.sync.opening import opener
    from practicecli.errors import RefusedError

    platform = run.platforms[one.platform]
    if platform.is_manual:
        raise RefusedError(
            f"{platform.name} is reached by hand, so it cannot be asked from here",
            hint=f"Ask in its portal; `practice coverage add {one.ref} ...` notes what it says",
        )
    with opener(run)(platform) as remote:
        said = dict(remote.eligibility(one.id))
    with transaction(run.db):
        desk = replace(run.desk, batch=batch) if batch else run.desk
        return keep_answer(desk, one.id, one.platform, said)


def eligibility(run: App, one: Client) -> dict[str, Any]:
    """Ask the client's platform, as `ask` does, and give what it said."""
    import json

    said: dict[str, Any] = json.loads(ask(run, one).kept.answer)
    with suppress(KeyError, TypeError, ValueError):  # what is no instant stays as it was said
        said["asked_at"] = shapes.instant(said["asked_at"], run.zone)
    return said


def compared(one: Client, said: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Give lines of what is noted here and what was said; another's answer may lack anything."""
    yield _line("insurance", "verified" if one.insurance else "not verified", said, "status")
    yield _line("payer", one.payer, said, "payer")
    yield _line("plan", one.plan, said, "plan")
    yield _line("covered from", str(one.covered_from or ""), said, "begins_on")
    yield _line("covered until", str(one.covered_until or ""), said, "ends_on")
    benefits = _part(said, "benefits")
    for what, there in (
        ("copay", _money(benefits.get("copay_cents"))),
        ("coinsurance", _percent(benefits.get("coinsurance_percent"))),
        ("deductible", _limit(benefits, "deductible", "individual")),
        ("deductible, family", _limit(benefits, "deductible", "family")),
        ("out of pocket", _limit(benefits, "out_of_pocket", "individual")),
        ("out of pocket, family", _limit(benefits, "out_of_pocket", "family")),
        ("visits", _visits(_part(benefits, "visits"))),
        ("plan year from", str(benefits.get("plan_year_starts_on") or "")),
    ):
        if there:
            yield {"what": what, "here": "", "there": there}


def _line(what: str, here: str, said: Mapping[str, Any], name: str) -> dict[str, str]:
    return {"what": what, "here": here, "there": str(said.get(name) or "")}


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, Mapping) else {}


def _money(cents: object) -> str:
    return money(cents) if isinstance(cents, int) else ""


def _percent(share: object) -> str:
    return "" if share is None else f"{share}%"


def _limit(benefits: Mapping[str, Any], name: str, whose: str) -> str:
    found = _part(_part(benefits, name), whose)
    used, total = _money(found.get("used_cents")), _money(found.get("total_cents"))
    return f"{used} of {total} used" if used and total else ""


def _visits(found: Mapping[str, Any]) -> str:
    return f"{found.get('used')} of {found.get('allowed')} used" if found else ""
