"""Each beginning of a member id that steers what happens, in sandbox time."""

from datetime import UTC, datetime, timedelta

import pytest

HELD = timedelta(hours=-2)
READY = {"payment_method": True, "forms": True, "insurance": True}
SAID = {
    "name": "Testy McTest", "payer": "aetna", "plan": "commercial", "state": "NY",
    "address": "1 Invented Street",
}  # fmt: skip
PRICE = 13500  # 90837, aetna


def told(therapist, *but):
    notices = therapist.feed("notice").values()
    return [one["code"] for one in notices if one["code"] not in but]


def costs_of(therapist, session):
    (cost,) = (one for one in therapist.feed("cost").values() if one["session"] == session)
    return cost["was_cents"], cost["amount_cents"], cost["reason"]


def charged(therapist, session):
    charges = (one for one in therapist.feed("charge").values() if one["session"] == session)
    return sorted((one["kind"], one["amount_cents"], one["status"]) for one in charges)


@pytest.mark.parametrize(
    ("days", "status", "payment_method", "notices"),
    [
        (0.99, [], True, []),
        (1, ["failed"], True, ["charge-failed"]),
        (3, ["failed"], True, ["charge-failed"] * 2),
        (4.99, ["failed"], True, ["charge-failed"] * 2),
        (5, ["failed"], False, ["charge-failed"] * 3 + ["card-removed"]),
        (15, ["failed"], False, ["charge-failed"] * 3 + ["card-removed"]),
    ],
)
def test_a_card_that_fails_is_tried_three_times_and_removed(
    therapist, clock, days, status, payment_method, notices
):
    therapist.holds_a_session(clock.now + HELD, member_id="CARDFAIL-1")
    clock.wait(days=days)

    (client,) = therapist.feed("client").values()

    assert [one["status"] for one in therapist.feed("charge").values()] == status
    assert client["payment_method"] is payment_method
    assert told(therapist) == notices


@pytest.mark.parametrize("days", [2, 10])
@pytest.mark.parametrize("said", [{"member_id": "W2"}, {"member_id": "W2", "ready": READY}])
def test_a_new_member_id_mends_the_card_and_what_failed_is_paid(therapist, clock, days, said):
    session = therapist.holds_a_session(clock.now + HELD, member_id="CARDFAIL-1")
    (client,) = therapist.feed("client")
    clock.wait(days=days)

    therapist.do("client", "put", client, seen=1, **{**SAID, **said})
    clock.wait(days=20)

    assert therapist.feed("client")[client]["payment_method"] is True
    assert charged(therapist, session) == [("copay", 2000, "paid")]


def test_saying_that_there_is_a_card_again_mends_it_too(therapist, clock):
    starts = clock.now + HELD
    session = therapist.holds_a_session(starts, member_id="CARDFAIL-1")
    (client,) = therapist.feed("client")
    clock.wait(days=10)
    therapist.do("client", "put", client, seen=1, **SAID, member_id="CARDFAIL-1", ready=READY)
    later = therapist.schedules(client, starts + timedelta(days=10))
    therapist.confirms(later, starts + timedelta(days=10))
    clock.wait(days=2)

    assert [charged(therapist, one) for one in (session, later)] == [[("copay", 2000, "paid")]] * 2


def test_a_fee_comes_to_the_provider_only_when_the_card_pays_it(therapist, clock):
    client = therapist.adds_a_client(member_id="CARDFAIL-1")
    session = therapist.schedules(client, clock.now)
    therapist.do("session", "no-show", session, seen=1, fee_cents=7500)
    assert therapist.feed("payout") == {}

    therapist.do("client", "put", client, seen=1, **SAID, member_id="W2")

    (payout,) = therapist.feed("payout").values()
    assert payout["lines"] == [{"session": session, "kind": "fee", "amount_cents": 7500}]


@pytest.mark.parametrize(
    ("now", "insurance", "notices"),
    [
        # Midnight in New York is five in the morning, UTC.
        (datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), True, []),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), False, ["plan-ended"]),
        (datetime(2028, 3, 1, tzinfo=UTC), False, ["plan-ended"]),
    ],
)
def test_a_plan_ends_with_the_year(therapist, clock, now, insurance, notices):
    client = therapist.adds_a_client(member_id="PLANEND-1")
    clock.now = now

    shown = therapist.feed("client")[client]

    assert (shown["covered_until"], shown["insurance"]) == ("2026-12-31", insurance)
    assert told(therapist) == notices


