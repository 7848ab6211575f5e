"""The log-in's doors: what a program posts, and the page where its person says yes or no."""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from practicecli.errors import RefusedError
from practicecli.sandbox import login
from practicecli.sandbox.answers import as_json, form_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

    from practicecli.engine import Db

# The page is all there is: no script, nothing from elsewhere, no frame around it.
_GUARDED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in to the sandbox</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto;
       padding: 0 1rem }}
label {{ display: block; margin-top: 1rem }}
input, button {{ font: inherit; padding: .4rem .6rem }}
button {{ margin: 1.5rem .5rem 0 0 }}
</style>
</head>
<body>
<main>
<h1>Log in to the sandbox</h1>
{inside}
</main>
</body>
</html>
"""
_FORM = """<p>This is a platform to try things on. It asks for no password: whoever types a sound
NPI is that provider here. Nothing in it is real.</p>
{wrong}<p>Allow only a log-in that you have just begun yourself, and whose code you see before
you.</p>
<form method="post" action="/login">
<label for="code">Code</label>
<input id="code" name="code" value="{code}" required autocomplete="off" spellcheck="false">
<label for="npi">NPI</label>
<input id="npi" name="npi" inputmode="numeric" value="{npi}" autocomplete="off"
 aria-describedby="npi-hint">
<p id="npi-hint">Ten digits, such as 1999999984. Not needed to deny.</p>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Deny</button>
</form>"""
_BACK = '<p><a href="/login">Back to the log-in page</a></p>'


def device(request: Request, db: Db, now: datetime) -> Response:
    """Begin a log-in."""
    if (wrong := _objection(form_of(request))) is not None:
        return wrong
    begun = login.begin(db, now)
    page = f"{request.host_url}login"
    return _private(
        {
            "device_code": begun.device_code,
            "user_code": begun.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?{urlencode({'code': begun.user_code})}",
            "expires_in": login.EXPIRES_SECONDS,
            "interval": login.PAUSE_SECONDS,
        }
    )


def token(request: Request, db: Db, now: datetime) -> Response:
    """Answer a waiting device, or a refresh token."""
    said = form_of(request)
    if (wrong := _objection(said, "grant_type")) is not None:
        return wrong
    grants = {
        login.DEVICE_GRANT: ("device_code", login.poll),
        login.REFRESH_GRANT: ("refresh_token", login.refresh),
    }
    if said["grant_type"] not in grants:
        return _oauth("unsupported_grant_type", "Only device codes and refresh tokens are taken")
    name, answer = grants[said["grant_type"]]
    if (wrong := _objection(said, name)) is not None:
        return wrong
    granted = answer(db, said[name], now)
    return _private(granted, HTTPStatus.BAD_REQUEST if "error" in granted else HTTPStatus.OK)


def revoke(request: Request, db: Db, _now: datetime) -> Response:
    """End a log-in; also one that has ended (RFC 7009, 2.2)."""
    said = form_of(request)
    if (wrong := _objection(said, "token")) is not None:
        return wrong
    login.revoke(db, said["token"])
    return Response(status=HTTPStatus.OK.value, headers={"Cache-Control": "no-store"})


def ask(request: Request, _db: Db, _now: datetime) -> Response:
    """Show the page."""
    return _form(request.args.get("code", ""))


def settle(request: Request, db: Db, now: datetime) -> Response:
    """Take the person's answer."""
    # Another site's page can make a browser post here, but not without saying where it is from.
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        return _page(_told("This did not come from the log-in page") + _BACK, HTTPStatus.FORBIDDEN)
    said = form_of(request)
    try:
        if said.get("answer") == "allow":
            login.allow(db, said.get("code", ""), said.get("npi", "").strip(), now)
            return _page(_told("Allowed. You can close this page; the program goes on by itself"))
        login.turn_away(db, said.get("code", ""), now)
    except RefusedError as error:
        return _form(said.get("code", ""), said.get("npi", ""), wrong=error)
    return _page(_told("Denied. You can close this page"))


def _objection(said: MultiDict[str, str], *needed: str) -> Response | None:
    """Say what is wrong; what is not known to us is let be (RFC 6749, 3.2)."""
    for name in ("client_id", *needed):
        if len(said.getlist(name)) > 1:
            return _oauth("invalid_request", f"`{name}` is given twice")
        if not said.get(name):
            return _oauth("invalid_request", f"`{name}` is missing")
    if said["client_id"] != login.CLIENT_ID:
        return _oauth("invalid_client", f"`client_id` is `{login.CLIENT_ID}`")
    return None


def _oauth(code: str, why: str) -> Response:
    return _private({"error": code, "error_description": why}, HTTPStatus.BAD_REQUEST)


def _private(said: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
    answer = as_json(said, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form(code: str, npi: str = "", *, wrong: RefusedError | None = None) -> Response:
    """Show the form, once more with what was typed and what is wrong with it."""
    told = "" if wrong is None else _told(f"{wrong}. {wrong.hint}", role="alert")
    inside = _FORM.format(wrong=told, code=escape(code), npi=escape(npi))
    return _page(inside, HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY)


def _told(words: str, *, role: str = "status") -> str:
    marked = re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(words))
    return f'<p role="{role}">{marked}.</p>\n'


def _page(inside: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    text = _PAGE.format(inside=inside)
    return Response(text, status.value, headers=_GUARDED, mimetype="text/html")
