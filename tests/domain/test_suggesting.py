from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicecli.domain.problems import blocking
from practicecli.domain.sessions import OCCASIONS, PARTICIPANTS, PLACES
from practicecli.domain.suggesting import Held, check, suggest
from practicecli.figures.load import cpt_table, payer, policies, policy

TABLE = cpt_table()
DAY = date(2026, 11, 23)
HELD = Held(
    ref="s-0000001",
    minutes=50,
    assumed=False,
    participants="client",
    occasion="",
    complexity="",
    em_minutes=0,
    place="office",
    licence="LMHC",
    payer=payer("aetna"),
    plan="commercial",
    on=DAY,
    policy=policy("headway"),
    last_seen=date(2026, 11, 16),
)
GROUP, FAMILY, WITHOUT = ({"participants": one} for one in ("group", "client-family", "family"))
CRISIS, INTAKE = ({"occasion": one} for one in ("crisis", "intake"))
DOCTOR = {"licence": "MD"}
PLAY = {"complexity": "play"}


def suggested(**changes):
    return suggest(replace(HELD, **changes), table=TABLE)


def codes(**changes):
    return " ".join(suggested(**changes).cpt)


# apaservices.org psychotherapy; openpayer.com BCBS Illinois (crisis, complexity, evaluations);
# aapc.com 127617, 146039 (groups); americanmedicalcoding.com 2024 (visits); therathink.com 99404
@pytest.mark.parametrize(
    ("changes", "minutes", "expected"),
    [
        ({}, 15, ""),
        ({}, 16, "90832"),
        ({}, 37, "90832"),
        ({}, 38, "90834"),
        ({}, 52, "90834"),
        ({}, 53, "90837"),
        ({}, 180, "90837"),
        (FAMILY, 25, ""),
        (FAMILY, 26, "90847"),
        (WITHOUT, 25, ""),
        (WITHOUT, 26, "90846"),
        (GROUP, 15, ""),
        (GROUP, 16, "90853"),
        ({"participants": "families"}, 60, "90849"),
        (INTAKE, 15, ""),
        (INTAKE, 16, "90791"),
        (INTAKE | DOCTOR, 60, "90791"),
        (INTAKE | DOCTOR | {"em_minutes": 20}, 60, "90792"),
        (CRISIS, 15, ""),
        (CRISIS, 29, "90832"),
        (CRISIS, 30, "90839"),
        (CRISIS, 74, "90839"),
        (CRISIS, 75, "90839 90840"),
        (CRISIS, 254, "90839 90840"),
        (CRISIS, 255, ""),  # seven units are more than count on one day
        (PLAY, 45, "90834 90785"),
        (PLAY | INTAKE, 45, "90791 90785"),
        (PLAY | GROUP, 45, "90853 90785"),
        (PLAY | CRISIS, 45, "90839"),
        (PLAY | FAMILY, 45, "90847"),
        (PLAY, 15, ""),
        (DOCTOR | {"em_minutes": 20}, 60, "99212 90836"),
        (DOCTOR | {"em_minutes": 20}, 35, "99213"),
        (DOCTOR | {"em_minutes": 40}, 50, "99215"),
        (DOCTOR | {"em_minutes": 9}, 20, ""),
        (DOCTOR | {"em_minutes": 10}, 20, "99212"),
        (DOCTOR | {"em_minutes": 30}, 20, ""),  # longer than the session
        (DOCTOR | FAMILY | {"em_minutes": 20}, 60, "99212 90847"),
        (DOCTOR | {"em_minutes": 20, "last_seen": None, "first": True}, 60, "99202 90836"),
        (DOCTOR | {"em_minutes": 20, "last_seen": None}, 60, "99212 90836"),
        (DOCTOR | {"em_minutes": 20, "last_seen": date(2023, 11, 23)}, 60, "99212 90836"),
        (DOCTOR | {"em_minutes": 20, "last_seen": date(2023, 11, 22)}, 60, "99202 90836"),
        ({"em_minutes": 20}, 60, ""),  # a therapist bills no visit
        (GROUP | {"em_minutes": 20}, 60, ""),
        ({"payer": payer("cigna"), "plan": "eap"}, 50, "99404"),
        ({"payer": payer("cigna"), "plan": "eap"}, 15, ""),
        (DOCTOR | {"em_minutes": 15}, 15, "99212"),
        (DOCTOR | {"em_minutes": 9}, 9, ""),
        ({"payer": payer("optum"), "plan": "eap"}, 50, "90834"),
        ({"same_day": ("90839",)}, 50, ""),
        ({"same_day": ("90834",)}, 50, "90834"),
        (CRISIS | {"same_day": ("90834",)}, 50, ""),
    ],
)
def test_codes_follow_from_true_minutes_and_marks(changes, minutes, expected):
    assert codes(**{**changes, "minutes": minutes}) == expected


