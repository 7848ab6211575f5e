"""Which releases of the diagnosis codes are held: the one we ship, and those loaded since."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.domain.problems import blocking
from practicecli.errors import DamagedError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from practicecli.domain.dx_release import Difference
    from practicecli.domain.problems import Problem
    from practicecli.figures.icd import Icd
    from practicecli.figures.icd_import import HeldTable, Proposal
    from practicecli.figures.icd_table import Release
    from practicecli.places import Places

FOLDER = "codes"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A release that is held now; `already`: it was before, and nothing was written."""

    release: Release
    codes: int
    difference: Difference
    already: bool


def code_folder(places: Places) -> Path:
    """Give the folder in which loaded releases lie."""
    return Path(places.data_dir) / FOLDER


def open_codes(places: Places) -> Icd:
    """Open the diagnosis codes; nothing is read before the first question.

    A question to a table that cannot be read raises DamagedError.
    """
    from practicecli.figures.icd import open_icd

    folder = code_folder(places)
    extra = sorted(folder.glob("*.sqlite")) if folder.is_dir() else []
    return open_icd(extra=extra, missing=DamagedError)


def load_release(
    places: Places,
    file: str,
    *,
    effective: date | None = None,
    force: bool = False,
    agree: Callable[[Sequence[Problem]], None],
) -> Loaded:
    """Make a release held of an official file. What is held stays, unless it is of the same day.

    Without `effective` the name of the file decides; `force` overrules doubts, never what cannot be
    read. `agree` is told of the doubts that are left before anything is written, and raises where
    that is to stop it. Raises UsageError for any other file, RefusedError with all against it.
    """
    from practicecli.figures.icd_import import HeldTable, load

    with closing(open_codes(places)) as held:
        tables = [HeldTable(path, since) for path, since in held.held]
    proposal = _proposed(Path(file), tables, effective)
    doubts = () if proposal.already else proposal.doubts
    if proposal.faults or (blocking(doubts) and not force):
        hint = "Nothing was changed; the releases held still count"
        raise RefusedError("This file was not loaded", (*proposal.faults, *doubts), hint=hint)
    if not proposal.already:
        if doubts:
            agree(doubts)
        folder = code_folder(places)
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"icd10cm-{proposal.release.effective.isoformat()}.sqlite"
        load(proposal, target, shipped=tables[0].path)
    return Loaded(
        proposal.release,
        len(proposal.rows),
        proposal.difference,
        proposal.already,
    )


def _proposed(source: Path, held: list[HeldTable], effective: date | None) -> Proposal:
    from practicecli.figures.icd_files import ReleaseFileError
    from practicecli.figures.icd_import import UndatedError, propose

    try:
        return propose(source, held, effective=effective)
    except FileNotFoundError as error:
        raise UsageError(f"There is no file `{source}`", hint="Check the path") from error
    except OSError as error:
        raise UsageError(f"`{source}` cannot be read", hint="Check the path") from error
    except ReleaseFileError as error:
        raise UsageError(
            f"`{source.name}` is not an official release file: {error}",
            hint="Take the ZIP of the code descriptions as downloaded, or its order file",
        ) from error
    except UndatedError as error:
        raise UsageError(
            f"The name `{source.name}` does not say the edition's year",
            hint="Give its first service date with `--effective 2026-10-01`",
        ) from error
