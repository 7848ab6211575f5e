"""Where the client sat, as a claim says it: place of service and modifiers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from practicecli.domain.payers import Payer

# The client's place decides, never the clinician's. Source: figures/payers.toml, [places].
POS: Final = {"office": "11", "video-home": "10", "video": "02"}
TELEHEALTH: Final = frozenset({"95", "GT", "93", "FQ", "GQ"})
AUDIO_ONLY: Final = frozenset({"93", "FQ"})
NOT_LIVE: Final = frozenset({"GQ"})  # store and forward (nationalbilling.com telehealth-modifier)
ASSISTANCE: Final = "HJ"


@lru_cache(maxsize=1024)  # a batch asks for the same few thousandfold
def claim_place(place: str, payer: Payer, plan: str) -> tuple[str, tuple[str, ...]]:
    """Give the place of service and the modifiers this payer and plan want beside it.

    An employee-assistance modifier such as HJ is among them, wherever the client sat. Raises
    KeyError for a place that is none of `POS`.
    """
    plan = payer.plan_of(plan)
    modifiers: tuple[str, ...] = ()
    if place != "office":
        by_plan = dict(payer.video_modifiers)
        modifiers = by_plan.get(plan, by_plan.get("commercial", ()))
    if plan == "eap":
        modifiers += payer.eap_modifiers
    return POS[place], modifiers


def doubts_about_modifiers(
    place: str, payer: Payer, plan: str, modifiers: frozenset[str]
) -> Iterator[str]:
    """Say what is odd about the modifiers given; nothing where none are or all are well."""
    if not modifiers:
        return
    pos, usual = claim_place(place, payer, plan)
    given = modifiers & TELEHEALTH
    wanted = frozenset(usual) & TELEHEALTH
    as_good = frozenset(dict(payer.video_also).get(payer.plan_of(plan), ())) if wanted else wanted
    if given & AUDIO_ONLY:
        yield f"Modifier {_ticked(given & AUDIO_ONLY)} says audio only, which few payers take"
    elif given & NOT_LIVE:
        yield f"Modifier {_ticked(given & NOT_LIVE)} says that it was not live"
    elif place == "office" and given:
        yield f"Modifier {_ticked(given)} says video, but the session was in the office"
    elif given and not wanted:
        yield f"{payer.label} takes place of service {pos} alone, without {_ticked(given)}"
    elif len(given) > 1:
        yield f"{_ticked(given)} say the same; one of them is enough"
    elif wanted - given and not given & as_good:
        yield f"{payer.label} wants {_ticked(wanted)} on a video session"
    yield from _doubts_about_assistance(payer, plan, modifiers)


def _doubts_about_assistance(payer: Payer, plan: str, modifiers: frozenset[str]) -> Iterator[str]:
    missing = frozenset(payer.eap_modifiers) - modifiers
    if payer.plan_of(plan) == "eap":
        if missing:
            yield f"{payer.label} wants {_ticked(missing)} on employee assistance"
    elif ASSISTANCE in modifiers:
        yield f"Modifier `{ASSISTANCE}` says employee assistance, which this plan is not"


def _ticked(modifiers: frozenset[str]) -> str:
    return " ".join(f"`{modifier}`" for modifier in sorted(modifiers))
