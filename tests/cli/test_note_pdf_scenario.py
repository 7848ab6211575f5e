"""Notes on paper, through the installed program."""

from __future__ import annotations

import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

TEXT = "## Data\n{}\n## Assessment\nBetter.\n## Plan\nWeekly.\n"


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def add(started: Any, name: str) -> str:
    done = started(
        "client", "add", "--name", name, "--born", "1990-02-03", "--platform", "alma",
        "--payer", "aetna", "--plan", "commercial", "--member-id", "EX-1",
        "--address", "1 Example Street", "--ready", "--json",
    )  # fmt: skip
    assert done.exit == 0, done.err
    return str(done.json()["ref"])


@pytest.fixture
def client(started: Any) -> str:
    return add(started, "Ana Rivers")


@pytest.fixture
def noted(started: Any, client: str) -> Any:
    """Schedule a session on a day of November 2026 and write its note; sign it unless asked not."""

    def write(day: int, text: str = "Calm.", *, signed: bool = True, of: str = client) -> str:
        made = started(
            "session", "schedule", of, f"2026-11-{day} 09:00", "--for", "55m", "--allow-overlap",
            "--place", "video-home", "--link", "https://zoom.us/j/1?pwd=x", "--json",
        ).json()  # fmt: skip
        ref = str((made[0] if isinstance(made, list) else made)["ref"])
        if not text:
            return ref
        wrote = started("note", "write", ref, "--template", "dap", "--from", "-",
                        input=TEXT.format(text))  # fmt: skip
        assert wrote.exit == 0, wrote.err
        if signed:
            done = started("note", "sign", ref, "--attest")
            assert done.exit == 0, done.err
        return ref

    return write


def prints(started: Any) -> list[str]:
    return [row["ref"] for row in started("audit", "list", "--json").json()
            if row["verb"] == "print"]  # fmt: skip


def test_the_note_of_a_session_goes_to_a_new_file_with_all_that_belongs_to_it(
    started: Any, noted: Any, tmp_path: Path
) -> None:
    session = noted(23)
    started("note", "addend", session, "--from", "-", input="One thing more.")
    (tmp_path / "form.pdf").write_bytes(b"%PDF-1.7 a form")
    started("note", "attach", session, "form.pdf", "--title", "Intake form")

    done = started("note", "pdf", session, "note.pdf", "--json")

    assert done.exit == 0, done.err
    shape = done.json()
    assert (shape["path"], shape["notes"], shape["pages"]) == (str(tmp_path / "note.pdf"), 1, 1)
    assert stat.S_IMODE((tmp_path / "note.pdf").stat().st_mode) == 0o600
    (page,) = pages((tmp_path / "note.pdf").read_bytes())
    for said in (
        "Client: Ana Rivers", "Born: February 3, 1990", "Ada Example, LMHC", "NPI: 1999999984",
        "Monday, November 23, 2026", "9:00 AM to 9:55 AM EST, 55 minutes", "As scheduled",
        "Video, the client at home", "Place of service 10", "zoom.us", "Data Calm.",
        "Electronically signed by Ada Example, LMHC, NPI 1999999984", "attest",
        "Addendum of November 24, 2026, 9:00 AM EST One thing more.", "Intake form, PDF, 15 bytes",
        "Page 1 of 1",
    ):  # fmt: skip
        assert said in page
    assert "pwd" not in page
    assert prints(started) == shape["refs"]


def test_a_client_s_notes_of_some_days_go_into_one_file_oldest_first(
    started: Any, noted: Any, client: str, tmp_path: Path
) -> None:
    refs = [noted(day) for day in (20, 17, 19)]
    noted(12)
    draft, bare = noted(18, signed=False), noted(16, "")
    noted(19, "Words of another.", of=add(started, "Ben Other"))

    done = started("note", "pdf", "--client", client, "--from", "2026-11-16", "--to", "2026-11-20",
                   "notes.pdf", "--json")  # fmt: skip

    assert done.exit == 0, done.err
    assert (done.json()["notes"], done.json()["pages"]) == (3, 4)
    found = pages((tmp_path / "notes.pdf").read_bytes())
    assert "3 notes, November 17, 2026 to November 20, 2026" in found[0]
    oldest_first = [refs[1], refs[2], refs[0]]
    assert all(f"session {ref}," in page for ref, page in zip(oldest_first, found[1:], strict=True))
    assert not any("Words of another" in page or "DRAFT" in page for page in found)
    assert draft in done.err
    assert bare in done.err
    assert prints(started) == done.json()["refs"]

    more = started("note", "pdf", "--client", client, "--draft", "more.pdf")
    assert more.exit == 0
    assert draft not in more.err
    assert f"Session {bare} has no note (no-note)" in more.err
    found = pages((tmp_path / "more.pdf").read_bytes())
    (page,) = [page for page in found if f"session {draft}," in page]
    assert page.count("DRAFT, NOT SIGNED") == 3


