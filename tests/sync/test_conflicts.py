"""Two devices change one record: what stands together does, the rest waits for a person."""

from datetime import timedelta

import pytest
from tests.sync.conftest import settle, take_out

from practicecli.actions.clients import edit_client
from practicecli.actions.confirm import modify_session
from practicecli.actions.schedule import cancel_session, move_session
from practicecli.actions.settling import keep_mine, take_theirs, unsettled
from practicecli.cache.waiting import conflicts
from practicecli.domain.confirming import Wanted
from practicecli.domain.refs import ref_of
from practicecli.errors import Exit, NotFoundError, RefusedError
from practicecli.sync.run import exit_of


def fields_of(one):
    (found,) = conflicts(one.db)
    return {field["name"]: (field["base"], field["mine"], field["theirs"])
            for field in found["fields"]}  # fmt: skip


def same(laptop, tablet):
    for _ in range(2):
        laptop.sync()
        tablet.sync()
    owned = (
        "SELECT id, client, starts_at, ends_at, status, cpt, dx, place, actual_start, claim,"
        " version FROM session"
    )
    people = (
        "SELECT id, name, email, phone, address, payer, plan, member_id, status, version"
        " FROM client"
    )
    assert laptop.rows(owned) == tablet.rows(owned)
    assert laptop.rows(people) == tablet.rows(people)
    assert laptop.outbox() == tablet.outbox() == []


def test_different_fields_of_one_client_stand_together(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"email": "new@example.org"})
    tablet.does(edit_client, client, {"name": "Testy Married"})
    laptop.sync()

    report = tablet.sync()

    assert (report.error, report.conflicts, report.pushed) == (None, (), 1)
    same(laptop, tablet)
    row = laptop.row("client", client)
    assert (row["email"], row["name"]) == ("new@example.org", "Testy Married")


def test_contact_details_go_by_the_order_in_which_the_platform_heard_of_them(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"phone": "555-0101"})
    tablet.does(edit_client, client, {"phone": "555-0102"})
    laptop.sync()
    assert tablet.sync().conflicts == ()
    same(laptop, tablet)
    assert laptop.row("client", client)["phone"] == "555-0102"


def test_a_name_written_twice_waits_for_a_person_with_both_sides_kept(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "Testy One"})
    tablet.does(edit_client, client, {"name": "Testy Two", "phone": "555-0102"})
    laptop.sync()

    report = tablet.sync()

    assert exit_of([report]) is Exit.CONFLICT
    assert fields_of(tablet) == {
        "name": ("Testy McTest", "Testy Two", "Testy One"), "phone": ("", "555-0102", "")
    }  # fmt: skip
    assert tablet.row("client", client)["name"] == "Testy Two"
    assert tablet.sync().conflicts == report.conflicts  # it is told until it is settled


@pytest.mark.parametrize(("how", "stands"), [(keep_mine, "Two"), (take_theirs, "One")])
def test_a_conflict_is_settled_for_either_side(two, how, stands):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "One"})
    tablet.does(edit_client, client, {"name": "Two"})
    laptop.sync()
    tablet.sync()

    settle(tablet, client, "client", how)

    same(laptop, tablet)
    assert laptop.row("client", client)["name"] == stands


def test_a_conflict_is_settled_by_a_third_way(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "One"})
    tablet.does(edit_client, client, {"name": "Two"})
    laptop.sync()
    tablet.sync()

    settle(tablet, client, "client", keep_mine, edited={"name": "Three"})

    same(laptop, tablet)
    assert laptop.row("client", client)["name"] == "Three"


def test_two_devices_move_a_session_to_two_times(two):
    laptop, tablet, _, session = two
    at = laptop.clock.now + timedelta(days=1)
    laptop.does(move_session, session, at, None)
    tablet.does(move_session, session, at + timedelta(hours=3), None)
    laptop.sync()
    tablet.sync()

    assert set(fields_of(tablet)) == {"starts_at", "ends_at"}
    settle(tablet, session, "session", take_theirs)
    same(laptop, tablet)
    assert tablet.row("session", session)["starts_at"] == at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_move_there_and_a_confirmation_here_stand_together(two):
    laptop, tablet, _, session = two
    laptop.does(move_session, session, laptop.clock.now - timedelta(hours=3), None)
    tablet.confirms_it(session)
    laptop.sync()

    report = tablet.sync()

    assert (report.conflicts, report.refused) == ((), ())
    same(laptop, tablet)
    assert laptop.row("session", session)["status"] == "confirmed"


def test_confirming_alike_on_both_devices_is_no_conflict_and_one_claim(two):
    laptop, tablet, _, session = two
    laptop.confirms_it(session)
    tablet.confirms_it(session)
    laptop.sync()

    report = tablet.sync()

    assert (report.conflicts, report.refused, report.error) == ((), (), None)
    same(laptop, tablet)
    assert len(tablet.rows("SELECT id FROM claim")) == 1
    assert tablet.row("session", session)["sent"] == "accepted"


@pytest.mark.parametrize(("how", "cpt"), [(keep_mine, "90834"), (take_theirs, "90837")])
def test_confirming_with_other_codes_on_each_device_never_makes_two_claims(two, how, cpt):
    laptop, tablet, _, session = two
    laptop.confirms_it(session, cpt="90837", minutes=55)
    tablet.confirms_it(session, cpt="90834", minutes=45)
    laptop.sync()
    tablet.sync()
    assert fields_of(tablet)["cpt"] == ("", "90834", "90837")

    settle(tablet, session, "session", how)

    same(laptop, tablet)
    assert laptop.row("session", session)["cpt"] == cpt
    assert len(laptop.rows("SELECT id FROM claim")) == len(tablet.rows("SELECT id FROM claim")) == 1