# ngsmedicare.com 10638446; nationalbilling.com telehealth-modifier; therathink.com hj-modifier
@pytest.mark.parametrize(
    ("changes", "modifiers", "pos"),
    [
        ({}, "", "11"),
        ({"place": "video-home"}, "95", "10"),
        ({"place": "video"}, "95", "02"),
        ({"place": "video-home", "payer": payer("medicare"), "plan": "medicare"}, "", "10"),
        ({"place": "video-home", "payer": payer("optum"), "plan": "eap"}, "95 HJ", "10"),
        ({"place": "video-home", "policy": policy("self"), "plan": "self"}, "", "10"),
        ({"place": "video-home", "policy": None}, "95", "10"),
        ({"place": "video-home", "same_day": ("90834",)}, "95 59", "10"),
        ({"same_day": ("90847",)}, "59", "11"),
        ({"same_day": ("90847",), "same_day_marks": frozenset({"59"})}, "", "11"),
        (DOCTOR | FAMILY | {"em_minutes": 20, "minutes": 60}, "25", "11"),
        ({"same_day": ("90839",), "place": "video-home"}, "95", "10"),  # no code, as it clashes
    ],
)
def test_place_and_modifiers_follow_from_payer_plan_and_the_day(changes, modifiers, pos):
    found = suggested(**changes)

    assert (" ".join(found.modifiers), found.place_of_service) == (modifiers, pos)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "The session ran 50 minutes by its true times"),
        ({"assumed": True}, "50 minutes as scheduled: the true times are not known yet"),
        ({}, "`90834` is for 38 to 52 minutes with the client"),
        ({"minutes": 10}, "Under 16 minutes no code fits: nothing can be billed"),
        ({"first": True, "last_seen": None}, "mark it with `practice session mark s-0000001"),
        (INTAKE, "Marked as an intake: `90791` is for a first evaluation"),
        (INTAKE | {"last_evaluation": date(2026, 1, 5)}, "the last one was confirmed for 2026"),
        (INTAKE | DOCTOR, "with medical services, mark the visit's minutes"),
        (CRISIS | {"minutes": 20}, "Marked as a crisis, but `90839` needs 30 minutes"),
        (CRISIS | {"minutes": 110}, "`90840` counts begun half hours from 75 minutes on: 2"),
        (PLAY, "`90785` for play equipment or devices to overcome a barrier to communication"),
        (PLAY | FAMILY, "`90785` does not go with `90847`"),
        ({"complexity": "of another version"}, "`90785` for of another version"),
        (FAMILY | {"minutes": 20}, "`90847` needs 26 minutes or more; it was 20"),
        (GROUP | {"plan": "medicaid", "payer": payer("medicaid")}, "want `HQ` on group therapy"),
        ({"em_minutes": 20}, "20 minutes are marked as a medical visit, which LMHC may not bill"),
        (DOCTOR | {"em_minutes": 20, "minutes": 60}, "this is the lowest, take another only if"),
        (DOCTOR | {"em_minutes": 20, "minutes": 30}, "10 minutes of therapy are too short"),
        ({"same_day": ("90834",)}, "`59` says that this was a session of its own"),
        ({"same_day": ("90839",)}, "crisis therapy stands alone that day: nothing is suggested"),
        ({"place": "video-home", "payer": payer("medicare")}, "10 alone, as Medicare wants"),
        ({"payer": payer("optum"), "plan": "eap"}, "`HJ` says employee assistance"),
        ({"policy": policy("self")}, "the client pays, so no modifier is needed"),
        ({"payer": payer("cigna"), "plan": "eap"}, "takes `99404` for every session"),
        (DOCTOR | FAMILY | {"em_minutes": 20, "minutes": 60}, "`25` says that the office visit"),
    ],
)
def test_each_decision_says_its_reason(changes, said):
    assert any(said in reason for reason in suggested(**changes).reasons)


