"""The platform's front door: HTTP in and out, who is asking, one transaction a request."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from practicecli.engine import transaction
from practicecli.sandbox import feed
from practicecli.sandbox.bodies import Change
from practicecli.sandbox.changes import answer_to, take
from practicecli.sandbox.passing import move_on
from practicecli.sandbox.rulebook import Rulebook
from practicecli.sandbox.store import (
    account_for,
    npi_of,
    offset_seconds,
    open_store,
    setting,
    text_of,
)
from practicecli.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIEnvironment

MOST_CHANGES = 500
MOST_BYTES = 16 * 1024 * 1024
_CHANGES = TypeAdapter(list[Change])
_MAP = Map(
    [
        Rule("/v1/about", endpoint="about", methods=["GET"]),
        Rule("/v1/changes", endpoint="push", methods=["POST"]),
        Rule("/v1/changes/<identity>", endpoint="change", methods=["GET"]),
        Rule("/v1/feed", endpoint="feed", methods=["GET"]),
    ]
)


class ProblemError(Exception):
    """An answer that is a problem (RFC 9457)."""

    def __init__(self, status: HTTPStatus, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


class _Here(threading.local):
    """What one thread holds open: neither file nor code tables are shared between threads."""

    def __init__(self, path: str) -> None:
        self.db = open_store(path)
        self.rules = Rulebook()


class App:
    """The WSGI application."""

    def __init__(self, path: str, now: Callable[[], datetime]) -> None:
        self._here = _Here(path)
        self._now = now

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = MOST_BYTES
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            endpoint, values = _MAP.bind_to_environ(request.environ).match()
            now = self._moment()
            move_on(self._here.db, self._here.rules, now)
            if endpoint == "about":
                said = {"name": "sandbox", "sandbox": True, "contract": "1"}
                return _json({**said, **self._time(now)})
            return self._inside(self._world(request, now), endpoint, request, **values)
        except ProblemError as error:
            return _problem(error.status, error.title)
        except (NotFound, MethodNotAllowed) as error:
            return _problem(HTTPStatus(error.code or 404), "There is nothing here to do that with")
        except HTTPException as error:
            return _problem(HTTPStatus(error.code or 400), "The request does not fit")

    def _inside(
        self, world: World, endpoint: str, request: Request, identity: str = ""
    ) -> Response:
        if endpoint == "push":
            return _json({"results": _push(world, request), **self._time(world.now)})
        if endpoint == "change":
            return _json(_change(world, identity))
        return self._feed(world, request)

    def _moment(self) -> datetime:
        offset = timedelta(seconds=offset_seconds(self._here.db))
        return (self._now() + offset).replace(microsecond=0)

    def _time(self, now: datetime) -> dict[str, Any]:
        return {"now": text_of(now), "offset_seconds": offset_seconds(self._here.db)}

    def _world(self, request: Request, now: datetime) -> World:
        db, rules = self._here.db, self._here.rules
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        npi = npi_of(db, token) if scheme.lower() == "bearer" else None
        if npi is None:
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "Log in first")
        platform = request.headers.get("Practice-Platform", "")
        if platform not in rules.policies:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "The header `Practice-Platform` names no platform served here",
            )
        return World(db, account_for(db, npi, platform), npi, platform, rules, now)

    def _feed(self, world: World, request: Request) -> Response:
        epoch = setting(world.db, "epoch")
        after = feed.place(request.args.get("after", ""), epoch)
        if after is None:
            raise ProblemError(
                HTTPStatus.GONE, "This cursor is not of this feed; start from the beginning"
            )
        limit = request.args.get("limit", feed.MOST, type=int)
        if not 1 <= limit <= feed.MOST:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"`limit` is a whole number from 1 to {feed.MOST}"
            )
        page = feed.page(world, after, limit, epoch, self._time(world.now))
        return Response(page, mimetype="application/json")


def routes() -> set[str]:
    """Give the paths that are served, as the contract writes them."""
    return {rule.rule.replace("<identity>", "{id}") for rule in _MAP.iter_rules()}


def make_app(path: str, now: Callable[[], datetime]) -> App:
    """Open the sandbox in this file; `now` is what its offset is added to. Raises RefusedError."""
    return App(path, now)


def _push(world: World, request: Request) -> list[dict[str, Any]]:
    try:
        said = json.loads(request.get_data())
        items = _CHANGES.validate_python(said["changes"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "`changes` is a list of changes as the contract has them",
        ) from error
    if len(items) > MOST_CHANGES:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"At most {MOST_CHANGES} changes go into one request",
        )
    with transaction(world.db):
        return take(world, items)


def _change(world: World, identity: str) -> dict[str, Any]:
    found = answer_to(world, identity)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "No change was applied or refused under this id")
    return found


def _json(said: dict[str, Any]) -> Response:
    return Response(json.dumps(said, separators=(",", ":")), mimetype="application/json")


def _problem(status: HTTPStatus, title: str) -> Response:
    said = {"type": "about:blank", "title": title, "status": status.value}
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else {}
    return Response(
        json.dumps(said), status.value, headers=headers, mimetype="application/problem+json"
    )
