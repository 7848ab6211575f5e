"""Editors that are not there, that leave nothing, and that were killed: small programs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from practicecli.cli.editor import edited, sweep
from practicecli.errors import UsageError


@pytest.fixture
def memory(tmp_path):
    folder = tmp_path / "memory"
    folder.mkdir()
    return folder


@pytest.fixture
def editor(tmp_path, memory):
    """Open a text in a program of these lines; `path` is the file."""

    def open_in(program, text="as it was\n"):
        script = tmp_path / "editor.py"
        script.write_text(f"import os, sys, pathlib\npath = pathlib.Path(sys.argv[1])\n{program}\n")
        env = {"EDITOR": f"{sys.executable} {script}"}
        return edited(text, env, below=str(memory))

    return open_in


def test_what_was_saved_is_given_and_nothing_stays(editor, memory):
    program = "path.write_text(path.read_text() + 'and more\\n')"

    assert editor(program) == "as it was\nand more\n"
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (" ", "names no editor"),
        ("''", "names no editor"),
        ("'vim", "quote"),
        ("/nowhere/at/all", "cannot be started"),
        ("false", "ended with 1"),
    ],
)
@pytest.mark.parametrize("variable", ["EDITOR", "VISUAL"])
def test_an_editor_that_is_none_is_told_with_a_next_step(memory, variable, command, says):
    with pytest.raises(UsageError, match=says) as refused:
        edited("text", {variable: command}, below=str(memory))

    assert refused.value.hint
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("path.unlink()", "left no text"),
        ("path.unlink(); path.mkdir()", "left no text"),
        ("path.write_bytes('café'.encode('latin-1'))", "not UTF-8 from byte 3"),
        ("path.write_bytes(b'x' * 1_000_001)", "longer than"),
    ],
    ids=["gone", "a folder", "latin-1", "too long"],
)
def test_a_text_that_cannot_be_read_back_is_told_with_a_next_step(editor, memory, program, says):
    with pytest.raises(UsageError, match=says) as refused:
        editor(program)

    assert refused.value.hint
    assert list(memory.iterdir()) == []


def test_the_mark_some_editors_put_first_is_not_part_of_the_text(editor):
    assert editor("path.write_bytes(b'\\xef\\xbb\\xbfhello')") == "hello"


def test_what_a_killed_editor_left_goes_at_the_next_start(editor, memory, tmp_path):
    script = tmp_path / "killer.py"
    script.write_text("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n")
    program = (
        "from practicecli.cli.editor import edited\n"
        f"edited('secret', {{'EDITOR': {f'{sys.executable} {script}'!r}}}, below={str(memory)!r})"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, env=dict(os.environ))
    assert done.returncode < 0
    (left,) = memory.iterdir()

    # Its editor may live a moment longer than the program that opened it.
    for _ in range(200):
        editor("pass")
        if not left.exists():
            break
    assert not left.exists()


def test_a_folder_that_an_editor_still_holds_is_left_alone(editor, memory):
    inner = (
        "from practicecli.cli.editor import sweep\n"
        "sweep(os.path.dirname(os.path.dirname(path)))\n"
        "path.write_text('still here')"
    )

    assert editor(inner) == "still here"


def test_only_our_own_kind_of_folder_is_swept(memory):
    ours, open_to_all, other = (
        memory / name for name in ("practice-edit-a", "practice-edit-b", "practice-notes")
    )
    for folder in (ours, open_to_all, other):
        folder.mkdir(mode=0o700)
    open_to_all.chmod(0o755)
    (memory / "practice-edit-c").write_text("a file")
    (memory / "practice-edit-d").symlink_to(other)

    sweep(str(memory))

    assert sorted(path.name for path in memory.iterdir()) == [
        "practice-edit-b", "practice-edit-c", "practice-edit-d", "practice-notes"
    ]  # fmt: skip


def test_the_text_is_for_its_owner_alone_while_it_is_edited(editor, tmp_path):
    seen = tmp_path / "seen"
    modes = "[one.stat().st_mode for one in (path, path.parent)]"
    editor(f"pathlib.Path({str(seen)!r}).write_text(' '.join(map(str, {modes})))")

    found = [stat.S_IMODE(int(mode)) for mode in seen.read_text().split()]
    assert found == [0o600, 0o700]
