"""The line that says how far a sync is: what it says, and to whom it says nothing."""

from __future__ import annotations

import io
from threading import Event
from types import SimpleNamespace

import pytest

from practicecli.cli.command import Globals
from practicecli.cli.output import Output
from practicecli.cli.sync.progress import shown

WIPE = "\r\x1b[K"


class Screen(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self):
        return True


class Seconds:
    """A clock that goes on by a second with each pause, and ends after so many."""

    def __init__(self, most):
        self.now = 0.0
        self.most = most
        self.begun = Event()
        if not most:
            self.begun.set()
        self.over = Event()

    def __call__(self):
        return self.now

    def pause(self, _ended):
        assert self.begun.wait(10)
        if self.now >= self.most:
            self.over.set()
            return True
        self.now += 1
        return False


def output(stderr, **asked):
    return Output(io.StringIO(), stderr, Globals(**asked), {"COLUMNS": "60"})


def drawn(stderr):
    return [line.strip("\r") for line in stderr.getvalue().split(WIPE) if line.strip("\r")]


def test_a_platform_that_says_nothing_is_told_of_second_by_second():
    stderr, seconds = Screen(), Seconds(3)
    with shown(output(stderr), tick=seconds, pause=seconds.pause) as progress:
        progress.turn_to("headway")
        seconds.begun.set()
        assert seconds.over.wait(10)

    assert drawn(stderr)[-1] == "headway: 0 sent, 0 fetched, 3 s"
    assert stderr.getvalue().endswith(WIPE)


def test_the_line_counts_what_was_done_and_begins_anew_with_each_platform():
    stderr, seconds = Screen(), Seconds(0)
    with shown(output(stderr), tick=seconds, pause=seconds.pause) as progress:
        assert seconds.over.wait(10)
        opened = progress.along(lambda one: one.name)
        opened(SimpleNamespace(name="headway"))
        seconds.now = 12.9
        progress.tell(SimpleNamespace(platform="headway", pushed=3, pulled=1200))
        progress.draw()
        assert opened(SimpleNamespace(name="alma")) == "alma"
        progress.draw()

    assert drawn(stderr) == [
        "headway: 3 sent, 1,200 fetched, 12 s",
        "alma: 0 sent, 0 fetched, 0 s",
    ]


def test_the_line_never_folds():
    stderr, seconds = Screen(), Seconds(0)
    with shown(output(stderr), tick=seconds, pause=seconds.pause) as progress:
        progress.turn_to("p" * 100)
        progress.draw()

    assert [len(line) for line in drawn(stderr)] == [59]


def test_a_quick_sync_leaves_no_trace():
    stderr, seconds = Screen(), Seconds(0)
    with shown(output(stderr), tick=seconds, pause=seconds.pause) as progress:
        progress.turn_to("headway")

    assert not stderr.getvalue()


@pytest.mark.parametrize(
    ("stderr", "asked"),
    [(io.StringIO(), {}), (Screen(), {"quiet": True}), (Screen(), {"json": True})],
)
def test_nobody_who_did_not_ask_hears_of_it(stderr, asked):
    seconds = Seconds(3)
    with shown(output(stderr, **asked), tick=seconds, pause=seconds.pause) as progress:
        progress.turn_to("headway")
        progress.tell(SimpleNamespace(platform="headway", pushed=3, pulled=3))

    assert not stderr.getvalue()
    assert seconds.now == 0


def test_a_terminal_that_went_away_stops_no_sync():
    class Gone(Screen):
        def write(self, _text):
            raise OSError

    seconds = Seconds(1)
    with shown(output(Gone()), tick=seconds, pause=seconds.pause) as progress:
        progress.tell(SimpleNamespace(platform="headway", pushed=0, pulled=0))
        seconds.begun.set()
        assert seconds.over.wait(10)
