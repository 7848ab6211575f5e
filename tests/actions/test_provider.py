from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from practicecli.actions.opening import credential_everywhere, objections_to_opening, open_practice
from practicecli.actions.provider import (
    add_license,
    add_platform,
    edit_provider,
    objections_to_provider,
    set_credential,
)
from practicecli.cache import people, platforms
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform
from practicecli.domain.people import License
from practicecli.errors import RefusedError

STATES = frozenset({"NY", "NJ"})


def queued(desk):
    rows = desk.db.execute("SELECT platform, verb, state, body FROM outbox ORDER BY seq").fetchall()
    return [(*tuple(row)[:3], json.loads(row[3])) for row in rows]


@pytest.mark.parametrize(
    ("npi", "state", "expected"),
    [
        ("1999999984", "NY", []),
        ("1999999985", "NY", ["npi"]),
        ("1999999984", "ZZ", ["state"]),
        ("12", "ZZ", ["npi", "state"]),
    ],
)
def test_a_provider_has_a_sound_npi_and_licences_in_states(desk, npi, state, expected):
    one = replace(desk.book.provider, npi=npi, licenses=(License(state, "LMHC"),))

    assert [problem.code for problem in objections_to_provider(one, STATES)] == expected


@pytest.mark.parametrize(
    ("there", "zone_known", "expected"),
    [
        (["headway"], True, []),
        (["headway", "acme"], True, ["platform"]),
        (["acme", "ajax"], False, ["zone", "platform", "platform"]),
    ],
)
def test_all_that_is_wrong_with_an_opening_is_said_at_once(desk, there, zone_known, expected):
    found = objections_to_opening(
        desk.book.provider,
        there,
        states=STATES,
        policies=desk.book.policies,
        zone_known=zone_known,
    )

    assert [problem.code for problem in found] == expected


def test_a_change_is_written_and_told_to_every_platform_that_listens(desk):
    with transaction(desk.db):
        platforms.put(desk.db, Platform("direct", "direct", "https://example.org"))
        desk = replace(desk, platforms=platforms.everything(desk.db))
        edit_provider(desk, {"name": "Ada Sample", "phone": "212-555-0100"})

    now = people.provider(desk.db)
    assert (now.name, now.phone, now.npi) == ("Ada Sample", "212-555-0100", "1999999984")
    assert [(one[0], one[2]) for one in queued(desk)] == [
        ("direct", "waiting"),
        ("headway", "waiting"),
    ]
    assert queued(desk)[0][3] == {
        "name": "Ada Sample",
        "npi": "1999999984",
        "credentials": "LMHC",
        "zone": "America/New_York",
        "licenses": [{"state": "NY", "type": "LMHC", "until": "2028-12-31"}],
    }


def test_where_nobody_listens_a_change_is_kept_to_be_undone(desk):
    alone = replace(desk, platforms={"alma": desk.platforms["alma"]})
    with transaction(desk.db):
        edit_provider(alone, {"phone": "1"})

    assert [(one[0], one[2]) for one in queued(desk)] == [("", "local")]


def test_a_licence_is_one_a_state(desk):
    with transaction(desk.db):
        add_license(desk, License("NJ", "LPC"))
        add_license(desk, License("NY", "LMHC", date(2030, 1, 1)))

    assert people.provider(desk.db).licenses == (
        License("NJ", "LPC"),
        License("NY", "LMHC", date(2030, 1, 1)),
    )
    assert [held["until"] for held in queued(desk)[-1][3]["licenses"]] == [None, "2030-01-01"]


def test_a_credential_is_one_of_three_words(desk, dump):
    with transaction(desk.db):
        set_credential(desk, "cigna", "NY", "pending")
    assert people.provider(desk.db).credentialing[("cigna", "NY")] == "pending"
    before = dump()

    with pytest.raises(RefusedError) as error, transaction(desk.db):
        set_credential(desk, "cigna", "NY", "yes")

    assert [one.code for one in error.value.problems] == ["credential"]
    assert dump() == before


def test_a_new_platform_hears_who_the_provider_is(desk):
    with transaction(desk.db):
        add_platform(desk, Platform("direct", "direct", "https://example.org"))

    assert [(one[0], one[1], one[2]) for one in queued(desk)] == [("direct", "put", "waiting")]


def test_a_practice_opens_with_all_it_starts_with(desk):
    for table in ("outbox", "credential", "license", "platform", "provider"):
        desk.db.execute(f"DELETE FROM {table}")  # noqa: S608
    started = replace(desk, platforms={})
    there = [Platform("headway", "headway", "sandbox:", sandbox=True), desk.platforms["alma"]]

    with transaction(desk.db):
        open_practice(started, device="d", platforms=there, payers=["aetna", "cigna"])

    now = people.provider(desk.db)
    assert (now.name, now.licenses) == ("Ada Example", desk.book.provider.licenses)
    assert now.credentialing == {("aetna", "NY"): "active", ("cigna", "NY"): "active"}
    assert list(platforms.everything(desk.db)) == ["alma", "headway"]
    assert [(one[0], one[2]) for one in queued(desk)] == [
        ("headway", "waiting"),
        ("alma", "local"),
    ]


def test_without_a_sandbox_nobody_is_credentialed_by_itself(desk):
    for table in ("credential", "license", "platform", "provider"):
        desk.db.execute(f"DELETE FROM {table}")  # noqa: S608
    with transaction(desk.db):
        open_practice(
            replace(desk, platforms={}), device="d", platforms=[], payers=["aetna", "cigna"]
        )
    assert people.provider(desk.db).credentialing == {}

    with transaction(desk.db):
        credential_everywhere(desk, ["aetna"])
    assert people.provider(desk.db).credentialing == {("aetna", "NY"): "active"}
