"""Putting sessions into the calendar, and moving or cancelling them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.session import app
from practicecli.cli.session.marks import (
    Crisis,
    Intake,
    Participants,
    occasion_of,
    participants_of,
)
from practicecli.cli.session.words import Place, SessionRef, moment, session_id, show, wall

if TYPE_CHECKING:
    from datetime import datetime, timedelta

Overlap = Annotated[
    bool, typer.Option("--allow-overlap", help="Schedule although another session is there")
]
Fold = Annotated[
    int | None,
    typer.Option("--fold", min=0, max=1, help="0 earlier, 1 later, when the hour comes twice"),
]


@app.command("schedule")
def schedule(  # noqa: PLR0913, PLR0917 - the options are the command
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The client's ref")],
    when: Annotated[str, typer.Argument(metavar="WHEN", help="Such as `mon 15:00`")],
    length: Annotated[
        str | None, typer.Option("--for", metavar="60m", help="How long; 60m if not said")
    ] = None,
    place: Place = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="ST", help="Where the client will sit")
    ] = None,
    link: Annotated[str, typer.Option("--link", metavar="URL", help="The video room")] = "",
    every: Annotated[
        str | None, typer.Option("--every", metavar="1w", help="Repeat: 1w, 2w or some days")
    ] = None,
    count: Annotated[
        int | None, typer.Option("--count", min=1, max=366, help="How many, with --every")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day, with --every")
    ] = None,
    allow_overlap: Overlap = False,
    fold: Fold = None,
    intake: Intake = False,
    crisis: Crisis = False,
    participants: Participants = None,
) -> None:
    """Schedule a session, or a series of them.

    Example: practice session schedule c-7k3fq2w "mon 15:00" --for 60m --every 1w --count 12
    Example: practice session schedule c-7k3fq2w "tue 9:00" --intake
    """
    from practicecli.actions.schedule import schedule_sessions
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve

    run = App.of(ctx)
    who = resolve(run.db, "client", client)
    step, starts = _starts(run, when, every, count, until, fold)
    with transaction(run.db):
        made, warnings = schedule_sessions(
            run.desk,
            who,
            starts,
            _length(run, length),
            place=_place(place or run.settings.default_place),
            state=state.upper() if state else None,
            link=link,
            allow_overlap=allow_overlap,
            series_days=step,
            participants=participants_of(participants) or "client",
            occasion=occasion_of(intake=intake, crisis=crisis) or "",
        )
    _show_made(run, made, series=every is not None)
    run.out.warn(warnings)


@app.command("move")
def move(
    ctx: typer.Context,
    session: SessionRef,
    when: Annotated[str, typer.Argument(metavar="WHEN", help="Such as `tomorrow 15:00`")],
    length: Annotated[
        str | None, typer.Option("--for", metavar="60m", help="A new length as well")
    ] = None,
    allow_overlap: Overlap = False,
    fold: Fold = None,
) -> None:
    """Give a session another time.

    Example: practice session move s-7k3fq2w "thu 10:00"
    """
    from practicecli.actions.schedule import move_session
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    start = moment(run, when, fold)
    with transaction(run.db):
        move_session(
            run.desk,
            identity,
            start,
            _length(run, length) if length else None,
            allow_overlap=allow_overlap,
        )
    show(run, identity)


@app.command("cancel")
def cancel(
    ctx: typer.Context,
    session: SessionRef,
    by: Annotated[str, typer.Option("--by", metavar="client|me", help="Who cancels")],
    fee: Annotated[
        str | None, typer.Option("--fee", metavar="75.00", help="What the client owes for it")
    ] = None,
) -> None:
    """Cancel a session; `late-cancelled` where the client does it inside the notice window.

    Example: practice session cancel s-7k3fq2w --by client --fee 75.00
    """
    from practicecli.actions.schedule import cancel_session
    from practicecli.cache.connect import transaction
    from practicecli.errors import UsageError

    if by not in {"client", "me"}:
        raise UsageError("`--by` takes `client` or `me`")
    run = App.of(ctx)
    identity = session_id(run, session)
    with transaction(run.db):
        cancel_session(run.desk, identity, by=by, fee_cents=_cents(fee))
    show(run, identity)
    _warn_of_fee(run, identity, _cents(fee))


@app.command("no-show")
def no_show(
    ctx: typer.Context,
    session: SessionRef,
    fee: Annotated[
        str | None, typer.Option("--fee", metavar="75.00", help="What the client owes for it")
    ] = None,
) -> None:
    """Record that the client did not come.

    Example: practice session no-show @last
    """
    from practicecli.actions.schedule import mark_no_show
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    identity = session_id(run, session)
    with transaction(run.db):
        mark_no_show(run.desk, identity, fee_cents=_cents(fee))
    show(run, identity)
    _warn_of_fee(run, identity, _cents(fee))


def _warn_of_fee(run: App, identity: str, cents: int) -> None:
    if cents:
        from practicecli.actions.fees import fee_doubts
        from practicecli.cache.sessions import get

        run.out.warn(fee_doubts(run.desk, get(run.db, identity).platform, cents))


def _starts(
    run: App, when: str, every: str | None, count: int | None, until: str | None, fold: int | None
) -> tuple[int | None, list[datetime]]:
    from practicecli.clock import exists_twice, resolve_wall
    from practicecli.domain.sessions import occurrences
    from practicecli.errors import UsageError

    first = wall(run, when)
    if every is None:
        if count is not None or until is not None:
            raise UsageError("`--count` and `--until` go with `--every`", hint="Add `--every 1w`")
        return None, [moment(run, when, fold)]
    if (count is None) == (until is None):
        raise UsageError("A series needs its end", hint="Add `--count 12` or `--until 2027-03-31`")
    step = _span(every)
    if step.days < 1 or step.seconds:
        raise UsageError("A series repeats in whole days or weeks", hint="Type `--every 1w`")
    local = first.astimezone(run.zone).replace(tzinfo=None) if first.tzinfo else first
    walls = occurrences(local, every=step, count=count, until=run.day(until) if until else None)
    return step.days, [
        # The hour that comes twice is taken the first time, unless it was said otherwise.
        resolve_wall(one, run.zone, (fold or 0) if exists_twice(one, run.zone) else None)
        for one in walls
    ]


def _show_made(run: App, made: list[str], *, series: bool) -> None:
    from practicecli.cache.reading import session
    from practicecli.cli.session.words import LISTED, record

    if series:
        run.out.rows(LISTED, [record(run, session(run.db, one)) for one in made])
    else:
        show(run, made[0])


def _length(run: App, typed: str | None) -> timedelta:
    return _span(typed or f"{run.settings.default_length_minutes}m")


def _span(typed: str) -> timedelta:
    from practicecli.domain.when import NotATimeError, read_span
    from practicecli.errors import UsageError

    try:
        return read_span(typed)
    except NotATimeError as error:
        raise UsageError(str(error)) from error


def _place(typed: str) -> str:
    from practicecli.domain.sessions import PLACES
    from practicecli.errors import UsageError

    if typed not in PLACES:
        raise UsageError("`--place` takes `office`, `video-home` or `video`")
    return typed


def _cents(typed: str | None) -> int:
    from practicecli.domain.money import NotMoneyError, read_cents
    from practicecli.errors import UsageError

    try:
        return read_cents(typed) if typed else 0
    except NotMoneyError as error:
        raise UsageError(str(error), hint="Type it as `75.00`") from error
