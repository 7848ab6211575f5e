"""Diagnoses at the prompt: searched with and without a practice, and a newer release loaded."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile

import pytest

from practicecli.figures import build
from practicecli.figures.icd_table import rows_of

NINE = "2026-11-24T09:00:00-05:00"
KEYS = {"code", "label", "billable", "unspecified", "valid_from", "valid_to"}


def order_text(rows):
    return "".join(
        f"{number:05d} {code.replace('.', ''):<7} {billable:d} {label[:60]:<60} {label}\n"
        for number, (code, billable, label) in enumerate(rows, 1)
    )


@pytest.fixture(scope="session")
def next_release(tmp_path_factory):
    """An invented edition: F41.1 is split, F41.3 is gone, F41.0 says something else."""
    path = tmp_path_factory.mktemp("release") / "icd10cm_order_2027.txt"
    rows = []
    for row in sorted(rows_of(build.ICD_TABLE).values(), key=lambda one: one.code):
        if row.code == "F41.1":
            rows += [("F41.1", False, row.label), ("F41.10", True, "Generalized anxiety, mild")]
            rows += [("F41.11", True, "Generalized anxiety, severe")]
        elif row.code != "F41.3":
            label = "Panic disorder, invented words" if row.code == "F41.0" else row.label
            rows.append((row.code, row.billable, label))
    path.write_text(order_text(rows))
    return path


@pytest.fixture
def seen(started):
    """Add a client and confirm sessions for them, each with codes; give the ref."""

    def see(name, *sessions, **env):
        said = {
            "name": name, "born": "1990-02-03", "platform": "headway", "payer": "aetna",
            "plan": "commercial", "member_id": "W1", "address": "1 Sample Street, Albany NY 12207",
        }  # fmt: skip
        added = started("client", "add", "--from", "-", "--ready", "--json", input=json.dumps(said))
        assert added.exit == 0, added.err
        ref = added.json()["ref"]
        for when, dx in sessions:
            made = started("session", "schedule", ref, when, "--for", "45m", "--json", **env)
            assert made.exit == 0, made.err
            session = made.json()
            session = session[0] if isinstance(session, list) else session
            done = started(
                "session", "confirm", session["ref"], "--cpt", "90834", "--dx", dx,
                "--note", "upload", "--json", **env,
            )  # fmt: skip
            assert done.exit == 0, done.err
        return ref

    return see


def codes(result):
    assert result.exit == 0, result.err
    return [one["code"] for one in result.json()]


def test_words_find_diagnoses_without_a_practice(practice):
    found = practice("code", "dx", "panic attacks", "--json")

    assert found.json()[0] == {
        "code": "F41.0",
        "label": "Panic disorder [episodic paroxysmal anxiety]",
        "billable": True,
        "unspecified": False,
        "valid_from": None,
        "valid_to": None,
    }
    assert all(set(one) >= KEYS for one in found.json())
    assert codes(practice("code", "dx", "couple", "problems", "--json"))[0] == "Z63.0"
    assert codes(practice("code", "dx", "xyzzy", "--json")) == []


def test_a_code_is_shown_as_of_a_day_with_its_dates(practice):
    before = practice("code", "dx", "F43.81", "--on", "2022-09-30", "--json").json()
    since = practice("code", "dx", "F43.8", "--on", "2022-10-01", "--json").json()
    until = practice("code", "dx", "F43.8", "--on", "2022-09-30", "--json").json()

    assert [(one["code"], one["valid_from"]) for one in before] == [("F43.81", "2022-10-01")]
    assert (since[0]["code"], since[0]["billable"]) == ("F43.8", False)
    assert (until[0]["billable"], until[0]["valid_to"]) == (True, "2022-09-30")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "practice code dx panic"),
        ([""], "practice code dx panic"),
        (["panic", "--changes"], "goes without words"),
        (["--changes", "--on", "2026-11-24"], "goes without words"),
        (["panic", "--client", "c-1"], "`--client` goes with `--changes`"),
    ],
)
def test_what_does_not_go_together_is_said(practice, words, told):
    found = practice("code", "dx", *words)

    assert found.exit == 2
    assert told in found.err


def test_codes_used_most_come_first_and_a_locked_practice_is_not_asked(started, seen, tmp_path):
    seen(
        "Ana Rivers",
        ("2026-11-20 15:00", "F43.23 F41.8"),
        ("2026-11-21 15:00", "F43.23"),
    )
    plain = ["F41.9", "F41.1", "F41.8"]

    assert codes(started("code", "dx", "anxiety", "--json"))[:4] == [
        "F43.23",
        *["F41.8", *plain[:2]],
    ]
    assert codes(started("code", "dx", "F41.9", "--json"))[0] == "F41.9"
    for source in ("passphrase", "keyring:nowhere", "command:false"):
        asked = started("code", "dx", "anxiety", "--json", PRACTICE_KEY=source)
        assert (codes(asked)[:3], asked.err) == (plain, "")
    (tmp_path / "key").rename(tmp_path / "away")
    assert codes(started("code", "dx", "anxiety", "--json"))[:3] == plain


def test_changes_need_a_practice(practice):
    assert practice("code", "dx", "--changes", "--json").exit == 10


def test_nothing_has_changed_for_codes_that_stand(started, seen):
    seen("Ana Rivers", ("2026-11-20 15:00", "F41.1"))

    found = started("code", "dx", "--changes")

    assert (found.exit, found.out) == (0, "")
    assert "No release held changes a code that your clients have" in found.err
    assert started("code", "dx", "--changes", "--json").json() == []


def test_the_history_we_ship_counts_too(started, seen):
    ref = seen(
        "Ana Rivers",
        ("2022-09-20 15:00", "F43.8"),
        PRACTICE_NOW="2022-09-21T09:00:00-04:00",
    )

    (found,) = started("code", "dx", "--changes", "--json").json()

    assert (found["code"], found["change"], found["on"]) == ("F43.8", "heading", "2022-10-01")
    assert found["clients"] == [ref]
    assert [one["code"] for one in found["replacements"]] == ["F43.81", "F43.89"]


def test_a_newer_release_is_loaded_and_says_what_it_means_for_clients(started, seen, next_release):
    split = seen("Ana Rivers", ("2026-11-20 15:00", "F41.1 F41.0"))
    ended = seen("Bo Test", ("2026-11-21 15:00", "F41.3"))
    seen("Cy Sample", ("2026-11-22 15:00", "F33.1"))

    loaded = started("code", "import", str(next_release), "--json").json()
    again = started("code", "import", str(next_release))
    found = started("code", "dx", "--changes", "--json").json()
    of_one = started("code", "dx", "--changes", "--client", ended, "--json").json()
    table = started("code", "dx", "--changes")

    assert (loaded["effective"], loaded["already"]) == ("2026-10-01", False)
    assert {name: loaded[name] for name in ("came", "went", "reworded", "headings")} == {
        "came": 2, "went": 1, "reworded": 1, "headings": 1,
    }  # fmt: skip
    assert (again.exit, "held already" in again.err) == (0, True)
    assert [(one["code"], one["change"], one["clients"]) for one in found] == [
        ("F41.0", "text", [split]),
        ("F41.1", "heading", [split]),
        ("F41.3", "ended", [ended]),
    ]
    assert {one["on"] for one in found} == {"2026-10-01"}
    assert found[0]["was"] == "Panic disorder [episodic paroxysmal anxiety]"
    assert found[1]["replacements"] == [
        {"code": "F41.10", "label": "Generalized anxiety, mild"},
        {"code": "F41.11", "label": "Generalized anxiety, severe"},
    ]
    assert found[2]["replacements"][0]["code"] == "F41.8"
    assert [one["code"] for one in of_one] == ["F41.3"]
    assert "Ana" not in table.out + table.err
    assert split in table.out


def test_a_release_that_looks_wrong_is_refused_unless_forced(started, next_release, tmp_path):
    cut = tmp_path / "icd10cm_order_2027.txt"
    lines = next_release.read_text().splitlines(keepends=True)
    cut.write_text("".join(line for line in lines if line[6] < "S"))
    refused = started("code", "import", str(cut), "--json")
    kept = started("code", "dx", "F41.1", "--json").json()[0]["billable"]
    forced = started("code", "import", str(cut), "--force", "--json")
    again = started("code", "import", str(cut))

    assert refused.exit == 5
    assert refused.problems() == ["icd-cut-short", "icd-too-few"]
    assert kept is True
    assert (forced.exit, again.exit) == (0, 0)
    assert started("code", "dx", "F41.1", "--json").json()[0]["billable"] is False


def test_what_cannot_be_read_is_refused_however_it_is_forced(started, next_release, tmp_path):
    torn = tmp_path / "icd10cm_order_2027.txt"
    torn.write_text(next_release.read_text() + "99999 torn o")

    refused = started("code", "import", str(torn), "--force", "--json")

    assert refused.exit == 5
    assert refused.problems() == ["icd-unreadable"]


def test_a_zip_is_taken_as_it_was_downloaded_and_only_its_owner_reads_the_table(
    started, next_release, tmp_path
):
    source = tmp_path / "2027-code-descriptions.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(next_release, "descriptions/icd10cm_order_2027.txt")

    assert started("code", "import", str(source), "--json").json()["codes"] == 98187
    (table,) = (tmp_path / "home").rglob("icd10cm-2026-10-01.sqlite")
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    shown = json.dumps(started("doctor", "--json").json())
    assert "release from 2026-10-01" in shown


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("icd10cm_order_2027.txt", "F41.1 anxiety\n", "Line 1"),
        ("icd10cm_order_addenda_2027.txt", "Add: F41A\n", "addenda"),
        ("icd10cm_order_2027.zip", "PK\x03\x04 nothing", "ZIP is damaged"),
        ("order.txt", "00001 F410    1 " + "x" * 60 + " x\n", "does not say the edition's year"),
        ("", "", "There is no file"),
    ],
)
def test_any_other_file_is_no_release(started, tmp_path, name, text, told):
    source = tmp_path / (name or "missing.txt")
    if name:
        source.write_text(text)

    refused = started("code", "import", str(source))

    assert refused.exit == 2
    assert told in refused.err


@pytest.mark.parametrize("content", [b"no table" * 999, b""])
def test_a_loaded_table_that_is_damaged_is_told_from_a_bug(started, tmp_path, content):
    (database,) = (tmp_path / "home").rglob("practice.db")
    folder = database.parent / "codes"
    folder.mkdir()
    (folder / "icd10cm-2026-10-01.sqlite").write_bytes(content)

    found = started("code", "dx", "panic")

    assert found.exit == 13
    assert "load its file again with `practice code import FILE`" in found.err


def test_a_folder_is_no_release(started, tmp_path):
    assert started("code", "import", str(tmp_path)).exit == 2


def test_a_search_writes_nothing_into_the_practice(started, tmp_path):
    (database,) = (tmp_path / "home").rglob("practice.db")
    shutil.copy2(database, tmp_path / "before")

    assert codes(started("code", "dx", "panic", "--json"))[0] == "F41.0"
    assert database.read_bytes() == (tmp_path / "before").read_bytes()
