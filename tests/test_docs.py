"""What the pages say is true: links lead somewhere, commands exist, and the README's walk works."""

from __future__ import annotations

import ast
import fcntl
import importlib.util
import inspect
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from functools import cache
from pathlib import Path

import pytest

from practicecli import errors
from practicecli.cli.command import Group
from practicecli.cli.tree import TABLE, load, root
from practicecli.clock import zone
from practicecli.domain.when import NotATimeError, read_clock, read_day, read_moment, read_span
from practicecli.errors import Exit

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "practicecli"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TEXTS = [*PAGES, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "requirements.lock",
         *(ROOT / "docs").glob("*.py"), *SOURCE.rglob("*.toml")]  # fmt: skip
# Where other programs' packages come from, folders of one machine, and a practice's own.
FORBIDDEN = [
    r"(extra-)?index-url", r"registry\s*=", r"\bpypi\.", r"\.\./shared",
    r"(?<![\w.~$}])/(root|work|tmp|home)/(?!ada/)\w", r"\bTODO\b", r"\bFIXME\b",
]  # fmt: skip


def name(path):
    return path.relative_to(ROOT).as_posix()


def text(path):
    return path.read_text(encoding="utf-8")


def program(stem):
    """Import one of the programs that stand beside the pages."""
    spec = importlib.util.spec_from_file_location(f"docs_{stem}", ROOT / "docs" / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        if not there.is_file() or (anchor and anchor not in anchors(there)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_no_file_names_an_index_or_a_folder_of_one_machine(path):
    found = [pattern for pattern in FORBIDDEN if re.search(pattern, text(path))]

    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_blocks_of_code_are_closed(page):
    assert text(page).count("\n```") % 2 == 0


def spans(page):
    """What a page sets in backticks, and the lines of its blocks of commands."""
    whole = re.sub(r"\\\n\s*", " ", text(page))
    blocks = re.findall(r"```(?:sh|crontab)[^\n]*\n(.*?)```", whole, re.DOTALL)
    yield from (line for block in blocks for line in block.splitlines())
    prose = re.sub(r"```.*?```", "", whole, flags=re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", prose)


def lines_of_commands(page):
    for span in spans(page):
        found = re.search(r"(?:^|[(\"/ ])practice\"? ((?:[a-z]|--).*)", span)
        if found and "practice-" not in span.partition("practice ")[0]:
            # Up to where the shell goes on to something else.
            yield re.split(r"[|>)]|\s#\s", found.group(1))[0].strip()


@cache
def top():
    tree = root()
    return tree, tree.context_class(tree, info_name="practice")


def strange(line):
    """What there is in a command line that the program does not know; empty where all is known."""
    command, ctx = top()
    words = [word.strip("`,.;") for word in re.sub(r"[\"']", "", line).split()]
    while words and isinstance(command, Group) and not words[0].startswith("-"):
        if words[0].isupper():
            break
        below = load(words[0]) if command is top()[0] and words[0] in TABLE else None
        below = below or command.get_command(ctx, words[0])
        if below is None:
            return words[0] if not command.invoke_without_command else ""
        ctx = below.context_class(below, info_name=words.pop(0), parent=ctx)
        command = below
    known = {option for param in command.get_params(ctx) for option in param.opts} | {"-h"}
    known |= {option for param in command.params for option in param.secondary_opts}
    return next((word for word in words if re.match(r"--?[a-z]", word)
                 and word.partition("=")[0] not in known), "")  # fmt: skip


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "commands"], ids=name)
def test_every_command_in_a_page_exists_with_its_options(page):
    found = {line: strange(line) for line in lines_of_commands(page)}

    assert {line: word for line, word in found.items() if word} == {}


def test_the_check_of_commands_sees_what_does_not_exist():
    assert strange("sesion list") == "sesion"
    assert strange("session lists") == "lists"
    assert strange("session list --unconfirmt") == "--unconfirmt"
    assert strange("session list --unconfirmed --json") == ""


def test_the_reference_is_what_the_program_says():
    assert program("reference").reference() == text(ROOT / "docs" / "commands.md"), (
        "run `make docs`"
    )


def test_the_picture_is_what_today_prints():
    picture = program("picture")

    drawn = picture.picture(picture.today())

    assert picture.same_but_for_refs(drawn) == picture.same_but_for_refs(text(picture.PICTURE)), (
        "run `make docs`"
    )


def test_every_exit_code_and_every_error_is_explained():
    problems, exits = text(ROOT / "docs" / "problems.md"), text(ROOT / "docs" / "exit-codes.md")
    family = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)
              if issubclass(kind, errors.PracticeError)]  # fmt: skip

    assert [code for code in Exit if f"\n| {code.value} |" not in exits] == []
    assert [
        kind.code for kind in family
        if f"\n| `{kind.code}` | {kind.exit_code.value} |" not in problems
    ] == []  # fmt: skip


