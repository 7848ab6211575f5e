"""Psychotherapy notes at the prompt: kept apart, shown by one command, and what locks them."""

from __future__ import annotations

import json
import shutil
from contextlib import closing

import pytest
from tests.cli.conftest import NOW
from tests.cli.terminal import on_terminal

from practicecli.cache.private import PrivateEntry, add, make_private
from practicecli.vault.keys import from_text

CANARY = "CANARYPSY"
TEXT = f"{CANARY}: he dreamt of a bridge.\n\nHe seemed angry with me.\n"
MARKED = "Met 10:00-10:53, F41.1.\nPHQ-9 12\n"
HOME = ("home", "data", "default")


@pytest.fixture
def client(started):
    return add_client(started, "Ana Rivers")


def add_client(practice, name):
    return practice(
        "client", "add", "--name", name, "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "W1", "--address", "1 Example Street", "--ready",
        "--json",
    ).json()["ref"]  # fmt: skip


@pytest.fixture
def kept(started, client):
    done = started("private", "add", client, "--from", "-", "--json", input=TEXT)
    assert done.exit == 0, done.err
    return done.json()


def log(practice):
    entries = practice("audit", "list", "--json").json()
    return [(one["verb"], one["ref"]) for one in entries if one["verb"].startswith("private-")]


def test_what_is_kept_is_shown_by_one_command_and_told_of_by_no_other(started, client, kept):
    assert kept["client_ref"] == client
    assert (kept["entries"], kept["warnings"]) == (1, [])
    assert set(kept) == {"id", "ref", "client", "client_ref", "at", "entries", "warnings"}
    (shown,) = started("private", "show", client, "--json").json()
    assert (shown["text"], shown["ref"], shown["at"]) == (TEXT, kept["ref"], kept["at"])
    told = started("private", "show", client[-4:])
    assert told.out.splitlines()[1:] == [
        "  CANARYPSY: he dreamt of a bridge.", "", "  He seemed angry with me.", "",
    ]  # fmt: skip
    (counted,) = started("private", "list", "--json").json()
    assert (counted["client_ref"], counted["entries"]) == (client, 1)
    assert "Ana Rivers" in started("private", "list").out
    assert log(started) == [("private-add", client), *[("private-open", client)] * 2]


def test_before_the_first_there_is_no_file_and_nothing_to_show(started, client, tmp_path):
    shown = started("private", "show", client)

    assert (shown.exit, shown.out) == (0, "")
    assert "No psychotherapy notes" in shown.err
    assert started("private", "show", client, "--json").json() == []
    assert started("private", "list", "--json").json() == []
    assert log(started) == []
    assert not tmp_path.joinpath(*HOME, "private.db").exists()
    for words in (("remove", client, "x-0000", "--yes"), ("backup", str(tmp_path / "p.backup"))):
        assert started("private", *words).exit == 5


def test_a_file_that_was_read_is_named_as_still_lying_there(started, client, tmp_path):
    (tmp_path / "thoughts.txt").write_text(f"\ufeff{TEXT}", "utf-8")

    done = started("private", "add", client, "--from", "thoughts.txt")

    assert done.exit == 0
    assert "`thoughts.txt` still holds the text" in done.err
    assert CANARY not in done.out + done.err
    assert started("private", "show", client, "--json").json()[0]["text"] == TEXT


def test_what_belongs_in_the_progress_note_is_warned_of_on_stderr_and_kept(started, client):
    done = started("private", "add", client, "--from", "-", input=MARKED)
    told = started("private", "add", client, "--from", "-", "--json", input=MARKED)

    assert (done.exit, told.exit) == (0, 0)
    for code in ("private-times", "private-codes", "private-results"):
        assert f"({code})" in done.err
    assert "practice note write" in done.err
    assert json.loads(told.err)["warnings"] == told.json()["warnings"]
    assert [one["code"] for one in told.json()["warnings"]] == [
        "private-times", "private-results", "private-codes",
    ]  # fmt: skip
    assert len(started("private", "show", client, "--json").json()) == 2


