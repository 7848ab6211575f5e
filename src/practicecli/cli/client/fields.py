"""What is typed of a client, read into what is kept; every fault is told at once."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

NOTHING = "none"  # typed for a value that is to be forgotten


class YesNo(StrEnum):
    """Whether something is in place."""

    YES = "yes"
    NO = "no"


Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="First and last name")]
Born = Annotated[
    str | None, typer.Option("--born", metavar="DATE", help="Birth date, such as 1990-04-12")
]
Platform = Annotated[
    str | None, typer.Option("--platform", metavar="NAME", help="Through whom they are billed")
]
Payer = Annotated[str | None, typer.Option("--payer", metavar="PAYER", help="Such as aetna")]
Plan = Annotated[
    str | None,
    typer.Option("--plan", metavar="PLAN", help="commercial, medicare, medicaid, eap or self"),
]
MemberId = Annotated[
    str | None, typer.Option("--member-id", metavar="ID", help="As it stands on the card")
]
Address = Annotated[str | None, typer.Option("--address", metavar="ADDRESS", help="On one line")]
State = Annotated[
    str | None, typer.Option("--state", metavar="ST", help="Where they live, such as NY")
]
Phone = Annotated[str | None, typer.Option("--phone", metavar="NUMBER", help="Telephone")]
Email = Annotated[str | None, typer.Option("--email", metavar="MAIL", help="Mail address")]
Alias = Annotated[
    list[str] | None,
    typer.Option("--alias", metavar="TEXT", help="How your calendar calls them; repeats"),
]


def read_fields(typed: Mapping[str, str | None], *, today: date | None = None) -> dict[str, Any]:
    """Give the values that were typed, in our form. Raises UsageError naming every faulty field.

    `none` forgets a value. `today` is needed only where there are days of coverage among them.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field, text in typed.items():
        if text is None:
            continue
        wanted, read = _READERS.get(field, ("", str.strip))
        try:
            values[field] = _nothing(field) if text.strip() == NOTHING else read(text.strip())
        except ValueError:
            wrong.append(f"`--{field.replace('_', '-')}` takes {wanted}")
    for field in ("covered_from", "covered_until"):
        if isinstance(text := values.get(field), str) and today is not None:
            values[field] = _day(field, text, today, wrong)
    if wrong:
        raise UsageError("; ".join(wrong), hint="Nothing was changed; type it again")
    return values


def _nothing(field: str) -> str | None:
    if field in {"name", "platform", "plan", "status"}:
        raise ValueError
    return None if field in {"born", "covered_from", "covered_until"} else ""


def _day(field: str, text: str, today: date, wrong: list[str]) -> date | None:
    from practicecli.domain.when import NotATimeError, read_day

    try:
        return read_day(text, today=today)
    except NotATimeError:
        wrong.append(f"`--{field.replace('_', '-')}` takes a day, such as `2026-12-31`")
        return None


def _born(text: str) -> date:
    from practicecli.files.personal import birth_date

    return birth_date(text)


def _email(text: str) -> str:
    from practicecli.files.personal import is_email

    return _if(is_email(text), text)


def _phone(text: str) -> str:
    from practicecli.files.personal import is_phone

    return _if(is_phone(text), text)


def _state(text: str) -> str:
    from practicecli.files.states import state_code

    return _if(state_code(text) is not None, state_code(text) or "")


def _plan(text: str) -> str:
    from practicecli.files.personal import plan_word

    return plan_word(text)


def _if(sound: bool, text: str) -> str:
    if not sound:
        raise ValueError
    return text


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "name": ("a name", str.strip),
    "platform": ("one of your platforms", str.casefold),
    "status": ("`active`, `waitlist` or `archived`", str.casefold),
    "born": ("a date, such as `1990-04-12`", _born),
    "email": ("an address, such as `ana@example.org`", _email),
    "phone": ("a number, such as `212 555 0100`", _phone),
    "state": ("two letters, such as `NY`", _state),
    "plan": ("`commercial`, `medicare`, `medicaid`, `eap` or `self`", _plan),
}
