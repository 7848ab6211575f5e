"""A treatment plan from its first draft to its second review, through the installed program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminal import on_terminal

PLAN = """Diagnosis: F41.1

## Type of therapy
Individual, cognitive
## Problem
Panic in trains
## Symptoms
Two attacks a week
## Goals
1. Rides a train alone
2. One attack a month at most
## Client's steps
Keeps a log
## Interventions
Exposure, breathing
## Target dates
By March
## Consent
Agreed by voice on video, 24 November
"""
REVIEW_BY = "2027-05-25T23:59:59-04:00"  # 182 days on (Headway help 14936779297172: twice a year)
CANARY = "trains"


@pytest.fixture
def client(started: Any) -> str:
    """Somebody with a session behind them, and no plan."""
    done = started(
        "client", "add", "--name", "Bea Example", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "W1", "--address", "1 Sample Street, Albany NY",
        "--ready", "--json",
    )  # fmt: skip
    ref = str(done.json()["ref"])
    assert started("session", "schedule", ref, "2026-11-23T15:00", "--for", "50m").exit == 0
    return ref


def write(practice: Any, client: str, *more: str, text: str = PLAN) -> Any:
    return practice("plan", "write", client, "--from", "-", *more, "--json", input=text)


def reviews(practice: Any, *words: str, **env: str) -> list[dict[str, Any]]:
    due = practice("due", *words, "--json", **env).json()
    return [one for one in due if one["kind"] == "review"]


def test_a_plan_is_written_signed_reviewed_and_its_review_is_a_deadline(
    started: Any, client: str
) -> None:
    (lacking,) = started("plan", "list", "--json").json()
    assert (lacking["client_ref"], lacking["status"], lacking["sessions"]) == (client, "none", 1)
    assert reviews(started) == []  # only a plan that there is has a review

    draft = write(started, client)
    assert draft.exit == 0, draft.err
    shape = draft.json()
    assert list(shape) == [
        "id", "ref", "client", "client_ref", "status", "dx", "sections", "goals", "edited_at",
        "signed_at", "signer", "npi", "review_by", "hash", "reviewed",
    ]  # fmt: skip
    assert (shape["status"], shape["dx"], shape["signed_at"]) == ("draft", ["F41.1"], None)
    assert shape["goals"] == ["Rides a train alone", "One attack a month at most"]
    assert shape["sections"]["frequency"] == ""

    signed = started("plan", "sign", client, "--attest", "--json").json()
    assert (signed["id"], signed["status"], signed["signer"]) == (
        shape["id"], "signed", "Ada Example",
    )  # fmt: skip
    assert (signed["review_by"], signed["reviewed"]) == (REVIEW_BY, None)

    (item,) = reviews(started)
    assert item == {
        "kind": "review", "ref": client, "session": None, "client": signed["client"],
        "client_ref": client, "what": "Review the treatment plan", "due_at": REVIEW_BY,
        "hours_left": 4381, "overdue": False, "platform": "headway",
        "command": f"practice plan review {client}",
    }  # fmt: skip

    late = {"PRACTICE_NOW": "2027-05-26T00:00:00-04:00"}
    assert reviews(started, **late)[0]["overdue"] is True
    words = item["command"].split()[1:]
    anew = started(*words, "--unchanged", "--attest", "--json", **late).json()
    assert anew["reviewed"] == signed["ref"]
    assert anew["sections"] == signed["sections"]
    assert anew["review_by"] == "2027-11-24T23:59:59-05:00"
    (item,) = reviews(started, **late)
    assert (item["due_at"], item["overdue"]) == (anew["review_by"], False)

    both = started("plan", "show", client, "--all", "--json", **late).json()
    assert [(one["ref"], one["review_by"]) for one in both] == [
        (signed["ref"], None), (anew["ref"], anew["review_by"]),
    ]  # fmt: skip
    (listed,) = started("plan", "list", "--json", **late).json()
    assert (listed["ref"], listed["status"], listed["overdue"]) == (anew["ref"], "signed", False)
    assert CANARY not in started("audit", "list", "--json", **late).out
    assert started("note", "verify", "--json", **late).json() == {"checked": 2, "broken": []}


def test_a_review_stands_on_the_day_in_the_list_and_is_told_once_from_cron(
    started: Any, client: str
) -> None:
    write(started, client)
    started("plan", "sign", client, "--attest")
    near = {"PRACTICE_NOW": "2027-05-24T09:00:00-04:00"}

    today = started("today", **near).out
    assert f"review  {client}" in today
    assert f"practice plan review {client}" in today
    assert f"\treview\t{client}\t{client}\theadway\t" in started("due", **near).out
    told = started("remind", "--within", "2d", "--json", **near).json()
    (one,) = [one for one in told if one["kind"] == "review"]
    assert (one["refs"], one["soonest_due_at"]) == ([client], REVIEW_BY)
    assert "review" not in started("remind", "--within", "2d", **near).out
    assert started("client", "archive", client, **near).exit == 0
    assert reviews(started, **near) == []


def test_a_plan_is_shown_to_a_person_with_its_goals_numbered(started: Any, client: str) -> None:
    write(started, client, text=PLAN.replace("1. ", "- ").replace("2. ", "- "))

    shown = started("plan", "show", client)
    assert f"Client:    {client}" in shown.out
    assert "Goals:\n  1. Rides a train alone\n  2. One attack a month at most\n" in shown.out
    assert "Frequency and length:\n  (empty)\n" in shown.out
    assert "Consent:\n  Agreed by voice on video, 24 November\n" in shown.out
    started("plan", "sign", client, "--attest")
    write(started, client, "--like-last", text="## Goals\n- Flies")
    beside = started("plan", "show", client)
    assert "1. Rides a train alone" in beside.out
    assert "A draft waits beside it" in beside.err
    every = started("plan", "show", client, "--all").out
    assert every.index("Rides a train alone") < every.index("1. Flies")
    assert every.count("Panic in trains") == 2  # what the text left out stayed


def test_what_is_wrong_is_said_at_once_and_nothing_is_signed(started: Any, client: str) -> None:
    assert started("plan", "sign", client, "--attest").exit == 5
    assert write(started, client, text="## Mood\nLow").exit == 5
    write(started, client, text="## Problem\nPanic")

    refused = started("plan", "sign", client, "--attest", "--json")
    assert refused.exit == 5
    assert refused.problems() == [*["note-incomplete"] * 7, "no-dx"]
    assert "Panic" not in refused.err
    assert started("plan", "show", client, "--json").json()["status"] == "draft"
    assert started("plan", "write", client, "--dx", "F41.1", "--json").json()["dx"] == ["F41.1"]


def test_a_script_is_told_which_option_holds_the_answer(started: Any, client: str) -> None:
    nothing = started("plan", "write", client)
    assert (nothing.exit, "--from FILE" in nothing.err) == (2, True)
    write(started, client)
    unsaid = started("plan", "sign", client)
    assert (unsaid.exit, "--attest" in unsaid.err) == (2, True)
    started("plan", "sign", client, "--attest")
    for more in ((), ("--unchanged",), ("--attest",)):
        unsaid = started("plan", "review", client, *more)
        assert (unsaid.exit, "--unchanged --attest" in unsaid.err) == (2, True)
    assert started("plan", "show", "c-zzzz").exit == 5


def test_a_draft_is_taken_back_and_a_signed_plan_is_not(started: Any, client: str) -> None:
    write(started, client)
    assert started("undo", "--yes").exit == 0
    assert started("plan", "show", client).exit == 5
    write(started, client)
    started("plan", "sign", client, "--attest")

    refused = started("undo", "--yes", "--json")
    assert (refused.exit, refused.problems()) == (5, ["note-locked"])


def test_a_sync_sends_nothing_of_a_plan(started: Any, client: str, tmp_path: Path) -> None:
    write(started, client)
    started("plan", "sign", client, "--attest")

    done = started("sync", "--json")
    assert done.exit == 0, done.err
    far = (tmp_path / "home" / "data" / "default" / "sandbox.db").read_bytes()
    assert b"Bea Example" in far
    assert CANARY.encode() not in far
    assert b"t-" + started("plan", "show", client, "--json").json()["ref"][2:].encode() not in far
    assert reviews(started)[0]["due_at"] == REVIEW_BY


EDITOR = """
import sys
path = sys.argv[1]
text = open(path).read()
for was, now in (pair.split("=>") for pair in {pairs!r}):
    assert was in text, text
    text = text.replace(was, now)
