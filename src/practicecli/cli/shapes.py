"""The one JSON form of each kind of thing, made from stored rows; scripts rely on these names.

Started by `today` and `due`: imports the clock and the words, and nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime

from practicecli.cli.text import money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo
    from typing import Any

    Row = Mapping[str, Any]

_HOUR = 3600


def instant(text: str | None, zone: tzinfo) -> str | None:
    """Give a stored instant as ISO 8601 with the zone's offset."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(zone).isoformat()


def minutes_between(start: str | None, stop: str | None) -> int | None:
    """Give whole elapsed minutes between two stored instants, where both are known."""
    if start is None or stop is None:
        return None
    span = datetime.fromisoformat(stop) - datetime.fromisoformat(start)
    return int(span.total_seconds() // 60)


def session(row: Row, zone: tzinfo) -> dict[str, Any]:
    """Give a session's JSON form."""
    counts = row["status"] in {"scheduled", "confirmed"}  # what did not take place has no clocks
    return {
        "id": row["id"],
        "ref": row["ref"],
        "client": row["client"],
        "client_ref": row["client_ref"],
        "platform": row["platform"],
        "starts_at": instant(row["starts_at"], zone),
        "ends_at": instant(row["ends_at"], zone),
        "minutes": minutes_between(row["starts_at"], row["ends_at"]),
        "status": row["status"],
        "place": row["place"],
        "state": row["state"],
        "participants": row["participants"],
        "occasion": row["occasion"],
        "complexity": row["complexity"],
        "em_minutes": row["em_minutes"],
        "link": row["link"],
        "series": row["series"],
        "actual_start": instant(row["actual_start"], zone),
        "actual_stop": instant(row["actual_stop"], zone),
        "actual_minutes": minutes_between(row["actual_start"], row["actual_stop"]),
        "times_assumed": bool(row["times_assumed"]),
        "cpt": row["cpt"].split(),
        "modifiers": row["modifiers"].split(),
        "dx": row["dx"].split(),
        "note_status": row["note_status"],
        "ready": bool(row["ready"]),
        "confirmed_at": instant(row["confirmed_at"], zone),
        "entered_at": instant(row["entered_at"], zone),
        "confirm_by": instant(row["confirm_by"], zone) if counts else None,
        "sign_by": instant(row["sign_by"], zone) if counts else None,
        "edit_until": instant(row["edit_until"], zone),
        "file_by": instant(row["file_by"], zone),
        "claim": row["claim"],
        "expected_cents": row["expected_cents"],
        "expected_payout_on": row["expected_on"],
        "fee_cents": row["fee_cents"],
        "sent": row["sent"],
        "refusal": _problems(row["refusal"]),
        "warnings": _problems(row["warnings"]),
    }


def client(row: Row) -> dict[str, Any]:
    """Give a client's JSON form."""
    return {
        "id": row["id"],
        "ref": row["ref"],
        "name": row["name"],
        "platform": row["platform"],
        "status": row["status"],
        "ready": all(readiness(row).values()),
        "readiness": readiness(row),
        "payer": row["payer"],
        "plan": row["plan"],
        "member_id": row["member_id"],
        "born": row["born"],
        "email": row["email"],
        "phone": row["phone"],
        "address": row["address"],
        "state": row["state"],
        "aliases": row["aliases"].split("\n") if row["aliases"] else [],
        "covered_from": row["covered_from"],
        "covered_until": row["covered_until"],
    }


def readiness(row: Row) -> dict[str, bool]:
    """Give the five things that have to be in place."""
    return {
        "payment_method": bool(row["payment_method"]),
        "forms": bool(row["forms"]),
        "insurance": bool(row["insurance"]),
        "address": bool(row["address"]),
        "credentialing": bool(row["credentialing"] or row["in_network"]),
    }


def claim(
    row: Row, events: Sequence[tuple[str, str, str]], denial: Mapping[str, Any] | None, zone: tzinfo
) -> dict[str, Any]:
    """Give a claim's JSON form; its timeline opens with the moment it was made."""
    timeline = [(row["created_at"], "not-sent", "confirmed here"), *events]
    if row["entered_at"] is not None and row["status"] == "sent":
        timeline.append((row["entered_at"], "sent", "entered by hand"))
    return {
        "id": row["id"],
        "ref": row["ref"],
        "session": row["session"],
        "session_ref": row["session_ref"],
        "client": row["client"],
        "client_ref": row["client_ref"],
        "platform": row["platform"],
        "payer": row["payer"],
        "service_date": (instant(row["starts_at"], zone) or "")[:10],
        "status": row["status"],
        "billed_cents": row["billed_cents"],
        "allowed_cents": row["allowed_cents"],
        "payer_paid_cents": row["paid_cents"],
        "client_owes_cents": row["owes_cents"],
        "timeline": [
            {"at": instant(at, zone), "status": status, "detail": detail}
            for at, status, detail in timeline
        ],
        "denial": denial,
    }


_WHAT = {
    ("confirm", "unconfirmed"): "Confirm it",
    ("confirm", "refused"): "Refused by {platform}: put it right",
    ("confirm", "unsent"): "Not accepted by {platform} yet",
    ("sign", "none"): "Write the note",
    ("sign", "draft"): "Sign the note",
    ("edit", "open"): "Last time to correct it",
    ("enter", "manual"): "Enter it in {platform}'s portal",
    ("file", "manual"): "Send the claim",
    ("review", "plan"): "Review the treatment plan",
    ("authorization", "units"): "The authorization runs out: ask for the next, or end it",
    ("refund", "refund"): "See that the refund of {sum} has reached the client",
    ("other", "unpaid"): "Client's invoice is still unpaid: {name} takes {sum} out of your payout"
    " after that",
    ("other", "invoice"): "Your invoice is overdue: {sum} is still open",
}
# A deadline's kind on a screen, where its own word is too long or says too little.
SHORT = {"authorization": "units", "other": "unpaid"}
_TYPE = {
    ("confirm", "unconfirmed"): "practice session confirm {ref} --cpt CODE --dx CODE",
    ("confirm", "refused"): "practice session show {ref}",
    ("confirm", "unsent"): "practice sync",
    ("sign", "none"): "practice note write {ref}",
    ("sign", "draft"): "practice note sign {ref}",
    ("edit", "open"): "practice session show {ref}",
    ("enter", "manual"): "practice session entered {ref}",
    ("file", "manual"): "practice session entered {ref}",
    ("review", "plan"): "practice plan review {ref}",
    ("authorization", "units"): "practice authorization list {ref}",
    ("refund", "refund"): "practice charge seen {ref}",
    ("other", "unpaid"): "practice charge show {ref}",
    ("other", "invoice"): "practice invoice show {ref}",
}
# Whose id an item has, by what holds it, where it is not a session's.
_WHOSE = {
    ("plan", "units"): "client", ("refund", "unpaid"): "charge", ("invoice",): "invoice",
}  # fmt: skip
# Where signing confirms, a note is not signed by itself.
BY_SIGNING = frozenset({"rula"})
_CONFIRM_AND_SIGN = "practice session confirm {ref} --cpt CODE --dx CODE --sign --attest"


def due_item(item: Sequence[str], now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Give a deadline's JSON form; `hours_left` is rounded down and negative once it has passed.

    A review and an authorization are a client's, whose id they have instead of a session's; a
    refund is of a charge.
    """
    kind, identity, ref, client_ref, platform, due_at, held = item
    why, _, cents = held.partition(" ")
    moment = datetime.fromisoformat(due_at)
    typed = _TYPE[kind, why]
    if platform in BY_SIGNING and (kind, why) in {("sign", "draft"), ("confirm", "unconfirmed")}:
        typed = _CONFIRM_AND_SIGN
    whose = next((owner for those, owner in _WHOSE.items() if why in those), None)
    of = {"session": None, whose: identity} if whose else {"session": identity}
    words = _WHAT[kind, why].format(
        platform=platform, name=platform.capitalize(), sum=money(int(cents or 0))
    )
    return {
        "kind": kind,
        "ref": ref,
        **of,
        "client_ref": client_ref,
        "what": words,
        "due_at": moment.astimezone(zone).isoformat(),
        "hours_left": int((moment - now).total_seconds() // _HOUR),
        "overdue": now > moment,
        "platform": platform,
        "command": typed.format(ref=ref),
    }


def utc(moment: datetime) -> str:
    """Give an instant as it is stored."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _problems(text: str) -> list[dict[str, str]]:
    if not text:
        return []
    import json

    found: list[dict[str, str]] = json.loads(text)
    return found
