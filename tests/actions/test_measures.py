from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicecli.actions.measures import (
    add_measure,
    course_of,
    measures_of_session,
    must_open,
    read_measures,
    void_measure,
)
from practicecli.actions.undo import undo_last
from practicecli.cache import measures, outbox
from practicecli.cache.connect import rehearsal, transaction
from practicecli.errors import DamagedError, LockedOutError, NotFoundError, RefusedError
from practicecli.figures.measures import measure_forms
from practicecli.vault.seal import Seal

PHQ9, GAD7 = measure_forms()["phq9"], measure_forms()["gad7"]
DAY = date(2026, 11, 24)
DAYS = timedelta(days=1)


def add(desk, client, answers="111111110", *, form=PHQ9, day=DAY, session=None):
    with transaction(desk.db):
        return add_measure(
            replace(desk, batch=desk.fresh_id()),
            client.id,
            form,
            tuple(map(int, answers)),
            day=day,
            session=session,
        )


def void(desk, client, form="phq9", day=None):
    with transaction(desk.db):
        return void_measure(replace(desk, batch=desk.fresh_id()), client.id, form, day)


def read(desk, client=None, **said):
    with transaction(desk.db):
        return read_measures(desk, client.id if client else None, **said)


def course(desk, client, form="phq9", points=5):
    with transaction(desk.db):
        return course_of(desk, client.id, form, points)


def codes(error):
    return [one.code for one in error.value.problems]


def log(desk):
    return [tuple(row) for row in desk.db.execute("SELECT verb, kind, subject, detail FROM audit")]


@pytest.fixture
def ana(added):
    return added()


@pytest.fixture
def ben(added):
    return added("Ben Stone", platform="alma")


@pytest.fixture
def shut(desk):
    """The same desk with the key that opens data only."""
    return replace(desk, seal=Seal(None))


def test_answers_are_scored_sealed_and_kept_here(desk, ana, held):
    session = held(1, who=ana)
    kept, warnings = add(desk, ana, "333322111", session=session)

    (row,) = measures.of_client(desk.db, ana.id)
    assert (kept.row, warnings[0].code) == (row, "risk-item-9")
    assert (row.form, row.day, row.at, row.session) == ("phq9", "2026-11-24", desk.at, session)
    assert (row.client_ref, row.client_name) == (ana.ref, "Ana Rivers")
    assert kept.answers == (3, 3, 3, 3, 2, 2, 1, 1, 1)
    assert (kept.score, kept.least, kept.most) == (19, 0, 27)
    assert (kept.severity, kept.flags) == ("moderately severe", ("risk-item-9",))
    assert (kept.change, kept.void) == (None, False)


def test_nothing_of_the_answers_lies_in_the_row_the_outbox_or_the_log(desk, ana, dump):
    kept, _ = add(desk, ana, "333322111")

    everything = dump()
    for words in ("answers", "severe", "risk", "3, 3", "void"):
        assert words.encode() not in everything["measure"][0][5]
        for table in ("measure", "outbox", "audit"):
            assert words not in str(everything[table][-1])
    change = outbox.last_batch(desk.db)[0]
    assert (change.verb, change.kind, change.state, change.body) == (
        "add",
        "measure",
        "local",
        "{}",
    )
    assert (change.platform, change.sealed) == ("", None)
    assert log(desk)[-1] == ("add", "measure", kept.row.id, "phq9")


def test_no_sync_ever_sends_them(desk, ana):
    add(desk, ana)
    add(desk, ana)
    void(desk, ana)

    sent = [one.kind for name in ["", *desk.platforms] for one in outbox.waiting(desk.db, name)]
    assert "measure" not in sent


