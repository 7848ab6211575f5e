"""What happens by itself, in sandbox time."""

from datetime import UTC, datetime, timedelta

import pytest

from practicecli.sandbox.store import advance

HELD = timedelta(hours=-2)


def statuses(claim):
    return [event["status"] for event in claim["timeline"]]


def test_a_client_becomes_ready_in_a_day(therapist, clock):
    client = therapist.adds_a_client(ready=None)
    fresh = therapist.feed("client")[client]
    clock.wait(hours=23, minutes=59)
    before = therapist.feed("client")[client]
    clock.wait(minutes=1)
    after = therapist.feed("client")[client]

    names = ("insurance", "credentialing", "forms", "payment_method")
    assert [fresh[name] for name in names] == [True, True, False, False]
    assert before == fresh
    assert all(after[name] for name in names)


@pytest.mark.parametrize(
    ("said", "insurance", "payment_method"),
    [
        ({"member_id": "NOCARD-1"}, True, False),
        ({"member_id": ""}, False, True),
        ({"payer": "Nobody Mutual"}, False, True),
        ({"payer": "United Healthcare"}, True, True),
    ],
)
def test_some_clients_never_get_ready(therapist, clock, said, insurance, payment_method):
    client = therapist.adds_a_client(**{"ready": None, **said})
    clock.wait(days=40)

    shown = therapist.feed("client")[client]

    assert (shown["insurance"], shown["payment_method"]) == (insurance, payment_method)


def test_credentialing_is_active_for_known_payers_in_licensed_states(therapist):
    granted = {
        (one["payer"], one["state"]): one["status"] for one in therapist.feed("credential").values()
    }

    assert granted["aetna", "NY"] == "active"
    assert {state for _, state in granted} == {"NY"}


@pytest.mark.parametrize(
    ("wait", "status"),
    [
        (timedelta(0), "not-sent"),
        (timedelta(hours=47, minutes=59), "not-sent"),
        (timedelta(hours=48), "sent"),
        (timedelta(hours=50), "received"),
        (timedelta(hours=72), "accepted"),
        (timedelta(days=16, minutes=-1), "accepted"),
        (timedelta(days=16), "paid"),
    ],
)
def test_a_claim_is_sent_after_48_hours_and_paid_14_days_after_that(therapist, clock, wait, status):
    session = therapist.holds_a_session(clock.now + HELD)
    clock.wait(seconds=wait.total_seconds())

    assert therapist.claim_of(session)["status"] == status


def test_a_paid_claim_parts_the_money_between_payer_and_client(therapist, clock):
    session = therapist.holds_a_session(clock.now + HELD)
    clock.wait(days=20)

    claim = therapist.claim_of(session)

    assert statuses(claim) == ["not-sent", "sent", "received", "accepted", "paid"]
    assert claim["client_owes_cents"] == 2000
    assert claim["payer_paid_cents"] + 2000 == claim["allowed_cents"] == claim["billed_cents"]


@pytest.mark.parametrize(
    ("member", "days", "status", "denial"),
    [
        ("DENY-CO197-1", 16, "denied", {"group": "CO", "carc": "197", "rarc": None}),
        ("DENY-PR1-1", 16, "denied", {"group": "PR", "carc": "1", "rarc": None}),
        ("DENY-", 16, "denied", {"group": "CO", "carc": "16", "rarc": None}),
        ("REJECT-1", 3, "rejected", None),
        ("REJECT-1", 40, "rejected", None),
        ("SLOW-1", 41, "accepted", None),
        ("SLOW-1", 42, "paid", None),
    ],
)
def test_a_member_id_steers_its_claim(therapist, clock, member, days, status, denial):
    session = therapist.holds_a_session(clock.now + HELD, member_id=member)
    clock.wait(days=days)

    claim = therapist.claim_of(session)

    assert (claim["status"], claim["denial"]) == (status, denial)


@pytest.mark.parametrize(("hours", "charges"), [(23.9, []), (24, [2000])])
def test_the_client_is_charged_the_day_after_confirming(therapist, clock, hours, charges):
    therapist.holds_a_session(clock.now + HELD)
    clock.wait(hours=hours)

    assert [one["amount_cents"] for one in therapist.feed("charge").values()] == charges


