from __future__ import annotations

from dataclasses import replace

import pytest

from practicecli.actions.exporting import tables_to_export
from practicecli.actions.notes import addend_note, sign_note, write_note
from practicecli.cache.connect import transaction
from practicecli.errors import LockedOutError
from practicecli.vault.seal import Seal

NOTE = "# Data\nCame\n# Assessment\nSteady\n# Plan\nWeekly"


def test_everything_leaves_with_its_notes_in_clear_and_each_is_logged(desk, held):
    session = held(1)
    with transaction(desk.db):
        identity = write_note(desk, session, template="dap", text=NOTE)
        sign_note(desk, session)
        addend_note(desk, session, "It was the 23rd")

    with transaction(desk.db):
        found = {
            name: [dict(zip(header, row, strict=True)) for row in rows]
            for name, header, rows in tables_to_export(desk)
        }

    notes = [rows for rows in found.values() if rows and "sections" in rows[0]]
    added = [rows for rows in found.values() if rows and "text" in rows[0]]
    assert [one["sections"] for rows in notes for one in rows] == [
        {"data": "Came", "assessment": "Steady", "plan": "Weekly"}
    ]
    assert [one["text"] for rows in added for one in rows] == ["It was the 23rd"]
    log = desk.db.execute("SELECT kind, subject FROM audit WHERE verb = 'export'").fetchall()
    assert ("note", identity) in [tuple(row) for row in log]
    assert len(log) == 2


def test_half_an_export_is_refused(desk):
    with pytest.raises(LockedOutError):
        list(tables_to_export(replace(desk, seal=Seal(None))))