@pytest.mark.parametrize(
    ("said", "insurance", "until"),
    [
        ({"member_id": "W2"}, True, None),
        ({"member_id": "PLANEND-2"}, True, "2027-12-31"),
        ({"member_id": "PLANEND-1", "ready": READY}, True, "2027-12-31"),
        ({"member_id": "PLANEND-1"}, False, "2026-12-31"),
    ],
)
def test_a_plan_that_ended_is_mended_by_a_new_one(therapist, clock, said, insurance, until):
    client = therapist.adds_a_client(member_id="PLANEND-1")
    clock.now = datetime(2027, 2, 1, 15, tzinfo=UTC)

    therapist.do("client", "put", client, seen=1, **{**SAID, **said})

    clock.wait(days=1)
    shown = therapist.feed("client")[client]
    assert (shown["insurance"], shown["covered_until"]) == (insurance, until)
    assert told(therapist) == ["plan-ended"]


def test_an_ordinary_client_pays_a_copay_whatever_happens(therapist, clock):
    session = therapist.schedules(therapist.adds_a_client(), clock.now + HELD)
    assert costs_of(therapist, session) == (None, 2000, "estimate")
    therapist.confirms(session, clock.now + HELD)
    clock.wait(days=60)

    assert costs_of(therapist, session) == (None, 2000, "estimate")
    assert charged(therapist, session) == [("copay", 2000, "paid")]
    assert told(therapist) == []


def three_sessions(therapist, clock, member):
    """Two that were held and confirmed, one ahead."""
    client = therapist.adds_a_client(member_id=member)
    starts = clock.now + timedelta(days=-1)
    held = [therapist.schedules(client, starts), therapist.schedules(client, clock.now + HELD)]
    therapist.confirms(held[0], starts)
    therapist.confirms(held[1], clock.now + HELD)
    return client, [*held, therapist.schedules(client, clock.now + timedelta(days=30))]


def test_an_out_of_pocket_maximum_is_met_by_the_first_paid_claim(therapist, clock):
    client, sessions = three_sessions(therapist, clock, "OOPMET-1")
    clock.wait(days=16)

    assert [costs_of(therapist, one) for one in sessions] == [
        (None, 2000, "estimate"),
        (2000, 0, "out-of-pocket-met"),
        (2000, 0, "out-of-pocket-met"),
    ]
    assert [charged(therapist, one) for one in sessions] == [
        [("copay", 2000, "paid")],
        [("copay", 2000, "paid"), ("refund", -2000, "refunded")],
        [],
    ]
    assert sorted(told(therapist)) == ["cost-changed", "cost-changed", "refund-made"]
    assert client in therapist.feed("client")


def test_a_plan_year_begins_anew(therapist, clock):
    client, _ = three_sessions(therapist, clock, "OOPMET-1")
    clock.wait(days=20)
    ahead = therapist.schedules(client, datetime(2027, 1, 20, 15, tzinfo=UTC))
    assert costs_of(therapist, ahead) == (None, 0, "estimate")
    clock.now = datetime(2027, 1, 1, 5, tzinfo=UTC)

    assert costs_of(therapist, ahead) == (0, 2000, "plan-reset")


def test_a_deductible_is_used_up_before_there_is_a_copay(therapist, clock):
    client = therapist.adds_a_client(member_id="DEDUCT-1")
    found = []
    for _ in range(4):
        starts = clock.now + HELD
        session = therapist.schedules(client, starts)
        therapist.confirms(session, starts)
        clock.wait(days=17)
        found.append((costs_of(therapist, session)[1], charged(therapist, session)))

    # 300.00: two whole sessions, then 30.00 of the third and its copay, then the copay alone.
    owed = [PRICE, PRICE, 3000 + 2000, 2000]
    assert found == [(cents, [("copay", cents, "paid")]) for cents in owed]


