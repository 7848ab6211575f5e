from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practicecli.actions.clients import archive_client
from practicecli.actions.confirm import confirm_session, modify_session
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.plan_signing import review_plan, sign_plan
from practicecli.actions.plans import write_plan
from practicecli.actions.schedule import cancel_session, mark_entered, mark_no_show
from practicecli.cache import answers, open_work, outbox, platforms
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.cache.sessions import utc_text
from practicecli.domain.confirming import Wanted
from practicecli.errors import RefusedError

USUAL = Wanted(cpt=("90834",), dx=("F41.1",))
NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"
PLAN = "".join(
    f"# {title}\nSaid\n"
    for title in (
        "Type of therapy", "Problem", "Symptoms", "Goals", "Client's steps", "Interventions",
        "Target dates", "Consent",
    )
)  # fmt: skip
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def due(desk, *, at=None, until=None):
    limit = {} if until is None else {"until": utc_text(until)}
    items = open_work.due(desk.db, utc_text(at or desk.now), **limit)
    return [(kind, why) for kind, _, _, _, _, _, why in items]


def kinds(desk, **options):
    return sorted(kind for kind, _ in due(desk, **options))


def confirm(desk, identity, **changes):
    with transaction(desk.db):
        confirm_session(desk, identity, replace(USUAL, **changes))


def answered(desk, state):
    """What the platform says to all that waits."""
    waiting = outbox.waiting(desk.db, "headway")
    with transaction(desk.db):
        if state == "applied":
            answers.applied(desk.db, [(one, 1) for one in waiting])
        else:
            answers.refused(desk.db, waiting[-1], [])


def of_column(desk, identity, name):
    return desk.db.execute(f"SELECT {name} FROM session WHERE id = ?", (identity,)).fetchone()[0]  # noqa: S608


def test_a_session_opens_two_deadlines_when_it_ends(desk, held):
    held(1 / 24, minutes=60)  # it ends this very second

    assert due(desk, at=desk.now - SECOND) == []
    assert due(desk) == [("sign", "none"), ("confirm", "unconfirmed")]


def test_confirming_stays_open_until_the_platform_has_accepted_it(desk, held):
    identity = held(1)
    confirm(desk, identity, note_route="upload")

    assert due(desk) == [("edit", "open"), ("confirm", "unsent")]
    answered(desk, "applied")
    assert due(desk) == [("edit", "open")]
    with transaction(desk.db):
        modify_session(desk, identity, Wanted(dx=("F41.0",)))
    assert due(desk) == [("edit", "open"), ("confirm", "unsent")]


def test_a_refused_confirmation_is_open_again_and_says_so(desk, held):
    identity = held(1)
    confirm(desk, identity, note_route="upload")

    answered(desk, "refused")

    assert ("confirm", "refused") in due(desk)
    assert "edit" not in kinds(desk)
    confirm(desk, identity, note_route="upload")
    assert ("confirm", "unsent") in due(desk)


def test_a_manual_confirmation_is_open_until_it_is_entered(desk, held, added):
    identity = held(1, who=added("Ben Stone", platform="alma"))
    confirm(desk, identity, note_route="upload")

    assert sorted(due(desk)) == [("edit", "open"), ("enter", "manual")]
    with transaction(desk.db):
        mark_entered(desk, identity)
    assert kinds(desk) == ["edit"]


def test_a_direct_claim_is_open_until_it_is_filed(desk, held, added):
    platforms.put(desk.db, Platform("direct", "direct", "manual"))
    desk = replace(desk, platforms=platforms.everything(desk.db))
    with transaction(desk.db):
        client = added("Ben Stone", platform="direct")
    identity = held(1, who=client)
    assert kinds(desk) == ["confirm", "sign"]  # the payer's limit stands for the platform's
    confirm(desk, identity, note_route="upload")

    assert kinds(desk) == ["edit", "file"]
    with transaction(desk.db):
        mark_entered(desk, identity)
    assert kinds(desk) == ["edit"]


def test_a_client_who_pays_leaves_only_the_note_open(desk, held, added):
    identity = held(1, who=added("Ben Stone", platform="self", payer="", plan="self"))
    confirm(desk, identity)

    assert kinds(desk) == ["sign"]


@pytest.mark.parametrize("way", ["signed", "upload"])
def test_a_note_is_open_until_it_is_signed_or_elsewhere(desk, held, way):
    identity = held(1)
    with transaction(desk.db):
        write_note(desk, identity, template="dap", text=NOTE)
    assert ("sign", "draft") in due(desk)

    if way == "signed":
        with transaction(desk.db):
            sign_note(desk, identity)
    else:
        desk.db.execute("UPDATE session SET note_route = 'upload' WHERE id = ?", (identity,))
    assert kinds(desk) == ["confirm"]


def test_a_note_stays_open_after_confirming_without_one(desk, held):
    confirm(desk, held(1), note_route="none")

    assert kinds(desk) == ["confirm", "edit", "sign"]


@pytest.mark.parametrize("act", ["cancel", "no-show"])
def test_a_missed_session_closes_everything(desk, held, act):
    identity = held(1, clocked=False)
    with transaction(desk.db):
        if act == "cancel":
            cancel_session(desk, identity, by="me")
        else:
            mark_no_show(desk, identity)

    assert due(desk) == []


