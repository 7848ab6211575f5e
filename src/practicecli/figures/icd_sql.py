"""The questions that are put to a table of ICD-10-CM; `icd.py` runs them."""

from __future__ import annotations

_COLUMNS = "code, label, billable, valid_from, billable_until"
BY_CODE = f"SELECT {_COLUMNS} FROM codes WHERE code = ?"  # noqa: S608 - columns are our own
SOME = f"SELECT {_COLUMNS} FROM codes WHERE code IN (SELECT value FROM json_each(?))"  # noqa: S608
# Codes below another sort right behind it: "F43.1" to "F43.1~" is the whole branch.
BRANCH = f"""
SELECT {_COLUMNS} FROM codes WHERE code >= ? AND code < ? ORDER BY billable DESC, code LIMIT ?
"""  # noqa: S608
CHILDREN = f"""
SELECT {_COLUMNS} FROM codes
 WHERE code > ? AND code < ? AND billable AND valid_from <= ? ORDER BY code LIMIT ?
"""  # noqa: S608
_OF_INDEX = "c." + _COLUMNS.replace(", ", ", c.")
BY_RANK = f"""
SELECT {_OF_INDEX} FROM {{0}} JOIN codes AS c ON c.id = {{0}}.rowid
 WHERE {{0}} MATCH ? ORDER BY bm25({{0}}, 10.0, 5.0, 1.0), c.id LIMIT ?
"""  # noqa: S608
# Over all the rest ranking would take longer than all else: of the first that hold the words in
# their text, in the order of the table, the shortest come first.
IN_ORDER = f"""
SELECT * FROM (
    SELECT {_OF_INDEX} FROM {{0}} JOIN codes AS c ON c.id = {{0}}.rowid
     WHERE {{0}} MATCH '{{{{label code}}}}: (' || ? || ')' ORDER BY {{0}}.rowid LIMIT ?
) ORDER BY billable DESC, length(label), code
"""  # noqa: S608
IN_TERMS = f"""
SELECT {_OF_INDEX} FROM {{0}} JOIN codes AS c ON c.id = {{0}}.rowid
 WHERE {{0}} MATCH ? ORDER BY {{0}}.rowid LIMIT ?
"""  # noqa: S608
AMONG = f"""
SELECT {_OF_INDEX} FROM codes AS c CROSS JOIN {{0}} ON {{0}}.rowid = c.id
 WHERE {{0}} MATCH ? AND c.code IN (SELECT value FROM json_each(?))
"""  # noqa: S608
# Which index is asked for what, and whether for whole words: first for codes of one's own use, then
# in turn until there is enough, and at last only where nothing was found, as a beginning may fit
# tens of thousands of the rest.
TURNS = (
    (("mind", AMONG, False), ("near", AMONG, False), ("words", AMONG, True)),
    (
        ("mind", BY_RANK, False),
        ("near", BY_RANK, False),
        ("words", IN_ORDER, True),
        ("words", IN_TERMS, True),
    ),
    (("words", IN_ORDER, False), ("words", IN_TERMS, False)),
)
# As an earlier version of this program wrote its table.
OLD_TURNS = ((("words", AMONG, False),), (("words", BY_RANK, False),), ())
PHRASES = """
SELECT phrase, codes, spelled, short, bare FROM phrases
 WHERE phrase IN (SELECT value FROM json_each(?))
"""
# The one whose last word is not typed to its end.
PHRASE_BEGUN = """
SELECT ?, codes, spelled, short, bare FROM phrases
 WHERE phrase > ? AND phrase < ? AND NOT short AND NOT instr(substr(phrase, ?), ' ')
 ORDER BY length(phrase), phrase LIMIT 1
"""
BEGINNING = """
SELECT word FROM vocabulary WHERE word >= ? AND word < ?
 ORDER BY word <> ?, weight DESC, word LIMIT 1
"""
LIKELIEST = """
SELECT word FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))
 ORDER BY weight DESC, word LIMIT 1
"""
