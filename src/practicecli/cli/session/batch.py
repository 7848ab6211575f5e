"""`session confirm --batch`: a file in, one result a row out, after what it says is certain."""

from __future__ import annotations

import gc
import json
import sys
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO

from practicecli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.actions.batch import Result
    from practicecli.cli.app import App
    from practicecli.cli.output import Output

# Counting references frees a batch's records at once; the few cycles can wait.
_GARBAGE = 20_000
_LEFT = {
    "code": "all-or-nothing",
    "weight": "blocks",
    "message": "Another row was not well, so this one was not confirmed either",
    "fix": "Put the other rows right, or leave out `--all-or-nothing`",
}


def confirm_batch_file(run: App, name: str, *, dry_run: bool, together: bool, attest: bool) -> None:
    """Confirm what a file says; exits 0, 3 or 5 as the rows went. Raises UsageError before any."""
    from practicecli.actions.batch import confirm_batch, confirm_together
    from practicecli.files.batch import read_batch

    tally, out = _Tally(), run.out
    gc.set_threshold(_GARBAGE)
    with ExitStack() as opened:
        rows = read_batch(opened.enter_context(_source(name)), name=name)
        if not (dry_run or together):
            for results in confirm_batch(run.desk, rows, attest=attest):
                for result in results:
                    tally.add(result.is_well)
                    _print(out, result.as_json())
                out.flush()
        else:
            held = opened.enter_context(TemporaryFile("w+"))  # refs and codes only, and unnamed
            kept = confirm_together(
                run.desk,
                rows,
                attest=attest,
                keep=lambda well: not dry_run and (well or not together),
            )
            for results in kept:
                _hold(held, results, tally)
            _print_held(out, held, fallen=together and not tally.all_well)
    if dry_run:
        out.note("Nothing was changed: this was a dry run")
    out.note(tally.words(fallen=together and not tally.all_well, dry_run=dry_run))
    code = tally.exit_code(fallen=together and not tally.all_well)
    if code is not Exit.DONE:
        import typer

        raise typer.Exit(code)


class _Tally:
    """How the rows went."""

    def __init__(self) -> None:
        self.well = self.others = 0

    def add(self, is_well: bool) -> None:
        self.well += is_well
        self.others += not is_well

    @property
    def all_well(self) -> bool:
        return not self.others

    def exit_code(self, *, fallen: bool) -> Exit:
        if self.all_well:
            return Exit.DONE
        return Exit.REFUSED if fallen or not self.well else Exit.PARTIAL

    def words(self, *, fallen: bool, dry_run: bool) -> str:
        total = self.well + self.others
        if fallen:
            return (
                f"None of {total} confirmed: {self.others} are not well, and it was all or nothing"
            )
        verb = "would be confirmed" if dry_run else "confirmed"
        return f"{self.well} of {total} {verb}" + (f", {self.others} not" if self.others else "")


def _hold(held: IO[str], results: list[Result], tally: _Tally) -> None:
    for result in results:
        tally.add(result.is_well)
        held.write(result.as_json() + "\n")


def _print_held(out: Output, held: IO[str], *, fallen: bool) -> None:
    held.seek(0)
    for line in held:
        result = json.loads(line) if fallen else {}
        if result.get("outcome") == "confirmed":
            line = json.dumps(result | {"outcome": "refused", "problems": [_LEFT]})  # noqa: PLW2901
        _print(out, line.rstrip("\n"))
    out.flush()


def _print(out: Output, line: str) -> None:
    """Write a row's result: NDJSON, or row, session, outcome, codes and what blocks, in words."""
    if out.asked.json:
        out.stdout.write(line + "\n")
        return
    result = json.loads(line)
    blocks = [
        f"{one['message']}: {one['fix']}" if one["fix"] else one["message"]
        for one in result["problems"]
        if one["weight"] == "blocks"
    ]
    fields = (
        f"row {result['row']}",
        result["session"] or "-",
        result["outcome"],
        " ".join(one["code"] for one in result["problems"]),
        "; ".join(blocks),
    )
    out.fields(fields)


@contextmanager
def _source(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: PTH123, SIM115 - closed below
    except OSError as error:
        raise UsageError(
            f"Cannot read `{name}`: {error.strerror}", hint="Check the path, or give `-` for stdin"
        ) from error
    with file:
        yield file
