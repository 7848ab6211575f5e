"""A client as `client add --from FILE` takes them: JSON, one object or a list of objects.

The only door of this room where pydantic pays: few records, nested types, every fault by its name.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
)

from practicecli.domain.incoming import IncomingClient
from practicecli.domain.problems import Problem
from practicecli.domain.texts import LONGEST
from practicecli.errors import UsageError
from practicecli.files.personal import birth_date, is_email, is_phone, plan_word
from practicecli.files.states import state_code

_EXAMPLE: Final = '`{"name": "Ana Example", "born": "1990-04-12", "platform": "self"}`'


def _born(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004  pydantic turns only ValueError into a fault of the field
    return birth_date(value.strip())


def _state(value: object) -> str:
    code = state_code(value) if isinstance(value, str) else None
    if code is None:
        raise ValueError
    return code


def _email(value: str) -> str:
    if not is_email(value):
        raise ValueError
    return value


def _phone(value: str) -> str:
    if not is_phone(value):
        raise ValueError
    return value


_Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$"
    ),
]


class _Client(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    name: _Text
    born: Annotated[date, BeforeValidator(_born)] | None = None
    platform: _Text | None = None
    payer: _Text | None = None
    plan: _Text | None = None
    member_id: _Text | None = None
    address: _Text | None = None
    state: Annotated[str, BeforeValidator(_state)] | None = None
    email: Annotated[_Text, AfterValidator(_email)] | None = None
    phone: Annotated[_Text, AfterValidator(_phone)] | None = None
    payment_method: StrictBool | None = None
    forms: StrictBool | None = None
    insurance: StrictBool | None = None
    aliases: Annotated[list[_Text], Field(max_length=20)] = []


_WANTED: Final = {
    "born": "a date such as `1990-04-12`",
    "state": "two letters such as `NY`",
    "email": "an address such as `ana@example.org`",
    "phone": "a number such as `212 555 0100`",
    "payment_method": "`true` or `false`",
    "forms": "`true` or `false`",
    "insurance": "`true` or `false`; the insurer goes into `payer`",
    "aliases": "a list of texts",
}


def read_client_json(text: str) -> list[IncomingClient]:
    """Give the clients of a JSON text; raises UsageError with every problem of all of them."""
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise UsageError(
            f"That is not JSON: see line {error.lineno}, column {error.colno}",
            hint=f"Write {_EXAMPLE}",
        ) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all reason
        raise UsageError("That is not JSON of a client", hint=f"Write {_EXAMPLE}") from error
    entries = found if isinstance(found, list) else [found]
    if not entries:
        raise UsageError("That list has no client", hint=f"Write {_EXAMPLE}")
    clients: list[IncomingClient] = []
    problems: list[Problem] = []
    for row, entry in enumerate(entries, start=1):
        try:
            clients.append(_incoming(_Client.model_validate(entry), row))
        except ValidationError as error:
            problems.extend(_problems(error, row if isinstance(found, list) else None))
    if problems:
        raise UsageError(
            "; ".join(problem.message for problem in problems),
            hint=f"The keys are {', '.join(f'`{key}`' for key in _Client.model_fields)}",
            problems=problems,
        )
    return clients


def _incoming(client: _Client, row: int) -> IncomingClient:
    values = client.model_dump()
    aliases = tuple(values.pop("aliases"))
    plan = plan_word(client.plan) if client.plan else None
    return IncomingClient(**{**values, "row": row, "aliases": aliases, "plan": plan})


def _problems(error: ValidationError, row: int | None) -> list[Problem]:
    where = f" of client {row}" if row else ""
    found: dict[str, Problem] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        key = str(fault["loc"][0])[:40] if fault["loc"] else ""
        found.setdefault(key, _problem(key, fault["type"], where))
    return list(found.values())


def _problem(key: str, kind: str, where: str) -> Problem:
    if not key:
        return Problem("not-a-client", f"What stands for a client{where} is not an object", "")
    if kind == "extra_forbidden":
        return Problem("unknown-key", f"`{key}`{where} is not a key we know", "Take it out")
    if kind == "missing":
        return Problem("missing-key", f"`{key}`{where} is missing", f"Add `{key}`")
    wanted = _WANTED.get(key, f"text of 1 to {LONGEST} characters")
    return Problem("bad-value", f"`{key}`{where} is not {wanted}", f"Write {wanted}")
