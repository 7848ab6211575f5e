"""Everything a practice holds, table by table, for files that outlive this program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cache.connect import Db

    Table = tuple[str, Sequence[str], Iterator[Sequence[Any]]]

# In the order a reader wants them. The sealed tables have their own function.
_TABLES: dict[str, str] = {
    "provider": """
        SELECT id, name, credentials, npi, zone, tax_id, address, phone, taxonomy FROM provider""",
    "license": "SELECT state, type, until AS valid_until FROM license ORDER BY state",
    "credential": "SELECT payer, state, status FROM credential ORDER BY payer, state",
    "platform": """
        SELECT name, policy, remote, sandbox, last_sync_at, last_error FROM platform
         ORDER BY name""",
    "client": """
        SELECT id, ref, name, born, email, phone, address, state, aliases, platform, status,
               payment_method, forms, insurance, credentialing, payer, plan, member_id,
               covered_from, covered_until
          FROM client ORDER BY id""",
    "series": """
        SELECT id, client AS client_id, starts_local, every_days, count FROM series ORDER BY id""",
    "session": """
        SELECT s.id, s.ref, s.client AS client_id, c.ref AS client_ref, s.platform,
               s.series AS series_id, s.starts_at, s.ends_at, s.day AS held_on, s.status, s.place,
               s.state, s.participants, s.occasion, s.complexity, s.em_minutes, s.link,
               s.imported, s.actual_start AS actual_start_at, s.actual_stop AS actual_stop_at,
               s.times_assumed, s.cpt, s.modifiers, s.dx,
               s.note_route, s.note_status, s.confirmed_at, s.entered_at, s.confirm_by, s.sign_by,
               s.edit_until, s.file_by, s.claim AS claim_id, s.expected_cents, s.expected_on,
               s.payout AS payout_id, s.sent, s.refusal, s.warnings
          FROM session s JOIN client c ON c.id = s.client ORDER BY s.starts_at, s.id""",
    "claim": """
        SELECT id, ref, session AS session_id, client AS client_id, platform, payer, status,
               created_at, billed_cents, allowed_cents, paid_cents, owes_cents, denial_group,
               denial_carc, denial_rarc
          FROM claim ORDER BY created_at, id""",
    "claim_event": """
        SELECT claim AS claim_id, at AS happened_at, status, detail FROM claim_event
         ORDER BY claim, at, seq""",
    "coverage": """
        SELECT id, client AS client_id, rank, payer, plan, member_id, effective AS effective_from,
               ends AS ends_on, copay_cents, coinsurance AS coinsurance_hundredths,
               deductible_cents, deductible_met_cents, family_deductible_cents,
               family_deductible_met_cents, oop_max_cents, oop_met_cents, family_oop_max_cents,
               family_oop_met_cents, visits_allowed, visits_used, authorization_required,
               plan_year_start, as_of, source
          FROM coverage ORDER BY client, rank, effective, id""",
    "eligibility": """
        SELECT id, client AS client_id, coverage AS coverage_id, platform, asked_at, asked, status,
               answer, changes
          FROM eligibility ORDER BY client, asked_at, id""",
    "cost_change": """
        SELECT at AS changed_at, client AS client_id, session AS session_id, was_cents, now_cents,
               reason, charged
          FROM cost_change ORDER BY seq""",
    "rate": """
        SELECT id, platform, payer, plan, cpt, license, place, state, since, cents AS rate_cents
          FROM rate ORDER BY platform, payer, cpt, since, id""",
    "authorization": """
        SELECT id, ref, client AS client_id, payer, number, codes, units, used_before, starts,
               ends AS ends_on, runs_out AS runs_out_at, ended
          FROM authorization ORDER BY client, starts, id""",
    "charge": """
        SELECT id, ref, client AS client_id, session AS session_id, platform, kind, amount_cents,
               paid_cents, refunded_cents, status, at AS charged_at, due_on,
               invoice AS invoice_id, chase_by
          FROM charge ORDER BY at, id""",
    "charge_event": """
        SELECT charge AS charge_id, at AS happened_at, day AS happened_on, what, amount_cents,
               detail
          FROM charge_event ORDER BY charge, seq""",
    "invoice": """
        SELECT id, ref, number, client AS client_id, issued_on, due_on, status
          FROM invoice ORDER BY number""",
    "deposit": """
        SELECT id, day AS deposited_on, amount_cents, description, payout AS payout_id, read_at
          FROM deposit ORDER BY day, id""",
    "payout": """
        SELECT id, ref, platform, date AS paid_on, bank_on, status, total_cents, guaranteed
          FROM payout ORDER BY date, platform""",
    "payout_line": """
        SELECT payout AS payout_id, line, session AS session_id, kind, amount_cents
          FROM payout_line ORDER BY payout, line""",
    "outbox": """
        SELECT id, platform, kind, record AS record_id, verb, seen_version, body, state, queued_at,
               answer
          FROM outbox ORDER BY seq""",
    "reminder": "SELECT key, at AS sent_at FROM reminder ORDER BY at, key",
    "audit": """
        SELECT seq, at AS happened_at, who, device, verb, kind, subject AS subject_id, detail,
               lower(hex(hash)) AS entry_hash
          FROM audit ORDER BY seq""",
}
_NOTES = """
    SELECT n.id, n.ref, n.session AS session_id, s.ref AS session_ref, n.template, n.status,
           n.author, n.dx, n.goals, n.edited_at, n.opened_at, n.signed_at, n.signer, n.npi, n.late,
           n.bound, n.previous AS previous_hash, n.hash AS signed_hash, n.reason AS late_reason,
           n.body AS sections
      FROM note n JOIN session s ON s.id = n.session ORDER BY s.starts_at, n.id
"""
_ADDENDA = """
    SELECT id, note AS note_id, signed_at, signer, npi, previous AS previous_hash,
           hash AS signed_hash, body AS text
      FROM addendum ORDER BY note, signed_at, id
"""
_PLANS = """
    SELECT p.id, p.ref, p.client AS client_id, c.ref AS client_ref, p.status, p.author, p.dx,
           p.edited_at, p.signed_at, p.signer, p.npi, p.review_by, p.bound,
           p.previous AS previous_hash, p.hash AS signed_hash, p.body AS sections
      FROM plan p JOIN client c ON c.id = p.client ORDER BY p.client, p.signing, p.id
"""
_MEASURES = """
    SELECT m.id, m.client AS client_id, c.ref AS client_ref, m.session AS session_id, m.form,
           m.day AS answered_on, m.at AS entered_at, m.body AS answers
      FROM measure m JOIN client c ON c.id = m.client ORDER BY m.client, m.form, m.day, m.id
"""

_SEALED = {"note": _NOTES, "addendum": _ADDENDA, "plan": _PLANS, "measure": _MEASURES}


def plain_tables(db: Db) -> Iterator[Table]:
    """Give name, header and rows of each table that holds no sealed text."""
    for name, sql in _TABLES.items():
        cursor = db.execute(sql)
        yield name, [column[0] for column in cursor.description], map(tuple, cursor)


def sealed_tables(db: Db) -> Iterator[Table]:
    """Give the tables whose last column is sealed, bound to the first.

    Notes have their `late_reason` sealed as well. Uploads are apart: their content is a file.
    """
    for name, sql in _SEALED.items():
        cursor = db.execute(sql)
        yield name, [column[0] for column in cursor.description], map(tuple, cursor)
