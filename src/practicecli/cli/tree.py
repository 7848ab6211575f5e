"""Every command by name: where it lives and one line of help. A module is imported when used."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperOption

from practicecli.cli.boundary import guarded
from practicecli.cli.command import Group

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer._click.core import Context

DAY, RECORDS, MONEY, AROUND, SETUP = (
    "Your day",
    "Records",
    "Money",
    "In and out",
    "Setting up",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name on the first level. `alone`: a command of its own, not a noun with verbs."""

    help: str
    panel: str
    alone: bool = False
    module: str = ""


TABLE: dict[str, Entry] = {
    "today": Entry("Show the day: sessions, deadlines, the next payout", DAY, alone=True),
    "session": Entry("Schedule, hold and confirm sessions", DAY),
    "note": Entry("Write, sign and read progress notes", DAY),
    "due": Entry("List every deadline, soonest first", DAY, alone=True),
    "sync": Entry("Send what waits, fetch what is new", DAY),
    "undo": Entry("Take back the last change that was not sent yet", DAY, alone=True),
    "client": Entry("Keep clients and what is missing before they can be seen", RECORDS),
    "coverage": Entry("Keep what insurance each client has, and what it pays", RECORDS),
    "provider": Entry("Keep your own name, licences and credentialing", RECORDS),
    "plan": Entry("Write, sign and review treatment plans", RECORDS),
    "authorization": Entry("Keep how many sessions a payer allowed, and what is left", RECORDS),
    "measure": Entry("Score questionnaires and follow their trend", RECORDS),
    "private": Entry("Keep psychotherapy notes apart from the record", RECORDS),
    "code": Entry("Look up, check and review CPT and diagnosis codes", RECORDS),
    "audit": Entry("Read and verify the log of who did what", RECORDS),
    "claim": Entry("Follow claims to their payment", MONEY),
    "charge": Entry("Follow what clients are charged, and what they still owe", MONEY),
    "invoice": Entry("Invoice clients who pay you yourself", MONEY),
    "payout": Entry("See which payout brings which money", MONEY),
    "rate": Entry("Keep what each payer pays by contract, and check what was paid", MONEY),
    "report": Entry("Add up income, open money, unbilled work, hours and tax", MONEY),
    "platform": Entry("Connect the platforms you are paid through", SETUP),
    "init": Entry("Set up a practice on this computer", SETUP, alone=True),
    "demo": Entry("Try everything with invented clients", SETUP, alone=True),
    "doctor": Entry("Check that everything is in order", SETUP, alone=True),
    "config": Entry("Read and change settings", SETUP),
    "key": Entry("Hand out keys, for cron or for recovery", SETUP),
    "completion": Entry(
        "Print the script that completes words in your shell",
        SETUP,
        alone=True,
        module="practicecli.cli.completion_command",
    ),
    "sandbox": Entry("Run a platform to try things on", SETUP),
    "import": Entry("Bring in clients and calendars", AROUND, module="practicecli.cli.import_"),
    "export": Entry("Write everything to files that need no program of ours", AROUND, alone=True),
    "backup": Entry("Make, verify and restore backups", AROUND),
    "remind": Entry("Tell, from cron, what is due soon", AROUND, alone=True),
}

_EXAMPLES = (
    "practice today",
    "practice session confirm @last --cpt 90837 --dx F41.1",
    "practice due --within 3d",
    "practice sync",
)


def module_of(name: str) -> str:
    """Give the module in which a command lives."""
    return TABLE[name].module or f"practicecli.cli.{name}"


def load(name: str) -> Any:  # noqa: ANN401
    """Import a command and give it as Typer runs it."""
    app = import_module(module_of(name)).app
    command: Any = typer.main.get_command(app) if TABLE[name].alone else app.group()
    command.name = name
    return command


def _show_version(ctx: Context, _param: TyperOption, value: bool) -> None:
    if value:
        from practicecli import __version__

        sys.stdout.write(f"practice {__version__}\n")
        ctx.exit()


class Root(Group):
    """`practice` itself. Help answers from the table; only the command that runs is imported."""

    examples = _EXAMPLES

    def list_commands(self, _ctx: Context) -> list[str]:
        """Give the names in the order of the help page."""
        return list(TABLE)

    def get_command(self, _ctx: Context, cmd_name: str) -> Any:  # noqa: ANN401
        """Import a command; None for a name that is not ours."""
        return load(cmd_name) if cmd_name in TABLE else None

    def summaries(self, _ctx: Context) -> list[tuple[str, str, str]]:
        """Give the table as the help page wants it, panel by panel."""
        panels = (DAY, RECORDS, MONEY, AROUND, SETUP)
        return [
            (panel, name, entry.help)
            for panel in panels
            for name, entry in TABLE.items()
            if entry.panel == panel
        ]

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # noqa: ANN401
        """Import what was asked for; start-up is over, so garbage is collected again."""
        found = super().resolve_command(ctx, args)
        gc.freeze()  # what start-up made stays, and is not looked through again
        gc.enable()
        return found


def root() -> Root:
    """Make the root of the tree."""
    version = TyperOption(
        param_decls=["show_version", "-V", "--version"],
        is_flag=True,
        default=False,
        expose_value=False,
        is_eager=True,
        callback=_show_version,
        help="Print the version",
    )
    return Root(
        name="practice",
        help="A therapist's practice in a terminal: sessions, notes, claims, payouts, deadlines",
        params=[version],
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _state_dir() -> str:
    from practicecli.places import find_places

    return find_places(os.environ).state_dir


def run(tree: Group, argv: Sequence[str], state_dir: Callable[[], str] = _state_dir) -> int:
    """Run a command line through a tree and give the exit code; prints its own failures."""

    def work() -> None:
        with tree.make_context("practice", list(argv)) as ctx:
            tree.invoke(ctx)

    return guarded(work, argv, state_dir)


def main(argv: Sequence[str]) -> int:
    """Run the program with everything it has."""
    return run(root(), argv)
