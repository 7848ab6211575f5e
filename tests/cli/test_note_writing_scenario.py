"""A note written in an editor, asked for section by section, interrupted, gone on with, signed."""

from __future__ import annotations

import sys

import pytest
from tests.cli.terminal import on_terminal

NOTE = "# Data\nSlept badly before a talk\n# Assessment\nSteady\n# Plan\nWeekly, with a diary\n"


class Terminal:
    """The program on a terminal, with answers typed ahead and an editor that is a small program."""

    def __init__(self, folder):
        self.folder = folder
        self.memory = folder / "editor.py"

    def __call__(self, *words, typed="", editor="", **env):
        self.memory.write_text(
            f"import os, pathlib, signal, sys\npath = pathlib.Path(sys.argv[1])\n{editor}\n"
        )
        said, code = on_terminal(
            self.folder, *words, typed=typed, EDITOR=f"{sys.executable} {self.memory}", **env
        )
        return code, said


@pytest.fixture
def session(started):
    """Two sessions that were held; gives the refs, older first."""
    client = started(
        "client", "add", "--name", "Robin Invented", "--born", "1990-05-17", "--platform", "alma",
        "--payer", "aetna", "--plan", "commercial", "--member-id", "EX-1",
        "--address", "1 Example Street, Albany NY", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    refs = []
    for day in ("2026-11-16", "2026-11-23"):
        done = started("session", "schedule", client, f"{day}T15:00", "--for", "50m", "--json")
        found = done.json()
        refs.append((found[0] if isinstance(found, list) else found)["ref"])
    return refs


@pytest.fixture
def terminal(session, tmp_path):
    return Terminal(tmp_path)


def fill(*lines):
    """An editor's work: put words below headings of the draft it was opened with."""
    return "\n".join(
        ["text = path.read_text()"]
        + [f"text = text.replace({at!r}, {at + chr(10) + words!r}, 1)" for at, words in lines]
        + ["path.write_text(text)"]
    )


FILLED = fill(("# Data", "Slept badly"), ("# Assessment", "Steady"), ("# Plan", "Weekly"))


def note_of(practice, ref):
    return practice("note", "show", ref, "--json").json()


def test_a_draft_opens_with_who_when_where_and_keeps_only_what_was_written(
    started, terminal, session, tmp_path
):
    seen = tmp_path / "seen"
    copy = f"pathlib.Path({str(seen)!r}).write_text(path.read_text() + str(path))\n"
    code, said = terminal("note", "write", session[1], "--template", "dap", editor=copy + FILLED)

    assert code == 0, said
    opened = seen.read_text()
    for words in ("Robin Invented, born 1990-05-17", "2026-11-23 15:00 to 15:50 as scheduled",
                  "50 minutes", "Ada Example, LMHC", "Diagnosis:", "reviewers also look for",
                  "practice-edit-"):  # fmt: skip
        assert words in opened
    note = note_of(started, session[1])
    assert note["sections"] == {"data": "Slept badly", "assessment": "Steady", "plan": "Weekly"}
    assert note["author"] == "1999999984"


def test_a_note_is_readable_at_eighty_columns(started, terminal, session):
    long = NOTE.replace("Slept badly", "Slept badly, and told of it at length, " * 5)
    started("note", "write", session[1], "--template", "dap", "--from", "-", input=long)
    started("note", "sign", session[1], "--attest")
    code, said = terminal("note", "show", session[1])

    assert code == 0
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "told of it at length" in " ".join(said.split())
    # In a pipe nothing is broken.
    assert long.splitlines()[1] in started("note", "show", session[1]).out


def test_what_was_interrupted_is_sealed_and_gone_on_with(started, terminal, session, tmp_path):
    half = fill(("# Data", "Half of ZANZIBAR")) + "\nsys.exit(1)"
    code, said = terminal("note", "write", session[1], "--template", "dap", editor=half)
    assert code == 2, said
    assert "The editor ended with 1" in said
    assert started("note", "show", session[1]).exit == 5
    assert not any(
        b"ZANZIBAR" in path.read_bytes()
        for path in (tmp_path / "home").rglob("*")
        if path.is_file()
    )

    rest = fill(("# Assessment", "Steady"), ("# Plan", "Weekly"))
    code, said = terminal(
        "note", "write", session[1], "--template", "dap", typed="y\n", editor=rest
    )
    assert code == 0, said
    assert "was never finished; go on with it" in said
    assert note_of(started, session[1])["sections"]["data"] == "Half of ZANZIBAR"


HALF = fill(("# Data", "Half of ZANZIBAR")) + "\nsys.exit(1)"


@pytest.mark.parametrize(("typed", "code"), [("n\n", 14), ("y\n", 0)])
def test_an_unfinished_text_for_another_template_is_not_written_over_unasked(
    started, terminal, session, typed, code
):
    terminal("note", "write", session[1], "--template", "dap", editor=HALF)
    text = "path.write_text('# Subjective\\nx\\n# Objective\\nx\\n# Assessment\\nx\\n# Plan\\nx')"
    found, said = terminal(
        "note", "write", session[1], "--template", "soap", typed=typed, editor=text
    )
    assert (found, "A text for `dap`" in said) == (code, True), said
    if code:
        rest = fill(("# Assessment", "Steady"), ("# Plan", "Weekly"))
        found, said = terminal("note", "write", session[1], typed="y\n", editor=rest)
        assert found == 0, said
        assert note_of(started, session[1])["sections"]["data"] == "Half of ZANZIBAR"


def test_a_file_leaves_an_unfinished_text_where_it_is(started, terminal, session):
    terminal("note", "write", session[1], "--template", "dap", editor=HALF)
    done = started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    assert done.exit == 0, done.err
    assert "never finished is still kept" in done.err
    started("note", "sign", session[1], "--attest")
    # Signed meanwhile: what was not finished can still be added.
    add = "path.write_text(path.read_text().replace('Half', 'All'))"
    code, said = terminal("note", "addend", session[1], typed="y\ny\n", editor=add)

    assert code == 0, said
    assert "All of ZANZIBAR" in note_of(started, session[1])["addenda"][0]["text"]


def test_a_draft_written_meanwhile_is_not_written_over(started, terminal, session, tmp_path):
    other = tmp_path / "other.md"
    other.write_text(NOTE.replace("Slept badly before a talk", "From elsewhere"))
    program = "import subprocess\nsubprocess.run([sys.executable, '-m', 'practicecli', 'note',"
    program += f" 'write', {session[1]!r},"
    program += f" '--template', 'dap', '--from', {str(other)!r}], check=True)\n"
    code, said = terminal("note", "write", session[1], "--template", "dap", editor=program + FILLED)

    assert code == 6, said
    assert note_of(started, session[1])["sections"]["data"] == "From elsewhere"
    code, said = terminal("note", "write", session[1], typed="y\n", editor="")
    assert code == 0, said
    assert note_of(started, session[1])["sections"]["data"] == "Slept badly"


def test_another_template_takes_a_drafts_place_only_when_asked(started, terminal, session):
    started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    code, said = terminal("note", "write", session[1], "--template", "soap", typed="n\n", editor="")

    assert code == 14, said
    assert note_of(started, session[1])["template"] == "dap"


def test_a_text_that_does_not_fit_is_not_lost(started, terminal, session):
    code, said = terminal(
        "note", "write", session[1], "--template", "dap",
        editor="path.write_text('# Mood\\nLow\\n# Data\\nx\\n')",
    )  # fmt: skip
    assert code == 5, said

    mend = "path.write_text(path.read_text().replace('# Mood\\nLow\\n', ''))"
    code, said = terminal(
        "note", "write", session[1], "--template", "dap", typed="y\n", editor=mend
    )
    assert code == 0, said
    assert note_of(started, session[1])["sections"]["data"] == "x"


def test_an_editor_that_is_closed_without_a_word_writes_nothing(started, terminal, session):
    code, said = terminal("note", "write", session[1], "--template", "dap", editor="pass")

    assert code == 14, said
    assert "code --wait" in said
    assert started("note", "show", session[1]).exit == 5


def test_sections_are_asked_for_one_after_the_other(started, terminal, session):
    answers = "Slept badly\nthen better\n\nSteady\n\nWeekly\n\n"
    code, said = terminal("note", "write", session[1], "--template", "dap", "--ask", typed=answers)

    assert code == 0, said
    assert note_of(started, session[1])["sections"] == {
        "data": "Slept badly\nthen better", "assessment": "Steady", "plan": "Weekly"
    }  # fmt: skip


def test_plan_and_goals_are_carried_forward_marked(started, session):
    started("note", "write", session[0], "--template", "dap", "--from", "-", input=NOTE)
    started("note", "sign", session[0], "--attest")
    done = started("note", "write", session[1], "--template", "dap", "--from", "-", "--like-last",
                   input="# Data\nNew\n# Assessment\nNew")  # fmt: skip

    assert done.exit == 0, done.err
    assert note_of(started, session[1])["sections"] == {
        "data": "New", "assessment": "New",
        "plan": "Carried forward from 2026-11-16:\nWeekly, with a diary",
    }  # fmt: skip


def test_a_copy_of_an_earlier_note_is_told_with_its_measure(started, session):
    long = NOTE.replace(
        "Slept badly", "Slept badly for many nights and told of it at length, again"
    )
    for ref in session:
        done = started("note", "write", ref, "--template", "dap", "--from", "-", "--json",
                       input=long)  # fmt: skip
    assert '"note-alike"' in done.err
    assert f"100 % the same as that of session {session[0]}" in done.err


def test_signing_shows_the_whole_text_asks_and_says_who_attests_what(started, terminal, session):
    started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    code, said = terminal("note", "sign", session[1], "-q", typed="n\n")
    assert code == 14
    assert "Slept badly before a talk" in said
    told = " ".join(said.split())
    assert (
        f"I, Ada Example, LMHC, NPI 1999999984, attest that this note of session {session[1]} on"
        " 2026-11-23, 15:00 to 15:50, is my own entry, true and complete. Sign it" in told
    )
    assert note_of(started, session[1])["status"] == "draft"

    code, said = terminal("note", "sign", session[1], typed="y\n")
    assert code == 0, said
    assert note_of(started, session[1])["status"] == "signed"


def test_a_signature_wants_the_key_once_more(started, terminal, session, tmp_path):
    started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    # A command that gives the key once and never again.
    key = tmp_path / "key"
    script = tmp_path / "key.sh"
    script.write_text(f"cat {key}; : > {key}\n")
    for identity in (tmp_path / "home").rglob("practice.id"):
        identity.write_text(identity.read_text().replace(f"file:{key}", f"command:sh {script}"))
    code, said = terminal("note", "sign", session[1], typed="y\n")

    assert code in {4, 12}, said


def test_a_late_signature_asks_for_its_reason(started, terminal, session):
    started("note", "write", session[0], "--template", "dap", "--from", "-", input=NOTE)
    code, said = terminal("note", "sign", session[0], typed="The power was out\ny\n")

    assert code == 0, said
    note = note_of(started, session[0])
    assert (note["late"], note["late_reason"]) == (True, "The power was out")
    assert "Why it was late: The power was out" in started("note", "show", session[0]).out


def test_an_addendum_is_written_in_the_editor_too(started, terminal, session):
    started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    started("note", "sign", session[1], "--attest")
    code, said = terminal("note", "addend", session[1], typed="y\n",
                          editor="path.write_text('It was two nights')")  # fmt: skip

    assert code == 0, said
    assert note_of(started, session[1])["addenda"][0]["text"] == "It was two nights"


def test_a_script_has_to_say_where_its_text_is(started, session):
    done = started("note", "write", session[1], "--template", "dap")
    assert (done.exit, "--from" in done.err) == (2, True)
    done = started("note", "write", session[1], "--template", "dap", "--ask")
    assert done.exit == 2
    done = started("note", "write", session[1], "--template", "weekly", "--from", "-", input=NOTE)
    assert (done.exit, "`girp`" in done.err) == (2, True)
    done = started("note", "write", session[1], "--from", "-", "--ask", input=NOTE)
    assert done.exit == 2


def test_a_template_of_ones_own_is_used_and_a_bad_one_is_told(started, session, tmp_path):
    folder = next((tmp_path / "home").rglob("settings/default")) / "templates"
    folder.mkdir()
    own = folder / "weekly.toml"
    own.write_text(
        'key = "weekly"\ntitle = "Weekly note"\n[[sections]]\nkey = "seen"\ntitle = "Seen"\n'
        'required = true\nprompt = "What was seen"\n'
    )
    listed = started("note", "template", "--json").json()
    assert [one["key"] for one in listed if one["own"]] == ["weekly"]
    assert "# Seen" in started("note", "template", "weekly").out
    started("note", "write", session[1], "--template", "weekly", "--from", "-", input="# Seen\nx")
    own.write_text('key = "weekly"')
    done = started("note", "sign", session[1], "--attest")
    assert (done.exit, "weekly.toml" in done.err) == (2, True)
    own.unlink()
    done = started("note", "sign", session[1], "--attest", "--json")
    assert (done.exit, done.problems()) == (5, ["template-unknown"])
    assert note_of(started, session[1])["sections"] == {"seen": "x"}
    assert "Seen\n  x" in started("note", "show", session[1]).out
    assert started("note", "template", "nothing").exit == 5


def test_a_note_names_its_diagnosis_and_the_claim_has_to_name_it_too(started, session):
    started("note", "write", session[1], "--template", "dap", "--from", "-", "--dx", "F32.0",
            input=NOTE)  # fmt: skip
    started("note", "sign", session[1], "--attest")
    done = started("session", "confirm", session[1], "--cpt", "90834", "--dx", "F41.1", "--json")
    assert (done.exit, "note-dx" in done.problems()) == (5, True)
    started("note", "addend", session[1], "--from", "-", input="The diagnosis is F41.1 by now")
    done = started("session", "confirm", session[1], "--cpt", "90834", "--dx", "F41.1", "--json")
    assert done.exit == 0, done.err
    assert '"note-differs"' in done.err


def test_verify_counts_and_names_what_is_not_as_signed(started, session, tmp_path):
    from contextlib import closing

    from practicecli.cache.connect import open_db
    from practicecli.keycheck import key_check
    from practicecli.vault.keyfile import read_key_file

    started("note", "write", session[1], "--template", "dap", "--from", "-", input=NOTE)
    started("note", "sign", session[1], "--attest")
    assert started("note", "verify", "--json").json() == {"checked": 1, "broken": []}
    ref = note_of(started, session[1])["ref"]
    key = read_key_file(str(tmp_path / "key")).data
    (path,) = (tmp_path / "home").rglob("practice.db")
    with closing(open_db(str(path), key, check=key_check(key))) as db:
        with pytest.raises(Exception, match="never changed"):
            db.execute("UPDATE note SET template = 'soap'")
        db.execute("DROP TRIGGER note_signed_stays")
        db.execute("UPDATE note SET template = 'soap'")

    done = started("note", "verify", "--json")
    assert (done.exit, done.json()) == (13, {"checked": 1, "broken": [ref]})
    assert started("note", "verify", session[1]).exit == 13
    shown = started("note", "show", session[1])  # it can be read, but not taken for whole
    assert (shown.exit, "Slept badly" in shown.out, ref in shown.err) == (13, True, True)
    assert started("note", "addend", session[1], "--from", "-", input="More").exit == 13
    with closing(open_db(str(path), key, check=key_check(key))) as db:
        assert db.execute("SELECT count(*) FROM addendum").fetchone()[0] == 0
    assert started("note", "verify", session[0], "--json").json() == {"checked": 0, "broken": []}
