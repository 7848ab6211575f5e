"""All that can be said of codes before there is a session: what `confirm` would say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from practicecli.domain.codes import CptTable, objections_to_codes
from practicecli.domain.cpt import units_for
from practicecli.domain.dx import Dx, objections_to_dx
from practicecli.domain.payers import Payer
from practicecli.domain.policy import Policy
from practicecli.domain.problems import Problem, blocking
from practicecli.domain.telehealth import claim_place


@dataclass(frozen=True, slots=True)
class CodesAsked:
    """Codes to check: true minutes, None where not known; no modifiers means the usual ones.

    `em_minutes` were an office visit's; `same_day` are codes of the client's other sessions.
    """

    cpt: tuple[str, ...]
    dx: tuple[str, ...]
    minutes: int | None
    licence: str
    place: str
    payer: Payer
    plan: str
    on: date
    modifiers: tuple[str, ...] = ()
    em_minutes: int | None = None
    same_day: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodesFound:
    """The answer: objections, units by code, and how the claim names place and modifiers."""

    problems: tuple[Problem, ...]
    units: Mapping[str, int]
    modifiers: tuple[str, ...]
    place_of_service: str

    @property
    def ok(self) -> bool:
        """Whether nothing blocks."""
        return not blocking(self.problems)


def check_codes(
    asked: CodesAsked,
    *,
    policy: Policy | None,
    table: CptTable,
    lookup: Callable[[str, date], Dx | None],
) -> CodesFound:
    """Hold codes against every rule that needs no session. Raises KeyError for an unknown place."""
    place_of_service, usual = claim_place(asked.place, asked.payer, asked.plan)
    problems = (
        *objections_to_codes(
            asked.cpt,
            minutes=asked.minutes,
            licence=asked.licence,
            place=asked.place,
            payer=asked.payer,
            plan=asked.plan,
            on=asked.on,
            modifiers=asked.modifiers,
            policy=policy,
            table=table,
            em_minutes=asked.em_minutes,
        ),
        *_objections_to_day(asked, table),
        *objections_to_dx(asked.dx, lookup=lookup, on=asked.on),
    )
    return CodesFound(
        problems=problems,
        units=units_for(asked.cpt, asked.minutes or 0, table, asked.em_minutes),
        modifiers=asked.modifiers or usual,
        place_of_service=place_of_service,
    )


def _objections_to_day(asked: CodesAsked, table: CptTable) -> Iterator[Problem]:
    if asked.same_day:
        from practicecli.domain.code_history import objections_to_day  # late: seldom asked for

        yield from objections_to_day(
            asked.cpt,
            frozenset(asked.modifiers),
            asked.same_day,
            frozenset(),
            table=table,
            whose="this client that day",
        )
