"""The screens people open first: `today` and `due`, as facts and as text.

Shared by the quick way and the full program, so both say the same. Imports nothing heavy.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from practicecli.cache import cutoffs, open_work, reading
from practicecli.cli import money_lines, shapes
from practicecli.cli.tables import BOLD, RESET, cells, cut, wrapped
from practicecli.cli.terminal import WIDTH_OF_A_PIPE
from practicecli.cli.text import distance, safe, when

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from typing import Any

    from practicecli.cache.connect import Db

DIM = "\x1b[2m"
NEAR = timedelta(days=3)  # how far ahead `today` looks for deadlines
CUTOFFS_AHEAD = timedelta(days=30)  # worked out at least so far, and longer as a rule
MOST_REFUSALS = 3  # `sync status` has them all
MOST = 5  # deadlines on `today`; `due` has them all
FRESH = timedelta(days=7)  # how long `today` counts what platforms told
_LONGEST_NAME = 24  # cells
_UNDER = 15  # cells: what belongs to a deadline stands below its ref
_LABEL = 13  # cells of the words in front: `Next payout`, and two spaces
_ONE_DAY = timedelta(days=1)


def today_facts(
    db: Db, now: datetime, zone: tzinfo, day: date, *, named: bool = False
) -> dict[str, Any]:
    """Give all that `today` shows, as JSON has it; `named` adds clients' names, for a person."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    end = start.replace(tzinfo=None) + _ONE_DAY
    rows = reading.sessions(db, start=shapes.utc(start), end=shapes.utc(end.replace(tzinfo=zone)))
    sessions = []
    for row in rows:
        shape = shapes.session(row, zone)
        if named:
            shape["client_name"] = row["client_name"]
        sessions.append(shape)
    refused, conflicts = open_work.unsettled(db)
    changed, whose = open_work.cost_changes(db, shapes.utc(now - FRESH))
    return {
        "date": day.isoformat(),
        "now": now.astimezone(zone).isoformat(),
        "sessions": sessions,
        "due": due_facts(db, now, zone, NEAR),
        "next_payout": money_lines.next_payout(db, now.astimezone(zone).date()),
        "unsent": open_work.unsent(db),
        "refused": refused,
        "refusals": _refusals(db) if refused else [],
        "conflicts": conflicts,
        "claims_to_settle": open_work.claims_to_settle(db),
        "notices": open_work.notices(db, shapes.utc(now - FRESH)),
        "cost_changes": changed,
        "cost_changes_clients": whose,
        "cost_changes_latest": money_lines.changed_costs(db, now - FRESH) if changed else [],
        "platforms": [
            {
                "name": name,
                "remote": remote,
                "last_sync_at": shapes.instant(at, zone),
                "last_error": error,
            }
            for name, remote, at, error in open_work.talks(db)
        ],
    }


def _refusals(db: Db) -> list[dict[str, Any]]:
    from practicecli.cache.waiting import refusals  # late: on most days nothing was refused

    return refusals(db)


def one_line(row: shapes.Row, now: datetime, zone: tzinfo) -> str:
    """Say which session is meant, to the therapist: who, when and how long."""
    shape = shapes.session(row, zone)
    starts = when(datetime.fromisoformat(shape["starts_at"]), now, zone)
    minutes = shape["actual_minutes"] or shape["minutes"]
    return f"{row['ref']}  {row['client_name']}  {starts}  {minutes} min  {row['platform']}"


def due_facts(
    db: Db, now: datetime, zone: tzinfo, within: timedelta | None = None
) -> list[dict[str, Any]]:
    """Give every open deadline and each platform's next cut-off, soonest first, as JSON has it."""
    at, until = shapes.utc(now), open_work.FOREVER if within is None else shapes.utc(now + within)
    open_ = [
        (one[5], shapes.due_item(one, now, zone)) for one in open_work.due(db, at, until=until)
    ]
    cuts = [
        (one[1], money_lines.cutoff(one, now, zone)) for one in cutoffs.at_risk(db, at, until=until)
    ]
    found = sorted([*open_, *cuts], key=lambda one: one[0]) if cuts else open_
    return [item for _, item in found]


