"""Serving the sandbox over HTTP, to this machine and nobody else unless that is asked for."""

from __future__ import annotations

import json
import logging
import os
import signal
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TextIO

from waitress.server import create_server  # type: ignore[import-untyped]

from practicecli.errors import StorageError, UsageError
from practicecli.sandbox.app import make_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from types import FrameType
    from wsgiref.types import WSGIApplication

    from practicecli.sandbox.faultfile import Faults

LOOPBACK = "127.0.0.1"
# More than anyone needs who asks one thing at a time: slow faults hold a thread each.
_THREADS = 32
_BACKLOG = 1024
_GRACE_SECONDS = 0.5


def address_of(host: str) -> str:
    """Give the IP address to listen on. Raises UsageError."""
    if host == "localhost":
        return LOOPBACK
    try:
        return str(ip_address(host))
    except ValueError as error:
        raise UsageError(
            "`--host` is not an IP address of this computer", hint=f"Such as `--host {LOOPBACK}`"
        ) from error


def is_loopback(address: str) -> bool:
    """Tell whether nobody but this machine reaches an IP address."""
    return ip_address(address).is_loopback


def serve(
    path: str,
    *,
    port: int,
    now: Callable[[], datetime],
    out: TextIO,
    address: str = LOOPBACK,
    faults: Faults | None = None,
) -> int:
    """Serve until told to end; port 0 takes a free one. Says where on one line of JSON when ready.

    `now` is the clock, with `PRACTICE_NOW` looked at. Gives the signal that ended it. Raises
    StorageError where the port cannot be used.
    """
    app: WSGIApplication = make_app(path, now)
    if faults is not None:
        from practicecli.sandbox.faults import apply

        app = apply(app, faults)
    server = listening(app, address, port)
    with _until_told() as (told, reasons):
        # The threads do not keep the program: one may be in the middle of an answer of hours.
        Thread(target=server.run, daemon=True).start()
        host = f"[{address}]" if ":" in address else address
        url = f"http://{host}:{server.effective_port}"
        out.write(json.dumps({"url": url, "pid": os.getpid()}) + "\n")
        out.flush()
        told.wait()
        server.task_dispatcher.shutdown(timeout=_GRACE_SECONDS)
    return reasons[0]


def listening(app: WSGIApplication, address: str, port: int) -> Any:  # noqa: ANN401 - no types
    """Give a server whose `run` answers. Raises StorageError where the port cannot be used."""
    # Connections that break are what a sandbox with faults is for.
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    try:
        return create_server(
            app,
            host=address,
            port=port,
            threads=_THREADS,
            backlog=_BACKLOG,
            ident=None,
            log_socket_errors=False,  # or a wire cut on purpose would be answered with a 500
        )
    except OSError as error:
        raise StorageError(
            f"Port {port} of {address} cannot be used: {error.strerror}",
            hint="Give another, or `--port 0`",
        ) from error


@contextmanager
def _until_told() -> Iterator[tuple[Event, list[int]]]:
    told, reasons = Event(), []

    def end(number: int, _frame: FrameType | None) -> None:
        reasons.append(number)
        told.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told, reasons
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
