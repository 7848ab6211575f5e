"""Write `docs/figures.md`, every figure with its source, from the figures themselves.

Run as `python -m practicecli.figures.page` in a checkout; a test keeps the page current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from practicecli.figures._compiled import FIGURES

_TITLES = {
    "charges": "Charges and invoices",
    "cpt": "Billing codes",
    "payers": "Payers",
    "rates": "Rates, all assumed",
    "costs": "What a session costs",
    "denials": "Reasons for not paying",
    "icd_history": "Diagnosis codes: what came when",
    "abbreviations": "Abbreviations of diagnoses",
    "attachments": "Attachments",
    "dx_words": "Everyday words for diagnoses",
    "note_rules": "What every billed note needs",
    "plans": "Reviews of treatment plans",
    "private": "What does not belong into psychotherapy notes",
    "reviewing": "Reviewing what was confirmed",
    "states": "States",
    "tax": "Estimated tax",
}
_ASIDE = {"source", "sure", "read"}
_HEAD = """# Figures

Every number and text that decides something, with its source and how sure it is. Made from
`src/practicecli/figures/` by `python -m practicecli.figures.page`: correct the figure there.

**sure**: an official page, or several sources that agree · **likely**: one good source ·
**weak**: one doubtful source · **assumed**: no source, our own reading.

Billing code labels and reasons for not paying are our own short words: the official texts are
copyrighted. The diagnosis codes and texts are ICD-10-CM by the CDC and CMS, in the public domain.
"""


def page() -> str:
    """Give the whole page."""
    parts = [_HEAD]
    for name, figure in _ordered():
        title = _TITLES.get(name) or figure.get("label") or figure.get("title") or name
        parts.append(f"## {title}\n\nFrom `{name}.toml`, read {figure.get('read', '2026')}\n")
        parts.append(_table(_rows(figure, figure)))
    return "\n".join(parts)


def _ordered() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Platforms first, then the rest by name."""
    yield from sorted(
        FIGURES.items(), key=lambda item: (not item[0].startswith("platforms/"), item)
    )


def _rows(
    figure: Mapping[str, Any], above: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, str, str, str]]:
    """One row per figure; source and surety come from the nearest place above that states them."""
    here = {**{key: above.get(key, "") for key in _ASIDE}, **figure}
    plain = {key: value for key, value in figure.items() if _is_plain(value, key)}
    if plain:
        words = "; ".join(f"{key} {_shown(value)}" for key, value in plain.items())
        yield path, words, str(here["source"]), str(here["sure"])
    for key, value in figure.items():
        name = f"{path} {key}".strip()
        if isinstance(value, Mapping):
            yield from _rows(value, here, name)
        elif isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
            for row in value:
                yield from _rows(row, here, f"{name} {_name_of(row)}".strip())


def _is_plain(value: object, key: str) -> bool:
    if key in _ASIDE or isinstance(value, Mapping):
        return False
    return not (isinstance(value, list) and value and isinstance(value[0], Mapping))


def _name_of(row: Mapping[str, Any]) -> str:
    for key in ("code", "carc", "key", "on"):
        if key in row and isinstance(row[key], str):
            return str(row[key])
    return ""


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _table(rows: Iterator[tuple[str, str, str, str]]) -> str:
    lines = ["| figure | value | source | sure |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page where a checkout keeps it."""
    target = Path(__file__).parents[3] / "docs" / "figures.md"
    target.write_text(page(), "utf-8")
    sys.stdout.write(f"made {target.name}\n")


if __name__ == "__main__":
    main()
