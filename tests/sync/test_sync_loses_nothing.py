"""The engine against the real sandbox, through a line that may fail."""

import pytest

from practicecli.cache import audit
from practicecli.errors import BusyError, Exit, LockedOutError, TemporaryError
from practicecli.sandbox.store import advance
from practicecli.sync.lock import only_sync
from practicecli.sync.push import preview
from practicecli.sync.run import Report, exit_of, sync_all, to_json

AUDIT_KEY = bytes(32)


def confirmed_there(practice):
    """Count the claims the platform holds, by reading its feed from the start on a fresh cursor."""
    return practice.rows("SELECT count(*) FROM claim WHERE version > 0")[0][0]


def test_what_was_done_offline_arrives_in_one_request(practice, line):
    session = practice.holds_a_session()

    report = practice.sync()

    assert (report.pushed, report.error) == (4, None)
    assert line.requests.count("POST /v1/changes") == 1
    assert practice.outbox() == []
    row = practice.row("session", session)
    assert (row["sent"], row["version"], row["status"]) == ("accepted", 2, "confirmed")


def test_a_second_sync_is_one_request_and_changes_nothing(practice, line):
    practice.holds_a_session()
    practice.sync()
    line.requests.clear()

    report = practice.sync()

    assert (report.pushed, report.pulled, report.error) == (0, 0, None)
    assert line.requests == ["GET /v1/feed"]


def test_claims_charges_and_payouts_come_back(practice, sandbox_path):
    paid = practice.holds_a_session()
    denied = practice.holds_a_session(member_id="DENY-CO197-1")
    rejected = practice.holds_a_session(member_id="REJECT-1")
    practice.sync()
    advance(sandbox_path, 20 * 24 * 3600)

    practice.sync()

    found = dict(practice.rows("SELECT session, status FROM claim"))
    assert found == {paid: "paid", denied: "denied", rejected: "rejected"}
    claim = practice.db.execute("SELECT * FROM claim WHERE session = ?", (denied,)).fetchone()
    assert (claim["denial_group"], claim["denial_carc"]) == ("CO", "197")
    claim = practice.db.execute("SELECT * FROM claim WHERE session = ?", (paid,)).fetchone()
    assert (claim["paid_cents"] + 2000, claim["owes_cents"]) == (claim["allowed_cents"], 2000)
    events = practice.db.execute(
        "SELECT status FROM claim_event WHERE claim = ? ORDER BY at", (claim["id"],)
    )
    assert [one[0] for one in events] == ["not-sent", "sent", "received", "accepted", "paid"]
    (payout,) = practice.db.execute("SELECT * FROM payout").fetchall()
    assert (payout["date"], payout["guaranteed"]) == ("2026-11-30", 1)
    assert practice.row("session", paid)["payout"] == payout["id"]
    assert practice.row("session", denied)["payout"] == payout["id"]
    assert practice.row("session", rejected)["payout"] is None
    assert len(practice.rows("SELECT id FROM charge")) == 4  # the denied one is given back


def test_the_sandbox_s_offset_is_learned(practice, sandbox_path):
    advance(sandbox_path, 3600)

    practice.sync()

    assert practice.rows("SELECT value FROM meta WHERE key = 'sandbox_offset_seconds'") == [
        ("3600",)
    ]


def test_readiness_comes_from_the_platform(practice, clock):
    client = practice.adds_a_client(ready=False)
    practice.sync()
    before = practice.row("client", client)
    clock.wait(hours=24)
    practice.sync()
    after = practice.row("client", client)

    names = ("insurance", "credentialing", "forms", "payment_method")
    assert [before[name] for name in names] == [1, 1, 0, 0]
    assert [after[name] for name in names] == [1, 1, 1, 1]


def test_an_answer_lost_after_the_work_was_done_makes_no_double(practice, line):
    session = practice.holds_a_session()
    line.fail_after = 5  # every try of the push

    lost = practice.sync()
    assert isinstance(lost.error, TemporaryError)
    assert {state for _, state in practice.outbox()} == {"sent"}

    found = practice.sync()

    assert (found.pushed, found.refused, found.conflicts, found.error) == (4, (), (), None)
    assert confirmed_there(practice) == 1
    assert practice.row("session", session)["sent"] == "accepted"
    assert line.requests.count("POST /v1/changes") == 5


def test_an_answer_lost_once_is_had_by_asking_again_at_once(practice, line):
    practice.holds_a_session()
    line.fail_after = 1

    report = practice.sync()

    assert (report.pushed, report.error) == (4, None)
    assert confirmed_there(practice) == 1


def test_a_request_that_never_arrived_is_sent_again(practice, line):
    practice.holds_a_session()
    line.fail_before = 5

    assert practice.sync().error.exit_code is Exit.TEMPORARY
    report = practice.sync()

    assert (report.pushed, report.conflicts) == (4, ())
    assert confirmed_there(practice) == 1


def test_while_the_outcome_is_unknown_later_work_waits_its_turn(practice, line):
    session = practice.schedules(practice.adds_a_client())
    line.fail_after = 5
    practice.sync()
    practice.confirms(session)

    report = practice.sync()

    assert (report.pushed, report.refused, report.conflicts) == (4, (), ())
    assert practice.row("session", session)["version"] == 2


