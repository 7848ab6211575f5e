"""Logging in: the device flow (RFC 8628), refresh tokens that rotate (RFC 6749), revoking (7009).

All times are the sandbox's. Device codes and tokens are kept as SHA-256 only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from practicecli.domain.people import npi_is_sound
from practicecli.engine import transaction
from practicecli.errors import RefusedError
from practicecli.sandbox.store import offset_seconds, open_store, text_of

if TYPE_CHECKING:
    from practicecli.engine import Db

CLIENT_ID = "practice"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_GRANT = "refresh_token"
EXPIRES_SECONDS = 600
PAUSE_SECONDS = 5
SLOWER_SECONDS = 5  # RFC 8628, 3.5
ACCESS_SECONDS = 3600
_BYTES = 32
# No vowels, so no words; letters and digits each keep to their half, so O and 0 are no question.
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
_DIGITS = "23456789"
_HALF = 4
_PAIR = "SELECT pair.*, npi, ended FROM pair JOIN family ON family.id = pair.family"
_PAIR_BY = {"access": f"{_PAIR} WHERE access = ?", "refresh": f"{_PAIR} WHERE refresh = ?"}


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that waits for its person."""

    device_code: str
    user_code: str


def begin(db: Db, now: datetime) -> Begun:
    """Begin a log-in; the person has ten minutes."""
    begun = Begun(secrets.token_urlsafe(_BYTES), _user_code())
    ends = text_of(now + timedelta(seconds=EXPIRES_SECONDS))
    with transaction(db):
        long_gone = text_of(now - timedelta(days=1))
        db.execute("DELETE FROM device WHERE ends_at < ?", (long_gone,))
        db.execute(
            "INSERT INTO device (code, user_code, state, ends_at, pause_seconds)"
            " VALUES (?, ?, 'waiting', ?, ?)",
            (_hash(begun.device_code), begun.user_code, ends, PAUSE_SECONDS),
        )
    return begun


def approve(path: str, user_code: str, npi: str, *, now: datetime | None = None) -> None:
    """Let the waiting device in as this provider.

    `now` is the clock's time without the sandbox's offset; without it an expired code is only
    found out by the device. Raises RefusedError.
    """
    db = open_store(path)
    try:
        allow(db, user_code, npi, _there(db, now))
    finally:
        db.close()


def deny(path: str, user_code: str, *, now: datetime | None = None) -> None:
    """Turn the waiting device away; `now` as in `approve`. Raises RefusedError."""
    db = open_store(path)
    try:
        turn_away(db, user_code, _there(db, now))
    finally:
        db.close()


def allow(db: Db, user_code: str, npi: str, now: datetime | None) -> None:
    """Let the waiting device in; `now` is the sandbox's time. Raises RefusedError."""
    if not npi_is_sound(npi):
        raise RefusedError("This is not a sound NPI", hint="Give one such as `1999999984`")
    _settle(db, user_code, "allowed", npi, now)


def turn_away(db: Db, user_code: str, now: datetime | None) -> None:
    """Turn the waiting device away; `now` is the sandbox's time. Raises RefusedError."""
    _settle(db, user_code, "denied", "", now)


def poll(db: Db, device_code: str, now: datetime) -> dict[str, Any]:
    """Answer a waiting device: tokens, once, or an `error` of RFC 8628."""
    with transaction(db):
        row = db.execute("SELECT * FROM device WHERE code = ?", (_hash(device_code),)).fetchone()
        if row is None or row["state"] == "used":
            return _no("invalid_grant", "There is no such device code")
        if row["ends_at"] <= text_of(now):
            return _no("expired_token", "The code has expired; begin again")
        if row["state"] == "denied":
            return _no("access_denied", "The person said no")
        if row["state"] == "allowed":
            db.execute("UPDATE device SET state = 'used' WHERE code = ?", (row["code"],))
            found = db.execute("INSERT INTO family (npi) VALUES (?)", (row["npi"],))
            return _new_pair(db, int(found.lastrowid or 0), None, now)
        return _not_yet(db, row, now)


