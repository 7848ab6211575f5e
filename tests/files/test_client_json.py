from datetime import date

import pytest

from practicecli.domain.incoming import IncomingClient
from practicecli.errors import UsageError
from practicecli.files.clientjson import read_client_json

FULL = """{"name": " Ana Example ", "born": "4/12/1990", "platform": "headway", "payer": "aetna",
 "plan": "Commercial", "member_id": "W1", "address": "1 Elm St, Albany, NY", "state": "ny",
 "email": "ana@example.org", "phone": "212 555 0100", "payment_method": true, "forms": false,
 "insurance": true, "aliases": ["AE"]}"""


def test_one_object_is_one_client():
    assert read_client_json(FULL) == [
        IncomingClient(
            name="Ana Example", born=date(1990, 4, 12), platform="headway", payer="aetna",
            plan="commercial", member_id="W1", address="1 Elm St, Albany, NY", state="NY",
            email="ana@example.org", phone="212 555 0100", payment_method=True, forms=False,
            insurance=True, aliases=("AE",),
        )
    ]  # fmt: skip


def test_a_list_gives_its_clients_with_their_places():
    found = read_client_json(
        '\ufeff[{"name": "Ana Example", "born": null}, {"name": "Ben Sample"}]'
    )

    assert [(client.row, client.name) for client in found] == [
        (1, "Ana Example"),
        (2, "Ben Sample"),
    ]
    assert found[0].payment_method is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON: see line 1, column 1"),
        ('{"name": "Ana"', "not JSON: see line 1"),
        ("[" * 100_000, "not JSON"),
        ("[]", "has no client"),
        ("3", "not an object"),
        ('["Ana"]', "client 1 is not an object"),
        ("{}", "`name` is missing"),
        ('{"name": "  "}', "`name` is not text"),
        ('{"name": 5}', "`name` is not text"),
        ('{"name": "a\\u0000"}', "`name` is not text"),
        ('{"name": "\\ud800"}', "`name` is not text"),
        ('{"name": "Ana", "born": "12.4.90"}', "`born` is not a date"),
        ('{"name": "Ana", "born": 1990}', "`born` is not a date"),
        ('{"name": "Ana", "state": "Ontario"}', "`state` is not two letters"),
        ('{"name": "Ana", "state": 4}', "`state` is not two letters"),
        ('{"name": "Ana", "email": "ana"}', "`email` is not an address"),
        ('{"name": "Ana", "email": 4}', "`email` is not an address"),
        ('{"name": "Ana", "phone": "12"}', "`phone` is not a number"),
        ('{"name": "Ana", "insurance": "Aetna"}', "the insurer goes into `payer`"),
        ('{"name": "Ana", "forms": 1}', "`forms` is not `true` or `false`"),
        ('{"name": "Ana", "aliases": "AE"}', "`aliases` is not a list of texts"),
        ('{"name": "Ana", "naem": "x"}', "`naem` is not a key we know"),
    ],
)
def test_what_is_wrong_is_named(text, words):
    with pytest.raises(UsageError) as caught:
        read_client_json(text)

    assert words in str(caught.value)
    assert "Ana" not in str(caught.value)


def test_all_problems_of_all_clients_are_said_at_once():
    with pytest.raises(UsageError) as caught:
        read_client_json('[{"born": "x", "colour": 1}, {"name": "Ben Sample"}, {"forms": "yes"}]')

    assert sorted(problem.code for problem in caught.value.problems) == [
        "bad-value", "bad-value", "missing-key", "missing-key", "unknown-key",
    ]  # fmt: skip
