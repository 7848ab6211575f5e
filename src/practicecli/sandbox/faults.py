"""Faults on purpose: what stands between a platform and a client when things go wrong."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from io import BytesIO
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any

import httpx
from werkzeug.wrappers import Request, Response

from practicecli.sandbox.faultfile import Drip, Fail, Limit, Redirect, Slow, Spoil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from practicecli.sandbox.faultfile import Fault, Faults

FEED = "/v1/feed"
OF_THE_FEED = frozenset({"expire", "loop", "unknown-enum", "missing-field"})
_PAGE = b"<!doctype html><title>Invented Hotel</title><h1>Log in to use the network</h1>"
_NOT_GZIP = b"\x1f\x8b\x08 but it goes on as no gzip does"


class LostError(httpx.RemoteProtocolError, ConnectionResetError):
    """The wire is cut here.

    A server takes it for a broken socket and closes without another byte; where the application
    runs inside the client, httpx lets it through as what it would have met on a real wire.
    """


def apply(
    app: WSGIApplication,
    faults: Faults,
    *,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.time,
) -> WSGIApplication:
    """Put faults before an application. `now` is seconds of the epoch, for dates in answers."""
    turns = [
        _Turn(rule, Random(f"{faults.seed}/{number}"))  # noqa: S311 - chance to be repeated
        for number, rule in enumerate(faults.fault)
    ]
    lock = Lock()

    def faulty(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with lock:  # the first that hits; those after it do not count this request
            turn = next((one for one in turns if one.hits(environ)), None)
        if turn is None:
            return app(environ, start)
        return _spoilt(_Exchange(app, environ, start, sleep, now), turn.rule)

    return faulty


@dataclass(slots=True)
class _Turn:
    """A fault and how often it was asked for."""

    rule: Fault
    chance: Random
    seen: int = 0
    done: int = 0

    def hits(self, environ: WSGIEnvironment) -> bool:
        """Count a request that the fault is for; tell whether it is hit."""
        rule, path = self.rule, environ.get("PATH_INFO", "/")
        if not path.startswith(rule.path) or rule.method not in {"", environ["REQUEST_METHOD"]}:
            return False
        if rule.kind in OF_THE_FEED and path != FEED:
            return False
        self.seen += 1
        number = self.seen - rule.after
        if number < 1 or number % rule.every or self.chance.random() >= rule.share:
            return False
        if rule.times is not None and self.done >= rule.times:
            return False
        self.done += 1
        return True


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request on its way, and what is needed to spoil it."""

    app: WSGIApplication
    environ: WSGIEnvironment
    start: StartResponse
    sleep: Callable[[float], None]
    now: Callable[[], float]

    def pass_on(self) -> Iterable[bytes]:
        """Let the application answer."""
        return self.app(self.environ, self.start)

    def done(self) -> Response:
        """Let the application do it all, and keep its answer."""
        return Response.from_app(self.app, self.environ, buffered=True)

    def answer(self, response: Response) -> Iterable[bytes]:
        """Answer with something else."""
        return response(self.environ, self.start)

    def bytewise(self, response: Response, pieces: Iterator[bytes]) -> Iterable[bytes]:
        """Say what comes, as of a whole answer, then send the pieces."""
        response.headers["Content-Length"] = str(len(response.get_data()))
        self.start(response.status, list(response.headers))
        return pieces


def _spoilt(request: _Exchange, rule: Fault) -> Iterable[bytes]:
    match rule:
        case Slow():
            request.sleep(rule.seconds)
            return request.pass_on()
        case Drip():
            response = request.done()
            return request.bytewise(response, _drops(request, response.get_data(), rule.seconds))
        case Fail():
            if rule.kind == "fail-after":
                request.done()
            return request.answer(_problem(rule.status, "The platform fails on purpose"))
        case Limit() | Redirect():
            return request.answer(_instead(rule, request.now()))
        case Spoil():
            return request.answer(_page(request, lambda said: _spoil(said, rule)))
    return _PLAIN[rule.kind](request)


