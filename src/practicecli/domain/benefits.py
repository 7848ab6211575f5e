"""What a plan pays, as single terms by name: typed, answered, compared, and put together.

Terms go by the names that JSON shows: sums in cents, `coinsurance_hundredths` in hundredths of a
percent, `plan_year_start` as `MM-DD`. None: the plan has no such term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from practicecli.domain.coverage import Benefits, Limit
from practicecli.domain.problems import Problem, warning

LIMITS = {
    "deductible_cents": "deductible_met_cents",
    "family_deductible_cents": "family_deductible_met_cents",
    "oop_max_cents": "oop_met_cents",
    "family_oop_max_cents": "family_oop_met_cents",
    "visits_allowed": "visits_used",
}
ACCUMULATORS = frozenset(LIMITS.values())
WORDS = {
    "copay_cents": "copay",
    "coinsurance_hundredths": "coinsurance",
    "deductible_cents": "deductible",
    "deductible_met_cents": "deductible met",
    "family_deductible_cents": "family deductible",
    "family_deductible_met_cents": "family deductible met",
    "oop_max_cents": "out-of-pocket maximum",
    "oop_met_cents": "out-of-pocket met",
    "family_oop_max_cents": "family out-of-pocket maximum",
    "family_oop_met_cents": "family out-of-pocket met",
    "visits_allowed": "visits allowed",
    "visits_used": "visits used",
    "authorization_required": "authorization required",
    "plan_year_start": "plan year from",
}
OPTIONS = {
    "coinsurance_hundredths": "--coinsurance",
    "visits_allowed": "--visits",
    "authorization_required": "--authorization",
} | {
    name: "--" + name.removesuffix("_cents").replace("_", "-")
    for name in WORDS
    if name not in {"coinsurance_hundredths", "visits_allowed", "authorization_required"}
}
# What lies above is a slip of the keys: a decimal point left out, a number of another field.
_MOST_COPAY, _MOST_SUM, _MOST_VISITS = 1_000_00, 100_000_00, 366
_SHARES = ("copay_cents", "coinsurance_hundredths", "deductible_cents")


def terms_of(known: Benefits | None) -> dict[str, Any]:
    """Give benefits as terms by name; nothing where nothing is known."""
    if known is None:
        return {}
    month, day = known.plan_year_start
    return {
        "copay_cents": known.copay_cents,
        "coinsurance_hundredths": known.coinsurance,
        **_limit("deductible_cents", known.deductible),
        **_limit("family_deductible_cents", known.family_deductible),
        **_limit("oop_max_cents", known.oop_max),
        **_limit("family_oop_max_cents", known.family_oop_max),
        "visits_allowed": known.visits_allowed,
        "visits_used": None if known.visits_allowed is None else known.visits_used,
        "authorization_required": known.authorization_required,
        "plan_year_start": f"{month:02}-{day:02}",
    }


def benefits_of(terms: Mapping[str, Any], as_of: date) -> Benefits:
    """Put benefits together from terms that nothing stands against."""
    month, _, day = str(terms.get("plan_year_start") or "01-01").partition("-")
    return Benefits(
        as_of=as_of,
        copay_cents=terms.get("copay_cents"),
        coinsurance=terms.get("coinsurance_hundredths"),
        deductible=_read(terms, "deductible_cents"),
        family_deductible=_read(terms, "family_deductible_cents"),
        oop_max=_read(terms, "oop_max_cents"),
        family_oop_max=_read(terms, "family_oop_max_cents"),
        visits_allowed=terms.get("visits_allowed"),
        visits_used=terms.get("visits_used") or 0,
        authorization_required=bool(terms.get("authorization_required")),
        plan_year_start=(int(month), int(day)),
    )


def with_terms(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Lay terms over others; a limit that is forgotten takes what is met of it along."""
    after = {**before, **said}
    for total, met in LIMITS.items():
        if total in said and said[total] is None and met not in said:
            after[met] = None
    return after


def objections_to_terms(terms: Mapping[str, Any]) -> Iterator[Problem]:
    """Say what about terms cannot be so; silence means nothing is."""
    for total, met in LIMITS.items():
        used, most = terms.get(met), terms.get(total)
        if used is None:
            continue
        if most is None:
            if used:
                yield Problem(
                    "benefits-met",
                    f"It says what is {WORDS[met]}, and not of how much",
                    f"Give `{OPTIONS[total]}`, too",
                )
        elif used > most:
            yield Problem(
                "benefits-met",
                f"The {WORDS[met]} is more than the {WORDS[total]} itself",
                f"Give the same for both where all of it is: `{OPTIONS[met]}`",
            )
    for name, words in WORDS.items():
        most = _most(name)
        if most is not None and (terms.get(name) or 0) > most:
            shown = f"{most // 100:,}.00" if name.endswith("_cents") else str(most)
            yield Problem(
                "benefits-sum",
                f"The {words} is over {shown}, which no plan has",
                f"Look at the decimal point of `{OPTIONS[name]}`",
            )


def doubts_about_terms(terms: Mapping[str, Any]) -> Iterator[Problem]:
    """Say where terms are known and none of them says what the client pays."""
    if terms and all(terms.get(name) is None for name in _SHARES):
        yield warning(
            "benefits-share",
            "No copay, coinsurance or deductible is known, so the client's part counts as nothing",
            "Give `--copay`, or `--copay 0` where it is right so",
        )


def _most(name: str) -> int | None:
    if name == "copay_cents":
        return _MOST_COPAY
    if name.startswith("visits"):
        return _MOST_VISITS
    return _MOST_SUM if name.endswith("_cents") else None


def _limit(name: str, known: Limit | None) -> dict[str, int | None]:
    if known is None:
        return {name: None, LIMITS[name]: None}
    return {name: known.total_cents, LIMITS[name]: known.met_cents}


def _read(terms: Mapping[str, Any], name: str) -> Limit | None:
    total = terms.get(name)
    return None if total is None else Limit(total, terms.get(LIMITS[name]) or 0)
