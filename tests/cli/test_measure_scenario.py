"""Questionnaires through the installed program: added, asked, listed, drawn, taken back."""

from __future__ import annotations

import signal

import pytest
from tests.cli.terminal import on_terminal

SLEEP = """
key = "sleep2"
title = "Sleep"
question = "How often"
answers = ["Never", "Often"]
[[items]]
text = "Awake at night"
[[items]]
text = "Tired by day"
[[bands]]
from = 0
to = 1
severity = "fine"
[[bands]]
from = 2
to = 2
severity = "poor"
"""
NINE = "3,3,3,3,2,2,1,1,1"


@pytest.fixture
def ana(started):
    """The ref of a client in whom nothing is missing."""
    return started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--plan", "commercial", "--member-id", "EX-100",
        "--address", "1 Example Street, Albany NY", "--ready", "--json",
    ).json()["ref"]  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """Write a questionnaire of one's own."""

    def write(name, text):
        folder = tmp_path / "home" / "settings" / "default" / "measures"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return write


@pytest.fixture
def terminal(tmp_path):
    """The program on a terminal, with somebody at it who types; gives what stood there."""

    def run(*words, typed="", look=None):
        return on_terminal(tmp_path, *words, typed=typed, look=look, PYTHONIOENCODING="utf-8")

    return run


def test_a_script_gets_score_severity_and_flags(started, ana):
    first = started(
        "measure", "add", ana, "phq9", "--answers", NINE, "--on", "2026-11-03", "--json"
    )
    second = started("measure", "add", ana, "PHQ-9", "--answers", "111111110", "--json")

    one, two = first.json(), second.json()
    assert (first.exit, second.exit, second.err) == (0, 0, "")
    assert (one["score"], one["severity"], one["flags"]) == (
        19,
        "moderately severe",
        ["risk-item-9"],
    )
    assert list(one) == [
        "id", "form", "client", "client_ref", "session", "session_ref", "on", "answers", "score",
        "most", "severity", "flags", "change", "void",
    ]  # fmt: skip
    assert (one["form"], one["client_ref"], one["session_ref"]) == ("phq9", ana, None)
    assert (one["on"], one["most"], one["change"]) == ("2026-11-03", 27, None)
    assert one["answers"] == [3, 3, 3, 3, 2, 2, 1, 1, 1]
    assert (two["on"], two["severity"], two["flags"], two["change"]) == (
        "2026-11-24",
        "mild",
        [],
        -11,
    )


@pytest.mark.parametrize("typed", ["1,2\n", "1 2", "12\n", "1\n2\n"])
def test_answers_can_be_piped_so_that_no_history_holds_them(started, ana, typed):
    done = started("measure", "add", ana, "gad2", "--answers", "-", "--json", input=typed)

    assert done.json()["answers"] == [1, 2]


def test_item_9_is_told_on_standard_error_without_a_word_of_the_client(started, ana):
    plain = started("measure", "add", ana, "phq9", "--answers", "0 0 0 0 0 0 0 0 1", "-q")
    script = started("measure", "add", ana, "phq9", "--answers", "000000001", "--json")
    calm = started("measure", "add", ana, "phq9", "--answers", "333333330", "--on", "2026-11-20")

    assert "ask about it before the client leaves (risk-item-9)" in plain.err
    assert "Write into the note: what you asked and heard" in plain.err
    assert script.err.count('"risk-item-9"') == 2
    for told in (plain.err, script.err):
        assert "Ana" not in told
    assert "risk" not in calm.err


def test_a_session_gives_its_day_and_has_to_be_the_clients(started, ana):
    other = started(
        "client", "add", "--name", "Ben Stone", "--platform", "alma", "--payer", "aetna", "--json"
    ).json()["ref"]  # fmt: skip
    held = started("session", "schedule", ana, "2026-11-20T15:00", "--for", "50m", "--json").json()
    ref = (held[0] if isinstance(held, list) else held)["ref"]

    kept = started("measure", "add", ana, "gad2", "--answers", "12", "--session", ref, "--json")
    wrong = started("measure", "add", other, "gad2", "--answers", "12", "--session", ref, "--json")

    assert (kept.json()["session_ref"], kept.json()["on"]) == (ref, "2026-11-20")
    assert (wrong.exit, wrong.problems()) == (5, ["measure-session"])
    assert started("measure", "list", other, "--json").json() == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["phq9", "--answers", "1,1,9,,2,2,1,1"], 2, ["answer-count", "Answer 3", "Answer 4"]),
        (["phq9"], 2, ["Give it with `--answers 0,1,...`"]),
        (["phq9", "--answers", NINE, "--on", "2026-11-25"], 5, ["measure-future"]),
        (["phq9", "--answers", NINE, "--on", "soon"], 2, ["is not a day"]),
        (["phq", "--answers", NINE], 5, ["Known are `gad2`, `gad7`, `pcl5`, `phq2`, `phq9`"]),
    ],
)
def test_what_is_off_is_said_and_nothing_is_kept(started, ana, words, code, told):
    done = started("measure", "add", ana, *words)

    assert (done.exit, done.out) == (code, "")
    assert all(one in done.err for one in told)
    assert started("measure", "list", "--json").json() == []


