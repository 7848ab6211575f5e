from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from practicecli.domain.bills import Bills
from practicecli.domain.templates import objections_to_template
from practicecli.figures import load
from practicecli.figures._compiled import FIGURES
from practicecli.figures.note_rules import note_rules


def test_every_platform_has_its_policy():
    assert set(load.policies()) == {"headway", "alma", "grow", "rula", "direct", "self"}
    with pytest.raises(KeyError):
        load.policy("nowhere")


def test_headways_clocks_are_the_trades():
    headway = load.policy("headway")

    assert {
        clock.name: (clock.starts.value, clock.length, clock.unit.value) for clock in headway.clocks
    } == {
        "confirm": ("service-date", 30, "days"),
        "confirm-advised": ("session-end", 48, "hours"),
        "sign": ("session-end", 72, "hours"),
        "edit": ("confirmed", 48, "hours"),
        "charge": ("confirmed", 1, "days"),
        "claim-sent": ("confirmed", 48, "hours"),
        "secondary": ("session-end", 2160, "hours"),
    }
    assert headway.clock("sign").length_for("medicare") == 48
    assert headway.clock("nothing") is None
    assert headway.bills is Bills.PLATFORM
    assert headway.longest_minutes == 240
    assert headway.no_show.forbidden_plans == ("medicaid",)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("aetna", "aetna"),
        ("AETNA", "aetna"),
        ("CVS Health", "aetna"),
        ("United  Healthcare", "uhc"),
        ("Blue-Cross Blue Shield", "bcbs"),
        ("private pay", "self"),
        ("Nobody's Mutual", "Nobody's Mutual"),
        ("", "unknown"),
    ],
)
def test_a_payer_is_found_by_key_name_or_alias(typed, key):
    assert load.payer(typed).key == key


def test_an_unknown_payer_gets_the_careful_figures_and_says_so():
    found = load.payer("Nobody's Mutual")

    assert (found.known, found.filing_days, found.label) == (False, 90, "Nobody's Mutual")


def test_no_name_stands_for_two_payers():
    names = [
        name.casefold()
        for payer in load.payers().values()
        for name in {payer.key.casefold(), payer.label.casefold(), *payer.aliases}
    ]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("payer", "cpt", "cents"),
    [
        ("aetna", "90837", 13500),
        ("Aetna", "90785", 1400),  # no rate of its own
        ("Nobody's Mutual", "90837", 13000),
        ("aetna", "00000", None),
    ],
)
def test_a_rate_is_the_payers_own_or_the_default(payer, cpt, cents):
    assert load.rate_cents(payer, cpt) == cents


def test_every_code_has_a_default_rate():
    assert [code for code in load.cpt_table().codes if not load.rate_cents("", code)] == []


@pytest.mark.parametrize(
    ("key", "sections"),
    [
        ("soap", ["subjective", "objective", "assessment", "plan"]),
        ("dap", ["data", "assessment", "plan"]),
        ("birp", ["behavior", "intervention", "response", "plan"]),
        ("girp", ["goal", "intervention", "response", "plan"]),
        ("pirp", ["problem", "intervention", "response", "plan"]),
        ("missed", ["outreach", "reason", "fee", "plan"]),
    ],
)
def test_a_note_template_has_its_sections_in_order(key, sections):
    assert [section.key for section in load.note_template(key).sections] == sections


def test_every_kind_of_note_has_its_template():
    assert set(load.note_templates()) == {
        "soap", "dap", "birp", "girp", "pirp", "intake", "plan", "missed", "group", "family",
        "crisis",
    }  # fmt: skip


@pytest.mark.parametrize("template", load.note_templates().values(), ids=lambda one: one.key)
def test_a_template_of_ours_passes_the_check_that_ones_own_have_to_pass(template):
    elements = frozenset(one.key for one in note_rules().elements)
    row = FIGURES[f"notes/{template.key}"] | {"kind": "note"}

    assert list(objections_to_template(row, elements=elements)) == []
    assert all(section.prompt for section in template.sections)
    assert [code for code in template.cpt if code not in load.cpt_table().codes] == []


def test_an_unknown_template_is_a_key_error():
    with pytest.raises(KeyError):
        load.note_template("weekly")


@pytest.mark.parametrize("typed", ["197", "CO-197", " 197 "])
def test_a_denial_says_what_to_do(typed):
    found = load.denial(typed)

    assert (found.carc, found.group, found.meaning) == ("197", "CO", "authorization is missing")
    assert found.next_step


def test_an_unknown_reason_is_none():
    assert load.denial("A1") is None
    assert load.denial("") is None
    assert load.remark("X1") is None


def test_a_remark_is_said_in_our_words():
    assert load.remark("ma130") == "could not be processed: no appeal, send it anew"


def test_every_state_has_a_zone_that_exists():
    states = load.states()

    assert len(states) == 52
    assert all(ZoneInfo(zone) for _, zone in states.values())


def test_every_base_conflict_and_ladder_names_codes_in_the_table():
    table = load.cpt_table()
    named = {base for cpt in table.codes.values() for base in cpt.bases}
    named |= {code for pair in table.conflicts for code in pair}
    named |= {cpt.instead for cpt in table.codes.values() if cpt.instead}

    assert named <= set(table.codes)
    assert [cpt.code for cpt in table.ladders["individual"]] == ["90832", "90834", "90837"]
    assert table.frequent_long == 4
