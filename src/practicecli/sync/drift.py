"""Whether both sides still hold the same: looked into once a week, and by `doctor --deep`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from practicecli.cache import platforms
from practicecli.cache.connect import transaction
from practicecli.cache.digest import KINDS, digest
from practicecli.cache.facts import fact, keep_fact
from practicecli.sync.pull import read_anew

if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.remote.client import Remote
    from practicecli.sync.push import Talk

EVERY = timedelta(days=7)
_CHECKED = "drift_checked_at:"


def compare(db: Db, platform: str, remote: Remote) -> list[str]:
    """Name the kinds of records that differ in number or version; none where news came between.

    Raises what `Remote.digest` raises.
    """
    there = remote.digest()
    if there.cursor != platforms.get(db, platform).cursor:
        return []
    return [
        kind
        for kind in KINDS
        if kind in there.kinds and digest(db, platform, kind) != there.kinds[kind]
    ]


def check_weekly(talk: Talk) -> None:
    """Compare where it was not done for a week; what differs is read anew from the platform."""
    key = _CHECKED + talk.platform
    last = fact(talk.db, key)
    if last is None or _is_due(last, talk.at):
        if last is not None and compare(talk.db, talk.platform, talk.remote):
            read_anew(talk)
        with transaction(talk.db):
            keep_fact(talk.db, key, talk.at)


def _is_due(last: str, now: str) -> bool:
    return abs(datetime.fromisoformat(now) - datetime.fromisoformat(last)) >= EVERY
