from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from practicecli.domain.attachments import Limits, Upload, objections_to_attaching
from practicecli.domain.sessions import Session, SessionStatus

AT = datetime(2026, 11, 24, 14, tzinfo=UTC)
SESSION = Session("id", "s-0000001", "c", "alma", AT, AT)
LIMITS = Limits(1000, 20, {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"})
PDF = Upload("form.pdf", "application/pdf", 4, b"%PDF")


def codes(upload, of=SESSION):
    return [problem.code for problem in objections_to_attaching(of, upload, LIMITS)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"kind": "image/png"}, []),
        ({"kind": "image/jpeg"}, []),
        ({"kind": "a HEIC picture"}, ["file-type"]),
        ({"kind": ""}, ["file-type"]),
        ({"size": 1000}, []),  # the limit itself, as the figures say
        ({"size": 1001}, ["file-too-big"]),
        ({"size": 1}, []),
        ({"size": 0}, ["file-empty"]),
        ({"size": 0, "kind": ""}, ["file-empty"]),
        ({"size": 1001, "kind": ""}, ["file-too-big", "file-type"]),
        ({"name": "n" * 20}, []),
        ({"name": "n" * 21}, ["bad-text"]),
        ({"name": "a\0b"}, ["bad-text"]),
        ({"name": " "}, ["bad-text"]),
    ],
)
def test_an_upload_meets_these_objections(said, expected):
    assert codes(replace(PDF, **said)) == expected


@pytest.mark.parametrize("status", list(SessionStatus))
def test_nothing_belongs_to_a_cancelled_session_only(status):
    expected = ["not-scheduled"] if status is SessionStatus.CANCELLED else []

    assert codes(PDF, replace(SESSION, status=status)) == expected


def test_the_sentence_says_what_it_is_and_what_it_may_be():
    heic, unknown = (
        next(objections_to_attaching(SESSION, replace(PDF, kind=kind), LIMITS)).message
        for kind in ("a HEIC picture", "")
    )

    assert heic.startswith("The file is a HEIC picture; it has to be PDF, PNG or JPEG")
    assert unknown.startswith("The file is of a kind that is not known here;")


def test_a_single_type_is_named_alone():
    assert Limits(1, 1, {"application/pdf": "PDF"}).named == "PDF"
