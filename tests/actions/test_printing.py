from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from practicecli.actions.addenda import addend_note
from practicecli.actions.attachments import attach_file
from practicecli.actions.notes import open_note, sign_note, titled, write_note
from practicecli.actions.printing import note_to_print, notes_to_print
from practicecli.cache import notes, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.attachments import Upload
from practicecli.domain.problems import Weight
from practicecli.errors import DamagedError, LockedOutError, NotFoundError, RefusedError
from practicecli.figures.attachments import attachment_limits
from practicecli.figures.note_rules import note_templates
from practicecli.vault.seal import Seal

TEXT = "## Data\nThe client reports two calm weeks.\n## Assessment\nBetter.\n## Plan\nWeekly.\n"


@pytest.fixture
def noted(desk, held):
    """Hold a session, change it as said, and write its note; sign it unless asked not to."""

    def write(days=1.0, *, signed=True, reason="", who=None, **changed):
        session = held(days, who=who)
        if changed:
            sessions.change(desk.db, session, changed)
        with transaction(desk.db):
            write_note(desk, session, template="dap", text=TEXT)
            if signed:
                sign_note(desk, session, reason=reason)
        return session

    return write


def printed(desk, session, *, drafts=False):
    with transaction(desk.db):
        (note,) = note_to_print(desk, session, drafts=drafts).notes
    return note


def codes(problems):
    return [(problem.code, problem.weight) for problem in problems]


def logged(desk):
    rows = desk.db.execute("SELECT verb, subject FROM audit WHERE verb IN ('open', 'print')")
    return [tuple(row) for row in rows]


def test_a_signed_note_is_given_with_all_that_its_session_says(desk, noted):
    session = noted(
        cpt="90837 90785 X0000", dx="F41.1", modifiers="95", place="video-home",
        link="https://zoom.us/j/1", participants="client-family", occasion="crisis",
        complexity="caregiver", em_minutes=10, state="NY",
    )  # fmt: skip

    note = printed(desk, session)

    assert note.sections[0] == ("Data", "The client reports two calm weeks.")
    assert (note.client, note.provider, note.credentials, note.npi) == (
        "Ana Rivers", "Ada Example", "LMHC", "1999999984",
    )  # fmt: skip
    assert (note.day, note.minutes, note.assumed) == (date(2026, 11, 23), 50, False)
    assert f"{note.start:%H:%M} {note.start.tzname()}" == "09:00 EST"
    assert (note.place, note.pos, note.video, note.state) == ("video-home", "10", "zoom.us", "NY")
    assert [one.code for one in note.cpt] == ["90837", "90785", "X0000"]
    assert note.cpt[0].label
    assert note.cpt[2].label == ""
    assert [(one.code, one.label) for one in note.dx] == [("F41.1", "Generalized anxiety disorder")]
    assert (note.participants, note.occasion, note.em_minutes) == ("client-family", "crisis", 10)
    assert note.signed is not None
    assert note.signed.name == "Ada Example"
    assert "attest" in note.signed.attested
    assert (note.since, note.addenda, note.enclosed) == ((), (), ())


def test_each_print_is_one_entry_in_the_log_and_does_not_count_as_reading(desk, noted):
    session = noted(signed=False)
    row = notes.of_session(desk.db, session)

    printed(desk, session, drafts=True)
    printed(desk, session, drafts=True)

    assert logged(desk) == [("print", row.id), ("print", row.id)]
    assert notes.of_session(desk.db, session).opened_at is None


def test_a_draft_is_printed_only_where_drafts_are_asked_for(desk, noted):
    session = noted(signed=False)

    with pytest.raises(RefusedError) as refused:
        note_to_print(desk, session, drafts=False)

    assert codes(refused.value.problems) == [("note-unsigned", Weight.BLOCKS)]
    assert logged(desk) == []
    note = printed(desk, session, drafts=True)
    assert (note.signed, note.credentials, note.npi) == (None, "LMHC", "1999999984")


