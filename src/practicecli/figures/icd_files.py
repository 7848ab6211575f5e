"""The official files of ICD-10-CM, as they are downloaded: order file, code file, or their ZIP."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from practicecli.domain.dx import dotted, in_force_from

# The order file of 98,000 lines takes 14 MB, its ZIP some 2 MB.
MOST_BYTES = 64 << 20
_MOST_MEMBERS = 200
_APRIL = 4
_YEAR = re.compile(r"20\d{2}")
# Such as F41, C4A, and QA0: the second and third may each be a letter, but not both.
_BARE = r"[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])[0-9A-Z]{0,4}"
_ORDER = re.compile(rf"(\d{{5}}) ({_BARE}) *([01]) (.{{60}}) (.+)")
_CODE = re.compile(rf"({_BARE}) {{1,5}}(\S.*)")
_ADDENDA = re.compile(r"(Add|Delete|Revise(?: from| to)?|No Change):?\s", re.IGNORECASE)
_EXPECTED = "`order number, code, 0 or 1, short text, long text`"


class ReleaseFileError(ValueError):
    """The file is no release of ICD-10-CM; the sentence says what it is, or names the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One code as the file gives it."""

    code: str
    billable: bool
    label: str


@dataclass(slots=True)
class Read:
    """What a file holds; `has_headings`: it is an order file, not a code file.

    `named` is its first service date by its name; `unreadable` and `gaps` are line numbers.
    """

    name: str
    named: date | None
    has_headings: bool
    lines: list[Line] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    @property
    def repeated(self) -> list[str]:
        """The codes that stand in it more than once."""
        times = Counter(one.code for one in self.lines)
        return sorted(code for code, count in times.items() if count > 1)


def read_release(source: Path) -> Read:
    """Read an official file, or the one of them in a ZIP. Raises ReleaseFileError for any other."""
    with source.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if is_zip:
        name, content = _from_zip(source)
        named = _dated(name, source.name) or _dated(source.name, "")
    else:
        if source.stat().st_size > MOST_BYTES:
            raise ReleaseFileError(f"It is larger than {MOST_BYTES >> 20} MB")
        name, content, named = source.name, source.read_bytes(), _dated(source.name, "")
    return _read(name, named, content)


def _dated(name: str, around: str) -> date | None:
    """Give the first service date by a name: October of the year before, or the April update."""
    years = _YEAR.findall(name)
    if not years:
        return None
    year = int(years[-1])
    in_april = "april" in f"{name} {around}".lower()
    return date(year, _APRIL, 1) if in_april else in_force_from(year)


def _from_zip(source: Path) -> tuple[str, bytes]:
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise ReleaseFileError(f"The ZIP holds {len(members)} files")
            chosen = _chosen([one.filename for one in members if not one.is_dir()])
            # The size it claims may be a lie: no more than the limit is ever unpacked.
            with archive.open(chosen) as member:
                content = member.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ReleaseFileError("The ZIP is damaged or has been cut short") from error
    except (RuntimeError, NotImplementedError) as error:
        raise ReleaseFileError("The ZIP is locked or packed in a way not known here") from error
    if len(content) > MOST_BYTES:
        raise ReleaseFileError(f"`{chosen}` in the ZIP is larger than {MOST_BYTES >> 20} MB")
    return PurePosixPath(chosen).name, content


def _chosen(names: list[str]) -> str:
    """Choose the order file of a ZIP, or else its code file; never the addenda."""
    lower = {name: PurePosixPath(name).name.lower() for name in names}
    texts = {name for name in names if lower[name].endswith(".txt")}
    for kind in ("order", "codes"):
        found = [name for name in texts if kind in lower[name] and "addenda" not in lower[name]]
        if len(found) > 1:
            raise ReleaseFileError(f"The ZIP holds more than one {kind} file; unpack it and choose")
        if found:
            return found[0]
    raise ReleaseFileError("The ZIP holds no `icd10cm_order_YYYY.txt`")


def _read(name: str, named: date | None, content: bytes) -> Read:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not numbered:
        raise ReleaseFileError("The file holds no codes")
    first, opening = numbered[0]
    if _ADDENDA.match(opening):
        raise ReleaseFileError("These are the addenda: what changed, not the whole release")
    if _ORDER.fullmatch(opening.rstrip("\r")):
        return _order(Read(name, named, has_headings=True), numbered)
    if _CODE.fullmatch(opening.rstrip("\r")):
        return _codes(Read(name, named, has_headings=False), numbered)
    raise ReleaseFileError(f"Line {first} is not {_EXPECTED}")


def _order(read: Read, numbered: list[tuple[int, str]]) -> Read:
    expected = 0
    for number, line in numbered:
        found = _ORDER.fullmatch(line.rstrip("\r"))
        if found is None:
            read.unreadable.append(number)
            expected += 1
            continue
        expected += 1
        if int(found[1]) != expected:
            read.gaps.append(number)
            expected = int(found[1])
        read.lines.append(Line(dotted(found[2]), found[3] == "1", found[5].strip()))
    return read


def _codes(read: Read, numbered: list[tuple[int, str]]) -> Read:
    for number, line in numbered:
        found = _CODE.fullmatch(line.rstrip("\r"))
        if found is None:
            read.unreadable.append(number)
        else:
            read.lines.append(Line(dotted(found[1]), billable=True, label=found[2].strip()))
    return read


def above(code: str) -> Iterator[str]:
    """Give the codes that a code stands below, nearest first: `F43.1` and `F43` for `F43.10`."""
    bare = code.replace(".", "")
    yield from (dotted(bare[:length]) for length in range(len(bare) - 1, 2, -1))
