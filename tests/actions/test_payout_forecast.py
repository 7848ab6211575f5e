"""Over whole practices: every session is in exactly one payout, or named with why it is in none."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from practicecli.actions.cutoffs import write_cutoffs
from practicecli.actions.schedule import schedule_sessions
from practicecli.cache import forecast as stored
from practicecli.cache import platforms, sessions
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.cache.sessions import utc_text
from practicecli.domain.days import LOOK_BACK, day_starts
from practicecli.domain.forecast import Span, forecast, left_out
from practicecli.domain.payouts import look_back

PLATFORMS = ("headway", "alma", "grow", "rula", "direct", "self")
FATES = ("open", "open", "open", "confirmed", "confirmed", "told", "paid", "no-show", "cancelled")
CLAIMS = ("accepted", "accepted", "paid", "denied", "rejected", "voided")
DAY = timedelta(days=1)


def a_practice(desk, added, chance):
    """Invent a practice on all platforms: sessions of the last weeks and of those to come."""
    for name in PLATFORMS:
        platforms.put(desk.db, Platform(name, name, "manual"))
    desk = replace(desk, platforms=platforms.everything(desk.db))
    clients = []
    for number in range(12):
        name = PLATFORMS[number % len(PLATFORMS)]
        payer = {"payer": "", "plan": "self"} if name == "self" else {}
        if number % 5 == 4:
            payer = {"payer": "aetna", "plan": "self"}
        clients.append(added(f"Test Person {number}", platform=name, **payer))
    for number in range(90):
        start = (desk.now + timedelta(days=chance.uniform(-110, 100))).replace(microsecond=0)
        with transaction(desk.db):
            (identity,), _ = schedule_sessions(
                desk, chance.choice(clients).id, [start], timedelta(minutes=50), place="office",
                allow_overlap=True,
            )  # fmt: skip
            befall(desk, identity, start, chance, number)
    return desk


def befall(desk, identity, start, chance, number):
    fate = chance.choice(FATES)
    if fate in {"no-show", "cancelled"}:
        sessions.change(desk.db, identity, {"status": fate, "expected_cents": None})
        return
    if fate == "open" or start + DAY > desk.now:
        return
    claim = f"claim-{number}"
    on = (start + DAY * chance.randint(5, 160)).date()
    one = sessions.get(desk.db, identity)
    sessions.change(
        desk.db, identity,
        {"status": "confirmed", "claim": claim, "expected_on": on.isoformat(),
         "confirmed_at": utc_text(start + DAY)},
    )  # fmt: skip
    desk.db.execute(
        "INSERT INTO claim (id, ref, session, client, platform, payer, status, created_at)"
        " VALUES (?, ?, ?, ?, ?, 'aetna', ?, ?)",
        (claim, f"m-{number:07}", identity, one.client, one.platform, chance.choice(CLAIMS),
         desk.at),
    )  # fmt: skip
    if fate in {"told", "paid"}:
        carry(desk, identity, one.platform, on, fate)


def carry(desk, identity, platform, on, fate):
    payout = f"{platform}-{on}"
    desk.db.execute(
        "INSERT INTO payout (id, ref, platform, date, bank_on, status, total_cents, guaranteed)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, 1) ON CONFLICT DO NOTHING",
        (payout, payout, platform, on.isoformat(), on.isoformat(),
         "scheduled" if fate == "told" else "paid"),
    )  # fmt: skip
    (line,) = desk.db.execute(
        "SELECT count(*) FROM payout_line WHERE payout = ?", (payout,)
    ).fetchone()
    desk.db.execute(
        "INSERT INTO payout_line (payout, line, session, kind, amount_cents)"
        " VALUES (?, ?, ?, 'session', 9000)",
        (payout, line, identity),
    )
    desk.db.execute("UPDATE payout SET total_cents = total_cents + 9000 WHERE id = ?", (payout,))
    sessions.change(desk.db, identity, {"payout": payout})


def money_to_come(desk, weeks):
    span = Span(desk.now, desk.book.zone, weeks)
    since = look_back(span.today)
    found = forecast(
        stored.told(desk.db, since=since, today=span.today, last=span.last),
        stored.confirmed(desk.db, since=since, last=span.last),
        stored.still_open(
            desk.db, now=desk.at, until=utc_text(day_starts(span.last, span.zone, after=1))
        ),
        policies=desk.book.policies,
        span=span,
    )
    rows = stored.sessions(desk.db, since=utc_text(desk.now - LOOK_BACK))
    return span, found, list(left_out(rows, found, policies=desk.book.policies, span=span))


@pytest.mark.parametrize("seed", range(8))
def test_every_session_is_in_one_payout_or_named_with_why_it_is_in_none(desk, added, seed):
    chance = random.Random(seed)  # noqa: S311 - an invented practice
    desk = a_practice(desk, added, chance)
    span, found, left = money_to_come(desk, chance.choice((1, 4, 12, 30)))

    in_forecast = [line.session for one in found for line in one.lines if line.session]
    named = [one.of.session for one in left]
    everything = {identity for (identity,) in desk.db.execute("SELECT id FROM session")}
    paid_before = {
        identity
        for (identity,) in desk.db.execute(
            "SELECT l.session FROM payout_line l JOIN payout p ON p.id = l.payout"
            " WHERE p.bank_on < ?", (span.today.isoformat(),)
        )
    }  # fmt: skip
    assert len(everything) == 90
    assert sorted([*in_forecast, *named, *paid_before]) == sorted(everything)
    for one in found:
        assert one.cents() == sum(line.amount_cents or 0 for line in one.lines)


def test_a_practice_is_read_by_the_indexes_of_what_is_open(desk):
    plans = [
        " ".join(str(row[3]) for row in desk.db.execute(f"EXPLAIN QUERY PLAN {sql}", values))
        for sql, values in (
            (stored._CONFIRMED, {"since": "2026-11-01", "last": "2027-01-01"}),
            (stored._OPEN, {"now": desk.at, "until": desk.at}),
            (stored._TOLD, {"since": "2026-11-01", "today": "2026-11-01", "last": "2027-01-01"}),
        )
    ]

    assert "SEARCH s USING INDEX session_expected" in plans[0]
    assert "USING INDEX session_to_confirm" in plans[1]
    assert "SEARCH p USING INDEX payout_date" in plans[2]


def test_cut_offs_of_all_platforms_stand_written_for_sixty_days_and_more(desk):
    with transaction(desk.db):
        write_cutoffs(desk)

    rows = desk.db.execute(
        "SELECT platform, count(*), min(at) >= ?, max(at) FROM cutoff GROUP BY platform",
        (desk.at,),
    ).fetchall()
    assert [(name, ahead) for name, _, ahead, _ in rows] == [("alma", 1), ("headway", 1)]
    for _, _, _, last in rows:
        assert datetime.fromisoformat(last) > desk.now + 60 * DAY
