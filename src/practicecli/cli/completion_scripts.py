"""Scripts that complete words in bash, zsh and fish; they need no Python but for refs and codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicecli.cli.completion_templates import BASH, FISH, ZSH
from practicecli.cli.completion_walk import Option, Spot, Value, for_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FILES = {"bash": "practice.bash", "zsh": "_practice", "fish": "practice.fish"}


@dataclass(frozen=True, slots=True)
class Shell:
    """How one shell writes what differs: patterns, a case, a list to offer, a value."""

    template: str
    patterns: Callable[[Iterable[str]], str]
    case: Callable[[str, str], str]
    words: Callable[[Iterable[tuple[str, str]]], str]
    value: Callable[[Value], str]


def script(shell: str, spots: list[Spot]) -> str:
    """Write the script of `bash`, `zsh` or `fish` for what `walk` found."""
    made = SHELLS[shell]
    parts = {
        "@TAKES_VALUE@": made.patterns(_takes_value(spots)),
        "@PATHS@": made.patterns(spot.at for spot in spots if spot.path),
        "@VALUES@": _values(made, spots),
        "@OPTIONS@": _options(made, spots),
        "@FOR_ALL@": made.words(_named(for_all())),
        "@COMMANDS@": _commands(made, spots),
        "@ARGUMENTS@": _arguments(made, spots),
    }
    text = made.template
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return text


def _takes_value(spots: list[Spot]) -> list[str]:
    options = [*for_all(), *(option for spot in spots for option in spot.options)]
    return sorted({name for option in options if option.value for name in option.names})


def _named(options: Iterable[Option]) -> list[tuple[str, str]]:
    return [(name, option.help) for option in options for name in option.names]


def _case(made: Shell, patterns: Iterable[str], body: str) -> str:
    return made.case(made.patterns(patterns), body) if body else ""


def _options(made: Shell, spots: list[Spot]) -> str:
    return "".join(
        _case(made, [spot.at], made.words(_named(spot.options))) for spot in spots if spot.options
    )


def _commands(made: Shell, spots: list[Spot]) -> str:
    return "".join(
        _case(made, [spot.at], made.words(spot.commands)) for spot in spots if spot.commands
    )


def _values(made: Shell, spots: list[Spot]) -> str:
    """One case for each kind of value, for all the places where it stands."""
    places: dict[Value, list[str]] = {}
    for spot in spots:
        for option in spot.options:
            if option.value:
                found = places.setdefault(option.value, [])
                found.extend(f"{spot.at} {name}" for name in option.names)
    for option in for_all():
        if option.value:
            places.setdefault(option.value, []).extend(f"* {name}" for name in option.names)
    return "".join(_case(made, found, made.value(value)) for value, found in places.items())


def _arguments(made: Shell, spots: list[Spot]) -> str:
    cases = []
    for spot in spots:
        last = len(spot.arguments) - 1
        for number, value in enumerate(spot.arguments):
            which = "*" if spot.repeats and number == last else str(number)
            cases.append(_case(made, [f"{spot.at} {which}"], made.value(value)))
    return "".join(cases)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _sh_patterns(patterns: Iterable[str]) -> str:
    # Quoted, so that the spaces stay; a star is a wildcard only outside the quotes.
    return "|".join(
        "*".join(_quoted(part) if part else "" for part in pattern.split("*")) or "''"
        for pattern in patterns
    )


def _sh_case(patterns: str, body: str) -> str:
    return f"        {patterns}) {body} ;;\n"


def _sh_value(value: Value, words: str) -> str:
    steps = [f"_practice_ask {value.kind}"] if value.kind else []
    steps += [words] if value.choices else []
    steps += ["_practice_files"] if value.file else []
    return "; ".join(steps)


def _bash_words(words: Iterable[tuple[str, str]]) -> str:
    return "offered+=" + _quoted("".join(f" {name}" for name, _ in words))


def _bash_value(value: Value) -> str:
    return _sh_value(value, _bash_words((choice, "") for choice in value.choices))


def _zsh_words(words: Iterable[tuple[str, str]]) -> str:
    described = (_quoted(f"{name}:{_summary(text)}" if text else name) for name, text in words)
    return f"offered+=({' '.join(described)})"


def _zsh_value(value: Value) -> str:
    return _sh_value(value, _zsh_words((choice, "") for choice in value.choices))


def _summary(text: str) -> str:
    return text.partition("\n")[0].replace(":", "\\:")


def _fish_patterns(patterns: Iterable[str]) -> str:
    return " ".join(map(_fish_quoted, patterns))


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish_case(patterns: str, body: str) -> str:
    return f"        case {patterns}\n            {body}\n"


def _fish_words(words: Iterable[tuple[str, str]]) -> str:
    told = " ".join(
        f"{_fish_quoted(name)} {_fish_quoted(text.partition(chr(10))[0])}" for name, text in words
    )
    return f"printf '%s\\t%s\\n' {told}"


def _fish_value(value: Value) -> str:
    steps = [f"practice __complete {value.kind} $current 2>/dev/null"] if value.kind else []
    steps += [f"printf '%s\\n' {' '.join(value.choices)}"] if value.choices else []
    steps += ["__fish_complete_path $current"] if value.file else []
    return "; ".join(steps)


SHELLS = {
    "bash": Shell(BASH, _sh_patterns, _sh_case, _bash_words, _bash_value),
    "zsh": Shell(ZSH, _sh_patterns, _sh_case, _zsh_words, _zsh_value),
    "fish": Shell(FISH, _fish_patterns, _fish_case, _fish_words, _fish_value),
}
