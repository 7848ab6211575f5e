from __future__ import annotations

import json

ANA = {
    "name": "Ana Rivers",
    "born": "1990-04-12",
    "platform": "headway",
    "payer": "Aetna",
    "plan": "commercial",
    "member_id": "EX-100",
    "address": "1 Example Street, Albany, NY 12201",
}


def test_a_client_is_added_from_a_file_checked_edited_and_archived(started):
    added = started("client", "add", "--from", "-", "--json", input=json.dumps(ANA))

    one = added.json()
    assert (added.exit, added.err) == (0, "")
    assert (one["name"], one["payer"], one["status"], one["ready"]) == (
        "Ana Rivers",
        "aetna",
        "active",
        False,
    )
    assert set(one["readiness"]) == {
        "payment_method",
        "forms",
        "insurance",
        "address",
        "credentialing",
    }

    open_ = started("client", "check", one["ref"], "--json")
    assert open_.exit == 8
    assert [problem["code"] for problem in open_.json()["problems"]] == [
        "payment-method",
        "forms",
        "insurance",
    ]

    edited = started(
        "client", "edit", one["ref"][-4:], "--payment-method", "yes", "--forms", "yes",
        "--insurance", "yes", "--covered-until", "2027-12-31", "--alias", "Tuesday", "--json",
    )  # fmt: skip
    assert edited.json()["ready"] is True
    assert edited.json()["aliases"] == ["Tuesday"]
    assert edited.json()["covered_until"] == "2027-12-31"

    checked = started("client", "check", one["ref"])
    assert (checked.exit, checked.out) == (0, f"Nothing is missing for client {one['ref']}\n")

    assert started("client", "archive", one["ref"], "--json").json()["status"] == "archived"
    assert started("client", "list", "--json").json() == []
    (kept,) = started("client", "list", "--archived", "--json").json()
    assert kept["ref"] == one["ref"]


def test_a_name_that_looks_like_an_order_is_kept_and_shown_and_not_obeyed(started):
    name = "[/] \x1b[31mAna\u202e"

    added = started(
        "client", "add", "--name", name, "--platform", "alma", "--payer", "aetna", "--ready",
    )  # fmt: skip

    assert added.exit == 0, added.err
    assert r"[/] \x1b[31mAna\u202e" in added.out
    listed = started("client", "list")
    assert "\x1b" not in listed.out
    (kept,) = started("client", "list", "--json").json()
    assert (kept["name"], kept["ready"]) == (name, True)


def test_what_cannot_be_a_client_is_refused_at_once_and_nothing_is_added(started):
    typed = started(
        "client", "add", "--name", "x" * 2001, "--platform", "alma", "--payer", "aetna", "--json"
    )
    assert (typed.exit, typed.problems()) == (5, ["too-long-text"])

    both = json.dumps({**ANA, "name": "A\0B", "born": "4/12/90", "shoe": 42})
    read = started("client", "add", "--from", "-", "--json", input=both)
    assert read.exit == 2
    assert sorted(read.problems()) == ["bad-value", "bad-value", "unknown-key"]

    wrong = started("client", "add", "--name", "Q", "--born", "1/2/90", "--email", "q")
    assert wrong.exit == 2
    assert "`--born`" in wrong.err
    assert "`--email`" in wrong.err

    nobody = started("client", "add")
    assert (nobody.exit, "--from FILE" in nobody.err) == (2, True)
    missing = started("client", "add", "--from", "no-such.json")
    assert (missing.exit, "no-such.json" in missing.err) == (2, True)

    assert started("client", "list", "--json").json() == []


def test_a_list_of_clients_is_added_whole_or_not_at_all(started, tmp_path):
    file = tmp_path / "clients.json"
    file.write_text(json.dumps([ANA, {**ANA, "name": "Ben Stone", "platform": "nowhere"}]))

    refused = started("client", "add", "--from", str(file))
    file.write_text(json.dumps([ANA, {**ANA, "name": "Ben Stone"}]))
    added = started("client", "add", "--from", str(file), "--json")

    assert refused.exit == 5
    assert [one["name"] for one in added.json()] == ["Ana Rivers", "Ben Stone"]


def test_an_edit_says_what_it_needs(started):
    nothing = started("client", "edit", "c-0000000")
    unknown = started("client", "edit", "c-0000000", "--forms", "yes")
    neither = started("client", "edit", "c-0000000", "--forms", "maybe")

    assert [one.exit for one in (nothing, unknown, neither)] == [2, 5, 2]
    assert "`practice client list`" in unknown.err
    assert "`yes`, `no`" in neither.err
