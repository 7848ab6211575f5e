from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.importing import Imported, StepKind, plan_import
from practicecli.domain.incoming import IncomingEvent
from practicecli.domain.matching import Known

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
CLIENTS = [Known("c-1", "Ana Rivers"), Known("c-2", "Bo Stone"), Known("c-3", "Bea Stone")]
EVENT = IncomingEvent("u", "u/20261124T170000Z", NOON, NOON + HOUR, "Ana Rivers")
SESSION = Imported("s-1", NOON, NOON + HOUR, "scheduled")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "schedule"),
        ({"summary": "B.S."}, "ambiguous"),
        ({"summary": "Dentist"}, "unmatched"),
        ({"all_day": True}, "skipped"),
        ({"cancelled": True}, "skipped"),
        ({"ends_at": NOON}, "skipped"),
        ({"ends_at": NOON - HOUR}, "skipped"),
        ({"ends_at": NOON + 24 * HOUR}, "schedule"),
        ({"ends_at": NOON + 25 * HOUR}, "skipped"),
    ],
)
def test_a_new_occurrence_asks_for(changes, kind):
    (step,) = plan_import([replace(EVENT, **changes)], {}, CLIENTS)

    assert step.kind == kind
    assert bool(step.reason) == (kind != "schedule")
    assert (step.client_id == "c-1") == (kind == "schedule")
    assert step.candidates == (("c-2", "c-3") if kind == "ambiguous" else ())


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({}, "scheduled", "unchanged"),
        ({"summary": "Dentist"}, "scheduled", "unchanged"),
        ({"starts_at": NOON - HOUR}, "scheduled", "move"),
        ({"ends_at": NOON + 2 * HOUR}, "scheduled", "move"),
        ({"cancelled": True}, "scheduled", "cancel"),
        ({"ends_at": NOON}, "scheduled", "skipped"),
        ({"starts_at": NOON - HOUR}, "confirmed", "unchanged"),
        ({"cancelled": True}, "confirmed", "unchanged"),
        ({"cancelled": True}, "cancelled", "unchanged"),
        ({}, "cancelled", "unchanged"),
        ({}, "no-show", "unchanged"),
    ],
)
def test_an_occurrence_imported_before_asks_for(changes, status, kind):
    known = {EVENT.instance: replace(SESSION, status=status)}

    (step,) = plan_import([replace(EVENT, **changes)], known, CLIENTS)

    assert (step.kind, step.session_id) == (kind, "s-1")


OTHER = replace(
    EVENT, instance="u/20261201T170000Z", starts_at=NOON + WEEK, ends_at=NOON + WEEK + HOUR
)
WINDOW = (NOON - WEEK, NOON + WEEK)


@pytest.mark.parametrize(
    ("known", "window", "kinds"),
    [
        ({"u/20261124T170000Z": SESSION}, WINDOW, ["schedule", "cancel"]),
        ({"other": SESSION}, WINDOW, ["schedule", "missing"]),
        ({"a/b/20261124T170000Z": SESSION}, WINDOW, ["schedule", "missing"]),
        ({"other": replace(SESSION, status="confirmed")}, WINDOW, ["schedule"]),
        ({"other": SESSION}, None, ["schedule"]),
        ({"other": SESSION}, (NOON + HOUR, NOON + WEEK), ["schedule"]),
        ({"other": SESSION}, (NOON - WEEK, NOON), ["schedule"]),
        ({"other": SESSION}, (NOON, NOON + HOUR), ["schedule", "missing"]),
    ],
)
def test_a_session_whose_occurrence_left_the_file_is_told_only_inside_the_window(
    known, window, kinds
):
    assert [step.kind for step in plan_import([OTHER], known, CLIENTS, window=window)] == kinds


@pytest.mark.parametrize(
    ("shift", "kinds"),
    [(11 * HOUR, ["move"]), (12 * HOUR, ["schedule", "cancel"]), (-11 * HOUR, ["move"])],
)
def test_a_series_shifted_as_a_whole_moves_its_sessions(shift, kinds):
    later = replace(
        EVENT, instance="u/20991124T190000Z", starts_at=NOON + shift, ends_at=NOON + shift + HOUR
    )

    steps = plan_import([later], {EVENT.instance: SESSION}, CLIENTS, window=WINDOW)

    assert [step.kind for step in steps] == kinds
    assert steps[-1].session_id == "s-1"
    assert steps[0].instance == later.instance


hours = st.integers(0, 300)


@given(
    st.lists(
        st.builds(
            lambda at, length, summary, cancelled: replace(
                EVENT,
                instance=f"u/{NOON + at * HOUR:%Y%m%dT%H%M%SZ}",
                starts_at=NOON + at * HOUR,
                ends_at=NOON + (at + length) * HOUR,
                summary=summary,
                cancelled=cancelled,
            ),
            hours,
            st.integers(0, 2),
            st.sampled_from(["Ana Rivers", "B.S.", "Bo Stone", "Dentist"]),
            st.booleans(),
        ),
        max_size=8,
        unique_by=lambda event: event.instance,
    )
)
@settings(max_examples=60)
def test_a_second_run_changes_nothing(events):
    made = {
        step.instance: Imported(
            f"s-{step.instance}", step.event.starts_at, step.event.ends_at, "scheduled"
        )
        for step in plan_import(events, {}, CLIENTS)
        if step.kind is StepKind.SCHEDULE
    }
    window = (NOON - WEEK, NOON + 4 * WEEK)

    again = plan_import(events, made, CLIENTS, window=window)

    changing = {StepKind.SCHEDULE, StepKind.MOVE, StepKind.CANCEL, StepKind.MISSING}
    assert not changing & {step.kind for step in again}
    assert len(again) == len(events)
