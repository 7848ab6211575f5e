"""The tables of a practice, as steps that only go forward. A step that has landed is never edited.

Instants are UTC text `YYYY-MM-DDTHH:MM:SSZ`, which compares as time; dates are `YYYY-MM-DD`; money
is whole cents; lists of codes are words parted by spaces. What reading screens need is worked out
when a row is written and stands beside it, with the moment at which it flips (`confirm_by`,
`sign_by`, `edit_until`, `file_by`), so that reading compares text and runs no rule.

The partial indexes are the inbox: each holds only the sessions with that kind of work open, so a
screen costs the same over twenty thousand sessions and over a million.
"""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        """CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, device TEXT NOT NULL,
            verb TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
            hash BLOB NOT NULL) STRICT""",
        """CREATE TRIGGER audit_keeps_entries BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_keeps_all_entries BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TABLE provider (
            one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, name TEXT NOT NULL,
            credentials TEXT NOT NULL, npi TEXT NOT NULL, zone TEXT NOT NULL, tax_id TEXT NOT NULL,
            address TEXT NOT NULL, phone TEXT NOT NULL, taxonomy TEXT NOT NULL) STRICT""",
        """CREATE TABLE license (
            state TEXT PRIMARY KEY, type TEXT NOT NULL, until TEXT) STRICT, WITHOUT ROWID""",
        """CREATE TABLE credential (
            payer TEXT NOT NULL, state TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('active', 'pending', 'none')),
            PRIMARY KEY (payer, state)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE platform (
            name TEXT PRIMARY KEY, policy TEXT NOT NULL,
            remote TEXT NOT NULL, sandbox INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
            cursor TEXT NOT NULL DEFAULT '', last_sync_at TEXT, last_error TEXT)
            STRICT, WITHOUT ROWID""",
        """CREATE TABLE client (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, name TEXT NOT NULL, born TEXT,
            email TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL,
            aliases TEXT NOT NULL, platform TEXT NOT NULL REFERENCES platform (name),
            status TEXT NOT NULL CHECK (status IN ('active', 'waitlist', 'archived')),
            payment_method INTEGER NOT NULL, forms INTEGER NOT NULL, insurance INTEGER NOT NULL,
            credentialing INTEGER NOT NULL, payer TEXT NOT NULL, plan TEXT NOT NULL,
            member_id TEXT NOT NULL, covered_from TEXT, covered_until TEXT,
            version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX client_tail ON client (substr(ref, -4))",
        """CREATE TABLE series (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES client (id),
            starts_local TEXT NOT NULL, every_days INTEGER NOT NULL, count INTEGER NOT NULL)
            STRICT""",
        """CREATE TABLE session (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, client TEXT NOT NULL REFERENCES client (id),
            platform TEXT NOT NULL REFERENCES platform (name), series TEXT REFERENCES series (id),
            starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, day TEXT NOT NULL,
            status TEXT NOT NULL CHECK
                (status IN ('scheduled', 'confirmed', 'cancelled', 'late-cancelled', 'no-show')),
            place TEXT NOT NULL, state TEXT NOT NULL, link TEXT NOT NULL, imported TEXT,
            actual_start TEXT, actual_stop TEXT, times_assumed INTEGER NOT NULL DEFAULT 0,
            cpt TEXT NOT NULL DEFAULT '', modifiers TEXT NOT NULL DEFAULT '',
            dx TEXT NOT NULL DEFAULT '', note_route TEXT NOT NULL DEFAULT '',
            note_status TEXT NOT NULL DEFAULT 'none'
                CHECK (note_status IN ('none', 'draft', 'signed')),
            confirmed_at TEXT, entered_at TEXT, confirm_by TEXT, sign_by TEXT, edit_until TEXT,
            file_by TEXT, claim TEXT, expected_cents INTEGER, expected_on TEXT, payout TEXT,
            sent TEXT NOT NULL DEFAULT 'no'
                CHECK (sent IN ('no', 'waiting', 'accepted', 'refused', 'manual')),
            refusal TEXT NOT NULL DEFAULT '', warnings TEXT NOT NULL DEFAULT '',
            figures TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX session_tail ON session (substr(ref, -4))",
        "CREATE INDEX session_starts ON session (starts_at)",
        "CREATE INDEX session_client ON session (client, day)",
        "CREATE INDEX session_imported ON session (imported) WHERE imported IS NOT NULL",
        """CREATE INDEX session_to_confirm ON session (confirm_by, ends_at)
            WHERE status = 'scheduled'""",
        """CREATE INDEX session_to_sign ON session (sign_by, ends_at)
            WHERE note_status <> 'signed' AND note_route <> 'upload'
              AND status IN ('scheduled', 'confirmed') AND sign_by IS NOT NULL""",
        "CREATE INDEX session_to_edit ON session (edit_until) WHERE status = 'confirmed'",
        """CREATE INDEX session_to_send ON session (confirm_by)
            WHERE status = 'confirmed' AND sent = 'waiting'""",
        """CREATE INDEX session_to_enter ON session (confirm_by)
            WHERE status = 'confirmed' AND sent = 'manual' AND entered_at IS NULL
              AND file_by IS NULL""",
        """CREATE INDEX session_to_file ON session (file_by)
            WHERE status = 'confirmed' AND sent = 'manual' AND entered_at IS NULL
              AND file_by IS NOT NULL""",
        """CREATE INDEX session_expected ON session (expected_on, platform)
            WHERE status = 'confirmed' AND payout IS NULL AND expected_on IS NOT NULL""",
        """CREATE TABLE note (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL,
            session TEXT NOT NULL UNIQUE REFERENCES session (id), template TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('draft', 'signed')), body BLOB NOT NULL,
            edited_at TEXT NOT NULL, opened_at TEXT, signed_at TEXT, signer TEXT, npi TEXT,
            bound TEXT, previous TEXT, hash TEXT, late INTEGER NOT NULL DEFAULT 0,
            signing INTEGER UNIQUE, version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX note_tail ON note (substr(ref, -4))",
        """CREATE TRIGGER note_signed_stays BEFORE UPDATE ON note
            WHEN OLD.status = 'signed' AND (
                NEW.id, NEW.ref, NEW.status, NEW.body, NEW.template, NEW.session, NEW.signed_at,
                NEW.signer, NEW.npi, NEW.bound, NEW.previous, NEW.hash, NEW.late, NEW.signing
            ) IS NOT (
                OLD.id, OLD.ref, OLD.status, OLD.body, OLD.template, OLD.session, OLD.signed_at,
                OLD.signer, OLD.npi, OLD.bound, OLD.previous, OLD.hash, OLD.late, OLD.signing)
            BEGIN SELECT RAISE(ABORT, 'a signed note is never changed'); END""",
        """CREATE TRIGGER note_signed_is_kept BEFORE DELETE ON note WHEN OLD.status = 'signed'
            BEGIN SELECT RAISE(ABORT, 'a signed note is never removed'); END""",
        """CREATE TABLE addendum (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            note TEXT NOT NULL REFERENCES note (id), body BLOB NOT NULL,
            signed_at TEXT NOT NULL, signer TEXT NOT NULL, npi TEXT NOT NULL,
            previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
        "CREATE INDEX addendum_note ON addendum (note, seq)",
        """CREATE TRIGGER addendum_stays BEFORE UPDATE ON addendum
            BEGIN SELECT RAISE(ABORT, 'an addendum is never changed'); END""",
        """CREATE TRIGGER addendum_is_kept BEFORE DELETE ON addendum
            BEGIN SELECT RAISE(ABORT, 'an addendum is never removed'); END""",
        """CREATE TABLE claim (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, session TEXT NOT NULL REFERENCES session (id),
            client TEXT NOT NULL REFERENCES client (id), platform TEXT NOT NULL,
            payer TEXT NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL,
            billed_cents INTEGER, allowed_cents INTEGER, paid_cents INTEGER, owes_cents INTEGER,
            denial_group TEXT, denial_carc TEXT, denial_rarc TEXT,
            version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX claim_tail ON claim (substr(ref, -4))",
        "CREATE INDEX claim_session ON claim (session)",
        "CREATE INDEX claim_status ON claim (status, created_at)",
        """CREATE TABLE claim_event (
            seq INTEGER PRIMARY KEY, claim TEXT NOT NULL REFERENCES claim (id), at TEXT NOT NULL,
            status TEXT NOT NULL, detail TEXT NOT NULL, UNIQUE (claim, at, status)) STRICT""",
        """CREATE TABLE charge (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES client (id),
            session TEXT REFERENCES session (id), platform TEXT NOT NULL, kind TEXT NOT NULL,
            amount_cents INTEGER NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX charge_session ON charge (session)",
        """CREATE TABLE payout (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, platform TEXT NOT NULL, date TEXT NOT NULL,
            bank_on TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('scheduled', 'paid')),
            total_cents INTEGER NOT NULL, guaranteed INTEGER NOT NULL,
            version INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX payout_tail ON payout (substr(ref, -4))",
        "CREATE INDEX payout_date ON payout (date)",
        """CREATE TABLE payout_line (
            payout TEXT NOT NULL REFERENCES payout (id) ON DELETE CASCADE, line INTEGER NOT NULL,
            session TEXT, kind TEXT NOT NULL, amount_cents INTEGER NOT NULL,
            PRIMARY KEY (payout, line)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, platform TEXT NOT NULL,
            kind TEXT NOT NULL, record TEXT NOT NULL, verb TEXT NOT NULL,
            seen_version INTEGER NOT NULL, body TEXT NOT NULL, sealed BLOB, sealed_for TEXT,
            state TEXT NOT NULL
                CHECK (state IN ('waiting', 'sent', 'refused', 'conflict', 'local')),
            batch TEXT NOT NULL, queued_at TEXT NOT NULL, undo TEXT, answer TEXT) STRICT""",
        """CREATE INDEX outbox_waiting ON outbox (platform, seq)
            WHERE state IN ('waiting', 'sent')""",
        "CREATE INDEX outbox_record ON outbox (record, seq)",
        """CREATE TABLE reminder (
            key TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    ),
    (
        # A feed read from its beginning waits here until it is whole, then takes the old one's
        # place at once.
        """CREATE TABLE shadow (
            platform TEXT NOT NULL REFERENCES platform (name) ON DELETE CASCADE,
            n INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
            body TEXT, PRIMARY KEY (platform, n)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX outbox_open ON outbox (state) WHERE state IN ('refused', 'conflict')",
        "CREATE INDEX shadow_record ON shadow (platform, kind, id)",
        """CREATE TABLE notice (
            id TEXT PRIMARY KEY, platform TEXT NOT NULL, at TEXT NOT NULL, code TEXT NOT NULL,
            client TEXT, session TEXT, message TEXT NOT NULL, amount_cents INTEGER,
            version INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
        "CREATE INDEX notice_at ON notice (at)",
        """CREATE TABLE cost (
            id TEXT PRIMARY KEY, platform TEXT NOT NULL, session TEXT NOT NULL,
            client TEXT NOT NULL, amount_cents INTEGER NOT NULL, was_cents INTEGER,
            reason TEXT NOT NULL, changed_at TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
        # Signed here while the platform holds another note of the session: this text stays here.
        "ALTER TABLE note ADD COLUMN only_here INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX cost_session ON cost (session)",
    ),
    (
        # What the codes of a session follow from: who took part, why it was held, how long the
        # medical visit in it took, and the factor that made it harder.
        """ALTER TABLE session ADD COLUMN participants TEXT NOT NULL DEFAULT 'client'
            CHECK (participants IN ('client', 'client-family', 'family', 'group', 'families'))""",
        """ALTER TABLE session ADD COLUMN occasion TEXT NOT NULL DEFAULT ''
            CHECK (occasion IN ('', 'intake', 'crisis'))""",
        "ALTER TABLE session ADD COLUMN complexity TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE session ADD COLUMN em_minutes INTEGER",
        # Who wrote a note, what it is about, and why it was signed late.
        "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE note ADD COLUMN dx TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE note ADD COLUMN goals TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE note ADD COLUMN reason BLOB",
        "DROP TRIGGER note_signed_stays",
        """CREATE TRIGGER note_signed_stays BEFORE UPDATE ON note
            WHEN OLD.status = 'signed' AND (
                NEW.id, NEW.ref, NEW.status, NEW.body, NEW.template, NEW.session, NEW.signed_at,
                NEW.signer, NEW.npi, NEW.bound, NEW.previous, NEW.hash, NEW.late, NEW.signing,
                NEW.author, NEW.dx, NEW.goals, NEW.reason, NEW.edited_at
            ) IS NOT (
                OLD.id, OLD.ref, OLD.status, OLD.body, OLD.template, OLD.session, OLD.signed_at,
                OLD.signer, OLD.npi, OLD.bound, OLD.previous, OLD.hash, OLD.late, OLD.signing,
                OLD.author, OLD.dx, OLD.goals, OLD.reason, OLD.edited_at)
            BEGIN SELECT RAISE(ABORT, 'a signed note is never changed'); END""",
        # A text that an editor was left with before it became a draft; sealed, one a subject.
        """CREATE TABLE edit (
            subject TEXT PRIMARY KEY, template TEXT NOT NULL, body BLOB NOT NULL,
            at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        # Uploads: name and content are sealed, what stays plain is what lists need.
        """CREATE TABLE attachment (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ref TEXT NOT NULL,
            session TEXT NOT NULL REFERENCES session (id), name BLOB NOT NULL, type TEXT NOT NULL,
            bytes INTEGER NOT NULL, body BLOB NOT NULL, attached_at TEXT NOT NULL,
            npi TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
        "CREATE INDEX attachment_session ON attachment (session, seq)",
        "CREATE INDEX attachment_tail ON attachment (substr(ref, -4))",
        """CREATE TRIGGER attachment_stays BEFORE UPDATE ON attachment
            BEGIN SELECT RAISE(ABORT, 'an attachment is never changed'); END""",
        """CREATE TRIGGER attachment_is_kept BEFORE DELETE ON attachment
            BEGIN SELECT RAISE(ABORT, 'an attachment is never removed'); END""",
        # Treatment plans: a client's, signed as a note is; `review_by` stands on the one in force.
        """CREATE TABLE plan (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, client TEXT NOT NULL REFERENCES client (id),
            status TEXT NOT NULL CHECK (status IN ('draft', 'signed')), body BLOB NOT NULL,
            dx TEXT NOT NULL, author TEXT NOT NULL, edited_at TEXT NOT NULL, signed_at TEXT,
            signer TEXT, npi TEXT, bound TEXT, previous TEXT, hash TEXT, signing INTEGER UNIQUE,
            review_by TEXT) STRICT""",
        "CREATE INDEX plan_tail ON plan (substr(ref, -4))",
        "CREATE INDEX plan_client ON plan (client, signing)",
        "CREATE UNIQUE INDEX plan_draft ON plan (client) WHERE status = 'draft'",
        "CREATE INDEX plan_review ON plan (review_by) WHERE review_by IS NOT NULL",
        """CREATE TRIGGER plan_signed_stays BEFORE UPDATE ON plan
            WHEN OLD.status = 'signed' AND (
                NEW.id, NEW.ref, NEW.client, NEW.status, NEW.body, NEW.dx, NEW.author,
                NEW.signed_at, NEW.signer, NEW.npi, NEW.bound, NEW.previous, NEW.hash, NEW.signing
            ) IS NOT (
                OLD.id, OLD.ref, OLD.client, OLD.status, OLD.body, OLD.dx, OLD.author,
                OLD.signed_at, OLD.signer, OLD.npi, OLD.bound, OLD.previous, OLD.hash, OLD.signing)
            BEGIN SELECT RAISE(ABORT, 'a signed plan is never changed'); END""",
        """CREATE TRIGGER plan_signed_is_kept BEFORE DELETE ON plan WHEN OLD.status = 'signed'
            BEGIN SELECT RAISE(ABORT, 'a signed plan is never removed'); END""",
        # Questionnaires: answers, score and what follows from it are sealed.
        """CREATE TABLE measure (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES client (id),
            session TEXT REFERENCES session (id), form TEXT NOT NULL, day TEXT NOT NULL,
            body BLOB NOT NULL, at TEXT NOT NULL) STRICT""",
        "CREATE INDEX measure_client ON measure (client, form, day)",
    ),
    (
        # Coverages: one client's memberships, by rank and start. The first of each rank may have no
        # start (''): it is what was known before anything was said. Percents are hundredths of one.
        """CREATE TABLE coverage (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES client (id),
            rank TEXT NOT NULL CHECK (rank IN ('primary', 'secondary')),
            payer TEXT NOT NULL, plan TEXT NOT NULL, member_id TEXT NOT NULL,
            effective TEXT NOT NULL, ends TEXT, copay_cents INTEGER, coinsurance INTEGER,
            deductible_cents INTEGER, deductible_met_cents INTEGER NOT NULL DEFAULT 0,
            family_deductible_cents INTEGER, family_deductible_met_cents INTEGER NOT NULL DEFAULT 0,
            oop_max_cents INTEGER, oop_met_cents INTEGER NOT NULL DEFAULT 0,
            family_oop_max_cents INTEGER, family_oop_met_cents INTEGER NOT NULL DEFAULT 0,
            visits_allowed INTEGER, visits_used INTEGER NOT NULL DEFAULT 0,
            authorization_required INTEGER NOT NULL DEFAULT 0, plan_year_start TEXT NOT NULL,
            as_of TEXT, source TEXT NOT NULL CHECK (source IN ('client', 'said', 'asked')),
            added_at TEXT NOT NULL) STRICT""",
        "CREATE INDEX coverage_client ON coverage (client, rank, effective)",
        # What was asked of a platform about a coverage, and its answer as it came.
        """CREATE TABLE eligibility (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES client (id),
            coverage TEXT REFERENCES coverage (id), platform TEXT NOT NULL, asked_at TEXT NOT NULL,
            asked TEXT NOT NULL, status TEXT NOT NULL, answer TEXT NOT NULL,
            changes TEXT NOT NULL) STRICT""",
        "CREATE INDEX eligibility_client ON eligibility (client, asked_at)",
        # What a session's cost to the client was, and became; `charged` where it was asked already.
        """CREATE TABLE cost_change (
            seq INTEGER PRIMARY KEY, at TEXT NOT NULL, client TEXT NOT NULL REFERENCES client (id),
            session TEXT NOT NULL REFERENCES session (id), was_cents INTEGER,
            now_cents INTEGER NOT NULL, reason TEXT NOT NULL, charged INTEGER NOT NULL) STRICT""",
        "CREATE INDEX cost_change_client ON cost_change (client, at)",
        "CREATE INDEX cost_change_at ON cost_change (at)",
        # Contract rates; '' stands for any plan, licence, place or state.
        """CREATE TABLE rate (
            id TEXT PRIMARY KEY, platform TEXT NOT NULL, payer TEXT NOT NULL, plan TEXT NOT NULL,
            cpt TEXT NOT NULL, license TEXT NOT NULL, place TEXT NOT NULL, state TEXT NOT NULL,
            since TEXT NOT NULL, cents INTEGER NOT NULL,
            UNIQUE (platform, payer, cpt, plan, license, place, state, since)) STRICT""",
        # Authorizations: `codes` '' is any code. `runs_out` is when the next thing is lost.
        """CREATE TABLE authorization (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, client TEXT NOT NULL REFERENCES client (id),
            payer TEXT NOT NULL, number TEXT NOT NULL, codes TEXT NOT NULL, units INTEGER,
            used_before INTEGER NOT NULL, starts TEXT NOT NULL, ends TEXT, runs_out TEXT,
            ended INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE INDEX authorization_tail ON authorization (substr(ref, -4))",
        "CREATE INDEX authorization_client ON authorization (client, starts)",
        """CREATE INDEX authorization_runs_out ON authorization (runs_out)
            WHERE runs_out IS NOT NULL AND NOT ended""",
        # Charges of our own: what is paid of them, by when, on which invoice, and what to chase.
        "ALTER TABLE charge ADD COLUMN ref TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE charge ADD COLUMN paid_cents INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE charge ADD COLUMN refunded_cents INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE charge ADD COLUMN due_on TEXT",
        "ALTER TABLE charge ADD COLUMN invoice TEXT",
        "ALTER TABLE charge ADD COLUMN chase_by TEXT",
        "CREATE INDEX charge_tail ON charge (substr(ref, -4)) WHERE ref <> ''",
        "CREATE INDEX charge_client ON charge (client, at)",
        "CREATE INDEX charge_invoice ON charge (invoice) WHERE invoice IS NOT NULL",
        "CREATE INDEX charge_chase ON charge (chase_by) WHERE chase_by IS NOT NULL",
        """CREATE TABLE charge_event (
            seq INTEGER PRIMARY KEY, charge TEXT NOT NULL REFERENCES charge (id) ON DELETE CASCADE,
            at TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL, amount_cents INTEGER,
            detail TEXT NOT NULL) STRICT""",
        "CREATE INDEX charge_event_charge ON charge_event (charge, seq)",
        "CREATE INDEX charge_event_paid ON charge_event (day) WHERE what IN ('paid', 'refunded')",
        """CREATE TABLE invoice (
            id TEXT PRIMARY KEY, ref TEXT NOT NULL, number INTEGER NOT NULL UNIQUE,
            client TEXT NOT NULL REFERENCES client (id), issued_on TEXT NOT NULL,
            due_on TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
        "CREATE INDEX invoice_tail ON invoice (substr(ref, -4))",
        "CREATE INDEX invoice_client ON invoice (client, number)",
        # Bank deposits as read from files; `fingerprint` tells the same line read twice.
        """CREATE TABLE deposit (
            id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, day TEXT NOT NULL,
            amount_cents INTEGER NOT NULL, description TEXT NOT NULL,
            payout TEXT REFERENCES payout (id), read_at TEXT NOT NULL) STRICT""",
        "CREATE INDEX deposit_day ON deposit (day)",
        "CREATE INDEX deposit_payout ON deposit (payout) WHERE payout IS NOT NULL",
        # With what is added up of a session, so that a report over all of them reads this alone.
        """CREATE INDEX payout_line_session ON payout_line (session, kind, amount_cents)
            WHERE session IS NOT NULL""",
        "CREATE INDEX payout_line_clawback ON payout_line (payout) WHERE kind = 'clawback'",
        # Each platform's cut-offs to come: what is confirmed by `at` is paid on `pays_on`, else
        # on `later_on`, where it was held by `held_by`. Worked out ahead, so that `today` and `due`
        # need no calendar.
        """CREATE TABLE cutoff (
            platform TEXT NOT NULL, at TEXT NOT NULL, pays_on TEXT NOT NULL, bank_on TEXT NOT NULL,
            later_on TEXT NOT NULL, later_bank_on TEXT NOT NULL, held_by TEXT NOT NULL,
            PRIMARY KEY (platform, at))
            STRICT, WITHOUT ROWID""",
    ),
)
