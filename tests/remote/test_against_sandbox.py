"""Both ends of the wire together: what the sandbox says is what the client reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from practicecli.errors import LockedOutError, NotFoundError
from practicecli.remote.client import open_remote
from practicecli.remote.login import open_login
from practicecli.sandbox.app import make_app
from practicecli.sandbox.login import approve, deny

NPI = "1999999984"
CLIENT = "01900000-0000-7000-8000-000000000001"
READY = {"payment_method": True, "forms": True, "insurance": True}
CHANGE = "01900000-0000-7000-8000-000000000002"


class Sandbox:
    """The embedded sandbox, on a clock that waiting moves; whoever is to decide does so in time."""

    def __init__(self, folder):
        self.path = str(folder / "sandbox.db")
        self.now = datetime(2026, 11, 2, 15, tzinfo=UTC)
        self.app = make_app(self.path, lambda: self.now)
        self.decide = lambda: None
        self.waited = 0

    def pause(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.waited += 1
        if self.waited == 3:
            self.decide()

    def seconds(self):
        return self.now.timestamp()

    def login(self):
        return open_login(
            "sandbox:",
            platform="headway",
            embedded=self.app,
            pause=self.pause,
            ticks=self.seconds,
        )

    def remote(self, token, renew=None):
        return open_remote(
            "sandbox:", platform="headway", token=token, embedded=self.app, renew=renew
        )


@pytest.fixture
def sandbox(tmp_path):
    return Sandbox(tmp_path)


def log_in(sandbox):
    with sandbox.login() as login:
        asked = login.begin()
        sandbox.decide = lambda: approve(sandbox.path, asked.code, NPI)
        return login.wait(asked)


def test_whoever_is_let_in_reads_the_feed_until_they_log_out(sandbox):
    grant = log_in(sandbox)
    with sandbox.remote(grant.access) as remote:
        assert remote.page("").cursor

    with sandbox.login() as login:
        login.revoke(grant.refresh)

    with sandbox.remote(grant.access) as remote, pytest.raises(LockedOutError):
        remote.page("")
    with sandbox.login() as login, pytest.raises(LockedOutError):
        login.refresh(grant.refresh)


def test_whoever_is_turned_away_is_told(sandbox):
    with sandbox.login() as login:
        asked = login.begin()
        sandbox.decide = lambda: deny(sandbox.path, asked.code)
        with pytest.raises(LockedOutError, match="refused there"):
            login.wait(asked)


def test_an_hour_later_the_log_in_is_renewed_without_anybody(sandbox):
    kept = [log_in(sandbox)]
    sandbox.now += timedelta(hours=2)

    def renew(_):
        with sandbox.login() as login:
            login.refresh(kept[-1].refresh)  # an answer that was lost
            kept.append(login.refresh(kept[-1].refresh))
        return kept[-1].access

    with sandbox.remote(kept[0].access, renew) as remote:
        assert remote.page("").cursor

    assert len(kept) == 2


def test_digest_policy_and_eligibility_are_read(sandbox):
    put = {
        "id": CHANGE,
        "kind": "client",
        "record": CLIENT,
        "verb": "put",
        "seen_version": 0,
        "body": {
            "name": "Ada Example", "born": "1990-01-01", "address": "1 Example Street, Albany",
            "state": "NY", "payer": "aetna", "plan": "commercial", "member_id": "EXAMPLE-1",
            "email": "", "phone": "", "ready": READY, "status": "active",
        },
    }  # fmt: skip
    with sandbox.remote(log_in(sandbox).access) as remote:
        (result,) = remote.push([put]).results
        assert result.outcome == "applied", result.problems
        page = remote.page("")
        digest = remote.digest()

        assert digest.cursor == page.cursor
        assert digest.kinds["client"][0] == len(page.rows["client"]) == 1
        assert remote.policy()
        assert remote.eligibility(CLIENT)["status"] == "active"
        with pytest.raises(NotFoundError):
            remote.eligibility(CHANGE)
