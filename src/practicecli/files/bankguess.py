"""What the columns of a bank's file may hold, where its headings do not say."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from practicecli.errors import UsageError
from practicecli.files.bankcells import UnreadableError, looks_like_day, read_amount
from practicecli.files.bankform import Said
from practicecli.files.csvform import plain


def unclear(
    tables: Sequence[Sequence[Sequence[str]]], name: str, said: Said, command: str
) -> UsageError:
    """Say which columns a file has, and the command that says what they hold.

    `tables` are its first rows by each delimiter it could have.
    """
    rows = max(tables, key=lambda table: sum(map(len, table)))
    width = max(map(len, rows), default=0)
    if width < 2:  # noqa: PLR2004 - a date and an amount at least
        return UsageError(
            f"{name} is no table of dates and amounts",
            hint="Download it from the bank as CSV",
        )
    at, cells = next((at, row) for at, row in enumerate(rows) if len(row) * 2 > width)
    headed = not any(map(looks_like_day, cells))
    # Without headings the first row is somebody's money, and is not repeated.
    names = [cell or str(at) for at, cell in enumerate(cells, start=1)] if headed else []
    below = rows[at + headed :]
    guesses = {**_guesses(below, width), **dict(said.columns)}
    words = " ".join(
        f"--map {field}={shlex.quote(_called(guesses.get(field), names))}"
        for field in ("date", "amount", "description")
    )
    listed = ", ".join(f"`{one[:40]}`" for one in names) or f"1 to {width}, without headings"
    return UsageError(
        f"The columns of {name} are not known: {listed}",
        hint=f"Say once what they hold, and it is remembered: `{command} {words}`",
    )


def _called(found: int | str | None, names: Sequence[str]) -> str:
    if isinstance(found, str):
        return found
    if found is None:
        return "COLUMN"
    return names[found] if found < len(names) else str(found + 1)


def _guesses(rows: Sequence[Sequence[str]], width: int) -> dict[str, int | str]:
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    found: dict[str, int | str] = {}
    longest = 0
    for at, cells in enumerate(columns):
        if cells and all(map(looks_like_day, cells)):
            found.setdefault("date", at)
        elif cells and all(map(_is_amount, cells)):
            found.setdefault("amount", at)
        elif sum(map(len, cells)) > longest:
            longest = sum(map(len, cells))
            found["description"] = at
    return found


def _is_amount(cell: str) -> bool:
    try:
        return "." in cell and read_amount(plain(cell)) is not None
    except UnreadableError:
        return False
