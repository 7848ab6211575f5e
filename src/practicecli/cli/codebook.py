"""Which releases of the diagnosis codes are held: the one we ship, and those loaded since."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.domain.dx import in_force_from
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from practicecli.figures.icd import Icd
    from practicecli.figures.icd_table import Release
    from practicecli.places import Places

FOLDER = "codes"
_EDITION = re.compile(r"20\d{2}")


def code_folder(places: Places) -> Path:
    """Give the folder in which loaded releases lie."""
    return Path(places.data_dir) / FOLDER


def open_codes(places: Places) -> Icd:
    """Open the diagnosis codes; nothing is read before the first question."""
    from practicecli.figures.icd import open_icd

    folder = code_folder(places)
    return open_icd(extra=sorted(folder.glob("*.sqlite")) if folder.is_dir() else [])


def load_release(places: Places, file: str, *, effective: date | None) -> tuple[int, Release]:
    """Make a table of an official order file; give the number of codes and what it is.

    Without `effective` the year in the file's name decides. Raises UsageError.
    """
    from practicecli.figures.icd import open_icd
    from practicecli.figures.icd_table import OrderFileError, Release, import_order_file

    source = Path(file)
    if not source.is_file():
        raise UsageError(f"There is no file `{file}`", hint="Check the path")
    since = effective or _by_name(source.name)
    release = Release(f"from {since.isoformat()}", since)
    folder = code_folder(places)
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"icd10cm-{since.isoformat()}.sqlite"
    earlier = [one for one in folder.glob("*.sqlite") if one.name < target.name]
    with closing(open_icd(extra=earlier)) as held:
        before = held.path if held.effective < since else None
    try:
        return import_order_file(source, target, release=release, before=before), release
    except OrderFileError as error:
        raise UsageError(
            f"`{source.name}` is not an official order file: {error}",
            hint="Take `icd10cm_order_YYYY.txt` out of the release's code descriptions",
        ) from error


def _by_name(name: str) -> date:
    found = _EDITION.search(name)
    if found is None:
        raise UsageError(
            f"The name `{name}` does not say the edition's year",
            hint="Give its first service date with `--effective 2026-10-01`",
        )
    return in_force_from(int(found[0]))
