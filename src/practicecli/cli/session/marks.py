"""Reading what a person says of a session: who took part, why it was held, what made it hard."""

from __future__ import annotations

from typing import Annotated

import typer

from practicecli.errors import UsageError

Intake = Annotated[bool, typer.Option("--intake", help="A first evaluation")]
Crisis = Annotated[bool, typer.Option("--crisis", help="A crisis, coded by its own rules")]
Participants = Annotated[
    str | None,
    typer.Option(
        "--participants", metavar="WHO", help="client, client-family, family, group or families"
    ),
]
EmMinutes = Annotated[
    int | None,
    typer.Option(
        "--em-minutes", metavar="N", min=0, help="Minutes that a medical visit took; 0 for none"
    ),
]
NONE = "none"


def occasion_of(*, intake: bool, crisis: bool, ordinary: bool = False) -> str | None:
    """Read why a session was held; None where nothing is said. Raises UsageError."""
    said = [word for word, given in (("intake", intake), ("crisis", crisis)) if given]
    if len(said) + ordinary > 1:
        raise UsageError("A session is one of `--intake`, `--crisis` and ordinary")
    if ordinary:
        return ""
    return said[0] if said else None


def participants_of(typed: str | None) -> str | None:
    """Read who took part; None where nothing is said. Raises UsageError."""
    from practicecli.domain.sessions import PARTICIPANTS

    if typed is not None and typed not in PARTICIPANTS:
        raise UsageError(f"`--participants` takes {_listed(PARTICIPANTS)}")
    return typed


def complexity_of(typed: str | None) -> str | None:
    """Read the factor of interactive complexity; empty for `none`. Raises UsageError."""
    from practicecli.figures.load import cpt_table

    if typed is None:
        return None
    factors = cpt_table().complexity
    if typed == NONE:
        return ""
    if typed not in factors:
        meanings = "; ".join(f"`{key}`: {label}" for key, label in factors.items())
        raise UsageError(
            f"`--complexity` takes {_listed((*factors, NONE))}",
            hint=f"{meanings}. An interpreter alone is none of them",
        )
    return typed


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
