"""The few things a therapist does, each by its real action and noted in the ledger."""

from __future__ import annotations

from datetime import timedelta

from tests.sync.two_devices import HOUR, another_client

from practicecli.actions.addenda import addend_note
from practicecli.actions.clients import add_client, edit_client
from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.schedule import (
    cancel_session,
    mark_no_show,
    move_session,
    schedule_sessions,
    start_session,
)
from practicecli.domain.confirming import Wanted

DAY = timedelta(days=1)
NOTE = "# Data\nCame on time\n# Assessment\nSteady\n# Plan\nWeekly"
CODES = ("90837", "90834", "90832")


class Doings:
    """What can be done on one device; records are picked by number."""

    def __init__(self, ledger, device):
        self.ledger, self.device = ledger, device

    def _pick(self, kind, number):
        found = self.device.ids(kind)
        return found[number % len(found)]

    def edit(self, number, values, *, kill=0):
        record = self._pick("client", number)
        return self.ledger.act(
            self.device, edit_client, record, values, kind="client", record=record, sets=values,
            kill=kill,
        )  # fmt: skip

    def add(self, number, member="EX"):
        said = another_client(number, member)
        return self.ledger.act(self.device, add_client, said, ready=True, kind="client")

    def schedule(self, number, days, *, kill=0):
        client = self._pick("client", number)
        starts = [self.device.world.now - 2 * HOUR + days * DAY]
        return self.ledger.act(
            self.device, schedule_sessions, client, starts, HOUR, place="office",
            allow_overlap=True, kind="session", kill=kill,
        )  # fmt: skip

    def move(self, number, hours, *, kill=0):
        return self._of_session(
            move_session, number, self.device.world.now + hours * HOUR, None,
            allow_overlap=True, kill=kill,
        )  # fmt: skip

    def cancel(self, number, *, kill=0):
        return self._of_session(cancel_session, number, by="client", kill=kill)

    def miss(self, number):
        return self._of_session(mark_no_show, number)

    def start(self, number):
        """Start the clock of a session, of which no platform hears."""
        record = self._pick("session", number)
        return self.ledger.act(self.device, start_session, record, kind="draft")

    def confirm(self, number, code=0, *, kill=0):
        wanted = Wanted(cpt=(CODES[code],), dx=("F41.1",), note_route="upload")
        return self._of_session(confirm_session, number, self._timed(number, wanted), kill=kill)

    def modify(self, number, code=1):
        wanted = Wanted(cpt=(CODES[code],))
        return self._of_session(modify_session, number, self._timed(number, wanted))

    def sign(self, number):
        record = self._pick("session", number)
        written = self.ledger.act(
            self.device, write_note, record, template="dap", text=NOTE, kind="draft"
        )
        return written and self.ledger.act(self.device, sign_note, record, kind="note")

    def addend(self, number):
        return self._of_note(number, "It was the second")

    def _of_note(self, number, text):
        record = self._pick("session", number)
        return self.ledger.act(self.device, addend_note, record, text, kind="note")

    def _timed(self, number, wanted):
        """Times that fit the code, so that the rules let it pass."""
        row = self.device.row("session", self._pick("session", number))
        starts = row["starts_at"]
        minutes = {"90837": 55, "90834": 45, "90832": 30}[wanted.cpt[0]]
        begun = type(self.device.world.now).fromisoformat(starts)
        return Wanted(**{**_fields(wanted), "start": begun,
                         "stop": begun + timedelta(minutes=minutes)})  # fmt: skip

    def _of_session(self, do, number, *args, kill=0, **said):
        record = self._pick("session", number)
        return self.ledger.act(
            self.device, do, record, *args, kind="session", record=record, kill=kill, **said
        )


def _fields(wanted):
    return {name: getattr(wanted, name) for name in wanted.__slots__}
