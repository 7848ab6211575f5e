"""A device whose clock is off, or runs backwards: the same comes of it, and it is told."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.sync.far import far_away

from practicecli.actions.clients import edit_client
from practicecli.actions.notes import sign_note, write_note
from practicecli.cache.facts import skew
from practicecli.domain.skew import doubts_about_clock
from practicecli.errors import RefusedError
from practicecli.sync.run import exit_of

OFF = [timedelta(hours=1), timedelta(days=1), timedelta(days=3653)]
SPANS = [*OFF, *(-one for one in OFF)]
MINE = ("audit", "meta", "outbox", "platform", "reminder")  # the device's own times stand there
NOTE = "# Data\nd\n\n# Assessment\na\n\n# Plan\np\n"


class Wandering:
    """The device's clock: the platform's and so much, changed at some look at it."""

    def __init__(self, there):
        self.there, self.off, self.then, self.looks = there, timedelta(0), None, 0

    @property
    def now(self):
        return self()

    def __call__(self):
        self.looks += 1
        if self.then is not None and self.looks == self.then[0]:
            self.off = self.then[1]
        return self.there() + self.off

    def jumps(self, off, *, at_look):
        self.looks, self.then = 0, (at_look, off)


def days_work(folder, off=timedelta(0), at_look=1):
    """Work at the right time, then sync under a clock that jumps; give what both sides hold."""
    from tests.sync.conftest import Clock

    folder.mkdir()
    there = Clock()
    with far_away(folder, clock=Wandering(there), there=there) as laptop:
        names = {}
        for number in range(3):
            client = laptop.has_a_client(name=f"Testy {number}", member_id=f"EX-{number}")
            session = laptop.has_a_session(client)
            laptop.confirms_it(session)
            names |= {client: f"client {number}", session: f"session {number}"}
        laptop.does(edit_client, client, {"phone": "555-0101"})
        for days in (0, 20):
            there.wait(days=days)
            laptop.clock.jumps(off, at_look=at_look)
            for _ in range(2):
                report = laptop.sync()
                assert (report.error, report.refused, report.conflicts) == (None, (), ())
        return held(laptop, names)


def held(laptop, names):
    """Give what matters of both sides, with names in the place of ids of chance."""
    ours = {
        "client": "SELECT id, name, phone, version FROM client",
        "session": "SELECT id, status, sent, confirmed_at, edit_until, version FROM session",
        "claim": "SELECT session, status, paid_cents, owes_cents, version FROM claim",
        "charge": "SELECT session, kind, amount_cents, status, at FROM charge",
        "payout": "SELECT date, bank_on, status, total_cents FROM payout",
        "waits": "SELECT verb FROM outbox WHERE state IN ('waiting', 'sent')",
    }
    found = {name: laptop.rows(sql) for name, sql in ours.items()}
    found["there"] = laptop.platform.rows("SELECT id, kind, version FROM record WHERE kind <> 'x'")
    made = {"client", "session"}
    found["there"] = [one for one in found["there"] if one[1] in made]
    return {
        name: sorted(repr(tuple(names.get(value, value) for value in row)) for row in rows)
        for name, rows in found.items()
    }


@pytest.fixture(scope="module")
def in_time(tmp_path_factory):
    return days_work(tmp_path_factory.mktemp("in-time") / "sandbox")


@pytest.mark.parametrize("off", SPANS, ids=str)
def test_a_clock_that_is_off_comes_to_the_same(tmp_path, in_time, off):
    assert days_work(tmp_path / "sandbox", off) == in_time


@pytest.mark.parametrize("look", [2, 3, 4])
def test_a_clock_that_jumps_back_in_the_middle_of_a_sync_comes_to_the_same(tmp_path, in_time, look):
    assert days_work(tmp_path / "sandbox", -timedelta(hours=1), look) == in_time


@pytest.mark.parametrize("off", [*SPANS, timedelta(0)], ids=str)
def test_how_far_the_clock_is_off_is_heard_from_the_platform_and_told(tmp_path, off):
    with far_away(tmp_path) as laptop:
        session = laptop.has_a_session(laptop.has_a_client())
        laptop.does(write_note, session, template="dap", text=NOTE)
        laptop.handed = {"wall": lambda: datetime.now(UTC) + off}

        report = laptop.sync()

        assert report.error is None
        assert report.skew_seconds == pytest.approx(-off.total_seconds(), abs=5)
        assert skew(laptop.db, "headway")[0] == pytest.approx(-off.total_seconds(), abs=5)
        told = [one.code for one in doubts_about_clock(report.skew_seconds, platform="headway")]
        assert told == (["clock-off"] if off else [])
        if not off:
            laptop.does(sign_note, session)
            return
        with pytest.raises(RefusedError):
            laptop.does(sign_note, session)
        laptop.handed = {}  # the clock was put right
        assert exit_of([laptop.sync()]) == 0
        laptop.does(sign_note, session)
