"""What a person decided is what stands in the end, whatever the platform says to it."""

from datetime import timedelta

import pytest
from tests.sync.conftest import settle, take_out

from practicecli.actions.clients import edit_client
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.schedule import cancel_session, move_session
from practicecli.actions.settling import keep_mine, take_theirs, unsettled
from practicecli.cache.waiting import conflicts, refusals
from practicecli.domain.refs import ref_of
from practicecli.errors import AmbiguousError, RefusedError
from practicecli.sandbox.store import open_store

OWNED = ("starts_at", "ends_at", "day", "status", "cpt", "dx", "place", "claim", "sent")


def alike(laptop, tablet, session):
    mine, theirs = (one.row("session", session) for one in (laptop, tablet))
    assert {name: mine[name] for name in OWNED} == {name: theirs[name] for name in OWNED}


def spoil(one, kind, field, value):
    """Let a platform refuse what waits, by a value it does not take."""
    one.db.execute(
        f"UPDATE outbox SET body = json_set(body, '$.{field}', ?)"  # noqa: S608
        " WHERE kind = ? AND state = 'waiting'", (value, kind),
    )  # fmt: skip


def test_a_correction_refused_after_its_window_leaves_the_session_as_the_platform_has_it(two):
    laptop, tablet, _, session = two
    laptop.confirms_it(session, cpt="90837", minutes=55)
    tablet.confirms_it(session, cpt="90834", minutes=45)
    laptop.sync()
    tablet.sync()
    laptop.clock.wait(days=9)
    settle(tablet, session, "session", keep_mine)

    report = tablet.sync()

    assert [one["problems"][0]["code"] for one in report.refused] == ["edit-closed"]
    laptop.sync()
    alike(laptop, tablet, session)
    assert tablet.row("session", session)["status"] == "confirmed"


def test_a_cancellation_refused_over_a_confirmation_leaves_it_confirmed(two):
    laptop, tablet, _, session = two
    laptop.confirms_it(session)
    tablet.does(cancel_session, session, by="me")
    laptop.sync()
    tablet.sync()
    settle(tablet, session, "session", keep_mine)

    report = tablet.sync()

    assert [one["problems"][0]["code"] for one in report.refused] == ["needs-support"]
    alike(laptop, tablet, session)
    settle(tablet, session, "session", take_theirs)
    alike(laptop, tablet, session)
    assert tablet.row("session", session)["refusal"] == ""


def test_a_confirmation_refused_over_a_cancellation_leaves_it_cancelled(two):
    laptop, tablet, _, session = two
    laptop.does(cancel_session, session, by="me")
    tablet.confirms_it(session)
    laptop.sync()
    tablet.sync()
    settle(tablet, session, "session", keep_mine)

    assert tablet.sync().refused

    alike(laptop, tablet, session)
    assert tablet.rows("SELECT id FROM claim") == []


def test_giving_up_a_refused_edit_brings_back_no_older_value(two):
    laptop, tablet, client, _ = two
    tablet.does(edit_client, client, {"member_id": "EX-2"})
    spoil(tablet, "client", "member_id", "x" * 501)
    tablet.sync()
    laptop.does(edit_client, client, {"member_id": "EX-NEW"})
    laptop.sync()
    tablet.sync()

    settle(tablet, client, "client", take_theirs)
    tablet.does(edit_client, client, {"phone": "555-0101"})
    tablet.sync()
    laptop.sync()

    assert laptop.row("client", client)["member_id"] == "EX-NEW"
    assert laptop.row("client", client)["phone"] == "555-0101"


def test_giving_up_a_refused_edit_takes_it_out_of_what_waits_behind_it(two):
    laptop, tablet, client, _ = two
    tablet.does(edit_client, client, {"member_id": "EX-2"})
    spoil(tablet, "client", "member_id", "x" * 501)
    tablet.sync()
    tablet.db.execute("UPDATE client SET member_id = ?", ("x" * 501,))
    tablet.db.execute("UPDATE outbox SET undo = ?", (
        f'[["client","{client}",{{"member_id":"EX-1"}}]]',))  # fmt: skip
    tablet.does(edit_client, client, {"phone": "555-0101"})

    settle(tablet, client, "client", take_theirs)
    assert tablet.sync().refused == ()
    laptop.sync()

    row = laptop.row("client", client)
    assert (row["member_id"], row["phone"]) == ("EX-1", "555-0101")


