"""A server that only answers: it counts requests, says yes to every change, and has no news.

Prints its address on one line of JSON, like `practice sandbox serve`.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

posts = 0


class Answer(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Say who this is, how many changes came, or that there is no news."""
        if self.path == "/posts":
            self._say({"posts": posts})
        elif self.path == "/v1/about":
            self._say({"name": "answering", "sandbox": True, "contract": "1", "offset_seconds": 0})
        else:
            self._say({"items": [], "cursor": "1", "more": False, "offset_seconds": 0})

    def do_POST(self) -> None:
        """Say that every change was applied."""
        global posts  # noqa: PLW0603 - the one thing this program knows
        posts += 1
        content = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        said = json.loads(gzip.decompress(content) if packed else content)
        results = [
            {"id": one["id"], "outcome": "applied", "version": one["seen_version"] + 1}
            for one in said["changes"]
        ]
        self._say({"results": results, "offset_seconds": 0})

    def _say(self, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self.wfile.write(head.encode() + b"\r\n\r\n" + body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    url = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(json.dumps({"url": url, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    server.serve_forever()
