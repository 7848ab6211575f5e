from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practicecli.actions.clients import archive_client, edit_client
from practicecli.actions.figures import work_out_anew
from practicecli.actions.keeping import keep_edit
from practicecli.actions.plan_signing import review_plan, set_reviews, sign_plan
from practicecli.actions.plans import (
    open_plan,
    plan_in_force,
    plan_to_edit,
    plan_to_show,
    tampered_plans,
    write_plan,
)
from practicecli.actions.undo import undo_last
from practicecli.cache import edits, facts, people, plans
from practicecli.cache.connect import IntegrityError, transaction
from practicecli.cache.withdrawing import withdraw
from practicecli.domain.note_drafts import Draft
from practicecli.domain.people import ClientStatus
from practicecli.errors import DamagedError, LockedOutError, NotFoundError, RefusedError
from practicecli.vault.seal import Seal

TEXT = """## Type of therapy
Individual, cognitive
## Problem
Panic in trains
## Symptoms
Two attacks a week
## Goals
1. Rides a train alone
2. One attack a month at most
## Client's steps
Keeps a log
## Interventions
Exposure, breathing
## Target dates
By March
## Consent
Signed in person
"""
FIRST_REVIEW = "2027-05-26T03:59:59Z"  # 182 days on, the end of the day in New York
DAY = timedelta(days=1)


def write(desk, client, text=TEXT, dx=("F41.0",), **more):
    with transaction(desk.db):
        return write_plan(desk, client.id, text=text, dx=dx, **more)


def sign(desk, client):
    with transaction(desk.db):
        return sign_plan(desk, client.id)


def review(desk, client):
    with transaction(desk.db):
        return review_plan(desk, client.id)


def written_and_signed(desk, client, **more):
    write(desk, client, **more)
    return sign(desk, client)[0]


def read(desk, identity):
    with transaction(desk.db):
        return open_plan(desk, identity)


def edit(desk, client, **more):
    with transaction(desk.db):
        return plan_to_edit(desk, client.id, **more)


def codes(error):
    return [one.code for one in error.value.problems]


def log(desk):
    return [tuple(row) for row in desk.db.execute("SELECT verb, kind, subject, detail FROM audit")]


def later(desk, days=1):
    return replace(desk, now=desk.now + days * DAY, batch=desk.fresh_id())


def test_a_draft_is_sealed_and_kept_here(desk, added):
    client = added()
    identity = write(desk, client)

    row = plans.draft(desk.db, client.id)
    assert (row.id, row.status, row.author, row.dx) == (identity, "draft", "1999999984", "F41.0")
    assert row.ref.startswith("t-")
    assert b"train" not in row.body
    assert plans.in_force(desk.db, client.id) is None
    last = desk.db.execute("SELECT kind, verb, state, body FROM outbox ORDER BY seq DESC")
    assert tuple(last.fetchone()) == ("plan", "write", "local", "{}")
    opened = read(desk, identity)
    assert opened.sections["problem"] == "Panic in trains"
    assert opened.goals == ("Rides a train alone", "One attack a month at most")
    assert opened.reviewed == ""
    assert log(desk)[-1] == ("open", "plan", identity, "")
    assert "train" not in str(log(desk))


def test_a_draft_is_written_over_and_keeps_codes_that_are_not_given(desk, added):
    client = added()
    first = write(desk, client)
    second = write(later(desk), client, text=TEXT.replace("March", "May"), dx=())

    row = plans.draft(desk.db, client.id)
    assert (first, row.id, row.dx) == (second, first, "F41.0")
    assert row.edited_at == "2026-11-25T14:00:00Z"
    assert read(desk, first).sections["targets"] == "By May"


@pytest.mark.parametrize(
    ("line", "option", "stored"),
    [
        ("Diagnosis: f411 Z63.0", (), "F41.1 Z63.0"),
        ("Diagnosis: F41.1", ("F33.1",), "F33.1"),  # what is typed goes before
        ("Diagnosis:", (), ""),  # taken out by hand
        ("<!-- practice: of client c-1 -->", (), "F41.0"),
    ],
)
def test_a_text_may_begin_with_its_diagnosis(desk, added, line, option, stored):
    client = added()
    write(desk, client)
    write(desk, client, text=f"{line}\n\n{TEXT}", dx=option)

    assert plans.draft(desk.db, client.id).dx == stored