def test_lists_and_trends_in_every_form(started, ana, terminal):
    for day, answers in (
        ("2026-10-01", NINE),
        ("2026-11-02", "211122110"),
        ("2026-11-23", "0" * 9),
    ):
        started("measure", "add", ana, "phq9", "--answers", answers, "--on", day)

    listed = started("measure", "list", ana)
    table = started("measure", "list", "--csv")
    found = started("measure", "trend", ana, "phq9", "--json").json()
    drawn, _ = terminal("measure", "trend", ana, "PHQ-9")
    laid, _ = terminal("measure", "list")
    lines = started("measure", "trend", ana, "phq9").out.splitlines()

    assert listed.out.splitlines()[0].split("\t")[:5] == [
        "2026-10-01", ana, "Ana Rivers", "phq9", "19",
    ]  # fmt: skip
    assert table.out.splitlines()[0].startswith("on,client_ref,client_name,form,score,severity")
    assert [one["change"] for one in found["measures"]] == [None, -8, -11]
    assert (found["change_since_first"], found["since_first_counts"]) == (-19, True)
    assert (found["change_since_last"], found["since_last_counts"]) == (-11, True)
    assert (found["counts_from"], found["title"], found["client_ref"]) == (5, "PHQ-9", ana)
    assert "2004" in found["counts_source"]
    assert f"PHQ-9 of {ana}, from 0 to 27: ▆▄▁" in drawn
    assert "Since the first: -19, which counts as a change\n" in drawn
    assert "Counts from 5 points: " in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    assert "19  moderately severe  risk-item-9\n" in laid
    assert max(map(len, laid.splitlines())) <= 80
    assert lines[0] == "2026-10-01\t19\t\tmoderately severe\trisk-item-9"


def test_a_change_too_small_is_said_and_without_a_figure_nothing_is(started, ana, terminal):
    for day, answers in (("2026-11-02", "11"), ("2026-11-23", "12")):
        started("measure", "add", ana, "phq2", "--answers", answers, "--on", day)
        started("measure", "add", ana, "gad7", "--answers", f"{answers}00000", "--on", day)

    small, _ = terminal("measure", "trend", ana, "gad7")
    bare, _ = terminal("measure", "trend", ana, "phq2")

    assert "Since the first: +1, too little to count\n" in small
    assert "Since the first: +1\n" in bare
    assert "Counts" not in bare


def test_nothing_answered_is_an_empty_answer(started, ana, terminal):
    assert started("measure", "trend", ana, "gad7", "--json").json()["measures"] == []
    assert terminal("measure", "trend", ana, "gad7") == ("Nothing to show\n", 0)
    assert started("measure", "trend", ana, "nothing").exit == 5


def test_a_wrong_entry_is_taken_back_or_set_aside(started, ana):
    for answers in ("333333333", "000000000"):
        started("measure", "add", ana, "phq9", "--answers", answers)

    started("undo", "--yes")
    left = started("measure", "list", "--json").json()
    aside = started("measure", "void", ana, "PHQ-9", "--on", "today", "--json").json()

    assert [one["score"] for one in left] == [27]
    assert (aside["score"], aside["void"]) == (27, True)
    assert started("measure", "list", "--json").json() == []
    assert [one["void"] for one in started("measure", "list", "--all", "--json").json()] == [True]
    assert started("measure", "list", "--all").out.splitlines()[0].endswith("\tyes")
    assert started("measure", "void", ana, "phq9").exit == 5


