"""Small programs that answer over real sockets on loopback, well or badly."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field

import pytest


@dataclass
class Asked:
    """A request as it came over the wire; `head` is its lines, names in small letters."""

    line: str
    head: dict[str, str]
    body: bytes

    @property
    def path(self):
        return self.line.split(" ")[1]


@dataclass
class Server:
    """One connection, one request, one answer; a program gets the request and the socket."""

    program: object
    tls: ssl.SSLContext | None = None
    greeting: bytes = b""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def start(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.stopping = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    @property
    def address(self):
        return f"http{'s' if self.tls else ''}://localhost:{self.port}"

    def stop(self):
        self.stopping.set()
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def _accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, suppress(OSError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                connection.sendall(self.greeting)
                if (asked := read_request(connection)) is not None:
                    self.asked.append(asked)
                    self.program(asked, connection)


def read_request(connection):
    content = b""
    while b"\r\n\r\n" not in content:
        if not (part := connection.recv(65_536)):
            return None
        content += part
    head, _, body = content.partition(b"\r\n\r\n")
    line, *rest = head.decode().split("\r\n")
    names = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
    while len(body) < int(names.get("content-length", 0)):
        body += connection.recv(65_536)
    return Asked(line, names, body)


def answer(content=b"", status=200, **headers):
    """The bytes of a whole answer; a header given as None is left out."""
    said = {
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in said.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode() + content


@pytest.fixture
def serve():
    """Start a server for a program; all are stopped in the end."""
    running = []

    def start(program, tls=None, greeting=b""):
        running.append(Server(program, tls, greeting).start())
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def says():
    """Give a program that sends these bytes to whatever is asked."""
    return lambda content: lambda _, connection: connection.sendall(content)


@pytest.fixture
def whole():
    """Give what makes the bytes of a whole answer."""
    return answer
