"""A scenario: shares of what goes wrong, drawn so that one sandbox always tells one story."""

from datetime import datetime, timedelta

import pytest

from practicecli.errors import RefusedError
from practicecli.sandbox import scenario

HELD = timedelta(hours=-2)
FULL = """
seed = 7
[claims]
accepted_share = 0.9
rejected_share = 0.1
decided_days = [14, 42]
denials = [
  {share = 0.1, group = "CO", carc = "197", rarc = "N54"},
  {share = 0.05, group = "PR", carc = "1"},
]
clawback_share = 0.02
clawback_after_days = 60
[cards]
failing_share = 0.03
"""
TOO_MANY = """
[claims]
denials = [{share = 0.6, group = "CO", carc = "1"}, {share = 0.6, group = "CO", carc = "2"}]
"""


def test_a_scenario_is_read_whole():
    found = scenario.read(FULL)

    assert (found.seed, found.accepted_share, found.decided_days) == (7, 0.9, (14, 42))
    assert found.denials[0] == scenario.Denial(0.1, "CO", "197", "N54")
    assert found.denials[1].rarc is None
    assert (found.clawback_share, found.clawback_after.days) == (0.02, 60)
    assert found.failing_share == 0.03


def test_what_is_left_out_goes_as_it_does_without_a_scenario():
    found = scenario.read("")

    assert (found.accepted_share, found.decided_days, found.denials) == (1, (14, 14), ())
    assert (found.clawback_share, found.failing_share) == (0, 0)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("sed = 1", ["sed"]),
        ('seed = "one"', ["seed"]),
        ("seed = true", ["seed"]),
        ("claims = 1\ncards = 2", ["claims", "cards"]),
        ("[claims]\naccepted_share = 1.1", ["claims.accepted_share"]),
        ("[claims]\naccepted_share = 0.9\nrejected_share = 0.2", ["claims.accepted_share"]),
        ("[claims]\nrejected_share = -0.1", ["claims.rejected_share"]),
        ("[claims]\ndecided_days = [42, 14]", ["claims.decided_days"]),
        ("[claims]\ndecided_days = [1, 14]", ["claims.decided_days"]),
        ("[claims]\ndecided_days = [14, 366]", ["claims.decided_days"]),
        ("[claims]\ndecided_days = 14", ["claims.decided_days"]),
        ("[claims]\ndecided_days = [14]", ["claims.decided_days"]),
        ("[claims]\nclawback_after_days = 0", ["claims.clawback_after_days"]),
        ("[claims]\ndenials = [1]", ["claims.denials"]),
        (
            '[claims]\ndenials = [{share = 2, group = "XX", carc = 197, rarc = "Z1", why = ""}]',
            [
                "claims.denials.1.why", "claims.denials.1.share", "claims.denials.1.group",
                "claims.denials.1.carc", "claims.denials.1.rarc",
            ],
        ),
        (
            TOO_MANY,
            ["claims.denials"],
        ),
        ("[cards]\nfailing_share = nan", ["cards.failing_share"]),
        ("seed = 1.5\n[claims]\nclawback_share = 2\n[cards]\nlost = 1",
         ["seed", "claims.clawback_share", "cards.lost"]),
    ],
)  # fmt: skip
def test_every_objection_is_said_at_once(path, text, named):
    with pytest.raises(RefusedError) as refused:
        scenario.keep(path, text)

    assert [one.message.split("`")[1] for one in refused.value.problems] == named
    assert {one.code for one in refused.value.problems} == {"scenario-form"}


def test_what_is_no_toml_is_refused(path):
    with pytest.raises(RefusedError):
        scenario.keep(path, "seed = ")


def outcomes(therapist, clock, path, text, number=12, days=60):
    scenario.keep(path, text)
    for _ in range(number):
        therapist.holds_a_session(clock.now + HELD)
    clock.wait(days=days)
    return list(therapist.feed("claim").values())


@pytest.mark.parametrize(
    ("text", "status", "denial"),
    [
        ("[claims]\nrejected_share = 1", "rejected", None),
        ("[claims]\naccepted_share = 0", "rejected", None),
        (
            '[claims]\ndenials = [{share = 1, group = "CO", carc = "197", rarc = "N54"}]',
            "denied",
            {"group": "CO", "carc": "197", "rarc": "N54"},
        ),
        ("[claims]\nclawback_share = 1\nclawback_after_days = 3", "reversed", None),
        ("", "paid", None),
    ],
)
def test_a_whole_share_takes_every_claim(therapist, clock, path, text, status, denial):
    claims = outcomes(therapist, clock, path, text, number=2)

    assert [(one["status"], one["denial"]) for one in claims] == [(status, denial)] * 2


def test_claims_are_decided_within_the_days_given(therapist, clock, path):
    claims = outcomes(therapist, clock, path, "seed = 3\n[claims]\ndecided_days = [14, 42]")

    days = []
    for claim in claims:
        at = {one["status"]: datetime.fromisoformat(one["at"]) for one in claim["timeline"]}
        days.append((at["paid"] - at["sent"]).days)
    assert all(14 <= one <= 42 for one in days)
    assert len(set(days)) > 3


def test_a_member_id_that_steers_leaves_nothing_to_chance(therapist, clock, path):
    scenario.keep(path, "[claims]\nrejected_share = 1\n[cards]\nfailing_share = 1")
    therapist.holds_a_session(clock.now + HELD, member_id="SLOW-1")
    clock.wait(days=42)

    assert [one["status"] for one in therapist.feed("claim").values()] == ["paid"]
    assert [one["status"] for one in therapist.feed("charge").values()] == ["paid"]


def test_a_share_of_the_cards_fails(therapist, clock, path):
    outcomes(therapist, clock, path, "[cards]\nfailing_share = 1", number=1)

    assert [one["status"] for one in therapist.feed("charge").values()] == ["failed"]


def test_without_its_scenario_a_sandbox_is_as_before(therapist, clock, path):
    scenario.keep(path, "[claims]\nrejected_share = 1")
    scenario.forget(path)
    therapist.holds_a_session(clock.now + HELD)
    clock.wait(days=16)

    assert [one["status"] for one in therapist.feed("claim").values()] == ["paid"]


def test_draws_spread_evenly_and_differ_by_seed_and_question():
    one, other = scenario.read("seed = 1"), scenario.read("seed = 2")
    drawn = [one.draw("accepted", str(number)) for number in range(2000)]

    assert 0.45 < sum(drawn) / len(drawn) < 0.55
    assert 0.08 < sum(1 for number in drawn if number < 0.1) / len(drawn) < 0.12
    assert one.draw("accepted", "1") == drawn[1]
    assert one.draw("denied", "1") != drawn[1] != other.draw("accepted", "1")
