"""Serving the sandbox on loopback, to this machine and nobody else."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, TextIO

from waitress.server import create_server  # type: ignore[import-untyped]

from practicecli.errors import StorageError
from practicecli.sandbox.app import make_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LOOPBACK = "127.0.0.1"
_THREADS = 4


def serve(path: str, *, port: int, now: Callable[[], datetime], out: TextIO) -> None:
    """Serve until interrupted; port 0 takes a free one. Says where on one line of JSON when ready.

    `now` is the clock, with `PRACTICE_NOW` looked at. Raises StorageError where the port is taken.
    """
    app = make_app(path, now)
    try:
        server = create_server(app, host=LOOPBACK, port=port, threads=_THREADS, ident=None)
    except OSError as error:
        raise StorageError(
            f"Port {port} cannot be used: {error.strerror}", hint="Give another, or `--port 0`"
        ) from error
    url = f"http://{LOOPBACK}:{server.effective_port}"
    out.write(json.dumps({"url": url, "pid": os.getpid()}) + "\n")
    out.flush()
    try:
        server.run()
    finally:
        server.close()