def test_the_edit_window_closes_at_its_end_and_is_never_overdue(desk, held):
    confirm(desk, held(1), note_route="upload")
    end = desk.now + 48 * HOUR

    assert "edit" in kinds(desk, at=end - SECOND)
    assert "edit" not in kinds(desk, at=end)


def test_what_has_passed_stays_listed(desk, held):
    held(1)

    assert kinds(desk, at=desk.now + 60 * DAY) == ["confirm", "sign"]


@pytest.mark.parametrize(("before", "listed"), [(SECOND, False), (timedelta(0), True)])
def test_a_deadline_at_the_very_edge_is_within(desk, held, before, listed):
    identity = held(1)
    sign_by = of_column(desk, identity, "sign_by")
    limit = type(desk.now).fromisoformat(sign_by) - before

    assert ("sign" in kinds(desk, until=limit)) is listed
    assert "confirm" not in kinds(desk, until=limit)


def test_deadlines_come_soonest_first_over_all_platforms(desk, held, added):
    alma = added("Ben Stone", platform="alma")
    for days, who in ((3, None), (1, alma), (2, None), (4, alma)):
        held(days, who=who)

    items = open_work.due(desk.db, desk.at)
    moments = [due_at for _, _, _, _, _, due_at, _ in items]
    assert moments == sorted(moments)
    assert {platform for _, _, _, _, platform, _, _ in items} == {"headway", "alma"}


def test_every_kind_of_work_is_found_by_the_index_made_for_it(desk):
    plan = desk.db.execute(
        f"EXPLAIN QUERY PLAN {open_work._ALL}", {"now": desk.at, "until": open_work.FOREVER}
    ).fetchall()

    shown = " ".join(str(row[3]) for row in plan)
    for name in ("confirm", "send", "sign", "edit", "enter", "file"):
        assert f"session_to_{name}" in shown
    assert "plan_review" in shown
    assert "SCAN p" not in shown.replace("SCAN p USING INDEX", "")
    assert "SCAN s" not in shown.replace("SCAN s USING INDEX", "")


@pytest.mark.parametrize("analyzed", ["", "ANALYZE client", "ANALYZE"])
def test_no_kind_of_work_is_looked_for_client_by_client(desk, added, analyzed):
    for number in range(20):
        added(f"Test Person {number}")
    desk.db.execute(analyzed)
    plan = desk.db.execute(
        f"EXPLAIN QUERY PLAN {open_work._ALL}", {"now": desk.at, "until": open_work.FOREVER}
    )

    assert [row[3] for row in plan if row[3].startswith("SCAN c")] == []


def planned(desk, client):
    with transaction(desk.db):
        write_plan(desk, client.id, text=PLAN, dx=("F41.1",))
        sign_plan(desk, client.id)


def test_a_signed_plan_is_reviewed_by_its_client_and_again_after_that(desk, added):
    client = added()
    planned(desk, client)
    review = type(desk.now).fromisoformat("2027-05-26T03:59:59+00:00")  # 182 days, to midnight

    assert open_work.due(desk.db, desk.at) == [
        ("review", client.id, client.ref, client.ref, "headway", utc_text(review), "plan")
    ]
    assert due(desk, until=review - SECOND) == []
    assert due(desk, until=review) == [("review", "plan")]
    assert due(desk, at=review + SECOND) == [("review", "plan")]  # overdue, and still listed
    with transaction(desk.db):
        review_plan(replace(desk, now=review), client.id)
    assert due(desk, until=review + 180 * DAY) == []
    assert due(desk) == [("review", "plan")]


def test_neither_a_draft_nor_a_client_without_a_plan_is_to_be_reviewed(desk, added):
    client = added()
    with transaction(desk.db):
        write_plan(desk, client.id, text=PLAN)

    assert due(desk) == []


def test_the_plan_of_an_archived_client_is_not_reviewed(desk, added):
    client, other = added(), added("Ben Stone")
    planned(desk, client)
    planned(desk, other)
    with transaction(desk.db):
        archive_client(desk, client.id)

    assert [item[1] for item in open_work.due(desk.db, desk.at)] == [other.id]


def test_what_waits_and_what_is_unsettled_is_counted(desk, held):
    confirm(desk, held(1))
    assert (open_work.unsent(desk.db), open_work.unsettled(desk.db)) == (3, (0, 0))

    first, second, _ = outbox.waiting(desk.db, "headway")
    outbox.set_state(desk.db, [first.id], "refused")
    outbox.set_state(desk.db, [second.id], "conflict")
    assert (open_work.unsent(desk.db), open_work.unsettled(desk.db)) == (1, (1, 1))
    assert [name for name, _, _, _ in open_work.talks(desk.db)] == ["alma", "headway", "self"]


def test_what_a_platform_hears_by_itself_is_not_entered_by_hand(desk, held):
    identity = held(1)
    confirm(desk, identity)

    with pytest.raises(RefusedError) as error, transaction(desk.db):
        mark_entered(desk, identity)

    assert [one.code for one in error.value.problems] == ["not-manual"]
