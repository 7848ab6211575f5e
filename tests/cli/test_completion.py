from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from practicecli.cli.completion import run
from practicecli.cli.completion_scripts import FILES, script
from practicecli.cli.completion_walk import Option, Spot, Value, walk
from practicecli.cli.tree import TABLE, module_of

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 20  # seconds: only a shell that hangs meets it

SPOTS = [
    Spot((), (("session", "Hold: sessions"), ("today", "It's today")), (), (), repeats=False),
    Spot(("session",), (("confirm", "Confirm"), ("show", "Show")), (), (), repeats=False),
    Spot(
        ("session", "confirm"),
        (),
        (
            Option(("--cpt",), "The code", Value(kind="cpt")),
            Option(("--note",), "Which note", Value(choices=("template", "upload", "none"))),
            Option(("--batch",), "A file", Value(file=True)),
            Option(("--like-last",), "As last time", None),
        ),
        (Value(kind="session"),),
        repeats=False,
    ),
    Spot(("session", "show"), (), (), (Value(kind="session"),), repeats=True),
    Spot(("today",), (), (), (), repeats=False),
]

CASES = [
    (["se"], ["session"]),
    (["session", ""], ["confirm", "show"]),
    (["-q", "session", "sh"], ["show"]),
    (["session", "confirm", "--li"], ["--like-last"]),
    (["session", "confirm", "--prof"], ["--profile"]),
    (["session", "confirm", "--note", "u"], ["upload"]),
    (["session", "confirm", "--cpt", "908"], ["90834", "90837"]),
    (["session", "confirm", "s-"], ["s-7k3f9qa", "s-8m4g2rb"]),
    (["session", "confirm", "--note", "none", "s-7"], ["s-7k3f9qa"]),
    (["session", "confirm", "s-7k3f9qa", ""], []),
    (["session", "show", "s-7k3f9qa", "s-8"], ["s-8m4g2rb"]),
    (["session", "confirm", "--batch", "claims-o"], ["claims-october.csv"]),
    (["session", "show", "--color", "a"], ["always", "auto"]),
    (["--profile", "session", "to"], ["today"]),
]

ANSWERS = """#!/bin/sh
test "$1" = __complete || exit 9
case $2 in
    session) printf '%s\\n' s-7k3f9qa s-8m4g2rb ;;
    cpt) printf '%s\\n' 90834 90837 ;;
esac
"""

BASH = """
source "$1"; shift
COMP_WORDS=(practice "$@"); COMP_CWORD=$#
_practice
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSH = """PS1=''; autoload -U compinit; compinit -u -D; source ./_practice
practice() { if [[ $1 == __complete ]]; then command practice "$@"; else print -r "RA""N<$*>"; fi }
print "RE""ADY"
"""


def needs(shell):
    return [
        pytest.mark.outside,
        pytest.mark.skipif(shutil.which(shell) is None, reason=f"needs {shell}"),
    ]


@pytest.fixture
def desk(tmp_path):
    """A folder with the scripts, a `practice` that answers for values, and a file to complete."""
    for shell, name in FILES.items():
        (tmp_path / name).write_text(script(shell, SPOTS))
    program = tmp_path / "bin" / "practice"
    program.parent.mkdir()
    program.write_text(ANSWERS)
    program.chmod(0o755)
    (tmp_path / "claims-october.csv").touch()
    return tmp_path


def surroundings(desk):
    path = f"{desk / 'bin'}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(desk), "TERM": "xterm", "ZDOTDIR": str(desk)}


def offered(desk, *command):
    ran = subprocess.run(
        command, cwd=desk, env=surroundings(desk), capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    return sorted(line.partition("\t")[0] for line in ran.stdout.splitlines() if line)


@pytest.mark.parametrize(
    "shell", [pytest.param(name, marks=needs(name)) for name in ("bash", "fish")]
)
@pytest.mark.parametrize(("words", "expected"), CASES, ids=" ".join)
def test_a_real_shell_offers_what_may_stand_there(desk, shell, words, expected):
    if shell == "bash":
        found = offered(desk, "bash", "-c", BASH, "bash", "practice.bash", *words)
    else:
        line = "source practice.fish; complete -C $argv[1]"
        found = offered(desk, "fish", "--no-config", "-c", line, " ".join(["practice", *words]))

    assert found == expected


@pytest.mark.parametrize(
    ("keys", "ran"),
    [
        ("practice se\tsh\ts-7\t", "session show s-7k3f9qa"),
        ("practice session confirm --li\t--note=up\t", "session confirm --like-last --note=upload"),
        (
            "practice session confirm --batch claims-o\t",
            "session confirm --batch claims-october.csv",
        ),
        ("practice --profile session to\t", "--profile session today"),
    ],
)
@pytest.mark.outside
@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
def test_zsh_at_a_real_terminal_completes_what_is_typed(desk, keys, ran):
    import pty

    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        ["zsh", "-f", "-i"],
        cwd=desk,
        env=surroundings(desk),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    try:
        os.write(ours, ZSH.encode())
        heard_between(ours, "READ", "Y")
        os.write(ours, f"{keys}\n".encode())
        assert heard_between(ours, "RAN<", ">").split() == ran.split()
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)
        os.close(theirs)


def heard_between(terminal, start, end):
    """What a terminal shows between two marks; what is typed is echoed with the marks apart."""
    heard = ""
    while end not in heard.partition(start)[2]:
        ready, _, _ = select.select([terminal], [], [], LIMIT)
        assert ready, heard
        heard += os.read(terminal, 4096).decode(errors="replace")
    return heard.partition(start)[2].partition(end)[0]


@pytest.mark.parametrize("shell", FILES)
def test_the_committed_script_is_the_one_the_program_prints(shell):
    names = [name for name in TABLE if find_spec(module_of(name))]

    committed = (ROOT / "completions" / FILES[shell]).read_text()

    assert committed == script(shell, walk(names)), (
        f"type `practice completion {shell} > completions/{FILES[shell]}`"
    )


def test_a_metavar_tells_what_a_value_is():
    (spot,) = [spot for spot in walk(["completion"]) if spot.path == ("completion",)]

    assert spot.arguments == (Value(choices=("bash", "zsh", "fish")),)


def test_asking_for_values_without_a_practice_is_silent(capsys):
    assert run(["session", "s-"]) == run([]) == 0
    assert capsys.readouterr().err == ""


def test_a_request_for_values_answers_before_typer_is_imported(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "practicecli", "__complete", "session", "s-"],
        env={**os.environ, "PRACTICE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (ran.stdout, ran.stderr) == ("", "")
