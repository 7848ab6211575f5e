"""Keeping authorizations: added, corrected, ended, and counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from practicecli.actions.desk import Desk, Done, keep
from practicecli.actions.permits import set_runs_out
from practicecli.cache import authorizations, people
from practicecli.domain.authorizations import Authorization, clashes
from practicecli.domain.problems import Problem, warning
from practicecli.domain.refs import ref_of
from practicecli.domain.texts import objections_to_texts
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from practicecli.domain.people import Client

MOST_UNITS = 999  # a session a day for years; more is a slip of the hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is said of an authorization; None where nothing is, so that it stays as it was.

    Those named in `forget` are taken away: `number`, `units`, `codes` or `ends`.
    """

    number: str | None = None
    units: int | None = None
    starts: date | None = None
    ends: date | None = None
    codes: Sequence[str] | None = None
    used_before: int | None = None
    payer: str | None = None
    forget: Collection[str] = ()


def add_authorization(desk: Desk, client: str, terms: Terms) -> tuple[str, list[Problem]]:
    """Keep what a payer allowed; give its id, and what to mind. Call it in a transaction.

    Without a payer it is that of the client. Raises RefusedError.
    """
    who = people.client(desk.db, client)
    identity = desk.fresh_id()
    new = Authorization(
        id=identity,
        ref=ref_of("authorization", identity),
        client=client,
        payer=who.payer,
        number="",
        codes=(),
        units=None,
        used_before=0,
        starts=terms.starts or desk.today,
    )
    one = _with(desk, new, terms)
    problems = [*_objections(desk, one, who), *_overlaps(desk, one)]
    if problems:
        raise RefusedError("The authorization was not added", problems)
    _write(desk, one, None, "add")
    return identity, list(_doubts(one, who))


def edit_authorization(desk: Desk, identity: str, terms: Terms) -> list[Problem]:
    """Correct an authorization; a new last day makes one that was ended count again.

    Raises RefusedError. Call it in a transaction.
    """
    before = authorizations.get(desk.db, identity)
    who = people.client(desk.db, before.client)
    reopened = terms.ends is not None or "ends" in terms.forget
    after = _with(desk, replace(before, ended=before.ended and not reopened), terms)
    problems = [*_objections(desk, after, who), *_overlaps(desk, after)]
    if problems:
        raise RefusedError(f"Authorization {before.ref} was not changed", problems)
    _write(desk, after, before, "edit")
    return list(_doubts(after, who))


def end_authorization(desk: Desk, identity: str, on: date) -> None:
    """Let an authorization end with a day: it counts up to it, and is waited for no more.

    Raises RefusedError. Call it in a transaction.
    """
    before = authorizations.get(desk.db, identity)
    problems = []
    if before.ended:
        problems.append(
            Problem("authorization", f"It was ended before, with {before.ends}",
                    f"practice authorization edit {before.ref} --until {on}")
        )  # fmt: skip
    elif on < before.starts:
        problems.append(
            Problem("bad-date", f"It begins on {before.starts}, after {on}",
                    f"practice authorization end {before.ref} --on {before.starts}")
        )  # fmt: skip
    if problems:
        raise RefusedError(f"Authorization {before.ref} was not ended", problems)
    last = on if before.ends is None else min(on, before.ends)
    _write(desk, replace(before, ends=last, ended=True), before, "end")


def _with(desk: Desk, one: Authorization, terms: Terms) -> Authorization:
    values: dict[str, Any] = {
        "number": terms.number,
        "units": terms.units,
        "starts": terms.starts,
        "ends": terms.ends,
        "used_before": terms.used_before,
        "codes": None if terms.codes is None else tuple(dict.fromkeys(terms.codes)),
        "payer": terms.payer and desk.book.payer(terms.payer).key,
    }
    nothing: dict[str, Any] = {"number": "", "units": None, "codes": (), "ends": None}
    said = {name: value for name, value in values.items() if value is not None}
    return replace(one, **said, **{name: nothing[name] for name in terms.forget})


def _objections(desk: Desk, one: Authorization, who: Client) -> list[Problem]:
    found = list(objections_to_texts({"number": one.number, "payer": one.payer}))
    if not one.payer:
        found.append(
            Problem("payer", f"Client {who.ref} has no payer who could authorize anything",
                    "Give `--payer PAYER`")
        )  # fmt: skip
    if one.units is not None and not 1 <= one.units <= MOST_UNITS:
        found.append(_bad(f"{one.units} is no number of units", f"Give 1 to {MOST_UNITS}"))
    elif not 0 <= one.used_before <= (one.units or MOST_UNITS):
        words = f"{one.used_before} of {one.units or 'no set number of'} units cannot be used"
        found.append(_bad(words, "Give with `--used` what was used before"))
    if not one.number and one.units is None and one.ends is None:
        found.append(_bad("It says neither number nor units nor a last day",
                          "Give `--number`, `--units` or `--until`"))  # fmt: skip
    if one.ends is not None and one.ends < one.starts:
        found.append(Problem("bad-date", f"Its last day, {one.ends}, is before its first",
                             "Give `--until` on or after `--from`"))  # fmt: skip
    found += [
        Problem("cpt-unknown", f"`{code}` is not in our table of codes", "practice code cpt")
        for code in one.codes
        if code not in desk.book.cpt.codes
    ]
    return found


def _overlaps(desk: Desk, one: Authorization) -> list[Problem]:
    held = authorizations.of_clients(desk.db, [one.client]).get(one.client, [])
    # One that is still to be written may begin before all that are here.
    visits = authorizations.visits(desk.db, {one.client: [one, *held]})[one.client]
    return [_overlap(one, other) for other in held if clashes(one, other, visits)]


def _overlap(one: Authorization, other: Authorization) -> Problem:
    day_before = one.starts - timedelta(days=1)
    fix = f"practice authorization end {other.ref} --on {day_before}"
    if day_before < other.starts:
        fix = f"practice authorization edit {other.ref}, or give other codes or days"
    words = f"Authorization {other.ref} counts the same sessions, from {other.starts} on"
    return Problem("authorization-overlap", words, fix)


def _doubts(one: Authorization, who: Client) -> list[Problem]:
    if one.payer == who.payer:
        return []
    words = f"It is by {one.payer}, and the payer of client {who.ref} is {who.payer or 'nobody'}"
    return [warning("other-payer", words, f"practice authorization edit {one.ref} --payer PAYER")]


def _bad(words: str, fix: str) -> Problem:
    return Problem("bad-units", words, fix)


def _write(desk: Desk, one: Authorization, before: Authorization | None, verb: str) -> None:
    authorizations.put(desk.db, one)
    set_runs_out(desk, [one.client])
    keep(
        desk,
        [Done(verb=verb, kind="authorization", record=one.id, platform="", body={},
              undo=[["authorization", one.id, before and _columns(before)]],
              detail=_detail(one))],
    )  # fmt: skip


def _columns(one: Authorization) -> dict[str, Any]:
    return {
        "payer": one.payer,
        "number": one.number,
        "codes": " ".join(one.codes),
        "units": one.units,
        "used_before": one.used_before,
        "starts": one.starts.isoformat(),
        "ends": one.ends and one.ends.isoformat(),
        "ended": int(one.ended),
    }


def _detail(one: Authorization) -> str:
    """Say for the log what holds; the payer's number is the client's, and stays out of it."""
    units = "" if one.units is None else f"units {one.units}"
    days = f"{one.starts} {one.ends or ''}"
    return " ".join(word for word in (units, days.strip(), *one.codes) if word)