def codes():
    """Every problem code that stands as a word in the program, with the file that says it."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(text(path))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in {
                "Problem",
                "warning",
            }:
                continue
            first = node.args[0] if node.args else None
            for part in ast.walk(first) if first else ():
                if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)*",
                                                                   str(part.value)):  # fmt: skip
                    yield part.value, name(path)


def test_every_problem_code_is_explained():
    explained = set(re.findall(r"`([a-z0-9-]+)`", text(ROOT / "docs" / "problems.md")))
    said = dict(codes())

    assert len(said) > 50
    assert {code: where for code, where in said.items() if code not in explained} == {}


def test_every_field_of_the_json_forms_is_listed():
    listed = set(re.findall(r"`([a-z_]+)`", text(ROOT / "docs" / "json.md")))
    forms = {
        "shapes.py",
        "screens.py",
        "payout/words.py",
        "payout/listing.py",
        "note/reading.py",
        "note/words.py",
    }
    forms |= {
        "payout/forecasting.py",
        "payout/recording.py",
        "client/costing.py",
        "report/income.py",
    }
    forms |= {f"code/{one}.py" for one in ("looking", "checking", "suggesting", "changes")}
    forms |= {f"{noun}/words.py" for noun in ("plan", "measure", "private", "charge", "invoice")}
    whole = ("coverage", "authorization", "rate")
    forms |= {f"{one.parent.name}/{one.name}" for noun in whole
              for one in (SOURCE / "cli" / noun).glob("*.py")}  # fmt: skip
    fields = {
        str(key.value)
        for form in forms
        for node in ast.walk(ast.parse(text(SOURCE / "cli" / form)))
        if isinstance(node, ast.Dict) and len(node.keys) > 2
        for key in node.keys
        if isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and not key.value.startswith("practicecli.")  # a module, where a noun has several
    }
    # Not fields: the screens' words for a status, and the list of note templates.
    words = {"none", "draft", "signed", "key", "title", "required", "a", "n", "t", "video-home"}
    words |= {"addenda_told", "client_name", "client_born", "place_told"}  # said to persons only

    assert len(fields) > 60
    modules = {field for field in fields if "." in field}
    assert sorted(fields - listed - words - modules) == []


def test_every_room_stands_in_the_page_on_architecture():
    page = text(ROOT / "docs" / "architecture.md")
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    floor = {path.stem for path in SOURCE.glob("*.py") if not path.stem.startswith("__")}

    assert [room for room in sorted(rooms | floor) if f"`{room}`" not in page] == []


def test_every_dependency_is_weighed():
    page = text(ROOT / "docs" / "dependencies.md")
    project = text(ROOT / "pyproject.toml")
    block = project.split("dependencies = [")[1].split("\n]")[0]
    wanted = re.findall(r"^\s*\"([a-z0-9-]+)", block, re.MULTILINE)

    assert len(wanted) > 10
    assert [package for package in wanted if f"\n| {package} |" not in page] == []


def readable(typed, now):
    for read in (
        lambda: read_moment(typed, now=now),
        lambda: read_day(typed, today=now.date()),
        lambda: read_clock(typed),
        lambda: read_span(typed),
    ):
        try:
            return bool(read())
        except NotATimeError:
            continue
    return False


def test_the_times_that_the_page_gives_can_be_typed():
    page = text(ROOT / "docs" / "times.md")
    now = the_morning()
    typed = [span for span in re.findall(r"`([^`\n]+)`", page)
             if not span.startswith(("-", "practice ", "no-such"))]  # fmt: skip

    assert len(typed) > 20
    assert [span for span in typed if not readable(span, now)] == ["15"]


def the_morning():
    from datetime import datetime

    return datetime(2026, 11, 24, 9, tzinfo=zone("America/New_York"))


def walk():
    """The README's five minutes: what is typed, and what it says must then be seen."""
    part = text(ROOT / "README.md").split("\n## Five minutes\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```(sh|text)\n(.*?)```", part, re.DOTALL)
    typed = "".join(block for kind, block in blocks if kind == "sh")
    seen = [line for kind, block in blocks if kind == "text" for line in block.splitlines()]
    # The page tells where a command is meant to fail; anywhere else it stops the walk.
    script = re.sub(
        r"^(practice .*?) # exits (\d+)$", r"\1 || test $? -eq \2", typed, flags=re.MULTILINE
    )
    return "set -eu\n" + script, seen


def test_the_five_minutes_of_the_readme_work_as_they_stand(tmp_path):
    script, expected = walk()
    shown = on_a_terminal(script, tmp_path)

    refs_alike = program("picture").same_but_for_refs
    seen = {line.rstrip() for line in refs_alike(shown).splitlines()}
    assert [line for line in expected if line and refs_alike(line) not in seen] == []


def on_a_terminal(script, folder):
    """Run a script whose output goes to a terminal, in an empty folder; fails as it fails."""
    (folder / "bin").mkdir()
    practice = folder / "bin" / "practice"
    practice.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m practicecli "$@"\n')
    practice.chmod(0o755)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    env = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder),
           "TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"}  # fmt: skip
    running = subprocess.Popen(
        ["sh", "-c", script], cwd=folder, env=env,
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = program("picture").all_of(ours)
    assert running.wait() == 0, shown
    return shown