def test_a_refused_edit_is_not_sent_over_what_changed_there_since(two):
    laptop, tablet, client, _ = two
    tablet.does(edit_client, client, {"member_id": "EX-2"})
    spoil(tablet, "client", "member_id", "x" * 501)
    tablet.sync()
    laptop.does(edit_client, client, {"member_id": "EX-NEW"})
    laptop.sync()
    tablet.sync()

    with pytest.raises(RefusedError) as refused:
        settle(tablet, client, "client", keep_mine)

    assert [one.code for one in refused.value.problems] == ["changed-since"]


@pytest.mark.parametrize("first", ["laptop", "tablet"])
def test_a_fee_on_one_side_only_is_a_persons_to_decide(two, first):
    laptop, tablet, client, _ = two
    session = laptop.has_a_session(client, hours=2)
    laptop.sync()
    tablet.sync()
    laptop.does(cancel_session, session, by="client", fee_cents=7500)
    tablet.does(cancel_session, session, by="client")
    one, other = (laptop, tablet) if first == "laptop" else (tablet, laptop)
    one.sync()

    other.sync()

    (found,) = conflicts(other.db)
    assert "fee_cents" in {field["name"] for field in found["fields"]}


def test_a_session_that_was_held_stays_where_its_platform_takes_the_client_out(two, sandbox_path):
    laptop, _, client, session = two
    ahead = laptop.has_a_session(client, hours=48)
    laptop.sync()
    take_out(sandbox_path, ("session", session), ("session", ahead), ("client", client))

    report = laptop.sync(accept=True)

    assert set(report.withdrawn) == {
        ref_of("client", client), ref_of("session", session), ref_of("session", ahead)
    }  # fmt: skip
    row = laptop.row("session", session)
    assert (row["status"], row["version"]) == ("scheduled", 0)
    assert laptop.row("session", ahead) is None
    assert laptop.row("client", client)["status"] == "archived"


def test_agreeing_that_a_session_is_gone_leaves_nothing_that_waits(two, sandbox_path):
    laptop, _, _, session = two
    laptop.confirms_it(session)
    take_out(sandbox_path, ("session", session))
    laptop.sync()

    settle(laptop, session, "session", take_theirs)

    row = laptop.row("session", session)
    assert (row["status"], row["claim"], row["sent"], row["version"]) == (
        "cancelled",
        None,
        "no",
        0,
    )
    assert laptop.rows("SELECT id FROM claim") == []
    assert laptop.outbox() == []


def test_after_a_platform_went_back_what_was_kept_counts_from_its_version(two, tmp_path):
    from practicecli.sandbox.app import make_app

    laptop, _, client, _ = two
    backup = str(tmp_path / "old-sandbox.db")
    store = open_store(str(tmp_path / "sandbox.db"))
    store.execute("VACUUM INTO ?", (backup,))
    store.close()
    for number in range(4):
        laptop.does(edit_client, client, {"name": f"Testy {number}"})
        laptop.sync()
    laptop.line.app = make_app(backup, laptop.clock)
    laptop.does(edit_client, client, {"name": "Testy Kept"})
    laptop.sync()
    settle(laptop, client, "client", keep_mine)
    laptop.sync(accept=True)

    laptop.does(edit_client, client, {"name": "Testy Next"})

    report = laptop.sync(accept=True)
    assert (report.conflicts, report.error) == ((), None)
    assert laptop.outbox() == []


def test_a_ref_that_may_mean_two_records_is_not_guessed(office):
    one = office("laptop")
    first, second = one.has_a_client(name="A"), one.has_a_client(name="B")
    for number, client in enumerate((first, second)):
        tail = f"{client[:-9]}{number}0000abcd"
        one.db.execute("UPDATE outbox SET record = ?, state = 'refused' WHERE record = ?",
                       (tail, client))  # fmt: skip
    tails = {ref_of("client", row[0])[-4:] for row in one.rows(
        "SELECT record FROM outbox WHERE kind = 'client'")}  # fmt: skip

    assert len(tails) == 1
    with pytest.raises(AmbiguousError):
        unsettled(one.desk, tails.pop())


