from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.confirm import confirm_session
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.reviewing import review_confirmed
from practicecli.cache import audit, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.sessions import utc_text
from practicecli.domain.confirming import Wanted
from practicecli.figures.reviewing import review_limits
from practicecli.vault.seal import Seal

WORDS = "We went over the list of situations and chose the next one to try together"
NOTE = "# Data\n\n{}\n\n# Assessment\n\nNo risk was told of today\n\n# Plan\n\nGo on as agreed\n"


@pytest.fixture
def noted(desk, held):
    """Hold a session, sign its note and confirm it; give its id and ref."""

    def note(days=1, *, words=WORDS, signed=True, cpt="90834", dx="F41.1", **said):
        identity = held(days, **said)
        with transaction(desk.db):
            if words:
                write_note(desk, identity, template="dap", text=NOTE.format(words))
                if signed:
                    sign_note(desk, identity)
            wanted = Wanted(cpt=(cpt,), dx=(dx,), sign=True)
            confirm_session(replace(desk, batch=desk.fresh_id()), identity, wanted)
        return identity, sessions.get(desk.db, identity).ref

    return note


@pytest.fixture
def reviewed(desk):
    """Review the last ninety days."""

    def run(days=90, *, client="", seal=None):
        today = desk.now.astimezone(desk.book.zone).date()
        with transaction(desk.db):
            return review_confirmed(
                replace(desk, seal=seal or desk.seal),
                review_limits(),
                first=today - timedelta(days=days - 1),
                last=today,
                client=client,
            )

    return run


def found(review):
    return {one.code: one.sessions for one in review.findings}


def opened(desk):
    return [entry[6] for entry in audit.entries(desk.db) if entry[4:6] == ("review", "note")]


def test_what_was_confirmed_is_read_with_its_note(noted, reviewed):
    noted()

    review = reviewed()

    assert (review.sessions, review.codes, review.compared) == (1, {"90834": 1}, 1)
    assert review.lengths == {50: 1}
    assert (review.assumed, review.as_scheduled) == (0, 1)
    assert review.findings == []


def test_only_the_days_asked_for_are_reviewed(noted, reviewed):
    noted(1, words="")
    noted(2, words="")

    assert reviewed(1).sessions == 0
    assert reviewed(2).sessions == 1
    assert reviewed(3).sessions == 2


def test_a_copied_note_is_found_and_each_note_opened_is_logged_once(desk, noted, reviewed):
    _, first = noted(3)
    _, second = noted(2, words=WORDS.upper())
    _, other = noted(1, words="He came late, spoke little and asked for another hour next week")

    review = reviewed()

    assert found(review)["note-repeated"] == (second, first)
    assert other not in found(review)["note-repeated"]
    assert len(opened(desk)) == len(set(opened(desk))) == 3
    assert audit.verify(desk.db, desk.audit_key) is None


def test_an_earlier_note_of_the_same_client_is_compared_with(desk, added, noted, reviewed):
    _, early = noted(20)
    _, late = noted(1)
    noted(20, who=added("Ben Lake", member_id="EX-2"))  # not seen in the period: stays closed

    review = reviewed(5)

    assert found(review)["note-repeated"] == (late, early)
    assert len(opened(desk)) == 2


def test_one_client_is_reviewed_alone(desk, added, noted, reviewed):
    ben = added("Ben Lake", member_id="EX-2")
    noted(3)
    _, bens = noted(2, who=ben, words="")

    review = reviewed(client=ben.id)

    assert review.sessions == 1
    assert found(review) == {"no-note": (bens,)}
    assert opened(desk) == []


def test_without_the_note_key_texts_stay_closed_and_the_rest_is_reviewed(
    desk, dump, noted, reviewed
):
    noted(3)
    noted(2)
    _, bare = noted(1, words="")
    before = dump()

    review = reviewed(seal=Seal(None))

    assert review.compared is None
    assert found(review)["no-note"] == (bare,)
    assert "note-repeated" not in found(review)
    assert dump() == before


def test_a_note_that_does_not_open_is_told_and_stops_nothing(desk, noted, reviewed):
    identity, ref = noted(2)
    noted(1)
    # As somebody with the data key but no other would do it.
    desk.db.execute("DROP TRIGGER note_signed_stays")
    desk.db.execute("UPDATE note SET body = x'01' WHERE session = ?", (identity,))

    review = reviewed()

    assert found(review)["note-changed"] == (ref,)
    assert review.compared == 1


def test_a_note_signed_with_other_minutes_is_asked_about_until_an_addendum_says_why(
    desk, noted, reviewed
):
    identity, ref = noted(2)
    start = sessions.get(desk.db, identity).starts_at
    with transaction(desk.db):
        sessions.change(desk.db, identity, {"actual_stop": utc_text(start + timedelta(minutes=45))})

    before = reviewed()
    with transaction(desk.db):
        addend_note(desk, identity, "It ended five minutes earlier than I wrote")
    after = reviewed()

    assert found(before) == {"note-differs": (ref,)}
    assert found(after) == {}


def test_the_time_before_counts_for_diagnosis_plan_and_share(noted, reviewed):
    for days in range(14, 1, -1):
        noted(days, words="", dx="F41.9")
    _, ref = noted(1, words="", dx="F41.9")

    review = reviewed(2)

    assert found(review)["dx-kept"] == (ref,)
    assert found(review)["no-plan"] == (ref,)


def test_a_signed_plan_is_seen(desk, noted, reviewed):
    for days in range(4, 0, -1):
        noted(days, words="")
    client = desk.db.execute("SELECT id FROM client").fetchone()[0]
    signed_at = utc_text(desk.now - timedelta(days=9))
    due = utc_text(desk.now - timedelta(days=2, hours=12))
    desk.db.execute(
        "INSERT INTO plan (id, ref, client, status, body, dx, author, edited_at, signed_at,"
        " signing, review_by) VALUES ('p', 'r', ?, 'signed', x'', '', '', ?, ?, 1, ?)",
        (client, signed_at, signed_at, due),
    )

    told = found(reviewed())

    assert "no-plan" not in told
    assert len(told["plan-review"]) == 2