def test_a_body_that_was_moved_to_another_row_does_not_open(desk, ana):
    first, _ = add(desk, ana)
    second, _ = add(desk, ana, "000000000", day=DAY - DAYS)
    measures.set_body(desk.db, first.row.id, second.row.body)

    with pytest.raises(DamagedError):
        read(desk, ana)


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(desk, ana, ben, held, dump):
    session = held(1, who=ben)
    before = dump()

    with pytest.raises(RefusedError) as error:
        add(desk, ana, "43", day=DAY + DAYS, session=session)

    assert codes(error) == ["answer-count", "answer-value", "measure-future", "measure-session"]
    assert str(error.value) == f"The PHQ-9 of client {ana.ref} was not kept"
    assert ana.ref in error.value.problems[-1].fix
    assert dump() == before


# The day is the practice's: 04:59 UTC is still the 24th in New York, 05:00 the 25th.
@pytest.mark.parametrize(("minute", "refused"), [(299, True), (300, False)])
def test_a_day_begins_at_midnight_in_the_practices_zone(desk, ana, minute, refused):
    night = desk.now.replace(day=25, hour=0) + timedelta(minutes=minute)
    late = replace(desk, now=night)

    if refused:
        with pytest.raises(RefusedError):
            add(late, ana, day=DAY + DAYS)
    else:
        assert add(late, ana, day=DAY + DAYS)[0].row.day == "2026-11-25"


def test_the_same_form_twice_on_a_day_is_doubted_and_kept(desk, ana, ben):
    add(desk, ben)
    add(desk, ana, day=DAY - DAYS)
    add(desk, ana, "0000000", form=GAD7)
    assert add(desk, ana)[1] == []

    _, (doubt,) = add(desk, ana)
    assert (doubt.code, doubt.weight.value) == ("measure-twice", "warns")
    assert f"practice measure void {ana.ref} phq9" in doubt.fix
    void(desk, ana)
    void(desk, ana)
    assert add(desk, ana)[1] == []  # what was set aside is no other one


def test_a_change_is_held_against_the_one_before_by_its_day(desk, ana, ben):
    add(desk, ana, "333322111", day=DAY - 30 * DAYS)
    add(desk, ben, "000000000", day=DAY - 20 * DAYS)
    add(desk, ana, "0000000", form=GAD7, day=DAY - 20 * DAYS)
    last, _ = add(desk, ana, "111111110")
    between, _ = add(desk, ana, "222211110", day=DAY - 10 * DAYS)  # found later, under the sofa

    assert (last.change, between.change) == (8 - 19, 12 - 19)
    assert [(one.score, one.change) for one in read(desk, ana, form="phq9")] == [
        (19, None), (12, -7), (8, -4),
    ]  # fmt: skip
    assert [one.row.client for one in read(desk)].count(ben.id) == 1


def test_scores_of_another_range_are_not_compared(desk, ana):
    shorter = replace(PHQ9, items=PHQ9.items[:2], flags=())
    add(desk, ana, "33", form=shorter, day=DAY - 9 * DAYS)
    first, _ = add(desk, ana, "333322111", day=DAY - 8 * DAYS)
    add(desk, ana, "111111110")

    found = course(desk, ana)
    assert first.change is None
    assert (found.since_first, found.since_last) == (-11, -11)
    assert len(found.measures) == 3


def test_a_course_says_how_far_it_went_and_whether_that_counts(desk, ana):
    for days, answers in ((30, "333322111"), (20, "222211110"), (10, "111111111")):
        add(desk, ana, answers, day=DAY - days * DAYS)

    found = course(desk, ana)
    assert (found.client_ref, found.form, found.points) == (ana.ref, "phq9", 5)
    assert (found.since_first, found.first_counts) == (-10, True)
    assert (found.since_last, found.last_counts) == (-3, False)
    unknown = course(desk, ana, points=None)
    assert (unknown.first_counts, unknown.last_counts) == (None, None)


def test_a_course_of_one_or_of_none_has_no_change(desk, ana):
    empty = course(desk, ana)
    add(desk, ana)
    one = course(desk, ana)

    assert (empty.measures, empty.since_first, empty.since_last) == ((), None, None)
    assert (len(one.measures), one.since_first, one.since_last, one.last_counts) == (
        1, None, None, None,
    )  # fmt: skip


