"""What the platform takes out again leaves a tombstone."""

from datetime import timedelta

import pytest

HELD = timedelta(hours=-2)
SAID = {"name": "Testy McTest", "payer": "aetna", "plan": "commercial", "state": "NY"}


def tombstones(therapist, kind):
    items = therapist.http.get("/v1/feed", params={"limit": 500}).json()["items"]
    return {one["id"]: one["version"] for one in items if one["kind"] == kind and one["deleted"]}


@pytest.fixture
def gone(therapist, clock):
    """A client with a session held and one ahead, a day after; gives the three ids."""
    client = therapist.adds_a_client(member_id="REMOVED-1")
    held = therapist.schedules(client, clock.now + HELD)
    therapist.confirms(held, clock.now + HELD)
    ahead = therapist.schedules(client, clock.now + timedelta(days=3))
    clock.wait(days=1)
    therapist.feed()
    return client, held, ahead


def test_it_happens_one_day_after_the_client_was_put(therapist, clock):
    client = therapist.adds_a_client(member_id="REMOVED-1")
    clock.wait(days=1, seconds=-1)
    assert therapist.feed("client")[client] is not None
    clock.wait(seconds=1)

    assert therapist.feed("client")[client] is None
    (notice,) = therapist.feed("notice").values()
    assert (notice["code"], notice["client"]) == ("client-removed", client)


def test_the_client_and_what_was_ahead_are_taken_out_and_what_was_held_stays(therapist, gone):
    client, held, ahead = gone

    assert tombstones(therapist, "client") == {client: 2}
    assert tombstones(therapist, "session") == {ahead: 2}
    assert len(tombstones(therapist, "cost")) == 1
    assert therapist.feed("session")[held]["status"] == "confirmed"


def test_what_was_held_is_paid_all_the_same(therapist, clock, gone):
    _, held, _ = gone
    clock.wait(days=40)

    assert therapist.claim_of(held)["status"] == "paid"
    (payout,) = therapist.feed("payout").values()
    assert payout["status"] == "paid"


def test_a_change_to_what_is_gone_is_a_conflict_with_nothing(therapist, gone):
    client, _, ahead = gone
    times = {"starts_at": "2026-11-09T15:00:00Z", "ends_at": "2026-11-09T16:00:00Z"}

    results = [
        therapist.do("client", "put", client, seen=1, **SAID),
        therapist.do("session", "move", ahead, seen=1, **times),
    ]

    assert [(one["outcome"], one["record"], one["version"]) for one in results] == [
        ("conflict", None, 2)
    ] * 2


@pytest.mark.parametrize(
    ("kind", "which", "verb", "body"),
    [
        ("session", 1, "confirm", {"cpt": ["90837"], "dx": ["F41.1"]}),
        ("session", 1, "modify", {"cpt": ["90837"], "dx": ["F41.1"]}),
        ("session", 1, "no-show", {}),
        ("session", 2, "no-show", {}),
        ("session", 2, "confirm", {}),
    ],
)
def test_what_needs_the_client_is_refused(therapist, gone, contract, kind, which, verb, body):
    result = therapist.do(kind, verb, gone[which], seen=2, **body)

    assert result["outcome"] == "refused"
    assert contract.codes(result)[0].startswith("no-such-")


def test_nothing_is_scheduled_with_a_client_who_is_gone(therapist, clock, gone, contract):
    start, end = clock.now, clock.now + timedelta(hours=1)

    result = therapist.do(
        "session", "schedule", client=gone[0], starts_at=contract.text(start),
        ends_at=contract.text(end),
    )  # fmt: skip

    assert contract.codes(result) == ["no-such-client"]


def test_who_has_seen_the_tombstone_may_put_the_client_anew_and_that_lasts(therapist, clock, gone):
    client = gone[0]

    result = therapist.do("client", "put", client, seen=2, **SAID, member_id="REMOVED-1")
    clock.wait(days=5)

    assert (result["outcome"], result["version"]) == ("applied", 3)
    assert therapist.feed("client")[client]["name"] == "Testy McTest"
    assert tombstones(therapist, "client") == {}


def test_a_therapist_who_says_who_they_are_brings_nobody_back(therapist, gone):
    therapist.introduces_themself()

    assert therapist.feed("client")[gone[0]] is None