def today_text(
    facts: dict[str, Any], now: datetime, zone: tzinfo, *, width: int, colour: bool
) -> str:
    """Write the day for a person within `width` cells; with 0, as in a pipe, nothing is cut."""
    page = _Page(width, colour)
    day = date.fromisoformat(facts["date"])
    page.head(f"{day:%A %d %B %Y}", f"{now.astimezone(zone):%H:%M %Z}")
    page.blank()
    _sessions_on(page, facts["sessions"], now)
    page.blank()
    _deadlines_on(page, [one for one in facts["due"] if "cutoff" not in one], now, zone)
    page.blank()
    _money_and_talk(page, facts, now, zone)
    return page.text()


def due_text(
    items: Sequence[dict[str, Any]], now: datetime, zone: tzinfo, *, width: int, colour: bool
) -> str:
    """Write deadlines for a person, each with the command to type."""
    page = _Page(width, colour)
    if not items:
        page.line("Nothing is open")
    for item in items:
        _deadline(page, item, now, zone)
    return page.text()


class _Page:
    """Lines of at most so many cells, but for commands: those are typed, so they are never cut.

    Everything that is written passes the sanitiser.
    """

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._colour = colour
        self._lines: list[str] = []

    def line(self, words: str, style: str = "") -> None:
        shown = safe(words)
        self._add(cut(shown, self.width) if self.width else shown, style)

    def _add(self, shown: str, style: str = "") -> None:
        self._lines.append(f"{style}{shown}{RESET}" if style and self._colour else shown)

    def head(self, left: str, right: str) -> None:
        room = min(self.width or WIDTH_OF_A_PIPE, WIDTH_OF_A_PIPE)
        gap = max(room - cells(left) - cells(right), 2)
        self.line(f"{left}{' ' * gap}{right}", BOLD)

    def title(self, words: str) -> None:
        self.line(words, BOLD)

    def command(self, typed: str) -> None:
        self._add(safe(typed), DIM)

    def told(self, label: str, words: str, command: str = "") -> None:
        """Write words beside a label, wrapped; a command follows, below where there is no room."""
        whole = f"{label:<{_LABEL}}{safe(words)}"
        with_command = f"{whole}: {command}"
        if command and (not self.width or cells(with_command) <= self.width):
            self._add(with_command)
            return
        for line in wrapped(whole, self.width, later=_LABEL):
            self._add(line)
        if command:
            self.command(f"{'':<{_LABEL}}{command}")

    def sentence(self, words: str) -> None:
        """Write words whole, broken at spaces; what they began with is kept free below."""
        for line in wrapped(safe(words), self.width, later=_UNDER):
            self._add(line)

    def with_more(self, head: str, words: str, *, indent: int) -> None:
        """Write words behind a head, or where there is no room below it."""
        whole = f"{head}  {safe(words)}"
        if not self.width or cells(whole) <= self.width:
            self._add(whole)
            return
        self.line(head)
        for line in wrapped(f"{'':<{indent}}{safe(words)}", self.width, later=indent):
            self._add(line)

    def blank(self) -> None:
        self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _sessions_on(page: _Page, sessions: Sequence[dict[str, Any]], now: datetime) -> None:
    if not sessions:
        page.line("No sessions")
        return
    longest = max(cells(safe(one["client_name"])) for one in sessions)
    longest = min(longest, _LONGEST_NAME) if page.width else longest
    for one in sessions:
        name = cut(safe(one["client_name"]), longest)
        pad = " " * (longest - cells(name))
        page.line(
            f"  {one['starts_at'][11:16]}  {one['minutes']:>3} min  {one['ref']}  {name}{pad}"
            f"  {one['platform']:<8}  {_standing(one, now)}"
        )
        if not one["ready"] and one["status"] == "scheduled":
            page.command(f"         not ready to bill: practice client check {one['client_ref']}")


def _standing(one: dict[str, Any], now: datetime) -> str:
    if one["status"] != "scheduled":
        codes = " ".join(one["cpt"])
        return f"{one['status']} {codes}".rstrip()
    if one["actual_start"] and not one["actual_stop"]:
        return "under way"
    over = datetime.fromisoformat(one["ends_at"]).astimezone(UTC) <= now
    note = {"none": "no note", "draft": "draft note", "signed": "note signed"}[one["note_status"]]
    return f"unconfirmed, {note}" if over else one["place"]


