"""What people write in the cells about a person: names, birth dates, phones, words for a status."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_US: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
_PLANS: Final = {
    "commercial": "commercial",
    "medicare": "medicare",
    "medicaid": "medicaid",
    "eap": "eap",
    "self": "self",
    "self pay": "self",
    "self-pay": "self",
    "cash": "self",
    "private pay": "self",
}
_STATUSES: Final = {
    "active": "active",
    "current": "active",
    "waitlist": "waitlist",
    "wait list": "waitlist",
    "waiting": "waitlist",
    "prospective": "waitlist",
    "archived": "archived",
    "inactive": "archived",
    "discharged": "archived",
    "former": "archived",
    "closed": "archived",
}
_FEWEST_DIGITS: Final = 7  # a local number without its area code; ITU-T E.164 allows 15 at most
_MOST_DIGITS: Final = 15


def birth_date(text: str) -> date:
    """Read `1990-04-12` or, as in the United States, `4/12/1990`; raises ValueError.

    A year of two digits is refused: a guess of the century is a guess.
    """
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _US.fullmatch(text):
        month, day, year = found.groups()
    else:
        raise ValueError
    return date(int(year), int(month), int(day))


def given_order(name: str) -> str:
    """Turn `Last, First` into `First Last`; anything else only loses its extra spaces."""
    parts = [" ".join(part.split()) for part in name.split(",")]
    two = len(parts) == 2 and all(parts)  # noqa: PLR2004
    if two and parts[1].casefold().rstrip(".") not in _SUFFIXES:
        return f"{parts[1]} {parts[0]}"
    return " ".join(name.split())


def is_phone(text: str) -> bool:
    """Say whether a text holds the digits of one telephone number."""
    return _FEWEST_DIGITS <= sum(letter.isdigit() for letter in text) <= _MOST_DIGITS


def is_email(text: str) -> bool:
    """Say whether a text looks like one address; only sending mail to it would prove it."""
    user, at, host = text.rpartition("@")
    return bool(user and at and "." in host.strip(".")) and not any(map(str.isspace, text))


def plan_word(text: str) -> str:
    """Give our word for a kind of plan where it is one, else the text as it stands."""
    return _PLANS.get(text.casefold(), text)


def known_plan(text: str) -> str | None:
    """Give our word for a kind of plan; None for a word we do not know."""
    return _PLANS.get(text.casefold())


def status_word(text: str) -> str | None:
    """Give our word for a client's status; None for a word we do not know."""
    return _STATUSES.get(text.casefold())
