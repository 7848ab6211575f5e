from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicecli.cache import audit
from practicecli.cache.connect import create_db, transaction
from practicecli.errors import DamagedError

KEY = bytes(range(32))
AUDIT_KEY = bytes(range(32, 64))
TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, device TEXT NOT NULL,
        verb TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
        hash BLOB NOT NULL) STRICT""",
)  # without the triggers: here somebody got past them


def entry(number=1, detail=""):
    return (f"2026-11-24T20:00:{number % 60:02d}Z", "me", "sign", "note", f"n-{number}", detail)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    db = create_db(str(tmp_path_factory.mktemp("audit") / "practice.db"), KEY)
    for table in TABLES:
        db.execute(table)
    yield db
    db.close()


@pytest.fixture
def db(shared):
    start_again(shared)
    return shared


def start_again(db):
    db.execute("DELETE FROM audit")
    db.execute("DELETE FROM meta")
    audit.name_device(db, "device-1")


def test_an_untouched_log_is_good(db):
    assert audit.append(db, AUDIT_KEY, [entry(1), entry(2)]) == 2
    assert audit.append(db, AUDIT_KEY, [entry(3)]) == 3
    assert audit.append(db, AUDIT_KEY, []) == 3

    assert audit.verify(db, AUDIT_KEY) is None
    assert [row[0] for row in audit.entries(db)] == [1, 2, 3]
    assert {row[3] for row in audit.entries(db)} == {"device-1"}


def test_an_unused_file_has_a_good_log(db):
    db.execute("DELETE FROM meta")

    assert audit.verify(db, AUDIT_KEY) is None


def test_an_entry_falls_with_the_change_it_tells_of(db):
    def log_and_fail():
        with transaction(db):
            audit.append(db, AUDIT_KEY, [entry(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log_and_fail()
    audit.append(db, AUDIT_KEY, [entry(2)])
    assert [row[6] for row in audit.entries(db)] == ["n-2"]
    assert audit.verify(db, AUDIT_KEY) is None


def test_another_key_verifies_nothing_and_continues_nothing(db):
    audit.append(db, AUDIT_KEY, [entry(1)])

    assert audit.verify(db, bytes(32)) == 1
    with pytest.raises(DamagedError):
        audit.append(db, bytes(32), [entry(2)])


def test_words_cannot_wander_from_one_field_to_the_next(db):
    audit.append(db, AUDIT_KEY, [("t", "ab", "c", "k", "s", "d")])
    db.execute("UPDATE audit SET who = 'a', verb = 'bc'")

    assert audit.verify(db, AUDIT_KEY) == 1


COPY_AS = """INSERT INTO audit
    SELECT {}, at, who, device, verb, kind, subject, detail, hash FROM audit WHERE seq = 5"""


@pytest.mark.parametrize(
    ("statements", "bad"),
    [
        (["UPDATE audit SET detail = 'x' WHERE seq = 3"], 3),
        (["UPDATE audit SET hash = zeroblob(32) WHERE seq = 3"], 3),
        (["UPDATE audit SET device = 'other' WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 3"], 3),
        (["DELETE FROM audit WHERE seq = 5"], 5),
        (["DELETE FROM audit WHERE seq >= 3"], 3),
        (["DELETE FROM audit"], 1),
        (["DELETE FROM meta WHERE key = 'audit-head'"], 6),
        (["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3"], 3),
        ([COPY_AS.format(6)], 6),
        ([COPY_AS.format(0)], 1),
    ],
)
def test_what_was_done_to_the_log_shows_at_its_place(db, statements, bad):
    audit.append(db, AUDIT_KEY, [entry(number) for number in range(1, 6)])
    for statement in statements:
        db.execute(statement)

    assert audit.verify(db, AUDIT_KEY) == bad


def test_a_cut_log_cannot_be_made_good_with_an_older_head(db):
    audit.append(db, AUDIT_KEY, [entry(1)])
    seq, link = db.execute("SELECT seq, hash FROM audit").fetchone()
    audit.append(db, AUDIT_KEY, [entry(2)])
    newest = db.execute("SELECT value FROM meta WHERE key = 'audit-head'").fetchone()[0]
    db.execute("DELETE FROM audit WHERE seq = 2")
    db.execute(
        "UPDATE meta SET value = ? WHERE key = 'audit-head'",
        (f"{seq} {link.hex()} {newest.split()[2]}",),
    )

    assert audit.verify(db, AUDIT_KEY) == 2
    with pytest.raises(DamagedError):
        audit.append(db, AUDIT_KEY, [entry(3)])


@pytest.mark.parametrize("head", [None, "", "garbage", "1 zz aa", "x y z", "99 00 00"])
def test_nothing_is_appended_to_a_log_without_a_good_head(db, head):
    audit.append(db, AUDIT_KEY, [entry(1)])
    db.execute("DELETE FROM meta WHERE key = 'audit-head'")
    if head is not None:
        db.execute("INSERT INTO meta (key, value) VALUES ('audit-head', ?)", (head,))

    with pytest.raises(DamagedError):
        audit.append(db, AUDIT_KEY, [entry(2)])


COLUMNS = ("at", "who", "device", "verb", "kind", "subject", "detail")


@st.composite
def tampering(draw):
    """One way to change a log of `size` entries that is not what it was."""
    size = draw(st.integers(1, 8))
    at = draw(st.integers(1, size))
    way = draw(st.sampled_from(["edit", "delete", "insert", "reorder", "cut", "hash"]))
    column = draw(st.sampled_from(COLUMNS))
    return size, at, way, column, draw(st.text(min_size=1, max_size=5))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(change=tampering())
def test_any_edit_deletion_insertion_reordering_or_cut_is_seen(shared, change):
    size, at, way, column, text = change
    start_again(shared)
    audit.append(shared, AUDIT_KEY, [entry(number, "detail") for number in range(1, size + 1)])
    rows = list(audit.entries(shared))

    tampered = changed(rows, at - 1, way, column, text)
    shared.execute("DELETE FROM audit")
    shared.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tampered)

    bad = audit.verify(shared, AUDIT_KEY)
    assert (bad is None) == (tampered == rows)


def changed(rows, at, way, column, text):
    rows = [list(row) for row in rows]
    if way == "edit":
        rows[at][1 + COLUMNS.index(column)] += text
    elif way == "hash":
        rows[at][8] = bytes(byte ^ 1 for byte in rows[at][8])
    elif way == "delete":
        del rows[at]
    elif way == "cut":
        rows = rows[:at]
    elif way == "insert":
        rows.insert(at, [0, *rows[at][1:7], text, rows[at][8]])
    else:
        rows[at], rows[0] = rows[0], rows[at]
    if way in {"insert", "reorder"}:
        for number, row in enumerate(rows, start=1):
            row[0] = number
    return [tuple(row) for row in rows]


@given(parts=st.lists(st.text(max_size=20).filter(lambda t: "\0" not in t), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_text_is_logged_verifies(shared, parts):
    start_again(shared)
    audit.append(shared, AUDIT_KEY, [tuple(parts)])

    assert audit.verify(shared, AUDIT_KEY) is None


def test_what_the_engine_could_not_count_is_not_logged(db):
    with pytest.raises(ValueError, match="NUL"):
        audit.append(db, AUDIT_KEY, [entry(detail="n\0")])