def refresh(db: Db, token: str, now: datetime) -> dict[str, Any]:
    """Answer a refresh token with a new pair, or with an `error` of RFC 6749.

    Presented again, it is answered again while the pair made from it was never used: that answer
    was lost. Once it was, somebody else has a copy, and all of the log-in ends.
    """
    with transaction(db):
        row = _pair(db, "refresh", token)
        if row is None or row["ended"]:
            return _no("invalid_grant", "There is no such log-in; log in again")
        child = db.execute(
            "SELECT id, used FROM pair WHERE made_from = ? AND NOT replaced", (row["id"],)
        ).fetchone()
        if row["replaced"] or (child is not None and child["used"]):
            db.execute("UPDATE family SET ended = 1 WHERE id = ?", (row["family"],))
            return _no("invalid_grant", "This token was used before; log in again")
        if child is not None:
            db.execute("UPDATE pair SET replaced = 1 WHERE id = ?", (child["id"],))
        db.execute("UPDATE pair SET used = 1 WHERE id = ?", (row["id"],))
        return _new_pair(db, row["family"], row["id"], now)


def revoke(db: Db, token: str) -> None:
    """End the whole log-in a token belongs to; a token nobody knows is ended already."""
    with transaction(db):
        for kind in ("access", "refresh"):
            row = _pair(db, kind, token)
            if row is not None:
                db.execute("UPDATE family SET ended = 1 WHERE id = ?", (row["family"],))


def bearer(db: Db, token: str, now: datetime) -> str | None:
    """Give the NPI an access token of the flow stands for, None where it does not or no longer."""
    row = _pair(db, "access", token)
    if row is None or row["ended"] or row["replaced"] or row["ends_at"] <= text_of(now):
        return None
    if not row["used"]:
        with transaction(db):
            # Asked again inside: it may have been replaced by another request just now.
            done = db.execute(
                "UPDATE pair SET used = 1 WHERE id = ? AND NOT replaced", (row["id"],)
            )
        if not done.rowcount:
            return None
    return str(row["npi"])


def _no(code: str, why: str) -> dict[str, Any]:
    # Not raised: what was noted in the transaction has to stay.
    return {"error": code, "error_description": why}


def _not_yet(db: Db, row: Any, now: datetime) -> dict[str, Any]:  # noqa: ANN401 - a driver's row
    pause = row["pause_seconds"]
    asked = row["asked_at"] and datetime.fromisoformat(row["asked_at"])
    hasty = asked and now < asked + timedelta(seconds=pause)
    if hasty:
        pause += SLOWER_SECONDS
    db.execute(
        "UPDATE device SET pause_seconds = ?, asked_at = ? WHERE code = ?",
        (pause, text_of(now), row["code"]),
    )
    if hasty:
        return _no("slow_down", f"Ask every {pause} seconds")
    return _no("authorization_pending", "The person has not answered yet")


def _settle(db: Db, user_code: str, state: str, npi: str, now: datetime | None) -> None:
    typed = "".join(letter for letter in user_code.upper() if letter.isalnum())
    code = f"{typed[:_HALF]}-{typed[_HALF:]}"
    with transaction(db):
        done = db.execute(
            "UPDATE device SET state = ?, npi = ?"
            " WHERE user_code = ? AND state = 'waiting' AND ends_at > ?",
            (state, npi, code, text_of(now) if now else ""),
        )
    if not done.rowcount:
        raise RefusedError(
            "No log-in waits under this code, or it has expired",
            hint="Begin again with `practice platform login NAME`",
        )


def _new_pair(db: Db, family: int, made_from: int | None, now: datetime) -> dict[str, Any]:
    access, again = secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES)
    ends = text_of(now + timedelta(seconds=ACCESS_SECONDS))
    db.execute(
        "INSERT INTO pair (family, made_from, access, refresh, ends_at) VALUES (?, ?, ?, ?, ?)",
        (family, made_from, _hash(access), _hash(again), ends),
    )
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "refresh_token": again,
    }


def _pair(db: Db, kind: str, token: str) -> Any:  # noqa: ANN401 - a driver's row
    return db.execute(_PAIR_BY[kind], (_hash(token),)).fetchone()


def _there(db: Db, now: datetime | None) -> datetime | None:
    return now and now + timedelta(seconds=offset_seconds(db))


def _user_code() -> str:
    halves = (_LETTERS, _DIGITS)
    return "-".join("".join(secrets.choice(half) for _ in range(_HALF)) for half in halves)


def _hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
