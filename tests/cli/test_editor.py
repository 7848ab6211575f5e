"""Editors that are not there, that leave nothing, and that were killed: small programs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from practicecli.cli.editor import edited, leaves_copies, sweep
from practicecli.errors import BusyError, UsageError


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


KEEPING = """
import sys
from practicecli.cli.editor import edited
kept = open({kept!r}, "a")
def keep(text):
    kept.write(text + "|")
    kept.flush()
try:
    print(edited("as it was", {{"EDITOR": {editor!r}}}, below={below!r}, suffix=".md",
                 stem="subject.dap", keep=keep))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture
def keeper(tmp_path, memory):
    """Open a text that is kept while it is written, in a process of its own."""

    def start(program):
        script = tmp_path / "editor.py"
        script.write_text(
            f"import os, pathlib, signal, sys, time\npath = pathlib.Path(sys.argv[1])\n{program}\n"
        )
        source = KEEPING.format(
            kept=str(tmp_path / "kept"), editor=f"{sys.executable} {script}", below=str(memory)
        )
        done = subprocess.run(
            [sys.executable, "-c", source], capture_output=True, text=True, check=False
        )
        return done, (tmp_path / "kept").read_text()

    return start


def test_what_was_saved_is_handed_over_when_the_editor_comes_to_a_bad_end(keeper, memory):
    done, kept = keeper("path.write_text('half a note'); sys.exit(3)")

    assert "The editor ended with 3" in done.stderr
    assert kept == "half a note|"
    assert list(memory.iterdir()) == []


def test_an_editor_that_changes_nothing_hands_nothing_over(keeper):
    assert keeper("sys.exit(3)")[1] == ""


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_who_is_told_to_end_hands_over_and_leaves_the_editor_its_file(keeper, memory, number):
    done, kept = keeper(f"path.write_text('half'); os.kill(os.getppid(), signal.{number})")

    assert done.returncode == 130
    assert kept == "half|"
    (left,) = memory.iterdir()
    taken = []
    sweep(str(memory), lambda *found: taken.append(found[:2]) or True)
    for _ in range(200):  # its editor may live a moment longer
        if not left.exists():
            break
        sweep(str(memory), lambda *found: taken.append(found[:2]) or True)
    assert taken == [("subject.dap", "half")]
    assert list(memory.iterdir()) == []


def test_ctrl_c_is_the_editors_own(keeper):
    done, _ = keeper("os.kill(os.getppid(), signal.SIGINT); path.write_text('done')")

    assert (done.returncode, done.stdout) == (0, "done\n")


def test_a_text_that_nobody_takes_in_stays_where_it_is(memory):
    folder = memory / "practice-edit-x"
    folder.mkdir(mode=0o700)
    (folder / "subject.dap.md").write_text("half a note")

    sweep(str(memory))
    sweep(str(memory), lambda *_: False)
    assert (folder / "subject.dap.md").read_text() == "half a note"
    sweep(str(memory), lambda *_: True)
    assert list(memory.iterdir()) == []


def test_a_text_that_cannot_be_read_is_left_for_a_person(memory):
    folder = memory / "practice-edit-x"
    folder.mkdir(mode=0o700)
    (folder / "subject.dap.md").write_bytes(b"\xff")

    sweep(str(memory), lambda *_: True)
    assert folder.exists()


@pytest.mark.parametrize(
    ("command", "expected"), [("vim", ""), ("nano", ""), ("emacs -nw", ""), ("code --wait", "code")]
)
def test_an_editor_that_may_keep_copies_is_named(command, expected):
    assert leaves_copies({"EDITOR": command}) == expected


def test_while_another_command_writes_it_is_tried_again(tmp_path, memory):
    script = tmp_path / "editor.py"
    script.write_text("import sys\nopen(sys.argv[1], 'w').write('half')\nsys.exit(3)\n")

    def busy(_text):
        raise BusyError("busy")

    with pytest.raises(UsageError, match="ended with 3"):
        edited("", {"EDITOR": f"{sys.executable} {script}"}, below=str(memory), suffix=".md",
               stem="subject.dap", keep=busy)  # fmt: skip
    # Nobody has it yet, so it stays for the next start.
    assert [path.read_text() for path in memory.glob("*/*.md")] == ["half"]
