"""Opening a text in the person's own editor, in a folder that goes away; in memory, if it can."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

# Memory that is never written to a disk, where the system has it.
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own, 0700, is made in it
_PREFIX = "practice-edit-"
_OURS_ALONE = 0o700
_LONGEST = 1_000_000  # bytes read back
# Editors that keep copies of what they edit, and how each is told not to.
_NO_COPIES = ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile noswapfile")
_KEEPS_NOTHING = dict.fromkeys(("vi", "vim", "nvim", "view", "gvim"), _NO_COPIES)


def edited(
    text: str,
    env: Mapping[str, str],
    *,
    suffix: str = ".txt",
    screen: TextIO | None = None,
    below: str | None = None,
) -> str:
    """Give a text as it was left in `$VISUAL` or `$EDITOR`. Raises UsageError.

    The editor draws on `screen`, on standard output where none is given. `below` is where the
    folder is made.
    """
    command = _command(env)
    below = below or (_IN_MEMORY if Path(_IN_MEMORY).is_dir() else tempfile.gettempdir())
    sweep(below)
    with _folder(below) as (folder, held):
        path = folder / f"edit{suffix}"
        path.touch(0o600)
        path.write_text(text, encoding="utf-8")
        _run([*command, str(path)], held, screen)
        return _left(path)


def sweep(below: str) -> None:
    """Remove the folders that killed editors left: ours, and held by no process any more."""
    if sys.platform == "win32":
        return  # its folders of temporary files are swept by the system
    with suppress(OSError):
        for entry in os.scandir(below):
            if entry.name.startswith(_PREFIX):
                _sweep_one(entry.path)


def _sweep_one(path: str) -> None:
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
            shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(held)


@contextmanager
def _folder(below: str) -> Iterator[tuple[Path, Sequence[int]]]:
    """Make the folder, held by a lock that also the editor keeps as long as it lives."""
    if sys.platform == "win32":
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=below) as name:
            yield Path(name), ()
        return
    name, held = _held_folder(below)
    try:
        yield Path(name), (held,)
    finally:
        shutil.rmtree(name, ignore_errors=True)
        os.close(held)


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


def _run(command: Sequence[str], held: Sequence[int], screen: TextIO | None) -> None:
    try:
        done = subprocess.run(command, check=False, pass_fds=held, stdout=screen)  # noqa: S603 - their editor
    except OSError as error:
        raise UsageError(
            f"The editor `{command[0]}` cannot be started: {error.strerror}",
            hint="Set `EDITOR` to one that is installed",
        ) from error
    if done.returncode:
        raise UsageError(
            f"The editor ended with {done.returncode}; nothing was changed",
            hint="Type the same again, then save and close",
        )


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
