"""Where `practice` starts. Imports only `sys`: a hot command pays for what it needs."""

from __future__ import annotations

import sys

_QUICK = (["today"], ["today", "--json"], ["due"], ["due", "--json"])


def main() -> int:
    """Run the command line of this process and give the exit code."""
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        # Later ones are told by the boundary; this one came while Python was still importing.
        sys.stderr.write("Interrupted\n")
        return 130


def _run(argv: list[str]) -> int:
    _ready_streams()
    if argv in (["--version"], ["-V"]):
        from practicecli import __version__

        if _printed(f"practice {__version__}\n"):
            return 0
    import gc

    gc.disable()  # nothing read at start-up becomes garbage; the tree turns it on again
    _forbid_core_dumps()
    if argv[:1] == ["__complete"]:
        from practicecli.cli.completion import run as complete

        return complete(argv[1:])
    if argv in _QUICK and _quick(argv):
        return 0
    from practicecli.cli.tree import main as full

    return full(argv)


def _ready_streams() -> None:
    """Let no letter stop an answer: what the terminal's encoding lacks is shown as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # started with the stream closed
            setattr(sys, name, open("/dev/null", "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _printed(text: str) -> bool:
    """Print at once; False lets the full program say what is wrong with standard output."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, AttributeError):
        return False
    return True


def _quick(argv: list[str]) -> bool:
    """Answer without Typer; on any trouble the full program does it again, and reports it well."""
    try:
        from practicecli.cli.quick import run
    except ImportError:
        return False
    try:
        return run(argv)
    except Exception:  # noqa: BLE001 - whatever it was, the full program meets it too
        return False


def _forbid_core_dumps() -> None:
    # A core file would hold keys and notes in the clear.
    try:
        from resource import RLIMIT_CORE, setrlimit

        setrlimit(RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return
