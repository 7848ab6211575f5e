"""Serving an application for real, on a port of this machine, as long as it is needed."""

from contextlib import contextmanager, suppress
from threading import Thread

from practicecli.sandbox.serve import listening


@contextmanager
def served(app):
    """Serve an application; gives its host and port."""
    server = listening(app, "127.0.0.1", 0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.effective_port
    finally:
        # It may wake by itself, and have closed what it would be woken by.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        server.task_dispatcher.shutdown(timeout=1)
        thread.join(5)
