"""What a platform answers about a client's insurance, read with care: it may lack anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from practicecli.domain.benefits import ACCUMULATORS, LIMITS, objections_to_terms
from practicecli.domain.money import read_percent

ACTIVE, INACTIVE, NOT_FOUND, UNREADABLE = "active", "inactive", "not-found", "unreadable"
_STATUSES = (ACTIVE, INACTIVE, NOT_FOUND)  # no set: what is answered may be anything
_PAIRS = (
    ("deductible_cents", "deductible", "individual"),
    ("family_deductible_cents", "deductible", "family"),
    ("oop_max_cents", "out_of_pocket", "individual"),
    ("family_oop_max_cents", "out_of_pocket", "family"),
)
_DAY = 10  # letters of an ISO date


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as far as it can be read. `facts` and `terms` hold only what it really says.

    `unread` names what was there and is nothing we know, such as an amount below nothing.
    """

    status: str
    facts: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """Give all that it says by name, as answers are compared."""
        return {"status": self.status, **self.facts, **self.terms}


def read_answer(said: Mapping[str, Any], client: str) -> Answer:
    """Read an answer about a client, by id. One about somebody else says nothing at all."""
    status = said.get("status")
    if said.get("client", client) != client or status not in _STATUSES:
        return Answer(UNREADABLE, unread=("client" if status in _STATUSES else "status",))
    unread: list[str] = []
    facts: dict[str, str] = {}
    for name in ("payer", "plan"):
        _take(facts, unread, said, name, _text)
    for name in ("begins_on", "ends_on"):
        _take(facts, unread, said, name, _day)
    terms = _terms(said, unread)
    return Answer(str(status), facts, terms, tuple(unread))


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say what an answer says otherwise than the one before; what it does not say is no change."""
    return [
        {"field": name, "was": before.get(name), "now": value}
        for name, value in now.items()
        if before.get(name) != value
    ]


def is_whole(terms: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Say whether terms tell how far each limit that is known has been used up.

    What is met goes by one day: sums of today beside sums of last month would count twice.
    """
    return all(
        terms.get(met) is not None
        for total, met in LIMITS.items()
        if known.get(total) is not None and met != "visits_used"
    )


def without_accumulators(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Give the terms that say nothing of what has been used up."""
    return {name: value for name, value in terms.items() if name not in ACCUMULATORS}


def _terms(said: Mapping[str, Any], unread: list[str]) -> dict[str, Any]:
    benefits = said.get("benefits")
    if benefits is None:
        return {}
    if not isinstance(benefits, Mapping):
        unread.append("benefits")
        return {}
    terms: dict[str, Any] = {}
    _take(terms, unread, benefits, "copay_cents", _whole)
    _take(terms, unread, benefits, "coinsurance_percent", _percent, "coinsurance_hundredths")
    _take(terms, unread, benefits, "plan_year_starts_on", _year_start, "plan_year_start")
    for name, group, whose in _PAIRS:
        found = benefits.get(group)
        if isinstance(found, Mapping):
            _take_pair(terms, unread, name, found.get(whose), "total_cents", "used_cents")
        elif found is not None:
            unread.append(name)
    _take_pair(terms, unread, "visits_allowed", benefits.get("visits"), "allowed", "used")
    wrong = [name for name in terms if _is_wrong(terms, name)]
    gone = {*wrong, *(LIMITS.get(name, "") for name in wrong)}
    unread += wrong
    return {name: value for name, value in terms.items() if name not in gone}


def _is_wrong(terms: Mapping[str, Any], name: str) -> bool:
    """Say whether a term, with what of it is met, cannot be so."""
    if name in ACCUMULATORS:
        return False
    held = {one: terms[one] for one in (name, LIMITS.get(name, "")) if one in terms}
    return any(True for _ in objections_to_terms(held))


def _take(
    into: dict[str, Any],
    unread: list[str],
    said: Mapping[str, Any],
    name: str,
    read: Any,  # noqa: ANN401 - gives the value or raises ValueError
    called: str = "",
) -> None:
    value = said.get(name)
    if value is None:
        return
    try:
        into[called or name] = read(value)
    except ValueError:
        unread.append(called or name)


def _take_pair(
    terms: dict[str, Any], unread: list[str], name: str, pair: object, total: str, used: str
) -> None:
    """Take a limit only with what is used of it: either alone says too little."""
    if pair is None:
        return
    if not isinstance(pair, Mapping):
        unread.append(name)
        return
    try:
        terms |= {name: _whole(pair.get(total)), LIMITS[name]: _whole(pair.get(used))}
    except ValueError:
        unread.append(name)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _percent(value: object) -> int:
    return read_percent(str(value))  # `True` is none, either


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - all that cannot be read is told alike
    return value


def _day(value: object) -> str:
    return date.fromisoformat(_text(value)[:_DAY]).isoformat()


def _year_start(value: object) -> str:
    found = date.fromisoformat(_text(value)[:_DAY])
    return date(2001, found.month, found.day).strftime("%m-%d")  # no leap day: not every year has
