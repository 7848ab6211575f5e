"""The tables of the psychotherapy notes' own file. A step that has landed is never edited.

Nothing here points into the practice's file, nor that file here: either can be lost, restored or
handed on without the other. `at` is UTC text.
"""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE entry (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL,
            at TEXT NOT NULL, body TEXT NOT NULL) STRICT""",
        "CREATE INDEX entry_client ON entry (client, seq)",
        # What was destroyed, and when: no more than that is left of it.
        """CREATE TABLE removal (
            id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        # What an editor was left with before it became an entry; one a client.
        """CREATE TABLE unfinished (
            client TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL)
            STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
            BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END""",
        """CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
            WHEN NOT EXISTS (SELECT 1 FROM removal WHERE id = OLD.id)
            BEGIN SELECT RAISE(ABORT, 'an entry is removed only by name'); END""",
        """CREATE TRIGGER entry_stays_removed BEFORE INSERT ON entry
            WHEN EXISTS (SELECT 1 FROM removal WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a removed entry does not come back'); END""",
        """CREATE TRIGGER removal_stays BEFORE UPDATE ON removal
            BEGIN SELECT RAISE(ABORT, 'a removal is never changed'); END""",
        """CREATE TRIGGER removal_is_kept BEFORE DELETE ON removal
            BEGIN SELECT RAISE(ABORT, 'a removal is never forgotten'); END""",
    ),
)
