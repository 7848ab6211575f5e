"""What a cut-off means in words: confirm by then, and the money comes sooner.

Started by `today` and `due`: imports nothing heavy.
"""

from __future__ import annotations

from datetime import date, datetime

from practicecli.cli.text import day, money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo
    from typing import Any

    from practicecli.cache.cutoffs import AtRisk

_HOUR = 3600
_COMMAND = "practice session list --unconfirmed"


def item(row: AtRisk, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Give a cut-off's JSON form, a due item of the kind `other`; ref is the oldest session's."""
    (platform, at, pays_on, bank_on, later_on, later_bank_on, count, cents, known, _, session, ref,
     client_ref) = row  # fmt: skip
    moment = datetime.fromisoformat(at)
    return {
        "kind": "other",
        "ref": ref,
        "session": session,
        "client_ref": client_ref,
        "what": _sentence(moment.astimezone(zone), now.astimezone(zone).date(), row),
        "due_at": moment.astimezone(zone).isoformat(),
        "hours_left": int((moment - now).total_seconds() // _HOUR),
        "overdue": False,
        "platform": platform,
        "command": _COMMAND,
        "cutoff": {
            "sessions": count,
            "amount_cents": cents,
            "without_amount": count - known,
            "pays_on": pays_on,
            "bank_on": bank_on,
            "later_on": later_on,
            "later_bank_on": later_bank_on,
        },
    }


def _sentence(by: datetime, today: date, row: AtRisk) -> str:
    _, _, _, bank_on, _, later_bank_on, count, cents, known, *_ = row
    sessions = "1 session" if count == 1 else f"{count} sessions"
    amount = "its money" if count == 1 else "their money"
    if cents is not None:
        amount = money(cents) if known == count else f"{money(cents)} or more"
    return (
        f"Confirm {sessions} by {day(by.date(), today)} {by:%H:%M} and {amount} arrives"
        f" {_short(bank_on, today)} instead of {_short(later_bank_on, today)}"
    )


def _short(iso: str, today: date) -> str:
    """Write a date without its weekday."""
    return day(date.fromisoformat(iso), today).partition(" ")[2]
