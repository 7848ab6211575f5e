from __future__ import annotations

import pytest

from practicecli.cli.addresses import read_pairs, read_remote
from practicecli.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("manual", "manual"),
        ("sandbox:", "sandbox:"),
        ("sandbox", "sandbox:"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com/practice/", "https://api.example.com/practice"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_has_one_form(typed, read):
    assert read_remote(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", "api.example.com", "ftp://example.com", "https://", "http://example.com",
        "http://127.0.0.1.example.com", "https://a:b@example.com", "https://example.com?x=1",
        "https://example.com#x", "https://example.com:0", "https://[::1", "sandbox:other",
    ],
)  # fmt: skip
def test_what_is_no_address_or_not_safe_is_refused(typed):
    with pytest.raises(UsageError):
        read_remote(typed)


def test_platforms_are_read_in_the_order_they_were_typed():
    assert read_pairs(["headway=sandbox:", "alma=manual"]) == {
        "headway": "sandbox:",
        "alma": "manual",
    }


@pytest.mark.parametrize(
    "typed", [["headway"], ["=manual"], ["headway="], ["a=manual", "a=manual"]]
)
def test_a_pair_that_is_none_or_comes_twice_is_refused(typed):
    with pytest.raises(UsageError):
        read_pairs(typed)
