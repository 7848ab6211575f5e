"""Files that a command line names; `-` is standard input."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def opened(path: str) -> Iterator[tuple[BinaryIO, str]]:
    """Open a file to read bytes; give it with the name to call it by. Raises UsageError."""
    if path == "-":
        yield sys.stdin.buffer, "standard input"
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such name is possible"
        raise UsageError(
            f"Cannot read `{path}`: {why}", hint="Check the path, or give `-` for standard input"
        ) from error
    with stream:
        yield stream, f"`{Path(path).name}`"


def text_of(path: str, *, limit: int, may_be_empty: bool = False) -> str:
    """Read a whole file as UTF-8 text of at most `limit` bytes. Raises UsageError."""
    import io

    from practicecli.files.textform import check_text, held

    with opened(path) as (stream, name):
        content = held(stream, name, limit)
    if content or not may_be_empty:
        check_text(io.BytesIO(content), name)
    return content.decode("utf-8-sig")
