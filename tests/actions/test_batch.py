from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.batch import CHUNK, confirm_batch, confirm_together
from practicecli.actions.desk import log
from practicecli.actions.notes import open_note, write_note
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache import audit, sessions
from practicecli.cache.connect import transaction
from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.domain.problems import Problem

NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"
MINUTE = timedelta(minutes=1)


def ref_of(desk, identity):
    return sessions.get(desk.db, identity).ref


def row(number, ref, **changes):
    usual = ConfirmRow(number, ref, cpt=("90834",), dx=("F41.1",))
    return replace(usual, **changes)


def run(desk, rows, *, attest=False):
    return [one for chunk in confirm_batch(desk, rows, attest=attest) for one in chunk]


def together(desk, rows, *, keep=lambda well: well, attest=False):
    return [
        one for chunk in confirm_together(desk, rows, attest=attest, keep=keep) for one in chunk
    ]


def outcomes(results):
    return [(one.row, one.outcome, [problem.code for problem in one.problems]) for one in results]


def statuses(desk):
    return [row[0] for row in desk.db.execute("SELECT status FROM session ORDER BY starts_at")]


@pytest.fixture
def week(desk, held):
    return [ref_of(desk, held(days)) for days in (5, 4, 3, 2, 1)]


def test_every_row_has_its_result_in_order_and_one_bad_row_holds_back_none(desk, week):
    rows = [
        row(1, week[0], note="upload"),
        InvalidRow(2, "s-bad", (Problem("cpt-form", "The code is odd"),)),
        row(3, "s-zzzzzzz"),
        row(4, week[1], cpt=("90837",)),
        row(5, week[2], start="25:00"),
        row(6, week[3], note="upload"),
        InvalidRow(7, None, ()),
    ]

    results = run(desk, rows)

    assert outcomes(results) == [
        (1, "confirmed", []),
        (2, "invalid", ["cpt-form"]),
        (3, "not-found", ["not-found"]),
        (4, "refused", ["cpt-minutes", "no-note"]),
        (5, "invalid", ["time"]),
        (6, "confirmed", []),
        (7, "invalid", []),
    ]
    assert [one.session for one in results] == [
        week[0], "s-bad", "s-zzzzzzz", week[1], week[2], week[3], None,
    ]  # fmt: skip
    assert [one.is_well for one in results] == [True, False, False, False, False, True, False]
    assert statuses(desk) == ["confirmed", "scheduled", "scheduled", "confirmed", "scheduled"]


def test_a_result_reads_as_scripts_expect(desk, week):
    (result,) = run(desk, [row(3, week[0], dx=(), note="upload")])

    assert json.loads(result.as_json()) == {
        "row": 3,
        "session": week[0],
        "outcome": "refused",
        "problems": [
            {
                "code": "no-dx",
                "weight": "blocks",
                "message": "No diagnosis is given",
                "fix": "Add one with `--dx F41.1`",
            }
        ],
    }


def test_a_ref_that_two_sessions_answer_to_is_told_with_both(desk, held):
    one, two = held(1), held(2)
    for number, identity in enumerate((one, two)):
        desk.db.execute(
            "UPDATE session SET ref = ? WHERE id = ?", (f"s-000{number}zzz"[:6] + "zzz", identity)
        )
    desk.db.execute("UPDATE session SET ref = 's-00azzzz' WHERE id = ?", (one,))
    desk.db.execute("UPDATE session SET ref = 's-00bzzzz' WHERE id = ?", (two,))

    (found,) = run(desk, [row(1, "zzzz")])

    assert outcomes([found]) == [(1, "not-found", ["ambiguous"])]


def test_a_row_twice_and_a_file_run_again_are_already_confirmed(desk, week, dump):
    rows = [row(number, ref) for number, ref in enumerate([*week, week[0]], start=1)]

    first = run(desk, rows)
    before = dump()
    second = run(desk, rows)

    assert [one.outcome for one in first] == ["confirmed"] * 5 + ["already-confirmed"]
    assert [one.outcome for one in second] == ["already-confirmed"] * 6
    assert all(one.is_well for one in second)
    assert dump() == before