open(path, "w").write(text)
"""


def an_editor(folder: Path, *pairs: str) -> str:
    """Make an editor that replaces words by others, and fails where they are not there."""
    path = folder / "editor.py"
    path.write_text(EDITOR.format(pairs=list(pairs)))
    return f"{sys.executable} {path}"


def test_a_person_writes_in_the_editor_sees_the_whole_text_and_attests_it(
    started: Any, client: str, tmp_path: Path
) -> None:
    titles = [line[3:] for line in PLAN.splitlines() if line.startswith("## ")]
    pairs = [f"# {title}\n=># {title}\n{title} it is\n" for title in titles]
    editor = an_editor(tmp_path, "Diagnosis:=>Diagnosis: F41.1", *pairs)
    screen, code = on_terminal(tmp_path, "plan", "write", client, EDITOR=editor)
    assert code == 0, screen
    assert f"practice plan sign {client}`" in screen

    assert on_terminal(tmp_path, "plan", "sign", client, typed="n\n")[1] == 14
    screen, code = on_terminal(tmp_path, "plan", "sign", client, "-q", typed="y\n")
    assert code == 0, screen
    before = screen.partition(f"attest that this treatment plan of client {client}")[0]
    assert all(f"{title} it is" in before for title in titles)
    assert "Diagnosis: F41.1" in before

    assert on_terminal(tmp_path, "plan", "review", client, typed="y\ny\n")[1] == 0
    editor = an_editor(tmp_path, "Problem it is=>Something else")
    screen, code = on_terminal(tmp_path, "plan", "review", client, EDITOR=editor, typed="n\n")
    assert code == 0, screen
    first, second, draft = started("plan", "show", client, "--all", "--json").json()
    assert second["reviewed"] == first["ref"]
    assert (draft["status"], draft["sections"]["problem"]) == ("draft", "Something else")
