from __future__ import annotations

import pytest

from practicecli.domain.printed import changed_since, host_of


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://zoom.us/j/123?pwd=secret", "zoom.us"),
        ("HTTPS://Video.Example.org:8443/room#key", "video.example.org"),
        ("https://user:word@doxy.me/ada", "doxy.me"),
        ("doxy.me/ada", "doxy.me"),
        ("https://meet.example?room=1", "meet.example"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_of_a_link_only_the_host_is_told(link, host):
    assert host_of(link) == host


SIGNED = {"cpt": ["90837"], "modifiers": [], "dx": ["F41.1"], "place": "office", "minutes": 55,
          "start": "2026-11-23 09:00", "stop": "2026-11-23 09:55"}  # fmt: skip
NOW = {**SIGNED, "cpt": ("90837",), "modifiers": (), "dx": ("F41.1",)}


@pytest.mark.parametrize(
    ("signed", "now", "told"),
    [
        ({}, {}, []),
        ({}, {"cpt": ("90834",)}, ["billing codes: 90837"]),
        ({"cpt": ["90837", "90785"]}, {}, ["billing codes: 90837 90785"]),
        ({"cpt": []}, {"cpt": ("90834",)}, []),  # added since, not changed
        ({"minutes": None}, {"minutes": 50}, []),
        ({}, {"minutes": 50}, ["minutes: 55"]),
        ({}, {"place": "video", "dx": ("F41.0",)}, ["place: office", "diagnosis codes: F41.1"]),
        ({}, {"start": "2026-11-23 09:05"}, ["start: 2026-11-23 09:00"]),
    ],
)
def test_what_a_signature_holds_and_the_session_no_longer_says_is_named(signed, now, told):
    assert changed_since({**SIGNED, **signed}, {**NOW, **now}) == told
    assert changed_since({}, NOW) == []
