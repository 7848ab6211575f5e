"""Single facts about this file: the zone, the settings as last read, the sandbox's clock."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.cache.connect import Db
    from practicecli.settings import Stored

HOME_STATE = "home_state"  # of the first licence; of several, the one that clients mostly sit in
OFFSET = "sandbox_offset_seconds"  # how far a sandbox's clock, and with it ours, is ahead
_SKEW = "clock_skew:"  # and a platform: how far its clock was ahead of ours, and when measured
FIGURES = "figures"  # which set of figures open sessions were last worked out from
COVERED = "covered"  # when clients' records and coverages last agreed, and when the next begins
_SETTINGS = "settings"


def fact(db: Db, name: str) -> str | None:
    """Read a fact, or None where it was never kept."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    return row[0] if row else None


def keep_fact(db: Db, name: str, value: str) -> None:
    """Keep a fact."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def drop_fact(db: Db, name: str) -> None:
    """Forget a fact."""
    db.execute("DELETE FROM meta WHERE key = ?", (name,))


def coverage_begins(db: Db, today: str) -> bool:
    """Say whether coverages begin that no client's record has taken yet. `today` is an ISO date."""
    kept = fact(db, COVERED)
    if not kept:
        return False  # nobody has coverages
    since, _, following = kept.partition(" ")
    return today < since or bool(following and following <= today)


def keep_skew(db: Db, platform: str, seconds: float, at: str) -> None:
    """Keep how far a platform's clock is ahead of ours, measured `at` (UTC text)."""
    keep_fact(db, _SKEW + platform, f"{round(seconds)} {at}")


def drop_skew(db: Db, platform: str) -> None:
    """Forget what was measured at a platform that is reached elsewhere now."""
    drop_fact(db, _SKEW + platform)


def skew(db: Db, platform: str) -> tuple[int, str] | None:
    """Read how many seconds a platform's clock was ahead, and when; None where never measured."""
    said = fact(db, _SKEW + platform)
    if said is None:
        return None
    seconds, at = said.split(" ")
    return int(seconds), at


def zone_name(db: Db) -> str:
    """Read the name of the practice's time zone. Raises NoPracticeError."""
    row = db.execute("SELECT zone FROM provider WHERE one = 1").fetchone()
    if row is None:
        from practicecli.errors import NoPracticeError

        raise NoPracticeError
    return str(row[0])


def kept_settings(db: Db) -> Stored | None:
    """Read the settings as they were when the file was last read, with the file's stamp."""
    text = fact(db, _SETTINGS)
    if text is None:
        return None
    import json

    stamp, values = json.loads(text)
    return stamp, values


def keep_settings(db: Db, stored: Stored) -> None:
    """Keep the settings as just read."""
    import json

    keep_fact(db, _SETTINGS, json.dumps(stored))