def test_addenda_and_attachments_come_along(desk, noted):
    session = noted()
    with transaction(desk.db):
        addend_note(desk, session, "One more thing.")
        addend_note(desk, session, "And another.")
        given = Upload("letter", "application/pdf", 8, b"%PDF-1.7")
        one = attach_file(desk, session, given, attachment_limits())

    note = printed(desk, session)

    assert [added.text for added in note.addenda] == ["One more thing.", "And another."]
    assert {added.signed.credentials for added in note.addenda} == {"LMHC"}
    assert [(held.ref, held.name, held.bytes) for held in note.enclosed] == [
        (one.row.ref, "letter", 8)
    ]


def test_what_changed_after_the_signature_is_told_as_it_was(desk, noted):
    session = noted(cpt="90837", dx="F41.1")
    later = {"cpt": "90834", "place": "video", "actual_stop": "2026-11-23T14:45:00Z"}
    sessions.change(desk.db, session, later)

    note = printed(desk, session)

    assert note.since == (
        "stop: 2026-11-23 09:50", "minutes: 50", "place: office", "billing codes: 90837",
    )  # fmt: skip
    assert [one.code for one in note.cpt] == ["90834"]


def test_codes_that_came_after_the_signature_are_no_change(desk, noted):
    session = noted()
    sessions.change(desk.db, session, {"cpt": "90834", "dx": "F41.1"})

    assert printed(desk, session).since == ()


def test_where_the_session_has_no_diagnosis_the_note_s_own_stands(desk, held):
    session = held()
    with transaction(desk.db):
        write_note(desk, session, template="dap", text=TEXT, dx=["F41.1"])

    assert [one.code for one in printed(desk, session, drafts=True).dx] == ["F41.1"]


def test_a_diagnosis_we_do_not_know_stands_there_bare(desk, noted):
    session = noted(signed=False, dx="Z99.99X")

    assert [(one.code, one.label) for one in printed(desk, session, drafts=True).dx] == [
        ("Z99.99X", "")
    ]


def test_times_nobody_noted_are_said_to_be_the_scheduled_ones(desk, held):
    session = held(clocked=False)
    with transaction(desk.db):
        write_note(desk, session, template="dap", text=TEXT)

    assert printed(desk, session, drafts=True).assumed
    sessions.change(desk.db, session, {"times_assumed": 1, "actual_start": "2026-11-23T14:00:00Z",
                                       "actual_stop": "2026-11-23T14:50:00Z"})  # fmt: skip
    assert printed(desk, session, drafts=True).assumed


def test_the_goals_a_note_serves_are_named(desk, noted):
    session = noted(signed=False)
    desk.db.execute("UPDATE note SET goals = 't-0000001 1 3'")
    assert printed(desk, session, drafts=True).goals == ("1, 3 of treatment plan t-0000001",)

    desk.db.execute("UPDATE note SET goals = ''")
    assert printed(desk, session, drafts=True).goals == ()


def test_a_signed_note_keeps_the_headings_it_was_signed_with(desk, noted):
    session = noted()
    dap = note_templates()["dap"]
    parts = tuple(replace(one, title=f"No {one.title}") for one in dap.sections)
    reworded = replace(dap, title="Another note", sections=parts)

    note = printed(replace(desk, template=lambda _: reworded), session)

    assert note.title == "DAP note"
    assert [name for name, _ in note.sections] == ["Data", "Assessment", "Plan"]


def test_a_note_of_the_first_form_takes_the_headings_that_are_there_now(desk, noted):
    session = noted()

    def gone(key):
        return {one: found for one, found in note_templates().items() if one != "dap"}[key]

    with transaction(desk.db):
        opened = open_note(desk, session)
    bound = {**json.loads(opened.row.bound or "{}")}
    first = {key: words for key, words in bound.items() if key not in {"title", "headings"}}
    opened = replace(opened, row=replace(opened.row, bound=json.dumps(first)))

    assert titled(desk, opened)[0] == "DAP note"
    title, sections = titled(replace(desk, template=gone), opened)
    assert title == "dap"
    assert [name for name, _ in sections] == ["Data", "Assessment", "Plan"]


def test_a_late_signature_brings_its_reason(desk, noted):
    late = {"sign_by": "2026-11-23T18:00:00Z"}

    signed = printed(desk, noted(reason="I was ill", **late)).signed

    assert (signed.late, signed.reason) == (True, "I was ill")


