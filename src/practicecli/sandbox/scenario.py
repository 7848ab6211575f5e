"""How chance plays with claims and cards: a file of shares, kept in the sandbox's own file.

Every draw is a hash of the seed and of what it is about, so that no order of events matters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from practicecli.domain.problems import Problem
from practicecli.engine import transaction
from practicecli.errors import RefusedError
from practicecli.sandbox.defaults import defaults
from practicecli.sandbox.store import open_store, setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practicecli.engine import Db

_KEY = "scenario"
_PUT = (
    "INSERT INTO setting (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_TOP = {"seed", "claims", "cards"}
_CLAIMS = {
    "accepted_share", "rejected_share", "decided_days", "denials", "clawback_share",
    "clawback_after_days",
}  # fmt: skip
_DENIAL = {"share", "group", "carc", "rarc"}
_GROUPS = frozenset({"CO", "PR", "OA", "PI", "CR"})
_CARC = re.compile(r"[A-Z]?\d{1,3}")
_RARC = re.compile(r"(M|MA|N)\d{1,3}")
_MOST_DAYS = 365
_LEAST_DAYS = 2  # before that the payer has not looked at it
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Denial:
    """Which part of the accepted claims is denied so."""

    share: float
    group: str
    carc: str
    rarc: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Shares are from 0 to 1; days count from sending, or for a clawback from paying."""

    seed: int
    accepted_share: float
    decided_days: tuple[int, int]
    denials: tuple[Denial, ...]
    clawback_share: float
    clawback_after: timedelta
    failing_share: float

    def draw(self, what: str, identity: str) -> float:
        """Give a number from 0 up to, but not, 1: ever the same for the same question."""
        said = sha256(f"{self.seed}/{what}/{identity}".encode()).digest()
        return int.from_bytes(said[:6]) / 2**48


def keep(path: str, text: str) -> None:
    """Keep a scenario in the sandbox's file, in place of an earlier one. Raises RefusedError."""
    read(text)
    db = open_store(path)
    try:
        with transaction(db):
            db.execute(_PUT, (_KEY, text))
    finally:
        db.close()


def forget(path: str) -> None:
    """Let all claims go their ordinary way again, from now on."""
    db = open_store(path)
    try:
        with transaction(db):
            db.execute("DELETE FROM setting WHERE key = ?", (_KEY,))
    finally:
        db.close()


def held(db: Db) -> Scenario | None:
    """Give the scenario kept in this file, None where there is none."""
    text = setting(db, _KEY)
    return read(text) if text else None


@lru_cache(maxsize=8)
def read(text: str) -> Scenario:
    """Read a scenario; raises RefusedError with every objection at once."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("The scenario is not TOML", hint="See `docs/sandbox.md`") from error
    found = list(_objections(said))
    if found:
        raise RefusedError(
            "The scenario does not fit", found, hint="See `docs/sandbox.md` for its form"
        )
    claims, cards = said.get("claims", {}), said.get("cards", {})
    days = defaults().decided_after.days
    low, high = claims.get("decided_days", (days, days))
    after = claims.get("clawback_after_days", defaults().clawback_after.days)
    return Scenario(
        seed=said.get("seed", 0),
        accepted_share=claims.get("accepted_share", 1 - claims.get("rejected_share", 0)),
        decided_days=(low, high),
        denials=tuple(
            Denial(one["share"], one["group"], one["carc"], one.get("rarc"))
            for one in claims.get("denials", ())
        ),
        clawback_share=claims.get("clawback_share", 0),
        clawback_after=timedelta(days=after),
        failing_share=cards.get("failing_share", 0),
    )


def _objections(said: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _unknown("", said, _TOP)
    seed = said.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool):
        yield _off("seed", "a whole number")
    claims, cards = said.get("claims", {}), said.get("cards", {})
    if isinstance(claims, Mapping):
        yield from _unknown("claims.", claims, _CLAIMS)
        yield from _objections_to_claims(claims)
    else:
        yield _off("claims", "a table")
    if isinstance(cards, Mapping):
        yield from _unknown("cards.", cards, {"failing_share"})
        if not _share(cards.get("failing_share", 0)):
            yield _off("cards.failing_share", "from 0 to 1")
    else:
        yield _off("cards", "a table")


def _objections_to_claims(claims: Mapping[str, Any]) -> Iterator[Problem]:
    shares = ("accepted_share", "rejected_share", "clawback_share")
    off = [name for name in shares if not _share(claims.get(name, 0))]
    for name in off:
        yield _off(f"claims.{name}", "from 0 to 1")
    both = [claims[name] for name in shares[:2] if name in claims]
    if not off and len(both) > 1 and abs(sum(both) - 1) > _ROUNDING:
        yield _off("claims.accepted_share", "1 together with `rejected_share`")
    days = claims.get("decided_days", [_LEAST_DAYS, _LEAST_DAYS])
    whole = isinstance(days, list) and [_whole(day, _LEAST_DAYS) for day in days] == [True, True]
    if not (whole and days[0] <= days[1]):
        yield _off(
            "claims.decided_days", f"two whole numbers from {_LEAST_DAYS} to {_MOST_DAYS}, in order"
        )
    if not _whole(claims.get("clawback_after_days", 1), 1):
        yield _off("claims.clawback_after_days", f"a whole number from 1 to {_MOST_DAYS}")
    denials = claims.get("denials", [])
    if isinstance(denials, Sequence) and all(isinstance(one, Mapping) for one in denials):
        yield from _objections_to_denials(denials)
    else:
        yield _off("claims.denials", "a list of tables")


def _objections_to_denials(denials: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for number, one in enumerate(denials, 1):
        name = f"claims.denials.{number}."
        yield from _unknown(name, one, _DENIAL)
        if not _share(one.get("share")):
            yield _off(f"{name}share", "from 0 to 1")
        if one.get("group") not in _GROUPS:
            yield _off(f"{name}group", f"one of {', '.join(sorted(_GROUPS))}")
        if not (isinstance(carc := one.get("carc"), str) and _CARC.fullmatch(carc)):
            yield _off(f"{name}carc", 'a code in quotes such as "197"')
        rarc = one.get("rarc", "N1")
        if not (isinstance(rarc, str) and _RARC.fullmatch(rarc)):
            yield _off(f"{name}rarc", 'a code in quotes such as "N54", or left out')
    shares = [one["share"] for one in denials if _share(one.get("share"))]
    if sum(shares) > 1 + _ROUNDING:
        yield _off("claims.denials", "of shares that add up to 1 at most")


def _unknown(where: str, said: Mapping[str, Any], known: set[str]) -> Iterator[Problem]:
    for name in said:
        if name not in known:
            yield Problem("scenario-form", f"`{where}{name}` is not known in a scenario")


def _off(name: str, wanted: str) -> Problem:
    return Problem("scenario-form", f"`{name}` has to be {wanted}")


def _share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST_DAYS
