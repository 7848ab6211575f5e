"""What must stay true of the whole house: who imports whom, how long things are, what help says."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from practicecli.cli.command import Command, Group, first_line
from practicecli.cli.help import page, split_doc
from practicecli.cli.tree import TABLE, load, module_of, root
from practicecli.errors import Exit

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "src" / "practicecli"
FILES = sorted(HOUSE.rglob("*.py"))

MOST_LINES, MOST_BODY = 350, 50
MEANINGLESS = {"utils", "util", "helpers", "helper", "manager", "base", "common", "data", "misc"}

SQLITE = {"sqlite3", "sqlcipher3"}
OUTER = {"httpx", "typer"}
EVERYTHING = {path.relative_to(HOUSE).parts[0].removesuffix(".py") for path in FILES}

# The single modules of the ground floor, on which the rooms stand.
FLOOR = {"ids", "keycheck", "places", "engine"}

# Room: what it may import of ours, what it must not import of others.
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "domain": (
        set(),
        SQLITE | OUTER | {"rich", "pydantic", "os", "time", "random", "logging"},
    ),
    "figures": ({"domain"}, SQLITE | OUTER),
    "errors": ({"domain"}, SQLITE | OUTER),
    "clock": ({"domain", "errors"}, SQLITE | OUTER),
    "ids": (set(), SQLITE | OUTER),
    "keycheck": (set(), SQLITE | OUTER),
    "places": ({"errors"}, SQLITE | OUTER),
    "engine": ({"errors", "places"}, OUTER),
    "settings": ({"errors", "settings_file"}, SQLITE | OUTER),
    "settings_file": ({"domain", "errors", "places", "settings"}, SQLITE | OUTER),
    "vault": ({"errors", "places", "keycheck", "ids"}, SQLITE | OUTER),
    "cache": ({"domain", "errors"} | FLOOR, SQLITE | OUTER),
    "files": ({"domain", "errors"}, SQLITE | {"typer"}),
    "channels": ({"domain", "errors"}, SQLITE | {"typer"}),
    "papers": ({"domain", "errors"}, SQLITE | OUTER),
    "actions": ({"domain", "errors", "cache", "ids"}, SQLITE | OUTER),
    "remote": ({"domain", "errors"}, SQLITE | {"typer"}),
    "sync": ({"domain", "errors", "cache", "remote", "ids"}, SQLITE | {"typer"}),
    "sandbox": ({"domain", "figures", "errors", "engine", "ids"}, {"typer"}),
    "cli": (EVERYTHING, SQLITE | {"httpx"}),
    "entry": ({"cli"}, SQLITE | OUTER),
    "__main__": ({"entry"}, SQLITE | OUTER),
    "__init__": (set(), SQLITE | OUTER),
}
# One module may do what its room may not, and why.
EXCEPTIONS = {
    "figures/icd.py": SQLITE,  # its own read-only file of codes
    "figures/icd_table.py": SQLITE,
    "figures/build.py": SQLITE,
    "cache/facts.py": {"practicecli.settings"},  # the type of the values it keeps for it
}
GENERATED = {"figures/_compiled.py", "figures/_digest.py"}

# Names of the table whose packages are still to be written. Only ever gets shorter.
NOT_YET = set(TABLE) - {"completion"}


def present():
    return [name for name in TABLE if find_spec(module_of(name))]


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path):
    return path.relative_to(HOUSE).as_posix()


def imports(tree):
    """Every module a file imports, wherever; `from practicecli import x` is `practicecli.x`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "practicecli":
            yield from (f"practicecli.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=where)
def test_a_room_imports_only_what_it_may(path):
    room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    ours, others = ROOMS[room]
    excepted = EXCEPTIONS.get(where(path), set())
    breaches = []
    for name in set(imports(parsed(path))) - excepted:
        top, _, rest = name.partition(".")
        inner = rest.partition(".")[0]
        if top == "practicecli" and inner not in {*ours, room, "", "__version__"}:
            breaches.append(name)
        if top in others - excepted:
            breaches.append(name)

    assert breaches == []


def test_the_plan_of_a_sync_knows_nothing_but_the_domain():
    plans = [path for path in FILES if where(path).startswith("sync/plan")]

    found = {
        name for path in plans for name in imports(parsed(path)) if name.startswith("practicecli")
    }
    assert not {
        name
        for name in found
        if not name.startswith(("practicecli.domain", "practicecli.sync.plan"))
    }


@pytest.mark.parametrize("path", FILES, ids=where)
def test_a_file_keeps_to_the_budget_and_has_a_name_that_means_something(path):
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= MOST_LINES or where(path) in GENERATED
    assert path.stem not in MEANINGLESS
    relative = [
        node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


@pytest.mark.parametrize("path", FILES, ids=where)
def test_the_body_of_a_function_keeps_to_the_budget(path):
    functions = [
        node
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = []
    for function in functions:
        first = function.body[1 if ast.get_docstring(function) and len(function.body) > 1 else 0]
        if (function.end_lineno or 0) - first.lineno + 1 > MOST_BODY:
            long.append(function.name)

    assert long == []


@pytest.mark.parametrize("path", FILES, ids=where)
def test_an_exit_is_raised_and_never_returned(path):
    # Typer drops what a command returns: `return typer.Exit(1)` would end with 0.
    returned = [
        ast.unparse(node)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Return) and node.value and "Exit(" in ast.unparse(node.value)
    ]

    assert returned == []


def leaves(name):
    """A context for the help of every command and group below a name, and of itself."""
    top = root()
    above = top.context_class(top, info_name="practice", help_option_names=["-h", "--help"])
    waiting = [(load(name), above, name)]
    while waiting:
        command, parent, word = waiting.pop()
        ctx = command.context_class(command, info_name=word, parent=parent)
        yield ctx
        if isinstance(command, Group):
            below = (
                (command.get_command(ctx, sub), ctx, sub) for sub in command.list_commands(ctx)
            )
            waiting += [(found, parent_ctx, sub) for found, parent_ctx, sub in below if found]


@pytest.mark.parametrize("name", present())
def test_every_command_says_what_it_does_and_opens_its_help_with_an_example(name):
    for ctx in leaves(name):
        command = ctx.command
        assert isinstance(command, Command | Group), ctx.command_path
        assert first_line(split_doc(command.help or "")[1]), ctx.command_path
        if isinstance(command, Command):
            lines = page(ctx).splitlines()
            assert lines[0] == "Examples:", ctx.command_path
            assert ctx.command_path in lines[1], ctx.command_path


@pytest.mark.parametrize("name", present())
def test_the_help_in_the_table_is_that_of_the_module_itself(name):
    app = import_module(module_of(name)).app

    assert first_line(split_doc(app.info.help)[1]) == TABLE[name].help


@pytest.mark.parametrize("name", present())
def test_every_option_and_argument_says_what_it_is(name):
    for ctx in leaves(name):
        silent = [
            param.name
            for param in ctx.command.params
            if not param.hidden and not getattr(param, "help", "")
        ]
        assert silent == [], ctx.command_path


def test_every_name_in_the_table_leads_to_a_command():
    assert set(TABLE) - set(present()) <= NOT_YET


def test_help_of_the_whole_program_lists_every_name():
    top = root()
    ctx = top.context_class(top, info_name="practice")

    text = page(ctx)

    assert all(re.search(rf"^  {name} ", text, re.MULTILINE) for name in TABLE)


def test_every_exit_code_is_documented():
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")

    assert [code for code in Exit if f"\n| {code.value} |" not in text] == []


def test_every_error_has_a_word_and_an_exit_code_of_the_table():
    from practicecli import errors

    family = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.PracticeError)
    ]
    for kind in family:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code), kind
        assert isinstance(kind.exit_code, Exit), kind


def test_typer_is_the_one_whose_inside_we_know():
    # The boundary and the commands reach into its own copy of click.
    assert typer.core.TyperGroup.__mro__[1].__module__ == "typer._click.core"


def test_sql_is_run_in_the_rooms_that_keep_it():
    # The sandbox and the table of codes have files of their own; the engine runs BEGIN and COMMIT.
    keeps = {"cache", "sandbox", "figures", "engine"}
    elsewhere = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in FILES
        if path.relative_to(HOUSE).parts[0].removesuffix(".py") not in keeps
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany"}
    ]

    assert elsewhere == []
