"""The form of any text file: readable twice, UTF-8, no NUL; with the place where it fails."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO, Final

from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

HELD_LIMIT: Final = 64 * 1024 * 1024  # bytes of standard input; DESIGN §4, "Batch"
_CHUNK: Final = 1024 * 1024
# A Latin-1 letter is at most this much of a text; above it, the bytes are no text at all.
_MOST_FOREIGN: Final = 0.3

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "is UTF-32 text"),
    (codecs.BOM_UTF32_BE, "is UTF-32 text"),
    (codecs.BOM_UTF16_LE, "is UTF-16 text"),
    (codecs.BOM_UTF16_BE, "is UTF-16 text"),
    (b"PK\x03\x04", "is a spreadsheet or another zipped file, not text"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel or Word file, not text"),
    (b"\x1f\x8b", "is compressed, not text"),
    (b"%PDF", "is a PDF, not text"),
)
_SAVE_AGAIN: Final = "Save it again as UTF-8 text (in a spreadsheet: `CSV UTF-8`)"


def held(stream: BinaryIO, name: str, limit: int = HELD_LIMIT) -> bytes:
    """Give all bytes of a stream; raises UsageError above `limit` bytes."""
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UsageError(
                f"{name} is larger than {limit // _CHUNK} MB",
                hint="Split it, and give one part at a time",
            )
        parts.append(chunk)
    return b"".join(parts)


def rewindable(stream: BinaryIO, name: str) -> BinaryIO:
    """Give a stream that can be read twice: a file as it is, a pipe held in memory up to 64 MB."""
    return stream if stream.seekable() else io.BytesIO(held(stream, name))


def check_text(stream: BinaryIO, name: str) -> None:
    """Read to the end; raises UsageError, naming line and byte, where it is not clean UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, line = 0, 1
    for chunk in _chunks(stream):
        if not done:
            _refuse_other_formats(chunk, name)
        carried = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise _not_utf8(chunk, name, done, error.start - carried, line) from error
        if (place := chunk.find(b"\0")) >= 0:
            line += chunk.count(b"\n", 0, place)
            raise UsageError(
                f"{name} has a NUL character at byte {done + place + 1}, on line {line}",
                hint=_SAVE_AGAIN,
            )
        line += chunk.count(b"\n")
        done += len(chunk)
    if cut := decoder.getstate()[0]:
        raise _not_utf8(b"", name, done, -len(cut), line)
    if not done:
        raise UsageError(f"{name} is empty", hint="Give a file with a header line and rows")


def encoding_of(stream: BinaryIO, name: str) -> str:
    """Tell how a text is encoded where older programs made it: UTF-8, UTF-16 or Windows-1252.

    Raises UsageError where it is no text of these.
    """
    stream.seek(0)
    head = stream.read(200)
    if wide := _wide(head):
        return wide
    _refuse_other_formats(head, name)
    stream.seek(0)
    try:
        check_text(stream, name)
    except UsageError:
        stream.seek(0)
        if not head or not all(map(_is_windows, _chunks(stream))):
            raise
        return "cp1252"
    return "utf-8-sig"


def _wide(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return ""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark, English in UTF-16 shows by a NUL in every second byte.
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) >= 4 and zeros.count(0) * 3 > len(head):  # noqa: PLR2004 - four: two letters
            return encoding
    return ""


def _is_windows(chunk: bytes) -> bool:
    foreign = sum(byte > 127 for byte in chunk)  # noqa: PLR2004 - above ASCII
    if b"\0" in chunk or foreign >= len(chunk) * _MOST_FOREIGN:
        return False
    try:
        chunk.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _refuse_other_formats(head: bytes, name: str) -> None:
    for mark, what in _MARKS:
        if head.startswith(mark):
            raise UsageError(f"{name} {what}", hint=_SAVE_AGAIN)
    sample = head[:200]
    # Without a mark, English in UTF-16 shows by a NUL in every second byte.
    if len(sample) >= 4 and max(sample[::2].count(0), sample[1::2].count(0)) * 3 > len(sample):  # noqa: PLR2004
        raise UsageError(f"{name} is UTF-16 text", hint=_SAVE_AGAIN)


def _not_utf8(chunk: bytes, name: str, before: int, place: int, line: int) -> UsageError:
    foreign = sum(byte > 127 for byte in chunk)  # noqa: PLR2004
    looks_latin = chunk and foreign < len(chunk) * _MOST_FOREIGN and b"\0" not in chunk
    what = "looks like Latin-1 (Windows-1252) text" if looks_latin else "is not UTF-8 text"
    line += chunk.count(b"\n", 0, max(0, place))
    return UsageError(
        f"{name} {what}: see byte {before + place + 1}, on line {line}", hint=_SAVE_AGAIN
    )
