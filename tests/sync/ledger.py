"""What was done by hand, what the platform did of it, and what must then be true on every side.

It knows nothing of the engine: intents are taken down where they are made, from what stands on the
screen then, and held against what went over the wire and what stands in the files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.sync.two_devices import NAME, Device, World

from practicecli.actions import settling
from practicecli.cache import outbox
from practicecli.cache.connect import transaction
from practicecli.errors import ConflictError, PracticeError

CLIENT = ("name", "born", "email", "phone", "address", "state", "status", "payer", "plan",
          "member_id")  # fmt: skip
CONTACT = {"email", "phone", "address"}
COVERAGE = ("payer", "plan", "member_id")
BILLING = ("status", "cpt", "modifiers", "dx", "place", "actual_start", "actual_stop")
TIMES = ("starts_at", "ends_at")
SAME = {
    "client": (*CLIENT, "payment_method", "forms", "insurance", "credentialing", "version"),
    "session": ("client", *TIMES, "day", "state", *BILLING, "confirmed_at", "edit_until", "claim",
                "version"),
}  # fmt: skip
MOST_ROUNDS = 6


@dataclass
class Intent:
    """One thing done by a person: what it sets, what they saw; what has become of it."""

    who: str
    batch: str
    kind: str
    record: str
    verb: str
    body: dict[str, Any]
    sets: dict[str, Any] | None
    saw: dict[str, Any] | None
    applied: int = 0
    refused: bool = False
    given_up: bool = False

    def __str__(self):
        return f"{self.who}: {self.verb} of {self.kind} {self.record[-6:]} {self.sets or ''}"


@dataclass
class Ledger:
    """All that was done in one history, and the broken promises found on the way."""

    world: World
    intents: dict[tuple[str, str], Intent] = field(default_factory=dict)
    by_change: dict[str, Intent] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    states: dict[str, list[dict[str, Any] | None]] = field(default_factory=dict)
    seen_versions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    signed: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    batches: count = field(default_factory=count)

    def __post_init__(self):
        self.world.heard = self.heard

    def act(self, device, do, *args, kind, record=None, sets=None, kill=0, **said):
        """Do something by its action, and note it if it was said to be done."""
        batch = f"b{next(self.batches)}"
        saw = device.row(kind, record) if record and kind in SAME else None
        before = whole(device)
        done = device.act(do, *args, batch=batch, kill=kill, **said)
        found = device.rows(
            "SELECT kind, record, verb, body FROM outbox WHERE batch = ? AND platform = ?",
            batch, NAME,
        )  # fmt: skip
        if not found and whole(device) != before and not (done and kind == "draft"):
            self.broken.append(f"{device.name}: {do.__name__} changed rows and queued nothing")
        for one in found:
            body = plain(json.loads(one["body"]))
            self.intents[batch, one["kind"]] = Intent(
                device.name, batch, one["kind"], one["record"], one["verb"], body, sets,
                saw if one["kind"] == kind else None,
            )  # fmt: skip
        for row in device.rows("SELECT * FROM note WHERE status = 'signed'"):
            self.signed.setdefault(f"{device.name}/{row['id']}", row)
        return done

    def heard(self, who, items, asked, results, before):
        """Take down what the platform did of a request."""
        news: dict[str, list[Intent]] = {}
        for item, original, result in zip(items, asked, results, strict=True):
            intent = self._intent_of(who, original["id"], item["kind"])
            if intent is None or item["id"] in self.done:
                continue
            if result["outcome"] == "refused":
                intent.refused = True
            if result["outcome"] != "applied":
                continue
            self.done.add(item["id"])
            intent.applied += 1
            if intent.applied > 1:
                self.broken.append(f"done twice: {intent}")
            news.setdefault(item["record"], []).append(intent)
        for item in items:
            self.states.setdefault(item["record"], []).append(before[item["record"]])
        for record, applied in news.items():
            # What stood between two changes of one request stood there, too.
            self.states[record] += [wanted(one) for one in applied]
            self.states[record].append(self.world.shown(applied[0].kind, record))
            self._no_overwrite(applied, before[record])

    def _intent_of(self, who, change, kind):
        if change not in self.by_change:
            batch = [
                one["batch"] for one in who.rows("SELECT batch FROM outbox WHERE id = ?", change)
            ]
            if not batch or (batch[0], kind) not in self.intents:
                return None
            self.by_change[change] = self.intents[batch[0], kind]
        return self.by_change[change]

    def _no_overwrite(self, applied, before):
        """Hold the first change of a record in a request against what stood there before it."""
        intent = applied[0]
        if intent.kind not in SAME or before is None:
            return
        if intent.saw is None:
            self.broken.append(f"made over what was there: {intent}")
            return
        stood, now = plain(before), plain(self.states[intent.record][-1] or {})
        for name in watched(intent):
            if stood.get(name) not in (intent.saw.get(name), now.get(name)):
                self.broken.append(f"overwrote {name} unseen: {intent}")
        if intent.kind == "client" and all(one.sets is not None for one in applied):
            said = {name for one in applied for name in one.sets or ()}
            for name in set(CLIENT) - said:
                if stood.get(name) != now.get(name):
                    self.broken.append(f"changed {name} by the way: {intent}")

    def resolve(self, device, index, how):
        """Decide about something that waits for a decision, knowing what is shown of it."""
        found = outbox.unsettled(device.db)
        if not found:
            return
        one = found[index % len(found)]
        intent = self.intents.get((one.batch, one.kind))
        if intent is None:
            return
        there = json.loads(one.answer or "{}") if one.state == "conflict" else {}
        do = settling.keep_mine if how == "mine" else settling.take_theirs
        try:
            with transaction(device.db):
                do(device.desk(batch="decided"), one)
        except PracticeError:
            return
        if how == "theirs":
            intent.given_up = True
            if there and there["record"] is None:
                for other in self.intents.values():
                    other.given_up |= (other.who, other.record) == (device.name, one.record)
        elif one.state == "conflict":
            intent.saw = plain(there["record"] or {}) or None

    def look(self, device):
        """Check what must hold at every moment on one device."""
        for one in device.rows("SELECT batch, kind, state FROM outbox WHERE platform = ?", NAME):
            intent = self.intents.get((one["batch"], one["kind"]))
            if one["state"] in {"conflict", "refused"} and intent and intent.applied:
                self.broken.append(f"{one['state']}, but it was done: {intent}")
        for row in device.rows(HALF_REFUSED):
            self.broken.append(f"{device.name}: {row['record'][-6:]} was refused and stands")
        for kind in SAME:
            for row in device.rows(f"SELECT id, version FROM {kind} WHERE version > 0"):  # noqa: S608
                key = device.name, kind, row["id"]
                if row["version"] < self.seen_versions.get(key, 0):
                    self.broken.append(f"{device.name}: {kind} {row['id'][-6:]} went backwards")
                self.seen_versions[key] = row["version"]

    def settle(self, *devices: Device):
        """Sync over a whole line until nothing moves any more; within a few rounds."""
        for _ in range(MOST_ROUNDS):
            reports = [self._decided(one, one.sync()) for one in devices]
            for one in devices:
                self.look(one)
            if not any(found.pushed + found.pulled for found in reports):
                break
        else:
            self.broken.append("it never came to rest")
        self.broken += [f"an error at rest: {one.error!r}" for one in reports if one.error]

    def _decided(self, device, report):
        """Let a person agree where a platform takes out much at once: that waits for one."""
        if isinstance(report.error, ConflictError) and "would take out" in str(report.error):
            return device.sync(accept=True)
        return report

    def check(self, *devices: Device):
        """Check what must hold when all is quiet."""
        for one in devices:
            self._equal(one)
            self._emptied(one)
            self._kept_notes(one)
        for intent in self.intents.values():
            if not self._accounted(intent, devices):
                self.broken.append(f"lost: {intent}")
        twice = "SELECT session FROM claim GROUP BY session HAVING count(*) > 1"
        if self.world.there.execute(twice).fetchall():
            self.broken.append("two claims for one session")

    def _equal(self, device):
        for kind, names in SAME.items():
            there = self.world.records(kind)
            open_here = {one["record"] for one in device.rows(OPEN)}
            for identity in there.keys() | set(device.ids(kind)):
                if identity not in open_here:
                    self._same(device, kind, identity, there.get(identity), names)

    def _same(self, device, kind, identity, theirs, names):
        ours = device.row(kind, identity)
        if theirs is None:
            if ours is not None and ours["version"]:
                self.broken.append(f"{device.name}: {kind} {identity[-6:]} is not there")
            return
        if ours is None:
            self.broken.append(f"{device.name}: {kind} {identity[-6:]} is not here")
            return
        said = plain(theirs)
        if ours.get("status") == said.get("status") != "confirmed" and kind == "session":
            # Codes once refused, and the clock, are kept here for the next try; nobody else hears.
            names = [one for one in names if one not in BILLING]
        differ = {one: (ours[one], said.get(one)) for one in names if ours[one] != said.get(one)}
        if differ:
            self.broken.append(f"{device.name}: {kind} {identity[-6:]} differs: {differ}")

    def _emptied(self, device):
        """What still waits may wait only for a decision, on its record or on one it needs."""
        rows = device.rows(
            "SELECT kind, record, verb, state, body FROM outbox WHERE state IN"
            " ('waiting', 'sent', 'conflict', 'refused') ORDER BY seq"
        )
        held = {row["record"] for row in rows if row["state"] in {"conflict", "refused"}}
        for row in rows:
            body = json.loads(row["body"])
            needs = {row["record"], body.get("client"), body.get("session"), body.get("note")}
            if row["state"] in {"waiting", "sent"}:
                if not needs & held:
                    self.broken.append(f"{device.name}: {row['verb']} is still {row['state']}")
                held.add(row["record"])

    def _kept_notes(self, device):
        for key, kept in self.signed.items():
            name, _, identity = key.partition("/")
            if name != device.name:
                continue
            row = device.row("note", identity)
            if row is None or {**row, "version": 0} != {**kept, "version": 0}:
                self.broken.append(f"{name}: a signed note was changed")

    def _accounted(self, intent, devices):
        """Whether it was done, waits for a decision, was given up, or is in another of theirs.

        That is a later one that sets the same again, or the one before that set the very same.
        """
        if self._is_there(intent, devices):
            return True
        own = [one for one in self.intents.values()
               if (one.who, one.record) == (intent.who, intent.record)]  # fmt: skip
        place = own.index(intent)
        said = wanted(intent)
        heirs = [one for one in own[place + 1 :] if said and said.keys() <= wanted(one).keys()]
        heirs += [one for one in own[:place][-1:] if said and wanted(one) == said]
        return any(self._is_there(one, devices) for one in heirs)

    def _is_there(self, intent, devices):
        if intent.applied or intent.refused or intent.given_up:
            return True
        for device in devices:
            if device.name == intent.who and device.rows(
                "SELECT 1 FROM outbox WHERE batch = ? AND kind = ?", intent.batch, intent.kind
            ):
                return True
        said = wanted(intent)
        return bool(said) and any(
            state is not None and all(plain(state).get(n) == v for n, v in said.items())
            for state in self.states.get(intent.record, [])
        )


OPEN = (
    "SELECT record FROM outbox WHERE state IN ('waiting', 'sent', 'conflict', 'refused')"
    " AND kind IN ('client', 'session')"
)
HALF_REFUSED = """
    SELECT record FROM outbox AS r JOIN session ON session.id = r.record
     WHERE r.verb = 'confirm' AND r.state = 'refused' AND session.status = 'confirmed'
       AND session.claim = json_extract(r.body, '$.claim')
"""


def wanted(intent):
    """Give what a change sets of that which is held against the other side."""
    if intent.sets is not None:
        return intent.sets
    return {name: value for name, value in intent.body.items() if name in {*BILLING, *TIMES}}


def watched(intent):
    """Name the fields of which a person must have seen what stood there."""
    if intent.kind == "client":
        names = {*(intent.sets or CLIENT)} - CONTACT
        return names | (set(COVERAGE) if names & set(COVERAGE) else set())
    if intent.verb == "modify" and (intent.saw or {}).get("status") == "confirmed":
        return set(BILLING)
    return {"schedule": set(), "move": set(TIMES)}.get(intent.verb, {"status"})


def plain(fields):
    """Give codes as the rows have them: words in a row."""
    return {
        name: " ".join(value) if name in {"cpt", "modifiers", "dx"} and isinstance(value, list)
        else value
        for name, value in fields.items()
    }  # fmt: skip


def whole(device):
    """Read all that a person did, so that nothing changes unseen."""
    return [device.rows(f"SELECT * FROM {one} ORDER BY id") for one in  # noqa: S608
            ("client", "session", "note", "addendum", "claim", "charge")]  # fmt: skip
