"""A platform's figures as lines: what, how much, how sure, and where it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practicecli.figures._compiled import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ABOUT = frozenset({"source", "sure", "what", "lost", "why", "value", "read"})


def policy_figures(name: str) -> list[dict[str, str]]:
    """Give every figure of a platform in the order of its file. Raises KeyError."""
    return list(_lines(FIGURES[f"platforms/{name}"]))


def _lines(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name, held in row.items():
        if name == "clocks":
            for clock, figure in held.items():
                yield _line(f"{figure['what']} ({clock})", figure)
        elif isinstance(held, list):
            for figure in held:
                yield _line(str(figure.get("what") or figure.get("why") or name), figure)
        elif isinstance(held, dict):
            yield _line(name.replace("_", " "), held)


def _line(what: str, figure: Mapping[str, Any]) -> dict[str, str]:
    return {
        "what": what,
        "value": _value(figure),
        "sure": str(figure["sure"]),
        "source": str(figure["source"]),
    }


def _value(figure: Mapping[str, Any]) -> str:
    if "value" in figure:
        return _words(figure["value"])
    if "starts" in figure:
        told = f"{figure['length']} {figure['unit']} from {figure['starts']}"
        if "at" in figure:
            told += f", until {figure['at']} in {figure['zone']}"
        plans = figure.get("by_plan", {})
        return told + "".join(f"; {plan} {length}" for plan, length in plans.items())
    return ", ".join(
        f"{name.replace('_', ' ')} {_words(held)}"
        for name, held in figure.items()
        if name not in _ABOUT
    )


def _words(value: Any) -> str:  # noqa: ANN401 - TOML holds anything
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(_words, value))
    return str(value)
