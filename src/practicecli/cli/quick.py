"""`today`, `due` and completion without Typer: the same facts, opened the shortest way.

Whatever is out of the ordinary (another source of the key, changed settings or figures, an older
file, any failure) is left to the full program, which answers the same and reports well.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from practicecli.cache.connect import Db
    from practicecli.places import Places

_ALWAYS = ("headway", "alma", "grow", "rula", "direct", "self")


def run(argv: Sequence[str]) -> bool:
    """Print the screen; False where the full program has to."""
    from practicecli.places import find_places

    db = _open(find_places(os.environ))
    if db is None:
        return False
    try:
        text = _text(db, argv[0], as_json=argv[1:] == ["--json"])
    finally:
        db.close()
    if text is None:
        return False
    sys.stdout.write(text)
    sys.stdout.flush()
    return True


def complete(kind: str, prefix: str) -> list[str]:
    """Give what may stand where a value of this kind is typed; ids and codes, never names."""
    if kind == "cpt":
        from practicecli.figures.codebook import cpt_table

        return [code for code in cpt_table().codes if code.startswith(prefix)]
    from practicecli.places import find_places

    db = _open(find_places(os.environ), exact=False)
    if db is None:
        return []
    try:
        return list(_values(db, kind, prefix.lower()))
    finally:
        db.close()


def _open(places: Places, *, exact: bool = True) -> Db | None:
    """Open the cache where nothing but reading is called for."""
    from practicecli.cache.connect import open_db
    from practicecli.cache.facts import FIGURES, fact
    from practicecli.cache.migrations import is_current
    from practicecli.cache.schema import STEPS
    from practicecli.figures._digest import DIGEST
    from practicecli.settings import DEFAULTS, stamp_of, variable_of
    from practicecli.vault.identity import find_practice
    from practicecli.vault.keyfile import read_key_file

    if os.environ.get("PRACTICE_KEY") or any(os.environ.get(variable_of(one)) for one in DEFAULTS):
        return None
    identity = find_practice(places)
    kind, _, path = identity.key_source.partition(":")
    if kind != "file":
        return None
    db = open_db(places.database, read_key_file(path).data, check=identity.key_check)
    ready = is_current(db, STEPS)
    if ready and exact:
        kept = fact(db, "settings") or ""
        same_settings = kept.startswith(f'["{stamp_of(places.settings)}"')
        # A colour of one's own is the full program's matter.
        same_settings = same_settings and '"colour"' not in kept
        ready = same_settings and fact(db, FIGURES) == DIGEST
    if not ready:
        db.close()
        return None
    return db


def _text(db: Db, screen: str, *, as_json: bool) -> str | None:
    """Give the screen; None where clients' coverages begin, which the rules have to see first."""
    from practicecli.cache import cutoffs
    from practicecli.cache.facts import coverage_begins, zone_name
    from practicecli.cli import screens, shapes
    from practicecli.cli.terminal import page_width, takes_colour
    from practicecli.clock import zone as zone_of

    zone = zone_of(zone_name(db))
    width, colour = page_width(sys.stdout, os.environ), takes_colour(sys.stdout, os.environ)
    now = _now(db, zone)
    day = now.astimezone(zone).date()
    if coverage_begins(db, day.isoformat()):
        return None
    if not cutoffs.cover(db, shapes.utc(now), shapes.utc(now + screens.CUTOFFS_AHEAD)):
        return None  # the full program works them out
    facts: object
    if screen == "today":
        facts = today = screens.today_facts(db, now, zone, day, named=not as_json)
        if not as_json:
            return screens.today_text(today, now, zone, width=width, colour=colour)
    else:
        facts = items = screens.due_facts(db, now, zone)
        if not as_json:
            if sys.stdout.isatty():
                return screens.due_text(items, now, zone, width=width, colour=colour)
            return "".join(screens.due_lines(items))
    return screens.as_json(facts)


def _now(db: Db, zone: tzinfo) -> datetime:
    from practicecli.cache.facts import OFFSET, fact
    from practicecli.cache.open_work import has_real_remote
    from practicecli.clock import now

    real = has_real_remote(db)
    offset = 0 if real else int(fact(db, OFFSET) or 0)
    return now(os.environ, offset_seconds=offset, sandboxed=not real, naive=zone)


def _values(db: Db, kind: str, prefix: str) -> Iterator[str]:
    from practicecli.cache.completing import newest_refs, platform_names

    if kind == "platform":
        names = {*platform_names(db), *_ALWAYS}
        yield from sorted(name for name in names if name.startswith(prefix))
        return
    if kind == "session":
        yield from (near for near in ("@last", "@now", "@next") if near.startswith(prefix))
    yield from (ref for ref in newest_refs(db, kind) if ref.startswith(prefix))