def test_a_code_is_corrected_without_the_text(desk, added):
    client = added()
    identity = write(desk, client)
    other = replace(desk, book=replace(desk.book, provider=replace(
        desk.book.provider, npi="1234567893")))  # fmt: skip
    write(other, client, text=None, dx=("f411",))

    row = plans.draft(desk.db, client.id)
    assert (row.dx, row.author) == ("F41.1", "1999999984")  # who wrote the text stays its author
    assert read(desk, identity).sections["targets"] == "By March"


@pytest.mark.parametrize(
    ("text", "dx", "found"),
    [
        ("## Mood\nlow", (), ["section-unknown"]),
        ("no heading", ("X99.999",), ["note-form", "dx-unknown"]),  # all at once
        ('{"problem": 1}', (), ["note-form"]),
        (TEXT, ("F41",), ["dx-not-specific"]),
        (TEXT, ("F41.9",), None),  # unspecified only warns, at signing
    ],
)
def test_what_does_not_fit_leaves_the_draft_as_it_was(desk, added, dump, text, dx, found):
    client = added()
    write(desk, client)
    before = dump()

    if found is None:
        write(desk, client, text=text, dx=dx)
        return
    with pytest.raises(RefusedError) as error:
        write(desk, client, text=text, dx=dx)
    assert codes(error) == found
    assert dump() == before


@pytest.mark.parametrize("like_last", [False, True])
def test_without_a_text_there_has_to_be_one_to_start_from(desk, added, like_last):
    client = added()

    with pytest.raises(NotFoundError) as error:
        write(desk, client, text=None, like_last=like_last)

    assert f"practice plan write {client.ref}" in error.value.hint


def test_signing_takes_the_draft_for_good_and_sets_the_review(desk, added):
    client = added()
    identity = write(desk, client)
    signed, warnings = sign(desk, client)

    row = plans.in_force(desk.db, client.id)
    assert (signed, warnings, row.id) == (identity, [], identity)
    assert (row.status, row.signed_at, row.signer, row.npi) == (
        "signed", "2026-11-24T14:00:00Z", "Ada Example", "1999999984",
    )  # fmt: skip
    assert (row.previous, row.signing, row.review_by) == ("", 1, FIRST_REVIEW)
    assert json.loads(row.bound) == {
        "form": 2,
        "credentials": "LMHC",
        "attested": f"I, Ada Example, LMHC, NPI 1999999984, attest that this treatment plan of"
        f" client {client.ref} is my own entry, true and complete",
        "reviewed": "",
    }
    assert plans.draft(desk.db, client.id) is None
    assert log(desk)[-1] == ("sign", "plan", identity, row.hash)
    assert (tampered_plans(desk), plans.signed_count(desk.db)) == ([], 1)


def test_a_plan_that_is_not_ready_is_not_signed_and_says_all_that_is_wrong(desk, added, dump):
    client = added()
    write(desk, client, text="## Problem\nPanic", dx=())
    stranger = replace(desk, book=replace(desk.book, provider=replace(
        desk.book.provider, npi="1234567893")))  # fmt: skip
    before = dump()

    with pytest.raises(RefusedError) as error:
        sign(stranger, client)

    assert codes(error) == ["note-not-yours", *["note-incomplete"] * 7, "no-dx"]
    assert dump() == before


def test_a_diagnosis_is_held_against_the_day_of_signing(desk, added):
    client = added()
    write(desk, client, dx=("F41.9",))

    assert [one.code for one in sign(desk, client)[1]] == ["dx-unspecified"]
    write(later(desk), client)
    desk.db.execute("UPDATE plan SET dx = 'F43.8' WHERE status = 'draft'")
    with pytest.raises(RefusedError) as error:
        sign(desk, client)
    assert codes(error) == ["dx-not-specific"]  # a heading since 1 October 2022


def test_a_clock_that_is_far_off_dates_no_plan(desk, added):
    client = added()
    write(desk, client)
    facts.keep_skew(desk.db, "headway", 700.0, desk.at)

    with pytest.raises(RefusedError) as error:
        sign(desk, client)

    assert codes(error) == ["clock-off"]


def test_nothing_is_signed_or_reviewed_where_nothing_is_written(desk, added):
    client = added()

    with pytest.raises(NotFoundError):
        sign(desk, client)
    with pytest.raises(NotFoundError):
        review(desk, client)
    with pytest.raises(NotFoundError):
        plan_to_show(desk, client.id)
    assert plan_in_force(desk, client.id) is None
    before = len(log(desk))
    assert edit(desk, client) == Draft({})
    with pytest.raises(NotFoundError):
        edit(desk, client, like_last=True)
    assert len(log(desk)) == before


