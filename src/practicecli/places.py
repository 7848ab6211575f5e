"""Where the files of a profile lie, and the two ways we write one.

Started on every command: imports only `os`.
"""
# Paths are plain text here because pathlib costs every start several milliseconds.
# ruff: noqa: PTH100, PTH102, PTH103, PTH105, PTH108, PTH112, PTH118, PTH120

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    AnyPath = str | os.PathLike[str]

_NAME = "practicecli"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_LONGEST_NAME = 40


class Places:
    """The folders and files of one profile, as absolute paths."""

    __slots__ = (
        "_apart",
        "_roots",
        "data_dir",
        "database",
        "identity",
        "own_measures",
        "own_templates",
        "private",
        "profile",
        "settings",
        "settings_dir",
        "state_dir",
    )

    def __init__(self, profile: str, roots: tuple[str, str, str], *, home: str = "") -> None:
        settings_root, data_root, state_root = roots
        self.profile = profile
        self.settings_dir = f"{settings_root}/{profile}"
        self.data_dir = f"{data_root}/{profile}"
        self.state_dir = f"{state_root}/{profile}"
        self.settings = f"{self.settings_dir}/settings.toml"
        self.own_measures = f"{self.settings_dir}/measures"
        self.own_templates = f"{self.settings_dir}/templates"
        self.database = f"{self.data_dir}/practice.db"
        self.identity = f"{self.data_dir}/practice.id"
        self.private = f"{self.data_dir}/private.db"  # psychotherapy notes, and nothing else
        self._roots = roots
        self._apart = (home,) if home else roots  # where no key may lie

    def make(self) -> None:
        """Make the folders, 0700 from ours downwards; raises StorageError."""
        for root, folder in zip(
            self._roots, (self.settings_dir, self.data_dir, self.state_dir), strict=True
        ):
            make_folder(root)
            make_folder(folder)

    def holds(self, path: AnyPath) -> bool:
        """Whether a path lies inside our own folders, symbolic links followed."""
        real = os.path.realpath(path)
        return any(
            real == root or real.startswith(root.rstrip(os.sep) + os.sep)
            for root in map(os.path.realpath, self._apart)
        )


def find_places(env: Mapping[str, str]) -> Places:
    """Find the profile's places from the environment.

    Makes nothing, raises UsageError for a bad profile name.
    """
    profile = _profile(env.get("PRACTICE_PROFILE") or "default")
    home = env.get("PRACTICE_HOME")
    if home:
        root = os.path.abspath(home)
        roots = (f"{root}/settings", f"{root}/data", f"{root}/state")
        return Places(profile, roots, home=root)
    return Places(profile, _linux(env) if sys.platform == "linux" else _elsewhere())


def _profile(name: str) -> str:
    if len(name) <= _LONGEST_NAME and name[0] not in "-_" and _LETTERS.issuperset(name):
        return name
    from practicecli.errors import UsageError

    raise UsageError(
        "A profile's name may hold small letters, digits, `-` and `_`, up to 40 of them",
        hint="Set `PRACTICE_PROFILE` to a name such as `default` or `group-practice`",
    )


def _linux(env: Mapping[str, str]) -> tuple[str, str, str]:
    # What platformdirs does on Linux, without its 56 modules; a test holds the two equal.
    return (
        _xdg(env, "XDG_CONFIG_HOME", ".config"),
        _xdg(env, "XDG_DATA_HOME", ".local/share"),
        _xdg(env, "XDG_STATE_HOME", ".local/state"),
    )


def _xdg(env: Mapping[str, str], variable: str, default: str) -> str:
    chosen = env.get(variable, "")
    if not chosen.startswith("/"):
        chosen = os.path.join(_home(env), default)
    return os.path.join(chosen, _NAME)


def _home(env: Mapping[str, str]) -> str:
    home = env.get("HOME", "")
    if home.startswith("/"):
        return home.rstrip("/") or "/"
    import pwd

    return pwd.getpwuid(os.getuid()).pw_dir


def _elsewhere() -> tuple[str, str, str]:
    import platformdirs

    dirs = platformdirs.PlatformDirs(_NAME, appauthor=False)
    # Some systems have one folder for all three; the last part keeps them apart.
    return (
        f"{dirs.user_config_dir}/settings",
        f"{dirs.user_data_dir}/data",
        f"{dirs.user_state_dir}/state",
    )


def make_folder(path: str) -> None:
    """Make a folder 0700, parents as the system makes them; one that is there stays as it is."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            if not os.path.isdir(path):
                raise
    except OSError as error:
        raise not_writable(path, error) from error


def write_new(path: AnyPath, content: bytes) -> None:
    """Write a file that is not there yet, 0600 and on the disk.

    Raises FileExistsError, StorageError.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise
    except OSError as error:
        raise not_writable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        os.unlink(path)
        raise not_writable(path, error) from error


def write_over(path: AnyPath, content: bytes) -> None:
    """Put a whole new file, 0600, in the place of the old: readers see one or the other.

    Raises StorageError.
    """
    fresh = f"{os.fspath(path)}.{os.getpid()}.new"
    try:
        if os.path.lexists(fresh):  # left by a crash under the same process number
            os.unlink(fresh)
        write_new(fresh, content)
        os.replace(fresh, path)
    except OSError as error:
        raise not_writable(path, error) from error


def not_writable(path: AnyPath, error: OSError) -> Exception:
    """Make the error for a path that cannot be written, with the system's reason."""
    from practicecli.errors import StorageError

    return StorageError(
        f"Cannot write `{os.fspath(path)}`: {error.strerror or 'the system refused'}",
        hint="Check the folder's permissions and the free space, then type this again",
    )
