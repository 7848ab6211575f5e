"""How a field that both sides changed is written for a person, and read back by the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from practicecli.cli.text import plain_money, safe
from practicecli.domain.problems import Problem, blocking
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, tzinfo

    from practicecli.domain.book import Book

INSTANTS = frozenset({"starts_at", "ends_at", "actual_start", "actual_stop"})
FEE = "fee_cents"
PLANS = ("commercial", "medicare", "medicaid", "eap", "self")

_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_NEW_LINE = "\\n"  # how `safe` writes one; an address may have several


@dataclass(frozen=True, slots=True)
class Rules:
    """What values are held against. `now` is in the practice's zone, `day` that of the session.

    `sets` are all fields the change sets, those that do not differ included.
    """

    book: Book
    now: datetime
    day: date
    platform: str
    state: str
    sets: Mapping[str, object]


def written(name: str, value: object, zone: tzinfo) -> str:
    """Write a value on one line: instants on the practice's clock, cents as money."""
    if value in {None, ""}:
        return ""
    if name in INSTANTS:
        return _wall(datetime.fromisoformat(str(value)).astimezone(zone))
    if name == FEE and isinstance(value, int):
        return plain_money(value)
    return safe(str(value))


def title(name: str) -> str:
    """Give a field's name as a person sees it."""
    return "fee" if name == FEE else name


def stored(name: str, text: str, rules: Rules) -> str | None:
    """Read one value that a person wrote. Raises RefusedError with what stands against it."""
    if name in INSTANTS:
        return _instant(name, text, rules)
    if safe(text) != text:
        raise _wrong(name, "one line of text")
    read = _READERS.get(name, _as_it_is)
    value = read(name, text, rules)
    from practicecli.domain.texts import objections_to_texts

    problems = list(objections_to_texts({name: value}))
    if problems:
        raise RefusedError("The value cannot stand", problems)
    return value


def _wall(at: datetime) -> str:
    from practicecli.clock import exists_twice

    naive = at.replace(tzinfo=None)
    twice = at.tzinfo is not None and exists_twice(naive, at.tzinfo)
    # The hour that comes twice says its offset, so that it can be read back as it was.
    return (at if twice else naive).isoformat(" ", "seconds" if at.second else "minutes")


def _instant(name: str, text: str, rules: Rules) -> str:
    from practicecli.clock import exists_twice, iso_utc, resolve_wall
    from practicecli.domain.when import NotATimeError, read_moment

    zone = rules.book.zone
    try:
        said = read_moment(text, now=rules.now)
    except NotATimeError as error:
        raise _wrong(name, "a time such as `2026-11-24 15:00`") from error
    if said.tzinfo is not None:
        return iso_utc(said)
    if exists_twice(said, zone):
        both = " or ".join(f"`{_wall(said.replace(tzinfo=zone, fold=fold))}`" for fold in (0, 1))
        problem = Problem(
            "edit-line", f"`{name}`: that hour comes twice, the clocks go back", f"Write {both}"
        )
        raise RefusedError(problem.message, [problem])
    return iso_utc(resolve_wall(said, zone))


def _wrong(name: str, form: str) -> RefusedError:
    problem = Problem("edit-line", f"`{name}` takes {form}", "Type the same again and put it right")
    return RefusedError(problem.message, [problem])


def _as_it_is(_name: str, text: str, _rules: Rules) -> str:
    return text


def _name(name: str, text: str, _rules: Rules) -> str:
    if not text:
        problem = Problem("name", "A client needs a name", f"Write one after `{name} =`")
        raise RefusedError(problem.message, [problem])
    return text


def _born(name: str, text: str, _rules: Rules) -> str | None:
    from practicecli.files.personal import birth_date

    try:
        return birth_date(text).isoformat() if text else None
    except ValueError as error:
        raise _wrong(name, "a date such as `1990-04-12`") from error


def _email(name: str, text: str, _rules: Rules) -> str:
    from practicecli.files.personal import is_email

    if text and not is_email(text):
        raise _wrong(name, "an address such as `ana@example.org`")
    return text


def _phone(name: str, text: str, _rules: Rules) -> str:
    from practicecli.files.personal import is_phone

    if text and not is_phone(text):
        raise _wrong(name, "a number such as `212 555 0100`")
    return text


def _address(_name: str, text: str, _rules: Rules) -> str:
    return text.replace(_NEW_LINE, "\n")


def _state(name: str, text: str, _rules: Rules) -> str:
    from practicecli.files.states import state_code

    letters = state_code(text)
    if letters is None:
        raise _wrong(name, "two letters such as `NY`")
    return letters


def _payer(_name: str, text: str, rules: Rules) -> str:
    return rules.book.payer(text).key if text else ""


def _plan(name: str, text: str, _rules: Rules) -> str:
    from practicecli.files.personal import plan_word

    word = plan_word(text)
    if word not in PLANS:
        raise _wrong(name, ", ".join(f"`{plan}`" for plan in PLANS))
    return word


def _place(name: str, text: str, _rules: Rules) -> str:
    from practicecli.domain.sessions import PLACES

    if text.casefold() not in PLACES:
        raise _wrong(name, ", ".join(f"`{place}`" for place in PLACES))
    return text.casefold()


def _codes(text: str) -> list[str]:
    return text.upper().replace(",", " ").split()


def _cpt(_name: str, text: str, _rules: Rules) -> str:
    return " ".join(_codes(text))  # held against the table with times and licence, in `choosing`


def _modifiers(name: str, text: str, _rules: Rules) -> str:
    marks = _codes(text)
    if not all(map(_MODIFIER.fullmatch, marks)):
        raise _wrong(name, "modifiers of two letters or digits, such as `95`")
    return " ".join(marks)


def _dx(_name: str, text: str, rules: Rules) -> str:
    from practicecli.domain.dx import objections_to_dx

    codes, lookup = _codes(text), rules.book.dx
    problems = blocking(objections_to_dx(codes, lookup=lookup, on=rules.day))
    if problems:
        raise RefusedError("The diagnoses cannot stand", problems)
    found = (lookup(code, rules.day) for code in codes)
    return " ".join(one.code if one else code for one, code in zip(found, codes, strict=True))


_READERS: dict[str, Callable[[str, str, Rules], str | None]] = {
    "name": _name,
    "born": _born,
    "email": _email,
    "phone": _phone,
    "address": _address,
    "state": _state,
    "payer": _payer,
    "plan": _plan,
    "place": _place,
    "cpt": _cpt,
    "modifiers": _modifiers,
    "dx": _dx,
}
