from __future__ import annotations

import pytest


def test_platforms_are_listed_with_how_they_are_reached(started):
    found = {one["name"]: one for one in started("platform", "list", "--json").json()}

    assert (found["headway"]["remote"], found["headway"]["sandbox"]) == ("sandbox:", True)
    assert (found["alma"]["remote"], found["alma"]["manual"]) == ("manual", True)


def test_a_platform_shows_its_figures_with_their_sources(started):
    shown = started("platform", "show", "headway", "--json").json()

    confirm = next(one for one in shown["figures"] if one["what"].endswith("(confirm)"))
    assert confirm["value"].startswith("30 days")
    assert all(one["source"] for one in shown["figures"])
    assert "longest minutes" in shown["assumed"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("self", "--remote", "manual"), 0),
        (("moon", "--remote", "manual"), 5),
        (("direct", "--remote", "http://example.com"), 2),
        (("direct", "--remote", "https://example.com"), 2),  # under an invented time
        (("direct",), 2),
    ],
)
def test_a_platform_is_added_only_where_it_can_be(started, words, code):
    assert started("platform", "add", *words).exit == code


def test_a_token_is_kept_sealed_and_forgotten(started, tmp_path):
    token = tmp_path / "token"
    token.write_text("a-made-up-token\n")
    token.chmod(0o644)
    log_in = ("platform", "login", "headway", "--token-file", str(token), "--json")

    assert started(*log_in).exit == 4
    token.chmod(0o600)
    assert started(*log_in).json()["logged_in"] is True
    kept = (tmp_path / "home" / "data" / "default" / "tokens.sealed").read_bytes()
    assert b"a-made-up-token" not in kept
    assert started("platform", "logout", "headway", "--json").json()["logged_in"] is False