def test_a_note_signed_on_both_sides_stays_signed_here_and_says_so(two):
    laptop, tablet, _, session = two
    for one in two[:2]:
        text = f"# Data\n{one.db}\n\n# Assessment\na\n\n# Plan\np\n"
        one.does(write_note, session, template="dap", text=text)
        one.does(sign_note, session)
    laptop.sync()
    tablet.sync()
    (found,) = refusals(tablet.db)
    note = tablet.rows("SELECT id FROM note")[0][0]
    assert found["next_step"] == f"practice sync resolve {ref_of('note', note)} --theirs"

    settle(tablet, note, "note", take_theirs)

    assert refusals(tablet.db) == []
    assert tablet.rows("SELECT status, only_here FROM note") == [("signed", 1)]


def test_what_was_refused_leaves_with_a_platform_that_is_reached_no_more(two):
    from practicecli.cache.answers import to_manual

    _, tablet, client, _ = two
    tablet.does(edit_client, client, {"member_id": "EX-2"})
    spoil(tablet, "client", "member_id", "x" * 501)
    tablet.sync()

    to_manual(tablet.db, "headway")

    assert tablet.outbox() == [("put", "local")]


def test_an_appointment_that_is_given_up_takes_its_move_along(office):
    one = office("laptop")
    client = one.has_a_client()
    session = one.has_a_session(client, hours=24)
    spoil(one, "session", "place", "moon")
    one.sync()
    one.does(move_session, session, one.clock.now + timedelta(days=2), None)

    settle(one, session, "session", take_theirs)

    assert one.outbox() == []
    assert one.row("session", session) is None


def test_a_new_time_written_in_the_editor_moves_the_day_too(two):
    laptop, tablet, _, session = two
    at = laptop.clock.now + timedelta(days=1)
    laptop.does(move_session, session, at, None)
    tablet.does(move_session, session, at + timedelta(hours=3), None)
    laptop.sync()
    tablet.sync()
    edited = {"starts_at": "2026-11-06T15:00:00Z", "ends_at": "2026-11-06T16:00:00Z"}

    settle(tablet, session, "session", keep_mine, edited=edited)
    tablet.sync()
    laptop.sync()

    alike(laptop, tablet, session)
    assert tablet.row("session", session)["day"] == "2026-11-06"


def test_a_platform_that_sums_up_a_kind_we_do_not_know_is_no_trouble(two):
    from types import SimpleNamespace

    from practicecli.sync.drift import compare

    laptop = two[0]
    with laptop.opened() as remote:
        there = remote.digest()
    more = SimpleNamespace(cursor=there.cursor, kinds={**there.kinds, "invoice": (1, "0")})

    assert compare(laptop.db, "headway", SimpleNamespace(digest=lambda: more)) == []


def test_payouts_that_vanish_with_a_lost_cursor_are_guarded_too(two, sandbox_path):
    laptop, _, _, session = two
    laptop.confirms_it(session)
    laptop.sync()
    laptop.clock.wait(days=30)
    laptop.sync()
    assert len(laptop.rows("SELECT id FROM payout")) == 1
    store = open_store(sandbox_path)
    store.execute("UPDATE record SET deleted = 1, body = NULL WHERE kind = 'payout'")
    store.close()
    laptop.db.execute("UPDATE platform SET cursor = 'elsewhere.1'")

    report = laptop.sync()

    assert "1 of 1 payouts" in str(report.error)
    assert len(laptop.rows("SELECT id FROM payout")) == 1


def test_the_clock_of_a_session_is_not_lost_when_another_computer_changes_it(two):
    from practicecli.actions.schedule import start_session

    laptop, tablet, client, _ = two
    session = laptop.has_a_session(client, hours=1)
    laptop.sync()
    tablet.sync()
    laptop.does(start_session, session)
    started = laptop.row("session", session)["actual_start"]
    tablet.does(move_session, session, tablet.clock.now + timedelta(hours=2), None)
    tablet.sync()

    laptop.sync()

    assert laptop.row("session", session)["actual_start"] == started
