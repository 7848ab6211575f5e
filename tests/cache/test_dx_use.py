"""Which codes are used, read from a real file."""

from __future__ import annotations

import itertools
from contextlib import closing

import pytest

from practicecli.cache.connect import create_db
from practicecli.cache.dx_use import most_used, of_clients
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS
from practicecli.domain.dx_changes import CodeUse

KEY = bytes(range(32))


@pytest.fixture
def db(tmp_path):
    with closing(create_db(str(tmp_path / "practice.db"), KEY)) as opened:
        migrate(opened, STEPS)
        opened.execute("INSERT INTO platform (name, policy, remote, sandbox) VALUES ('p','p','',0)")
        yield opened


@pytest.fixture
def client(db):
    def add(ref, status="active"):
        db.execute(
            "INSERT INTO client (id, ref, name, email, phone, address, state, aliases, platform,"
            " status, payment_method, forms, insurance, credentialing, payer, plan, member_id)"
            " VALUES (?, ?, 'X', '', '', '', 'NY', '', 'p', ?, 1, 1, 1, 1, '', '', '')",
            (ref, ref, status),
        )
        return ref

    return add


@pytest.fixture
def session(db):
    numbers = itertools.count()

    def add(client, day, dx, status="confirmed"):
        identity = f"s-{next(numbers)}"
        db.execute(
            "INSERT INTO session (id, ref, client, platform, starts_at, ends_at, day, status,"
            " place, state, link, dx) VALUES (?, ?, ?, 'p', ?, ?, ?, ?, 'office', 'NY', '', ?)",
            (identity, identity, client, f"{day}T15:00:00Z", f"{day}T15:50:00Z", day, status, dx),
        )

    return add


def plan(db, client, dx, signing):
    db.execute(
        "INSERT INTO plan (id, ref, client, status, body, dx, author, edited_at, signing)"
        " VALUES (?, ?, ?, ?, x'00', ?, '', '', ?)",
        (
            f"{client}{signing}",
            f"p-{client}",
            client,
            "signed" if signing else "draft",
            dx,
            signing,
        ),
    )


def test_a_practice_without_sessions_uses_nothing(db):
    assert most_used(db) == {}
    assert of_clients(db) == []


def test_codes_are_counted_over_confirmed_sessions_the_most_used_first(db, client, session):
    one = client("c-1")
    session(one, "2026-11-01", "F41.1 F33.1")
    session(one, "2026-11-02", "F33.1")
    session(one, "2026-11-03", "F43.10 F41.1")
    session(one, "2026-11-04", "Z63.0", "scheduled")
    session(one, "2026-11-05", "Z63.0", "cancelled")

    assert list(most_used(db).items()) == [("F33.1", 2), ("F41.1", 2), ("F43.10", 1)]


def test_only_what_was_used_of_late_counts_and_not_too_many_codes(db, client, session):
    one = client("c-1")
    for number in range(30):
        session(one, f"2026-01-{number + 1:02}", f"F{number + 10}")
    session(one, "2020-01-01", "F99")
    for _ in range(400):
        session(one, "2026-02-01", "F41.1")

    assert most_used(db) == {"F41.1": 400}
    db.execute("UPDATE session SET status = 'cancelled' WHERE dx = 'F41.1'")
    assert len(most_used(db)) == 24


def test_a_clients_codes_are_those_of_the_year_up_to_the_last_session(db, client, session):
    one = client("c-1")
    session(one, "2025-11-02", "F99")  # a year and a day before the last one
    session(one, "2025-11-03", "F98.8")
    session(one, "2025-11-04", "F43.8")
    session(one, "2026-11-03", "F41.1 Z63.0")
    session(one, "2026-11-30", "F20.9", "scheduled")

    assert of_clients(db) == [
        CodeUse("c-1", "F41.1", "2026-11-03", "2026-11-03"),
        CodeUse("c-1", "Z63.0", "2026-11-03", "2026-11-03"),
        CodeUse("c-1", "F43.8", "2025-11-04", "2026-11-03"),
    ]


def test_only_active_clients_count_and_one_can_be_asked_for(db, client, session):
    for ref, status in (("c-1", "active"), ("c-2", "active"), ("c-3", "archived")):
        session(client(ref, status), "2026-11-03", "F41.1")

    assert [use.client for use in of_clients(db)] == ["c-1", "c-2"]
    assert [use.client for use in of_clients(db, "c-2")] == ["c-2"]


def test_the_plan_signed_last_counts_as_had_today(db, client, session):
    one, two = client("c-1"), client("c-2")
    session(one, "2026-11-03", "F41.1")
    plan(db, one, "F43.8", 1)
    plan(db, one, "F33.1", 2)
    plan(db, one, "F20.9", None)
    plan(db, two, "F42.2", 3)

    assert of_clients(db) == [
        CodeUse("c-1", "F41.1", "2026-11-03", "2026-11-03"),
        CodeUse("c-1", "F33.1", "2026-11-03", "2026-11-03"),
        CodeUse("c-2", "F42.2", "", ""),
    ]
