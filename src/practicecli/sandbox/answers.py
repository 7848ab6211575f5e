"""How the front door reads and writes HTTP: JSON, problem details (RFC 9457), gzip both ways."""

from __future__ import annotations

import gzip
import json
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

MOST_BYTES = 16 * 1024 * 1024
WORTH_PACKING = 1024  # bytes; below, gzip's own frame eats what it saves
_LEVEL = 5
_GZIP = 31  # zlib's window bits for a gzip frame
_PROBLEM = "application/problem+json"
_FORM = "application/x-www-form-urlencoded"


class ProblemError(Exception):
    """An answer that is a problem (RFC 9457)."""

    def __init__(
        self, status: HTTPStatus, title: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.headers = dict(headers or {})


def as_json(said: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Answer with an object."""
    text = json.dumps(said, separators=(",", ":"))
    return Response(text, status.value, mimetype="application/json")


def as_problem(error: ProblemError) -> Response:
    """Answer with what is wrong with the request."""
    said = {"type": "about:blank", "title": error.title, "status": error.status.value}
    return Response(json.dumps(said), error.status.value, headers=error.headers, mimetype=_PROBLEM)


def packed(request: Request, answer: Response) -> Response:
    """Gzip an answer that is worth it, for whoever takes it so."""
    answer.headers["Vary"] = "Accept-Encoding"
    body = answer.get_data()
    if len(body) > WORTH_PACKING and request.accept_encodings.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, _LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def json_of(request: Request) -> dict[str, Any]:
    """Read a body that has to be a JSON object; raises ProblemError."""
    if request.mimetype not in {"", "application/json"}:  # unsaid, it is what we would guess
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body has to be `application/json`",
            {"Accept": "application/json"},
        )
    try:
        said = json.loads(_unpacked(request), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not JSON") from error
    if not isinstance(said, dict):
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is no JSON object")
    return said


def form_of(request: Request) -> MultiDict[str, str]:
    """Read a form's fields; raises ProblemError."""
    if request.mimetype != _FORM:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The body has to be `{_FORM}`",
            {"Accept": _FORM},
        )
    return request.form


def _unpacked(request: Request) -> bytes:
    how = request.headers.get("Content-Encoding", "identity").strip().lower()
    body = request.get_data()
    if how == "identity":
        return body
    if how not in {"gzip", "x-gzip"}:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "A body may only be packed with gzip",
            {"Accept-Encoding": "gzip"},
        )
    return _gunzip(body)


def _gunzip(body: bytes) -> bytes:
    """Unpack at most MOST_BYTES, whatever the body would grow to; raises ProblemError."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        text = unpacking.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is not gzip") from error
    if len(text) > MOST_BYTES:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"A body unpacks to at most {MOST_BYTES} bytes",
        )
    if not unpacking.eof or unpacking.unused_data:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is not one whole gzip")
    return text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
