"""A platform that did what was asked, lost the answer and forgot it: nothing is done twice."""

from datetime import datetime, timedelta

import pytest
from tests.sync.far import far_away

from practicecli.actions.addenda import addend_note
from practicecli.actions.clients import edit_client
from practicecli.actions.confirm import modify_session
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.provider import edit_provider
from practicecli.actions.schedule import cancel_session, mark_no_show, move_session
from practicecli.domain.confirming import Wanted
from practicecli.errors import TemporaryError

LOST = '[[fault]]\npath = "/v1/changes"\nmethod = "POST"\nkind = "lose"\n'
NOTE = "# Data\nd\n\n# Assessment\na\n\n# Plan\np\n"


@pytest.fixture
def laptop(tmp_path):
    with far_away(tmp_path) as one:
        yield one


class Week:
    """What there is to do things to: a client, and sessions that both sides know."""

    def __init__(self, laptop):
        self.laptop = laptop
        self.client = laptop.has_a_client()
        self.over, self.held, self.noted = (
            laptop.has_a_session(self.client, hours=hours) for hours in (-2, -26, -50)
        )
        self.coming = laptop.has_a_session(self.client, hours=72)
        laptop.confirms_it(self.held, cpt="90834", minutes=45)
        laptop.does(write_note, self.noted, template="dap", text=NOTE)
        laptop.does(sign_note, self.noted)
        assert laptop.sync().error is None

    def does(self, action, *said, **more):
        return self.laptop.does(action, *said, **more)

    def adds(self):
        self.laptop.has_a_client(name="Testy Second", member_id="EX-2")

    def edits(self):
        self.does(edit_client, self.client, {"name": "Testy Other", "phone": "555-0101"})

    def edits_twice(self):
        self.does(edit_client, self.client, {"name": "Testy Other"})
        self.does(edit_client, self.client, {"name": "Testy Third", "member_id": "EX-3"})

    def edits_there_and_back(self):
        self.does(edit_client, self.client, {"name": "Testy Other", "phone": "555-0101"})
        self.does(edit_client, self.client, {"name": "Testy McTest"})

    def schedules(self):
        self.laptop.has_a_session(self.client, hours=96)

    def schedules_and_confirms(self):
        self.laptop.confirms_it(self.laptop.has_a_session(self.client, hours=-74))

    def schedules_moves_and_cancels(self):
        session = self.laptop.has_a_session(self.client, hours=96)
        self.moves(session)
        self.cancels(session)

    def moves(self, session=None):
        later = self.laptop.clock.now + timedelta(hours=100)
        self.does(move_session, session or self.coming, later, None, allow_overlap=True)

    def cancels(self, session=None):
        self.does(cancel_session, session or self.coming, by="client")

    def cancels_for_a_fee(self):
        self.does(cancel_session, self.over, by="client", fee_cents=5000)

    def misses(self):
        self.does(mark_no_show, self.over)

    def misses_for_a_fee(self):
        self.does(mark_no_show, self.over, fee_cents=5000)

    def confirms(self):
        self.laptop.confirms_it(self.over)

    def confirms_and_corrects(self):
        self.laptop.confirms_it(self.over)
        self.corrects(self.over)

    def corrects(self, session=None):
        session = session or self.held
        start = datetime.fromisoformat(self.laptop.row("session", session)["starts_at"])
        wanted = Wanted(
            cpt=("90832",), dx=("F41.1",), start=start, stop=start + timedelta(minutes=30)
        )
        self.does(modify_session, session, wanted)

    def signs(self):
        self.does(write_note, self.over, template="dap", text=NOTE)
        self.does(sign_note, self.over)

    def signs_and_confirms(self):
        self.signs()
        self.confirms()

    def adds_to_a_note(self):
        self.does(addend_note, self.noted, "It was the second")

    def edits_the_provider(self):
        self.does(edit_provider, {"phone": "555-0100"})


DOINGS = sorted(name for name in vars(Week) if name != "does" and not name.startswith("_"))


def is_there(platform):
    """Give what a client of it can see, and what it wrote down: without how often it was told."""
    counts = {
        table: platform.rows(f"SELECT count(*) FROM {table}")  # noqa: S608
        for table in ("client", "session", "note", "addendum", "claim", "charge")
    }
    return {name: body for name, (_, body) in platform.records().items()}, counts


@pytest.mark.parametrize("doing", DOINGS)
def test_a_forgotten_answer_makes_neither_a_double_nor_a_conflict(laptop, doing):
    week = Week(laptop)
    getattr(week, doing)()
    laptop.platform.fails(LOST)
    assert isinstance(laptop.sync().error, TemporaryError)
    done = is_there(laptop.platform)
    laptop.platform.rows("DELETE FROM answer RETURNING id")
    laptop.platform.mend()
    laptop.platform.asked.clear()

    report = laptop.sync()

    assert (report.error, report.refused, report.conflicts) == (None, (), ())
    assert laptop.platform.asked[0].startswith("GET /v1/changes/")
    assert is_there(laptop.platform) == done
    laptop.sync()
    assert [one for one in laptop.outbox() if one[1] != "local"] == []


@pytest.mark.parametrize("doing", ["adds", "confirms_and_corrects", "edits", "schedules", "signs"])
def test_a_forgotten_answer_and_an_edit_behind_it_end_as_if_nothing_had_been_lost(laptop, doing):
    week = Week(laptop)
    getattr(week, doing)()
    laptop.platform.fails(LOST)
    laptop.sync()
    laptop.platform.rows("DELETE FROM answer RETURNING id")
    laptop.platform.mend()
    week.does(edit_client, week.client, {"address": "2 Invented Street"})
    if doing in {"schedules", "edits"}:
        week.moves()

    report = laptop.sync()

    assert (report.error, report.refused, report.conflicts) == (None, (), ())
    laptop.sync()
    assert [one for one in laptop.outbox() if one[1] != "local"] == []
    assert laptop.platform.records()["client", week.client][1].count("2 Invented Street") == 1


class Forgetful:
    """Loses the first answer to a push and forgets it before the next try."""

    def __init__(self, platform):
        self.platform, self.lost = platform, False

    def __call__(self, environ, start):
        if environ["REQUEST_METHOD"] != "POST" or self.lost:
            return self.platform.app(environ, start)
        self.lost = True
        list(self.platform.app(environ, lambda *_: lambda _: None))
        self.platform.rows("DELETE FROM answer RETURNING id")
        start("502 Bad Gateway", [("Content-Length", "0")])
        return []


@pytest.mark.parametrize("doing", ["confirms_and_corrects", "edits_twice", "misses_for_a_fee"])
def test_an_answer_forgotten_between_two_tries_makes_neither_either(laptop, doing):
    week = Week(laptop)
    getattr(week, doing)()
    laptop.platform.faulty = Forgetful(laptop.platform)

    report = laptop.sync()

    assert (report.error, report.refused, report.conflicts) == (None, (), ())
    assert [one for one in laptop.outbox() if one[1] != "local"] == []
