"""What fails: a process that dies at a statement, and a line that loses what goes over it."""

from __future__ import annotations


class Killed(BaseException):
    """The process is no more: nothing catches this, nothing is tidied up."""


class Mortal:
    """A connection whose process dies before or after a chosen statement, counted from now."""

    def __init__(self, db, left):
        self._db, self._left = db, left

    def execute(self, *asked):
        return self._run(self._db.execute, asked)

    def executemany(self, *asked):
        return self._run(self._db.executemany, asked)

    def _run(self, run, asked):
        self._left -= 1
        if self._left < 0:
            raise Killed
        found = run(*asked)
        if self._left == 0 and asked[0] == "COMMIT":
            self._left = -1
            raise Killed  # what was committed stays
        return found

    def __getattr__(self, name):
        return getattr(self._db, name)


class Line:
    """A device's way to the platform, which can lose what goes over it, double or delay it."""

    def __init__(self, world, who):
        self.world, self.who = world, who
        self.mend()

    def mend(self):
        self.lose_requests = self.lose_answers = 0
        self.only = "/v1/"
        self.doubled = False
        self.stale = None
        self.meanwhile = None
        self.kill_before = self.kill_after = 0

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        mine = path.startswith(self.only)
        if mine and self.lose_requests:
            self.lose_requests -= 1
            return lost(start_response)
        self._may_die("kill_before")
        if self.meanwhile and path == "/v1/feed":
            work, self.meanwhile = self.meanwhile, None
            work()  # somebody types at another terminal while this device syncs
        if self.stale is not None and path == "/v1/feed":
            answer, self.stale = self.stale, None
        else:
            answer = self.world.deliver(self.who, dict(environ), environ["wsgi.input"].read())
            if self.doubled and environ["REQUEST_METHOD"] == "POST":
                self.world.deliver(*self.world.sent[-1])
        self._may_die("kill_after")
        if mine and self.lose_answers:
            self.lose_answers -= 1
            return lost(start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    def _may_die(self, when):
        left = getattr(self, when)
        if left:
            setattr(self, when, left - 1)
            if left == 1:
                raise Killed


def lost(start_response):
    start_response("502 Bad Gateway", [("Content-Type", "text/html")])
    return [b"<html>no</html>"]