def test_a_terminal_asks_item_by_item_and_takes_a_step_back(started, ana, terminal):
    told, code = terminal(
        "measure", "add", ana, "gad2", typed="<\n3\n4\n<\n1\n2\n"
    )  # back at the first, 3, out of range, back, 1, 2

    assert code == 0
    assert "1 of 2. Feeling nervous, anxious, or on edge\n  0 Not at all, 1 Several days" in told
    assert "Give a number from 0 to 3" in told
    assert f"Next: `practice measure trend {ana} gad2`" in told
    assert started("measure", "list", "--json").json()[0]["answers"] == [1, 2]


def test_an_interrupt_keeps_nothing(started, ana, terminal):
    sent = []

    def interrupt(ran, written):
        if b"3 of 9." in written and not sent:  # once: a second one would meet Python's own end
            sent.append(ran.send_signal(signal.SIGINT))

    told, code = terminal("measure", "add", ana, "phq9", typed="1\n2\n", look=interrupt)

    assert (code, told.splitlines()[-1]) == (130, "Error: Interrupted")
    assert started("measure", "list", "--json").json() == []


def test_forms_are_listed_and_shown_without_a_practice(practice):
    listed = practice("measure", "forms", "--json").json()
    one = practice("measure", "forms", "phq-9", "--json").json()
    read = practice("measure", "forms", "phq9").out

    assert {form["form"] for form in listed} == {"gad2", "gad7", "pcl5", "phq2", "phq9"}
    assert len(one["items"]) == 9
    assert one["items"][8]["answers"][1] == {"value": 1, "words": "Several days"}
    assert one["bands"][3] == {"from": 15, "to": 19, "severity": "moderately severe"}
    assert (one["flags"], one["counts_from"]) == (["risk-item-9"], 5)
    assert "9. Thoughts that you would be better off dead" in read
    assert "15-19 moderately severe" in read


def test_a_questionnaire_of_ones_own_is_used_and_outlived(started, ana, own, tmp_path, terminal):
    own("sleep.toml", SLEEP)
    kept = started("measure", "add", ana, "Sleep-2", "--answers", "11", "--json").json()
    (tmp_path / "home/settings/default/measures/sleep.toml").unlink()

    assert (kept["form"], kept["severity"]) == ("sleep2", "poor")
    assert started("measure", "list", "--json").json()[0]["score"] == 2
    assert started("measure", "trend", ana, "sleep2", "--json").json()["title"] == "sleep2"
    assert f"sleep2 of {ana}, from 0 to 2" in terminal("measure", "trend", ana, "sleep2")[0]
    assert started("measure", "add", ana, "sleep2", "--answers", "11").exit == 5


def test_a_file_that_is_off_is_told_whole_and_stops_none_of_ours(started, ana, own):
    own("sleep.toml", SLEEP.replace('"Sleep"', "7").replace("to = 1", "to = 2"))
    own("mine.toml", SLEEP.replace("sleep2", "phq9"))

    refused = started("measure", "add", ana, "sleep2", "--answers", "11", "--json")
    listed = started("measure", "forms")
    ours = started("measure", "add", ana, "phq9", "--answers", NINE)

    assert (refused.exit, refused.problems()) == (2, ["measure-file"] * 3)
    assert (listed.exit, ours.exit) == (2, 0)
    assert listed.out.count("\n") == 5
    for words in ("mine.toml`: `key` is that of a built-in one", "sleep.toml`: `title`", "Band 2"):
        assert words in listed.err


def test_the_key_for_cron_opens_no_answers(started, ana, tmp_path):
    started("measure", "add", ana, "phq9", "--answers", NINE)
    cron = tmp_path / "cron-key"
    assert started("key", "export", "--cron", str(cron)).exit == 0
    env = {"PRACTICE_KEY": f"file:{cron}"}

    for words in (["list"], ["trend", ana, "phq9"], ["add", ana, "phq9"], ["void", ana, "phq9"]):
        done = started("measure", *words, **env)
        assert (done.exit, done.out) == (4, "")


def test_no_answer_reaches_the_log_the_platform_or_a_plain_file(started, ana, tmp_path):
    started("measure", "add", ana, "phq9", "--answers", NINE)
    started("measure", "void", ana, "phq9")
    synced = started("sync")
    log = started("audit", "list", "--json").json()
    files = [path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()]

    assert synced.exit == 0
    kinds = [(one["verb"], one["kind"], one["detail"]) for one in log]
    assert ("add", "measure", "phq9") in kinds
    assert "moderately" not in str(log)
    assert not any(b"moderately severe" in content for content in files)