def test_a_session_cancelled_there_and_confirmed_here_is_a_persons_to_decide(two):
    laptop, tablet, _, session = two
    laptop.does(cancel_session, session, by="me")
    tablet.confirms_it(session)
    laptop.sync()
    tablet.sync()

    assert fields_of(tablet)["status"] == ("scheduled", "confirmed", "cancelled")
    settle(tablet, session, "session", take_theirs)
    same(laptop, tablet)
    assert tablet.rows("SELECT id FROM claim") == []
    assert tablet.row("session", session)["expected_cents"] is None


def test_what_was_done_after_a_clash_goes_on_top_of_what_was_chosen(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "One"})
    tablet.does(edit_client, client, {"name": "Two"})
    tablet.does(edit_client, client, {"payer": "cigna"})
    laptop.sync()
    tablet.sync()
    assert tablet.outbox() == [("put", "conflict"), ("put", "waiting")]

    settle(tablet, client, "client", take_theirs)

    same(laptop, tablet)
    row = laptop.row("client", client)
    assert (row["name"], row["payer"]) == ("One", "cigna")


def test_a_conflict_hears_of_still_newer_versions(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "One"})
    tablet.does(edit_client, client, {"name": "Two"})
    laptop.sync()
    tablet.sync()
    laptop.does(edit_client, client, {"name": "Two"})
    laptop.sync()

    report = tablet.sync()

    assert report.conflicts == ()  # the other side has come round to the same
    same(laptop, tablet)


def test_a_later_change_is_never_let_in_by_a_version_that_another_hand_made(two):
    laptop, tablet, client, _ = two
    laptop.does(edit_client, client, {"name": "One"})
    # Two changes against versions 1 and 2: the laptop's is version 2.
    tablet.does(edit_client, client, {"name": "Two"})
    tablet.does(edit_client, client, {"member_id": "EX-9"})
    laptop.sync()
    tablet.sync()
    laptop.sync()

    assert laptop.row("client", client)["name"] == "One"
    assert laptop.row("client", client)["member_id"] == "EX-1"
    assert tablet.outbox() == [("put", "conflict"), ("put", "waiting")]


def test_a_correction_on_both_devices_is_a_persons_to_decide(two):
    laptop, tablet, _, session = two
    laptop.confirms_it(session)
    laptop.sync()
    tablet.sync()
    for one, dx in ((laptop, "F41.9"), (tablet, "F32.1")):
        one.does(modify_session, session, Wanted(dx=(dx,)))
        one.sync()

    assert fields_of(tablet) == {"dx": ("F41.1", "F32.1", "F41.9")}
    settle(tablet, session, "session", keep_mine)
    same(laptop, tablet)
    assert laptop.row("session", session)["dx"] == "F32.1"


def test_nothing_is_found_to_settle_where_nothing_waits(two):
    laptop, _, client, _ = two
    with pytest.raises(NotFoundError):
        unsettled(laptop.desk, ref_of("client", client))


def test_sessions_of_a_client_who_was_refused_wait_for_the_client(office):
    one = office("laptop")
    client = one.has_a_client(name="x" * 499)
    one.db.execute("UPDATE outbox SET body = json_set(body, '$.name', ?) WHERE kind = 'client'",
                   ("x" * 501,))  # fmt: skip
    session = one.has_a_session(client)
    one.confirms_it(session)

    report = one.sync()

    assert [found["kind"] for found in report.refused] == ["client"]
    assert [state for verb, state in one.outbox() if verb != "put"] == ["waiting", "waiting"]
    assert one.sync().pushed == 0  # nothing is sent that rests on it
    ready = dict.fromkeys(("payment_method", "forms", "insurance"), True)
    one.does(edit_client, client, {"name": "Testy Short", **ready})
    assert one.sync().refused == ()
    assert one.outbox() == []
    assert one.row("session", session)["sent"] == "accepted"


def test_a_refused_client_is_sent_once_more_or_given_up(office):
    one = office("laptop")
    client = one.has_a_client()
    one.sync()
    one.does(edit_client, client, {"name": "Testy Other"})
    one.db.execute("UPDATE outbox SET body = json_set(body, '$.name', ?)", ("x" * 501,))
    one.db.execute("UPDATE client SET name = ?", ("x" * 501,))
    one.sync()
    change = unsettled(one.desk, ref_of("client", client))
    assert change.state == "refused"

    one.does(keep_mine, change)
    one.sync()
    one.does(take_theirs, unsettled(one.desk, ref_of("client", client)))

    assert one.outbox() == []
    assert one.row("client", client)["name"] == "Testy McTest"


def test_a_client_taken_out_there_and_changed_here_is_a_persons_to_decide(two, sandbox_path):
    laptop, _, client, _ = two
    laptop.does(edit_client, client, {"name": "Testy Other"})
    take_out(sandbox_path, ("client", client))
    laptop.sync()

    (found,) = conflicts(laptop.db)
    assert (found["gone"], found["fields"][0]["mine"]) == (True, "Testy Other")
    settle(laptop, client, "client", take_theirs)
    row = laptop.row("client", client)
    assert (row["status"], row["version"]) == ("archived", 0)
    assert laptop.outbox() == []


def test_a_session_taken_out_there_cannot_be_confirmed_over_it(two, sandbox_path):
    laptop, _, _, session = two
    laptop.confirms_it(session)
    take_out(sandbox_path, ("session", session))
    laptop.sync()

    with pytest.raises(RefusedError) as refused:
        settle(laptop, session, "session", keep_mine)
    assert [one.code for one in refused.value.problems] == ["gone-there"]
    assert laptop.row("session", session)["status"] == "confirmed"