def test_what_was_charged_too_much_for_a_deductible_comes_back(therapist, clock):
    client = therapist.adds_a_client(member_id="DEDUCT-1")
    sessions = []
    for hours in (50, 26, 2):
        starts = clock.now - timedelta(hours=hours)
        sessions.append(therapist.schedules(client, starts))
        therapist.confirms(sessions[-1], starts)
    clock.wait(days=16)

    assert charged(therapist, sessions[2]) == [
        ("copay", PRICE, "paid"),
        ("refund", 5000 - PRICE, "refunded"),
    ]


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("90837", "90834", [("copay", PRICE, "paid"), ("refund", 10500 - PRICE, "refunded")]),
        ("90834", "90837", [("balance", PRICE - 10500, "paid"), ("copay", 10500, "paid")]),
    ],
)
def test_another_code_after_the_charge_is_another_cost(
    therapist, clock, contract, first, then, expected
):
    minutes = {"90834": 45, "90837": 55}
    starts = clock.now + HELD
    session = therapist.schedules(therapist.adds_a_client(member_id="DEDUCT-1"), starts)
    therapist.confirms(session, starts, cpt=[first], minutes=minutes[first])
    clock.wait(hours=30)
    stop = starts + timedelta(minutes=minutes[then])
    result = therapist.do(
        "session", "modify", session, seen=2, cpt=[then], dx=["F41.1"], note_route="none",
        place="office", actual_start=contract.text(starts), actual_stop=contract.text(stop),
    )  # fmt: skip
    assert result["outcome"] == "applied", result

    assert charged(therapist, session) == expected
    assert costs_of(therapist, session)[2] == "correction"


def test_a_new_plan_is_a_new_cost_for_what_is_still_ahead(therapist, clock):
    client = therapist.adds_a_client()
    ahead = therapist.schedules(client, clock.now + timedelta(days=3))

    therapist.do("client", "put", client, seen=1, **SAID, member_id="DEDUCT-1")

    assert costs_of(therapist, ahead) == (2000, PRICE, "new-plan")
    assert told(therapist) == ["cost-changed"]


@pytest.mark.parametrize("platform", ["headway", "alma"])
def test_a_payer_takes_its_money_back(therapist, on_alma, clock, platform):
    who = {"headway": therapist, "alma": on_alma}[platform]
    session = who.holds_a_session(clock.now + HELD, member_id="CLAWBACK-1")
    clock.wait(days=46, minutes=-1)
    assert who.claim_of(session)["status"] == "paid"
    clock.wait(minutes=1)

    claim = who.claim_of(session)
    lines = [line for payout in who.feed("payout").values() for line in payout["lines"]]

    assert claim["status"] == "reversed"
    assert [line["kind"] for line in lines] == ["session", "clawback"]
    assert sum(line["amount_cents"] for line in lines) == 0
    assert sum(one["amount_cents"] for one in who.feed("charge").values()) == 0
    assert told(who, "cost-changed") == ["clawback", "refund-made"]


@pytest.mark.parametrize(
    ("member", "code", "detail"),
    [
        ("DENY-CO197-1", "claim-denied", "CO 197"),
        ("REJECT-1", "claim-rejected", "turned away"),
    ],
)
def test_what_a_payer_refuses_is_told(therapist, clock, member, code, detail):
    session = therapist.holds_a_session(clock.now + HELD, member_id=member)
    clock.wait(days=20)

    (notice,) = (one for one in therapist.feed("notice").values() if one["code"] == code)

    assert notice["session"] == session
    assert detail in notice["message"]
    assert "Testy" not in str(therapist.feed("notice"))


def test_a_denied_claim_gives_the_client_back_what_was_charged(therapist, clock):
    session = therapist.holds_a_session(clock.now + HELD, member_id="DENY-CO197-1")
    clock.wait(days=20)

    assert charged(therapist, session) == [
        ("copay", 2000, "paid"),
        ("refund", -2000, "refunded"),
    ]


def test_a_failed_charge_that_nothing_is_owed_for_any_more_is_waived(therapist, clock):
    client = therapist.adds_a_client(member_id="DENY-CO197-1")
    session = therapist.schedules(client, clock.now + HELD)
    therapist.confirms(session, clock.now + HELD)
    # The card that goes with this id fails; the claim keeps the id it was made with.
    therapist.do("client", "put", client, seen=1, **SAID, member_id="CARDFAIL-1", ready=READY)
    clock.wait(days=17)

    assert charged(therapist, session) == [("copay", 0, "waived")]


def test_a_cost_never_comes_before_its_session_however_often_that_is_told(
    therapist, clock, contract
):
    session = therapist.holds_a_session(clock.now + HELD)
    clock.wait(days=2)
    therapist.do(
        "note", "sign", session=session, template="dap", signed_at=contract.text(clock.now),
        signer="Ada Example, LMHC", npi="1999999984", hash="a" * 64, text='{"data":"Invented."}',
    )  # fmt: skip

    kinds = [one["kind"] for one in therapist.http.get("/v1/feed").json()["items"]]

    after = kinds[kinds.index("session") :]
    assert {"claim", "charge", "cost"} <= set(after)
