from __future__ import annotations

from datetime import date

import pytest

from practicecli.domain.codes import objections_to_codes
from practicecli.domain.telehealth import claim_place
from practicecli.figures.load import cpt_table, payer


@pytest.mark.parametrize(
    ("place", "who", "plan", "expected"),
    [
        ("office", "aetna", "commercial", ("11", ())),
        ("video-home", "aetna", "commercial", ("10", ("95",))),
        ("video", "aetna", "commercial", ("02", ("95",))),
        ("video-home", "medicare", "medicare", ("10", ())),
        ("video-home", "medicare", "commercial", ("10", ())),
        ("video-home", "humana", "medicare", ("10", ())),
        ("video", "medicaid", "medicaid", ("02", ("95",))),
        ("video-home", "optum", "eap", ("10", ("95", "HJ"))),
        ("office", "optum", "eap", ("11", ("HJ",))),
        ("video-home", "self", "self", ("10", ())),
        ("video-home", "Nobody's Mutual", "commercial", ("10", ("95",))),
        ("video-home", "aetna", "something new", ("10", ("95",))),
    ],
)
def test_the_clients_place_gives_code_and_modifiers_by_payer_and_plan(place, who, plan, expected):
    assert claim_place(place, payer(who), plan) == expected


@pytest.mark.parametrize(
    ("place", "who", "modifiers", "doubt"),
    [
        ("video-home", "aetna", "", ""),
        ("video-home", "aetna", "95", ""),
        ("video-home", "aetna", "GT", "Aetna wants `95` on a video session"),
        ("video-home", "aetna", "59", "Aetna wants `95` on a video session"),
        ("video-home", "aetna", "59 95", ""),
        ("office", "aetna", "59", ""),
        ("office", "aetna", "95", "Modifier `95` says video, but the session was in the office"),
        ("video", "medicare", "95", "Medicare takes place of service 02 alone, without `95`"),
        ("video", "aetna", "93", "Modifier `93` says audio only, which few payers take"),
    ],
)
def test_odd_telehealth_modifiers_are_doubted(place, who, modifiers, doubt):
    found = objections_to_codes(
        ["90834"],
        minutes=45,
        licence="LMHC",
        place=place,
        payer=payer(who),
        plan="commercial",
        on=date(2026, 11, 2),
        modifiers=modifiers.split(),
        policy=None,
        table=cpt_table(),
    )

    assert [problem.message for problem in found if problem.code == "place-modifier"] == (
        [doubt] if doubt else []
    )
