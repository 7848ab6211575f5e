"""Note templates of one's own: TOML files in the settings folder, checked when they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicecli.domain.problems import Problem
from practicecli.domain.templates import NoteTemplate, objections_to_template, template_from
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LARGEST = 100_000  # bytes of one file; ours have some 2,000


def own_templates(
    folder: Path, *, taken: Collection[str], elements: frozenset[str]
) -> dict[str, NoteTemplate]:
    """Read every `*.toml` of a folder, which need not be there; give the templates by key.

    `taken` are the keys of ours. Raises UsageError with everything wrong in any of the files.
    """
    found: dict[str, NoteTemplate] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        wrong = [*_objections(path, {*taken, *found}, elements)]
        problems += [Problem("template-form", f"`{path.name}`: {one}") for one in wrong]
        if not wrong:
            made = template_from(_row(path))
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
        row = _row(path)
    except (OSError, UnicodeDecodeError) as error:
        yield f"It cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}"
        return
    except TOMLDecodeError as error:
        yield f"It is not TOML: {error}"
        return
    yield from objections_to_template(row, elements=elements)
    if row.get("key") in taken:
        yield "There is another template with this `key`"


def _row(path: Path) -> dict[str, Any]:
    import tomllib

    with path.open("rb") as file:
        return tomllib.loads(file.read(_LARGEST).decode("utf-8-sig"))
