"""What the session commands share: their arguments, and how a session is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from practicecli.cli import shapes
from practicecli.cli.cell import Column

if TYPE_CHECKING:
    from datetime import datetime

    from practicecli.cli.app import App

SessionRef = Annotated[
    str,
    typer.Argument(metavar="SESSION", help="The session's ref, its end, or @last, @now, @next"),
]
Place = Annotated[
    str | None,
    typer.Option("--place", metavar="office|video-home|video", help="Where the client sits"),
]

SHOWN = (
    Column("Ref", "ref", "ref"),
    Column("Client", "client_ref", "ref"),
    Column("Name", "client_name"),
    Column("Platform", "platform"),
    Column("Starts", "starts_at", "instant"),
    Column("Minutes", "minutes", "number"),
    Column("Status", "status"),
    Column("Place", "place"),
    Column("State", "state"),
    Column("With", "participants"),
    Column("Marked as", "occasion"),
    Column("Complexity", "complexity"),
    Column("Visit minutes", "em_minutes", "number"),
    Column("Link", "link"),
    Column("Began", "actual_start", "instant"),
    Column("Ended", "actual_stop", "instant"),
    Column("True minutes", "actual_minutes", "number"),
    Column("CPT", "cpt"),
    Column("Modifiers", "modifiers"),
    Column("Diagnosis", "dx"),
    Column("Note", "note_status"),
    Column("Confirm by", "confirm_by", "instant"),
    Column("Sign by", "sign_by", "instant"),
    Column("Correct until", "edit_until", "instant"),
    Column("File by", "file_by", "instant"),
    Column("Expected", "expected_cents", "money"),
    Column("Expected on", "expected_payout_on", "date"),
    Column("Fee", "fee_cents", "money"),
    Column("Sent", "sent"),
    Column("Entered", "entered_at", "instant"),
)
LISTED = (
    Column("Ref", "ref", "ref"),
    Column("Starts", "starts_at", "moment"),
    Column("Min", "minutes", "number"),
    Column("Client", "client_name"),
    Column("Platform", "platform"),
    Column("Status", "status"),
    Column("CPT", "cpt"),
    Column("Note", "note_status"),
)


def session_id(run: App, typed: str) -> str:
    """Find the one session that was meant. Raises NotFoundError, AmbiguousError."""
    from practicecli.cache.lookup import resolve

    return resolve(run.db, "session", typed, now=shapes.utc(run.now))


def record(run: App, row: shapes.Row) -> dict[str, Any]:
    """Give a session as it is shown: JSON holds refs, a person also sees the client's name."""
    shape = shapes.session(row, run.zone)
    if not run.out.asked.json:
        shape["client_name"] = row["client_name"]
    return shape


def show(run: App, identity: str) -> str:
    """Print a session as it now is; give its ref."""
    from practicecli.cache.reading import session

    row = session(run.db, identity)
    shape = record(run, row)
    # "Sent: no" would say of a session the platform knows that it does not.
    usual = {"sent": "no", "participants": "client"}
    unsaid = {name: None for name, word in usual.items() if shape[name] == word}
    run.out.record(SHOWN, shape if run.out.asked.json else shape | unsaid)
    if not run.out.asked.json and shape["refusal"]:
        run.out.say(f"{row['platform']} refused what was done last:")
        for problem in shape["refusal"]:
            run.out.say(f"  {problem['code']}: {problem['message']}")
    return str(row["ref"])


def moment(run: App, typed: str, fold: int | None = None) -> datetime:
    """Read a typed moment as an instant; ask which, where it comes twice.

    Raises UsageError, RefusedError.
    """
    from practicecli.clock import exists_twice, resolve_wall

    naive = wall(run, typed)
    if naive.tzinfo:
        return naive
    if fold is None and run.prompts.possible and exists_twice(naive, run.zone):
        choices = ["the earlier of the two", "the later of the two"]
        answer = run.prompts.choose("That hour comes twice: which is meant", choices, flag="--fold")
        fold = choices.index(answer)
    return resolve_wall(naive, run.zone, fold)


def wall(run: App, typed: str) -> datetime:
    """Read a typed moment as wall time; aware where it says its own offset. Raises UsageError."""
    from practicecli.domain.when import EXAMPLES, NotATimeError, read_moment
    from practicecli.errors import UsageError

    try:
        return read_moment(typed, now=run.now.astimezone(run.zone))
    except NotATimeError as error:
        raise UsageError(str(error), hint=f"Times look like {EXAMPLES}") from error


def codes(values: list[str] | None) -> tuple[str, ...]:
    """Take codes from repeated options and from several in one value, as capitals."""
    return tuple(code.upper() for value in values or [] for code in value.replace(",", " ").split())
