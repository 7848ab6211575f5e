"""Opening a text in the person's own editor, in a folder that goes away; in memory, if it can."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import PracticeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType
    from typing import TextIO

    Keep = Callable[[str], None]
    """Takes what stands in the file, each time it was saved, so that it outlives the editor."""
    Recover = Callable[[str, str, datetime], bool]
    """Takes stem, text and time of a file that a killed editor left; says whether it may go."""

# Memory that is never written to a disk, where the system has it.
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own, 0700, is made in it
_PREFIX = "practice-edit-"
_NOBODYS = "edit"  # the stem of a text that is of no use without the command that opened it
_OURS_ALONE = 0o700
_LONGEST = 1_000_000  # bytes read back
_LOOK = 1.0  # seconds between two looks at the file
# Editors that keep copies of what they edit, and how each is told not to.
_NO_COPIES = ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile noswapfile")
_NO_EMACS_COPIES = (
    "--eval",
    "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)",
)
_KEEPS_NOTHING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "gvim"), _NO_COPIES),
    "emacs": _NO_EMACS_COPIES,
    "micro": ("-backup", "false", "-saveundo", "false"),
    "nano": (),  # keeps none unless it was told to
}


def edited(
    text: str,
    env: Mapping[str, str],
    *,
    suffix: str = ".txt",
    screen: TextIO | None = None,
    below: str | None = None,
    stem: str = _NOBODYS,
    keep: Keep | None = None,
) -> str:
    """Give a text as it was left in `$VISUAL` or `$EDITOR`. Raises UsageError.

    The editor draws on `screen`, on standard output where none is given. `below` is where the
    folder is made. With `keep`, what was saved is handed over while the editor runs, and when it or
    we come to a bad end; `stem` names the file, for `sweep` to know whose it is.
    """
    command = _command(env)
    below = below or memory()
    sweep(below)
    with _folder(below) as folder:
        path = folder.path / f"{stem}{suffix}"
        path.touch(0o600)
        path.write_text(text, encoding="utf-8")
        watch = _Watch(path, text, keep)
        try:
            _run([*command, str(path)], folder.held, screen, watch)
            return _left(path)
        except _EndedError:
            folder.stays = True  # its editor may still be open: the next start looks after it
            watch.look()
            raise KeyboardInterrupt from None
        except BaseException:
            folder.stays = not watch.look()
            raise


def memory() -> str:
    """Give the folder in which ours are made: in memory, where the system has such a place."""
    return _IN_MEMORY if Path(_IN_MEMORY).is_dir() else tempfile.gettempdir()


def leaves_copies(env: Mapping[str, str]) -> str:
    """Name the editor if it may keep copies elsewhere and we cannot tell it not to; else empty."""
    name = Path(_command(env)[0]).name
    return "" if name in _KEEPS_NOTHING else name


def sweep(below: str, recover: Recover | None = None) -> None:
    """Remove the folders that killed editors left: ours, and held by no process any more.

    A text that somebody may want back is only removed once `recover` has taken it.
    """
    if sys.platform == "win32":
        return  # its folders of temporary files are swept by the system
    with suppress(OSError):
        for entry in os.scandir(below):
            if entry.name.startswith(_PREFIX):
                _sweep_one(entry.path, recover)


def _sweep_one(path: str, recover: Recover | None) -> None:
    with suppress(OSError):
        found = os.lstat(path)
        if (
            not stat.S_ISDIR(found.st_mode)
            or found.st_uid != os.getuid()
            or stat.S_IMODE(found.st_mode) != _OURS_ALONE
        ):
            return
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _hold(held, wait=False)
            if _may_go(Path(path), recover):
                shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(held)


def _may_go(folder: Path, recover: Recover | None) -> bool:
    wanted = [one for one in folder.glob("*.md") if one.stem != _NOBODYS and one.is_file()]
    for one in wanted:
        try:
            text, saved = _left(one), datetime.fromtimestamp(one.stat().st_mtime, UTC)
        except (UsageError, OSError):
            return False  # for a person to look at
        if recover is None or not recover(one.stem, text, saved):
            return False
    return True


class _Watch:
    """Hands a file's text over whenever it has changed."""

    def __init__(self, path: Path, text: str, keep: Keep | None) -> None:
        self._path = path
        self._seen = text
        self._keep = keep

    def look(self) -> bool:
        """Look once; say whether nothing is left that was not handed over."""
        if self._keep is None:
            return True
        try:
            text = _left(self._path)
        except UsageError:
            return True  # nothing there that could be read back
        if text != self._seen:
            try:
                self._keep(text)
            except PracticeError:
                return False  # another command was writing: it is tried again
            self._seen = text
        return True


