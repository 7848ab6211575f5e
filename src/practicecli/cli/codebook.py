"""Which releases of the diagnosis codes are held: the one we ship, and those loaded since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practicecli.figures.icd import Icd
    from practicecli.places import Places

FOLDER = "codes"


def code_folder(places: Places) -> Path:
    """Give the folder in which loaded releases lie."""
    return Path(places.data_dir) / FOLDER


def open_codes(places: Places) -> Icd:
    """Open the diagnosis codes; nothing is read before the first question."""
    from practicecli.figures.icd import open_icd

    folder = code_folder(places)
    return open_icd(extra=sorted(folder.glob("*.sqlite")) if folder.is_dir() else [])
