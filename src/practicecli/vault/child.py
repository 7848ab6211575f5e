"""Asking another program for a secret, with a limit on time.

The secret goes by pipe, never by argument.
"""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST_ANSWER = 65536


class FailedError(Exception):
    """The program gave no answer; `status` is its exit status, or None.

    Never holds what it printed.
    """

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


def answer(
    command: Sequence[str],
    secret: str,
    *,
    seconds: float,
    env: Mapping[str, str] | None = None,
    quiet: bool,
) -> str:
    """Run a program, without a shell, and return what it prints; `secret` is its input.

    Quiet programs run in a session of their own and their messages are dropped; others keep the
    terminal, so that they can ask for a PIN there. Raises FailedError.
    """
    try:
        child = subprocess.Popen(  # noqa: S603 -- the user's own choice at `init`
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            env=env,
            start_new_session=quiet,
        )
    except (OSError, ValueError, IndexError):
        raise FailedError("the program cannot be started") from None
    try:
        printed, _ = child.communicate(secret.encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        raise FailedError(f"it did not answer within {seconds:g} seconds") from None
    finally:
        _end(child, whole_session=quiet)
    if child.returncode != 0:
        raise FailedError(f"it ended with status {child.returncode}", child.returncode)
    if len(printed) > _LONGEST_ANSWER:
        raise FailedError("it printed far more than a key")
    return printed.decode("utf-8", "replace")


def _end(child: subprocess.Popen[bytes], *, whole_session: bool) -> None:
    if child.poll() is None:
        if whole_session and os.name == "posix":
            os.killpg(
                child.pid, signal.SIGKILL
            )  # a keyring starts helpers that would hold the pipes
        else:
            child.kill()
        child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None and not pipe.closed:
            pipe.close()
