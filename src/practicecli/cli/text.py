"""Text for people, in which a terminal finds nothing to obey. `today` needs it: no imports."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's, without paying for typing
if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Real spaces that Python does not count as printable.
_SPACES = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
# Printable by category, invisible on a screen: two names could look alike.
_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
# Non-joiner and joiner: Persian and Hindi words, and family emoji, need them.
_JOINERS = "\u200c\u200d"
_ONE_BYTE, _TWO_BYTES = 0xFF, 0xFFFF
_EMOJI = range(0x1F000, 0x1FBFF)

_MINUTE, _HOUR = 60, 3600
_HOURS_UNTIL_DAYS = 48


def safe(text: str, *, lines: bool = False) -> str:
    """Show what a terminal would obey or hide as a visible escape; `lines` keeps line breaks."""
    if text.isascii() and text.isprintable():
        return text
    if lines:
        return "\n".join(safe(line) for line in text.replace("\r\n", "\n").split("\n"))
    last = len(text) - 1
    return "".join(
        letter
        if _harmless(letter)
        or (letter in _JOINERS and 0 < at < last and _joins(text[at - 1]) and _joins(text[at + 1]))
        else _escape(letter)
        for at, letter in enumerate(text)
    )


def _harmless(letter: str) -> bool:
    if letter.isprintable():
        return letter not in _INVISIBLE
    return letter in _SPACES or ord(letter) in _EMOJI


def _joins(letter: str) -> bool:
    # Between plain letters a joiner does nothing but hide.
    return not letter.isascii() and letter not in _SPACES and _harmless(letter)


def _escape(letter: str) -> str:
    if letter in _NAMED:
        return _NAMED[letter]
    code = ord(letter)
    if code <= _ONE_BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _TWO_BYTES else f"\\U{code:08x}"


def money(cents: int) -> str:
    """Write cents for a person: 124000 is `1,240.00`."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def plain_money(cents: int) -> str:
    """Write cents for a pipe: 124000 is `1240.00`."""
    return money(cents).replace(",", "")


def day(value: date, today: date) -> str:
    """Write a date short, with its year only where that is another one."""
    return value.strftime("%a %d %b" if value.year == today.year else "%a %d %b %Y")


def when(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Write an instant in the practice's zone, with how far away it is."""
    local, here = instant.astimezone(zone), now.astimezone(zone)
    stamp = f"{day(local.date(), here.date())} {local:%H:%M}"
    return f"{stamp} ({distance(instant, now, zone)})"


def distance(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Say how far an instant is: minutes, then hours, then days of the practice's calendar."""
    seconds = int((instant - now).total_seconds())
    away = abs(seconds)
    if away < _MINUTE:
        return "now"
    if away < _HOUR:
        span = f"{away // _MINUTE} min"
    elif away < _HOURS_UNTIL_DAYS * _HOUR:
        span = f"{away // _HOUR} h"
    else:
        days = abs((instant.astimezone(zone).date() - now.astimezone(zone).date()).days)
        span = f"{days} days"
    return f"in {span}" if seconds > 0 else f"{span} ago"
