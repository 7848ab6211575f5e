"""The error family: one class per thing the user can do about it. Anything else is a bug in us."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from practicecli.domain.problems import Problem


class Exit(IntEnum):
    """What the program's exit status tells a script."""

    DONE = 0
    BUG = 1
    USAGE = 2
    PARTIAL = 3
    LOCKED_OUT = 4
    REFUSED = 5
    CONFLICT = 6
    TEMPORARY = 7
    OPEN = 8
    NO_PRACTICE = 10
    BUSY = 11
    WRONG_KEY = 12
    DAMAGED = 13
    DECLINED = 14
    INTERRUPTED = 130


class PracticeError(Exception):
    """Something the user can read and act on: a sentence, a hint, an exit code and a stable word.

    The sentence may hold refs, row numbers and field names, never a client's name or a note's text.
    """

    exit_code: ClassVar[Exit] = Exit.REFUSED
    code: ClassVar[str] = "refused"
    hint: str = ""
    problems: tuple[Problem, ...]

    def __init__(
        self, message: str, *, hint: str | None = None, problems: Sequence[Problem] = ()
    ) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint
        self.problems = tuple(problems)

    @property
    def retryable(self) -> bool:
        """Whether doing the same again, later, may work and is safe."""
        return self.exit_code in {Exit.TEMPORARY, Exit.BUSY}


class UsageError(PracticeError):
    """The words of the command are off, or an answer is missing and nobody can be asked."""

    exit_code = Exit.USAGE
    code = "usage"


class RefusedError(PracticeError):
    """A rule of the trade says no. Nothing was changed."""

    def __init__(
        self, message: str, problems: Sequence[Problem] = (), *, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint, problems=problems)


class NotFoundError(PracticeError):
    """There is no such thing here."""

    code = "not-found"


class AmbiguousError(PracticeError):
    """More than one thing answers to what was typed."""

    code = "ambiguous"


class LockedOutError(PracticeError):
    """A log-in or a key is needed that nobody gave."""

    exit_code = Exit.LOCKED_OUT
    code = "locked-out"


class ConflictError(PracticeError):
    """Both sides changed; a person decides."""

    exit_code = Exit.CONFLICT
    code = "conflict"


class TemporaryError(PracticeError):
    """It did not work this time; repeating it is safe."""

    exit_code = Exit.TEMPORARY
    code = "temporary"


class NoPracticeError(PracticeError):
    """There is no practice here yet."""

    exit_code = Exit.NO_PRACTICE
    code = "no-practice"
    hint = "Make one with `practice init`, or look around first with `practice demo`"

    def __init__(self, message: str = "There is no practice here yet") -> None:
        super().__init__(message)


class BusyError(PracticeError):
    """Another process holds what this one needs."""

    exit_code = Exit.BUSY
    code = "busy"
    hint = "Wait for the other `practice` command to end, then type this again"


class WrongKeyError(PracticeError):
    """The key that was found does not open this file."""

    exit_code = Exit.WRONG_KEY
    code = "wrong-key"


class DamagedError(PracticeError):
    """The data are not as they were written."""

    exit_code = Exit.DAMAGED
    code = "damaged"


class NewerError(PracticeError):
    """A newer practicecli wrote this file; this one would not understand it."""

    code = "newer"
    hint = "Upgrade practicecli on this computer; nothing was changed"


class StorageError(PracticeError):
    """The disk or the folder does not let us write."""

    exit_code = Exit.TEMPORARY
    code = "storage"


class DeclinedError(PracticeError):
    """The user said no."""

    exit_code = Exit.DECLINED
    code = "declined"

    def __init__(self, message: str = "Nothing was changed") -> None:
        super().__init__(message)
