from __future__ import annotations

import pytest

from practicecli.domain.protection import Protection, is_protected, protection
from practicecli.figures.load import policy


@pytest.mark.parametrize(
    ("route", "status", "why", "protected"),
    [
        ("template", "signed", Protection.TEMPLATE, True),
        ("template", "draft", Protection.UNSIGNED, False),
        ("template", "none", Protection.UNSIGNED, False),
        ("upload", "signed", Protection.UPLOAD, False),
        ("none", "signed", Protection.NO_NOTE, False),
        ("", "none", Protection.NO_NOTE, False),
    ],
)
def test_headway_protects_pay_by_a_signed_note_on_its_template(route, status, why, protected):
    found = protection(policy("headway"), note_route=route, note_status=status)

    assert (found, is_protected(found)) == (why, protected)


@pytest.mark.parametrize("name", ["alma", "direct", "self"])
def test_who_promises_nothing_protects_nothing(name):
    found = protection(policy(name), note_route="template", note_status="signed")

    assert (found, is_protected(found)) == (Protection.NOT_PROMISED, None)


def test_a_platform_without_figures_promises_nothing():
    assert protection(None, note_route="template", note_status="signed") is Protection.NOT_PROMISED
