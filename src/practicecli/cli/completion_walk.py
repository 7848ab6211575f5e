"""What can be typed where, read off the real commands, for the scripts that complete words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practicecli.cli.command import Group, options_for_all
from practicecli.cli.tree import load, root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer.core import TyperOption

# What `practice __complete` is asked for, by the metavar that stands in the help.
KINDS = {
    "SESSION": "session",
    "CLIENT": "client",
    "NOTE": "note",
    "CLAIM": "claim",
    "CHARGE": "charge",
    "INVOICE": "invoice",
    "PAYOUT": "payout",
    "PLATFORM": "platform",
    "PAYER": "payer",
    "CPT": "cpt",
    "DX": "dx",
}
_FILES = frozenset({"FILE", "PATH", "DIR"})


@dataclass(frozen=True, slots=True)
class Value:
    """What may stand for a value: asked of us by `kind`, one of `choices`, or a file."""

    kind: str = ""
    choices: tuple[str, ...] = ()
    file: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """An option by all its names; `value` is None for a flag."""

    names: tuple[str, ...]
    help: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A command: where it is, what follows it, its options, and what its arguments are."""

    path: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    arguments: tuple[Value, ...]
    repeats: bool

    @property
    def at(self) -> str:
        """The path as the scripts keep it: each word with a space before it."""
        return "".join(f" {word}" for word in self.path)


def walk(names: Iterable[str]) -> list[Spot]:
    """Read off these commands of the first level, imported one by one, with all below them."""
    top = root()
    chosen = list(names)
    ctx = top.context_class(top, info_name="practice", help_option_names=["-h", "--help"])
    summaries = {name: text for _, name, text in top.summaries(ctx)}
    first = Spot((), tuple((name, summaries[name]) for name in chosen), _own(top), (), False)
    return [first, *(spot for name in chosen for spot in _below((name,), load(name)))]


def for_all() -> tuple[Option, ...]:
    """Give the options that every command takes, help among them."""
    helping = Option(("-h", "--help"), "Show the help of this command", None)
    return (*map(_option, options_for_all()), helping)


def _below(path: tuple[str, ...], command: Any) -> Iterator[Spot]:  # noqa: ANN401
    ctx = command.context_class(command, info_name=path[-1])
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    listed = command.summaries(ctx) if isinstance(command, Group) else []
    yield Spot(
        path,
        tuple((name, text) for _, name, text in listed),
        _own(command),
        tuple(_value(param) for param in arguments),
        any(param.nargs != 1 for param in arguments),
    )
    for _, name, _ in listed:
        yield from _below((*path, name), command.get_command(ctx, name))


def _own(command: Any) -> tuple[Option, ...]:  # noqa: ANN401
    everywhere = {name for option in options_for_all() for name in option.opts}
    return tuple(
        _option(param)
        for param in command.params
        if param.param_type_name == "option"
        and not everywhere & set(param.opts)
        and not param.hidden
    )


def _option(param: TyperOption) -> Option:
    names = (*param.opts, *param.secondary_opts)
    return Option(names, param.help or "", None if param.is_flag else _value(param))


def _value(param: Any) -> Value:  # noqa: ANN401
    given = getattr(param.type, "choices", None)
    if given:
        return Value(choices=tuple(str(getattr(choice, "value", choice)) for choice in given))
    metavar = (param.metavar or param.name or "").upper().strip("[].")
    if "|" in metavar:
        return _either((param.metavar or "").strip("[].").split("|"))
    return Value(kind=KINDS.get(metavar, ""), file=metavar in _FILES)


def _either(words: list[str]) -> Value:
    named = [KINDS[word] for word in words if word in KINDS]
    return Value(
        kind=named[0] if named else "",
        choices=tuple(word for word in words if not word.isupper() and word != "-"),
        file=any(word in _FILES for word in words),
    )
