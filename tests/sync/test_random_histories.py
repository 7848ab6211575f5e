"""Whatever is done, wherever the line is cut: each thing once over there, nothing lost here."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.cache.connect import create_db
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS

STEP = st.one_of(
    st.sampled_from(["client", "session", "confirm", "edit", "wait"]).map(lambda word: (word, 0)),
    # A sync through a line that loses requests, or answers after the work was done.
    st.tuples(st.sampled_from(["lost-request", "lost-answer"]), st.sampled_from([1, 5, 6])),
)


class History:
    """One device's days, at random."""

    def __init__(self, practice):
        self.practice = practice
        self.clients, self.sessions, self.confirmed = [], [], []
        practice.introduces_themself()

    def client(self, _):
        self.clients.append(self.practice.adds_a_client())

    def session(self, _):
        if self.clients:
            self.practice.clock.wait(days=1)
            self.sessions.append(self.practice.schedules(self.clients[-1]))

    def confirm(self, _):
        if self.sessions:
            one = self.sessions.pop()
            self.practice.confirms(one, seen=self.practice.row("session", one)["version"])
            self.confirmed.append(one)

    def edit(self, number):
        if self.clients:
            one = self.clients[0]
            seen = self.practice.row("client", one)["version"]
            self.practice.adds_a_client(record=one, seen=seen, phone=f"555-{number}")

    def wait(self, _):
        self.practice.clock.wait(hours=30)

    def sync(self, word, times):
        line = self.practice.line
        line.fail_before = times if word == "lost-request" else 0
        line.fail_after = times if word == "lost-answer" else 0
        report = self.practice.sync()
        line.fail_before = line.fail_after = 0
        return report


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=14))
def test_a_cut_line_neither_loses_nor_doubles_nor_makes_a_conflict(new_practice, steps):
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "practice.db")
        db = create_db(path, bytes(32))
        migrate(db, STEPS)
        practice = new_practice(db, str(Path(folder) / "sandbox.db"))
        history = History(practice)
        reports = []
        for number, (word, times) in enumerate(steps):
            if word.startswith("lost"):
                reports.append(history.sync(word, times))
            else:
                getattr(history, word)(number)
        reports += [history.sync("", 0), history.sync("", 0)]

        assert [one for report in reports for one in (*report.refused, *report.conflicts)] == []
        assert practice.outbox() == []
        claimed = practice.rows("SELECT session FROM claim WHERE version > 0")
        assert sorted(one for (one,) in claimed) == sorted(history.confirmed)
        twin = create_db(str(Path(folder) / "twin.db"), bytes(32))
        migrate(twin, STEPS)
        there = new_practice(twin, practice.sandbox_path, clock=practice.clock)
        there.sync()
        for sql in (
            "SELECT id, name, phone, version FROM client ORDER BY id",
            "SELECT id, status, sent, claim, version FROM session ORDER BY id",
        ):
            assert there.rows(sql) == practice.rows(sql)
        twin.close()
        db.close()
