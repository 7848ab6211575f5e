"""Compile the figures: the TOML into `_compiled.py`, ICD-10-CM into `icd10cm.sqlite`.

Run by hand as `python -m practicecli.figures.build`. Needs only Python: a wheel's build runs it.
"""

from __future__ import annotations

import hashlib
import os
import pprint
import sqlite3
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from practicecli.figures.icd_table import (
    SCHEMA_STEP,
    Release,
    order_from,
    packed_rows,
    words_from,
    write_table,
)

FOLDER = Path(__file__).parent
COMPILED = FOLDER / "_compiled.py"
DIGEST = FOLDER / "_digest.py"
ICD_TABLE = FOLDER / "icd10cm.sqlite"
ICD_SOURCE = FOLDER / "icd10cm.tsv.xz"
ICD_HISTORY = FOLDER / "icd_history.toml"
DX_WORDS = FOLDER / "dx_words.toml"
ABBREVIATIONS = FOLDER / "abbreviations.toml"
# simple-icd-10-cm 1.5.0 carries this release; it came into force on 1 April 2026.
RELEASE = Release(name="April 2026", effective=date(2026, 4, 1))


def sources() -> dict[str, Path]:
    """Every TOML by its name without ending, such as `platforms/headway`."""
    return {
        path.relative_to(FOLDER).with_suffix("").as_posix(): path
        for path in sorted(FOLDER.rglob("*.toml"))
    }


def digest() -> str:
    """Fingerprint of every TOML's name and text: it changes whenever a figure does."""
    seal = hashlib.sha256()
    for name, path in sources().items():
        text = path.read_bytes().replace(b"\r\n", b"\n")
        seal.update(f"{name}\n{len(text)}\n".encode() + text)
    return seal.hexdigest()


def icd_digest() -> str:
    """Fingerprint of what the ICD table is made from."""
    seal = hashlib.sha256(f"{SCHEMA_STEP} {RELEASE.name} {RELEASE.effective}\n".encode())
    seal.update(ICD_SOURCE.read_bytes())
    for path in (ICD_HISTORY, DX_WORDS, ABBREVIATIONS):
        seal.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return seal.hexdigest()


def figures() -> dict[str, dict[str, Any]]:
    """Read every TOML."""
    return {name: tomllib.loads(path.read_text("utf-8")) for name, path in sources().items()}


def compiled_text() -> str:
    """Write the Python module that holds all figures as literals."""
    table = pprint.pformat(figures(), width=100, sort_dicts=False)
    return (
        '"""Made from the TOML beside it by `python -m practicecli.figures.build`."""\n\n'
        "from __future__ import annotations\n\n"
        "import datetime\nfrom typing import Any, Final\n\n"
        f"FIGURES: Final[dict[str, dict[str, Any]]] = {table}\n"
    )


def digest_text() -> str:
    """Write the fingerprint's own module, as every start compares it and few need the rest."""
    return (
        '"""Made from the TOML beside it by `python -m practicecli.figures.build`."""\n\n'
        f'DIGEST = "{digest()}"\n'
    )


def icd_is_current() -> bool:
    """Whether the table beside us was made from the sources beside us."""
    if not ICD_TABLE.exists():
        return False
    db = sqlite3.connect(f"{ICD_TABLE.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        row = db.execute("SELECT value FROM facts WHERE name = 'digest'").fetchone()
    except sqlite3.Error:
        return False
    finally:
        db.close()
    return row is not None and str(row[0]) == icd_digest()


def build() -> list[Path]:
    """Make what is missing or stale, each file whole or not at all; say which were made."""
    made = []
    for path, text in ((COMPILED, compiled_text()), (DIGEST, digest_text())):
        if not path.exists() or path.read_text("utf-8") != text:
            _put(path, text)
            made.append(path)
    if not icd_is_current():
        history, dx_words, short = (
            tomllib.loads(path.read_text("utf-8"))
            for path in (ICD_HISTORY, DX_WORDS, ABBREVIATIONS)
        )
        write_table(
            ICD_TABLE,
            packed_rows(ICD_SOURCE, history["changes"]),
            release=RELEASE,
            order=order_from(dx_words),
            words=words_from(dx_words, short),
            digest=icd_digest(),
            mode=0o644,  # reference data, no client's: for everyone who may run the program
        )
        made.append(ICD_TABLE)
    return made


def _put(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    # A temporary file is 0600; others must be able to read an installed module.
    Path(name).chmod(0o644)
    Path(name).replace(path)


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"made {path.name}\n")
