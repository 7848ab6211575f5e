"""Confirming and correcting sessions, one at a time or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.refresh import follow
from practicecli.cli.session import app
from practicecli.cli.session.marks import EmMinutes
from practicecli.cli.session.words import Place, codes, session_id, show
from practicecli.domain.problems import Problem
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from practicecli.actions.confirm import Outcome
    from practicecli.actions.notes import Ready
    from practicecli.domain.confirming import Wanted

ROUTES = ("template", "upload", "none")

Cpt = Annotated[
    list[str] | None, typer.Option("--cpt", metavar="CPT", help="Billing code; may be repeated")
]
Diagnosis = Annotated[
    list[str] | None, typer.Option("--dx", metavar="DX", help="Diagnosis; may be repeated")
]
Start = Annotated[
    str | None, typer.Option("--start", metavar="T", help="When it truly began, such as 15:02")
]
Stop = Annotated[
    str | None, typer.Option("--stop", metavar="T", help="When it truly ended, such as 15:57")
]
Modifier = Annotated[
    list[str] | None, typer.Option("--modifier", metavar="M", help="Modifier; may be repeated")
]


@app.command("confirm")
def confirm(  # noqa: PLR0913, PLR0917 - the options are the command
    ctx: typer.Context,
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="The session's ref, or @last")
    ] = None,
    cpt: Cpt = None,
    dx: Diagnosis = None,
    start: Start = None,
    stop: Stop = None,
    place: Place = None,
    modifier: Modifier = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="template|upload|none", help="Where its note is"),
    ] = None,
    sign: Annotated[bool, typer.Option("--sign", help="Sign the draft note first")] = False,
    attest: Annotated[
        bool, typer.Option("--attest", help="The note is yours, true and complete")
    ] = False,
    like_last: Annotated[
        bool, typer.Option("--like-last", help="Codes of the client's last confirmed session")
    ] = False,
    em_minutes: EmMinutes = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE", help="A CSV or NDJSON file, or - for stdin"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing")
    ] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="With --batch: only if every row is well")
    ] = False,
) -> None:
    """Confirm that a session took place, with its codes and true times.

    Example: practice session confirm @last --cpt 90834 --dx F41.1
    Example: practice session confirm s-7k3fq2w --like-last --sign --attest
    Example: practice session confirm --batch week.csv --dry-run
    """
    run = App.of(ctx)
    follow(run)
    if batch is not None:
        from practicecli.cli.session.batch import confirm_batch_file

        codes_and_times = cpt or dx or start or stop or place or modifier or like_last
        if session is not None or codes_and_times or note or sign or em_minutes is not None:
            raise UsageError("With `--batch` the file says everything", hint="Leave the rest out")
        confirm_batch_file(run, batch, dry_run=dry_run, together=all_or_nothing, attest=attest)
        return
    if session is None:
        raise UsageError(
            "It does not say which session", hint="Give its ref, `@last`, or `--batch FILE`"
        )
    if all_or_nothing:
        raise UsageError("`--all-or-nothing` goes with `--batch`")
    _must_be_route(note)
    identity = session_id(run, session)
    wanted = _wanted(
        run, identity, cpt, dx, start, stop, place, modifier, note, sign=sign, em_minutes=em_minutes
    )
    if like_last:
        wanted = _like_last(run, identity, wanted)
    proposed = _proposed(run, identity, wanted)
    shown, reason = _attested(run, identity, proposed) if sign and not attest else (None, "")
    outcome = _apply(run, identity, proposed, shown=shown, reason=reason, dry_run=dry_run)
    if dry_run:
        run.out.note("Nothing was changed: this was a dry run")
    else:
        ref = show(run, identity)
        _charge_next(run, identity, ref)
    run.out.warn(outcome.confirmation.warnings if outcome.confirmation else [])


def _charge_next(run: App, identity: str, ref: str) -> None:
    """Say how the client is charged where nobody else charges them."""
    from practicecli.cache.sessions import get
    from practicecli.domain.bills import Bills
    from practicecli.figures.load import policy

    there = run.platforms.get(get(run.db, identity).platform)
    if there is not None and policy(there.policy).bills is Bills.CLIENT:
        run.out.next_step(f"Next: `practice charge add {ref}`, so that the client owes it")


@app.command("modify")
def modify(
    ctx: typer.Context,
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="The ref of a confirmed session")
    ],
    cpt: Cpt = None,
    dx: Diagnosis = None,
    start: Start = None,
    stop: Stop = None,
    place: Place = None,
    modifier: Modifier = None,
    em_minutes: EmMinutes = None,
) -> None:
    """Correct codes, true times or place of a confirmed session while its window is open.

    Example: practice session modify s-7k3fq2w --cpt 90834 --stop 15:50
    """
    from practicecli.actions.confirm import modify_session
    from practicecli.cache.connect import transaction

    run = App.of(ctx)
    if not (cpt or dx or start or stop or place or modifier) and em_minutes is None:
        raise UsageError(
            "It does not say what to correct", hint="Give `--cpt`, `--dx`, `--start`, `--stop`, ..."
        )
    identity = session_id(run, session)
    wanted = _wanted(
        run, identity, cpt, dx, start, stop, place, modifier, None, sign=False,
        em_minutes=em_minutes,
    )  # fmt: skip
    with transaction(run.db):
        outcome = modify_session(run.desk, identity, wanted)
    show(run, identity)
    run.out.warn(outcome.confirmation.warnings if outcome.confirmation else [])


def _apply(
    run: App, identity: str, wanted: Wanted, *, shown: Ready | None, reason: str, dry_run: bool
) -> Outcome:
    from practicecli.actions.confirm import confirm_session, sign_and_confirm
    from practicecli.cache.connect import rehearsal, transaction

    with (rehearsal if dry_run else transaction)(run.db):
        if wanted.sign:
            return sign_and_confirm(run.desk, identity, wanted, reason=reason, shown=shown)
        return confirm_session(run.desk, identity, wanted)


def _wanted(
    run: App,
    identity: str,
    cpt: list[str] | None,
    dx: list[str] | None,
    start: str | None,
    stop: str | None,
    place: str | None,
    modifier: list[str] | None,
    note: str | None,
    *,
    sign: bool,
    em_minutes: int | None,
) -> Wanted:
    from practicecli.domain.confirming import Wanted
    from practicecli.domain.sessions import PLACES

    if place is not None and place not in PLACES:
        raise UsageError("`--place` takes `office`, `video-home` or `video`")
    return Wanted(
        cpt=codes(cpt),
        dx=codes(dx),
        start=_instant(run, identity, start),
        stop=_instant(run, identity, stop),
        place=place,
        modifiers=codes(modifier),
        note_route=note,
        sign=sign,
        em_minutes=em_minutes,
    )


def _instant(run: App, identity: str, typed: str | None) -> datetime | None:
    from practicecli.cache.sessions import get
    from practicecli.domain.sessions import service_date
    from practicecli.domain.when import NoSuchTimeError, NotATimeError, clock_on
    from practicecli.errors import RefusedError

    if typed is None:
        return None
    day = service_date(get(run.db, identity), run.zone)
    try:
        return clock_on(typed, day, run.zone)
    except NoSuchTimeError as error:
        fix = "Give a time before or after that hour"
        raise RefusedError(str(error), [Problem("no-such-time", str(error), fix)]) from error
    except NotATimeError as error:
        raise UsageError(str(error)) from error


def _like_last(run: App, identity: str, wanted: Wanted) -> Wanted:
    from dataclasses import replace

    from practicecli.cache.reading import last_codes
    from practicecli.cache.sessions import get
    from practicecli.errors import NotFoundError

    last = last_codes(run.db, get(run.db, identity).client)
    if last is None:
        raise NotFoundError(
            "This client has no confirmed session yet", hint="Give `--cpt` and `--dx`"
        )
    cpt, _, dx = last
    return replace(wanted, cpt=wanted.cpt or tuple(cpt.split()), dx=wanted.dx or tuple(dx.split()))


def _proposed(run: App, identity: str, wanted: Wanted) -> Wanted:
    """Propose the last codes on a terminal where none were given; in a script a rule objects."""
    from practicecli.cache.reading import last_codes
    from practicecli.cache.sessions import get

    if (wanted.cpt and wanted.dx) or not run.prompts.possible or run.out.asked.json:
        return wanted
    from dataclasses import replace

    from practicecli.cache.reading import session
    from practicecli.cli import screens

    row = session(run.db, identity)
    if row["status"] != "scheduled":
        return wanted  # refused in a moment, with the reason
    run.out.note(screens.one_line(row, run.now, run.zone))
    last = last_codes(run.db, get(run.db, identity).client) or ("", "", "")
    cpt = wanted.cpt
    if not cpt:
        usual = _suggested(run, identity) or last[0]
        cpt = codes([run.prompts.ask("CPT", flag="--cpt", default=usual)])
    dx = wanted.dx or codes([run.prompts.ask("Diagnosis", flag="--dx", default=last[2])])
    return replace(wanted, cpt=cpt, dx=dx)


def _suggested(run: App, identity: str) -> str:
    """Give the codes that the session calls for by what is known of it; nothing where none fit."""
    from practicecli.actions.suggesting import suggestion_for

    return " ".join(suggestion_for(run.db, run.book, identity).cpt)


def _must_be_route(note: str | None) -> None:
    if note is not None and note not in ROUTES:
        raise UsageError("`--note` takes `template`, `upload` or `none`")


def _attested(run: App, identity: str, wanted: Wanted) -> tuple[Ready, str]:
    """Ask for the attestation of the session as it is confirmed; give that, and why it is late."""
    from practicecli.actions.confirm import as_confirmed
    from practicecli.cli.note.signing import ask_attestation

    return ask_attestation(run, identity, stands=as_confirmed(run.desk, identity, wanted))
