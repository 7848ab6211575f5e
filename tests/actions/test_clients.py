from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from practicecli.actions.clients import add_client, archive_client, edit_client
from practicecli.cache import people
from practicecli.cache.connect import transaction
from practicecli.cache.platforms import Platform, put
from practicecli.domain.incoming import IncomingClient
from practicecli.domain.people import ClientStatus
from practicecli.domain.texts import LONGEST
from practicecli.errors import NotFoundError, RefusedError


def changes(desk):
    rows = desk.db.execute("SELECT platform, verb, state, body FROM outbox ORDER BY seq")
    return [(platform, verb, state, json.loads(body)) for platform, verb, state, body in rows]


def audited(desk):
    return [tuple(row) for row in desk.db.execute("SELECT verb, kind, detail FROM audit")]


def codes_of(refused):
    return [problem.code for problem in refused.value.problems]


def test_a_client_is_added_queued_and_logged_together(desk, added):
    one = added()

    assert people.client(desk.db, one.id) == one
    ((platform, verb, state, body),) = changes(desk)
    assert (platform, verb, state) == ("headway", "put", "waiting")
    assert body["ready"] == {"payment_method": True, "forms": True, "insurance": True}
    assert audited(desk) == [("put", "client", "add")]


def test_a_client_of_a_manual_platform_waits_for_nobody(desk, added):
    added(platform="alma")

    assert [change[2] for change in changes(desk)] == ["local"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"name": "  "}, ["name"]),
        ({"name": "A\0B"}, ["bad-text"]),
        ({"name": "x" * LONGEST}, []),
        ({"name": "x" * (LONGEST + 1)}, ["too-long-text"]),
        ({"name": "[/] \x1b[31mred"}, []),
        ({"payer": None}, ["payer"]),
        ({"payer": None, "platform": "self"}, []),
        ({"payer": None, "address": "x\0"}, ["bad-text", "payer"]),
    ],
)
def test_a_client_is_refused_with_every_objection(desk, said, expected):
    usual = IncomingClient(name="Ana Rivers", platform="headway", payer="aetna")

    if not expected:
        assert add_client(desk, replace(usual, **said)).name == said.get("name", "Ana Rivers")
        return
    with pytest.raises(RefusedError) as refused:
        add_client(desk, replace(usual, **said))

    assert codes_of(refused) == expected
    assert changes(desk) == []


def test_a_client_of_several_platforms_must_say_which(desk):
    with pytest.raises(RefusedError) as refused:
        add_client(desk, IncomingClient(name="Ana Rivers", payer="aetna"))

    assert codes_of(refused) == ["platform"]


def test_a_platform_that_is_not_there_is_named_with_those_that_are(desk):
    with pytest.raises(NotFoundError, match="alma, headway, self"):
        add_client(desk, IncomingClient(name="Ana Rivers", payer="aetna", platform="nowhere"))


def test_what_a_real_platform_has_in_place_is_its_own_to_say(desk, added):
    with transaction(desk.db):
        put(desk.db, Platform("headway", "headway", "https://platform.example", sandbox=False))

    with pytest.raises(RefusedError) as refused:
        added(ready=True)

    assert codes_of(refused) == ["not-yours-to-say"]
    assert added(ready=False).forms is False


@pytest.mark.parametrize(("ready", "there"), [(True, True), (False, False)])
def test_ready_means_that_the_address_too_is_on_file(added, ready, there):
    assert bool(added(address=None, ready=ready).address) is there


@pytest.mark.parametrize(
    ("payer", "plan", "kept_payer", "kept_plan"),
    [
        ("Aetna", None, "aetna", "commercial"),
        ("AETNA", "medicare", "aetna", "medicare"),
        (None, None, "", "self"),
    ],
)
def test_payer_and_plan_are_kept_by_our_words(added, payer, plan, kept_payer, kept_plan):
    one = added(payer=payer, plan=plan, platform="headway" if payer else "self")

    assert (one.payer, one.plan) == (kept_payer, kept_plan)


def test_an_edit_keeps_what_stood_before_for_undo(desk, added):
    one = added(born=date(1990, 4, 12), aliases=("A", "B"))

    after = edit_client(desk, one.id, {"born": None, "aliases": ("C",), "forms": False})

    assert people.client(desk.db, one.id) == after
    undo = json.loads(desk.db.execute("SELECT undo FROM outbox ORDER BY seq DESC").fetchone()[0])
    assert undo == [["client", one.id, {"born": "1990-04-12", "aliases": "A\nB", "forms": True}]]
    assert changes(desk)[-1][3]["ready"] == {
        "payment_method": True,
        "forms": False,
        "insurance": True,
    }


def test_an_edit_that_says_nothing_of_readiness_leaves_it_to_the_platform(desk, added):
    one = added()

    edit_client(desk, one.id, {"phone": "212 555 0100"})

    assert changes(desk)[-1][3]["ready"] is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [({"name": " "}, ["name"]), ({"address": "x\0"}, ["bad-text"])],
)
def test_an_edit_is_refused_as_adding_is(desk, added, values, expected):
    one = added()

    with pytest.raises(RefusedError) as refused:
        edit_client(desk, one.id, values)

    assert codes_of(refused) == expected
    assert people.client(desk.db, one.id) == one


def test_an_archived_client_is_kept_but_off_the_caseload(desk, added):
    one, other = added(), added("Ben Stone")

    archive_client(desk, one.id)

    assert [who.id for who in people.caseload(desk.db)] == [other.id]
    assert people.client(desk.db, one.id).status is ClientStatus.ARCHIVED


def test_where_there_is_one_platform_nobody_needs_to_name_it(desk):
    alone = replace(desk, platforms={"alma": desk.platforms["alma"]})

    one = add_client(alone, IncomingClient(name="Ana Rivers", payer="aetna"))

    assert one.platform == "alma"
