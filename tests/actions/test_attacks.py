"""A signed note attacked five hundred ways is found five hundred times."""

from __future__ import annotations

from random import Random

import pytest
from tests.actions.attacks import ATTACKS, Attacker, loosen

from practicecli.actions.addenda import addend_note
from practicecli.actions.notes import sign_note, write_note
from practicecli.actions.verifying import tampered_notes, verified
from practicecli.cache.connect import rehearsal, transaction

FIVE_HUNDRED = 500


@pytest.fixture
def signed(desk, held):
    """Six signed notes, three addenda on two of them, and a session that has no note."""
    ids = [held(days) for days in (7, 6, 5, 4, 3, 2)]
    with transaction(desk.db):
        for number, one in enumerate(ids):
            text = f"# Data\nDay {number}\n# Assessment\nSteady\n# Plan\nWeekly"
            write_note(desk, one, template="dap", text=text, dx=("F41.1",))
            sign_note(desk, one)
        addend_note(desk, ids[1], "first")
        addend_note(desk, ids[1], "second")
        addend_note(desk, ids[4], "another")
    held(1)
    loosen(desk)
    return ids


def found(desk, attack, seed):
    with rehearsal(desk.db):
        attack(Attacker(desk, Random(seed)))  # noqa: S311 - which attack it is, not a secret
        return bool(tampered_notes(desk))


def test_nothing_is_found_where_nothing_was_done(desk, signed):
    assert tampered_notes(desk) == []
    assert verified(desk).broken == ()
    assert verified(desk).checked == len(signed)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_each_kind_of_attack_is_found(desk, signed, attack):
    assert all(found(desk, attack, seed) for seed in range(8))


@pytest.mark.proof
def test_five_hundred_attacks_are_found_five_hundred_times(desk, signed):
    kinds = [ATTACKS[number % len(ATTACKS)] for number in range(FIVE_HUNDRED)]

    missed = [
        (kind.__name__, seed) for seed, kind in enumerate(kinds) if not found(desk, kind, seed)
    ]
    assert missed == []
    assert tampered_notes(desk) == []  # each was only rehearsed


def test_who_also_mends_the_log_breaks_the_log(desk, signed):
    with rehearsal(desk.db):
        attack = Attacker(desk, Random(1))  # noqa: S311 - as above
        row = attack.one()
        desk.db.execute("DROP TRIGGER audit_keeps_entries")
        attack.put(row, hash="0" * 64)
        desk.db.execute(
            "UPDATE audit SET detail = ? WHERE kind = 'note' AND verb = 'sign' AND subject = ?",
            ("0" * 64, row.id),
        )
        assert "audit" in verified(desk).broken
