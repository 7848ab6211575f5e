"""The form of what is pushed. What does not fit is refused by name of field, never by its words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from practicecli.domain.problems import Problem

LONGEST_LINE = 500
MOST_VERSION = 2**53 - 1  # what every reader of JSON holds exactly
MOST_CENTS = 100_000_000
LONGEST_TEXT = 1_000_000


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not a time zone") from error
    return name


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL")
    text.encode()  # raises where it holds half of a surrogate pair
    return text


def _number(said: object) -> object:
    if isinstance(said, bool | str):
        raise ValueError("not a number")  # noqa: TRY004 - what pydantic takes for an objection
    return said


Instant = Annotated[AwareDatetime, AfterValidator(_whole_seconds)]
Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(_storable)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_storable)]
Identity = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]{1,10}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Npi = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
Cents = Annotated[int, Field(ge=-MOST_CENTS, le=MOST_CENTS)]
State = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Place = Literal["office", "video-home", "video"]


class Body(BaseModel):
    """What all bodies share: unknown fields are let pass, so that a newer client can talk to us."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Change(Body):
    """One change, before its body is looked into."""

    id: Identity
    kind: Line
    record: Identity
    verb: Line
    seen_version: Annotated[int, BeforeValidator(_number), Field(ge=0, le=MOST_VERSION)] = 0
    body: dict[str, Any]


class Asked(Body):
    """Whose coverage is asked after."""

    client: Identity


class LicenseBody(Body):
    """The right to practise in one state."""

    state: State
    type: Line
    until: date | None = None


class ProviderBody(Body):
    """Who the therapist is."""

    name: Line
    npi: Npi
    credentials: Line
    zone: Annotated[Line, AfterValidator(_zone)]
    licenses: list[LicenseBody] = []


class Ready(Body):
    """What a tester says is in place, so that no time has to pass."""

    payment_method: bool = False
    forms: bool = False
    insurance: bool = False


class ClientBody(Body):
    """A person in treatment."""

    name: Line
    born: date | None = None
    email: Line = ""
    phone: Line = ""
    address: Line = ""
    state: State = ""
    status: Literal["active", "waitlist", "archived"] = "active"
    payer: Line = ""
    plan: Line = ""
    member_id: Line = ""
    ready: Ready | None = None


class ScheduleBody(Body):
    """A new appointment."""

    client: Identity
    starts_at: Instant
    ends_at: Instant
    place: Place = "office"
    state: State = ""


class MoveBody(Body):
    """An appointment's new time."""

    starts_at: Instant
    ends_at: Instant


class CancelBody(Body):
    """An appointment that will not be."""

    status: Literal["cancelled", "late-cancelled"] = "cancelled"
    fee_cents: Cents = 0


class NoShowBody(Body):
    """An appointment the client missed."""

    fee_cents: Cents = 0


class ConfirmBody(Body):
    """A session as it took place."""

    claim: Identity | None = None
    place: Place | None = None
    actual_start: Instant | None = None
    actual_stop: Instant | None = None
    times_assumed: bool = False
    cpt: list[Code] = []
    modifiers: list[Code] = []
    dx: list[Code] = []
    note_route: Literal["template", "upload", "none", ""] = ""
    note_status: Literal["none", "draft", "signed"] = "none"


class NoteBody(Body):
    """A signed note."""

    session: Identity
    template: Line
    signed_at: Instant
    signer: Line
    npi: Npi
    hash: Digest
    previous: Line | None = None
    late: bool = False
    text: Text


class AddendumBody(Body):
    """What is added to a signed note."""

    id: Identity
    note: Identity
    signed_at: Instant
    signer: Line
    npi: Npi
    hash: Digest
    previous: Line | None = None
    text: Text


def objections_to_form(error: ValidationError) -> list[Problem]:
    """Name each field that does not fit, without what stood in it."""
    found = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        field = ".".join(str(part) for part in one["loc"])
        found.append(Problem("change-form", f"The field `{field}` does not fit: {one['type']}"))
    return found