def test_reading_is_logged_once_for_each_client_and_says_nothing_of_them(desk, ana, ben):
    for client in (ana, ben, ana):
        add(desk, client)
    before = len(log(desk))
    read(desk)

    assert log(desk)[before:] == [
        ("open", "client", ana.id, "measures"),
        ("open", "client", ben.id, "measures"),
    ]
    read(desk, form="nothing")
    before = len(log(desk))
    assert (read(desk, ana, form="gad7"), len(log(desk))) == ([], before)


def test_what_was_typed_wrong_is_set_aside_and_stays(desk, ana):
    add(desk, ana, "333333333", day=DAY - DAYS)
    wrong, _ = add(desk, ana, "333333333")
    aside = void(desk, ana)
    add(desk, ana, "000000000")

    assert (aside.row.id, aside.void, aside.change) == (wrong.row.id, True, None)
    assert (aside.answers, aside.score) == (wrong.answers, wrong.score)
    assert [(one.score, one.change) for one in read(desk, ana)] == [(27, None), (0, -27)]
    assert [(one.score, one.void) for one in read(desk, ana, void=True)] == [
        (27, False), (27, True), (0, False),
    ]  # fmt: skip
    assert ("void", "measure", wrong.row.id, "phq9") in log(desk)


def test_the_answers_of_one_day_can_be_set_aside(desk, ana):
    early, _ = add(desk, ana, day=DAY - DAYS)
    add(desk, ana)

    assert void(desk, ana, day=DAY - DAYS).row.id == early.row.id
    with pytest.raises(NotFoundError):
        void(desk, ana, day=DAY - DAYS)
    with pytest.raises(NotFoundError) as error:
        void(desk, ana, "gad7")
    assert error.value.hint == f"practice measure list {ana.ref}"


@given(answers=st.lists(st.integers(0, 3), min_size=9, max_size=9), aside=st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_takes_back_what_was_added_or_set_aside(desk, ana, dump, answers, aside):
    kept = ("audit", "meta")
    with rehearsal(desk.db):
        if aside:
            add_measure(replace(desk, batch=desk.fresh_id()), ana.id, PHQ9, answers, day=DAY)
        before = dump(*kept)
        again = replace(desk, batch=desk.fresh_id())
        if aside:
            void_measure(again, ana.id, "phq9")
        else:
            add_measure(again, ana.id, PHQ9, answers, day=DAY)
        assert dump(*kept) != before
        undo_last(again)
        assert dump(*kept) == before


def test_a_session_gives_what_was_answered_with_it(desk, ana, held):
    session, other, empty = (held(days, who=ana) for days in (1, 8, 3))
    add(desk, ana, "333322111", day=DAY - 8 * DAYS, session=other)
    add(desk, ana, "111111110", session=session)
    add(desk, ana, "1111110", form=GAD7, session=session)
    add(desk, ana, "1111111", form=GAD7, session=session)
    void(desk, ana, "gad7")
    before = log(desk)

    found = measures_of_session(desk, session)
    assert [(one.row.form, one.score, one.change) for one in found] == [
        ("phq9", 8, -11), ("gad7", 6, None),
    ]  # fmt: skip
    assert [one.row.session_ref for one in found] == [found[0].row.session_ref] * 2
    assert measures_of_session(desk, empty) == []
    assert log(desk) == before


@pytest.mark.parametrize(
    "work",
    [
        lambda desk, _: must_open(desk),
        add,
        void,
        read,
        course,
        lambda desk, client: measures_of_session(desk, client.id),
    ],
)
def test_without_the_key_for_notes_nothing_is_read_or_kept(desk, shut, ana, dump, work):
    add(desk, ana)
    before = dump()

    with pytest.raises(LockedOutError):
        work(shut, ana)

    assert dump() == before


def test_the_forms_that_a_client_answered_are_named(desk, ana, ben):
    add(desk, ana)
    add(desk, ana)
    add(desk, ana, "0000000", form=GAD7)

    assert measures.forms_of(desk.db, ana.id) == ["gad7", "phq9"]
    assert measures.forms_of(desk.db, ben.id) == []
