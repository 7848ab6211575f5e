"""The recovery sheet: the keys on paper, in groups a person can type back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from practicecli.errors import NotFoundError, WrongKeyError
from practicecli.vault.keyfile import write_once
from practicecli.vault.keys import KEY_BYTES, Keys

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLE = "Recovery sheet of a practice"
_TEXT = f"""{_TITLE}

Print this sheet, put it where you keep contracts, and delete the file. With it and a backup you
get everything back on a new computer. Whoever finds it and a copy of your data can read all of it.

To use it:   practice backup restore YOUR-BACKUP --recovery THIS-FILE
Typed from paper, only the numbered lines are needed. Small and capital letters are the same, and
spaces do not matter. The last group of each line is its own check: a slip is told with its line.

"""
_NAMES = ("data", "notes", "private")
_GROUP = 4
_LINE_BYTES = 16
_CHECK_DIGITS = 4
_LONGEST = 65536
# What is easily taken for one another on paper; the right-hand side is what was printed.
_ALIKE = str.maketrans("oOlI", "0011")


def write_recovery(path: str, keys: Keys) -> None:
    """Write the sheet, 0600, where no file is; raises RefusedError, StorageError."""
    write_once(path, _TEXT + "\n".join(_lines(keys)) + "\n")


def read_recovery(path: str) -> Keys:
    """Read a sheet, printed or typed back.

    Raises NotFoundError, WrongKeyError naming the first bad line.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- the path comes as text
            text = file.read(_LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise NotFoundError(
            f"The recovery sheet `{path}` cannot be read: {error.strerror}",
            hint="Check the path, then type this again",
        ) from error
    parts: dict[int, bytes] = {}
    for line in text.splitlines():
        number, dot, rest = line.strip().partition(".")
        if dot and number.isdecimal() and len(number) <= 1:
            parts[int(number)] = _checked(int(number), rest)
    return _assembled(parts)


def _lines(keys: Keys) -> list[str]:
    lines = []
    for index, (name, key) in enumerate(
        zip(_NAMES, (keys.data, keys.notes, keys.private), strict=True)
    ):
        if key is None:
            continue
        lines.append(f"# {name}")
        for half in (0, 1):
            number = 2 * index + half + 1
            part = key[half * _LINE_BYTES : (half + 1) * _LINE_BYTES]
            lines.append(f"{number}.  {_grouped(part.hex() + _check(number, part))}")
    return lines


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)).upper()


def _check(number: int, part: bytes) -> str:
    # The number is in it, so that two lines in each other's place show as well.
    return hashlib.sha256(b"recovery %d %b" % (number, part)).hexdigest()[:_CHECK_DIGITS]


def _checked(number: int, rest: str) -> bytes:
    digits = "".join(rest.split()).translate(_ALIKE).lower()
    try:
        part = bytes.fromhex(digits[:-_CHECK_DIGITS])
    except ValueError:
        raise _mistyped(number) from None
    if len(part) != _LINE_BYTES or digits[-_CHECK_DIGITS:] != _check(number, part):
        raise _mistyped(number)
    return part


def _assembled(parts: dict[int, bytes]) -> Keys:
    found: list[bytes | None] = []
    for index in range(len(_NAMES)):
        numbers = (2 * index + 1, 2 * index + 2)
        missing = [number for number in numbers if number not in parts]
        if missing == list(numbers) and index > 0:
            found.append(None)
        elif missing:
            raise _mistyped(missing[0])
        else:
            found.append(b"".join(parts[number] for number in numbers))
    return _keys(found)


def _keys(found: Sequence[bytes | None]) -> Keys:
    data, notes, private = found
    if data is None or len(data) != KEY_BYTES:
        raise _mistyped(1)
    return Keys(data, notes, private)


def _mistyped(number: int) -> WrongKeyError:
    return WrongKeyError(
        f"Line {number} of the recovery sheet is missing or not as it was printed",
        hint="Compare that line with the paper, group by group, then type this again",
    )
