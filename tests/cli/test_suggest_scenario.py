"""Codes suggested by the installed program, from marks and minutes to the confirmation."""

from __future__ import annotations

import pytest
from tests.cli.terminal import on_terminal

CLIENT = (
    "client", "add", "--name", "Ana Rivers", "--born", "1990-01-01", "--platform", "headway",
    "--payer", "aetna", "--plan", "commercial", "--member-id", "EX-1",
    "--address", "1 Example Street, Albany NY", "--ready", "--json",
)  # fmt: skip


@pytest.fixture
def client(started):
    return started(*CLIENT).json()["ref"]


def scheduled(started, client, day, *more, minutes=50):
    made = started(
        "session",
        "schedule",
        client,
        f"2026-11-{day}T15:00",
        "--for",
        f"{minutes}m",
        *more,
        "--json",
    )
    return made.json()["ref"]


def suggested(started, ref):
    return started("code", "suggest", ref, "--json").json()


def test_a_session_is_marked_suggested_and_confirmed_as_suggested(started, client):
    intake = scheduled(started, client, 16, "--intake", "--place", "video-home", minutes=60)
    couple = scheduled(started, client, 20, "--participants", "client-family")

    first = suggested(started, intake)
    second = suggested(started, couple)

    assert set(first) >= {"cpt", "modifiers", "place", "reasons"}
    assert (first["cpt"], first["modifiers"], first["place"]) == (["90791"], ["95"], "video-home")
    assert (first["place_of_service"], first["units"]) == ("10", {"90791": 1})
    assert (second["cpt"], second["minutes_assumed"]) == (["90847"], True)
    done = started(
        "session", "confirm", couple, "--cpt", *second["cpt"], "--dx", "F41.1", "--note", "upload",
        "--json",
    )  # fmt: skip
    assert done.exit == 0
    assert done.json()["cpt"] == ["90847"]


def test_marks_change_what_is_suggested_and_undo_takes_them_back(started, client):
    ref = scheduled(started, client, 20)

    marked = started("session", "mark", ref, "--crisis", "--participants", "client", "--json")
    assert (marked.exit, marked.json()["occasion"]) == (0, "crisis")
    assert suggested(started, ref)["cpt"] == ["90839"]
    started("session", "mark", ref, "--ordinary", "--complexity", "play")
    assert suggested(started, ref)["cpt"] == ["90834", "90785"]
    assert started("undo", "--yes").exit == 0
    assert suggested(started, ref)["cpt"] == ["90839"]
    assert started("sync", "status", "--json").exit == 0
    told = started("session", "show", ref).out
    assert "Marked as:  crisis" in told
    assert "With:" not in told


def test_nothing_fits_a_session_that_was_too_short_and_that_is_no_failure(started, client):
    ref = scheduled(started, client, 20, minutes=15)

    done = started("code", "suggest", ref, "--json")
    told = started("code", "suggest", ref)

    assert (done.exit, done.json()["cpt"], told.exit) == (0, [], 0)
    assert "Under 16 minutes no code fits: nothing can be billed" in told.out


def test_a_warning_is_told_beside_the_reasons(started, client):
    told = started("code", "suggest", scheduled(started, client, 20, minutes=52)).out

    assert "near-limit: The session ran 52 minutes; from 53 on `90837` counts (warning)" in told
    assert "`90834` is for 38 to 52 minutes with the client" in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "It does not say what to mark"),
        (("--intake", "--crisis"), "A session is one of"),
        (("--ordinary", "--crisis"), "A session is one of"),
        (("--participants", "crowd"), "`--participants` takes `client`"),
        (("--complexity", "interpreter"), "An interpreter alone is none of them"),
        (("--em-minutes", "-5"), "--em-minutes"),
    ],
)
def test_what_is_no_mark_is_said(started, client, options, said):
    ref = scheduled(started, client, 20)

    refused = started("session", "mark", ref, *options)

    assert refused.exit == 2
    assert said in refused.err


def test_a_confirmed_session_is_marked_no_more(started, client):
    ref = scheduled(started, client, 20)
    started("session", "confirm", ref, "--cpt", "90834", "--dx", "F41.1", "--note", "upload")

    refused = started("session", "mark", ref, "--crisis", "--json")

    assert (refused.exit, refused.problems()) == (5, ["already-confirmed"])


def test_two_sessions_of_a_day_are_held_against_each_other(started, client):
    morning = scheduled(started, client, 20)
    evening = started(
        "session", "schedule", client, "2026-11-20T19:00", "--for", "60m", "--crisis", "--json"
    ).json()["ref"]
    started("session", "confirm", morning, "--cpt", "90834", "--dx", "F41.1", "--note", "upload")

    refused = started(
        "session", "confirm", evening, "--cpt", "90839", "--dx", "F41.1", "--note", "upload",
        "--json",
    )  # fmt: skip

    assert (refused.exit, refused.problems()) == (5, ["cpt-conflict", "times-assumed"])
    assert suggested(started, evening)["cpt"] == []


@pytest.mark.parametrize(
    ("line", "exit_code", "expected"),
    [
        ("99213 90836 --minutes 60 --em-minutes 20 --license MD", 0, []),
        ("99213 90838 --minutes 60 --em-minutes 20 --license MD", 5, ["cpt-minutes"]),
        ("99213 90836 --minutes 60 --license MD", 0, ["em-time"]),
        ("90839 90840 --minutes 105", 0, []),
        ("90834 --minutes 45 --same-day 90839", 5, ["cpt-conflict"]),
        ("90834 --minutes 45 --modifier 59 --modifier 59", 5, ["modifier-twice"]),
        ("90834 --minutes 45 --payer cigna --plan eap", 5, ["cpt-plan"]),
        ("99404 --minutes 45 --payer cigna --plan eap", 0, []),
        ("96127 96127 96127 96127 --minutes 45", 5, ["units"]),
        ("90853 --minutes 40", 0, ["group-minutes"]),
    ],
)
def test_a_check_answers_by_every_rule(practice, line, exit_code, expected):
    licence = () if "--license" in line else ("--license", "LMHC")
    done = practice("code", "check", *line.split(), "--dx", "F41.1", *licence, "--json")

    assert done.exit == exit_code
    assert [one["code"] for one in done.json()["problems"]] == expected


@pytest.mark.parametrize(
    ("minutes", "proposed"),
    [
        (60, "[90837]"),  # by its minutes, though the last session was shorter
        (10, "[90834]"),  # nothing fits it: the last codes
    ],
)
def test_confirming_on_a_terminal_proposes_what_is_suggested(
    started, client, tmp_path, minutes, proposed
):
    last = scheduled(started, client, 16)
    started("session", "confirm", last, "--cpt", "90834", "--dx", "F41.1", "--note", "upload")
    ref = scheduled(started, client, 20, minutes=minutes)

    told, _ = on_terminal(tmp_path, "session", "confirm", ref, "--note", "upload", typed="\n\n")

    assert f"CPT {proposed}" in told
    assert "Diagnosis [F41.1]" in told
