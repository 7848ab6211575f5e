"""Runs a program and writes down the most memory it took, in bytes, and its exit code.

A process of its own, and a small one: what Linux tells of a child begins with its parent's size.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

_KILOBYTE = 1 if sys.platform == "darwin" else 1024  # what `ru_maxrss` counts in


def main() -> None:
    """Take the file to write, then the command line."""
    report, *argv = sys.argv[1:]
    child = os.posix_spawn(argv[0], argv, os.environ)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    Path(report).write_text(json.dumps({"peak": usage.ru_maxrss * _KILOBYTE, "exit": code}))


if __name__ == "__main__":
    main()
