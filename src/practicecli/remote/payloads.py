"""The form of a platform's answers, checked at the door. Fields we do not know are left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, NotRequired, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

# pydantic wants the one of typing_extensions below Python 3.12.
from typing_extensions import TypedDict

from practicecli.remote.answers import Digest, Page, Pushed, Result

Identity = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
# What is reckoned with must not run over the ends of the calendar: 1800 to 2999.
_DAY = r"(1[89]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def _real_instant(said: str) -> str:
    datetime.fromisoformat(said)
    return said


def _real_day(said: str) -> str:
    date.fromisoformat(said)
    return said


Instant = Annotated[
    str, StringConstraints(pattern=f"^{_DAY}T{_CLOCK}Z$"), AfterValidator(_real_instant)
]
Day = Annotated[str, StringConstraints(pattern=f"^{_DAY}$"), AfterValidator(_real_day)]
# More than this is nobody's money, and would not fit the cache.
Cents = Annotated[int, Field(ge=-(2**53), le=2**53)]
Version = Annotated[int, Field(ge=0, le=2**53)]
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
    fee_cents: NotRequired[Cents]


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
    billed_cents: Cents | None
    allowed_cents: Cents | None
    payer_paid_cents: Cents | None
    client_owes_cents: Cents | None
    denial: DenialRow | None
    timeline: list[EventRow]


class ChargeRow(TypedDict):
    """What a client was asked for."""

    client: Identity
    session: Identity | None
    kind: str
    amount_cents: Cents
    status: str
    at: Instant


class LineRow(TypedDict):
    """A part of a payout."""

    session: Identity | None
    kind: Literal["session", "fee", "adjustment", "clawback"]
    amount_cents: Cents


class PayoutRow(TypedDict):
    """Money on its way, or there."""

    date: Day
    bank_on: Day
    status: Literal["scheduled", "paid"]
    total_cents: Cents
    guaranteed: bool
    lines: list[LineRow]


class CredentialRow(TypedDict):
    """Whether the provider is in a payer's network in a state."""

    payer: str
    state: str
    status: Literal["active", "pending", "none"]


class NoticeRow(TypedDict):
    """Something a platform tells the provider."""

    at: Instant
    code: Literal[
        "card-removed", "plan-ended", "cost-changed", "charge-failed", "refund-made",
        "claim-denied", "claim-rejected", "clawback", "client-removed",
    ]  # fmt: skip
    client: Identity | None
    session: Identity | None
    message: str
    amount_cents: Cents | None


class CostRow(TypedDict):
    """What a client will pay for a session."""

    session: Identity
    client: Identity
    amount_cents: Cents
    was_cents: Cents | None
    reason: Literal[
        "estimate", "new-plan", "deductible-met", "out-of-pocket-met", "plan-reset", "correction"
    ]
    changed_at: Instant


KINDS: dict[str, TypeAdapter[Any]] = {
    "client": TypeAdapter(list[ClientRow]),
    "session": TypeAdapter(list[SessionRow]),
    "claim": TypeAdapter(list[ClaimRow]),
    "charge": TypeAdapter(list[ChargeRow]),
    "payout": TypeAdapter(list[PayoutRow]),
    "credential": TypeAdapter(list[CredentialRow]),
    "notice": TypeAdapter(list[NoticeRow]),
    "cost": TypeAdapter(list[CostRow]),
}


class _Item(TypedDict):
    kind: str
    id: Identity
    version: Version
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
    version: Version
    problems: list[_Problem] = Field(default_factory=list)
    record: dict[str, Any] | None = None


class _Pushed(_Model):
    results: list[_Result]
    offset_seconds: int | None = None


class _Fingerprint(TypedDict):
    count: Annotated[int, Field(ge=0)]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Digest(_Model):
    cursor: str
    kinds: dict[str, _Fingerprint]


_OBJECT = TypeAdapter(dict[str, Any])
_Form = TypeVar("_Form")


class UnfitError(ValueError):
    """An answer does not fit the contract; `where` names kind and field, and quotes nothing."""

    def __init__(self, where: str) -> None:
        super().__init__(f"not in the contract: {where}")
        self.where = where


def read_page(content: bytes) -> Page:
    """Read a page of the feed; raises UnfitError. Of an id that comes twice the last counts."""
    page = _fit(lambda: _Page.model_validate_json(content))
    latest: dict[tuple[str, str], _Item] = {}
    unknown = 0
    for item in page.items:
        if item["kind"] in KINDS:
            latest[item["kind"], item["id"]] = item
        else:
            unknown += 1
    found: dict[str, list[_Item]] = {}
    removed: dict[str, list[str]] = {}
    for item in latest.values():
        if item["deleted"]:
            removed.setdefault(item["kind"], []).append(item["id"])
        else:
            found.setdefault(item["kind"], []).append(item)
    rows = {kind: _rows(kind, items) for kind, items in found.items()}
    return Page(
        rows, removed, page.cursor, page.more, len(page.items), unknown, page.offset_seconds
    )


def read_record(kind: str, body: object) -> dict[str, Any]:
    """Read a conflict's record of theirs, in the form of a row of the feed; raises UnfitError."""
    if kind not in KINDS:
        raise UnfitError("kind")
    (row,) = _fit(lambda: KINDS[kind].validate_python([body]), kind)
    found: dict[str, Any] = row
    return found


def read_pushed(content: bytes) -> Pushed:
    """Read the answer to a push; raises UnfitError."""
    found = _fit(lambda: _Pushed.model_validate_json(content))
    return Pushed(tuple(_result(one) for one in found.results), found.offset_seconds)


def read_result(content: bytes) -> Result:
    """Read what became of one change; raises UnfitError."""
    return _result(_fit(lambda: _Result.model_validate_json(content)))


def read_digest(content: bytes) -> Digest:
    """Read the fingerprints of what a platform holds; raises UnfitError."""
    found = _fit(lambda: _Digest.model_validate_json(content))
    kinds = {kind: (one["count"], one["digest"]) for kind, one in found.kinds.items()}
    return Digest(found.cursor, kinds)


def read_object(content: bytes) -> dict[str, Any]:
    """Read an answer whose fields are its reader's business; raises UnfitError."""
    return _fit(lambda: _OBJECT.validate_json(content))


def _rows(kind: str, items: list[_Item]) -> list[dict[str, Any]]:
    adapter = KINDS[kind]
    rows: list[dict[str, Any]] = _fit(
        lambda: adapter.validate_python([item["body"] for item in items]), kind
    )
    for row, item in zip(rows, items, strict=True):
        row["id"] = item["id"]
        row["version"] = item["version"]
    return rows


def _fit(read: Callable[[], _Form], kind: str = "") -> _Form:
    try:
        return read()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        names = [kind, *(one for one in first["loc"] if isinstance(one, str))]
    # A name that is no field of ours may be text of theirs.
    raise UnfitError(".".join(one for one in names if one.isidentifier() and one.isascii()))


def _result(found: _Result) -> Result:
    problems: tuple[Any, ...] = tuple(found.problems)
    return Result(found.id, found.outcome, found.version, problems, found.record)
