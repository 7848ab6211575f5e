from __future__ import annotations

ORDER = (
    "00001 F41     0 Other anxiety disorders                                      "
    "Other anxiety disorders\n"
    "00002 F411    1 Generalized anxiety disorder                                 "
    "Generalized anxiety disorder\n"
    "00003 F4199   1 Invented anxiety                                             "
    "Invented anxiety of a later year\n"
)


def test_codes_need_no_practice(practice):
    found = practice("code", "dx", "generalized", "anxiety", "--json").json()
    exact = practice("code", "dx", "f411", "--on", "2026-11-24", "--json").json()
    table = practice("code", "cpt", "--json").json()

    assert found[0]["code"] == "F41.1"
    assert exact[0] == {
        "code": "F41.1",
        "label": "Generalized anxiety disorder",
        "billable": True,
        "unspecified": False,
        "valid_from": None,
        "valid_to": None,
    }
    assert {"90834", "90837", "90785"} <= {one["code"] for one in table}


def test_a_check_says_all_that_blocks_and_exits_5(practice):
    fine = practice(
        "code", "check", "90837 90785", "--minutes", "55", "--dx", "F41.1", "--license", "LMHC",
        "--place", "video-home", "--payer", "aetna", "--plan", "commercial", "--json",
    )  # fmt: skip
    refused = practice(
        "code", "check", "90792", "--minutes", "60", "--dx", "F41", "--license", "LMHC", "--json"
    )
    told = practice("code", "check", "90837", "--minutes", "40", "--dx", "F41.1")

    assert fine.exit == 0
    answer = fine.json()
    assert (answer["ok"], answer["problems"], answer["place"]) == (True, [], "video-home")
    assert answer["units"] == {"90837": 1, "90785": 1}
    assert answer["modifiers"] == ["95"]
    assert refused.exit == 5
    assert [one["code"] for one in refused.json()["problems"]] == [
        "cpt-not-licensed",
        "dx-not-specific",
    ]
    assert told.exit == 5
    assert "cpt-minutes: `90837` needs 53 minutes or more; the session ran 40" in told.out


def test_what_is_no_code_is_said(practice):
    unknown = practice("code", "cpt", "12345")
    place = practice("code", "check", "90837", "--place", "moon")
    day = practice("code", "dx", "F41.1", "--on", "24/11/2026")

    assert [one.exit for one in (unknown, place, day)] == [5, 2, 2]
    assert "practice code cpt" in unknown.err


def test_a_newer_release_is_loaded_and_governs_its_days(started, tmp_path):
    file = tmp_path / "icd10cm_order_2027.txt"
    file.write_text(ORDER)
    broken = tmp_path / "icd10cm_order_2028.txt"
    broken.write_text("F41.1 anxiety\n")

    loaded = started("code", "import", str(file), "--json")
    new = started("code", "dx", "F41.99", "--json").json()
    refused = started("code", "import", str(broken))

    told = {name: loaded.json()[name] for name in ("codes", "release", "effective")}
    assert told == {"codes": 3, "release": "from 2026-10-01", "effective": "2026-10-01"}
    assert (new[0]["code"], new[0]["valid_from"]) == ("F41.99", "2026-10-01")
    assert refused.exit == 2
    assert "Line 1" in refused.err


def test_loading_needs_a_practice(practice, tmp_path):
    file = tmp_path / "icd10cm_order_2027.txt"
    file.write_text(ORDER)

    assert practice("code", "import", str(file)).exit == 10
