"""A person at a terminal settles what two computers changed: a practice and its copy."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios

import pytest
from tests.cli.conftest import NOW, move_in, run

CLIENT = {
    "name": "Testy McTest",
    "platform": "headway",
    "payer": "aetna",
    "plan": "commercial",
    "member_id": "EX-1",
    "address": "1 Invented Street",
}
LONG = "EX-" + "7" * 40


class Computers:
    """Two homes in one folder, the second with the sandbox of the first."""

    def __init__(self, folder, client="", session=""):
        self.folder, self.client, self.session = folder, client, session

    def here(self, *words, **more):
        return run(self.folder, *words, **more)

    def there(self, *words, **more):
        return run(self.folder, *words, PRACTICE_HOME=str(self.folder / "home2"), **more)

    def copied(self, folder):
        """Give a copy of both homes in another folder."""
        move_in(self.folder, folder)
        self.join(folder)
        return Computers(folder, self.client, self.session)

    def join(self, folder):
        """Let the second computer be like the first was, and meet it in the same sandbox."""
        second = self.folder / "home2"
        shutil.copytree(second if second.exists() else folder / "home", folder / "home2")
        (sandbox,) = (folder / "home").rglob("sandbox.db")
        theirs = folder / "home2" / sandbox.relative_to(folder / "home")
        theirs.unlink()
        theirs.symlink_to(sandbox)
        for identity in (folder / "home2").rglob("practice.id"):
            text = identity.read_text().replace(str(self.folder / "key"), str(folder / "key"))
            identity.write_text(text)


@pytest.fixture(scope="module")
def knowing(furnished, tmp_path_factory):
    """Two computers of one therapist, with a client and a session that both of them know."""
    folder = tmp_path_factory.mktemp("knowing")
    move_in(furnished, folder)
    both = Computers(folder)
    client = both.here("client", "add", "--from", "-", "--ready", "--json",
                       input=json.dumps(CLIENT)).json()["ref"]  # fmt: skip
    session = both.here(
        "session", "schedule", client, "2026-11-24 07:00", "--for", "60m", "--json"
    ).json()["ref"]
    assert both.here("sync").exit == 0
    both.join(folder)
    both.client, both.session = client, session
    return both


@pytest.fixture(scope="module")
def differing(knowing, tmp_path_factory):
    """Both changed the member id; on the first computer it is in conflict."""
    both = knowing.copied(tmp_path_factory.mktemp("differing"))
    assert both.there("client", "edit", both.client, "--member-id", "EX-2").exit == 0
    assert both.there("sync").exit == 0
    assert both.here("client", "edit", both.client, "--member-id", LONG).exit == 0
    assert both.here("sync").exit == 6
    return both


def opened(both):
    def here(*words, **more):
        return both.here(*words, **more)

    here.client, here.session = both.client, both.session
    return here, both.there


@pytest.fixture
def two(knowing, tmp_path):
    return opened(knowing.copied(tmp_path))


@pytest.fixture
def member_id(differing, tmp_path):
    return opened(differing.copied(tmp_path))


@pytest.fixture
def terminal(tmp_path):
    """Run the program at a terminal of 80 columns; give its exit code and all that was drawn."""

    def run(*words, typed="", stdout=None, **env):
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        child = subprocess.Popen(
            [sys.executable, "-m", "practicecli", *words],
            stdin=its, stdout=stdout or its, stderr=its, cwd=tmp_path,
            env={"PRACTICE_HOME": str(tmp_path / "home"), "PRACTICE_NOW": NOW, "NO_COLOR": "1",
                 "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", **env},
        )  # fmt: skip
        os.close(its)
        os.write(ours, typed.encode())
        drawn = b""
        while True:
            try:
                drawn += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        os.close(ours)
        return child.wait(timeout=60), drawn.decode().replace("\r\n", "\n")

    return run


@pytest.fixture
def editor(tmp_path):
    """Give an EDITOR that runs these lines; `path` is the file, `text` what is in it."""

    def write(program):
        script = tmp_path / "editor.py"
        script.write_text(
            "import os, pathlib, subprocess, sys\n"
            "path = pathlib.Path(sys.argv[1])\ntext = path.read_text()\n" + program
        )
        return f"{sys.executable} {script}"

    return write


def waiting(practice):
    return practice("sync", "conflicts", "--json").json()


def test_a_script_is_not_asked_and_a_person_is_shown_both_sides_first(member_id, terminal):
    here, _ = member_id
    before = waiting(here)

    code, drawn = terminal("sync", "resolve", here.client, "--mine", typed="n\n")
    assert code == 14
    assert waiting(here) == before
    for shown in (LONG, "EX-2", "EX-1", "Send what was done here"):
        assert shown in drawn

    code, drawn = terminal("sync", "resolve", here.client, "--theirs", typed="y\n")
    assert (code, waiting(here)) == (0, [])
    assert "theirs" in drawn
    assert here("client", "show", here.client, "--json").json()["member_id"] == "EX-2"


@pytest.mark.parametrize(
    ("words", "env"),
    [(["--yes"], {}), (["--no-input"], {}), ([], {"PRACTICE_NO_INPUT": "1"})],
    ids=["yes", "no input", "told by the environment"],
)
def test_nobody_is_asked_who_does_not_want_to_be(member_id, terminal, words, env):
    here, _ = member_id

    code, drawn = terminal("sync", "resolve", here.client, "--mine", *words, **env)

    assert (code, waiting(here)) == (0, [])
    assert "[y/N]" not in drawn


def test_the_question_keeps_out_of_the_answer(member_id, terminal, tmp_path):
    here, _ = member_id
    with (tmp_path / "answer").open("wb") as answer:
        code, drawn = terminal(
            "sync", "resolve", here.client, "--mine", "--json", typed="y\n", stdout=answer
        )

    assert code == 0
    assert json.loads((tmp_path / "answer").read_text())["kept"] == "mine"
    assert "EX-2" in drawn


def test_long_values_are_shown_whole_in_a_block_for_each_conflict(member_id, terminal):
    here, _ = member_id

    code, drawn = terminal("sync", "conflicts")

    assert code == 0
    assert f"{here.client}: put of a client, headway\n  member_id\n" in drawn
    assert f"    Here:   {LONG}\n    There:  EX-2\n    Before: EX-1\n" in drawn
    row = here("sync", "conflicts").out.strip().split("\t")
    assert row[3:] == ["member_id", LONG, "EX-2", "EX-1"]


def test_a_third_way_is_written_in_the_editor_and_sent(member_id, terminal, editor):
    here, there = member_id
    theirs = editor(f"path.write_text(text.replace('= {LONG}', '= EX-3'))")

    code, drawn = terminal("sync", "resolve", here.client, "--edit", EDITOR=theirs)

    assert code == 0, drawn
    assert "edited" in drawn
    assert here("sync").exit == 0
    assert there("sync").exit == 0
    for one in (here, there):
        assert one("client", "show", here.client, "--json").json()["member_id"] == "EX-3"


@pytest.mark.parametrize(
    ("program", "code", "says"),
    [
        ("", 2, "nothing was changed"),
        ("path.write_text('')", 2, "nothing was changed"),
        ("path.unlink()", 2, "left no text"),
        ("sys.exit(1)", 2, "ended with 1"),
        ("path.write_text('member_id = a\\nmember_id = b\\nwho = c')", 5, "edit-line"),
    ],
    ids=["left as it was", "emptied", "gone", "given up", "wrong"],
)
def test_what_the_editor_did_not_say_well_changes_nothing(
    member_id, terminal, editor, program, code, says
):
    here, _ = member_id
    before = waiting(here)

    ended, drawn = terminal("sync", "resolve", here.client, "--edit", EDITOR=editor(program))

    assert (ended, waiting(here)) == (code, before)
    assert says in drawn


def test_what_changed_while_the_editor_was_open_is_not_settled(member_id, terminal, editor):
    here, there = member_id
    assert there("client", "edit", here.client, "--member-id", "EX-9").exit == 0
    assert there("sync").exit == 0
    program = editor(
        f"base = [sys.executable, '-m', 'practicecli', 'sync']\n"
        f"subprocess.run([*base, 'resolve', {here.client!r}, '--mine'], check=True,\n"
        f"               stdin=subprocess.DEVNULL)\n"
        f"subprocess.run(base, check=False)\n"
        f"path.write_text(text.replace('= {LONG}', '= EX-3'))"
    )

    code, drawn = terminal("sync", "resolve", here.client, "--edit", EDITOR=program)

    assert code == 5
    assert "changed-since" in drawn
    (still,) = waiting(here)
    assert [(one["mine"], one["theirs"]) for one in still["fields"]] == [(LONG, "EX-9")]


@pytest.mark.parametrize("words", [["--no-input"], ["--json"]], ids=["no input", "no terminal"])
def test_an_editor_needs_somebody_at_a_terminal(member_id, words):
    here, _ = member_id

    refused = here("sync", "resolve", here.client, "--edit", *words, EDITOR="false")

    assert refused.exit == 2
    assert "terminal" in refused.err


def test_a_moved_session_is_written_on_the_practices_clock(two, terminal, editor):
    here, there = two
    assert there("session", "move", here.session, "2026-11-25 17:00").exit == 0
    assert there("sync").exit == 0
    assert here("session", "move", here.session, "2026-11-25 16:00").exit == 0
    assert here("sync").exit == 6
    _, drawn = terminal("sync", "conflicts")
    assert "2026-11-25 16:00" in drawn
    program = editor(
        "import re\n"
        "text = re.sub('(?m)^starts_at = .*', 'starts_at = 2026-11-26 10:00', text)\n"
        "text = re.sub('(?m)^ends_at = .*', 'ends_at = 2026-11-26 11:00', text)\n"
        "path.write_text(text)"
    )

    code, drawn = terminal("sync", "resolve", here.session, "--edit", EDITOR=program)

    assert code == 0, drawn
    assert here("sync").exit == 0
    assert there("sync").exit == 0
    for one in (here, there):
        (row,) = one("session", "list", "--json").json()
        assert row["starts_at"] == "2026-11-26T10:00:00-05:00"
        assert row["minutes"] == 60


def test_fees_are_shown_as_money_and_kept_as_cents_for_scripts(two, terminal):
    here, there = two
    assert there("session", "no-show", here.session, "--fee", "50.00").exit == 0
    assert there("sync").exit == 0
    assert here("session", "no-show", here.session, "--fee", "75.00").exit == 0
    assert here("sync").exit == 6

    _, drawn = terminal("sync", "conflicts")
    listed = here("sync", "conflicts").out
    (conflict,) = waiting(here)

    (row,) = [line.split() for line in drawn.splitlines() if " fee " in line]
    assert row[3:6] == ["fee", "75.00", "50.00"]
    assert "fee_cents" not in drawn + listed
    assert "fee\t75.00\t50.00" in listed
    assert {"name": "fee_cents", "mine": 7500, "theirs": 5000} in [
        {key: field[key] for key in ("name", "mine", "theirs")} for field in conflict["fields"]
    ]
    assert "fee_cents,7500,5000" in here("sync", "conflicts", "--csv").out


def test_before_a_refused_change_is_given_up_its_reason_is_shown(two, terminal):
    here, there = two
    assert there("client", "edit", here.client, "--plan", "medicaid").exit == 0
    assert there("sync").exit == 0
    assert here("session", "no-show", here.session, "--fee", "50.00").exit == 0
    here("sync")
    assert here("sync", "status", "--json").json()["refused"] == 1

    edit, told = terminal("sync", "resolve", here.session, "--edit")
    code, drawn = terminal("sync", "resolve", here.session, "--theirs", typed="y\n")

    assert (edit, "no fields here" in told) == (2, True)
    assert code == 0, drawn
    assert "fee-not-allowed" in drawn
    assert "Give it up?" in drawn
    assert here("sync", "status", "--json").json()["refused"] == 0
