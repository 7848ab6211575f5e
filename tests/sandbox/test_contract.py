"""The written contract, the server and the client's own forms name the same things."""

import re
from pathlib import Path

import pytest

from practicecli.remote import payloads
from practicecli.sandbox import bodies
from practicecli.sandbox.app import routes
from practicecli.sandbox.changes import VERBS

CONTRACT = (Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text(encoding="utf-8")


def the_part(name):
    """Give the text of one schema, with its indentation."""
    found = re.search(rf"^    {name}:\n((?:      .*\n|\n)+)", CONTRACT, re.MULTILINE)
    assert found, name
    return found.group(1)


def fields_in(name):
    return set(re.findall(r"^        (\w+):", the_part(name), re.MULTILINE))


def required_in(name):
    found = re.search(r"^      required: \[([^\]]+)\]", the_part(name), re.MULTILINE)
    return set(re.split(r"[,\s]+", found.group(1).strip())) if found else set()


def test_every_route_is_written_down_and_no_other():
    written = set(re.findall(r"^  (/v1\S*):$", CONTRACT, re.MULTILINE))

    assert written == routes()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ProviderPut", bodies.ProviderBody),
        ("ClientPut", bodies.ClientBody),
        ("SessionSchedule", bodies.ScheduleBody),
        ("SessionMove", bodies.MoveBody),
        ("SessionCancel", bodies.CancelBody),
        ("SessionNoShow", bodies.NoShowBody),
        ("SessionConfirm", bodies.ConfirmBody),
        ("NoteSign", bodies.NoteBody),
        ("NoteAddend", bodies.AddendumBody),
        ("Change", bodies.Change),
    ],
)
def test_what_is_pushed_has_the_fields_of_the_contract(name, form):
    assert set(form.model_fields) == fields_in(name)
    assert {key for key, one in form.model_fields.items() if one.is_required()} == required_in(name)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Client", payloads.ClientRow),
        ("Session", payloads.SessionRow),
        ("Claim", payloads.ClaimRow),
        ("Charge", payloads.ChargeRow),
        ("Payout", payloads.PayoutRow),
        ("Credential", payloads.CredentialRow),
    ],
)
def test_what_is_read_has_the_fields_of_the_contract(name, form):
    assert set(form.__annotations__) == fields_in(name) - {"id"} == required_in(name)


def test_every_kind_of_change_and_of_news_is_written_down():
    change, page = the_part("Change"), the_part("Page")

    for kind, verb in VERBS:
        assert re.search(rf"kind: {{enum: \[[^\]]*\b{kind}\b", change)
        assert re.search(rf"enum: \[[^\]]*\b{verb}\b", change)
    (kinds,) = re.findall(r"kind: {enum: \[([^\]]+)\]}", page)
    assert set(kinds.split(", ")) == set(payloads.KINDS)