def test_a_first_session_that_is_marked_needs_no_hint():
    for changes in (INTAKE | {"first": True}, CRISIS | {"first": True}, {"first": False}):
        reasons = suggested(**changes).reasons
        assert not any("first session" in reason for reason in reasons)


def test_what_warns_is_told_with_the_suggestion():
    assert [one.code for one in suggested(minutes=52).problems] == ["near-limit"]
    assert [
        one.code for one in suggested(last_evaluation=DAY.replace(month=5), **INTAKE).problems
    ] == ["evaluation-again"]
    assert suggested(**CRISIS, minutes=110).units == {"90839": 1, "90840": 2}


some_sessions = st.builds(
    Held,
    ref=st.just("s-0000001"),
    minutes=st.integers(min_value=0, max_value=300),
    assumed=st.booleans(),
    participants=st.sampled_from(PARTICIPANTS),
    occasion=st.sampled_from(OCCASIONS),
    complexity=st.sampled_from(["", *TABLE.complexity]),
    em_minutes=st.sampled_from([0, 0, 5, 20, 45]),
    place=st.sampled_from(PLACES),
    licence=st.sampled_from(["LMHC", "PhD", "MD", "", "Licensed wizard"]),
    payer=st.sampled_from(["aetna", "cigna", "optum", "medicare", "medicaid", "x"]).map(payer),
    plan=st.sampled_from(["commercial", "medicare", "medicaid", "eap", "self", ""]),
    on=st.dates(min_value=date(2023, 1, 1), max_value=date(2027, 1, 1)),
    policy=st.sampled_from([None, *policies().values()]),
    same_day=st.lists(st.sampled_from(sorted(TABLE.codes)), max_size=2).map(tuple),
    same_day_marks=st.sampled_from([frozenset(), frozenset({"59"}), frozenset({"95"})]),
    last_evaluation=st.none() | st.just(date(2026, 1, 1)),
    last_seen=st.none() | st.just(date(2026, 1, 1)),
    first=st.booleans(),
)


@given(held=some_sessions)
@settings(max_examples=300)
def test_a_suggestion_passes_its_own_check_and_says_why(held):
    found = suggest(held, table=TABLE)

    if found.cpt:
        assert not blocking(check(held, found.cpt, found.modifiers, TABLE))
    assert len(found.reasons) >= 3
    assert all(reason and not reason.endswith(".") for reason in found.reasons)


@given(held=some_sessions)
@settings(max_examples=150)
def test_what_pays_more_is_suggested_only_where_it_is_marked(held):
    cpt = set(suggest(held, table=TABLE).cpt)

    assert "90791" not in cpt or held.occasion == "intake"
    assert "90792" not in cpt or (held.occasion == "intake" and held.em_minutes)
    assert "90839" not in cpt or held.occasion == "crisis"
    assert "90785" not in cpt or held.complexity
    assert not cpt & {"90863", "96127"}
    assert "90837" not in cpt or held.minutes >= 53


@given(held=some_sessions, more=st.integers(min_value=0, max_value=60))
@settings(max_examples=150)
def test_an_ordinary_session_never_gets_a_lesser_code_for_more_minutes(held, more):
    ladder = ["", "90832", "90834", "90837"]
    plain = replace(
        held, participants="client", occasion="", complexity="", em_minutes=0, same_day=(),
        payer=payer("aetna"), plan="commercial",
    )  # fmt: skip

    short, long = (
        " ".join(suggest(one, table=TABLE).cpt)
        for one in (plain, replace(plain, minutes=plain.minutes + more))
    )
    assert ladder.index(short) <= ladder.index(long)
