"""The door of `settings.toml`: parsed, validated by pydantic, and written.

Opened only when it has to be.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from practicecli.domain.problems import Problem
from practicecli.errors import StorageError, UsageError
from practicecli.places import make_folder, write_over
from practicecli.settings import DEFAULTS, variable_of

if TYPE_CHECKING:
    from practicecli.settings import Value

_LONGEST = 1 << 20


class SettingsFile(BaseModel):
    """What may stand in the file. The words in `description` are what a person is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default_length_minutes: int = Field(60, ge=1, le=480, description="whole minutes from 1 to 480")
    default_place: Literal["office", "video-home", "video"] = Field(
        "video-home", description="`office`, `video-home` or `video`"
    )
    remind_within_hours: int = Field(24, ge=1, le=720, description="whole hours from 1 to 720")
    colour: Literal["auto", "always", "never"] = Field(
        "auto", description="`auto`, `always` or `never`"
    )


def read(path: str) -> dict[str, Value]:
    """Give the values that stand in the file, none where there is no file.

    Raises UsageError, StorageError.
    """
    text = _text(path)
    return checked(_parsed(text, path), where=path, text=text)


def checked(found: dict[str, Any], *, where: str, text: str = "") -> dict[str, Value]:
    """Validate values by name; raises UsageError with a problem for each that is not allowed."""
    try:
        model = SettingsFile.model_validate(found, strict=where != "environment")
    except ValidationError as error:
        names = dict.fromkeys(str(detail["loc"][0]) for detail in error.errors())
        problems = [_problem(name, where, text) for name in names]
        plural = "s" if len(problems) > 1 else ""
        raise _refused(f"{len(problems)} setting{plural} cannot be used", problems) from None
    values: dict[str, Value] = model.model_dump(include=set(found))
    return values


def set_value(path: str, name: str, value: str) -> Value:
    """Write one setting into the file, whole or not at all, 0600; returns it as understood.

    Comments in the file are not kept. Raises UsageError, StorageError.
    """
    understood = checked({name: value}, where="environment")[name]
    kept = read(path) | {name: understood}
    _write(path, kept)
    return understood


def unset_value(path: str, name: str) -> None:
    """Take one setting out of the file, so that the default holds again.

    Raises UsageError, StorageError.
    """
    if name not in DEFAULTS:
        raise _refused("1 setting cannot be used", [_problem(name, "environment", "")])
    _write(path, {key: value for key, value in read(path).items() if key != name})


def _write(path: str, values: dict[str, Value]) -> None:
    make_folder(str(Path(path).parent))
    write_over(path, tomli_w.dumps(values).encode())


def _text(path: str) -> str:
    try:
        content = Path(path).read_bytes()[:_LONGEST]
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StorageError(
            f"Cannot read `{path}`: {error.strerror}", hint="Check its permissions"
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = Problem(
            "settings-encoding", f"`{path}`, line {line}: this is not UTF-8", "Save it as UTF-8"
        )
        raise _refused("The settings cannot be read", [problem]) from None


def _parsed(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(
            "settings-form", f"`{path}`: {error}", 'Write a line as `colour = "auto"`'
        )
        raise _refused("The settings cannot be read", [problem]) from None


def _problem(name: str, where: str, text: str) -> Problem:
    place = _place(name, where, text)
    field = SettingsFile.model_fields.get(name)
    if field is None:
        known = ", ".join(f"`{key}`" for key in DEFAULTS)
        return Problem(
            "setting-unknown", f"{place}: there is no such setting", f"Known are {known}"
        )
    return Problem(
        "setting-value", f"{place}: this value is not allowed", f"Give {field.description}"
    )


def _place(name: str, where: str, text: str) -> str:
    if where == "environment":
        return f"`{name}` (or `{variable_of(name)}`)" if name in DEFAULTS else f"`{name}`"
    for number, line in enumerate(text.splitlines(), start=1):
        key = line.strip().lstrip("[").split("=")[0].rstrip("] ").strip(" \"'")
        if key == name:
            return f"`{where}`, line {number}, `{name}`"
    return f"`{where}`, `{name}`"


def _refused(sentence: str, problems: list[Problem]) -> UsageError:
    hint = "See what is set with `practice config list --show-origin`"
    return UsageError(sentence, hint=hint, problems=problems)
