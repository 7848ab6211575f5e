"""What the platform would not take, and what both sides changed."""

import json

from practicecli.cache.connect import transaction
from practicecli.errors import Exit
from practicecli.sandbox.store import advance
from practicecli.sync.run import exit_of


def test_a_refused_confirmation_comes_back_as_unfinished_work(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.sync()
    claim = practice.confirms(session, minutes=30, seen=1)

    report = practice.sync()

    row = practice.row("session", session)
    assert (row["status"], row["sent"], row["claim"], row["version"]) == (
        "scheduled",
        "refused",
        None,
        1,
    )
    assert "cpt-minutes" in [one["code"] for one in json.loads(row["refusal"])]
    assert practice.row("claim", claim) is None
    assert practice.outbox() == [("confirm", "refused")]
    assert [one["ref"] for one in report.refused] == [row["ref"]]
    assert exit_of([report]) is Exit.PARTIAL


def test_a_refused_confirmation_put_right_goes_through_and_leaves_no_trace(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.confirms(session, minutes=30)
    practice.sync()
    practice.confirms(session, seen=1)

    report = practice.sync()

    row = practice.row("session", session)
    assert (report.pushed, row["status"], row["sent"], row["refusal"]) == (
        1,
        "confirmed",
        "accepted",
        "",
    )
    assert practice.outbox() == []


def test_a_correction_of_a_refused_confirmation_falls_with_it(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.confirms(session, minutes=30)
    practice.queue("session", "modify", session, {"cpt": ["90834"]},
                   undo=json.dumps([["session", session, {"status": "confirmed"}]]))  # fmt: skip

    practice.sync()
    practice.sync()

    assert practice.row("session", session)["status"] == "scheduled"
    assert practice.outbox() == [("confirm", "refused"), ("modify", "refused")]


def test_a_refused_move_is_put_back(practice):
    session = practice.schedules(practice.adds_a_client())
    practice.sync()
    before = practice.row("session", session)["starts_at"]
    with transaction(practice.db):
        practice.db.execute("UPDATE session SET starts_at = '2026-12-01T15:00:00Z'")
        practice.queue("session", "move", session,
                       {"starts_at": "2026-12-01T15:00:00Z", "ends_at": "2026-12-01T14:00:00Z"},
                       seen=1,
                       undo=json.dumps([["session", session, {"starts_at": before}]]))  # fmt: skip

    practice.sync()

    row = practice.row("session", session)
    assert row["starts_at"] == before
    assert "stop-before-start" in row["refusal"]


def test_one_refused_record_does_not_stop_the_others(practice):
    bad = practice.schedules(practice.adds_a_client())
    practice.confirms(bad, minutes=30)
    good = practice.holds_a_session()

    report = practice.sync()

    assert len(report.refused) == 1
    assert practice.row("session", good)["sent"] == "accepted"


def test_work_behind_a_refused_change_waits_and_is_not_called_a_conflict(practice, device):
    client = practice.adds_a_client(name="x" * 501)
    practice.adds_a_client(record=client)

    first = practice.sync()
    second = practice.sync()

    assert (len(first.refused), first.conflicts) == (1, ())
    assert (second.refused, second.conflicts) == ((), ())
    assert practice.outbox() == []


def test_two_devices_meet_in_a_conflict_and_nothing_is_overwritten(practice, device):
    client = practice.adds_a_client(name="Testy One")
    practice.sync()
    tablet = device("tablet")
    tablet.sync()
    assert tablet.row("client", client)["name"] == "Testy One"
    practice.adds_a_client(record=client, seen=1, name="Testy Two")
    tablet.adds_a_client(record=client, seen=1, name="Testy Three")
    practice.sync()

    report = tablet.sync()

    assert [one["record"] for one in report.conflicts] == [client]
    assert tablet.outbox() == [("put", "conflict")]
    assert tablet.row("client", client)["name"] == "Testy Three"
    assert practice.row("client", client)["name"] == "Testy Two"
    (answer,) = tablet.rows("SELECT answer FROM outbox")[0]
    assert json.loads(answer)["record"]["name"] == "Testy Two"
    assert exit_of([report]) is Exit.CONFLICT


def test_a_record_in_conflict_holds_back_its_own_later_work_only(practice, device):
    client = practice.adds_a_client()
    practice.sync()
    tablet = device("tablet")
    tablet.sync()
    practice.adds_a_client(record=client, seen=1, name="1")
    practice.sync()
    tablet.adds_a_client(record=client, seen=1, name="2")
    tablet.sync()
    tablet.adds_a_client(record=client, seen=1, name="3")
    other = tablet.adds_a_client()

    report = tablet.sync()

    assert report.pushed == 1
    assert tablet.row("client", other)["version"] == 1
    assert tablet.outbox() == [("put", "conflict"), ("put", "waiting")]


def test_a_fresh_device_gets_everything(practice, device, sandbox_path):
    session = practice.holds_a_session()
    practice.sync()
    advance(sandbox_path, 20 * 24 * 3600)
    practice.sync()
    # The client's newest state comes after all that points at them.
    practice.adds_a_client(record=practice.row("session", session)["client"], seen=1, phone="9")
    practice.sync()
    tablet = device("tablet")

    tablet.sync()

    shared = (
        "SELECT id, client, starts_at, day, status, cpt, claim, sent, payout, version FROM session"
    )
    assert tablet.rows(shared) == practice.rows(shared)
    for table in ("claim", "claim_event", "charge", "payout", "payout_line"):
        every = f"SELECT * FROM {table}"  # noqa: S608
        mine = [row[:7] for row in tablet.rows(every)]
        assert mine == [row[:7] for row in practice.rows(every)]
    names = "SELECT id, name, phone, payer, payment_method, version FROM client"
    assert tablet.rows(names) == practice.rows(names)


def test_a_cursor_from_an_earlier_sandbox_means_reading_anew(practice):
    practice.holds_a_session()
    practice.sync()
    practice.db.execute("UPDATE platform SET cursor = 'elsewhere.3'")

    report = practice.sync()

    assert report.error is None
    assert report.pulled > 0
    assert not practice.rows("SELECT cursor FROM platform")[0][0].startswith("elsewhere")