def test_a_new_plan_takes_the_place_of_the_one_before_and_its_review(desk, added):
    client = added()
    first = written_and_signed(desk, client)
    soon = later(desk, 30)
    second = write(soon, client, text="## Goals\n- Flies", dx=(), like_last=True)
    assert plan_to_show(desk, client.id) == first
    sections = read(soon, second).sections
    assert (sections["goals"], sections["problem"]) == ("- Flies", "Panic in trains")
    sign(soon, client)

    one, two = plans.of_client(desk.db, client.id)
    assert (one.id, one.review_by) == (first, None)
    assert (two.id, two.review_by) == (second, "2027-06-25T03:59:59Z")
    assert (two.previous, two.dx, two.signing) == (one.hash, "F41.0", 2)
    assert plan_to_show(desk, client.id) == second
    assert plan_in_force(desk, client.id).goals == ("Flies",)
    assert tampered_plans(desk) == []


def test_an_edit_starts_from_the_draft_or_the_plan_in_force(desk, added):
    client = added()
    write(desk, client, text="## Goals\nDrafted")
    assert plan_to_show(desk, client.id) == plans.draft(desk.db, client.id).id
    assert edit(desk, client).sections["goals"] == "Drafted"
    assert log(desk)[-1] == ("open", "plan", plans.draft(desk.db, client.id).id, "")
    assert edit(desk, client).dx == ("F41.0",)
    written_and_signed(desk, client)
    assert edit(desk, client).sections["problem"] == "Panic in trains"
    write(desk, client, text="## Goals\nDrafted")

    assert edit(desk, client).sections["goals"] == "Drafted"
    assert edit(desk, client, like_last=True).sections["problem"] == "Panic in trains"
    write(desk, client, text=None, dx=(), like_last=True)
    assert edit(desk, client).sections["problem"] == "Panic in trains"


def test_an_interrupted_edit_is_let_go_of_once_it_has_become_a_draft(desk, added):
    client = added()
    with transaction(desk.db):
        keep_edit(desk, client.id, "plan", TEXT)
    write(desk, client)
    assert edits.count(desk.db) == 0
    with transaction(desk.db):
        keep_edit(desk, client.id, "plan", TEXT)

    write(desk, client, text=None, dx=("F41.1",))  # another code is no text
    assert edits.count(desk.db) == 1


def test_a_plan_that_is_still_right_is_signed_anew(desk, added):
    client = added()
    first = written_and_signed(desk, client)
    write(desk, client, text="## Goals\nA draft stays")
    then = later(desk, 180)
    second, warnings = review(then, client)

    one, two, draft = plans.of_client(desk.db, client.id)
    assert (one.id, two.id, draft.status, warnings) == (first, second, "draft", [])
    assert (one.review_by, two.review_by) == (None, "2027-11-22T04:59:59Z")
    assert two.previous == one.hash
    opened = read(then, second)
    assert opened.reviewed == one.ref
    assert opened.sections == read(then, first).sections
    assert f"this review of treatment plan {one.ref}, which stays as it stands," in two.bound
    assert ("review", "plan", second, two.hash) in log(desk)
    assert tampered_plans(desk) == []


def test_a_review_meets_what_a_signature_meets(desk, added):
    client = added()
    written_and_signed(desk, client)
    stranger = replace(desk, book=replace(desk.book, provider=replace(
        desk.book.provider, npi="1234567893")))  # fmt: skip

    with pytest.raises(RefusedError) as error:
        review(stranger, client)

    assert codes(error) == ["note-not-yours"]
    assert plans.signed_count(desk.db) == 1


def test_notes_are_told_of_goals_diagnosis_and_review_without_a_word_in_the_log(desk, added):
    client = added()
    identity = written_and_signed(desk, client)
    before = len(log(desk))

    found = plan_in_force(desk, client.id)
    assert (found.id, found.ref) == (identity, plans.get(desk.db, identity).ref)
    assert (found.dx, found.review_by) == (("F41.0",), FIRST_REVIEW)
    assert found.signed_at == "2026-11-24T14:00:00Z"
    assert found.goals == ("Rides a train alone", "One attack a month at most")
    assert len(log(desk)) == before


