"""A platform that fails much of the time, before and after it did what it was asked."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest

from practicecli.errors import Exit, TemporaryError
from practicecli.remote.client import open_remote

CHANGES = [f"01900000-0000-7000-8000-{number:012}" for number in range(40)]


class Failing:
    """Does each change once by its id, and fails a share of all requests, half of them after."""

    def __init__(self, share, whole):
        self.share = share
        self.whole = whole
        self.draw = Random(int(share * 100))  # noqa: S311
        self.done = Counter()
        self.tries = Counter()

    def __call__(self, asked, connection):
        (change,) = json.loads(asked.body)["changes"]
        self.tries[change["id"]] += 1
        fails = self.draw.random() < self.share
        if fails and self.draw.random() < 0.5:
            connection.sendall(self.whole(b"{}", 503))
            return
        if not self.done[change["id"]]:
            self.done[change["id"]] += 1
        result = {"id": change["id"], "outcome": "applied", "version": 1, "problems": []}
        text = json.dumps({"results": [result], "offset_seconds": 0}).encode()
        if fails and self.draw.random() < 0.5:
            connection.sendall(self.whole(b"{}", 500))
        elif fails:
            connection.sendall(self.whole(text)[:-9])
        else:
            connection.sendall(self.whole(text))


@pytest.mark.parametrize(("share", "most_runs"), [(0.1, 1), (0.5, 6), (0.9, 200)])
def test_everything_arrives_once_however_often_the_platform_fails(serve, whole, share, most_runs):
    program = Failing(share, whole)
    server = serve(program)
    waiting, runs, failures = list(CHANGES), 0, set()

    while waiting:
        runs += 1
        pauses = []
        remote = open_remote(
            server.address, platform="headway", token="t", pause=pauses.append,
            jitter=lambda most: most / 2,
        )  # fmt: skip
        program.tries.clear()
        try:
            with remote:
                while waiting:
                    assert remote.push([{"id": waiting[0]}]).results[0].outcome == "applied"
                    waiting.pop(0)
        except TemporaryError as error:
            failures.add(error.exit_code)
        assert max(program.tries.values()) <= 5
        assert sum(pauses) <= 120

    assert runs <= most_runs
    assert failures <= {Exit.TEMPORARY}
    assert program.done == Counter(CHANGES)