def test_the_same_day_with_the_same_code_is_refused_inside_a_file_too(desk, held):
    first, second = ref_of(desk, held(1)), ref_of(desk, held(1 - 2 / 24))

    results = run(desk, [row(1, first), row(2, second)])
    told_apart = run(desk, [row(2, second, modifiers=("59",))])

    assert [one.outcome for one in results] == ["confirmed", "refused"]
    assert results[1].problems[0].code == "duplicate"
    assert told_apart[0].outcome == "confirmed"


def test_near_times_are_read_on_the_sessions_own_day(desk, held):
    identity = held(1, clocked=False)

    (result,) = run(desk, [row(1, ref_of(desk, identity), start="09:02", stop="09:50:00")])

    now = sessions.get(desk.db, identity)
    assert [one.code for one in result.problems] == ["no-note"]
    assert now.actual_start.isoformat() == "2026-11-23T14:02:00+00:00"
    assert now.actual_stop.isoformat() == "2026-11-23T14:50:00+00:00"


def test_the_words_for_near_sessions_serve_in_a_file(desk, held):
    identity = held(1)

    assert outcomes(run(desk, [row(1, "@last"), row(2, "@next")])) == [
        (1, "confirmed", ["no-note"]),
        (2, "not-found", ["not-found"]),
    ]
    assert sessions.get(desk.db, identity).status == "confirmed"


@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, CHUNK + 1])
def test_each_five_hundred_rows_are_one_transaction(desk, added, count):
    client = added()
    starts = [desk.now - timedelta(days=20) + number * 5 * MINUTE for number in range(count)]
    with transaction(desk.db):
        ids, _ = schedule_sessions(desk, client.id, starts, 5 * MINUTE, place="office")
    refs = dict(desk.db.execute("SELECT id, ref FROM session").fetchall())
    rows = [row(number, refs[one], cpt=(), dx=()) for number, one in enumerate(ids, start=1)]

    sizes = []
    for chunk in confirm_batch(desk, rows, attest=False):
        assert not desk.db.in_transaction  # results are given after the commit
        sizes.append(len(chunk))

    assert sizes == ([count] if count <= CHUNK else [CHUNK, count - CHUNK])


def test_what_was_committed_stays_when_a_later_chunk_fails(desk, week):
    def rows():
        yield from (row(number, week[0]) for number in range(1, CHUNK + 1))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(desk, rows())

    assert statuses(desk)[0] == "confirmed"


@pytest.mark.parametrize("bad", [True, False])
def test_all_or_nothing_keeps_all_or_nothing(desk, week, dump, bad):
    before = dump()
    rows = [row(number, ref) for number, ref in enumerate(week, start=1)]
    if bad:
        rows.append(row(6, "s-zzzzzzz"))

    results = together(desk, rows)

    assert [one.outcome for one in results[:5]] == ["confirmed"] * 5
    if bad:
        assert dump() == before
    else:
        assert statuses(desk) == ["confirmed"] * 5
        assert audit.verify(desk.db, desk.audit_key) is None


def test_a_dry_run_tells_the_same_and_writes_nothing(desk, week, held, dump):
    drafted = held(6)
    with transaction(desk.db):
        write_note(desk, drafted, template="dap", text=NOTE)
        open_note(desk, drafted)
    rows = [
        *(row(number, ref) for number, ref in enumerate([*week, week[0]], start=1)),
        row(7, ref_of(desk, drafted), sign=True),
        row(8, "s-zzzzzzz"),
    ]
    before = dump()

    rehearsed = together(desk, rows, keep=lambda _: False, attest=True)

    assert dump() == before
    assert outcomes(rehearsed) == outcomes(run(desk, rows, attest=True))


