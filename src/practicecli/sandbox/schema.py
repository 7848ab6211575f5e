"""The sandbox's tables. All but the settings belongs to an account: a provider on a platform.

`record` is what the wire knows of a thing: its version, its place in the feed, what the feed shows.
`due` holds what will happen by itself, and when; the world moves by taking from it in order.
"""

from __future__ import annotations

_FIRST: tuple[str, ...] = (
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE token (token TEXT PRIMARY KEY, npi TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID",
    """CREATE TABLE account (
        id INTEGER PRIMARY KEY, npi TEXT NOT NULL, platform TEXT NOT NULL,
        provider TEXT NOT NULL DEFAULT '', UNIQUE (npi, platform)) STRICT""",
    """CREATE TABLE record (
        account INTEGER NOT NULL REFERENCES account (id), kind TEXT NOT NULL, id TEXT NOT NULL,
        version INTEGER NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
        body TEXT, PRIMARY KEY (account, kind, id)) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX record_feed ON record (account, seq)",
    """CREATE TABLE answer (
        account INTEGER NOT NULL REFERENCES account (id), id TEXT NOT NULL,
        fingerprint BLOB NOT NULL, result TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE due (
        n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
        account INTEGER NOT NULL REFERENCES account (id), what TEXT NOT NULL, id TEXT NOT NULL)
        STRICT""",
    "CREATE INDEX due_next ON due (at, n)",
    """CREATE TABLE client (
        account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, born TEXT,
        email TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL,
        status TEXT NOT NULL, payer TEXT NOT NULL, plan TEXT NOT NULL, member_id TEXT NOT NULL,
        payment_method INTEGER NOT NULL, forms INTEGER NOT NULL, insurance INTEGER NOT NULL,
        covered_until TEXT, PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE session (
        account INTEGER NOT NULL, id TEXT NOT NULL, client TEXT NOT NULL, starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL, day TEXT NOT NULL, place TEXT NOT NULL, state TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'scheduled', actual_start TEXT, actual_stop TEXT,
        times_assumed INTEGER NOT NULL DEFAULT 0, cpt TEXT NOT NULL DEFAULT '',
        modifiers TEXT NOT NULL DEFAULT '', dx TEXT NOT NULL DEFAULT '',
        note_route TEXT NOT NULL DEFAULT '', note_status TEXT NOT NULL DEFAULT 'none',
        confirmed_at TEXT, edit_until TEXT, claim TEXT, fee_cents INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX session_day ON session (account, client, day)",
    """CREATE TABLE note (
        account INTEGER NOT NULL, id TEXT NOT NULL, session TEXT NOT NULL, template TEXT NOT NULL,
        signed_at TEXT NOT NULL, signer TEXT NOT NULL, npi TEXT NOT NULL, hash TEXT NOT NULL,
        previous TEXT NOT NULL, late INTEGER NOT NULL, text TEXT NOT NULL,
        received_at TEXT NOT NULL, PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX note_session ON note (account, session)",
    """CREATE TABLE addendum (
        account INTEGER NOT NULL, id TEXT NOT NULL, note TEXT NOT NULL, signed_at TEXT NOT NULL,
        signer TEXT NOT NULL, npi TEXT NOT NULL, hash TEXT NOT NULL, previous TEXT NOT NULL,
        text TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (account, id))
        STRICT, WITHOUT ROWID""",
    """CREATE TABLE claim (
        account INTEGER NOT NULL, id TEXT NOT NULL, session TEXT NOT NULL, client TEXT NOT NULL,
        payer TEXT NOT NULL, plan TEXT NOT NULL, member_id TEXT NOT NULL, status TEXT NOT NULL,
        day TEXT NOT NULL, confirmed_on TEXT NOT NULL, sent_at TEXT, billed_cents INTEGER NOT NULL,
        allowed_cents INTEGER, payer_paid_cents INTEGER, client_owes_cents INTEGER,
        denial_group TEXT, denial_carc TEXT, denial_rarc TEXT, timeline TEXT NOT NULL,
        PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX claim_session ON claim (account, session)",
    """CREATE TABLE charge (
        account INTEGER NOT NULL, id TEXT NOT NULL, client TEXT NOT NULL, session TEXT,
        kind TEXT NOT NULL, amount_cents INTEGER NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (account, id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX charge_session ON charge (account, session)",
    """CREATE TABLE payout (
        account INTEGER NOT NULL, id TEXT NOT NULL, date TEXT NOT NULL, bank_on TEXT NOT NULL,
        status TEXT NOT NULL, guaranteed INTEGER NOT NULL, PRIMARY KEY (account, id))
        STRICT, WITHOUT ROWID""",
    """CREATE TABLE payout_line (
        account INTEGER NOT NULL, payout TEXT NOT NULL, session TEXT NOT NULL, kind TEXT NOT NULL,
        amount_cents INTEGER NOT NULL, PRIMARY KEY (account, payout, session, kind))
        STRICT, WITHOUT ROWID""",
    "CREATE INDEX payout_line_session ON payout_line (account, session)",
)

# Log-ins. Codes and tokens of the device flow are kept as SHA-256 only.
_SECOND: tuple[str, ...] = (
    """CREATE TABLE device (
        code BLOB PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
        npi TEXT NOT NULL DEFAULT '', ends_at TEXT NOT NULL, pause_seconds INTEGER NOT NULL,
        asked_at TEXT) STRICT, WITHOUT ROWID""",
    """CREATE TABLE family (
        id INTEGER PRIMARY KEY, npi TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0) STRICT""",
    """CREATE TABLE pair (
        id INTEGER PRIMARY KEY, family INTEGER NOT NULL REFERENCES family (id),
        made_from INTEGER, access BLOB NOT NULL UNIQUE, refresh BLOB NOT NULL UNIQUE,
        ends_at TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0, replaced INTEGER NOT NULL DEFAULT 0)
        STRICT""",
    "CREATE INDEX pair_made_from ON pair (made_from)",
    # What the platform decides by itself. `since`: the day this coverage was first told.
    "ALTER TABLE client ADD COLUMN since TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE client ADD COLUMN card_mended INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE charge ADD COLUMN tries INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX claim_client ON claim (account, client, day)",
    "CREATE INDEX charge_client ON charge (account, client)",
)

# Each is taken once, in this order; one that was released is never changed.
STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND)
