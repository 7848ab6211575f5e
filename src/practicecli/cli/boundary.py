"""The one place where a failure becomes words and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import typer

# Typer carries its own copy of click and gives no public name to these two.
from typer._click.exceptions import ClickException, NoSuchOption

from practicecli.cli import crash
from practicecli.cli.command import Globals
from practicecli.cli.output import Output
from practicecli.cli.tables import wrapped
from practicecli.cli.terminal import width_of
from practicecli.cli.text import safe
from practicecli.domain.problems import Weight
from practicecli.errors import DeclinedError, Exit, PracticeError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CLOSED_PIPE = 141  # as a shell reports a program that SIGPIPE ended; not all of the work was shown

_INDENT = 2
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED_TO_US = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class InterruptError(PracticeError):
    """Ctrl-C. What was already reported as done is done."""

    exit_code = Exit.INTERRUPTED
    code = "interrupted"


class BugError(PracticeError):
    """This program is wrong. No word of the exception is told: it may hold client data."""

    exit_code = Exit.BUG
    code = "bug"
    hint = "Type the same with `--debug` and send us the file it names: it holds no client data"


class AnswerLostError(PracticeError):
    """The answer found no room where it was sent. What was asked for may well be done."""

    exit_code = Exit.PARTIAL
    code = "answer-lost"
    hint = "Look whether it was done before you type it again, and send the answer elsewhere"


def guarded(work: Callable[[], object], argv: Sequence[str], state_dir: Callable[[], str]) -> int:
    """Run a command to its end and give the exit code; every failure is told here and only here."""
    # A mistyped option ends parsing before `--json` is reached, and its error must be JSON too.
    words = argv[: argv.index("--")] if "--" in argv else argv
    asked = Globals(json="--json" in words, debug="--debug" in words)
    try:
        return _finished(work)
    except BrokenPipeError:
        _silence(sys.stdout)
        return CLOSED_PIPE
    except (Exception, KeyboardInterrupt) as failure:  # noqa: BLE001 - the boundary
        return _told(failure, asked, state_dir)


def _finished(work: Callable[[], object]) -> int:
    """Run to the end, what was printed included: a full disk shows when the last bytes go out."""
    code = int(Exit.DONE)
    try:
        work()
    except typer.Exit as end:
        code = int(end.exit_code)
    sys.stdout.flush()
    return code


def _silence(stream: TextIO) -> None:
    # Python flushes the stream once more at the end, and would complain about it in its own words.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _told(failure: BaseException, asked: Globals, state_dir: Callable[[], str]) -> int:
    try:
        if isinstance(failure, KeyboardInterrupt) and sys.stderr.isatty():
            sys.stderr.write("\n")  # the terminal has just written `^C`
        sys.stdout.flush()  # results printed so far come before the error
    except (OSError, ValueError):
        _silence(sys.stdout)
    error = understood(failure)
    written = ""
    if asked.debug and not isinstance(error, UsageError):
        written = crash.write(failure, state_dir)
    with suppress(OSError, ValueError):
        show(error, Output(sys.stdout, sys.stderr, asked, os.environ), written)
        sys.stderr.flush()
    return int(error.exit_code)


def understood(failure: BaseException) -> PracticeError:
    """Say in our own terms what went wrong; what we do not know is a bug in us."""
    if isinstance(failure, PracticeError):
        return failure
    if isinstance(failure, ClickException):
        return _usage(failure)
    known = _ended_by_user(failure) or _refused_by_system(failure)
    return known or BugError(f"Something is wrong inside practicecli ({crash.where(failure)})")


def _ended_by_user(failure: BaseException) -> PracticeError | None:
    match failure:
        case typer.Abort():
            return DeclinedError()
        case KeyboardInterrupt():
            return InterruptError("Interrupted")
        case EOFError():
            return UsageError("The input ended before the question was answered")
    return None


def _refused_by_system(failure: BaseException) -> PracticeError | None:
    match failure:
        case OSError() if failure.errno in _FULL and failure.filename is None:
            # Files of our own are named; this is where standard output goes.
            return AnswerLostError("The disk is full where the answer goes")
        case OSError() if failure.errno in _FULL:
            return StorageError("The disk is full", hint="Make room, then type the same again")
        case OSError() if failure.errno in _CLOSED_TO_US:
            return StorageError(
                f"{_named(failure)} does not let us in",
                hint="Check who owns it and its permissions with `ls -ld`",
            )
    return None


def _named(failure: OSError) -> str:
    name = failure.filename
    return f"`{name}`" if isinstance(name, str) else "A file or folder"


def _usage(error: ClickException) -> UsageError:
    ctx: Any = getattr(error, "ctx", None)
    hint = f"`{ctx.command_path} --help` shows how" if ctx else "`practice --help` shows how"
    if isinstance(error, NoSuchOption):
        near = [f"`{name}`" for name in error.possibilities or ()]
        if near:
            hint = f"Did you mean {' or '.join(near)}?"
        return UsageError(f"There is no option `{error.option_name}`", hint=hint)
    param: Any = getattr(error, "param", None)
    if isinstance(error, typer.BadParameter) and param is not None:
        name = param.opts[0] if param.param_type_name == "option" else param.make_metavar(ctx)
        if hasattr(error, "param_type"):
            return UsageError(f"`{name}` is missing", hint=hint)
        choices = getattr(param.type, "choices", None)
        if choices:
            told = ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices)
            return UsageError(f"`{name}` takes one of {told}", hint=hint)
        return UsageError(f"`{name}`: {error.message.rstrip('.').replace(chr(39), '`')}", hint=hint)
    return UsageError(error.format_message().rstrip("."), hint=hint)


def show(error: PracticeError, output: Output, debug_file: str = "") -> None:
    """Write an error: words, then problems, then what to do; or the one JSON object."""
    hint = f"What happened is in {debug_file}" if debug_file else error.hint
    if output.asked.json:
        _show_json(error, hint, output.stderr)
        return
    width = width_of(output.stderr, output.env) if output.stderr.isatty() else 0
    lines = [f"{output.label('Error:')} {safe(str(error), lines=True)}"]
    for problem in error.problems:
        aside = " (warning)" if problem.weight is Weight.WARNS else ""
        told = f"  {problem.code}: {safe(problem.message)}{aside}"
        lines += wrapped(told, width, later=2 * _INDENT)
        if problem.fix:
            lines += _fix(safe(problem.fix), width)
    if hint:
        lines += ["", safe(hint, lines=True)]
    output.stderr.write("\n".join(lines) + "\n")


def _fix(words: str, width: int) -> list[str]:
    # A command is copied as it stands: only sentences are broken.
    is_sentence = words[:1].isupper()
    indented = f"{' ' * 2 * _INDENT}{words}"
    return wrapped(indented, width if is_sentence else 0, later=2 * _INDENT)


def _show_json(error: PracticeError, hint: str, stderr: TextIO) -> None:
    import json

    told = {
        "code": error.code,
        "message": str(error),
        "hint": hint,
        "exit": int(error.exit_code),
        "retryable": error.retryable,
        "problems": [problem.as_dict() for problem in error.problems],
    }
    stderr.write(json.dumps({"error": told}) + "\n")
