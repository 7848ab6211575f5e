"""`practice completion`: prints a script; which file it goes into is the user's business."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from practicecli.cli.command import Noun
from practicecli.cli.completion_scripts import script
from practicecli.cli.completion_walk import walk
from practicecli.cli.tree import TABLE


class ShellName(StrEnum):
    """The shells whose words we complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


app = Noun(help="Print the script that completes words in your shell")


@app.command("completion")
def completion(
    shell: Annotated[ShellName, typer.Argument(metavar="bash|zsh|fish", help="Your shell")],
) -> None:
    """Print the script that completes words in your shell.

    The script knows all commands and options. It asks `practice` only for refs and codes, and
    never shows a name.

    Examples:
        practice completion bash > ~/.local/share/bash-completion/completions/practice
        practice completion zsh > "${fpath[1]}/_practice"
        practice completion fish > ~/.config/fish/completions/practice.fish
    """
    sys.stdout.write(script(shell.value, walk(TABLE)))
