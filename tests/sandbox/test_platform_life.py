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


@pytest.mark.parametrize(("member", "payouts"), [("W1", 1), ("DENY-CO197-1", 1), ("REJECT-1", 0)])
def test_headway_pays_what_a_payer_denies_but_not_what_was_never_a_claim(
    therapist, clock, member, payouts
):
    therapist.holds_a_session(clock.now + HELD, member_id=member)
    clock.wait(days=40)

    found = therapist.feed("payout").values()

    assert [len(one["lines"]) for one in found] == [1] * payouts
    assert all(one["total_cents"] > 0 for one in found)


def test_a_payout_left_without_lines_is_taken_out_again(therapist, clock):
    therapist.holds_a_session(clock.now + HELD, member_id="REJECT-1")
    clock.wait(hours=48)
    (payout,) = therapist.feed("payout")
    clock.wait(hours=24)

    assert therapist.feed("payout") == {payout: None}


def test_a_correction_in_the_last_second_of_the_window_reaches_the_claim(therapist, clock):
    starts = clock.now + HELD
    session = therapist.holds_a_session(starts)
    clock.wait(hours=48)
    assert therapist.claim_of(session)["status"] == "sent"

    result = therapist.do(
        "session", "modify", session, seen=2, cpt=["90834"], dx=["F41.1"], note_route="none",
        place="office", actual_start=starts.strftime("%Y-%m-%dT%H:%M:%SZ"),
        actual_stop=(starts + timedelta(minutes=45)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )  # fmt: skip
    clock.wait(days=14)

    assert result["outcome"] == "applied", result
    claim = therapist.claim_of(session)
    assert claim["billed_cents"] == claim["allowed_cents"] == 10500
    (payout,) = therapist.feed("payout").values()
    assert payout["total_cents"] == 10500


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


@pytest.mark.parametrize(
    ("first", "then", "kinds"),
    [("90837", "90834", ["refund", "session"]), ("90834", "90837", ["balance", "session"])],
)
def test_a_self_paying_client_pays_what_the_corrected_codes_cost(
    app, therapist, clock, first, then, kinds
):
    therapist.http.headers["Practice-Platform"] = "self"
    therapist.introduces_themself()
    starts = clock.now + HELD
    client = therapist.adds_a_client(payer="", plan="self", member_id="")
    session = therapist.schedules(client, starts)
    minutes = {"90834": 45, "90837": 55}
    therapist.confirms(session, starts, cpt=[first], minutes=minutes[first])
    (asked,) = (one["amount_cents"] for one in therapist.feed("charge").values())

    stop = starts + timedelta(minutes=minutes[then])
    result = therapist.do(
        "session", "modify", session, seen=2, cpt=[then], dx=["F41.1"], place="office",
        actual_start=starts.isoformat(), actual_stop=stop.isoformat(), note_route="none",
    )  # fmt: skip

    assert result["outcome"] == "applied", result
    charges = therapist.feed("charge").values()
    prices = {"90834": 10000, "90837": 13000}
    assert asked == prices[first]
    assert sorted(one["kind"] for one in charges) == kinds
    assert sum(one["amount_cents"] for one in charges) == prices[then]
