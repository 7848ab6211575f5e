"""Asking the platform itself: `doctor --deep` and `client check --ask`."""

from __future__ import annotations

from contextlib import closing

import pytest

from practicecli.engine import open_plain


@pytest.fixture
def synced(started):
    """A practice with a client on each platform, in step with the sandbox."""
    refs = {}
    for platform in ("headway", "alma"):
        refs[platform] = started(
            "client", "add", "--name", "Ana Rivers", "--platform", platform, "--payer", "aetna",
            "--plan", "commercial", "--member-id", "W1", "--state", "NY",
            "--address", "1 Example Street", "--ready", "--json",
        ).json()["ref"]  # fmt: skip
    for _ in range(2):  # the second takes what the first one's push brought about
        assert started("sync").exit == 0
    return started, refs


def deep(practice):
    found = practice("doctor", "--deep", "--json")
    return found.exit, {one["check"]: one for one in found.json()}


def test_a_deep_check_finds_both_sides_alike(synced):
    practice, _ = synced

    code, found = deep(practice)

    assert (code, found["records headway"]["status"], found["policy headway"]["status"]) == (
        0, "ok", "ok",
    )  # fmt: skip
    assert "the same here" in found["records headway"]["detail"]
    assert "records alma" not in found  # nobody can be asked there
    assert "records headway" not in {one["check"] for one in practice("doctor", "--json").json()}


def test_a_record_that_is_not_the_same_there_is_found(synced, tmp_path):
    practice, _ = synced
    with closing(open_plain(str(tmp_path / "home" / "data" / "default" / "sandbox.db"))) as db:
        db.execute("UPDATE record SET version = version + 1 WHERE kind = 'client'")

    code, found = deep(practice)

    assert (code, found["records headway"]["status"]) == (8, "warn")
    assert found["records headway"]["detail"].endswith(": client")
    assert found["policy headway"]["status"] == "ok"


def test_a_deep_check_does_not_compare_while_news_is_on_its_way(started):
    started("client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna")
    assert started("sync").exit == 0
    started("sandbox", "advance", "2d")  # by now the client has signed the forms over there

    code, found = deep(started)

    assert (code, found["records headway"]["status"]) == (0, "ok")
    assert "has news" in found["records headway"]["detail"]


def test_a_platform_that_cannot_be_asked_is_a_warning_and_nothing_more(synced, tmp_path):
    practice, _ = synced
    (tmp_path / "home" / "data" / "default" / "sandbox.db").write_bytes(b"no database" * 100)

    code, found = deep(practice)

    assert (code, found["platform headway"]["status"]) == (8, "warn")


def test_the_platform_tells_what_the_insurance_covers_beside_what_is_noted(synced):
    practice, refs = synced

    said = practice("client", "check", refs["headway"], "--ask", "--json").json()["eligibility"]
    words = practice("client", "check", refs["headway"], "--ask")

    assert (said["status"], said["payer"], said["plan"]) == ("active", "aetna", "commercial")
    assert said["asked_at"].endswith("-05:00")
    assert said["benefits"]["copay_cents"] >= 0
    assert words.exit == 0
    lines = [line.split("\t") for line in words.out.splitlines()]
    assert ["plan", "commercial", "commercial"] in lines
    assert ["insurance", "verified", "active"] in lines
    assert any(line[0] == "deductible" and line[2].endswith(" used") for line in lines)


def test_without_asking_nothing_of_the_platform_is_told(synced):
    practice, refs = synced

    assert "eligibility" not in practice("client", "check", refs["headway"], "--json").json()


def test_a_platform_reached_by_hand_is_not_asked(synced):
    practice, refs = synced

    refused = practice("client", "check", refs["alma"], "--ask", "--json")

    assert (refused.exit, refused.out) == (5, "")
    assert "by hand" in refused.err


def test_a_client_the_platform_does_not_know_yet_is_not_found(started):
    ref = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--json",
    ).json()["ref"]  # fmt: skip

    refused = started("client", "check", ref, "--ask")

    assert refused.exit == 5
    assert "practice sync" in refused.err
