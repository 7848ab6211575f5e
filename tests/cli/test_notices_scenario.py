from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from practicecli.cache.connect import open_db, transaction
from practicecli.keycheck import key_check
from practicecli.places import find_places
from practicecli.vault.keys import from_text

TOLD = (
    ("n-1", "headway", "2026-11-20T15:00:00Z", "claim-denied", None, "The payer said no", 13500),
    ("n-2", "headway", "2026-11-23T05:00:00Z", "card-removed", "client", "The card failed", None),
    ("n-3", "alma", "2026-11-23T04:59:59Z", "plan-ended", "somebody", "The plan is over", None),
)


@pytest.fixture
def told(started, tmp_path):
    """A practice that two platforms told something; gives the program and the client's ref."""
    client = started(
        "client", "add", "--name", "Ana Rivers", "--platform", "headway", "--payer", "aetna",
        "--ready", "--json",
    ).json()  # fmt: skip
    keys = from_text((tmp_path / "key").read_text())
    places = find_places({"PRACTICE_HOME": str(tmp_path / "home"), "HOME": str(Path.home())})
    with (
        closing(open_db(places.database, keys.data, check=key_check(keys.data))) as db,
        transaction(db),
    ):
        db.executemany(
            "INSERT INTO notice (id, platform, at, code, client, message, amount_cents)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*one[:4], client["id"] if one[4] == "client" else one[4], *one[5:]) for one in TOLD],
        )
    return started, client["ref"]


def test_what_platforms_told_is_listed_oldest_first(told):
    practice, ref = told

    listed = practice("platform", "notices", "--json").json()

    assert [one["code"] for one in listed] == ["claim-denied", "plan-ended", "card-removed"]
    first, gone, card = listed
    assert first["at"] == "2026-11-20T10:00:00-05:00"
    assert (first["amount_cents"], first["message"]) == (13500, "The payer said no")
    assert (card["client_ref"], card["session_ref"], card["amount_cents"]) == (ref, None, None)
    assert (gone["client"], gone["client_ref"]) == ("somebody", None)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("headway",), ["n-1", "n-2"]),
        (("alma",), ["n-3"]),
        (("--since", "2026-11-23"), ["n-2"]),  # midnight in New York is five in the morning, UTC
        (("--since", "2026-11-22"), ["n-3", "n-2"]),
        (("headway", "--since", "2026-11-24"), []),
    ],
)
def test_only_those_that_were_asked_for_are_listed(told, words, ids):
    practice, _ = told

    assert [one["id"] for one in practice("platform", "notices", *words, "--json").json()] == ids


def test_a_platform_or_a_day_that_is_none_is_told(told):
    practice, _ = told

    assert practice("platform", "notices", "moon").exit == 5
    assert practice("platform", "notices", "--since", "once").exit == 2
