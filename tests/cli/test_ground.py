from __future__ import annotations

import errno
import json
import stat
from typing import Annotated

import pytest
import typer

from practicecli.cli.command import ListCommand, Noun, globals_of
from practicecli.cli.prompts import Prompts
from practicecli.cli.tree import run
from practicecli.domain.problems import Problem, warning
from practicecli.errors import BusyError, Exit, RefusedError

CANARY = "Avery Canary"


def refuse():
    problems = [
        Problem("no-cpt", "There is no code", "`--cpt 90837`"),
        warning("no-note", "No note"),
    ]
    raise RefusedError("`s-7k3f9qa` cannot be confirmed", problems, hint="Give the codes")


def fail_inside():
    raise ValueError(CANARY) from KeyError(CANARY)


FAILURES = {
    "nothing": lambda: None,
    "leave": lambda: (_ for _ in ()).throw(typer.Exit(8)),
    "refuse": refuse,
    "busy": lambda: (_ for _ in ()).throw(BusyError("Another command is at work")),
    "bug": fail_inside,
    "abort": lambda: (_ for _ in ()).throw(typer.Abort()),
    "ctrl-c": lambda: (_ for _ in ()).throw(KeyboardInterrupt()),
    "eof": lambda: (_ for _ in ()).throw(EOFError()),
    "full": lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space", "/srv/x")),
    "lost": lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space")),
    "read-only": lambda: (_ for _ in ()).throw(OSError(errno.EROFS, "Read-only", "/srv/x\x1b")),
    "closed": lambda: (_ for _ in ()).throw(BrokenPipeError()),
}


def a_tree():
    app = Noun(
        help="Try things", context_settings={"help_option_names": ["-h", "--help"]}, name="practice"
    )
    thing = Noun(help="Things to try")

    @thing.command("fail")
    def fail(how: Annotated[str, typer.Argument(metavar="HOW")]) -> None:
        """Fail in one way.

        Everything after is text that
        runs on.

        Example: practice thing fail bug --debug  # longer than any page, unwrapped, to the end
        """
        FAILURES[how]()

    @thing.command("show", cls=ListCommand)
    def show(
        ctx: typer.Context,
        count: Annotated[int, typer.Option("--count", help="How many")] = 1,
    ) -> None:
        """Show what was asked for."""
        typer.echo(f"{count} {globals_of(ctx)}")

    @thing.command("ask")
    def ask(ctx: typer.Context) -> None:
        """Ask whether to go on."""
        Prompts.of(ctx).insist("Go on?")

    send = Noun(help="Send what waits", invoke_without_command=True)

    @send.callback()
    def send_all(
        ctx: typer.Context, dry_run: Annotated[bool, typer.Option("--dry-run")] = False
    ) -> None:
        if ctx.invoked_subcommand is None:
            typer.echo(f"sent, dry {dry_run}, quiet {globals_of(ctx).quiet}")

    @send.command("status")
    def status() -> None:
        """Say what waits."""
        typer.echo("nothing waits")

    app.add_typer(thing, name="thing")
    app.add_typer(send, name="send")
    return app.group()


@pytest.fixture
def practice(capsys, tmp_path):
    def typed(*argv):
        code = run(a_tree(), argv, lambda: str(tmp_path / "state"))
        heard = capsys.readouterr()
        return code, heard.out, heard.err

    return typed


@pytest.mark.parametrize(
    ("how", "code", "word"),
    [
        ("nothing", 0, ""),
        ("leave", 8, ""),
        ("refuse", Exit.REFUSED, "refused"),
        ("busy", Exit.BUSY, "busy"),
        ("bug", Exit.BUG, "bug"),
        ("abort", Exit.DECLINED, "declined"),
        ("ctrl-c", Exit.INTERRUPTED, "interrupted"),
        ("eof", Exit.USAGE, "usage"),
        ("full", Exit.TEMPORARY, "storage"),
        ("lost", Exit.PARTIAL, "answer-lost"),
        ("read-only", Exit.TEMPORARY, "storage"),
        ("closed", 141, ""),
    ],
)
def test_every_way_to_fail_has_its_exit_code_and_its_word(practice, how, code, word):
    ended, out, err = practice("thing", "fail", how, "--json")

    assert (ended, out) == (code, "")
    assert (json.loads(err)["error"]["code"] if err else "") == word


def test_an_error_under_json_is_exactly_one_object_on_standard_error(practice):
    _, _, err = practice("thing", "--json", "fail", "refuse")

    assert json.loads(err) == {
        "error": {
            "code": "refused",
            "message": "`s-7k3f9qa` cannot be confirmed",
            "hint": "Give the codes",
            "exit": 5,
            "retryable": False,
            "problems": [
                {
                    "code": "no-cpt",
                    "weight": "blocks",
                    "message": "There is no code",
                    "fix": "`--cpt 90837`",
                },
                {"code": "no-note", "weight": "warns", "message": "No note", "fix": ""},
            ],
        }
    }


