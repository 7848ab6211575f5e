"""The classes of every command: options that work everywhere, and help that opens with examples."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info, get_command_name, get_group

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typer._click.core import Context  # what Typer's own methods take
    from typer.models import CommandInfo

_KEY = "practicecli.globals"
_PREFIX = "for_all_"  # keeps our names apart from a command's own parameters
_COLOURS = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Globals:
    """What was asked for by the options that every command takes, wherever they stood."""

    json: bool = False
    csv: bool = False
    plain: bool = False
    no_input: bool = False
    quiet: bool = False
    debug: bool = False
    profile: str = ""
    color: str = "auto"


def globals_of(ctx: Context) -> Globals:
    """Give what was asked for so far on this command line."""
    found = ctx.meta.get(_KEY)
    return found if isinstance(found, Globals) else Globals()


def _remember(ctx: Context, param: TyperOption, value: Any) -> None:  # noqa: ANN401
    name = (param.name or "").removeprefix(_PREFIX)
    if not value:
        return
    if name == "color" and value not in _COLOURS:
        raise UsageError("`--color` takes `auto`, `always` or `never`")
    asked = replace(globals_of(ctx), **{name: value})
    if asked.json and asked.csv:
        raise UsageError("`--json` and `--csv` do not go together", hint="Leave one of them out")
    ctx.meta[_KEY] = asked


def _flag(name: str, *words: str, text: str) -> TyperOption:
    return TyperOption(
        param_decls=[_PREFIX + name, *words],
        is_flag=True,
        default=False,
        expose_value=False,
        is_eager=True,
        callback=_remember,
        help=text,
    )


def _word(name: str, *words: str, metavar: str, text: str) -> TyperOption:
    return TyperOption(
        param_decls=[_PREFIX + name, *words],
        type=str,
        metavar=metavar,
        expose_value=False,
        is_eager=True,
        callback=_remember,
        help=text,
    )


def options_for_all() -> list[TyperOption]:
    """Make the options that every command takes; new ones each time: Typer keeps state in them."""
    return [
        _flag("json", "--json", text="Answer in JSON, errors too"),
        _flag("plain", "--plain", text="No columns and no colour: one `label: value` a line"),
        _flag("no_input", "--no-input", text="Never ask; an answer that is missing is exit 2"),
        _flag("quiet", "-q", "--quiet", text="No chatter; answers and errors stay"),
        _flag("debug", "--debug", text="On failure write a file for us, without client data"),
        _word("profile", "--profile", metavar="NAME", text="Which practice, where there are two"),
        _word("color", "--color", metavar="|".join(_COLOURS), text="Colour; `auto` is the default"),
    ]


def is_for_all(param: TyperOption) -> bool:
    """Tell whether an option is one of those every command takes."""
    return (param.name or "").startswith(_PREFIX) and param.name != f"{_PREFIX}csv"


def first_line(text: str | None) -> str:
    """Give what a help text says in short, without the full stop."""
    return (text or "").strip().partition("\n")[0].removesuffix(".")


def _help(ctx: Context) -> str:
    from practicecli.cli.help import page

    return page(ctx).rstrip("\n")


class Command(TyperCommand):
    """A command of ours; `@app.command()` of a `Noun` makes one."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.params.extend(options_for_all())

    def get_help(self, ctx: Context) -> str:
        """Write our own page; rich would cost fifteen bare Pythons."""
        return _help(ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Refuse words too many by their number: what was typed may be a client's name."""
        ctx.allow_extra_args = True
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            words = "a word" if len(extra) == 1 else f"{len(extra)} words"
            raise UsageError(
                f"`{ctx.command_path}` got {words} too many",
                hint=f"Put quotes round a value with spaces; `{ctx.command_path} --help` shows how",
            )
        return extra


class ListCommand(Command):
    """A command that lists things, and so can also write CSV."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.params.append(_flag("csv", "--csv", text="Answer in CSV with a header line"))


class Group(TyperGroup):
    """A noun: asks for a verb, and guesses at a mistyped one without running it."""

    examples: Sequence[str] = ()

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.params.extend(options_for_all())
        self._noun: Noun | None = None

    def build_later(self, noun: Noun) -> None:
        """Take a noun's commands as well; each is built when it is asked for: that takes long."""
        self._noun = noun

    def list_commands(self, ctx: Context) -> list[str]:
        """Give the names of all subcommands, in the order of the source."""
        of_noun = self._noun.names() if self._noun else []
        return list(dict.fromkeys([*of_noun, *super().list_commands(ctx)]))

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ANN401
        """Build a subcommand, at most once; None for a name that is not ours."""
        if self._noun and cmd_name not in self.commands:
            found = self._noun.find(cmd_name)
            if found:
                self.commands[cmd_name] = get_command_from_info(
                    found, pretty_exceptions_short=False, rich_markup_mode=None
                )
        return super().get_command(ctx, cmd_name)

    def get_help(self, ctx: Context) -> str:
        """Write our own page, subcommands included."""
        return _help(ctx)

    def summaries(self, ctx: Context) -> list[tuple[str, str, str]]:
        """Give panel, name and one line of help for every subcommand."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [
            ("Commands", name, first_line(command.help))
            for name, command in found
            if command is not None and not command.hidden
        ]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Show the help where nothing was typed."""
        if not args and not self.invoke_without_command and not ctx.resilient_parsing:
            sys.stdout.write(self.get_help(ctx) + "\n")
            ctx.exit()
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args and not self.invoke_without_command:  # noqa: SLF001
            raise UsageError(
                f"`{ctx.command_path}` needs a command",
                hint=f"`{ctx.command_path} --help` lists them",
            )
        return rest

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # noqa: ANN401
        """Find the subcommand; raises UsageError with the nearest names."""
        name, *rest = args
        found = self.get_command(ctx, name)  # once: at the root this imports and builds it
        if found is None:
            raise self._unknown(ctx, name)
        return name, found, rest

    def _unknown(self, ctx: Context, typed: str) -> UsageError:
        near = get_close_matches(typed, self.list_commands(ctx), n=3, cutoff=0.6)
        hint = f"`{ctx.command_path} --help` lists the commands"
        if near:
            hint = (
                "Did you mean " + " or ".join(f"`{ctx.command_path} {name}`" for name in near) + "?"
            )
        return UsageError(f"`{ctx.command_path}` has no command `{typed}`", hint=hint)


def _name(command: CommandInfo) -> str:
    function: Any = command.callback
    return command.name or get_command_name(function.__name__)


class Noun(typer.Typer):
    """A noun's commands, or one that stands alone: a Typer whose commands are of our class.

    `modules` names the verbs of each module that is to be imported only for one of them.
    """

    def __init__(
        self,
        *,
        help: str,  # noqa: A002
        modules: Mapping[str, Sequence[str]] | None = None,
        **settings: Any,  # noqa: ANN401
    ) -> None:
        self._verbs = {verb: module for module, verbs in (modules or {}).items() for verb in verbs}
        settings.setdefault("cls", Group)
        super().__init__(
            help=help,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            **settings,
        )

    def group(self) -> Group:
        """Make the noun's group, its commands unbuilt."""
        commands, self.registered_commands = self.registered_commands, []
        group: Any = get_group(self)
        self.registered_commands = commands
        group.build_later(self)
        return cast("Group", group)

    def names(self) -> list[str]:
        """Give the names of its commands, those not imported yet included."""
        return list(dict.fromkeys([*self._verbs, *map(_name, self.registered_commands)]))

    def find(self, name: str) -> CommandInfo | None:
        """Give a command, importing the module it is in where that has to be."""
        if name in self._verbs:
            import_module(self._verbs[name])
        return next((one for one in self.registered_commands if _name(one) == name), None)

    def command(  # type: ignore[override]
        self,
        name: str | None = None,
        *,
        cls: type[TyperCommand] = Command,
        **settings: Any,  # noqa: ANN401
    ) -> Callable[[Any], Any]:
        """Register a command; `cls=ListCommand` for one that lists."""
        return super().command(name, cls=cls, **settings)
