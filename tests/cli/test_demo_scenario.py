"""The tour is the program itself: what it prints was really answered, and ends as it should."""

from __future__ import annotations

import json


def ref_of(practice, name, inside):
    found = practice("client", "list", "--json", **inside).json()
    return next(one["ref"] for one in found if one["name"] == name)


def test_the_tour_plays_the_whole_day(practice, tmp_path):
    result = practice("demo", "--tour", "--json", TMPDIR=str(tmp_path))

    assert result.exit == 0, result.err
    steps = {step["command"]: step for step in result.json()}
    asked = " ".join(steps)
    for command in ("today", "client add", "session schedule", "session start", "session stop",
                    "note write", "note sign", "session confirm", "sync", "sandbox advance 20d",
                    "coverage check", "client cost", "payout forecast", "claim list",
                    "payout upcoming", "rate check", "invoice list", "report income", "due",
                    "remind"):  # fmt: skip
        assert f"practice {command}" in asked
    refused = steps["practice session confirm @last --cpt 90791 --cpt 90837 --dx F41 --dx F41.77"]
    assert refused["exit"] == 5
    for code in ("cpt-conflict", "dx-not-specific", "dx-unknown", "payment-method", "forms",
                 "insurance", "note-unsigned"):  # fmt: skip
        assert code in refused["answer"]
    batch = steps["practice session confirm --batch week.csv"]
    assert (batch["exit"], batch["answer"].count("refused")) == (3, 3)
    claims = steps["practice claim list"]["answer"]
    assert [claims.count(f" {word} ") for word in ("denied", "rejected")] == [1, 1]
    assert claims.count(" paid ") > 10
    ahead = next(step["answer"] for command, step in steps.items() if "--next 3" in command)
    for of in ("deductible", "uses up deductible", "copay"):
        assert f"  {of}\n" in ahead
    assert steps["practice rate check"]["exit"] == 8
    assert list(tmp_path.glob("practice-demo-*")) == []


def test_a_demo_is_a_practice_of_its_own_to_look_around_in(practice, tmp_path):
    made = practice("demo", "--json", TMPDIR=str(tmp_path)).json()

    inside = {"PRACTICE_HOME": made["home"], "PRACTICE_NOW": made["now"]}
    assert len(practice("client", "list", "--json", **inside).json()) == 9
    waiting = practice("session", "list", "--unconfirmed", "--json", **inside).json()
    assert len(waiting) == 20
    assert practice("doctor", **inside).exit == 0
    covered = practice(
        "coverage", "list", ref_of(practice, "Finn Specimen", inside), "--json", **inside
    )
    assert covered.json()[-1]["benefits"]["deductible_met_cents"] == 45000
    assert len(practice("rate", "list", "--json", **inside).json()) == 5
    (invoice,) = practice("invoice", "list", "--json", **inside).json()
    assert (invoice["status"], invoice["balance_cents"]) == ("part-paid", 9000)
    out = tmp_path / "out"
    assert practice("export", "--all", str(out), **inside).exit == 0
    notes = json.loads((out / "note.json").read_text())
    assert all(note["sections"]["plan"].startswith("Weekly sessions") for note in notes)
    logged = practice("audit", "list", "--limit", str(len(notes) + 1), "--json", **inside).json()
    assert [one["kind"] for one in logged] == ["note"] * len(notes) + ["practice"]
    assert practice("today").exit == 10
