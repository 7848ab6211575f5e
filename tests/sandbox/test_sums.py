"""Laws that hold whatever the member ids, the chances and the steps in which time passes."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.engine import transaction
from practicecli.remote import payloads
from practicecli.sandbox import scenario
from practicecli.sandbox.bodies import Change
from practicecli.sandbox.changes import take
from practicecli.sandbox.passing import move_on
from practicecli.sandbox.rulebook import Rulebook
from practicecli.sandbox.store import account_for, open_store
from practicecli.sandbox.world import World

NPI = "1999999984"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
MOST_DAYS = 120
RULES = Rulebook()
READY = {"payment_method": True, "forms": True, "insurance": True}
MEMBERS = [
    "W1", "CARDFAIL-1", "PLANEND-1", "OOPMET-1", "DEDUCT-1", "CLAWBACK-1", "REMOVED-1", "SLOW-1",
    "DENY-CO197-1", "REJECT-1",
]  # fmt: skip
CHANCES = """
seed = {seed}
[claims]
accepted_share = 0.8
decided_days = [2, 60]
denials = [{{share = 0.3, group = "CO", carc = "197", rarc = "N54"}}]
clawback_share = 0.3
clawback_after_days = 20
[cards]
failing_share = 0.4
"""

steps = st.lists(st.integers(1, MOST_DAYS * 24 * 60), max_size=12).map(sorted)
seeds = st.none() | st.integers(0, 99)
# Who comes, and how many hours ago each session began.
visits = st.lists(
    st.tuples(st.sampled_from(MEMBERS), st.lists(st.integers(2, 200), max_size=4)), max_size=4
)


def identity(*name):
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, name))))


def a_change(kind, verb, record, seen=0, **body):
    name = identity("change", kind, verb, record)
    return Change(
        id=name, kind=kind, record=record, verb=verb, seen_version=seen,
        body=json.loads(json.dumps(body, default=str)),
    )  # fmt: skip


def the_work(visits):
    """Clients, their sessions of the past days, confirmed, and one ahead for each."""
    yield a_change(
        "provider", "put", identity("ada"), name="Ada Example", npi=NPI, credentials="LMHC",
        zone="America/New_York", licenses=[{"state": "NY", "type": "LMHC"}],
    )  # fmt: skip
    for number, (member, hours) in enumerate(visits):
        client = identity("client", number)
        yield a_change(
            "client", "put", client, name="Testy McTest", payer="aetna", plan="commercial",
            member_id=member, state="NY", address="1 Invented Street", ready=READY,
        )  # fmt: skip
        for which, ago in enumerate([*hours, -40 * 24]):
            session, start = identity("session", number, which), MONDAY - timedelta(hours=ago)
            times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
            yield a_change("session", "schedule", session, client=client, state="NY", **times)
            if ago > 0:
                yield a_change(
                    "session", "confirm", session, 1, claim=identity("claim", number, which),
                    place="office", actual_start=start, note_route="none", cpt=["90837"],
                    actual_stop=start + timedelta(minutes=55), dx=["F41.1"],
                )  # fmt: skip


def play(visits, seed, steps):
    """Give every record as it stands in the end, by kind and id; None where it was taken out."""
    with tempfile.TemporaryDirectory(prefix="sandbox") as folder:
        path = str(Path(folder) / "sandbox.db")
        if seed is not None:
            scenario.keep(path, CHANCES.format(seed=seed))
        db = open_store(path)
        try:
            account = account_for(db, NPI, "headway")
            world = World(db, account, NPI, "headway", RULES, MONDAY)
            with transaction(db):
                take(world, list(the_work(visits)))
            for minutes in [*steps, MOST_DAYS * 24 * 60]:
                move_on(db, RULES, MONDAY + timedelta(minutes=minutes))
            rows = db.execute("SELECT kind, id, body FROM record ORDER BY seq").fetchall()
        finally:
            db.close()
    return {(row["kind"], row["id"]): row["body"] and json.loads(row["body"]) for row in rows}


def of(found, kind):
    return {name: body for (what, name), body in found.items() if what == kind and body}


def standing(found):
    """What is there; what came and went between two looks leaves no trace in a single leap."""
    return {name: body for name, body in found.items() if body is not None}


@settings(max_examples=25, deadline=None)
@given(visits, seeds, steps)
def test_time_in_one_leap_and_in_small_steps_gives_the_same_end(visits, seed, steps):
    assert standing(play(visits, seed, [])) == standing(play(visits, seed, steps))


@settings(max_examples=40, deadline=None)
@given(visits, seeds)
def test_every_sum_is_right_to_the_cent(visits, seed):
    found = play(visits, seed, [])
    claims, charges = of(found, "claim").values(), of(found, "charge").values()

    for payout in of(found, "payout").values():
        assert payout["lines"]
        assert payout["total_cents"] == sum(line["amount_cents"] for line in payout["lines"])
    for claim in claims:
        if claim["status"] not in {"paid", "denied", "reversed"}:
            continue
        owed = claim["client_owes_cents"]
        asked = [one["amount_cents"] for one in charges if one["session"] == claim["session"]]
        assert claim["allowed_cents"] == claim["payer_paid_cents"] + owed
        assert sum(asked) == owed
        (cost,) = (one for one in of(found, "cost").values() if one["session"] == claim["session"])
        assert cost["amount_cents"] == owed


@settings(max_examples=25, deadline=None)
@given(visits)
def test_what_the_payer_took_back_is_out_of_the_payouts(visits):
    found = play(visits, None, [])
    lines = [line for one in of(found, "payout").values() for line in one["lines"]]

    for claim in of(found, "claim").values():
        earned = sum(one["amount_cents"] for one in lines if one["session"] == claim["session"])
        # Headway pays what a payer denies as well.
        kept = claim["status"] not in {"rejected", "reversed"}
        assert earned == (claim["billed_cents"] if kept else 0)


@settings(max_examples=25, deadline=None)
@given(visits, seeds)
def test_all_that_is_told_has_the_form_that_is_read_and_follows_its_session(visits, seed):
    found = play(visits, seed, [])
    seen = set()

    for (kind, name), body in found.items():
        if body is None:
            continue
        payloads.KINDS[kind].validate_python([body])
        seen.add(name)
        if kind in {"claim", "charge", "cost"}:
            assert body["session"] in seen
