"""How far a sync has come, on one line of stderr that goes away again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from practicecli.sync.push import Talk

_A_MOMENT = 1.0  # seconds of silence before it speaks, and between two words
_CLEAR = "\r\x1b[K"


def teller(
    stderr: TextIO, *, tick: Callable[[], float] = time.monotonic
) -> tuple[Callable[[Talk], None], Callable[[], None]]:
    """Give what hears of each step, and what wipes the line away; silent where nobody looks on."""
    if not stderr.isatty():
        return (lambda _: None), (lambda: None)
    said_at = tick()
    wrote = False

    def tell(talk: Talk) -> None:
        nonlocal said_at, wrote
        if tick() - said_at < _A_MOMENT:
            return
        said_at, wrote = tick(), True
        stderr.write(f"{_CLEAR}{talk.platform}: {talk.pushed:,} sent, {talk.pulled:,} fetched ")
        stderr.flush()

    def wipe() -> None:
        if wrote:
            stderr.write(_CLEAR)
            stderr.flush()

    return tell, wipe
