"""Where the client sat, as a claim says it: place of service and modifiers."""

from __future__ import annotations

from typing import Final

from practicecli.domain.payers import Payer

# The client's place decides, never the clinician's. Source: figures/payers.toml, [places].
POS: Final = {"office": "11", "video-home": "10", "video": "02"}
TELEHEALTH: Final = frozenset({"95", "GT", "93", "FQ", "GQ"})
AUDIO_ONLY: Final = frozenset({"93", "FQ"})


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


def place_doubt(place: str, payer: Payer, plan: str, modifiers: frozenset[str]) -> str:
    """Say what is odd about the telehealth modifiers given; empty where nothing is."""
    given = modifiers & TELEHEALTH
    pos, usual = claim_place(place, payer, plan)
    wanted = frozenset(usual) & TELEHEALTH
    if given & AUDIO_ONLY:
        return f"Modifier {_ticked(given & AUDIO_ONLY)} says audio only, which few payers take"
    if place == "office" and given:
        return f"Modifier {_ticked(given)} says video, but the session was in the office"
    if given and not wanted:
        return f"{payer.label} takes place of service {pos} alone, without {_ticked(given)}"
    if modifiers and wanted - given:
        return f"{payer.label} wants {_ticked(wanted)} on a video session"
    return ""


def _ticked(modifiers: frozenset[str]) -> str:
    return " ".join(f"`{modifier}`" for modifier in sorted(modifiers))