def test_a_refusal_lists_every_objection_and_ends_with_what_to_do(practice):
    assert practice("thing", "fail", "refuse")[2] == (
        "Error: `s-7k3f9qa` cannot be confirmed\n"
        "  no-cpt: There is no code\n"
        "    `--cpt 90837`\n"
        "  no-note: No note (warning)\n"
        "\n"
        "Give the codes\n"
    )


def test_a_bug_tells_its_class_and_nothing_of_its_words(practice):
    _, out, err = practice("thing", "fail", "bug")

    assert "ValueError" in err
    assert CANARY not in out + err
    assert "Traceback" not in err


def test_debug_writes_a_private_file_without_words_of_others(practice, tmp_path):
    _, _, err = practice("thing", "fail", "bug", "--debug")

    (written,) = (tmp_path / "state").iterdir()
    text = written.read_text()
    assert str(written) in err
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert "fail_inside" in text
    assert "builtins.ValueError: (words left out)" in text
    assert "builtins.KeyError: (words left out)" in text
    assert CANARY not in text + err


def test_a_failure_tells_a_file_name_without_letting_it_command_the_terminal(practice):
    assert "`/srv/x\\x1b` does not let us in" in practice("thing", "fail", "read-only")[2]


@pytest.mark.parametrize(
    ("argv", "sentence", "hint"),
    [
        (["thng"], "`practice` has no command `thng`", "Did you mean `practice thing`"),
        (["thing", "sho"], "`practice thing` has no command `sho`", "`practice thing show`"),
        (["thing", "zzzz"], "has no command", "`practice thing --help` lists the commands"),
        (["thing", "show", "--cuont", "2"], "There is no option `--cuont`", "`--count`"),
        (["thing", "show", "--count", "x"], "`--count`: `x` is not a valid int", "--help"),
        (["thing", "fail"], "`HOW` is missing", "`practice thing fail --help` shows how"),
        (["thing", "fail", "a", CANARY], "`practice thing fail` got a word too many", "quotes"),
        (["thing", "--plain"], "`practice thing` needs a command", "--help"),
        (["thing", "show", "--color", "blue"], "`--color` takes `auto`", ""),
        (["thing", "show", "--json", "--csv"], "`--json` and `--csv` do not go together", ""),
    ],
)
def test_a_slip_in_the_words_is_exit_two_with_what_to_type(practice, argv, sentence, hint):
    code, out, err = practice(*argv)

    assert (code, out) == (Exit.USAGE, "")
    assert sentence in err
    assert hint in err.splitlines()[-1]
    assert CANARY not in err


def test_a_slip_before_the_json_option_is_still_told_in_json(practice):
    code, _, err = practice("thing", "show", "--cuont", "--json")

    assert json.loads(err)["error"]["exit"] == code == 2


@pytest.mark.parametrize(
    "argv",
    [
        ["--json", "thing", "show"],
        ["thing", "--json", "show"],
        ["thing", "show", "--json"],
        ["thing", "show", "--count", "1", "--json"],
    ],
)
def test_an_option_for_all_works_wherever_it_stands(practice, argv):
    assert "json=True" in practice(*argv)[1]


def test_options_for_all_add_up_along_the_line(practice):
    _, out, _ = practice("-q", "thing", "--profile", "second", "show", "--no-input", "--csv")

    assert all(
        part in out for part in ("quiet=True", "profile='second'", "no_input=True", "csv=True")
    )


def test_a_question_without_a_terminal_is_exit_two_and_names_the_option(practice):
    code, _, err = practice("thing", "ask")

    assert code == Exit.USAGE
    assert err.splitlines()[-1] == "Give it with `--yes`"


@pytest.mark.parametrize("argv", [["thing", "fail", "-h"], ["thing", "fail", "bug", "--help"]])
def test_help_opens_with_the_examples_as_they_are_typed(practice, argv):
    code, out, err = practice(*argv)

    assert (code, err) == (0, "")
    first, second, *rest = out.splitlines()
    assert first == "Examples:"
    assert second.startswith("  practice thing fail bug --debug")
    assert second.endswith("unwrapped, to the end")
    assert "Usage: practice thing fail HOW [OPTIONS]" in rest


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["send"], "sent, dry False, quiet False\n"),
        (["send", "--dry-run", "-q"], "sent, dry True, quiet True\n"),
        (["send", "status"], "nothing waits\n"),
    ],
)
def test_a_noun_may_do_something_by_itself_and_still_have_verbs(practice, argv, said):
    assert practice(*argv) == (0, said, "")


@pytest.mark.parametrize("argv", [[], ["-h"], ["thing"], ["thing", "--help"]])
def test_a_noun_alone_shows_its_help_and_ends_well(practice, argv):
    code, out, err = practice(*argv)

    assert (code, err) == (0, "")
    assert "Usage: practice" in out
    assert "\x1b" not in out
