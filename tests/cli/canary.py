"""A stage for the canary proof: a practice that holds three texts nobody else may ever see.

A recorder in each process we start, and in each that those start in Python, writes down what it was
started with, what it starts, and which files it opens to write. Nothing is sampled, so nothing is
missed between two samples.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from pathlib import Path
from uuid import uuid4

from tests.cli.conftest import NOW, Result, move_in, run

RUN = uuid4().hex[:8].upper()  # two runs at once do not find each other's birds
PRIVATE, NOTE, NAME = (f"CANARY{kind}{RUN}" for kind in ("PSY", "NOTE", "NAME"))
# It warns of everything there is to warn of, and none of that may quote it.
PRIVATE_TEXT = (
    f"{PRIVATE}: he dreamt of a bridge\nMet 10:00-10:53 {PRIVATE}, F41.1, PHQ-9 12\n"
    f"Plan: {PRIVATE} sertraline 50 mg, CBT, symptoms, diagnosed {PRIVATE}\n"
)
NOTE_TEXT = f"# Data\n\n{NOTE}\n\n# Assessment\n\n{NOTE} again\n\n# Plan\n\nNone.\n"
PLAN_TEXT = "Diagnosis: F41.1\n\n" + "".join(
    f"## {title}\n1. {NOTE}\n"
    for title in (
        "Type of therapy", "Problem", "Symptoms", "Goals", "Client's steps", "Interventions",
        "Target dates", "Consent",
    )
)  # fmt: skip
LETTER = f"%PDF-1.4\n% {NOTE}\n%%EOF\n"
CSV = f"Client name,DOB,Payer,Member ID,State\n{NAME} Fourth,1990-04-12,Aetna,EX-104,NY\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:u1\r\n"
    "DTSTAMP:20261101T000000Z\r\nDTSTART;TZID=America/New_York:20261126T090000\r\n"
    f"DURATION:PT50M\r\nSUMMARY:{NAME} First\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
LISTS = {  # where the newest one of a kind is found
    "authorization": "authorization list {client}",
    "claim": "claim list",
    "payout": "payout list",
    "charge": "charge list --client {other}",
    "attachment": "note attached {s1}",
    "entry": "private show {other}",
    "third": "client list",
    "sent": "session list --client {third}",
}
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where editors' folders are made

RECORDER = """
import os, sys

STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.putenv")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
to = os.open(os.environ["CANARY_RECORD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

def write(kind, what):
    os.write(to, (kind + " " + ascii(what) + chr(10)).encode())

def listen(event, args):
    if event in STARTS:
        write("start", (event, args))
    elif event == "open" and isinstance(args[2], int) and args[2] & WRITES:
        write("write", os.fsdecode(args[0]) if isinstance(args[0], (str, bytes)) else args[0])

write("start", (sys.orig_argv, dict(os.environ)))
sys.addaudithook(listen)
"""
# What an editor sees of the process list at the moment at which the text is before it.
EDITOR = """
for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do cat "$file" 2>/dev/null; done > {seen}
cat {text} > "$1"
"""


@dataclass
class Stage:
    """A practice with its folders: `desk` is where it is used, `inputs` the therapist's own."""

    root: Path
    names: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, Result]] = field(default_factory=list)

    @classmethod
    def furnish(cls, root, furnished, far):
        """Make a practice with clients and sessions, before any note is written."""
        stage = cls(root)
        for folder in (stage.desk, stage.inputs, root / "tmp", root / "recorder"):
            folder.mkdir()
        (root / "recorder" / "sitecustomize.py").write_text(RECORDER)
        move_in(furnished, stage.desk)
        for name, text in (
            ("private.txt", PRIVATE_TEXT), ("note.md", NOTE_TEXT), ("clients.csv", CSV),
            ("calendar.ics", CALENDAR), ("no-codes.txt", "x\n"), ("token", far.token + "\n"),
            ("third.json", client("Third", "direct")), ("letter.pdf", LETTER),
        ):  # fmt: skip
            (stage.inputs / name).write_text(text)
        (stage.inputs / "token").chmod(0o600)
        stage.names |= {
            "inputs": str(stage.inputs), "note": str(stage.inputs / "note.md"),
            "key": str(stage.desk / "key"),
        }  # fmt: skip
        stage.fill()
        return stage

    @property
    def desk(self):
        return self.root / "desk"

    @property
    def inputs(self):
        return self.root / "inputs"

    @property
    def record(self):
        return self.root / "record"

    @property
    def env(self):
        return {
            "PYTHONPATH": str(self.root / "recorder"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CANARY_RECORD": str(self.record),
            "TMPDIR": str(self.root / "tmp"),
        }

    def run(self, *words, given="", now=NOW):
        """Run the program and keep what it told."""
        done = run(self.desk, *words, input=given, **self.env, PRACTICE_NOW=now)
        self.told.append((" ".join(words), done))
        return done

    def asked(self, *words, given=""):
        done = run(self.desk, *words, "--json", input=given)
        assert done.exit == 0, (words, done.err)
        return done.json()

    def fill(self):
        for name, place in (("client", "headway"), ("other", "alma")):
            said = client("First" if name == "client" else "Second", place)
            added = self.asked("client", "add", "--from", "-", "--ready", given=said)
            self.names[name] = added["ref"]
        starts = {f"s{day}": f"2026-11-{day + 10}T10:00" for day in range(1, 10)}
        for name, start in {
            **starts,
            "next": "2026-11-30T10:00",
            "later": "2026-12-04T10:00",
        }.items():
            made = self.asked("session", "schedule", self.names["client"], start, "--for", "50m")
            self.names[name] = (made[0] if isinstance(made, list) else made)["ref"]

    def __getitem__(self, name):
        """Give what stands for a word in braces; some are there only after the lines before."""
        if name not in self.names:
            *_, newest = self.asked(*(LISTS[name].format_map(self)).split())
            return newest["ref"]
        return self.names[name]

    def words(self, line):
        return line.format_map(self).split()

    def play(self, row, *more):
        """Run a line of the table and see that it did what it was put there for."""
        words = [*self.words(row.line), *more]
        if words[:2] == ["sandbox", "serve"]:
            self.serve(words)
            return
        done = self.run(*words, given=row.given, now=row.now)
        assert done.exit in row.ends, (row.line, more, done.exit, done.err)

    def serve(self, words):
        with subprocess.Popen(
            [sys.executable, "-m", "practicecli", *words], cwd=self.desk,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **self.env, "PRACTICE_NOW": NOW, "HOME": str(self.desk),
                 "PRACTICE_HOME": str(self.desk / "home")},
        ) as server:  # fmt: skip
            ready = server.stdout.readline()
            server.terminate()
            out, err = server.communicate(timeout=30)
        assert json.loads(ready)["url"], err
        self.told.append((" ".join(words), Result(0, (ready + out).decode(), err.decode())))

    def files(self):
        """Give every file the program may have left anywhere, by path."""
        for top in (self.desk, self.root / "tmp", SHARED_MEMORY):
            for path in sorted(top.rglob("*")):
                with suppress(OSError):
                    if path.is_file():
                        yield path, path.read_bytes()

    def own_files(self):
        """Give those it wrote where it was told to, among the therapist's own: backups and keys."""
        for name in (
            "private.backup", "practice.backup", "cron", "sheet", "second-key", "note.pdf",
            "notes.pdf", "letter-out.pdf",
        ):  # fmt: skip
            path = self.inputs / name
            if path.exists():
                yield path, path.read_bytes()

    def started(self):
        """Give what every process was started with and what it started, as one text."""
        return self.record.read_bytes()

    def written_elsewhere(self):
        """Give the files that were opened to be written where `files` does not look."""
        known = (str(self.root), f"{SHARED_MEMORY}/", "/dev/null", "/dev/tty", "/dev/pts/")
        for line in self.record.read_text().splitlines():
            kind, _, what = line.partition(" ")
            path = what.strip("'")
            relative = not path.startswith("/")  # a name in the desk, or a number of an open file
            if kind == "write" and not relative and not path.startswith(known):
                yield path


class Far:
    """A platform over real HTTP, and all that it was ever sent."""

    def __init__(self, platform):
        self.platform, self.token, self.bodies = platform, platform.token, []

    def __call__(self, environ, start):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        head = {name: value for name, value in environ.items() if isinstance(value, str)}
        self.bodies += [repr(head).encode(), body]
        return self.platform({**environ, "wsgi.input": BytesIO(body)}, start)


def client(name, platform):
    return json.dumps({
        "name": f"{NAME} {name}", "platform": platform, "payer": "aetna", "plan": "commercial",
        "member_id": "EX-1", "address": "1 Invented Street", "born": "1990-01-01", "state": "NY",
    })  # fmt: skip


def forms(canary):
    """Give the bytes as which a text may lie somewhere: as it is, or as programs write it down."""
    plain = canary.encode()
    yield from (plain, plain.lower(), canary.encode("utf-16-le"), canary.encode("utf-16-be"))
    yield from (plain.hex().encode(), plain.hex().upper().encode(), plain[::-1])
    for shift in range(3):  # base64 tells thirds of a byte; the ends depend on what is beside them
        yield base64.b64encode(b"\0" * shift + plain)[4:-4]


def unpacked(content):
    """Give a file's bytes, and what is packed in them: gzip, zlib, the streams of a PDF."""
    yield content
    with suppress(OSError, EOFError, zlib.error):
        yield gzip.decompress(content)
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", content, re.DOTALL):
        for packed, kind in product((stream, eighty_five(stream)), (15, -15)):
            with suppress(zlib.error):
                yield zlib.decompressobj(kind).decompress(packed)


def eighty_five(stream):
    with suppress(ValueError):
        return base64.a85decode(b"<~" + stream.strip().removesuffix(b"~>") + b"~>", adobe=True)
    return b""


def holds(content, canary):
    return any(form in part for part in unpacked(content) for form in forms(canary))
