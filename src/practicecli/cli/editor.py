"""Opening a text in the person's own editor, in a folder that goes away and lies in memory if any."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Memory that is never written to a disk, where the system has it.
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own, 0700, is made in it
# Editors that keep copies of what they edit, and how each is told not to.
_KEEPS_NOTHING = {
    name: ("-n", "-i", "NONE", "--cmd", "set nobackup nowritebackup noundofile noswapfile")
    for name in ("vi", "vim", "nvim", "view", "gvim")
}


def edited(text: str, env: Mapping[str, str], *, suffix: str = ".txt") -> str:
    """Give a text as it was left in `$VISUAL` or `$EDITOR`. Raises UsageError."""
    command = shlex.split(env.get("VISUAL") or env.get("EDITOR") or "vi")
    extra = _KEEPS_NOTHING.get(Path(command[0]).name, ())
    where = _IN_MEMORY if Path(_IN_MEMORY).is_dir() else None
    with tempfile.TemporaryDirectory(prefix="practice-", dir=where) as folder:
        path = Path(folder) / f"edit{suffix}"
        path.touch(0o600)
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*command, *extra, str(path)], check=False)  # noqa: S603 - their editor
        except OSError as error:
            raise UsageError(
                f"The editor `{command[0]}` cannot be started: {error.strerror}",
                hint="Set `EDITOR` to one that is installed",
            ) from error
        if done.returncode:
            raise UsageError(f"The editor ended with {done.returncode}; nothing was changed")
        return path.read_text(encoding="utf-8")
