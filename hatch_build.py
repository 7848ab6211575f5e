"""Compile the figures when a wheel, an sdist or an editable install is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FiguresHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `practicecli.figures.build`, which needs nothing but Python itself."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the two compiled files, unless they are current."""
        source = str(Path(self.root, "src"))
        sys.path.insert(0, source)
        try:
            from practicecli.figures.build import build

            build()
        finally:
            sys.path.remove(source)
