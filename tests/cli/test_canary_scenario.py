"""The proof: what is kept as a psychotherapy note is nowhere but in its file and on one screen.

Every command there is runs over a practice that holds the text. Then it is looked for in every
file, answer, message, request, argument and environment. What looks is tried as well: it finds the
text of a progress note and a client's name where those do belong.
"""

from __future__ import annotations

import gzip
import zlib
from base64 import b64encode
from datetime import datetime

import pytest
from tests.cli.canary import (
    EDITOR,
    NAME,
    NOTE,
    PRIVATE,
    PRIVATE_TEXT,
    SHARED_MEMORY,
    Far,
    Stage,
    forms,
    holds,
)
from tests.cli.conftest import NOW
from tests.cli.every_command import ROWS
from tests.cli.test_private_scenario import at_terminal
from tests.serving import served
from tests.sync.far import Platform

from practicecli.cli.command import Group
from practicecli.cli.tree import root

# Where a progress note and a name may lie in clear: at the platform, and what was asked for.
IN_CLEAR = ("sandbox.db", "export", "note.pdf", "notes.pdf", "letter-out.pdf")
SHOWS_NOTES = ("note ", "plan ")
FORMS = (("--json",), ("--plain",), ("--debug", "-q"))


def leaves():
    """Give every command that does something, by its words."""
    top = root()
    waiting = [((), top, top.context_class(top, info_name="practice"))]
    while waiting:
        words, command, ctx = waiting.pop()
        if words and (not isinstance(command, Group) or command.invoke_without_command):
            yield words
        if isinstance(command, Group):
            for name in command.list_commands(ctx):
                below = command.get_command(ctx, name)
                inner = below.context_class(below, info_name=name, parent=ctx)
                waiting.append(((*words, name), below, inner))


def test_every_command_has_a_line_in_the_table_and_every_line_is_of_a_command():
    known = set(leaves())
    lines = [tuple(row.line.split()) for row in ROWS]

    missing = [
        " ".join(one) for one in known if not any(covers(line, one, known) for line in lines)
    ]
    assert sorted(missing) == [], "add a line to ROWS in tests/cli/every_command.py"
    astray = [
        row.line for row, line in zip(ROWS, lines, strict=True)
        if 2 not in row.ends and line[0][0] not in "-_" and "--help" not in line
        and not any(covers(line, one, known) for one in known)
    ]  # fmt: skip
    assert astray == []


def covers(line, leaf, known):
    """Tell whether a line runs this very command, and not one further down."""
    deeper = any(line[: len(other)] == other for other in known if len(other) > len(leaf))
    return line[: len(leaf)] == leaf and not deeper


@pytest.fixture
def far(tmp_path):
    return Far(Platform(str(tmp_path / "far-sandbox.db"), lambda: datetime.fromisoformat(NOW)))


@pytest.fixture
def stage(tmp_path, furnished, far):
    with served(far) as (host, port):
        made = Stage.furnish(tmp_path, furnished, far)
        made.names["far"] = f"http://{host}:{port}"
        yield made


def typed_in_an_editor(stage):
    """Write one in the editor as well, which looks at every process while the text is before it."""
    script = EDITOR.format(seen=stage.root / "seen", text=stage.inputs / "private.txt")
    words = ["private", "add", stage["client"], "--debug"]
    told, code = at_terminal(stage.desk, words, script, **stage.env)
    assert code == 0, told
    assert not holds(told.encode(), PRIVATE)
    seen = (stage.root / "seen").read_bytes()
    assert b"private\0add\0" in seen
    assert not holds(seen, PRIVATE)
    assert not holds(seen, NOTE)


def assert_the_private_note_is_nowhere(stage, far):
    at = [str(path) for path, content in files_of(stage) if holds(content, PRIVATE)]
    assert at == []
    for words, done in stage.told:
        assert not holds(done.err.encode(), PRIVATE), words
        assert not holds(done.out.encode(), PRIVATE) or words.startswith("private show "), words
    assert not holds(stage.started(), PRIVATE)
    assert not any(holds(body, PRIVATE) for body in far.bodies)
    assert list(stage.written_elsewhere()) == []


def assert_record_is_where_it_belongs(stage, far):
    for canary in (NOTE, NAME):
        at = {
            str(path.relative_to(stage.root)) for path, content in files_of(stage)
            if holds(content, canary) and not path.is_relative_to(SHARED_MEMORY)
        }  # fmt: skip
        assert [one for one in at if not any(word in one for word in IN_CLEAR)] == []
        assert not holds(stage.started(), canary)
        for words, done in stage.told:
            assert not holds(done.err.encode(), canary), words
            told = holds(done.out.encode(), canary)
            assert not told or canary == NAME or words.startswith(SHOWS_NOTES), words


def assert_what_looks_can_find(stage, far):
    """Without this the proof would hold of anything that looks at the wrong place."""
    shown = [done.out for words, done in stage.told if words.startswith("private show ")]
    assert shown
    assert all(holds(out.encode(), PRIVATE) for out in shown)
    found = {path.name for path, content in files_of(stage) if holds(content, NOTE)}
    assert {"note.json", "note.pdf"} <= found
    assert any(name.startswith("sandbox.db") for name in found)
    assert "private.db" in {path.name for path, _ in files_of(stage)}
    assert any(holds(body, NOTE) for body in far.bodies)
    assert any(holds(body, NAME) for body in far.bodies)
    assert holds(stage.started(), "practicecli")


def files_of(stage):
    yield from stage.files()
    yield from stage.own_files()


def test_a_private_note_is_nowhere_after_a_working_day(stage, far):
    for row in (row for row in ROWS if row.daily):
        stage.play(row, *(() if "--" in row.line[:2] else ("--debug",)))
    typed_in_an_editor(stage)

    assert_what_looks_can_find(stage, far)
    assert_the_private_note_is_nowhere(stage, far)
    assert_record_is_where_it_belongs(stage, far)


@pytest.mark.proof
def test_a_private_note_is_nowhere_after_every_command_in_every_form(stage, far):
    for row in ROWS:
        stage.play(row)
        for more in FORMS if row.again else ():
            stage.play(row, *more)
    typed_in_an_editor(stage)

    assert_what_looks_can_find(stage, far)
    assert_the_private_note_is_nowhere(stage, far)
    assert_record_is_where_it_belongs(stage, far)


@pytest.mark.parametrize(
    "written",
    [
        PRIVATE_TEXT.encode(),
        PRIVATE_TEXT.encode("utf-16"),
        PRIVATE_TEXT.encode("utf-16-be"),
        PRIVATE_TEXT.encode().hex().encode(),
        gzip.compress(PRIVATE_TEXT.encode()),
        b"%PDF\nstream\n" + zlib.compress(PRIVATE_TEXT.encode()) + b"\nendstream\n",
        repr([PRIVATE_TEXT]).encode(),
    ],
    ids=["text", "UTF-16", "UTF-16 big", "hex", "gzip", "PDF", "a list"],
)
def test_it_is_found_in_whatever_form_it_lies_somewhere(written):
    assert holds(b"before " + written if written[:2] != b"\x1f\x8b" else written, PRIVATE)
    assert not holds(written.replace(b"P", b"Q"), PRIVATE + "Z")


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_it_is_found_in_base64_wherever_it_begins(before):
    packed = b64encode(f"{before}{PRIVATE_TEXT}".encode())

    assert any(form in packed for form in forms(PRIVATE))
