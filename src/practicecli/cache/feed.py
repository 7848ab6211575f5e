"""Rows that a platform sends, taken over: whole lists at a time, in the caller's transaction.

What the practice owns (names, times, codes) is taken only from a newer version, and never over
work that still waits here: the two meet in `meeting`. What the platform owns (readiness, claims,
charges, payouts) is always taken. `slack` is how many versions a row may lie behind ours and still
be taken: 0 as a rule, 1 where a feed is read anew, so that what differs at one version is mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from practicecli.cache.meeting import signed_elsewhere
from practicecli.domain.refs import ref_of

if TYPE_CHECKING:
    from practicecli.cache.connect import Db

Rows = Sequence[dict[str, Any]]
Kinds = Mapping[str, Rows]

_UNTOUCHED = """
    NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.record = :id
                 AND outbox.state IN ('waiting', 'sent', 'conflict'))
"""
_NEWER_CLIENT = f"""
    UPDATE client SET
        name = :name, born = :born, email = :email, phone = :phone, address = :address,
        state = :state, status = :status, payer = :payer, plan = :plan, member_id = :member_id,
        version = :version
     WHERE id = :id AND version < :version + :slack AND platform = :platform AND {_UNTOUCHED}
"""  # noqa: S608 - our own words
# A deadline may go by the plan: it is worked out anew after the sync.
_OTHER_PLAN = """
    UPDATE session SET figures = '' WHERE client = :id AND status = 'scheduled' AND EXISTS (
        SELECT 1 FROM client WHERE id = :id AND version < :version
           AND (payer <> :payer OR plan <> :plan))
"""
_CLIENT = """
    INSERT INTO client (
        id, ref, name, born, email, phone, address, state, aliases, platform, status, payer, plan,
        member_id, payment_method, forms, insurance, credentialing, covered_until, version)
    VALUES (:id, :ref, :name, :born, :email, :phone, :address, :state, '', :platform, :status,
            :payer, :plan, :member_id, :payment_method, :forms, :insurance, :credentialing,
            :covered_until, :version)
    ON CONFLICT (id) DO UPDATE SET
        payment_method = excluded.payment_method, forms = excluded.forms,
        insurance = excluded.insurance, credentialing = excluded.credentialing,
        covered_until = excluded.covered_until
     WHERE client.platform = excluded.platform
"""
# A session may come before its client does: this row holds the place until the client's own comes.
_PLACE_OF_CLIENT = """
    INSERT INTO client (
        id, ref, name, email, phone, address, state, aliases, platform, status, payment_method,
        forms, insurance, credentialing, payer, plan, member_id)
    SELECT ?1, ?2, ?2, '', '', '', '', '', ?3, 'active', 0, 0, 0, 0, '', '', ''
     WHERE NOT EXISTS (SELECT 1 FROM client WHERE id = ?1)
"""
# The clock of a session to come, and codes noted for it, are known here alone.
_NEWER_SESSION = f"""
    UPDATE session SET
        client = :client, starts_at = :starts_at, ends_at = :ends_at, day = :day, place = :place,
        state = :state, status = :status,
        actual_start = iif(:status = 'scheduled', actual_start, :actual_start),
        actual_stop = iif(:status = 'scheduled', actual_stop, :actual_stop),
        cpt = iif(:status = 'scheduled', cpt, :cpt),
        modifiers = iif(:status = 'scheduled', modifiers, :modifiers),
        dx = iif(:status = 'scheduled', dx, :dx), times_assumed = :times_assumed,
        note_route = :note_route, confirmed_at = :confirmed_at,
        edit_until = :edit_until, claim = :claim, sent = :sent, refusal = '', figures = '',
        note_status = CASE WHEN note_status = 'none' THEN :note_status ELSE note_status END,
        version = :version
     WHERE id = :id AND version < :version + :slack AND {_UNTOUCHED}
