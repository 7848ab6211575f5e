"""What may be told of an exception nobody expected: where and which class, never its words."""

from __future__ import annotations

import os
import platform
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli import __version__
from practicecli.errors import PracticeError
from practicecli.places import make_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OURS = Path(__file__).resolve().parent.parent


def where(failure: BaseException) -> str:
    """Name the class and the innermost place in our code: `KeyError at cli/tree.py:40`."""
    name = type(failure).__name__
    for frame in reversed(traceback.extract_tb(failure.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_OURS):
            return f"{name} at {path.relative_to(_OURS).as_posix()}:{frame.lineno}"
    return name


def write(failure: BaseException, state_dir: Callable[[], str]) -> str:
    """Write the places it passed to a new 0600 file and give its path; empty if that fails too."""
    try:
        folder = state_dir()
        make_folder(folder)
        path = f"{folder}/debug-{os.urandom(4).hex()}.txt"
        write_new(path, "".join(f"{line}\n" for line in _report(failure)).encode())
    except (OSError, PracticeError):
        return ""
    return path


def _report(failure: BaseException) -> Iterator[str]:
    yield f"practicecli {__version__}, Python {platform.python_version()}, {platform.system()}"
    seen: set[int] = set()
    link: BaseException | None = failure
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"{type(link).__module__}.{type(link).__qualname__}: {_words(link)}"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        link = link.__cause__ or link.__context__


def _words(failure: BaseException) -> str:
    # Our own sentences hold no client data; anybody else's may quote a row or a note.
    return str(failure) if isinstance(failure, PracticeError) else "(words left out)"
