"""Bodies, in and out: packed, spoilt, too long, or held up by somebody else who writes."""

import gzip
import json

import pytest

from practicecli.sandbox.answers import MOST_BYTES
from practicecli.sandbox.store import open_store


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [("gzip", True), ("gzip, br", True), ("*", True), ("identity", False), ("gzip;q=0", False)],
)
def test_long_answers_are_packed_for_whoever_takes_them_so(therapist, accepts, packed):
    for _ in range(5):
        therapist.adds_a_client()
    headers = {"Accept-Encoding": accepts}

    long, short = (therapist.http.get(one, headers=headers) for one in ("/v1/feed", "/v1/about"))

    assert ("Content-Encoding" in long.headers) is packed
    assert "Content-Encoding" not in short.headers
    assert long.headers["Vary"] == "Accept-Encoding"
    assert len(long.json()["items"]) > 5


def a_body_of(contract):
    return json.dumps({"changes": [contract.change("client", "put", name="T")]}).encode()


def test_a_body_may_come_packed(therapist, contract):
    answer = therapist.http.post(
        "/v1/changes",
        content=gzip.compress(a_body_of(contract)),
        headers={"Content-Encoding": "gzip", "Content-Type": "application/json"},
    )

    assert answer.json()["results"][0]["outcome"] == "applied"


def cut_short(body):
    return gzip.compress(body)[:-4]


def with_more_behind(body):
    return gzip.compress(body) + b"more"


def growing(body):
    """Blanks beyond all bounds, in a few thousand bytes."""
    return gzip.compress(b" " * (MOST_BYTES + 1) + body)


@pytest.mark.parametrize(
    ("spoil", "how", "status"),
    [
        (bytes, "gzip", 400),
        (cut_short, "gzip", 400),
        (with_more_behind, "gzip", 400),
        (growing, "gzip", 413),
        (gzip.compress, "br", 415),
        (gzip.compress, "gzip, gzip", 415),
    ],
)
def test_a_body_that_does_not_unpack_is_a_problem_and_does_nothing(
    therapist, contract, spoil, how, status
):
    answer = therapist.http.post(
        "/v1/changes",
        content=spoil(a_body_of(contract)),
        headers={"Content-Encoding": how, "Content-Type": "application/json"},
    )

    assert answer.status_code == status
    assert answer.headers.get("Accept-Encoding") == ("gzip" if status == 415 else None)
    assert therapist.feed("client") == {}


def test_a_body_that_is_too_long_is_a_problem(therapist):
    answer = therapist.http.post("/v1/changes", content=b" " * (MOST_BYTES + 1))

    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"changes": NaN}', b"\xff", b"3"])
def test_nonsense_is_refused_and_never_an_error_of_the_server(therapist, body):
    assert therapist.http.post("/v1/changes", content=body).status_code == 422


@pytest.mark.parametrize(
    "name", ["\ud800", "\x00", "x" * 501], ids=["half a letter", "NUL", "too long"]
)
def test_text_that_cannot_be_kept_is_refused_by_the_name_of_its_field(therapist, contract, name):
    body = json.dumps({"changes": [contract.change("client", "put", name=name)]})
    (result,) = therapist.http.post("/v1/changes", content=body).json()["results"]

    assert contract.codes(result) == ["change-form"]
    assert "`name`" in result["problems"][0]["message"]


@pytest.mark.proof  # the engine waits five seconds for the other
def test_who_comes_while_another_writes_is_asked_to_come_again(therapist, path, contract):
    db = open_store(path)
    db.execute("BEGIN IMMEDIATE")
    try:
        answer = therapist.http.post("/v1/changes", content=a_body_of(contract))
    finally:
        db.close()

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
