"""What a platform answers, as plain records. Instants are UTC text `YYYY-MM-DDTHH:MM:SSZ`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a change: `applied`, `refused` or `conflict`; then `record` is theirs."""

    id: str
    outcome: str
    version: int
    problems: tuple[Mapping[str, str], ...] = ()
    record: Fields | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """The results of one push, in its order, and the platform's time."""

    results: tuple[Result, ...]
    offset_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the feed: rows by kind, each with `id`, `version` and its fields.

    `unknown` counts items of kinds this version does not know; they are left out.
    """

    rows: Mapping[str, list[dict[str, Any]]]
    removed: Mapping[str, list[str]]
    cursor: str
    more: bool
    count: int
    unknown: int = 0
    offset_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a platform holds, by kind: how many records, and SHA-256 over their ids and versions.

    `cursor` is the end of the feed at that moment.
    """

    cursor: str
    kinds: Mapping[str, tuple[int, str]]
