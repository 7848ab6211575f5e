"""Clients in a CSV file of another program: its columns recognised, its rows made records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from practicecli.domain.incoming import IncomingClient, InvalidRow
from practicecli.domain.problems import Problem, warning
from practicecli.errors import UsageError
from practicecli.files.csvform import plain, rows
from practicecli.files.headings import read_headings
from practicecli.files.personal import (
    birth_date,
    given_order,
    is_email,
    is_phone,
    plan_word,
    status_word,
)
from practicecli.files.states import state_code
from practicecli.files.textform import check_text, rewindable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MOST_CLIENTS: Final = (
    20_000  # all are held in memory for the preview; a full practice sees hundreds
)
_BETWEEN_ALIASES: Final = re.compile(r"[;|/]")


@dataclass(frozen=True, slots=True)
class ClientsFile:
    """What a file of clients holds. `mapping` says from which header each field came."""

    clients: tuple[IncomingClient, ...]
    rejected: tuple[InvalidRow, ...]
    mapping: Mapping[str, str]
    ignored: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def read_clients(
    stream: BinaryIO, name: str, mapping: Mapping[str, str] | None = None
) -> ClientsFile:
    """Read every row; raises UsageError where the file or its columns are unclear.

    `mapping` is what `--map FIELD=HEADER` gave. Row 1 is the first line of data.
    """
    source = rewindable(stream, name)
    source.seek(0)
    check_text(source, name)
    found = rows(source, name)
    header = [heading.strip() for heading in next(found, [])]
    places = read_headings(header, name, mapping)
    clients: list[IncomingClient] = []
    rejected: list[InvalidRow] = []
    seen: dict[tuple[str, date | None], int] = {}
    for number, cells in enumerate(found, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(clients) + len(rejected) == MOST_CLIENTS:
            raise UsageError(f"{name} has over {MOST_CLIENTS:,} rows", hint="Split it")
        row = _client(number, cells, places, len(header))
        row = _unless_seen(row, seen) if isinstance(row, IncomingClient) else row
        if isinstance(row, IncomingClient):
            clients.append(row)
        else:
            rejected.append(row)
    ignored = tuple(
        heading for at, heading in enumerate(header) if heading and at not in places.values()
    )
    return ClientsFile(
        clients=tuple(clients),
        rejected=tuple(rejected),
        mapping={field: header[at] for field, at in places.items()},
        ignored=ignored,
        warnings=_ignored(ignored),
    )


def _ignored(headings: tuple[str, ...]) -> tuple[Problem, ...]:
    if not headings:
        return ()
    listed = ", ".join(f"`{heading[:40]}`" for heading in headings)
    fix = f'Use one of them with `--map "{headings[0][:40]}=FIELD"`'
    return (warning("unknown-column", f"Columns left out: {listed}", fix),)


def _unless_seen(
    client: IncomingClient, seen: dict[tuple[str, date | None], int]
) -> IncomingClient | InvalidRow:
    first = seen.setdefault((client.name.casefold(), client.born), client.row)
    if first == client.row:
        return client
    problem = Problem(
        "duplicate-row",
        f"Row {client.row} has the name and birth date of row {first}",
        "Take one of them out, or give the other a birth date",
    )
    return InvalidRow(client.row, None, (problem,))


def _client(
    number: int, cells: list[str], places: Mapping[str, int], width: int
) -> IncomingClient | InvalidRow:
    if len(cells) > width and any(cells[width:]):
        message = f"Row {number} has {len(cells)} cells; the header line has {width}"
        fix = "Put quotes round a cell that holds a comma"
        return InvalidRow(number, None, (Problem("cell-count", message, fix),))
    # Short rows are usual: spreadsheets drop empty cells at the end.
    said = {field: plain(cells[at]).strip() for field, at in places.items() if at < len(cells)}
    problems: list[Problem] = []
    client = IncomingClient(
        row=number,
        name=_name(said),
        born=_born(number, said, problems),
        phone=said.get("phone") or None,
        email=said.get("email") or None,
        address=_address(said),
        state=_state(number, said, problems),
        payer=said.get("payer") or None,
        plan=plan_word(said.get("plan", "")) or None,
        member_id=said.get("member_id") or None,
        platform=said.get("platform", "").casefold() or None,
        status=_status(number, said, problems),
        aliases=_aliases(said.get("aliases", "")),
    )
    problems.extend(_objections(client))
    return InvalidRow(number, None, tuple(problems)) if problems else client


def _objections(client: IncomingClient) -> list[Problem]:
    problems = []
    if not client.name:
        problems.append(
            Problem("no-name", f"Row {client.row} has no name", "Fill it in, or delete the row")
        )
    if client.phone and not is_phone(client.phone):
        problems.append(_bad(client.row, "phone", "a phone number", "Write `212 555 0100`"))
    if client.email and not is_email(client.email):
        problems.append(_bad(client.row, "email", "an address", "Write `ana@example.org`"))
    return problems


def _name(said: Mapping[str, str]) -> str:
    if said.get("name"):
        return given_order(said["name"])
    parts = (said.get(field, "") for field in ("first_name", "middle_name", "last_name"))
    return " ".join(" ".join(parts).split())


def _born(number: int, said: Mapping[str, str], problems: list[Problem]) -> date | None:
    if not (text := said.get("born", "")):
        return None
    try:
        return birth_date(text)
    except ValueError:
        problems.append(_bad(number, "birth date", "a date", "Write `1990-04-12` or `4/12/1990`"))
        return None


def _state(number: int, said: Mapping[str, str], problems: list[Problem]) -> str | None:
    if not (text := said.get("state", "")):
        return None
    code = state_code(text)
    if code is None:
        problems.append(_bad(number, "state", "a state", "Write two letters, such as `NY`"))
    return code


def _status(number: int, said: Mapping[str, str], problems: list[Problem]) -> str | None:
    if not (text := said.get("status", "")):
        return None
    word = status_word(text)
    if word is None:
        problems.append(_bad(number, "status", "ours", "Use `active`, `waitlist` or `archived`"))
    return word


def _bad(number: int, what: str, wanted: str, fix: str) -> Problem:
    code = "bad-" + what.replace(" ", "-")
    return Problem(code, f"Row {number} has a {what} that is not {wanted}", fix)


def _address(said: Mapping[str, str]) -> str | None:
    state = state_code(said.get("state", "")) or said.get("state", "")
    tail = " ".join(part for part in (state, said.get("zip", "")) if part)
    parts = [said.get(field, "") for field in ("address", "address_2", "city")]
    if not any(parts) and not said.get("zip"):
        return None  # a state alone is no address
    return ", ".join(" ".join(part.split()) for part in (*parts, tail) if part)


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in _BETWEEN_ALIASES.split(cell) if alias.strip())