@pytest.mark.parametrize(
    ("confirmed", "date", "bank_on"),
    [
        (datetime(2026, 11, 15, 23, tzinfo=UTC), "2026-11-30", "2026-11-30"),
        # 03:00 UTC on the 16th is still the 15th in New York.
        (datetime(2026, 11, 16, 3, tzinfo=UTC), "2026-11-30", "2026-11-30"),
        (datetime(2026, 11, 16, 15, tzinfo=UTC), "2026-12-15", "2026-12-15"),
        # The last day of January 2027 is a Sunday.
        (datetime(2027, 1, 4, 15, tzinfo=UTC), "2027-01-31", "2027-02-01"),
    ],
)
def test_headway_pays_by_the_day_of_confirming(therapist, clock, confirmed, date, bank_on):
    clock.now = confirmed
    session = therapist.holds_a_session(confirmed - timedelta(hours=5))
    clock.wait(days=3)

    (payout,) = therapist.feed("payout").values()

    assert (payout["date"], payout["bank_on"], payout["status"]) == (date, bank_on, "scheduled")
    assert payout["lines"] == [
        {"session": session, "kind": "session", "amount_cents": payout["total_cents"]}
    ]
    clock.now = datetime.fromisoformat(f"{bank_on}T17:00:00Z")
    (payout,) = therapist.feed("payout").values()
    assert payout["status"] == "paid"


@pytest.mark.parametrize(("member", "lines"), [("W1", 1), ("DENY-CO197-1", 1), ("REJECT-1", 0)])
def test_headway_pays_what_a_payer_denies_but_not_what_was_never_a_claim(
    therapist, clock, member, lines
):
    therapist.holds_a_session(clock.now + HELD, member_id=member)
    clock.wait(days=40)

    (payout,) = therapist.feed("payout").values()

    assert len(payout["lines"]) == lines
    assert (payout["total_cents"] > 0) == bool(lines)


@pytest.mark.parametrize(("member", "payouts"), [("W1", 1), ("DENY-CO197-1", 0), ("REJECT-1", 0)])
def test_alma_pays_only_claims_that_were_paid(on_alma, clock, member, payouts):
    on_alma.holds_a_session(clock.now + HELD, member_id=member)
    clock.wait(days=16)

    assert len(on_alma.feed("payout")) == payouts


def test_sessions_of_one_period_share_a_payout(therapist, clock):
    for _ in range(3):
        therapist.holds_a_session(clock.now + HELD)
    clock.wait(days=3)

    (payout,) = therapist.feed("payout").values()

    assert len(payout["lines"]) == 3
    assert payout["total_cents"] == sum(line["amount_cents"] for line in payout["lines"])


def test_a_fee_comes_with_the_next_payout(therapist, clock):
    session = therapist.schedules(therapist.adds_a_client(), clock.now)
    therapist.do("session", "no-show", session, seen=1, fee_cents=7500)

    (payout,) = therapist.feed("payout").values()

    assert payout["lines"] == [{"session": session, "kind": "fee", "amount_cents": 7500}]


def test_time_passes_the_same_in_one_leap_as_in_small_steps(therapist, clock, path):
    first = therapist.holds_a_session(clock.now + HELD)
    for _ in range(20):
        clock.wait(days=1)
        therapist.feed("claim")
    second = therapist.holds_a_session(clock.now + HELD)
    advance(path, 20 * 24 * 3600)

    assert statuses(therapist.claim_of(first)) == statuses(therapist.claim_of(second))


def test_time_is_added_to_the_clock_and_told(therapist, clock, path):
    advance(path, 3600)
    advance(path, 60)

    about = therapist.http.get("/v1/about").json()

    assert about["offset_seconds"] == 3660
    assert about["now"] == "2026-11-02T16:01:00Z"
    assert about["sandbox"] is True


def test_a_self_paying_client_is_charged_the_session_and_nobody_is_sent_a_claim(
    app, therapist, clock
):
    therapist.http.headers["Practice-Platform"] = "self"
    therapist.introduces_themself()
    session = therapist.holds_a_session(clock.now + HELD, payer="", plan="self", member_id="")
    clock.wait(days=20)

    assert therapist.feed("claim") == {}
    (charge,) = therapist.feed("charge").values()
    assert (charge["session"], charge["kind"]) == (session, "session")