"""  # noqa: S608 - our own words
_SESSION = """
    INSERT INTO session (
        id, ref, client, platform, starts_at, ends_at, day, status, place, state, link,
        actual_start, actual_stop, times_assumed, cpt, modifiers, dx, note_route, note_status,
        confirmed_at, edit_until, claim, sent, version)
    VALUES (:id, :ref, :client, :platform, :starts_at, :ends_at, :day, :status, :place, :state, '',
            :actual_start, :actual_stop, :times_assumed, :cpt, :modifiers, :dx, :note_route,
            :note_status, :confirmed_at, :edit_until, :claim, :sent, :version)
    ON CONFLICT (id) DO UPDATE SET
        sent = 'accepted', refusal = '', confirmed_at = excluded.confirmed_at,
        edit_until = excluded.edit_until, figures = ''
     WHERE excluded.sent = 'accepted' AND session.status = 'confirmed'
       AND session.version = excluded.version
       AND (session.sent = 'waiting' OR session.confirmed_at IS NOT excluded.confirmed_at)
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.record = excluded.id
                        AND outbox.state IN ('waiting', 'sent', 'conflict'))
"""
_CLAIM = """
    INSERT INTO claim (
        id, ref, session, client, platform, payer, status, created_at, billed_cents, allowed_cents,
        paid_cents, owes_cents, denial_group, denial_carc, denial_rarc, version)
    SELECT :id, :ref, :session, :client, :platform, :payer, :status, :created_at, :billed_cents,
           :allowed_cents, :payer_paid_cents, :client_owes_cents, :denial_group, :denial_carc,
           :denial_rarc, :version
     WHERE EXISTS (SELECT 1 FROM session WHERE id = :session)
    ON CONFLICT (id) DO UPDATE SET
        status = excluded.status, billed_cents = excluded.billed_cents,
        allowed_cents = excluded.allowed_cents, paid_cents = excluded.paid_cents,
        owes_cents = excluded.owes_cents, denial_group = excluded.denial_group,
        denial_carc = excluded.denial_carc, denial_rarc = excluded.denial_rarc,
        version = excluded.version
     WHERE excluded.version + :slack >= claim.version
"""
_EVENT = """
    INSERT OR IGNORE INTO claim_event (claim, at, status, detail)
    SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM claim WHERE id = ?1)
"""
# `chase_by` is left to be worked out by the figures where there may be something to look after.
_CHARGE = """
    INSERT INTO charge (id, ref, client, session, platform, kind, amount_cents, paid_cents,
                        refunded_cents, status, at, chase_by, version)
    SELECT :id, :ref, :client, :session, :platform, :kind, :amount_cents, :paid_cents,
           :refunded_cents, :status, :at, :chase_by, :version
     WHERE :session IS NULL OR EXISTS (SELECT 1 FROM session WHERE id = :session)
    ON CONFLICT (id) DO UPDATE SET
        chase_by = iif(excluded.status = charge.status AND charge.ref <> ''
                       AND excluded.amount_cents = charge.amount_cents AND excluded.at = charge.at,
                       charge.chase_by, excluded.chase_by),
        ref = excluded.ref, amount_cents = excluded.amount_cents,
        paid_cents = excluded.paid_cents, refunded_cents = excluded.refunded_cents,
        status = excluded.status, at = excluded.at, version = excluded.version
     WHERE excluded.version + :slack >= charge.version
"""
# That a card failed first is kept; what is paid at once needs no history.
_CHARGE_TOLD = """
    INSERT INTO charge_event (charge, at, day, what, amount_cents, detail)
    SELECT :id, :at, substr(:at, 1, 10), 'told', :amount_cents, :status
     WHERE EXISTS (SELECT 1 FROM charge WHERE id = :id AND version = :version)
       AND :status <> coalesce((SELECT detail FROM charge_event WHERE charge = :id
                                   AND what = 'told' ORDER BY seq DESC LIMIT 1), 'paid')
"""
# The platform's own charge for a missed session stands for an unpaid fee that was noted here.
_FEE_TOLD = """
    DELETE FROM charge WHERE session = :session AND kind = 'fee' AND version = 0 AND id <> :id
       AND paid_cents = 0
       AND :kind IN (SELECT status FROM session WHERE id = :session)
