"""The many names other programs give to what we know of a client, and our own names for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from practicecli.domain.problems import Problem
from practicecli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Lower case, without punctuation: "Client's Date-of-Birth" is matched as "client date of birth".
SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "client", "client name", "patient", "patient name",
             "client full name"),
    "first_name": ("first name", "first", "given name", "firstname", "client first name",
                   "patient first name", "legal first name"),
    "last_name": ("last name", "last", "surname", "family name", "lastname", "client last name",
                  "patient last name", "legal last name"),
    "middle_name": ("middle name", "middle", "middle initial", "mi"),
    "born": ("born", "dob", "date of birth", "birth date", "birthdate", "birthday", "client dob",
             "client date of birth", "patient dob", "patient date of birth"),
    "phone": ("phone", "phone number", "telephone", "mobile", "mobile phone", "cell", "cell phone",
              "home phone", "primary phone"),
    "email": ("email", "e mail", "email address", "e mail address", "primary email"),
    "address": ("address", "street", "street address", "address 1", "address1", "address line 1",
                "mailing address", "home address"),
    "address_2": ("address 2", "address2", "address line 2", "unit", "apt", "apartment", "suite"),
    "city": ("city", "town"),
    "state": ("state", "state province", "province", "region"),
    "zip": ("zip", "zip code", "zipcode", "postal code", "postcode"),
    "payer": ("payer", "payor", "insurance", "insurer", "insurance company", "insurance name",
              "carrier", "insurance carrier", "primary insurance", "primary payer",
              "insurance provider"),
    "plan": ("plan", "plan type", "plan name", "insurance plan", "product", "insurance type"),
    "member_id": ("member id", "memberid", "member number", "policy number", "policy id",
                  "subscriber id", "insurance id", "primary member id", "member"),
    "platform": ("platform", "billed by", "billing platform", "source"),
    "status": ("status", "client status", "patient status"),
    "aliases": ("alias", "aliases", "nickname", "preferred name", "goes by", "initials",
                "calendar name"),
}  # fmt: skip
_KNOWN: Final = frozenset(text for spellings in SPELLINGS.values() for text in spellings)
_NAMES: Final = ("name", "first_name", "last_name")
_POSSESSIVE: Final = re.compile(r"['\u2019]s?")
_PUNCTUATION: Final = re.compile(r"[\W_]+")


def read_headings(
    header: Sequence[str], name: str, mapping: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Say in which column each of our fields stands; raises UsageError with all that is unclear.

    `mapping` gives a field the header it is under; an empty header leaves the field out.
    """
    chosen = dict(mapping or {})
    plain = [_folded(heading) for heading in header]
    # A first line without any word we know may be a client, and is then not repeated in an error.
    shown = header if any(text in _KNOWN for text in plain) else ()
    problems = _misplaced(header, shown, chosen)
    places: dict[str, int] = {}
    taken = {heading for heading in chosen.values() if heading}
    for field, spellings in SPELLINGS.items():
        if field in chosen:
            if chosen[field] in header:
                places[field] = header.index(chosen[field])
            continue
        found = [
            at for at, text in enumerate(plain) if text in spellings and header[at] not in taken
        ]
        if len(found) > 1:
            problems.append(_several(field, [header[at] for at in found]))
        elif found:
            places[field] = found[0]
    if not problems and not any(field in places for field in _NAMES):
        problems.append(_no_name(shown))
    if problems:
        raise UsageError(
            f"The columns of {name} are not clear: "
            + "; ".join(problem.message for problem in problems),
            hint="; ".join(dict.fromkeys(problem.fix for problem in problems)),
            problems=problems,
        )
    return places


def _folded(heading: str) -> str:
    return _PUNCTUATION.sub(" ", _POSSESSIVE.sub("", heading)).strip().casefold()


def _misplaced(
    header: Sequence[str], shown: Sequence[str], chosen: Mapping[str, str]
) -> list[Problem]:
    strange = [
        Problem(
            "unknown-field",
            f"`{field}` is not something we know of a client",
            f"Use one of {', '.join(f'`{known}`' for known in SPELLINGS)}",
        )
        for field in chosen
        if field not in SPELLINGS
    ]
    absent = [
        Problem(
            "no-such-column",
            f"No column is headed `{heading}`",
            f"The headers are {_listed(shown)}",
        )
        for heading in chosen.values()
        if heading and heading not in header
    ]
    return strange + absent


def _several(field: str, found: Sequence[str]) -> Problem:
    if len(set(found)) < len(found):
        fix = f"Rename one of the columns headed `{found[0]}`"
    else:
        fix = f'Choose with `--map "{found[0]}={field}"`'
    return Problem("ambiguous-column", f"{_listed(found)} could each be the {field}", fix)


def _no_name(shown: Sequence[str]) -> Problem:
    example = next((heading for heading in shown if heading), "Client")
    return Problem(
        "missing-column",
        f"None of {_listed(shown)} holds the clients' names",
        f'Say which one does with `--map "{example}=name"`',
    )


def _listed(header: Sequence[str]) -> str:
    shown = [f"`{heading}`" for heading in header[:20] if heading and len(heading) <= 40]  # noqa: PLR2004
    return ", ".join(shown) or "its columns"