@pytest.mark.parametrize(
    ("opened", "edited", "attest", "sign", "expected"),
    [
        (True, False, True, True, "confirmed"),
        (True, False, False, True, "refused"),  # nobody attested
        (True, False, True, False, "refused"),  # not asked for
        (False, False, True, True, "refused"),  # never opened
        (True, True, True, True, "refused"),  # edited since
    ],
)
def test_the_sign_column_counts_with_attest_and_for_what_was_read(
    desk, held, opened, edited, attest, sign, expected
):
    identity = held(1)
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)
        if opened:
            open_note(desk, identity)
    if edited:
        with transaction(desk.db):
            write_note(replace(desk, now=desk.now + MINUTE), identity, template="dap", text=NOTE)

    (result,) = run(desk, [row(1, ref_of(desk, identity), sign=sign)], attest=attest)

    assert result.outcome == expected
    assert [one.code for one in result.problems] == (
        [] if expected == "confirmed" else ["note-unsigned"]
    )
    signed = sessions.get(desk.db, identity).note_status
    assert signed == ("signed" if expected == "confirmed" else "draft")


def test_a_note_is_not_signed_where_its_row_is_refused(desk, held):
    coded, thin, none = held(3), held(2), held(1)
    with transaction(desk.db):
        for identity, text in ((coded, NOTE), (thin, "# Data\nx")):
            write_note(desk, identity, template="dap", text=text)
            open_note(desk, identity)

    results = run(
        desk,
        [
            row(1, ref_of(desk, coded), sign=True, dx=()),
            row(2, ref_of(desk, thin), sign=True),
            row(3, ref_of(desk, none), sign=True),
        ],
        attest=True,
    )

    assert outcomes(results) == [
        (1, "refused", ["no-dx"]),
        (2, "refused", ["note-incomplete", "note-incomplete"]),
        (3, "confirmed", ["no-note"]),
    ]
    left = desk.db.execute("SELECT DISTINCT status FROM note").fetchall()
    assert [one[0] for one in left] == ["draft"]


def test_a_late_signature_is_told_in_its_row(desk, held):
    identity = held(4)
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)
        open_note(desk, identity)

    (result,) = run(desk, [row(1, ref_of(desk, identity), sign=True)], attest=True)

    assert [one.code for one in result.problems] == ["late-signature"]


def test_a_batch_leaves_the_audit_chain_whole(desk, week):
    with transaction(desk.db):
        log(desk, [("open", "note", "x", "")])
    run(desk, [row(number, ref) for number, ref in enumerate(week, start=1)])

    assert audit.verify(desk.db, desk.audit_key) is None
    verbs = desk.db.execute("SELECT count(*) FROM audit WHERE verb = 'confirm'").fetchone()
    assert verbs[0] == 5


def test_a_time_may_be_a_whole_moment_and_is_read_once_a_day(desk, held):
    first, second = held(1, clocked=False), held(1 - 2 / 24, clocked=False)
    whole = {"start": "2026-11-23T09:02:00-05:00", "stop": "09:50"}

    results = run(
        desk,
        [
            row(1, ref_of(desk, first), **whole),
            row(2, ref_of(desk, second), modifiers=("59",), **whole),
        ],
    )

    assert [one.outcome for one in results] == ["confirmed", "confirmed"]
    starts = {str(sessions.get(desk.db, one).actual_start) for one in (first, second)}
    assert starts == {"2026-11-23 14:02:00+00:00"}


def test_a_row_with_other_codes_than_those_that_stand_is_told(desk, week):
    run(desk, [row(1, week[0])])

    (same,) = run(desk, [row(1, week[0])])
    (other,) = run(desk, [row(1, week[0], cpt=("90832",))])
    twins = run(desk, [row(1, week[1]), row(2, week[1], dx=("F43.10",))])

    assert [one.outcome for one in (same, other, *twins)] == [
        "already-confirmed", "already-confirmed", "confirmed", "already-confirmed",
    ]  # fmt: skip
    assert [[p.code for p in one.problems] for one in (same, other, twins[1])] == [
        [], ["codes-differ"], ["codes-differ"],
    ]  # fmt: skip
