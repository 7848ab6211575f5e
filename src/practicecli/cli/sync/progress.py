"""How far a sync has come, on one line of stderr that goes away again."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from practicecli.cli.tables import cut
from practicecli.cli.terminal import width_of
from practicecli.cli.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from practicecli.cache.platforms import Platform
    from practicecli.cli.output import Output
    from practicecli.remote.client import Remote
    from practicecli.sync.push import Talk

_A_MOMENT = 1.0  # seconds of silence before it speaks, and between two words
_CLEAR = "\r\x1b[K"


class Progress:
    """What is known of a sync that runs; it is told to, and a thread of its own draws it."""

    def __init__(self, out: Output, tick: Callable[[], float]) -> None:
        self._out = out
        self._tick = tick
        self._now: tuple[str, int, int, float] | None = None
        self._drawn = False

    def along(self, open_one: Callable[[Platform], Remote]) -> Callable[[Platform], Remote]:
        """Give the same opener, heard of here: the first word to a platform may take its time."""

        def open_and_tell(one: Platform) -> Remote:
            self.turn_to(one.name)
            return open_one(one)

        return open_and_tell

    def turn_to(self, platform: str) -> None:
        """Begin with a platform."""
        self._now = (platform, 0, 0, self._tick())

    def tell(self, talk: Talk) -> None:
        """Hear of a step forward."""
        begun = self._now[3] if self._now is not None else self._tick()
        self._now = (talk.platform, talk.pushed, talk.pulled, begun)

    def draw(self) -> None:
        """Write the line anew."""
        if self._now is None:
            return
        platform, pushed, pulled, begun = self._now
        seconds = int(self._tick() - begun)
        line = safe(f"{platform}: {pushed:,} sent, {pulled:,} fetched, {seconds} s")
        width = width_of(self._out.stderr, self._out.env)
        # Back at its start, so that whatever else is written there goes over it; it must not fold.
        self._drawn = True
        self._write(f"{_CLEAR}{cut(line, width - 1)}\r")

    def wipe(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._write(_CLEAR)

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that has gone away stops no sync
            self._out.stderr.write(text)
            self._out.stderr.flush()


@contextmanager
def shown(
    out: Output,
    *,
    tick: Callable[[], float] = time.monotonic,
    pause: Callable[[Event], bool] = lambda ended: ended.wait(_A_MOMENT),
) -> Iterator[Progress]:
    """Draw a sync's progress each second until it ends; silent where nobody looks on.

    `pause` waits for the next drawing, and says whether the sync has ended instead.
    """
    progress = Progress(out, tick)
    if out.asked.quiet or out.asked.json or not out.stderr.isatty():
        yield progress
        return
    ended = Event()
    drawing = Thread(target=_draw_until, args=(progress, ended, pause), daemon=True)
    drawing.start()
    try:
        yield progress
    finally:
        ended.set()
        drawing.join()
        progress.wipe()


def _draw_until(progress: Progress, ended: Event, pause: Callable[[Event], bool]) -> None:
    while not pause(ended):
        progress.draw()