def _drops(request: _Exchange, content: bytes, seconds: float) -> Iterator[bytes]:
    for at in range(len(content)):
        if at:
            request.sleep(seconds)
        yield content[at : at + 1]


def _cut(request: _Exchange) -> Iterable[bytes]:
    response = request.done()
    content = response.get_data()

    def half() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        raise LostError("The answer was cut in the middle")

    return request.bytewise(response, half())


def _lose(request: _Exchange) -> Iterable[bytes]:
    request.done()
    raise LostError("The answer was lost")


def _html(request: _Exchange) -> Iterable[bytes]:
    return request.answer(Response(_PAGE, mimetype="text/html"))


def _empty(request: _Exchange) -> Iterable[bytes]:
    request.done()
    return request.answer(Response(b"", mimetype="application/json"))


def _garbage(request: _Exchange) -> Iterable[bytes]:
    request.done()
    headers = {"Content-Encoding": "gzip"}
    return request.answer(Response(_NOT_GZIP, headers=headers, mimetype="application/json"))


def _twice(request: _Exchange) -> Iterable[bytes]:
    content = Request(request.environ).get_data()
    for _ in range(2):
        request.environ["wsgi.input"] = BytesIO(content)
        request.environ["CONTENT_LENGTH"] = str(len(content))
        request.environ.pop("werkzeug.request", None)
        response = request.done()
    return request.answer(response)


def _unauthorized(request: _Exchange) -> Iterable[bytes]:
    return request.answer(_problem(401, "Log in first", {"WWW-Authenticate": "Bearer"}))


def _expire(request: _Exchange) -> Iterable[bytes]:
    return request.answer(_problem(410, "This cursor is gone; start from the beginning"))


def _loop(request: _Exchange) -> Iterable[bytes]:
    after = Request(request.environ).args.get("after", "")

    def again(said: dict[str, Any]) -> None:
        said["cursor"] = after or said["cursor"]
        said["more"] = True

    return request.answer(_page(request, again))


def _page(request: _Exchange, change: Callable[[dict[str, Any]], None]) -> Response:
    """Give a page of the feed, changed; anything but a page is left as it is."""
    request.environ.pop("HTTP_ACCEPT_ENCODING", None)
    response = request.done()
    if response.status_code == httpx.codes.OK:
        said = json.loads(response.get_data())
        change(said)
        response.set_data(json.dumps(said))
    return response


def _spoil(said: dict[str, Any], rule: Spoil) -> None:
    for item in said["items"]:
        body = item["body"]
        if rule.of in {"", item["kind"]} and body is not None and rule.field in body:
            if rule.kind == "missing-field":
                del body[rule.field]
            else:
                body[rule.field] = "of-another-time"
            return


def _instead(rule: Limit | Redirect, now: float) -> Response:
    if isinstance(rule, Redirect):
        return Response(b"", rule.status, headers={"Location": rule.to})
    headers = {}
    if rule.retry_after_date is not None:
        headers["Retry-After"] = formatdate(now + rule.retry_after_date, usegmt=True)
    elif rule.retry_after is not None:
        headers["Retry-After"] = str(rule.retry_after)
    return _problem(rule.status, "Too many requests", headers)


def _problem(status: int, title: str, headers: dict[str, str] | None = None) -> Response:
    said = {"type": "about:blank", "title": title, "status": status}
    return Response(json.dumps(said), status, headers=headers, mimetype="application/problem+json")


_PLAIN: dict[str, Callable[[_Exchange], Iterable[bytes]]] = {
    "cut": _cut,
    "lose": _lose,
    "html": _html,
    "empty": _empty,
    "garbage": _garbage,
    "twice": _twice,
    "unauthorized": _unauthorized,
    "expire": _expire,
    "loop": _loop,
}
