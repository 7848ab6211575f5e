"""Configuration: what a person may set, where each value came from, and the one loader.

`settings.toml` is parsed and validated only when its time or size changed; in between its values
come from the cache, so that a start needs neither TOML nor pydantic.
"""
# Paths are plain text on the way to every command.
# ruff: noqa: PTH116

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Value = str | int
    Stored = tuple[str, Mapping[str, Value]]
    """The file's stamp, and the values that stood in it."""

DEFAULTS: dict[str, Value] = {
    "default_length_minutes": 60,
    "default_place": "video-home",
    "remind_within_hours": 24,
    "colour": "auto",
}


class Settings:
    """The settings in force.

    `origins` says for each whether a flag, the environment, the file or we set it.
    """

    __slots__ = (
        "colour",
        "default_length_minutes",
        "default_place",
        "origins",
        "remind_within_hours",
    )

    def __init__(self, values: Mapping[str, Value], origins: Mapping[str, str]) -> None:
        self.default_length_minutes = int(values["default_length_minutes"])
        self.default_place = str(values["default_place"])
        self.remind_within_hours = int(values["remind_within_hours"])
        self.colour = str(values["colour"])
        self.origins = dict(origins)

    def as_dict(self) -> dict[str, Value]:
        """Give the values by name, in the order `config list` shows them."""
        return {name: getattr(self, name) for name in DEFAULTS}


class Loaded:
    """What `load` gives.

    The settings, and, if the file was read, what the cache should store now.
    """

    __slots__ = ("settings", "to_store")

    def __init__(self, settings: Settings, to_store: Stored | None) -> None:
        self.settings = settings
        self.to_store = to_store


def load(
    path: str,
    env: Mapping[str, str],
    flags: Mapping[str, Value] | None = None,
    stored: Stored | None = None,
) -> Loaded:
    """Work out the settings: flag before `PRACTICE_*` before file before default.

    `stored` is what an earlier call asked to store. Raises UsageError with every problem at once.
    """
    said: dict[str, Value] = {
        name: env[variable] for name in DEFAULTS if env.get(variable := variable_of(name))
    }
    if said:
        from practicecli.settings_file import checked

        said = checked(said, where="environment")
    stamp = stamp_of(path)
    to_store: Stored | None = None
    if stored is not None and stored[0] == stamp:
        from_file = stored[1]
    else:
        from practicecli.settings_file import read

        from_file = read(path)
        to_store = (stamp, from_file)
    sources = (
        (DEFAULTS, "default"),
        (from_file, path),
        (said, "environment"),
        (flags or {}, "flag"),
    )
    values: dict[str, Value] = {}
    origins: dict[str, str] = {}
    for found, origin in sources:
        values.update(found)
        origins.update(dict.fromkeys(found, origin))
    return Loaded(Settings(values, origins), to_store)


def stamp_of(path: str) -> str:
    """Tell the state of the file by its time and size; `absent` where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return "absent"
    return f"{status.st_mtime_ns} {status.st_size}"


def variable_of(name: str) -> str:
    """Name the environment's variable for a setting."""
    return f"PRACTICE_{name.upper()}"
