from __future__ import annotations


def test_a_record_is_changed_field_by_field_and_taken_back(started):
    edited = started("provider", "edit", "--phone", "212-555-0100", "--json")

    assert (edited.exit, edited.json()["phone"]) == (0, "212-555-0100")
    shown = started("undo", "--dry-run", "--json").json()
    assert [(one["verb"], one["kind"]) for one in shown] == [("put", "provider")]
    assert started("undo").exit == 0
    assert started("provider", "show", "--json").json()["phone"] == ""


def test_all_that_is_wrong_with_an_edit_is_told_at_once(started):
    wrong = ("--npi", "1999999983", "--zone", "Mars/Olympus", "--name", " ")

    result = started("provider", "edit", *wrong, "--json")

    assert (result.exit, sorted(result.problems())) == (5, ["name", "npi", "zone"])
    assert started("provider", "edit").exit == 2


def test_a_licence_is_recorded_and_a_sandbox_follows(started):
    added = started(
        "provider", "license", "add", "nj", "--type", "LPC", "--until", "2027-11-30", "--json"
    )

    assert {"state": "NJ", "type": "LPC", "until": "2027-11-30"} in added.json()["licenses"]
    payers = {row["payer"] for row in added.json()["credentialing"] if row["state"] == "NJ"}
    assert "aetna" in payers
    assert started("provider", "license", "add", "ZZ", "--type", "LPC").exit == 5
    assert started("provider", "license", "add", "NJ", "--type", "LPC", "--until", "x").exit == 2


def test_a_payer_is_known_by_its_names_and_its_standing_is_kept(started):
    result = started("provider", "credential", "set", "Aetna", "ny", "pending", "--json")

    rows = result.json()["credentialing"]
    assert {"payer": "aetna", "state": "NY", "status": "pending"} in rows
    assert started("provider", "credential", "set", "aetna", "NY", "perhaps").exit == 2