"""
_PAYOUT = """
    INSERT INTO payout (
        id, ref, platform, date, bank_on, status, total_cents, guaranteed, version)
    VALUES (:id, :ref, :platform, :date, :bank_on, :status, :total_cents, :guaranteed, :version)
    ON CONFLICT (id) DO UPDATE SET
        date = excluded.date, bank_on = excluded.bank_on, status = excluded.status,
        total_cents = excluded.total_cents, guaranteed = excluded.guaranteed,
        version = excluded.version
"""
# A platform that was manual tells of what was recorded here by hand: its own payout stands for it,
# and what came to the bank for ours came for its.
_OURS = """
    SELECT id FROM payout WHERE platform = :platform AND version = 0 AND (date = :date OR id IN (
        SELECT payout FROM payout_line WHERE kind = 'session' AND session IN (
            SELECT session FROM payout_line WHERE payout = :id AND kind = 'session')))
"""
_SUPERSEDE = (
    f"UPDATE deposit SET payout = :id WHERE payout IN ({_OURS})",  # noqa: S608 - our own words
    f"""
    UPDATE session SET payout = NULL WHERE payout IN ({_OURS})
       AND id IN (SELECT session FROM payout_line WHERE payout IN ({_OURS}))
    """,  # noqa: S608 - as above
    f"UPDATE outbox SET undo = NULL WHERE kind = 'payout' AND record IN ({_OURS})",  # noqa: S608
    f"DELETE FROM payout WHERE id IN ({_OURS})",  # noqa: S608
)
_LEAVE_PAYOUT = """
    UPDATE session SET payout = NULL
     WHERE payout = ?1 AND id IN (SELECT session FROM payout_line WHERE payout = ?1)
"""
_LINE = """
    INSERT INTO payout_line (payout, line, session, kind, amount_cents) VALUES (?, ?, ?, ?, ?)
"""
_JOIN_PAYOUT = "UPDATE session SET payout = ? WHERE id = ?"
_HERE = {
    "client": "SELECT id FROM client WHERE id IN (SELECT value FROM json_each(?))",
    "session": "SELECT id FROM session WHERE id IN (SELECT value FROM json_each(?))",
}
_CREDENTIAL = """
    INSERT OR REPLACE INTO credential (payer, state, status) VALUES (:payer, :state, :status)
"""
_NOTICE = """
    INSERT INTO notice (id, platform, at, code, client, session, message, amount_cents, version)
    VALUES (:id, :platform, :at, :code, :client, :session, :message, :amount_cents, :version)
    ON CONFLICT (id) DO UPDATE SET message = excluded.message, version = excluded.version
"""
_COST = """
    INSERT INTO cost (
        id, platform, session, client, amount_cents, was_cents, reason, changed_at, version)
    VALUES (:id, :platform, :session, :client, :amount_cents, :was_cents, :reason, :changed_at,
            :version)
    ON CONFLICT (id) DO UPDATE SET
        amount_cents = excluded.amount_cents, was_cents = excluded.was_cents,
        reason = excluded.reason, changed_at = excluded.changed_at, version = excluded.version
     WHERE excluded.version + :slack >= cost.version
"""


@contextmanager
def repeatable(db: Db) -> Iterator[None]:
    """Commit without waiting for the disk: a page lost with the power takes its cursor with it.

    Not inside a transaction. Whatever is committed with `synchronous = FULL` later is safe with it.
    """
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    try:
        yield
    finally:
        db.execute("PRAGMA wal_autocheckpoint = 1000")
        db.execute("PRAGMA synchronous = FULL")


def take(db: Db, platform: str, rows: Kinds, *, slack: int = 0) -> None:
    """Take over a page's rows, by kind. Records come before what points at them."""
    for found in rows.values():
        for row in found:
            row["platform"] = platform
            row["slack"] = slack
    _take_credentials(db, rows.get("credential", ()))
    _take_clients(db, rows.get("client", ()))
    _hold_places(db, platform, rows)
    _take_sessions(db, rows.get("session", ()))
    _take_claims(db, rows.get("claim", ()))
    _take_charges(db, rows.get("charge", ()))
    _take_payouts(db, rows.get("payout", ()))
    db.executemany(_NOTICE, rows.get("notice", ()))
    db.executemany(_COST, rows.get("cost", ()))


