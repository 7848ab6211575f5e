from __future__ import annotations


def test_a_setting_is_set_seen_and_taken_out_again(started):
    assert started("config", "get", "default_place").out == "video-home\n"

    changed = started("config", "set", "default_place", "office", "--json").json()

    assert (changed["value"], changed["origin"][-13:]) == ("office", "settings.toml")
    listed = started("config", "list", "--show-origin", "--json").json()
    assert next(one for one in listed if one["name"] == "default_place") == changed
    assert started("config", "unset", "default_place", "--json").json()["origin"] == "default"


def test_a_setting_that_is_none_is_refused_with_those_there_are(started):
    result = started("config", "set", "default_plaze", "office")

    assert result.exit == 2
    assert "`default_place`" in result.err
    assert started("config", "set", "default_place", "moon").exit == 2


def test_the_path_needs_no_practice(practice, tmp_path):
    told = practice("config", "path").out.strip()

    assert told == str(tmp_path / "home" / "settings" / "default" / "settings.toml")


def test_the_colour_that_was_set_is_kept_and_the_environment_goes_before_it(started):
    assert started("config", "set", "colour", "always").exit == 0

    assert "\x1b[" in started("today").out
    assert "\x1b[" not in started("today", "--color", "never").out
    assert "\x1b[" not in started("today", NO_COLOR="1").out