@pytest.mark.parametrize(
    ("payer", "plan", "until"),
    [
        ("aetna", "commercial", FIRST_REVIEW),
        ("aetna", "medicaid", "2027-02-23T04:59:59Z"),
        ("medicaid", "medicaid", "2027-02-23T04:59:59Z"),
    ],
)
def test_the_review_goes_by_the_clients_payer_and_plan(desk, added, payer, plan, until):
    client = added(payer=payer, plan=plan)
    written_and_signed(desk, client)

    assert plans.in_force(desk.db, client.id).review_by == until


def test_another_payer_moves_the_review_and_undo_moves_it_back(desk, added):
    client, other = added(), added("Ben Stone")
    written_and_signed(desk, client)
    written_and_signed(desk, other)
    then = later(desk)
    with transaction(desk.db):
        edit_client(then, client.id, {"plan": "medicaid"})

    assert plans.in_force(desk.db, client.id).review_by == "2027-02-23T04:59:59Z"
    assert plans.in_force(desk.db, other.id).review_by == FIRST_REVIEW
    with transaction(desk.db):
        undo_last(then)
    assert plans.in_force(desk.db, client.id).review_by == FIRST_REVIEW


def test_other_figures_move_the_reviews_of_the_newest_plans_alone(desk, added):
    client = added()
    first = written_and_signed(desk, client)
    review(later(desk), client)

    def sooner(name):
        return replace(desk.book.payer(name), plan_review_days=30, plan_review_by_plan=())

    def never(name):
        return replace(desk.book.payer(name), plan_review_days=0, plan_review_by_plan=())

    for payer, until in ((sooner, "2026-12-26T04:59:59Z"), (never, None)):
        with transaction(desk.db):
            work_out_anew(replace(desk, book=replace(desk.book, payer=payer)))
        assert plans.in_force(desk.db, client.id).review_by == until
        assert plans.get(desk.db, first).review_by is None
    with transaction(desk.db):
        assert len(set_reviews(desk)) == 1
        assert set_reviews(desk) == []


def test_a_draft_is_taken_back_and_a_signature_is_not(desk, added):
    client = added()
    write(desk, client)
    second = later(desk)
    write(second, client, text="## Goals\nOther", dx=("F41.1",))
    with transaction(desk.db):
        (back,) = undo_last(second)

    assert (back.kind, back.verb) == ("plan", "write")
    row = plans.draft(desk.db, client.id)
    assert (row.dx, row.edited_at) == ("F41.0", desk.at)
    assert edit(desk, client).sections["problem"] == "Panic in trains"
    sign(later(desk), client)
    with pytest.raises(RefusedError) as error, transaction(desk.db):
        undo_last(desk)
    assert codes(error) == ["note-locked"]
    assert f"plan {row.ref} is for good" in error.value.problems[0].message


def test_a_first_draft_that_is_taken_back_is_gone(desk, added):
    client = added()
    then = later(desk)
    write(then, client)
    with transaction(desk.db):
        undo_last(then)

    assert plans.of_client(desk.db, client.id) == []


def test_a_signed_plan_is_neither_changed_nor_removed(desk, added):
    client = added()
    identity = written_and_signed(desk, client)

    for change in (
        "UPDATE plan SET dx = 'F41.1'",
        "UPDATE plan SET body = x'00'",
        "UPDATE plan SET author = '1234567893'",
        "UPDATE plan SET status = 'draft'",
        "UPDATE plan SET signed_at = '2026-01-01T00:00:00Z'",
        "UPDATE plan SET bound = '{}'",
        "DELETE FROM plan",
    ):
        with pytest.raises(IntegrityError, match="a signed plan is never"):
            desk.db.execute(change)
    with pytest.raises(IntegrityError), transaction(desk.db):
        plans.sign(desk.db, plans.get(desk.db, identity))


def swap_bodies(desk, one, two):
    bodies = [plans.get(desk.db, identity).body for identity in (two, one)]
    for identity, body in zip((one, two), bodies, strict=True):
        desk.db.execute("UPDATE plan SET body = ? WHERE id = ?", (body, identity))


def swap_order(desk, one, two):
    desk.db.execute("UPDATE plan SET signing = 9 WHERE id = ?", (one,))
    desk.db.execute("UPDATE plan SET signing = 1 WHERE id = ?", (two,))
    desk.db.execute("UPDATE plan SET signing = 2 WHERE id = ?", (one,))