@pytest.mark.parametrize(
    ("words", "given", "code"),
    [
        (("add", "{client}"), "", 2),
        (("add", "{client}", "--from", "missing.txt"), "", 2),
        (("add", "{client}", "--from", "-"), "", 5),
        (("add", "{client}", "--from", "-"), " \n", 5),
        (("add", "{client}", "--from", "-"), b"caf\xe9", 2),
        (("add", "{client}", "--from", "-"), "a\0b", 2),
        (("add", "{client}", "--from", "-"), "a" * 1_048_577, 2),
        (("add", "c-0000000", "--from", "-"), "word", 5),
        (("show", "c-0000000"), "", 5),
        (("show", "--from", "x"), "", 2),
        (("restore", "missing.backup"), "", 5),
        (("verify", "missing.backup"), "", 5),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_kept_or_logged(
    started, client, tmp_path, words, given, code
):
    done = started("private", *(one.format(client=client) for one in words), input=given)

    assert (done.exit, done.out) == (code, ""), done.err
    assert not tmp_path.joinpath(*HOME, "private.db").exists()
    assert log(started) == []


def test_without_a_practice_that_is_told_before_anything_else(practice):
    for words in (("add", "c-0000"), ("show", "c-0000"), ("list",), ("remove", "c-0000", "x-0000"),
                  ("backup", "p"), ("verify", "p"), ("restore", "p")):  # fmt: skip
        assert practice("private", *words).exit == 10


def test_an_entry_is_destroyed_only_when_it_is_said(started, client, kept):
    assert started("private", "remove", client, kept["ref"]).exit == 2
    assert started("private", "remove", client, "x-0000000", "--yes").exit == 5

    done = started("private", "remove", client, kept["ref"], "--yes", "--json")

    assert done.json() == {name: kept[name] for name in ("id", "ref", "client", "client_ref")}
    assert started("private", "show", client, "--json").json() == []
    assert log(started)[-1] == ("private-remove", client)
    assert started("private", "remove", client, kept["ref"], "--yes").exit == 5


def test_a_key_for_cron_opens_none_of_them_and_is_told_what_to_use(started, client, kept, tmp_path):
    cron = {"PRACTICE_KEY": f"file:{tmp_path / 'cron'}"}
    started("key", "export", "--cron", str(tmp_path / "cron"))

    for words in (("show", client), ("list",), ("add", client, "--from", "-"),
                  ("remove", client, kept["ref"], "--yes"), ("backup", str(tmp_path / "p")),
                  ("verify", str(tmp_path / "p"))):  # fmt: skip
        done = started("private", *words, input="word", **cron)
        assert (done.exit, done.out) == (4, ""), words
        assert "not the one for cron" in done.err
    assert not (tmp_path / "p").exists()
    doctor = {one["check"]: one for one in started("doctor", "--json", **cron).json()}
    assert doctor["private notes"]["detail"].startswith("not checked")


def test_their_backup_is_their_own_and_the_way_back_leads_from_it(started, client, kept, tmp_path):
    copy, other = str(tmp_path / "private.backup"), str(tmp_path / "practice.backup")
    assert started("private", "backup", copy, "--json").json()["entries"] == 1
    assert started("private", "backup", copy).exit == 5
    assert started("private", "backup", str(tmp_path.joinpath(*HOME, "copy"))).exit == 2
    assert started("backup", "create", other).exit == 0

    assert started("private", "verify", copy, "--json").json()["ok"] is True
    assert started("private", "verify", other).exit == 12
    assert started("backup", "verify", copy).exit == 12
    assert started("private", "restore", copy).exit == 5
    tmp_path.joinpath(*HOME, "private.db").rename(tmp_path / "moved.db")
    assert started("private", "list", "--json").json() == []
    assert started("private", "restore", copy, "--json").json()["clients"] == 1
    assert started("private", "show", client, "--json").json()[0]["text"] == TEXT
    assert started("private", "add", client, "--from", "-", input="more").exit == 0


def test_a_restored_practice_finds_them_again_also_for_a_client_it_does_not_know(
    started, client, kept, tmp_path
):
    """The practice comes back as it was before the client: the notes are not out of reach."""
    key = from_text((tmp_path / "key").read_text()).private
    lost = "01900000-0000-7000-8000-00000000000a"
    with closing(make_private(str(tmp_path.joinpath(*HOME, "private.db")), key)) as db:
        add(db, PrivateEntry("01900000-0000-7000-8000-00000000000b", lost, NOW, "left alone"))
    ref = {one["client"]: one["client_ref"] for one in started("private", "list", "--json").json()}

    for typed in (lost, ref[lost]):
        assert started("private", "show", typed, "--json").json()[0]["text"] == "left alone"
    assert started("private", "list").out.count("\n") == 2
    assert started("private", "add", lost, "--from", "-", input="more").exit == 5


def doctor(practice):
    found = practice("doctor", "--json")
    return found.exit, {one["check"]: one for one in found.json()}


def test_doctor_reads_every_page_of_them(started, client, kept, tmp_path):
    code, found = doctor(started)
    assert (code, found["private notes"]["status"]) == (0, "ok")
    assert "no backup made yet" in found["private notes"]["detail"]
    started("private", "backup", str(tmp_path / "private.backup"))
    assert "backup last made 2026-11-24" in doctor(started)[1]["private notes"]["detail"]

    file = tmp_path.joinpath(*HOME, "private.db")
    content = bytearray(file.read_bytes())
    content[-2000] ^= 1
    file.write_bytes(content)
    code, found = doctor(started)
    assert (code, found["private notes"]["status"]) == (13, "fail")
    assert found["pages"]["status"] == "ok"

    file.write_bytes(content[:100])
    assert doctor(started)[0] == 13
    file.unlink()
    assert "private notes" not in doctor(started)[1]


def test_doctor_tells_a_key_that_is_not_theirs_and_a_file_that_others_may_read(
    started, client, kept, tmp_path
):
    file = tmp_path.joinpath(*HOME, "private.db")
    file.chmod(0o644)
    assert doctor(started)[1]["permissions"]["status"] == "fail"
    shutil.copy(tmp_path.joinpath(*HOME, "practice.db"), file)

    code, found = doctor(started)

    assert (code, found["private key"]["status"]) == (8, "fail")
    assert started("private", "show", client).exit == 12
    assert started("today").exit == 0


def at_terminal(folder, words, script, typed="", **env):
    """Run the program on a terminal with an editor that is a script; what was told, and its end."""
    (folder / "editor.sh").write_text(script)
    return on_terminal(
        folder, *words, typed=typed, EDITOR=f"sh {folder}/editor.sh", VISUAL="", **env
    )


def test_on_a_terminal_it_is_written_in_the_editor_and_not_told_again(started, client, tmp_path):
    (tmp_path / "text").write_text(TEXT)

    told, code = at_terminal(tmp_path, ["private", "add", client], f'cat {tmp_path}/text > "$1"\n')

    assert code == 0, told
    assert CANARY not in told
    assert "`sh` may keep copies of what it edits" in told
    assert started("private", "show", client, "--json").json()[0]["text"] == TEXT
    told, code = at_terminal(tmp_path, ["private", "add", client], "true\n")
    assert code == 5, told
    assert len(started("private", "show", client, "--json").json()) == 1


@pytest.mark.parametrize(("typed", "code"), [("{ref}\n", 0), ("yes\n", 14)])
def test_on_a_terminal_the_ref_is_typed_back_before_it_is_destroyed(
    started, client, kept, tmp_path, typed, code
):
    words = ["private", "remove", client, kept["ref"]]

    told, found = at_terminal(tmp_path, words, "", typed.format(ref=kept["ref"]))

    assert (found, f"type `{kept['ref']}` to go on" in " ".join(told.split())) == (code, True)
    assert len(started("private", "show", client, "--json").json()) == (code != 0)


def test_an_editor_that_fails_loses_nothing_and_the_text_is_there_again(started, client, tmp_path):
    (tmp_path / "text").write_text(TEXT)
    words = ["private", "add", client]

    told, code = at_terminal(tmp_path, words, f'cat {tmp_path}/text > "$1"\nexit 7\n')

    assert (code, CANARY in told) == (2, False)
    assert started("private", "show", client, "--json").json() == []
    told, code = at_terminal(tmp_path, words, 'echo more >> "$1"\n')
    assert code == 0
    assert "left unfinished" in told
    assert started("private", "show", client, "--json").json()[0]["text"] == f"{TEXT}more\n"
    # Begun, then thought better of: an emptied text leaves nothing behind.
    at_terminal(tmp_path, words, 'echo begun > "$1"\nexit 7\n')
    at_terminal(tmp_path, words, ': > "$1"\n')
    told, code = at_terminal(tmp_path, words, "true\n")
    assert (code, "left unfinished" in told) == (5, False)
    assert CANARY.encode() not in b"".join(
        path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()
    )
