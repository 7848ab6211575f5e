"""The file that says which faults a sandbox has: read whole, every objection to it at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from practicecli.domain.problems import Problem
from practicecli.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

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
        raise _refused(list(_objections(text, found))) from error


def _refused(problems: list[Problem]) -> RefusedError:
    return RefusedError("The file of faults cannot be used", problems)


def _objections(text: str, errors: Iterable[ErrorDetails]) -> Iterator[Problem]:
    told = set()
    for error in errors:
        found = _objection(text, error)
        if found not in told:  # what may be one thing or another is objected to once for each
            yield found
        told.add(found)


def _objection(text: str, error: ErrorDetails) -> Problem:
    place, context = error["loc"], error.get("ctx", {})
    in_fault = len(place) > 1 and place[0] == "fault"
    if error["type"].startswith("union_tag"):
        where = _line_of(text, place[1], "kind")
        if "tag" not in context:
            return Problem("fault-file", f"{where}`kind` is missing", _KINDS)
        return Problem("fault-file", f"{where}there is no kind `{context['tag']}`", _KINDS)
    if not in_fault:
        name = str(place[0])
        unknown = error["type"] == "extra_forbidden"
        said = "is not known in a file of faults" if unknown else _WORDS_OF.get(name, _WORDS_ELSE)
        return Problem("fault-file", f"{_line_above(text, name)}`{name}` {said}")
    if len(place) <= _NAME_AT:  # a fault that is no table
        return Problem("fault-file", f"Fault {int(place[1]) + 1} {_WORDS_OF['fault']}")
    # ("fault", 2, "slow", "seconds", ...): the third is the kind, which is no place in the file.
    name = str(place[_NAME_AT])
    of_kind = _WORDS_OF.get(f"{place[_NAME_AT - 1]} {name}") or _WORDS_OF.get(name, _WORDS_ELSE)
    said = _WORDS.get(error["type"]) or of_kind
    return Problem("fault-file", f"{_line_of(text, place[1], name)}`{name}` {said}")


_NAME_AT = 3
_KINDS = "Kinds are " + " ".join(
    f"`{kind}`"
    for form in get_args(Fault)
    for kind in get_args(form.model_fields["kind"].annotation)
)
_WORDS = {"missing": "is missing", "extra_forbidden": "is not known for this kind of fault"}
_WORDS_OF = {
    "seed": "has to be a whole number",
    "fault": "has to be a table of its own, below a line `[[fault]]`",
    "path": 'has to be text that begins with a slash, such as "/v1/feed"',
    "method": 'has to be a method in capitals, such as "POST"',
    "share": "has to be a number above 0, up to 1",
    "times": "has to be a whole number, 1 or more",
    "after": "has to be a whole number, 0 or more",
    "every": "has to be a whole number, 1 or more",
    "seconds": f"has to be a number from 0 to {_LONGEST_SECONDS}",
    "status": "has to be a whole number from 400 to 599",
    "redirect status": "has to be 301, 302, 303, 307 or 308",
    "retry_after": 'has to be a whole number, or text such as "soon"',
    "retry_after_date": "has to be a whole number of seconds",
    "to": 'has to be an address, such as "/v1/about" or "https://example.com"',
    "of": 'has to be the name of a kind, such as "session"',
    "field": 'has to be the name of a field, such as "status"',
}
_WORDS_ELSE = "cannot be used"


def _line_above(text: str, name: str) -> str:
    """Say in which line something outside all faults stands, empty where that is not found."""
    field = re.compile(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.\]]", re.MULTILINE)
    found = field.search(text)
    return f"Line {_number(text, found.start())}: " if found else ""


def _number(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _line_of(text: str, number: str | int, name: str) -> str:
    starts = [one.start() for one in re.finditer(r"^[ \t]*\[\[[ \t]*fault\b", text, re.MULTILINE)]
    at = int(number)
    if at >= len(starts):
        return f"Fault {at + 1}: "
    until = starts[at + 1] if at + 1 < len(starts) else len(text)
    field = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=", re.MULTILINE)
    found = field.search(text, starts[at], until)
    return f"Line {_number(text, found.start() if found else starts[at])}: "
