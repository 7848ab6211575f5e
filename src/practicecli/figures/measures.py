"""The questionnaires: ours, compiled, and a person's own, read from a folder."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from practicecli.domain.measure_forms import form_from, objections_to_form
from practicecli.domain.measures import Form, plain
from practicecli.domain.problems import Problem
from practicecli.figures._compiled import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 1 << 20  # bytes of a file; the longest of ours has 4,000


@cache
def measure_forms() -> dict[str, Form]:
    """Every built-in questionnaire by key."""
    rows = (row for name, row in FIGURES.items() if name.startswith("measures/"))
    return {row["key"]: form_from(row) for row in rows}


def own_forms(folder: str) -> tuple[dict[str, Form], list[Problem]]:
    """Read a person's own questionnaires; give those that are well, and all that is wrong.

    One may not stand in the place of a built-in one, nor two have one name.
    """
    found: dict[str, Form] = {}
    problems: list[Problem] = []
    taken = {plain(key): "a built-in one" for key in measure_forms()}
    for path in _files(folder):
        row, wrong = _read(path)
        wrong = wrong or list(objections_to_form(row))
        name = plain(row["key"]) if not wrong else ""
        if name in taken:
            wrong = [f"`key` is that of {taken[name]}; give it another"]
        problems += [Problem("measure-file", f"`{path}`: {one}") for one in wrong]
        if not wrong:
            taken[name] = f"`{os.path.basename(path)}`"  # noqa: PTH119 - paths are text here
            found[row["key"]] = form_from(row)
    return found, problems


def _files(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (os.path.join(folder, one) for one in names if one.endswith(".toml"))  # noqa: PTH118


def _read(path: str) -> tuple[dict[str, Any], list[str]]:
    import tomllib

    try:
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read(_LONGEST + 1)
        if len(content) > _LONGEST:
            return {}, [f"It is longer than {_LONGEST:,} bytes"]
        return tomllib.loads(content.decode("utf-8-sig")), []
    except OSError as error:
        return {}, [f"It cannot be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        return {}, [f"It is not UTF-8 from byte {error.start} on"]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [f"It is not TOML: {error}"]
