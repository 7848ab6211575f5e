"""Payouts of manual platforms, recorded and corrected by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.payout import app
from practicecli.cli.payout.words import PayoutRef, payout_record, show_payout
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS = ("adjustment", "clawback")


@app.command("record")
def record(
    ctx: typer.Context,
    platform: Annotated[str, typer.Argument(metavar="PLATFORM", help="Such as alma")],
    date: Annotated[str, typer.Argument(metavar="DATE", help="The platform's date of the payout")],
    rest: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="AMOUNT SESSION...",
            help="What came, where it is not what was expected; the sessions, where not all",
        ),
    ] = None,
) -> None:
    """Say that a payout of a manual platform came, with the sessions that were expected in it.

    What the amount differs from them becomes an adjustment.

    Example: practice payout record alma 2026-12-18
    Example: practice payout record alma 2026-12-18 1215.00
    Example: practice payout record alma 2026-12-18 270.00 s-7k3fq2w s-8m4gr3x
    """
    from practicecli.actions.recording import record_payout
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve
    from practicecli.cache.sessions import utc_text

    run = App.of(ctx)
    amount, words = _amount(rest or [])
    day, now = run.day(date), utc_text(run.now)
    sessions = [resolve(run.db, "session", one, now=now) for one in words]
    desk = run.desk
    with transaction(run.db):
        identity = record_payout(desk, platform, day, amount_cents=amount, sessions=sessions)
    show_payout(run, payout_record(run, identity))


@app.command("adjust")
def adjust(
    ctx: typer.Context,
    payout: PayoutRef,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 135.00")],
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="The session it is about")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="|".join(_KINDS), help="A clawback always takes away")
    ] = "adjustment",
    less: Annotated[
        bool, typer.Option("--less", help="The payout is less by it, and not more")
    ] = False,
) -> None:
    """Add to a payout recorded by hand what the platform took back of it, or otherwise changed.

    Example: practice payout adjust p-7k3fq2w 135.00 s-8m4gr3x --kind clawback
    Example: practice payout adjust p-7k3fq2w 25.00 --less
    """
    from practicecli.actions.recording import CLAWBACK, adjust_payout
    from practicecli.cache.connect import transaction
    from practicecli.cache.lookup import resolve
    from practicecli.cache.sessions import utc_text
    from practicecli.domain.money import NotMoneyError, read_cents

    if kind not in _KINDS:
        raise UsageError(f"`--kind` takes {' or '.join(f'`{one}`' for one in _KINDS)}")
    try:
        cents = read_cents(amount)
    except NotMoneyError as error:
        raise UsageError(str(error), hint="Such as `135.00`; `--less` takes it away") from error
    run = App.of(ctx)
    identity = resolve(run.db, "payout", payout)
    about = resolve(run.db, "session", session, now=utc_text(run.now)) if session else None
    signed = -cents if less or kind == CLAWBACK else cents
    desk = run.desk
    with transaction(run.db):
        adjust_payout(desk, identity, kind, signed, session=about)
    show_payout(run, payout_record(run, identity))


def _amount(words: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    """Take the amount off what was typed; a session's ref with its letter is none."""
    from practicecli.domain.money import NotMoneyError, read_cents

    if words:
        try:
            return read_cents(words[0]), words[1:]
        except NotMoneyError:
            pass
    return None, words
