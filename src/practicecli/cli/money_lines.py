"""Money on the first screens: the next payout, what a cut-off brings, costs that changed.

Started by `today` and `due`: imports nothing heavy.
"""

from __future__ import annotations

from datetime import date, datetime

from practicecli.cache import reading
from practicecli.cli.text import day, money

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo
    from typing import Any

    from practicecli.cache.connect import Db
    from practicecli.cache.cutoffs import AtRisk

_HOUR = 3600
MOST_CHANGES = 3  # of costs on `today`; `client cost --changes` has them all
_COMMAND = "practice session list --unconfirmed"


def cutoff(row: AtRisk, now: datetime, zone: tzinfo) -> dict[str, Any]:
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


def next_payout(db: Db, today: date) -> dict[str, Any] | None:
    """Give the next payout: the platform's own word before a forecast of the same day."""
    since = today.isoformat()
    told = next(iter(reading.payouts(db, since=since)), None)
    forecast = reading.next_expected(db, since)
    if told is not None and (forecast is None or told["date"] <= forecast[0]):
        return {
            "date": told["date"],
            "platform": told["platform"],
            "status": told["status"],
            "total_cents": told["total_cents"],
            "sessions": len(reading.payout_lines(db, told["id"])),
            "estimate": False,
            "as_of": None,
        }
    if forecast is None:
        return None
    on, platform, cents, sessions = forecast
    return {
        "date": on,
        "platform": platform,
        "status": "forecast",
        "total_cents": cents or 0,
        "sessions": sessions,
        "estimate": True,
        "as_of": since,
    }


def payout_words(payout: dict[str, Any] | None, now: datetime, zone: tzinfo) -> str:
    """Say which money comes next."""
    if payout is None:
        return "none in sight"
    on = day(date.fromisoformat(payout["date"]), now.astimezone(zone).date())
    guess = ", a forecast" if payout["status"] == "forecast" else ""
    count = f"{payout['sessions']} session{'s' * (payout['sessions'] != 1)}"
    return f"{on}  {payout['platform']}  {money(payout['total_cents'])}  ({count}{guess})"


def changed_costs(db: Db, since: datetime) -> list[dict[str, Any]]:
    """Give the latest changes of what sessions cost clients, as JSON has them."""
    from practicecli.cache.costs import latest  # late: on most days nothing changed
    from practicecli.cli.shapes import utc

    return latest(db, utc(since), MOST_CHANGES)


def change_words(one: dict[str, Any], today: date) -> str:
    """Say which session costs how much else, why, and what follows where it was charged."""
    on = day(date.fromisoformat(one["on"]), today)
    was = "" if one["was_cents"] is None else f"{money(one['was_cents'])}, now "
    then = "" if one["effect"] == "upcoming" else f", a {one['effect']} of {_apart(one)}"
    why = one["reason"].replace("-", " ")
    return f"{one['session_ref']}  {on}  {was}{money(one['now_cents'])}  {why}{then}"


def _apart(one: dict[str, Any]) -> str:
    return money(abs(one["now_cents"] - (one["was_cents"] or 0)))
