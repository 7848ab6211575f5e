"""What arrives from outside the house, once its form is known to be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from practicecli.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class ConfirmRow:
    """One session to confirm. `row` is 1 for the first line of data; times are ISO text."""

    row: int
    session: str
    cpt: tuple[str, ...] = ()
    dx: tuple[str, ...] = ()
    start: str | None = None
    stop: str | None = None
    place: str | None = None
    modifiers: tuple[str, ...] = ()
    note: str | None = None
    sign: bool = False


@dataclass(frozen=True, slots=True)
class InvalidRow:
    """A row whose form is wrong; `session` is what it named, where that could be read."""

    row: int
    session: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class IncomingClient:
    """A person as another program, or a file, describes them; None is "not said"."""

    name: str
    row: int = 1
    born: date | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    state: str | None = None
    payer: str | None = None
    plan: str | None = None
    member_id: str | None = None
    platform: str | None = None
    status: str | None = None
    aliases: tuple[str, ...] = ()
    payment_method: bool | None = None
    forms: bool | None = None
    insurance: bool | None = None


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One occurrence in a calendar, in UTC.

    `instance` outlives a move: it holds the start that the series first gave this occurrence.
    """

    uid: str
    instance: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    link: str | None = None
    all_day: bool = False
    cancelled: bool = False
    sequence: int = 0
    recurring: bool = False

    @property
    def minutes(self) -> int:
        """Its length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
