"""Which service a session was, by what is marked on it, and which code its true minutes fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practicecli.domain.code_history import months_after
from practicecli.domain.code_payers import EAP
from practicecli.domain.cpt import COMPLEXITY, INDIVIDUAL, WITH_EM, CptTable
from practicecli.domain.payers import Payer
from practicecli.domain.policy import Policy

_PRESCRIBER = "prescriber"
_YEAR = 12  # months
_FAMILY = {"client-family": "90847", "family": "90846"}
_GROUP = {"group": "90853", "families": "90849"}
_WITH = {
    "client-family": "Family or partner took part with the client",
    "family": "Family came without the client",
    "group": "The client took part in a group; each member has a claim of one unit",
    "families": "Several families met; each family has one claim of one unit",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A session as codes follow from it: true minutes, marks, place, payer, and what went before.

    `em_minutes` is the share of an office visit, 0 for none. `same_day` are the codes confirmed for
    other sessions of the client on that day; it is the `first` where none was held before.
    """

    ref: str
    minutes: int
    assumed: bool
    participants: str
    occasion: str
    complexity: str
    em_minutes: int
    place: str
    licence: str
    payer: Payer
    plan: str
    on: date
    policy: Policy | None = None
    same_day: tuple[str, ...] = ()
    same_day_marks: frozenset[str] = frozenset()
    last_evaluation: date | None = None
    last_seen: date | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """The codes of a session, and why these."""

    cpt: tuple[str, ...]
    reasons: tuple[str, ...]


def service_of(held: Held, table: CptTable) -> Service:
    """Find the codes that marks and true minutes call for; none where it was too short for any."""
    shortest = min(cpt.at_least or 0 for cpt in table.ladders[INDIVIDUAL])
    if held.minutes < shortest and not held.em_minutes:  # a visit alone has its own limits
        return Service((), (f"Under {shortest} minutes no code fits: nothing can be billed",))
    if held.payer.plan_of(held.plan) == EAP and held.payer.eap_code:
        code = held.payer.eap_code
        why = f"{held.payer.label}'s employee assistance takes `{code}` for every session"
        return Service((code,), (f"{why}, with the authorization's number on the claim",))
    return _with_complexity(held, _service(held, table), table)


def _service(held: Held, table: CptTable) -> Service:
    if held.occasion == "crisis":
        return _crisis(held, table)
    if held.occasion == "intake":
        return _intake(held, table)
    if held.participants in _GROUP:
        return _group(held)
    if held.em_minutes:
        return _visit(held, table)
    if held.participants in _FAMILY:
        return _family(held, held.minutes, table)
    return _individual(INDIVIDUAL, held.minutes, table)


def _individual(family: str, minutes: int, table: CptTable) -> Service:
    fit = table.fitting(family, minutes)
    if fit is None:
        return Service((), (f"{minutes} minutes of therapy are too short for any code",))
    return Service((fit.code,), (f"`{fit.code}` is for {fit.range()} with the client",))


def _crisis(held: Held, table: CptTable) -> Service:
    first, further = table.ladders["crisis"]
    if held.minutes < (first.at_least or 0):
        usual = _individual(INDIVIDUAL, held.minutes, table)
        why = f"Marked as a crisis, but `{first.code}` needs {first.at_least} minutes"
        return Service(usual.cpt, (why, *usual.reasons))
    why = f"Marked as a crisis: `{first.code}` is for the first {first.range()} of that day"
    if held.minutes < (further.at_least or 0):
        return Service((first.code,), (why,))
    units = further.units(held.minutes)
    more = f"`{further.code}` counts begun half hours from {further.at_least} minutes on: {units}"
    return Service((first.code, further.code), (why, more))


def _intake(held: Held, table: CptTable) -> Service:
    code, why = "90791", "Marked as an intake: `90791` is for a first evaluation"
    if _PRESCRIBER in table.licence_kinds(held.licence):
        if held.em_minutes:
            code = "90792"
            why = "Marked as an intake with a medical visit: `90792` holds both"
        else:
            why += "; with medical services, mark the visit's minutes and it is `90792`"
    if held.last_evaluation is not None:
        why += f"; the last one was confirmed for {held.last_evaluation}"
    return Service((code,), (why,))


def _group(held: Held) -> Service:
    code = _GROUP[held.participants]
    reasons = [f"{_WITH[held.participants]}: `{code}`"]
    if held.payer.plan_of(held.plan) == "medicaid":
        reasons.append("Some Medicaid programs want `HQ` on group therapy: ask yours")
    return Service((code,), tuple(reasons))


def _family(held: Held, minutes: int, table: CptTable) -> Service:
    cpt = table.codes[_FAMILY[held.participants]]
    if not cpt.fits(minutes):
        short = f"{_WITH[held.participants]}: `{cpt.code}` needs {cpt.range()}; it was {minutes}"
        return Service((), (short,))
    why = (
        f"{_WITH[held.participants]}: `{cpt.code}`, once, for the client whose diagnosis is billed"
    )
    return Service((cpt.code,), (why,))


def _visit(held: Held, table: CptTable) -> Service:
    """Give an office visit with its therapy: by time where it stands alone, else at its lowest."""
    if _PRESCRIBER not in table.licence_kinds(held.licence):
        why = (
            f"{held.em_minutes} minutes are marked as a medical visit, which"
            f" {held.licence or 'an unknown licence'} may not bill; take the mark away with"
            f" `practice session mark {held.ref} --em-minutes 0`"
        )
        return Service((), (why,))
    left = max(held.minutes - held.em_minutes, 0)
    if held.participants in _FAMILY:
        therapy = _family(held, left, table)
    else:
        therapy = _individual(WITH_EM, left, table)
    known, who = _kind_of_client(held, table)
    levels = table.ladders[known]
    if therapy.cpt:
        why = (
            f"`{levels[0].code}` for the visit of {who}: beside therapy its level goes by medical"
            " decision making; this is the lowest, take another only if the note carries it"
        )
        return Service((levels[0].code, *therapy.cpt), (why, *therapy.reasons))
    by_time = [one for one in levels if (one.time_or_mdm or 0) <= held.em_minutes]
    if not by_time:
        why = f"By time an office visit of {who} needs {levels[0].time_or_mdm} minutes"
        return Service((), (*therapy.reasons, why))
    why = f"`{by_time[-1].code}` is for a visit of {who} from {by_time[-1].time_or_mdm} minutes on"
    return Service((by_time[-1].code,), (*therapy.reasons, why))


def _kind_of_client(held: Held, table: CptTable) -> tuple[str, str]:
    since = held.last_seen
    gone = since is not None and months_after(since, table.new_client_years * _YEAR) < held.on
    if gone or (since is None and held.first):
        return "visit-new", "a new client"
    return "visit-known", "a known client"


def _with_complexity(held: Held, service: Service, table: CptTable) -> Service:
    if not held.complexity or not service.cpt:
        return service
    label = table.complexity.get(held.complexity, held.complexity)
    if set(service.cpt).isdisjoint(table.codes[COMPLEXITY].bases):
        why = f"`{COMPLEXITY}` does not go with {' '.join(f'`{one}`' for one in service.cpt)}"
        return Service(service.cpt, (*service.reasons, why))
    why = f"`{COMPLEXITY}` for {label}; the note has to say how"
    return Service((*service.cpt, COMPLEXITY), (*service.reasons, why))
