"""Note templates and questionnaires of one's own: TOML files, checked when they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicecli.domain.measure_forms import form_from, objections_to_form
from practicecli.domain.measures import Form, plain
from practicecli.domain.problems import Problem
from practicecli.domain.templates import NoteTemplate, objections_to_template, template_from
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LARGEST_TEMPLATE = 100_000  # bytes of one file; ours have some 2,000
_LARGEST_FORM = 1 << 20  # the longest of ours has 4,000


def own_templates(
    folder: Path, *, taken: Collection[str], elements: frozenset[str]
) -> dict[str, NoteTemplate]:
    """Read every `*.toml` of a folder, which need not be there; give the templates by key.

    `taken` are the keys of ours. Raises UsageError with everything wrong in any of the files.
    """
    found: dict[str, NoteTemplate] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        wrong = [*_objections(path, {*taken, *found}, elements)]
        problems += [Problem("template-form", f"`{path.name}`: {one}") for one in wrong]
        if not wrong:
            made = template_from(_row(path, _LARGEST_TEMPLATE))
            found[made.key] = made
    if problems:
        raise UsageError(
            "A note template of your own cannot be used",
            hint=f"Correct it in `{folder}`, or take it out; see `practice note template`",
            problems=problems,
        )
    return found


def _objections(path: Path, taken: set[str], elements: frozenset[str]) -> Iterator[str]:
    from tomllib import TOMLDecodeError

    try:
        row = _row(path, _LARGEST_TEMPLATE)
    except (OSError, UnicodeDecodeError) as error:
        yield f"It cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}"
        return
    except (TOMLDecodeError, RecursionError) as error:  # the latter from brackets without end
        yield f"It is not TOML: {error}"
        return
    yield from objections_to_template(row, elements=elements)
    if row.get("key") in taken:
        yield "There is another template with this `key`"


def own_forms(folder: Path, *, taken: Collection[str]) -> tuple[dict[str, Form], list[Problem]]:
    """Read every `*.toml` of a folder, which need not be there; give the questionnaires by key.

    Beside those that are well, all that is wrong. One may not stand in the place of ours, whose
    keys are `taken`, nor two have one name.
    """
    found: dict[str, Form] = {}
    problems: list[Problem] = []
    names = {plain(key): "a built-in one" for key in taken}
    for path in _files(folder):
        row, wrong = _form_row(path)
        wrong = wrong or list(objections_to_form(row))
        name = plain(row["key"]) if not wrong else ""
        if name in names:
            wrong = [f"`key` is that of {names[name]}; give it another"]
        problems += [Problem("measure-file", f"`{path}`: {one}") for one in wrong]
        if not wrong:
            names[name] = f"`{path.name}`"
            found[row["key"]] = form_from(row)
    return found, problems


def _form_row(path: Path) -> tuple[dict[str, Any], list[str]]:
    from tomllib import TOMLDecodeError

    try:
        if path.stat().st_size > _LARGEST_FORM:
            return {}, [f"It is longer than {_LARGEST_FORM:,} bytes"]
        return _row(path, _LARGEST_FORM), []
    except OSError as error:
        return {}, [f"It cannot be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        return {}, [f"It is not UTF-8 from byte {error.start} on"]
    except (TOMLDecodeError, RecursionError) as error:
        return {}, [f"It is not TOML: {error}"]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def _row(path: Path, most: int) -> dict[str, Any]:
    import tomllib

    with path.open("rb") as file:
        return tomllib.loads(file.read(most).decode("utf-8-sig"))
