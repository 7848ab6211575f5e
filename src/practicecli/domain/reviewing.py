"""What a payer's reviewer looks at: confirmed sessions, their notes and plans, and the findings.

Every rule takes plain records and the limits, and yields findings where a value is above its limit;
silence means that a reviewer would find nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from practicecli.domain.cpt import WITH_EM, Cpt, CptTable
from practicecli.domain.problems import Weight
from practicecli.domain.sessions import whole_minutes

Unspecified = Callable[[str, date], bool]
"""Whether a diagnosis leaves something open, as it stood on a day."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What values are held against; `assumed` names those that no payer has published.

    Shares lie between 0 and 1; minutes are true minutes. Source: figures/reviewing.toml; `alike`
    is that of figures/note_rules.toml.
    """

    period_days: int
    fewest: int
    long_share: float
    long_rise: float
    near_minutes: int
    near_share: float
    assumed_share: float
    scheduled_share: float
    same_length_share: float
    addon_share: float
    sessions_a_day: int
    minutes_a_day: int
    unspecified_sessions: int
    unspecified_days: int
    usual_a_week: int
    often_weeks: int
    plan_after: int
    alike: float
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bound:
    """What a signature holds of a session; what was not known yet when it was made is empty.

    `note_dx` is what the note itself says. `minutes` is None where its times were not said.
    `addended`: something was added since, which may explain what differs now.
    """

    cpt: tuple[str, ...] = ()
    dx: tuple[str, ...] = ()
    start: datetime | None = None
    stop: datetime | None = None
    minutes: int | None = None
    note_dx: tuple[str, ...] = ()
    addended: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A confirmed session and the state of its note. Instants are UTC; `day` is that of service.

    `assumed`: the scheduled times stand in for the true ones; `scheduled`: the times that were
    said are exactly those of the appointment. `bound` is None without a signed note here.
    """

    ref: str
    client: str
    day: date
    start: datetime
    stop: datetime
    assumed: bool = False
    scheduled: bool = False
    cpt: tuple[str, ...] = ()
    dx: tuple[str, ...] = ()
    em_minutes: int = 0
    note_route: str = ""
    note_status: str = "none"
    sign_by: datetime | None = None
    signed_at: datetime | None = None
    late: bool = False
    bound: Bound | None = None

    @property
    def minutes(self) -> int:
        """The true length in whole minutes."""
        return whole_minutes(self.start, self.stop)

    def therapy_minutes(self, family: str) -> int:
        """Give the minutes that count for a ladder of codes."""
        return self.minutes - (self.em_minutes if family == WITH_EM else 0)


class Earlier(NamedTuple):
    """A confirmed session of the time before: only what its history needs."""

    client: str
    day: date
    cpt: tuple[str, ...]
    dx: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How far a client's treatment has come: sessions held, and how long the first diagnosis stood.

    `kept` counts the latest sessions in a row with `dx` first, from the day `since` on.
    """

    sessions: int = 0
    dx: str = ""
    since: date = date.min
    kept: int = 0

    def then(self, day: date, dx: Sequence[str]) -> Course:
        """Go on by one session."""
        first = dx[0] if dx else ""
        if first != self.dx or not self.kept:
            return Course(self.sessions + 1, first, day, 1)
        return Course(self.sessions + 1, first, self.since, self.kept + 1)


@dataclass(frozen=True, slots=True)
class Past:
    """The time before the period: how often each code was used, and each client's course."""

    codes: Mapping[str, int] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A signed treatment plan: the day, in the practice's zone, and when it is looked at again."""

    signed_on: date
    review_by: datetime | None = None


class Pair(NamedTuple):
    """Two sessions that a finding is about, and its measure: shared minutes, or a likeness."""

    session: str
    other: str
    value: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer would ask about: a value above its limit, and the sessions it rests on.

    `figure` names the limit among `Limits`; empty where nothing at all is allowed.
    """

    code: str
    message: str
    sessions: tuple[str, ...]
    value: float
    limit: float
    fix: str
    figure: str = ""
    pairs: tuple[Pair, ...] = ()
    weight: Weight = Weight.WARNS


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules look at: the period's sessions by their start, and what came before."""

    held: Sequence[Held]
    past: Past
    plans: Mapping[str, Sequence[Plan]]
    limits: Limits
    table: CptTable
    unspecified: Unspecified

    def ladder(self, family: str) -> tuple[Cpt, ...]:
        """Give the codes of a ladder, told apart by minutes."""
        return self.table.ladders.get(family, ())


def past_of(sessions: Iterable[Earlier]) -> Past:
    """Sum up the time before the period, oldest first."""
    codes: dict[str, int] = {}
    courses: dict[str, Course] = {}
    for one in sessions:
        for code in one.cpt:
            codes[code] = codes.get(code, 0) + 1
        courses[one.client] = courses.get(one.client, Course()).then(one.day, one.dx)
    return Past(codes, courses)


def by_start(sessions: Iterable[Held]) -> list[Held]:
    """Put sessions into the order in which they began."""
    return sorted(sessions, key=lambda one: (one.start, one.stop, one.ref))


def period(first: date | None, last: date | None, *, today: date, days: int) -> tuple[date, date]:
    """Give the days reviewed, both included: the last `days` where the first is not said."""
    until = last or today
    return first or until - timedelta(days=days - 1), until


def refs(sessions: Iterable[Held]) -> tuple[str, ...]:
    """Give the refs of sessions, each once, in their order."""
    return tuple(dict.fromkeys(one.ref for one in sessions))


def counted(number: int, one: str, many: str) -> str:
    """Say how many there are: `1 session`, `2 sessions`."""
    return f"{number} {one if number == 1 else many}"


def percent(share: float) -> str:
    """Say a share in whole percent."""
    return f"{share:.0%}"


def limit_words(finding: Finding, limits: Limits) -> str:
    """Say the limit of a finding and whether it is only our reading; empty where nothing is."""
    if not finding.figure:
        return ""
    told = percent(finding.limit) if isinstance(finding.limit, float) else str(finding.limit)
    return f"limit {told}" + (", our reading" if finding.figure in limits.assumed else "")
