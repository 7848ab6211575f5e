"""Contract rates in a CSV file: which column holds what, and each row in its own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from practicecli.domain.problems import Problem, warning
from practicecli.domain.rate_entry import SaidRate
from practicecli.errors import UsageError
from practicecli.files.csvform import plain, rows
from practicecli.files.personal import plan_word
from practicecli.files.states import state_code
from practicecli.files.textform import check_text, rewindable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_RATES: Final = 20_000  # all are held in memory; a contract lists some twenty codes
# Lower case, without punctuation.
SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "platform": ("platform", "billed by", "billing platform", "through"),
    "payer": ("payer", "payor", "insurance", "insurer", "insurance company", "carrier"),
    "cpt": ("cpt", "code", "cpt code", "procedure", "procedure code", "service code", "hcpcs"),
    "amount": ("amount", "rate", "contract rate", "contracted rate", "allowed", "allowed amount",
               "fee", "price", "usd", "amount usd", "rate usd"),
    "since": ("since", "from", "effective", "effective date", "effective from", "start",
              "start date", "from date", "valid from", "date"),
    "plan": ("plan", "plan type", "product"),
    "license": ("license", "licence", "license type", "licence type", "credential", "credentials"),
    "place": ("place", "place of service", "setting"),
    "state": ("state",),
}  # fmt: skip
_REQUIRED: Final = ("platform", "payer", "cpt", "amount", "since")
_PUNCTUATION: Final = re.compile(r"[\W_]+")


class RatesFile(NamedTuple):
    """What a file of rates holds: its rows, the faults of its form, and what to mind."""

    rows: tuple[SaidRate, ...]
    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_rates_file(stream: BinaryIO, name: str) -> RatesFile:
    """Read every row; raises UsageError where the file is no text or its columns are unclear.

    Row 1 is the first line of data. Empty lines count, and are passed over.
    """
    source = rewindable(stream, name)
    source.seek(0)
    check_text(source, name)
    found = rows(source, name)
    header = [heading.strip() for heading in next(found, [])]
    places = _places(header, name)
    said: list[SaidRate] = []
    faults: list[Problem] = []
    for number, cells in enumerate(found, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(said) == MOST_RATES:
            raise UsageError(f"{name} has over {MOST_RATES:,} rows", hint="Split it")
        if len(cells) > len(header) and any(cells[len(header) :]):
            faults.append(_too_wide(number, len(cells), len(header)))
            continue
        said.append(_row(number, cells, places))
    if not said and not faults:
        raise UsageError(f"{name} has no rows under its header line", hint="Nothing was changed")
    return RatesFile(tuple(said), tuple(faults), _ignored(header, places))


def _places(header: Sequence[str], name: str) -> dict[str, int]:
    folded = [_PUNCTUATION.sub(" ", heading).strip().casefold() for heading in header]
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for field, spellings in SPELLINGS.items():
        found = [at for at, text in enumerate(folded) if text in spellings]
        if len(found) > 1:
            listed = " and ".join(f"`{header[at][:40]}`" for at in found)
            problems.append(Problem("ambiguous-column", f"{listed} could each be the {field}"))
        elif found:
            places[field] = found[0]
        elif field in _REQUIRED:
            problems.append(Problem("missing-column", f"no column is headed `{field}`"))
    if problems:
        raise UsageError(
            f"The columns of {name} are not clear: " + "; ".join(one.message for one in problems),
            hint="The first line names the columns: `platform,payer,cpt,amount,from`, and where"
            " they narrow a rate `plan`, `license`, `place`, `state`",
            problems=problems,
        )
    return places


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> SaidRate:
    # Short rows are usual: spreadsheets drop empty cells at the end.
    said = {field: plain(cells[at]).strip() for field, at in places.items() if at < len(cells)}
    said["plan"] = plan_word(said.get("plan", ""))
    said["state"] = state_code(said.get("state", "")) or said.get("state", "")
    return SaidRate(**{field: said.get(field, "") for field in SPELLINGS}, row=number)


def _too_wide(number: int, cells: int, width: int) -> Problem:
    return Problem(
        "cell-count",
        f"Row {number} has {cells} cells; the header line has {width}",
        "Put quotes round a cell that holds a comma",
    )


def _ignored(header: Sequence[str], places: Mapping[str, int]) -> tuple[Problem, ...]:
    taken = set(places.values())
    left = [f"`{heading[:40]}`" for at, heading in enumerate(header) if heading and at not in taken]
    if not left:
        return ()
    return (warning("unknown-column", f"Columns left out: {', '.join(left)}"),)
