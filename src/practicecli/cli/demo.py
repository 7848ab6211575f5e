"""`practice demo`: a throw-away practice with invented clients, to look around in or be shown."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from practicecli.cli.app import App
from practicecli.cli.cell import Column
from practicecli.cli.command import Noun
from practicecli.cli.output import Output
from practicecli.cli.tables import BOLD, RESET

if TYPE_CHECKING:
    from collections.abc import Callable

    from practicecli.cli.tour.stage import Stage

app = Noun(help="Try everything with invented clients")

_BANNER = "A demo: everybody in it is invented, no platform is real, nothing leaves this computer"
_PAGE = 100  # columns of what goes into a file
_COLUMNS = (Column("Folder", "folder"), Column("Home", "home"), Column("Time", "now"))
_STEPS = (
    Column("At", "at"),
    Column("Command", "command"),
    Column("Exit", "exit", "number"),
    Column("Answer", "answer"),
)


@app.command("demo")
def demo(
    ctx: typer.Context,
    tour: Annotated[
        bool, typer.Option("--tour", help="Play one day through the real commands")
    ] = False,
) -> None:
    """Make a throw-away practice with invented clients, or play one day in one.

    Examples: practice demo
              practice demo --tour
    """
    from practicecli.cli.tour.past import furnish
    from practicecli.cli.tour.stage import Stage

    run, out = App(ctx), Output.of(ctx)
    stage = Stage.new()
    out.note(_BANNER)
    try:
        out.note("It is being set up ...")
        furnish(run, stage)
    except BaseException:
        shutil.rmtree(stage.folder, ignore_errors=True)
        raise
    if tour:
        _play(out, stage)
    else:
        _tell(out, stage)


def _tell(out: Output, stage: Stage) -> None:
    from shlex import quote

    from practicecli.cli.tour.past import MORNING

    if out.asked.json:
        out.record(
            _COLUMNS,
            {"folder": str(stage.folder), "home": str(stage.home), "now": MORNING.isoformat()},
        )
        return
    out.note("Copy these two lines into your shell, then type `practice today`")
    out.say(f"export PRACTICE_HOME={quote(str(stage.home))}")
    out.say(f"export PRACTICE_NOW={MORNING.isoformat()}")
    out.note(f"When you are done: `rm -r {stage.folder}` and close that shell")


def _play(out: Output, stage: Stage) -> None:
    from practicecli.cli.tour.day import Day

    width = out.width if out.is_terminal else _PAGE
    look = {"COLUMNS": str(width), **({} if out.colour else {"NO_COLOR": "1"})}
    day = Day(stage, _teller(out), look, f"{BOLD}{{}}{RESET}" if out.colour else "{}")
    try:
        day.play()
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)
    if out.asked.json:
        out.rows(_STEPS, day.played)
    out.note("\nThat was the day. Make your own practice with `practice init`")


def _teller(out: Output) -> Callable[[str], None]:
    def tell(words: str) -> None:
        # Said before, by the real command: safe already, and its colours may stay.
        if not out.asked.json:
            out.stdout.write(words + "\n")
            out.stdout.flush()

    return tell
