"""The lines of a payout: as JSON shows them, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from practicecli.cli.app import App
    from practicecli.domain.policy import Policy

_KINDS = {
    "fee": "missed-session fee",
    "clawback": "taken back (clawback)",
}
_WHY = {
    "template": "if on its template",
    "upload": "no: uploaded note",
    "unsigned": "no: not signed",
    "no-note": "no: no note",
    "not-promised": "",
}
_ASKED = frozenset({"session", "clawback"})  # what a note can protect


def lines_of(run: App, payout: str, platform: str) -> list[dict[str, Any]]:
    """Give a payout's lines as JSON shows them."""
    from practicecli.cache.payouts import lines_of as read
    from practicecli.domain.protection import is_protected, protection

    policy = _policy(run, platform)
    found = []
    for line in read(run.db, payout):
        shown: dict[str, Any] = {
            "session": line.session,
            "session_ref": line.session_ref,
            "kind": line.kind,
            "amount_cents": line.cents,
        }
        if line.kind in _ASKED and line.session_ref:
            why = protection(policy, note_route=line.note_route, note_status=line.note_status)
            shown |= {"protected": is_protected(why), "protected_why": why.value}
        elif line.kind in _ASKED:
            shown |= {"protected": None, "protected_why": None}
        found.append(shown)
    return found


def in_words(lines: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give lines as a person reads them."""
    for line in lines:
        why = _WHY.get(line.get("protected_why") or "", "")
        yield {**line, "kind": _KINDS.get(line["kind"], line["kind"]), "protected_why": why}


def apart(lines: Sequence[dict[str, Any]]) -> str:
    """Name what in a payout is no session: `clawback -135.00`."""
    from practicecli.cli.text import plain_money

    sums: dict[str, int] = {}
    for line in lines:
        if line["kind"] != "session":
            sums[line["kind"]] = sums.get(line["kind"], 0) + line["amount_cents"]
    return ", ".join(f"{kind} {plain_money(cents)}" for kind, cents in sums.items() if cents)


def on_protection(run: App, record: dict[str, Any]) -> str:
    """Say what the platform's promise is worth, where it makes one; else nothing."""
    policy = _policy(run, record["platform"])
    if policy is None or not policy.protected_by_template:
        return ""
    if not any(line.get("protected_why") for line in record["lines"]):
        return ""
    return (
        f"{policy.label} does not take pay back where the note was signed on {policy.label}'s own"
        " template. That a note was signed is known here; on which template it was entered there,"
        " only you know"
    )


def _policy(run: App, platform: str) -> Policy | None:
    from practicecli.figures.load import policies

    there = run.platforms.get(platform)
    return policies().get(there.policy) if there else None
