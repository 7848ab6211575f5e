"""The platform's front door: who is asking, for what, and one transaction a request."""

from __future__ import annotations

import threading
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from practicecli.engine import transaction
from practicecli.errors import BusyError
from practicecli.sandbox import digest, eligibility, feed, login, login_page, policy
from practicecli.sandbox.answers import (
    MOST_BYTES,
    ProblemError,
    as_json,
    as_problem,
    json_of,
    packed,
)
from practicecli.sandbox.bodies import Asked, Change
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
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIEnvironment

    from practicecli.engine import Db

MOST_CHANGES = 500
_CHANGES = TypeAdapter(list[Change])


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
        request.max_form_memory_size = MOST_BYTES
        return packed(request, self._answer(request))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            return self._routed(request)
        except ProblemError as error:
            return as_problem(error)
        except MethodNotAllowed as error:
            allow = _allow(error.valid_methods or ())
            return _no(HTTPStatus.METHOD_NOT_ALLOWED, _NOTHING, allow)
        except NotFound:
            return _no(HTTPStatus.NOT_FOUND, _NOTHING)
        except BusyError:
            title = "Somebody else is writing; ask again"
            return _no(HTTPStatus.SERVICE_UNAVAILABLE, title, {"Retry-After": "1"})
        except HTTPException as error:
            return _no(HTTPStatus(error.code or 400), "The request does not fit")

    def _routed(self, request: Request) -> Response:
        routes = _MAP.bind_to_environ(request.environ)
        if request.method == "OPTIONS" and (allowed := routes.allowed_methods()):
            return Response(status=204, headers=_allow(allowed))
        endpoint, values = routes.match()
        db, now = self._here.db, self._moment()
        if endpoint in _AT_THE_DOOR:
            return _AT_THE_DOOR[endpoint](request, db, now)
        move_on(db, self._here.rules, now)
        world = self._world(request, now)
        return _INSIDE[endpoint](world, request, **values)

    def _moment(self) -> datetime:
        offset = timedelta(seconds=offset_seconds(self._here.db))
        return (self._now() + offset).replace(microsecond=0)

    def _world(self, request: Request, now: datetime) -> World:
        db, rules = self._here.db, self._here.rules
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        npi = None
        if scheme.lower() == "bearer":
            npi = npi_of(db, token) or login.bearer(db, token, now)
        if npi is None:
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "Log in first", _BEARER)
        platform = request.headers.get("Practice-Platform", "")
        if platform not in rules.policies:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "The header `Practice-Platform` names no platform served here",
            )
        return World(db, account_for(db, npi, platform), npi, platform, rules, now)


def routes() -> dict[str, set[str]]:
    """Give the paths of the contract as it writes them, and the methods each takes."""
    found: dict[str, set[str]] = {}
    for rule in _MAP.iter_rules():
        path = rule.rule.replace("<identity>", "{id}")
        if path.startswith("/v1/"):
            found.setdefault(path, set()).update((rule.methods or set()) - {"HEAD"})
    return found


def make_app(path: str, now: Callable[[], datetime]) -> App:
    """Open the sandbox in this file; `now` is what its offset is added to. Raises RefusedError."""
    return App(path, now)


def _about(_request: Request, db: Db, now: datetime) -> Response:
    return as_json({"name": "sandbox", "sandbox": True, "contract": "1", **_time(db, now)})


def _push(world: World, request: Request) -> Response:
    said = json_of(request)
    try:
        items = _CHANGES.validate_python(said["changes"])
    except (KeyError, ValidationError) as error:
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
        results = take(world, items)
    return as_json({"results": results, **_time(world.db, world.now)})


def _change(world: World, _request: Request, identity: str) -> Response:
    found = answer_to(world, identity)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "No change was applied or refused under this id")
    return as_json(found)


def _feed(world: World, request: Request) -> Response:
    try:
        limit = int(request.args.get("limit", feed.MOST))
    except ValueError:
        limit = 0
    if not 1 <= limit <= feed.MOST:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"`limit` is a whole number from 1 to {feed.MOST}"
        )
    epoch = setting(world.db, "epoch")
    after = feed.place(request.args.get("after", ""), epoch)
    time = _time(world.db, world.now)
    page = None if after is None else feed.page(world, after, limit, epoch, time)
    if page is None:
        raise ProblemError(
            HTTPStatus.GONE, "This cursor is not of this feed; start from the beginning"
        )
    return Response(page, mimetype="application/json")


def _digest(world: World, _request: Request) -> Response:
    found = digest.digest(world, setting(world.db, "epoch"))
    return as_json({**found, **_time(world.db, world.now)})


def _me(world: World, _request: Request) -> Response:
    return as_json({"npi": world.npi, "platform": world.platform})


def _policy(world: World, _request: Request) -> Response:
    return as_json(policy.told(world.policy))


def _eligibility(world: World, request: Request) -> Response:
    try:
        asked = Asked.model_validate(json_of(request))
    except ValidationError as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "`client` is the id of a client"
        ) from error
    with transaction(world.db):
        found = eligibility.answer(world, asked.client)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such client")
    return as_json(found)


def _time(db: Db, now: datetime) -> dict[str, Any]:
    return {"now": text_of(now), "offset_seconds": offset_seconds(db)}


def _allow(methods: Iterable[str]) -> dict[str, str]:
    return {"Allow": ", ".join(sorted({*methods, "OPTIONS"}))}


def _no(status: HTTPStatus, title: str, headers: Mapping[str, str] | None = None) -> Response:
    return as_problem(ProblemError(status, title, headers))


_NOTHING = "There is nothing here to do that with"
_BEARER = {"WWW-Authenticate": "Bearer"}
# Before anybody is known, and before time passes.
_AT_THE_DOOR: Mapping[str, Callable[[Request, Db, datetime], Response]] = {
    "about": _about,
    "device": login_page.device,
    "token": login_page.token,
    "revoke": login_page.revoke,
    "ask": login_page.ask,
    "settle": login_page.settle,
}
_INSIDE: Mapping[str, Callable[..., Response]] = {
    "push": _push,
    "change": _change,
    "feed": _feed,
    "digest": _digest,
    "me": _me,
    "policy": _policy,
    "eligibility": _eligibility,
}
_MAP = Map(
    [
        Rule("/login", endpoint="ask", methods=["GET"]),
        Rule("/login", endpoint="settle", methods=["POST"]),
        Rule("/v1/about", endpoint="about", methods=["GET"]),
        Rule("/v1/login/device", endpoint="device", methods=["POST"]),
        Rule("/v1/login/token", endpoint="token", methods=["POST"]),
        Rule("/v1/login/revoke", endpoint="revoke", methods=["POST"]),
        Rule("/v1/changes", endpoint="push", methods=["POST"]),
        Rule("/v1/changes/<identity>", endpoint="change", methods=["GET"]),
        Rule("/v1/feed", endpoint="feed", methods=["GET"]),
        Rule("/v1/digest", endpoint="digest", methods=["GET"]),
        Rule("/v1/me", endpoint="me", methods=["GET"]),
        Rule("/v1/policy", endpoint="policy", methods=["GET"]),
        Rule("/v1/eligibility", endpoint="eligibility", methods=["POST"]),
    ],
    strict_slashes=False,
    merge_slashes=False,
)
