"""The file that says which faults a sandbox has: read whole, every objection to it at once."""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError

_LONGEST_SECONDS = 3600

Seconds = Annotated[float, Field(ge=0, le=_LONGEST_SECONDS)]
ErrorStatus = Annotated[int, Field(ge=400, le=599)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Fault(_Form):
    """Which requests a fault is for, and which of those it hits; all of them if nothing is said."""

    path: Annotated[str, Field(pattern="^/")] = "/"
    method: Annotated[str, Field(pattern="^[A-Z]+$")] = ""
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    times: Annotated[int, Field(ge=1)] | None = None
    after: Annotated[int, Field(ge=0)] = 0
    every: Annotated[int, Field(ge=1)] = 1


class Plain(_Fault):
    """A fault that needs no more words."""

    kind: Literal["cut", "lose", "html", "empty", "garbage", "twice", "unauthorized"]


class Slow(_Fault):
    """Seconds that pass before the request is looked at."""

    kind: Literal["slow"]
    seconds: Seconds


class Drip(_Fault):
    """An answer whose body comes a byte at a time, so many seconds apart."""

    kind: Literal["drip"]
    seconds: Seconds = 1.0


class Fail(_Fault):
    """A status instead of an answer; `fail-after`: when all was done."""

    kind: Literal["fail", "fail-after"]
    status: ErrorStatus = 500


class Limit(_Fault):
    """Too many requests; `retry_after` goes out as it is, the date is so many seconds from now."""

    kind: Literal["limit"]
    status: ErrorStatus = 429
    retry_after: int | str | None = None
    retry_after_date: int | None = None


class Redirect(_Fault):
    """Another address to go to."""

    kind: Literal["redirect"]
    to: Annotated[str, Field(pattern=r"^(https?://|/)[!-~]*$")]
    status: Literal[301, 302, 303, 307, 308] = 307


class Expire(_Fault):
    """A fault of the feed alone: the cursor is gone, or the same one comes again and again."""

    kind: Literal["expire", "loop"]


class Spoil(_Fault):
    """A feed item that is not in the contract: the first of the kind `of` that has the field."""

    kind: Literal["unknown-enum", "missing-field"]
    of: str = ""
    field: str = "status"


Fault = Plain | Slow | Drip | Fail | Limit | Redirect | Expire | Spoil


class Faults(_Form):
    """All of a file. What is left to chance follows from `seed` and the order of requests."""

    seed: int = 0
    fault: list[Annotated[Fault, Field(discriminator="kind")]] = Field(default_factory=list)


def read_faults(text: str) -> Faults:
    """Read a file of faults; raises RefusedError with all that is wrong in it."""
    try:
        return Faults.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _refused([Problem("fault-file", f"It is not TOML: {error}")]) from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True, include_input=False)
        raise _refused([_objection(text, dict(one)) for one in found]) from error


def _refused(problems: list[Problem]) -> RefusedError:
    return RefusedError("The file of faults cannot be used", problems)


def _objection(text: str, error: dict[str, Any]) -> Problem:
    place: tuple[str | int, ...] = error["loc"]
    said = _WORDS.get(error["type"]) or error["msg"][:1].lower() + error["msg"][1:]
    if error["type"].startswith("union_tag"):
        place = (*place, "kind")
        expected = error.get("ctx", {}).get("expected_tags", "")
        said = f"is one of {expected}" if expected else "is missing"
    # ("fault", 2, "slow", "seconds"): the third is the kind, which is no place in the file.
    name = str(place[-1])
    where = _line_of(text, place[1], name) if len(place) > 1 and place[0] == "fault" else ""
    return Problem("fault-file", f"{where}`{name}` {said}")


_WORDS = {"missing": "is missing", "extra_forbidden": "is not known for this kind of fault"}


def _line_of(text: str, number: str | int, name: str) -> str:
    starts = [one.start() for one in re.finditer(r"^[ \t]*\[\[[ \t]*fault\b", text, re.MULTILINE)]
    at = int(number)
    if at >= len(starts):
        return f"Fault {at + 1}: "
    until = starts[at + 1] if at + 1 < len(starts) else len(text)
    field = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=", re.MULTILINE)
    found = field.search(text, starts[at], until)
    return f"Line {text.count(chr(10), 0, found.start() if found else starts[at]) + 1}: "
