"""Years of invented money in a real file: sessions, claims, payouts, charges and their mishaps.

Written by SQL, as a sync and the other commands would leave it behind, the same for the same seed.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from practicecli.cache import platforms
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.domain.refs import ref_of

PAYERS = ("aetna", "cigna", "")
CODES = ("90837", "90834", "90837 90785", "90791")
PLATFORMS = ("headway", "alma", "direct", "self")
THROUGH = ("headway", "alma")


class Books:
    """A file that is filled; `add` returns ids, so that a test can go on with them."""

    def __init__(self, db, seed=1):
        self.db = db
        self.random = random.Random(seed)  # noqa: S311 - not a secret
        self.number = 0
        with transaction(db):
            for name in PLATFORMS:
                platforms.put(db, Platform(name, name, "manual"))

    def identity(self, kind):
        self.number += 1
        spread = (self.number * 2654435761) % 2**62
        text = f"{self.number:012x}7{self.number % 4096:03x}{spread + 2**63:016x}"
        identity = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
        return identity, ref_of(kind, identity)

    def insert(self, table, **row):
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608

    def client(self, platform="headway", payer="aetna"):
        identity, ref = self.identity("client")
        self.insert(
            "client", id=identity, ref=ref, name="Invented Person", email="", phone="", address="",
            state="NY", aliases="", platform=platform, status="active", payment_method=1, forms=1,
            insurance=1, credentialing=1, payer=payer, plan="commercial", member_id="",
        )  # fmt: skip
        return identity

    def session(
        self, client, day, *, platform="headway", cpt="90837", cents=15000, claim=None,
        status="confirmed", **more,
    ):  # fmt: skip
        identity, ref = self.identity("session")
        starts = datetime.combine(day, time(15), UTC)
        row = {
            "id": identity, "ref": ref, "client": client, "platform": platform,
            "starts_at": starts.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ends_at": (starts + timedelta(minutes=50)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "day": day.isoformat(), "status": status, "place": "office", "state": "NY", "link": "",
            "cpt": cpt, "expected_cents": cents, "sent": "accepted",
        }  # fmt: skip
        if claim:
            row["claim"], claim_ref = self.identity("claim")
        self.insert("session", **(row | more))
        if claim:
            self.insert(
                "claim", id=row["claim"], ref=claim_ref, session=identity, client=client,
                platform=platform, payer="aetna", status=claim, created_at=row["ends_at"],
                billed_cents=cents,
            )  # fmt: skip
        return identity

    def payout(self, day, lines, *, platform="headway", status="paid", total=None):
        """Write a payout with lines of (session or None, kind, cents); `total` where it differs."""
        identity, ref = self.identity("payout")
        whole = sum(cents for *_, cents in lines) if total is None else total
        self.insert(
            "payout", id=identity, ref=ref, platform=platform, date=day.isoformat(),
            bank_on=day.isoformat(), status=status, total_cents=whole, guaranteed=1,
        )  # fmt: skip
        for line, (session, kind, cents) in enumerate(lines):
            self.insert(
                "payout_line", payout=identity, line=line, session=session, kind=kind,
                amount_cents=cents,
            )  # fmt: skip
            if kind == "session":
                self.db.execute("UPDATE session SET payout = ? WHERE id = ?", (identity, session))
        return identity

    def charge(self, client, session, cents, *events, platform="self", kind="session", **more):
        """Write a charge with events of (day, what, cents)."""
        identity, ref = self.identity("charge")
        row = {
            "id": identity, "ref": ref, "client": client, "session": session, "kind": kind,
            "platform": platform, "amount_cents": cents, "status": "owed",
            "at": "2026-01-01T12:00:00Z",
            "paid_cents": sum(amount for _, what, amount in events if what == "paid"),
            "refunded_cents": sum(amount for _, what, amount in events if what == "refunded"),
        }  # fmt: skip
        self.insert("charge", **(row | more))
        for day, what, amount in events:
            self.insert(
                "charge_event", charge=identity, at=f"{day}T12:00:00Z", day=day.isoformat(),
                what=what, amount_cents=amount, detail="",
            )  # fmt: skip
        return identity

    def years(self, first, days, *, every=1):
        """Fill in `days` of a practice from a first day on, with all that happens to money."""
        with transaction(self.db):
            clients = [
                (platform, self.client(platform, payer))
                for platform in PLATFORMS
                for payer in PAYERS
            ]
            waiting = {name: [] for name in PLATFORMS}
            for offset in range(0, days, every):
                day = first + timedelta(days=offset)
                platform, client = self.random.choice(clients)
                waiting[platform] += self._one(client, platform, day)
                if day.day in {15, 28}:
                    for name in PLATFORMS:
                        self._pay(name, day, waiting[name])
                        waiting[name] = []

    def _one(self, client, platform, day):
        """Hold a session; give what is to be paid for it in the next payout."""
        chance = self.random.random()
        cents = self.random.choice((9500, 13000, 15000, None if chance < 0.1 else 14444))
        claim = None
        if platform != "self":
            claim = self.random.choice(("paid", "paid", "sent", "denied", "written-off"))
        session = self.session(
            client, day, platform=platform, cpt=self.random.choice(CODES), cents=cents, claim=claim
        )
        if platform in {"self", "direct"} and chance < 0.8:
            share = (cents or 10000) if platform == "self" else 2500
            events = [(day + timedelta(days=1), "paid", share)]
            if chance < 0.1:
                events.append((day + timedelta(days=9), "refunded", share // 2))
            self.charge(client, session, share, *events, platform=platform)
        if platform == "self" or claim == "written-off" or chance > 0.9:
            return []
        lines = [(session, "session", (cents or 12000) - (300 if chance < 0.3 else 0))]
        if chance < 0.05:
            lines.append((session, "clawback", -lines[0][2]))
        if 0.05 < chance < 0.1:
            lines.append((None, "adjustment", self.random.choice((-1234, 777))))
        if 0.1 < chance < 0.15:
            lines.append((session, "fee", 5000))
        return lines

    def _pay(self, platform, day, lines):
        if lines:
            more = self.random.choice((0, 0, 0, 99, -50))
            status = "scheduled" if self.random.random() < 0.1 else "paid"
            whole = sum(cents for *_, cents in lines) + more
            self.payout(day, lines, platform=platform, status=status, total=whole)


NEW_YEAR = date(2026, 1, 1)