def test_being_offline_is_told_and_kept(practice, line):
    practice.holds_a_session()
    line.fail_before = 99

    report = practice.sync()

    assert (report.pushed, report.error.exit_code) == (0, Exit.TEMPORARY)
    (said,) = practice.rows("SELECT last_error, last_sync_at FROM platform")
    assert said == (str(report.error), None)
    line.fail_before = 0
    practice.sync()
    assert practice.rows("SELECT last_error FROM platform") == [(None,)]


def a_signed_note(practice, session):
    note = "00000000-0000-7000-8000-000000000001"
    body = {"session": session, "template": "dap", "signed_at": "2026-11-02T14:30:00Z",
            "signer": "Ada Example, LMHC", "npi": "1999999984", "hash": "a" * 64,
            "previous": None, "late": False}  # fmt: skip
    practice.queue("note", "sign", note, body, sealed=b"detnevni", sealed_for=note)
    return note


def test_note_text_is_opened_only_to_be_sent(practice, sandbox_path):
    a_signed_note(practice, practice.holds_a_session())

    assert practice.sync().pushed == 5

    from practicecli.sandbox.store import open_store

    db = open_store(sandbox_path)
    assert db.execute("SELECT text FROM note").fetchone()[0] == "invented"
    db.close()


def test_without_the_note_key_notes_wait_and_all_else_goes(practice):
    a_signed_note(practice, practice.holds_a_session())
    practice.seal.is_open = False

    report = practice.sync()

    assert (report.pushed, report.waiting_for_unlock, report.error) == (4, 1, None)
    assert practice.outbox() == [("sign", "waiting")]
    practice.seal.is_open = True
    assert practice.sync().pushed == 1


def test_more_than_a_request_holds_goes_in_several(practice, line):
    for _ in range(501):
        practice.adds_a_client()

    report = practice.sync()

    assert report.pushed == 502
    assert line.requests.count("POST /v1/changes") == 2


def test_a_chain_longer_than_a_request_keeps_its_order(practice):
    client = practice.adds_a_client()
    for number in range(600):
        practice.queue("client", "put", client, {"name": "Testy McTest", "phone": str(number)})

    report = practice.sync()

    assert (report.pushed, report.conflicts) == (602, ())
    assert practice.row("client", client)["version"] == 601


def test_the_audit_log_has_an_entry_a_push_and_a_page_and_names_nobody(practice):
    practice.holds_a_session()
    practice.sync()

    logged = practice.rows("SELECT verb, subject, detail FROM audit ORDER BY seq")

    assert [one[0] for one in logged] == ["push", "pull"]
    assert "Testy" not in str(logged)
    assert audit.verify(practice.db, AUDIT_KEY) is None


def test_one_platform_being_down_does_not_stop_the_next(practice):
    practice.db.execute(
        "INSERT INTO platform (name, policy, remote, sandbox) VALUES ('alma', 'alma', 'far', 0)"
    )
    practice.db.execute(
        "INSERT INTO platform (name, policy, remote, sandbox) VALUES ('self', 'self', 'manual', 0)"
    )
    practice.holds_a_session()

    def open_one(platform):
        if platform.name == "alma":
            raise LockedOutError("no token")
        from practicecli.remote.client import open_remote

        return open_remote(
            "sandbox:", platform="headway", token=practice.token, embedded=practice.line
        )

    reports = sync_all(
        practice.db, open_one, seal=practice.seal, audit_key=AUDIT_KEY, now=practice.clock
    )

    assert list(reports) == ["alma", "headway"]
    assert (reports["headway"].pushed, reports["headway"].error) == (4, None)
    assert exit_of(reports.values()) is Exit.LOCKED_OUT
    said = to_json(reports)
    assert {"pushed", "pulled", "refused", "conflicts", "error"} <= set(said["headway"])
    assert said["headway"]["error"] is None
    assert said["alma"]["error"]["exit"] == 4


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (Report(), Exit.DONE),
        (Report(refused=({},)), Exit.PARTIAL),
        (Report(refused=({},), error=TemporaryError("x")), Exit.TEMPORARY),
        (Report(conflicts=({},), error=TemporaryError("x")), Exit.CONFLICT),
        (Report(conflicts=({},), error=LockedOutError("x")), Exit.LOCKED_OUT),
    ],
)
def test_the_failure_that_needs_a_person_most_is_told(report, code):
    assert exit_of([Report(), report]) is code


def test_only_one_sync_runs_at_a_time(tmp_path):
    with only_sync(str(tmp_path)), pytest.raises(BusyError), only_sync(str(tmp_path)):
        pass
    with only_sync(str(tmp_path)):
        pass


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(practice, line):
    a_signed_note(practice, practice.holds_a_session())

    plan = preview(practice.db, "headway", can_open=False)

    assert (len(plan.send), len(plan.locked), plan.ask) == (4, 1, ())
    assert line.requests == []
    assert {state for _, state in practice.outbox()} == {"waiting"}