@dataclass(slots=True)
class _Folder:
    """The folder of one text, kept from being swept by `held`. One that `stays` is swept later."""

    path: Path
    held: Sequence[int] = ()
    stays: bool = False


@contextmanager
def _folder(below: str) -> Iterator[_Folder]:
    """Make the folder, held by a lock that also the editor keeps as long as it lives."""
    if sys.platform == "win32":
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=below) as name:
            yield _Folder(Path(name))
        return
    name, held = _held_folder(below)
    folder = _Folder(Path(name), (held,))
    try:
        yield folder
    finally:
        if not folder.stays:
            shutil.rmtree(name, ignore_errors=True)
        os.close(held)


class _EndedError(BaseException):
    """The terminal went away, or somebody ends this program, while the editor is open."""


def _held_folder(below: str) -> tuple[str, int]:
    while True:
        name = tempfile.mkdtemp(prefix=_PREFIX, dir=below)
        # Another start of an editor may sweep it before it is held: then make another one.
        with suppress(FileNotFoundError):
            held = os.open(name, os.O_RDONLY)
            with suppress(OSError):  # where nothing can be held, nothing is swept either
                _hold(held, wait=True)
            if Path(name).is_dir():
                return name, held
            os.close(held)


def _hold(folder: int, *, wait: bool) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(folder, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _command(env: Mapping[str, str]) -> list[str]:
    variable = next((name for name in ("VISUAL", "EDITOR") if env.get(name)), "")
    try:
        command = shlex.split(env[variable] if variable else "vi")
    except ValueError as error:
        raise UsageError(
            f"`{variable}` has a quote that is not closed",
            hint=f"Set `{variable}` to an editor, such as `nano`",
        ) from error
    if not command or not command[0]:
        raise UsageError(
            f"`{variable}` names no editor", hint=f"Set `{variable}` to one, such as `nano`"
        )
    return [*command, *_KEEPS_NOTHING.get(Path(command[0]).name, ())]


def _run(command: Sequence[str], held: Sequence[int], screen: TextIO | None, watch: _Watch) -> None:
    try:
        editor = subprocess.Popen(command, pass_fds=held, stdout=screen)  # noqa: S603 - their editor
    except OSError as error:
        raise UsageError(
            f"The editor `{command[0]}` cannot be started: {error.strerror}",
            hint="Set `EDITOR` to one that is installed",
        ) from error
    with _undisturbed():
        while True:
            with suppress(subprocess.TimeoutExpired):
                editor.wait(timeout=_LOOK)
                break
            watch.look()
    if editor.returncode:
        watch.look()
        raise UsageError(
            f"The editor ended with {editor.returncode}; nothing was changed",
            hint="Type the same again, then save and close",
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave Ctrl-C to the editor, and come back here where we are told to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _EndedError

    wanted: dict[int, Callable[[int, FrameType | None], None] | signal.Handlers]
    wanted = {signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: end}
    if sys.platform != "win32":
        wanted[signal.SIGHUP] = end
    before = {number: signal.signal(number, action) for number, action in wanted.items()}
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _left(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise UsageError(
            f"The editor left no text: {error.strerror}; nothing was changed",
            hint="Type the same again, and save under the name the editor opened",
        ) from error
    if len(content) > _LONGEST:
        raise UsageError(
            f"The text is longer than {_LONGEST:,} bytes; nothing was changed",
            hint="Type the same again and write less",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"The text is not UTF-8 from byte {error.start} on; nothing was changed",
            hint="Type the same again and save it as UTF-8",
        ) from error