def test_a_client_s_notes_come_oldest_first_and_what_is_missing_is_told(desk, noted, held):
    newest, oldest, middle = noted(2), noted(9), noted(5)
    draft, bare, away = noted(4, signed=False), held(3), held(6)
    sessions.change(desk.db, away, {"note_status": "signed"})
    held(-2, clocked=False)  # still to come
    missed = held(7)
    sessions.change(desk.db, missed, {"status": "no-show"})
    client = sessions.get(desk.db, newest).client

    with transaction(desk.db):
        found = notes_to_print(desk, client, first=None, last=None, drafts=False)
        more = notes_to_print(desk, client, first=None, last=None, drafts=True)

    def refs(*of):
        return [sessions.get(desk.db, one).ref for one in of]

    assert [one.session_ref for one in found.notes] == refs(oldest, middle, newest)
    assert codes(found.missing) == [
        ("no-note", Weight.WARNS), ("note-unsigned", Weight.WARNS), ("no-note", Weight.WARNS),
    ]  # fmt: skip
    told = [one.message for one in found.missing]
    assert all(ref in text for ref, text in zip(refs(away, draft, bare), told, strict=True))
    assert "another computer" in told[0]
    assert [one.session_ref for one in more.notes] == refs(oldest, middle, draft, newest)
    assert len(more.missing) == 2


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, 3),
        (date(2026, 11, 19), date(2026, 11, 19), 1),  # both days count
        (date(2026, 11, 20), None, 1),
        (date(2026, 11, 21), date(2026, 11, 21), 1),
        (None, date(2026, 11, 18), 1),
        (date(2026, 11, 15), date(2026, 11, 22), 3),
    ],
)
def test_the_days_count_in_the_practice_s_zone(desk, noted, first, last, expected):
    client = sessions.get(desk.db, noted(9)).client
    noted(5)
    noted(2.4)  # 23:24 on the 21st in New York, the 22nd in UTC

    with transaction(desk.db):
        found = notes_to_print(desk, client, first=first, last=last, drafts=False)

    assert len(found.notes) == expected


def test_another_client_s_notes_are_never_among_them(desk, noted, added):
    other = added("Ben Other")
    noted(2, who=other)
    client = sessions.get(desk.db, noted(3)).client

    with transaction(desk.db):
        found = notes_to_print(desk, client, first=None, last=None, drafts=True)

    assert [one.client for one in found.notes] == ["Ana Rivers"]


def test_where_there_is_nothing_to_print_it_says_what_is_missing(desk, held):
    session = held()
    client = sessions.get(desk.db, session).client

    with pytest.raises(RefusedError) as refused:
        notes_to_print(desk, client, first=None, last=None, drafts=False)
    assert codes(refused.value.problems) == [("no-note", Weight.BLOCKS)]
    with pytest.raises(NotFoundError):
        note_to_print(desk, session, drafts=True)


def test_what_is_not_as_it_was_signed_is_not_printed(desk, noted):
    session, whole = noted(2), noted(3)
    desk.db.execute("DROP TRIGGER note_signed_stays")
    desk.db.execute("UPDATE note SET signer = 'Somebody Else' WHERE session = ?", (session,))
    ref = notes.of_session(desk.db, session).ref
    client = sessions.get(desk.db, session).client

    for attempt in (
        lambda: note_to_print(desk, session, drafts=False),
        lambda: notes_to_print(desk, client, first=None, last=None, drafts=False),
    ):
        with pytest.raises(DamagedError) as damaged:
            attempt()
        assert [one.message for one in damaged.value.problems] == [f"Note {ref} was changed"]
    assert logged(desk) == []
    assert printed(desk, whole).ref != ref


def test_without_the_key_for_notes_nothing_is_printed(desk, noted):
    session = noted()
    closed = replace(desk, seal=Seal(None))

    with pytest.raises(LockedOutError):
        note_to_print(closed, session, drafts=True)
    with pytest.raises(LockedOutError):
        notes_to_print(closed, "c", first=None, last=None, drafts=True)


def test_an_unknown_place_has_no_place_of_service(desk, noted):
    # A platform may know places that we do not.
    session = noted(signed=False)
    sessions.change(desk.db, session, {"place": "elsewhere"})

    note = printed(desk, session, drafts=True)

    assert (note.place, note.pos) == ("elsewhere", "")