def sign_anew(desk, one, _two):
    """Put in another text, sealed and bound anew: only the log knows."""
    from practicecli.actions.plans import binding_of

    row, text = plans.get(desk.db, one), '{"problem":"None at all"}'
    body, digest = desk.seal.seal(text, one), binding_of(row, text).digest()
    desk.db.execute("UPDATE plan SET body = ?, hash = ? WHERE id = ?", (body, digest, one))
    desk.db.execute("UPDATE plan SET previous = ? WHERE signing = 2", (digest,))


def column(name, value):
    def attack(desk, one, _two):
        desk.db.execute(f"UPDATE plan SET {name} = ? WHERE id = ?", (value, one))  # noqa: S608

    return attack


def remove(which):
    def attack(desk, *both):
        desk.db.execute("DELETE FROM plan WHERE id = ?", (both[which],))

    return attack


@pytest.mark.parametrize(
    ("attack", "both"),
    [
        (swap_bodies, True),
        (swap_order, True),
        (sign_anew, False),
        (remove(0), True),
        (remove(1), False),
        *((column(name, value), False) for name, value in [
            ("dx", "F41.1"), ("author", "1234567893"), ("signer", "Eve Example"),
            ("npi", "1234567893"), ("signed_at", "2026-01-01T00:00:00Z"), ("bound", "{}"),
            ("bound", "no JSON"), ("bound", None), ("edited_at", "2026-01-01T00:00:00Z"),
            ("ref", "t-0000000"), ("hash", "00"), ("previous", "00"), ("status", "draft"),
            ("signing", 7), ("body", b"\x00"),
        ]),
    ],
)  # fmt: skip
def test_a_plan_that_was_tampered_with_is_found(desk, added, attack, both):
    ids = [written_and_signed(desk, added()), written_and_signed(desk, added("Ben Stone"))]
    refs = [plans.get(desk.db, one).ref for one in ids]
    for name in ("plan_signed_stays", "plan_signed_is_kept"):
        desk.db.execute(f"DROP TRIGGER {name}")
    assert tampered_plans(desk) == []

    attack(desk, *ids)

    found = set(tampered_plans(desk))
    assert found
    assert found <= {*refs, "t-0000000"}
    if both:
        assert set(refs) <= found


def test_a_plan_that_was_changed_is_not_signed_anew_by_a_review(desk, added):
    client = added()
    identity = written_and_signed(desk, client)
    desk.db.execute("DROP TRIGGER plan_signed_stays")
    text = desk.seal.seal('{"problem":"Other"}', identity)
    desk.db.execute("UPDATE plan SET body = ?", (text,))

    with pytest.raises(DamagedError):
        review(desk, client)

    assert plans.signed_count(desk.db) == 1


def test_without_the_key_for_notes_no_plan_is_read_or_written(desk, added):
    client = added()
    written_and_signed(desk, client)
    locked = replace(desk, seal=Seal(None))

    for act in (
        lambda: write(locked, client),
        lambda: review(locked, client),
        lambda: plan_in_force(locked, client.id),
        lambda: tampered_plans(locked),
    ):
        with pytest.raises(LockedOutError):
            act()


def test_the_overview_has_who_lacks_a_plan_first_then_the_soonest_review(desk, added, held):
    long_ago = replace(desk, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    reviewed, seen, drafted, gone = (
        added(name) for name in ("A One", "B Two", "C Three", "D Four")
    )
    added("E Five")  # neither a session nor a plan
    written_and_signed(desk, reviewed)
    sooner = added("F Six")
    written_and_signed(long_ago, sooner)
    held(1, who=seen)
    held(-1, who=seen)  # still to come
    held(2, who=gone)
    write(desk, drafted)
    with transaction(desk.db):
        archive_client(desk, gone.id)

    found = [
        (row["client_ref"], row["ref"] is not None, row["sessions"], row["draft_ref"] is not None)
        for row in plans.overview(desk.db, desk.at)
    ]

    assert found == [
        (seen.ref, False, 1, False),
        (drafted.ref, False, 0, True),
        (sooner.ref, True, 0, False),
        (reviewed.ref, True, 0, False),
    ]


def test_a_client_with_a_plan_stays_when_their_platform_takes_them_out(desk, added):
    client = added(born=date(1990, 1, 1))
    written_and_signed(desk, client)
    desk.db.execute("UPDATE outbox SET state = 'local'")

    with transaction(desk.db):
        withdraw(desk.db, {"client": [client.id]}, now=desk.at)

    assert people.client(desk.db, client.id).status is ClientStatus.ARCHIVED
    assert plans.in_force(desk.db, client.id) is not None