def test_two_runs_give_the_same_bytes_in_a_file_and_on_standard_output(
    started: Any, noted: Any, client: str, tmp_path: Path
) -> None:
    session = noted(23, "Ελλάδα, Привет, Żółć")
    for name in ("one.pdf", "two.pdf"):
        assert started("note", "pdf", session, name).exit == 0
    assert started("note", "pdf", "--client", client, "three.pdf").exit == 0

    one, two, three = ((tmp_path / f"{name}.pdf").read_bytes() for name in ("one", "two", "three"))
    assert one == two == three
    assert "Ελλάδα, Привет, Żółć" in pages(one)[0]


def test_on_standard_output_there_is_the_file_and_nothing_else(
    started: Any, noted: Any, tmp_path: Path
) -> None:
    import os
    import subprocess
    import sys

    session = noted(23)
    env = {"PRACTICE_HOME": str(tmp_path / "home"), "PRACTICE_NOW": "2026-11-24T09:00:00-05:00",
           "PATH": os.environ["PATH"]}  # fmt: skip
    argv = [sys.executable, "-m", "practicecli", "note", "pdf", session, "-"]
    done = subprocess.run(argv, env=env, capture_output=True, check=True)

    assert started("note", "pdf", session, "note.pdf").exit == 0
    assert done.stdout == (tmp_path / "note.pdf").read_bytes()


def test_what_cannot_be_printed_is_refused_and_leaves_no_file_and_no_entry(
    started: Any, noted: Any, client: str, tmp_path: Path
) -> None:
    draft, bare, session = noted(18, signed=False), noted(16, ""), noted(23)
    (tmp_path / "there.pdf").write_bytes(b"mine")

    for argv, code in (
        (["--from", "2026-11-01", "all.pdf"], 2),  # all clients in one file
        (["all.pdf"], 2),
        ([session, "all.pdf", "third"], 2),
        (["--client", client, session, "all.pdf"], 2),
        ([session, "all.pdf", "--from", "2026-11-01"], 2),
        (["--client", client, "--from", "gibberish", "all.pdf"], 2),
        (["--client", client, "--from", "2026-11-20", "--to", "2026-11-19", "all.pdf"], 2),
        ([session, "-", "--json"], 2),
        ([session, "there.pdf"], 5),
        ([draft, "all.pdf"], 5),
        ([bare, "all.pdf"], 5),
        (["--client", client, "--from", "2026-11-24", "all.pdf"], 5),
    ):
        done = started("note", "pdf", *argv)
        assert (done.exit, done.out) == (code, ""), (argv, done.err)
    assert (
        "A file holds the notes of one client" in started("note", "pdf", "--to", "today", "x").err
    )
    assert (tmp_path / "there.pdf").read_bytes() == b"mine"
    assert not (tmp_path / "all.pdf").exists()
    assert prints(started) == []


def test_signs_that_the_font_lacks_are_told_of(started: Any, noted: Any, tmp_path: Path) -> None:
    session = noted(23, "She said \u4e2d\u6587 and \u05e9\u05dc\u05d5\u05dd.")

    done = started("note", "pdf", session, "note.pdf")

    assert done.exit == 0
    assert "U+4E2D, U+6587 (letters-unknown)" in done.err
    assert "right-to-left" in done.err
    assert "[U+4E2D][U+6587]" in pages((tmp_path / "note.pdf").read_bytes())[0]
    quiet = noted(20, "".join(map(chr, range(0x4E00, 0x4E20))))
    assert "and others" in started("note", "pdf", quiet, "other.pdf").err
