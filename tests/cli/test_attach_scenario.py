"""Attachments as a therapist uses them: put in, listed, taken out, refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from practicecli.figures.attachments import attachment_limits

PDF = b"%PDF-1.7\nan invented form, filled in by Ana Rivers\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + b"\x00" * 40
MOST = attachment_limits().most_bytes


@pytest.fixture
def session(started: Any) -> str:
    client = started(
        "client", "add", "--name", "Ana Rivers", "--born", "1990-02-03", "--platform", "alma",
        "--payer", "aetna", "--plan", "commercial", "--member-id", "EX-1",
        "--address", "1 Example Street", "--ready", "--json",
    ).json()["ref"]  # fmt: skip
    made = started("session", "schedule", client, "2026-11-23 09:00", "--for", "55m", "--json")
    assert made.exit == 0, made.err
    shape = made.json()
    return str((shape[0] if isinstance(shape, list) else shape)["ref"])


def test_a_form_is_attached_listed_and_taken_out_as_it_was(
    started: Any, session: str, tmp_path: Path
) -> None:
    (tmp_path / "scan.jpg").write_bytes(PDF)  # what it is says its content, not its name

    done = started("note", "attach", session, "scan.jpg", "--title", " Intake form ", "--json")
    assert done.exit == 0, done.err
    one = done.json()
    assert (one["name"], one["type"], one["bytes"], one["session_ref"]) == (
        "Intake form", "application/pdf", len(PDF), session,
    )  # fmt: skip
    assert one["ref"].startswith("a-")
    assert one["attached_at"] == "2026-11-24T09:00:00-05:00"

    (tmp_path / "drawing.png").write_bytes(PNG)
    named = started("note", "attach", session, "drawing.png")
    assert named.exit == 0
    assert "drawing.png" in named.out
    assert "no platform is sent it" in named.err
    listed = started("note", "attached", session, "--json").json()
    assert [held["name"] for held in listed] == ["Intake form", "drawing.png"]
    assert listed[0] == one
    rows = started("note", "attached", session, "--csv").out.splitlines()
    assert rows[0] == "ref,name,type,bytes,attached_at"
    assert len(rows) == 3

    saved = started("note", "attached", session, one["ref"], "--to", "copy.pdf", "--json")
    assert saved.exit == 0, saved.err
    assert saved.json() == one | {"path": str(tmp_path / "copy.pdf")}
    assert (tmp_path / "copy.pdf").read_bytes() == PDF
    assert stat.S_IMODE((tmp_path / "copy.pdf").stat().st_mode) == 0o600

    log = [(row["verb"], row["ref"]) for row in started("audit", "list", "--json").json()
           if row["kind"] == "attachment"]  # fmt: skip
    assert log == [("attach", one["ref"]), ("attach", listed[1]["ref"]), ("open", one["ref"])]
    assert started("note", "verify").exit == 0


def test_a_copy_goes_to_standard_output_alone(started: Any, session: str, tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(PDF)
    ref = started("note", "attach", session, "form.pdf", "--json").json()["ref"]

    given = started("note", "attached", session, ref[2:], "--to", "-")
    assert (given.exit, given.out.encode()) == (0, PDF)
    both = started("note", "attached", session, ref, "--to", "-", "--json")
    assert (both.exit, both.out) == (2, "")


def test_nothing_is_written_over_and_half_a_wish_is_said_to_be_one(
    started: Any, session: str, tmp_path: Path
) -> None:
    (tmp_path / "form.pdf").write_bytes(PDF)
    ref = started("note", "attach", session, "form.pdf", "--json").json()["ref"]

    taken = started("note", "attached", session, ref, "--to", "form.pdf")
    assert taken.exit == 5
    assert "not written over" in taken.err
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert started("note", "attached", session, ref, "--to", "dangling").exit == 5
    assert started("note", "attached", session, ref).exit == 2
    assert started("note", "attached", session, "--to", "x.pdf").exit == 2
    assert started("note", "attached", session, "a-zzzzzzz", "--to", "x.pdf").exit == 5
    assert not (tmp_path / "x.pdf").exists()
    opened = [row for row in started("audit", "list", "--json").json() if row["verb"] == "open"]
    assert opened == []


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("empty.pdf", b"", ["file-empty"]),
        ("photo.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, ["file-type"]),
        ("scan.tiff", b"II*\x00" + b"\x00" * 50, ["file-type"]),
        ("a.gif", b"GIF89a" + b"\x00" * 50, ["file-type"]),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBP" + b"\x00" * 50, ["file-type"]),
        ("note.pdf", b"Dear colleague", ["file-type"]),
    ],
)
def test_what_is_no_pdf_png_or_jpeg_is_refused_and_nothing_changes(
    started: Any, session: str, tmp_path: Path, name: str, content: bytes, codes: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)

    done = started("note", "attach", session, name, "--json")

    assert (done.exit, done.out, done.problems()) == (5, "", codes)
    assert started("note", "attached", session, "--json").json() == []


def test_the_size_counts_up_to_the_limit_itself(started: Any, session: str, tmp_path: Path) -> None:
    for size, code in ((MOST, 0), (MOST + 1, 5)):
        with (tmp_path / f"{size}.pdf").open("wb") as file:
            file.write(PDF)
            file.truncate(size)
        done = started("note", "attach", session, f"{size}.pdf", "--json")
        assert done.exit == code, done.err
    assert done.problems() == ["file-too-big"]
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(50_000_000_000)  # of which only the beginning is looked at
    assert started("note", "attach", session, "huge.pdf", "--json").problems() == [
        "file-too-big", "file-type",
    ]  # fmt: skip


def test_only_plain_files_are_read(started: Any, session: str, tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(PDF)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "form.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder").mkdir()

    for name, said in (
        ("link.pdf", "is a link"), ("pipe.pdf", "not a file"), ("/dev/zero", "not a file"),
        ("folder", "folder"), ("missing.pdf", "No such file"),
    ):  # fmt: skip
        done = started("note", "attach", session, name)
        assert (done.exit, done.out) == (2, ""), name
        assert said in done.err
    assert started("note", "attached", session, "--json").json() == []


def test_without_the_key_for_notes_nothing_is_attached_or_listed(
    started: Any, session: str, tmp_path: Path
) -> None:
    (tmp_path / "form.pdf").write_bytes(PDF)
    assert started("key", "export", "--cron", "cron.key").exit == 0
    only_data = {"PRACTICE_KEY": f"file:{tmp_path / 'cron.key'}"}

    assert started("note", "attach", session, "form.pdf", **only_data).exit == 4
    started("note", "attach", session, "form.pdf")
    assert started("note", "attached", session, **only_data).exit == 4


def test_neither_name_nor_content_lies_in_any_file_of_ours(
    started: Any, session: str, tmp_path: Path
) -> None:
    (tmp_path / "Ana Rivers.pdf").write_bytes(PDF)
    started("note", "attach", session, "Ana Rivers.pdf")

    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"Ana Rivers" in path.read_bytes()]
