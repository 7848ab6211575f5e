"""A sandbox in a temporary file, its clock in the test's hand, and therapists who talk to it."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest

from practicecli.sandbox.app import make_app
from practicecli.sandbox.store import token_for

NPI = "1999999984"
OTHER_NPI = "1000000004"
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)  # 10:00 in New York
READY = {"payment_method": True, "forms": True, "insurance": True}


class Clock:
    def __init__(self, now=MONDAY):
        self.now = now

    def __call__(self):
        return self.now

    def wait(self, **span):
        self.now += timedelta(**span)


class Therapist:
    """Someone with a log-in, who knows the contract by heart."""

    def __init__(self, app, token, npi, platform="headway"):
        headers = {"Authorization": f"Bearer {token}", "Practice-Platform": platform}
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=app), base_url="http://sandbox", headers=headers
        )
        self.npi = npi

    def push(self, *changes):
        answer = self.http.post("/v1/changes", json={"changes": list(changes)})
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    def do(self, kind, verb, record=None, *, seen=0, **body):
        """Push one change and give its result."""
        (result,) = self.push(a_change(kind, verb, record, seen=seen, **body))
        return result

    def feed(self, kind=None, after=""):
        found = {}
        while True:
            page = self.http.get("/v1/feed", params={"after": after, "limit": 100}).json()
            for item in page["items"]:
                if kind in {None, item["kind"]}:
                    found[item["id"]] = item["body"]
            if not page["more"]:
                return found
            after = page["cursor"]

    def introduces_themself(self, **said):
        body = {
            "name": "Ada Example",
            "npi": self.npi,
            "credentials": "LMHC",
            "zone": "America/New_York",
            "licenses": [{"state": "NY", "type": "LMHC", "until": None}],
        }
        return self.do("provider", "put", **{**body, **said})

    def adds_a_client(self, **said):
        record = new_id()
        body = {
            "name": "Testy McTest",
            "payer": "aetna",
            "plan": "commercial",
            "member_id": "W1",
            "state": "NY",
            "address": "1 Invented Street",
            "ready": READY,
        }
        assert self.do("client", "put", record, **{**body, **said})["outcome"] == "applied"
        return record

    def schedules(self, client, starts, minutes=60):
        record = new_id()
        result = self.do(
            "session", "schedule", record,
            client=client, state="NY", starts_at=text(starts),
            ends_at=text(starts + timedelta(minutes=minutes)),
        )  # fmt: skip
        assert result["outcome"] == "applied", result
        return record

    def confirms(self, session, starts, *, minutes=55, seen=1, **said):
        body = {
            "claim": new_id(),
            "place": "office",
            "actual_start": text(starts),
            "actual_stop": text(starts + timedelta(minutes=minutes)),
            "cpt": ["90837"],
            "dx": ["F41.1"],
            "note_route": "none",
        }
        return self.do("session", "confirm", session, seen=seen, **{**body, **said})

    def holds_a_session(self, starts, **client):
        """A ready client, a session and its confirmation; gives the session's id."""
        session = self.schedules(self.adds_a_client(**client), starts)
        result = self.confirms(session, starts)
        assert result["outcome"] == "applied", result
        return session

    def claim_of(self, session):
        (claim,) = (one for one in self.feed("claim").values() if one["session"] == session)
        return claim


def new_id():
    return str(uuid.uuid4())


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def a_change(kind, verb, record=None, *, seen=0, **body):
    return {
        "id": new_id(),
        "kind": kind,
        "record": record or new_id(),
        "verb": verb,
        "seen_version": seen,
        "body": body,
    }


def codes(result):
    return [problem["code"] for problem in result["problems"] if problem["weight"] == "blocks"]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "sandbox.db")


@pytest.fixture
def app(path, clock):
    return make_app(path, clock)


@pytest.fixture
def therapist(app, path):
    ada = Therapist(app, token_for(path, NPI), NPI)
    ada.introduces_themself()
    yield ada
    ada.http.close()


@pytest.fixture
def on_alma(app, path):
    ada = Therapist(app, token_for(path, NPI), NPI, "alma")
    ada.introduces_themself()
    yield ada
    ada.http.close()


@pytest.fixture
def neighbour(app, path):
    bob = Therapist(app, token_for(path, OTHER_NPI), OTHER_NPI)
    bob.introduces_themself(name="Bob Example")
    yield bob
    bob.http.close()


@pytest.fixture
def contract():
    """The words of the contract that tests build changes from."""
    return SimpleNamespace(change=a_change, new_id=new_id, text=text, codes=codes)