def _deadlines_on(
    page: _Page, items: Sequence[dict[str, Any]], now: datetime, zone: tzinfo
) -> None:
    if not items:
        page.line("No deadline within 3 days")
        return
    page.title(f"Deadlines within 3 days: {len(items)}")
    for item in items[:MOST]:
        _deadline(page, item, now, zone)
    if len(items) > MOST:
        page.command(f"  and {len(items) - MOST} more: practice due --within 3d")


def _deadline(page: _Page, item: dict[str, Any], now: datetime, zone: tzinfo) -> None:
    moment = datetime.fromisoformat(item["due_at"])
    if "cutoff" in item:
        page.sentence(f"       cut-off {item['platform']}  {item['what']}")
        page.command(f"               {item['command']}")
        return
    mark = "LATE" if item["overdue"] else "    "
    kind = shapes.SHORT.get(item["kind"], item["kind"])
    head = f"  {mark} {kind:<7} {item['ref']}  {when(moment, now, zone)}"
    page.with_more(head, item["what"], indent=_UNDER)
    page.command(f"{'':<{_UNDER}}{item['command']}")


def _money_and_talk(page: _Page, facts: dict[str, Any], now: datetime, zone: tzinfo) -> None:
    page.told("Next payout", money_lines.payout_words(facts["next_payout"], now, zone))
    for one in facts["due"]:
        if "cutoff" in one:
            page.told("Cut-off", f"{one['platform']}  {one['what']}", one["command"])
    if facts["claims_to_settle"]:
        told = f"{facts['claims_to_settle']} turned away"
        page.told("Claims", told, "practice claim status")
    if facts["notices"]:
        page.told(
            "Notices", f"{facts['notices']} in {FRESH.days} days", "practice platform notices"
        )
    if facts["cost_changes"]:
        _costs_on(page, facts, now.astimezone(zone).date())
    if facts["unsent"]:
        page.told("Unsent", str(facts["unsent"]), "practice sync")
    for one in facts["refusals"][:MOST_REFUSALS]:
        why = one["problems"][0]["message"] if one["problems"] else "no reason was given"
        page.told("Refused", f"{one['verb']} {one['ref']}: {why}")
        page.command(f"{'':<{_LABEL}}{one['next_step']}")
    if facts["refused"] > MOST_REFUSALS:
        more = f"and {facts['refused'] - MOST_REFUSALS} more"
        page.told("", more, "practice sync status")
    if facts["conflicts"]:
        page.told("Conflicts", str(facts["conflicts"]), "practice sync conflicts")
    for one in facts["platforms"]:
        if one["remote"] != "manual":
            page.told("Synced", f"{one['name']} {_last_talk(one, now, zone)}")


def _costs_on(page: _Page, facts: dict[str, Any], today: date) -> None:
    sessions, clients = facts["cost_changes"], facts["cost_changes_clients"]
    told = f"changed for {_many(sessions, 'session')} of {_many(clients, 'client')}"
    page.told("Costs", told, "practice client cost --changes")
    for one in facts["cost_changes_latest"]:
        page.told("", money_lines.change_words(one, today))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _last_talk(one: dict[str, Any], now: datetime, zone: tzinfo) -> str:
    at, error = one["last_sync_at"], one["last_error"]
    if not at:
        return f"never; a try failed: {error}" if error else "never"
    age = distance(datetime.fromisoformat(at), now, zone)
    if not error:
        return age
    age = "just now" if age == "now" else age
    return f"{age}; since then a try failed: {error}"


def due_lines(items: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write deadlines for a pipe: a line each, parted by tabs, nothing cut."""
    for item in items:
        late = "overdue" if item["overdue"] else ""
        fields = (
            item["due_at"], item["kind"], item["ref"], item["client_ref"], item["platform"],
            str(item["hours_left"]), late, item["what"],
        )  # fmt: skip
        yield "\t".join(fields) + "\n"


def as_json(value: object) -> str:
    """Write JSON as every command does: ASCII, so that no escape in it is ever obeyed."""
    import json

    return json.dumps(value, ensure_ascii=True, separators=(", ", ": ")) + "\n"
