"""What the insurer says when it is asked about a client."""

from datetime import UTC, datetime, timedelta

import pytest

from practicecli.sandbox import eligibility
from practicecli.sandbox.passing import move_on
from practicecli.sandbox.rulebook import Rulebook
from practicecli.sandbox.store import account_for, open_store
from practicecli.sandbox.world import World

NPI = "1999999984"
HELD = timedelta(hours=-2)


@pytest.fixture
def ask(path, clock):
    """Ask about a client as of now."""
    db = open_store(path)
    rules = Rulebook()

    def asked(client):
        move_on(db, rules, clock.now)
        account = account_for(db, NPI, "headway")
        return eligibility.answer(World(db, account, NPI, "headway", rules, clock.now), client)

    yield asked
    db.close()


def limits(used, total):
    return {
        "individual": {"total_cents": total, "used_cents": used},
        "family": {"total_cents": total * 2, "used_cents": used},
    }


def test_an_ordinary_member_is_covered_for_a_copay(therapist, ask):
    client = therapist.adds_a_client()

    assert ask(client) == {
        "client": client,
        "asked_at": "2026-11-02T15:00:00Z",
        "status": "active",
        "payer": "aetna",
        "plan": "commercial",
        "begins_on": "2026-01-01",
        "ends_on": None,
        "benefits": {
            "copay_cents": 2000,
            "coinsurance_percent": 0,
            "deductible": limits(0, 0),
            "out_of_pocket": limits(0, 400000),
            "visits": None,
            "plan_year_starts_on": "2026-01-01",
        },
    }


@pytest.mark.parametrize("said", [{"member_id": ""}, {"payer": "Nobody Mutual"}])
def test_who_is_not_known_to_an_insurer_is_not_found(therapist, ask, said):
    found = ask(therapist.adds_a_client(**said))

    assert (found["status"], found["benefits"], found["begins_on"]) == ("not-found", None, None)


def test_there_is_no_answer_about_anothers_client(therapist, neighbour, ask):
    assert ask(neighbour.adds_a_client()) is None


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), "active"),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), "inactive"),
    ],
)
def test_a_plan_that_has_ended_is_inactive(therapist, clock, ask, now, status):
    client = therapist.adds_a_client(member_id="PLANEND-1")
    clock.now = now

    assert (ask(client)["status"], ask(client)["ends_on"]) == (status, "2026-12-31")


@pytest.mark.parametrize(
    ("member", "plan", "deductible", "out_of_pocket", "visits"),
    [
        ("W1", "commercial", limits(0, 0), limits(2000, 400000), None),
        ("W1", "eap", limits(0, 0), limits(2000, 400000), {"allowed": 6, "used": 1}),
        ("DEDUCT-1", "commercial", limits(13500, 30000), limits(13500, 400000), None),
        ("OOPMET-1", "commercial", limits(0, 0), limits(400000, 400000), None),
        ("DENY-CO197-1", "commercial", limits(0, 0), limits(0, 400000), None),
    ],
)
def test_limits_follow_what_paid_claims_used(
    therapist, clock, ask, member, plan, deductible, out_of_pocket, visits
):
    session = therapist.holds_a_session(clock.now + HELD, member_id=member, plan=plan)
    client = therapist.feed("session")[session]["client"]
    clock.wait(days=16)

    benefits = ask(client)["benefits"]

    assert benefits["deductible"] == deductible
    assert benefits["out_of_pocket"] == out_of_pocket
    assert benefits["visits"] == visits


def test_a_new_plan_year_counts_from_nothing(therapist, clock, ask):
    client = therapist.adds_a_client(member_id="OOPMET-1")
    assert ask(client)["benefits"]["out_of_pocket"] == limits(398000, 400000)
    clock.now = datetime(2027, 1, 1, 5, tzinfo=UTC)

    benefits = ask(client)["benefits"]

    assert benefits["out_of_pocket"] == limits(0, 400000)
    assert benefits["plan_year_starts_on"] == "2027-01-01"
