"""The weeks before the demo's day, made by the same actions that commands use."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from practicecli.cache.connect import transaction
from practicecli.cli.tour import money
from practicecli.cli.tour.stage import NPI, ZONE, material

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from practicecli.actions.desk import Desk
    from practicecli.cli.app import App
    from practicecli.cli.tour.stage import Stage

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo(ZONE))
_OPENED = datetime(2026, 10, 19, 9, 0, tzinfo=ZoneInfo(ZONE))
_SYNCED = tuple(
    datetime(2026, month, day, 20, 0, tzinfo=ZoneInfo(ZONE)) for month, day in ((10, 30), (11, 13))
)
_PAUSE = timedelta(minutes=2)  # between the planned times and the true ones


@dataclass(frozen=True, slots=True)
class Appointment:
    """A line of `weeks.csv`. `became` says what it is by the demo's morning.

    `held` is held and nothing more, `noted` has its signed note, `confirmed` is confirmed as well;
    the others are `cancelled`, `no-show` and `planned`.
    """

    client: str
    starts: datetime
    length: timedelta
    became: str
    cpt: tuple[str, ...]
    dx: tuple[str, ...]


def furnish(run: App, stage: Stage) -> None:
    """Make the practice of the demo, with clients and weeks of sessions, up to `MORNING`."""
    stage.ask(
        ["init", "--name", "Ada Example", "--credentials", "LMHC", "--npi", NPI, "--state", "NY",
         "--zone", ZONE, "--key", f"file:{stage.folder / 'demo.key'}",
         "--platform", "headway=sandbox:", "--platform", "alma=manual", "--platform",
         "self=manual"],
        _OPENED,
    )  # fmt: skip
    run.env = stage.env(_OPENED)  # type: ignore[assignment]  # this App is of the demo's practice
    people = _take_on(_at(run, _OPENED))
    money.agree(_at(run, _OPENED), people)
    lines = sorted(_appointments(), key=lambda one: one.starts)
    ids = _schedule(_at(run, _OPENED), lines, people)
    waiting = list(_SYNCED)
    invoice = ""
    for one in lines:
        while waiting and one.starts > waiting[0]:
            evening = waiting.pop(0)
            stage.ask(["sync"], evening)
            if invoice:
                money.pay_in_part(_at(run, evening), invoice)
            invoice = invoice or money.invoice(_at(run, evening), people)
        _live(run, ids[one], one)
    stage.ask(["sync"], MORNING)


def _at(run: App, now: datetime) -> Desk:
    return replace(run.desk, now=now.astimezone(UTC))


def _take_on(desk: Desk) -> dict[str, str]:
    from practicecli.actions.clients import add_client
    from practicecli.files.clientjson import read_client_json

    with transaction(desk.db):
        made = [
            add_client(desk, said, ready=True)
            for said in read_client_json(material("caseload.json").decode())
        ]
    return {one.name: one.id for one in made}


def _appointments() -> list[Appointment]:
    lines = csv.DictReader(io.StringIO(material("weeks.csv").decode()))
    return [
        Appointment(
            client=line["client"],
            starts=datetime.fromisoformat(line["starts"]).replace(tzinfo=ZoneInfo(ZONE)),
            length=timedelta(minutes=int(line["minutes"])),
            became=line["became"],
            cpt=tuple(line["cpt"].split()),
            dx=tuple(line["dx"].split()),
        )
        for line in lines
    ]


def _schedule(
    desk: Desk, lines: Iterable[Appointment], people: Mapping[str, str]
) -> dict[Appointment, str]:
    from practicecli.actions.schedule import schedule_sessions

    ids: dict[Appointment, str] = {}
    with transaction(desk.db):
        for one in lines:
            (ids[one],), _ = schedule_sessions(
                desk, people[one.client], [one.starts.astimezone(UTC)], one.length,
                place="video-home",
            )  # fmt: skip
    return ids


def _live(run: App, identity: str, one: Appointment) -> None:
    """Let an appointment become what its line says, each step at the moment it is taken."""
    from practicecli.actions import schedule

    if one.became == "planned":
        return
    began, ended = one.starts + _PAUSE, one.starts + one.length
    with transaction(run.db):
        if one.became == "cancelled":
            schedule.cancel_session(_at(run, one.starts - timedelta(days=3)), identity, by="client")
        elif one.became == "no-show":
            schedule.mark_no_show(_at(run, ended), identity)
        else:
            schedule.start_session(_at(run, began), identity)
            schedule.stop_session(_at(run, ended), identity)
            if one.became != "held":
                _write_up(_at(run, ended + timedelta(hours=1)), identity, one)


def _write_up(desk: Desk, identity: str, one: Appointment) -> None:
    from practicecli.actions.confirm import confirm_session
    from practicecli.actions.notes import sign_note, write_note
    from practicecli.domain.confirming import Wanted

    write_note(desk, identity, template="dap", text=material("dap.md").decode())
    sign_note(desk, identity)
    if one.became == "confirmed":
        confirm_session(desk, identity, Wanted(cpt=one.cpt, dx=one.dx))