def _take_credentials(db: Db, rows: Rows) -> None:
    db.executemany(_CREDENTIAL, rows)


def _take_clients(db: Db, rows: Rows) -> None:
    for row in rows:
        row["ref"] = ref_of("client", row["id"])
    here = _here(db, "client", [row["id"] for row in rows])
    known = [row for row in rows if row["id"] in here]
    db.executemany(_OTHER_PLAN, known)
    db.executemany(_NEWER_CLIENT, known)
    db.executemany(_CLIENT, rows)


def _hold_places(db: Db, platform: str, rows: Kinds) -> None:
    wanted = {
        row["client"] for kind in ("session", "claim", "charge") for row in rows.get(kind, ())
    }
    missing = sorted(wanted - _here(db, "client", wanted))
    db.executemany(_PLACE_OF_CLIENT, [(one, ref_of("client", one), platform) for one in missing])


def _here(db: Db, kind: str, identities: Iterable[str]) -> set[str]:
    """Give those of these ids that are here: an UPDATE for each of the others costs as much."""
    rows = db.execute(_HERE[kind], (json.dumps(list(identities)),))
    return {identity for (identity,) in rows}


def _take_sessions(db: Db, rows: Rows) -> None:
    for row in rows:
        row["ref"] = ref_of("session", row["id"])
        for name in ("cpt", "modifiers", "dx"):
            row[name] = " ".join(row[name])
    here = _here(db, "session", [row["id"] for row in rows])
    db.executemany(_NEWER_SESSION, [row for row in rows if row["id"] in here])
    db.executemany(_SESSION, rows)
    # That a note was signed moves no version: it is the platform's news, too.
    signed_elsewhere(db, [row["id"] for row in rows if row["note_status"] == "signed"])


def _take_claims(db: Db, rows: Rows) -> None:
    events = []
    for row in rows:
        denial = row.pop("denial") or {}
        timeline = row.pop("timeline")
        row["ref"] = ref_of("claim", row["id"])
        row["created_at"] = timeline[0]["at"] if timeline else ""
        for name in ("group", "carc", "rarc"):
            row[f"denial_{name}"] = denial.get(name)
        events += [(row["id"], one["at"], one["status"], one["detail"]) for one in timeline]
    db.executemany(_CLAIM, rows)
    db.executemany(_EVENT, events)


def _take_charges(db: Db, rows: Rows) -> None:
    for row in rows:
        cents, refund = row["amount_cents"], row["kind"] == "refund"
        row["ref"] = ref_of("charge", row["id"])
        row["paid_cents"] = cents if row["status"] == "paid" else 0
        row["refunded_cents"] = -cents if refund else 0
        row["chase_by"] = "" if refund or row["status"] == "failed" else None
    db.executemany(_CHARGE, rows)
    db.executemany(_CHARGE_TOLD, rows)
    db.executemany(_FEE_TOLD, rows)


def _take_payouts(db: Db, rows: Rows) -> None:
    lines: list[tuple[Any, ...]] = []
    for row in rows:
        row["ref"] = ref_of("payout", row["id"])
        lines += [
            (row["id"], number, one["session"], one["kind"], one["amount_cents"])
            for number, one in enumerate(row.pop("lines"))
        ]
    identities = [(row["id"],) for row in rows]
    db.executemany(_LEAVE_PAYOUT, identities)
    db.executemany("DELETE FROM payout_line WHERE payout = ?", identities)
    db.executemany(_PAYOUT, rows)
    db.executemany(_LINE, lines)
    for sql in _SUPERSEDE:
        db.executemany(sql, rows)
    # A fee or a clawback does not say that the session itself is paid for.
    carried = [(payout, session) for payout, _, session, kind, _ in lines if kind == "session"]
    db.executemany(_JOIN_PAYOUT, carried)
