"""Hands that get at the tables with every trigger gone, and one of them even with the note key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from practicecli.actions.desk import Desk
from practicecli.actions.signatures import bound_again, bound_text
from practicecli.cache import notes
from practicecli.cache.notes import NoteRow

TRIGGERS = (
    "note_signed_stays", "note_signed_is_kept", "addendum_stays", "addendum_is_kept",
    "attachment_stays", "attachment_is_kept", "plan_signed_stays", "plan_signed_is_kept",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attacker:
    """Somebody at the tables; `dice` decides which rows and bytes."""

    desk: Desk
    dice: Random

    def rows(self) -> list[NoteRow]:
        return notes.signed(self.desk.db)

    def one(self) -> NoteRow:
        return self.dice.choice(self.rows())

    def two(self) -> tuple[NoteRow, NoteRow]:
        one, other = self.dice.sample(self.rows(), 2)
        return one, other

    def run(self, sql: str, *values: object) -> None:
        self.desk.db.execute(sql, values)

    def put(self, row: NoteRow, **columns: object) -> None:
        for name, value in columns.items():
            self.run(f"UPDATE note SET {name} = ? WHERE id = ?", value, row.id)  # noqa: S608


def loosen(desk: Desk) -> None:
    """Take away what refuses a plain change."""
    desk.db.execute("PRAGMA foreign_keys = OFF")
    for name in TRIGGERS:
        desk.db.execute(f"DROP TRIGGER IF EXISTS {name}")


def _flipped(dice: Random, blob: bytes) -> bytes:
    at = dice.randrange(len(blob))
    return blob[:at] + bytes([blob[at] ^ (1 << dice.randrange(8))]) + blob[at + 1 :]


def _text(dice: Random) -> str:
    words = " ".join(dice.choice(["calm", "slept", "worse", "goal"]) for _ in range(6))
    return json.dumps({"data": words, "assessment": words, "plan": words})


def edit_a_byte(by: Attacker) -> None:
    row = by.one()
    by.put(row, body=_flipped(by.dice, row.body))


def cut_the_text(by: Attacker) -> None:
    row = by.one()
    by.put(row, body=row.body[: by.dice.randrange(len(row.body))])


def seal_another_text(by: Attacker) -> None:
    row = by.one()
    by.put(row, body=by.desk.seal.seal(_text(by.dice), row.id))


def edit_a_column(by: Attacker) -> None:
    row = by.one()
    name, value = by.dice.choice(
        [("signer", "Bob Example"), ("npi", "1000000004"), ("template", "soap"),
         ("signed_at", "2026-11-20T10:00:00Z"), ("edited_at", "2026-01-01T00:00:00Z"),
         ("author", "1000000004"), ("dx", "F99"), ("goals", "t-0000000 9"),
         ("late", int(not row.late)), ("previous", "1" * 64), ("hash", "0" * 64),
         ("reason", by.desk.seal.seal("No reason", f"{row.id}:reason")), ("signing", 99)]
    )  # fmt: skip
    by.put(row, **{name: value})


def edit_what_was_bound(by: Attacker) -> None:
    row = by.one()
    held: dict[str, Any] = json.loads(row.bound or "{}")
    key, value = by.dice.choice(
        [("cpt", ["90837"]), ("modifiers", ["95"]), ("dx", ["F32.0"]), ("note_dx", ["F32.0"]),
         ("start", "2026-11-20T10:00:00Z"), ("stop", ""), ("minutes", 7), ("place", "video"),
         ("credentials", "PhD"), ("attested", "I never said so"), ("form", 1), ("form", 3)]
    )  # fmt: skip
    if by.dice.random() < 0.1:
        held.pop(key)
    else:
        held[key] = value
    by.put(row, bound=json.dumps(held))


def swap_texts(by: Attacker) -> None:
    one, other = by.two()
    by.put(one, body=other.body)
    by.put(other, body=one.body)


def swap_sessions(by: Attacker) -> None:
    one, other = by.two()
    by.put(one, session=f"-{other.session}")
    by.put(other, session=one.session)
    by.put(one, session=other.session)


def swap_signatures(by: Attacker) -> None:
    one, other = by.two()
    for row, new in ((one, other), (other, one)):
        by.put(row, hash=new.hash, previous=new.previous, bound=new.bound)


def reorder(by: Attacker) -> None:
    one, other = by.two()
    by.put(one, signing=-1)
    by.put(other, signing=one.signing)
    by.put(one, signing=other.signing)


def cut_a_note(by: Attacker) -> None:
    row = by.one()
    by.run("DELETE FROM addendum WHERE note = ?", row.id)
    by.run("DELETE FROM note WHERE id = ?", row.id)


def cut_the_end(by: Attacker) -> None:
    count = by.dice.randrange(1, len(by.rows()))
    for row in by.rows()[-count:]:
        by.run("DELETE FROM addendum WHERE note = ?", row.id)
        by.run("DELETE FROM note WHERE id = ?", row.id)


def make_a_draft_of_it(by: Attacker) -> None:
    by.put(by.one(), status="draft")


def edit_an_addendum(by: Attacker) -> None:
    added = by.desk.db.execute("SELECT id, body FROM addendum").fetchall()
    identity, body = by.dice.choice(added)
    name, value = by.dice.choice(
        [("body", _flipped(by.dice, body)), ("body", by.desk.seal.seal("else", identity)),
         ("signer", "Bob Example"), ("npi", "1000000004"), ("hash", "0" * 64),
         ("signed_at", "2026-11-20T10:00:00Z"), ("previous", "1" * 64),
         ("note", by.dice.choice([row.id for row in by.rows() if not _has(by, row, identity)]))]
    )  # fmt: skip
    by.run(f"UPDATE addendum SET {name} = ? WHERE id = ?", value, identity)  # noqa: S608


def _has(by: Attacker, row: NoteRow, addendum: str) -> bool:
    return any(one.id == addendum for one in notes.addenda(by.desk.db, row.id))


def cut_an_addendum(by: Attacker) -> None:
    added = [row[0] for row in by.desk.db.execute("SELECT id FROM addendum").fetchall()]
    by.run("DELETE FROM addendum WHERE id = ?", by.dice.choice(added))


def reorder_addenda(by: Attacker) -> None:
    """Change the places of the two addenda that stand below one note."""
    note = by.desk.db.execute(
        "SELECT note FROM addendum GROUP BY note HAVING count(*) > 1"
    ).fetchone()[0]
    places = by.desk.db.execute("SELECT seq FROM addendum WHERE note = ? ORDER BY seq", (note,))
    (one,), (other,) = places.fetchall()[:2]
    by.run("UPDATE addendum SET seq = 1000 WHERE seq = ?", one)
    by.run("UPDATE addendum SET seq = ? WHERE seq = ?", one, other)
    by.run("UPDATE addendum SET seq = ? WHERE seq = 1000", other)


def sign_again(by: Attacker) -> None:
    """Sign another text with the note key at hand, and mend the chain behind it."""
    rows = by.rows()
    at = by.dice.randrange(len(rows))
    victim = rows[at]
    by.put(victim, body=by.desk.seal.seal(_text(by.dice), victim.id))
    previous = victim.previous or ""
    for stale in rows[at:]:
        fresh = next(row for row in by.rows() if row.id == stale.id)
        binding = replace(bound_again(by.desk, fresh), previous=previous)
        by.put(fresh, previous=previous, hash=binding.digest())
        previous = binding.digest()


def sign_a_new_one(by: Attacker) -> None:
    """Lay a whole note, well signed and chained, at the end: nobody ever signed it."""
    last = by.rows()[-1]
    (session,) = by.desk.db.execute(
        "SELECT id FROM session WHERE id NOT IN (SELECT session FROM note) LIMIT 1"
    ).fetchone()
    identity = by.desk.fresh_id()
    text = _text(by.dice)
    binding = replace(
        bound_again(by.desk, last), note=identity, session=session, body=text,
        previous=last.hash or "",
    )  # fmt: skip
    by.run(
        "INSERT INTO note (id, ref, session, template, status, body, edited_at, signed_at, signer,"
        " npi, bound, previous, hash, late, signing, author, dx, goals)"
        " SELECT ?, 'n-0000000', ?, template, status, ?, edited_at, signed_at, signer, npi, ?, ?,"
        " ?, late, signing + 1, author, dx, goals FROM note WHERE id = ?",
        identity, session, by.desk.seal.seal(text, identity), bound_text(binding),
        last.hash, binding.digest(), last.id,
    )  # fmt: skip


ATTACKS: tuple[Callable[[Attacker], None], ...] = (
    edit_a_byte, cut_the_text, seal_another_text, edit_a_column, edit_what_was_bound, swap_texts,
    swap_sessions, swap_signatures, reorder, cut_a_note, cut_the_end, make_a_draft_of_it,
    edit_an_addendum, cut_an_addendum, reorder_addenda, sign_again, sign_a_new_one,
)  # fmt: skip
