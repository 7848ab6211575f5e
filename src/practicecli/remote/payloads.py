"""The form of a platform's answers, checked at the door. Fields we do not know are left out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

# pydantic wants the one of typing_extensions below Python 3.12.
from typing_extensions import TypedDict

from practicecli.remote.answers import Page, Pushed, Result

Identity = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
ClaimStatus = Literal[
    "not-sent", "sent", "received", "accepted", "rejected", "pending", "info-wanted", "paid",
    "paid-client-share", "denied", "underpaid", "appealed", "corrected", "voided", "written-off",
    "reversed",
]  # fmt: skip


class ClientRow(TypedDict):
    """A client, with what the platform says is in place."""

    name: str
    born: Day | None
    email: str
    phone: str
    address: str
    state: str
    status: Literal["active", "waitlist", "archived"]
    payer: str
    plan: str
    member_id: str
    payment_method: bool
    forms: bool
    insurance: bool
    credentialing: bool
    covered_until: Day | None


class SessionRow(TypedDict):
    """An appointment and what became of it."""

    client: Identity
    starts_at: Instant
    ends_at: Instant
    day: Day
    place: Literal["office", "video-home", "video"]
    state: str
    status: Literal["scheduled", "confirmed", "cancelled", "late-cancelled", "no-show"]
    sent: Literal["no", "accepted"]
    actual_start: Instant | None
    actual_stop: Instant | None
    times_assumed: bool
    cpt: list[str]
    modifiers: list[str]
    dx: list[str]
    note_route: str
    note_status: Literal["none", "draft", "signed"]
    confirmed_at: Instant | None
    edit_until: Instant | None
    claim: Identity | None


class DenialRow(TypedDict):
    """Why a payer did not pay."""

    group: str
    carc: str
    rarc: str | None


class EventRow(TypedDict):
    """A step in a claim's life."""

    at: Instant
    status: ClaimStatus
    detail: str


class ClaimRow(TypedDict):
    """A claim as it stands."""

    session: Identity
    client: Identity
    payer: str
    status: ClaimStatus
    billed_cents: int | None
    allowed_cents: int | None
    payer_paid_cents: int | None
    client_owes_cents: int | None
    denial: DenialRow | None
    timeline: list[EventRow]


class ChargeRow(TypedDict):
    """What a client was asked for."""

    client: Identity
    session: Identity | None
    kind: str
    amount_cents: int
    status: str
    at: Instant


class LineRow(TypedDict):
    """A part of a payout."""

    session: Identity | None
    kind: Literal["session", "fee", "adjustment", "clawback"]
    amount_cents: int


class PayoutRow(TypedDict):
    """Money on its way, or there."""

    date: Day
    bank_on: Day
    status: Literal["scheduled", "paid"]
    total_cents: int
    guaranteed: bool
    lines: list[LineRow]


class CredentialRow(TypedDict):
    """Whether the provider is in a payer's network in a state."""

    payer: str
    state: str
    status: Literal["active", "pending", "none"]


KINDS: dict[str, TypeAdapter[Any]] = {
    "client": TypeAdapter(list[ClientRow]),
    "session": TypeAdapter(list[SessionRow]),
    "claim": TypeAdapter(list[ClaimRow]),
    "charge": TypeAdapter(list[ChargeRow]),
    "payout": TypeAdapter(list[PayoutRow]),
    "credential": TypeAdapter(list[CredentialRow]),
}


class _Item(TypedDict):
    kind: str
    id: Identity
    version: int
    deleted: bool
    body: dict[str, Any] | None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Page(_Model):
    items: list[_Item]
    cursor: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    more: bool
    offset_seconds: int | None = None


class _Problem(TypedDict):
    code: str
    weight: Literal["blocks", "warns"]
    message: str
    fix: str


class _Result(_Model):
    id: str
    outcome: Literal["applied", "refused", "conflict"]
    version: int
    problems: list[_Problem] = Field(default_factory=list)
    record: dict[str, Any] | None = None


class _Pushed(_Model):
    results: list[_Result]
    offset_seconds: int | None = None


def read_page(content: bytes) -> Page:
    """Read a page of the feed; raises ValueError where it does not fit the contract."""
    page = _Page.model_validate_json(content)
    found: dict[str, list[_Item]] = {}
    removed: dict[str, list[str]] = {}
    unknown = 0
    for item in page.items:
        if item["kind"] not in KINDS:
            unknown += 1
        elif item["deleted"]:
            removed.setdefault(item["kind"], []).append(item["id"])
        else:
            found.setdefault(item["kind"], []).append(item)
    rows: dict[str, list[dict[str, Any]]] = {}
    for kind, items in found.items():
        rows[kind] = KINDS[kind].validate_python([item["body"] for item in items])
        for row, item in zip(rows[kind], items, strict=True):
            row["id"] = item["id"]
            row["version"] = item["version"]
    return Page(
        rows, removed, page.cursor, page.more, len(page.items), unknown, page.offset_seconds
    )


def read_pushed(content: bytes) -> Pushed:
    """Read the answer to a push; raises ValueError where it does not fit the contract."""
    found = _Pushed.model_validate_json(content)
    return Pushed(tuple(_result(one) for one in found.results), found.offset_seconds)


def read_result(content: bytes) -> Result:
    """Read what became of one change; raises ValueError where it does not fit the contract."""
    return _result(_Result.model_validate_json(content))


def _result(found: _Result) -> Result:
    problems: tuple[Any, ...] = tuple(found.problems)
    return Result(found.id, found.outcome, found.version, problems, found.record)
