"""The fourteen mistakes that a sync is most easily made with, each as a change to our engine.

They are those with which the design was tried out; each comes with the harm it does.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from tests.sync.two_devices import World

from practicecli.cache import answers, feed, meeting, outbox, platforms
from practicecli.cache.connect import transaction
from practicecli.sync import pull, push


@contextmanager
def made(*swaps):
    """Put something else in the place of functions: (owner, name, what is made of the old one)."""
    with ExitStack() as after:
        for owner, name, make in swaps:
            kept = getattr(owner, name)
            after.callback(setattr, owner, name, kept)
            setattr(owner, name, make(kept))
        yield


def precondition_taken_at_send_time():
    """What the user saw is not asked: silent overwrite."""

    def unmet(talk, rows):
        for kind in ("client", "session"):
            for row in rows.get(kind, ()):
                talk.db.execute(
                    f"UPDATE {kind} SET version = max(version, ?) WHERE id = ?",  # noqa: S608
                    (row["version"], row["id"]),
                )

    def latest(old):
        return lambda db, changes: [
            replace(one, seen_version=max(one.seen_version, answers.version_of(db, *one.record)))
            for one in old(db, changes)
        ]

    return made((pull, "_meet", lambda _: unmet), (push, "_pending", latest))


def change_and_outbox_row_in_two_transactions():
    """An acknowledged change is never sent."""

    def split(old):
        def add(db, changes):
            _commit(db)
            old(db, changes)

        return add

    return made((outbox, "add", split))


def pull_drops_pending_changes():
    """An acknowledged change is lost."""

    def drop(talk, rows):
        for kind in ("client", "session"):
            found = {row["id"]: row for row in rows.get(kind, ())}
            for record in outbox.touched(talk.db, talk.platform, kind, found):
                changes = outbox.of_record(talk.db, talk.platform, kind, record)
                outbox.remove(talk.db, [one.id for one in changes])
                there = meeting.plain(found[record])
                version = found[record]["version"]
                meeting.adopt(talk.db, kind, record, there, version, keep=frozenset())

    return made((pull, "_meet", lambda _: drop))


def sent_out_of_order():
    """The older change stands at the end."""

    def backwards(old):
        def pending(db, changes):
            found = old(db, changes)
            versions = [one.seen_version for one in found]
            return [
                replace(one, seen_version=version)
                for one, version in zip(reversed(found), versions, strict=True)
            ]

        return pending

    return made((push, "_pending", backwards))


def full_read_clears_the_outbox():
    """An acknowledged change is lost."""

    def clear(old):
        def read_anew(talk):
            with transaction(talk.db):
                talk.db.execute("DELETE FROM outbox WHERE state IN ('waiting', 'sent')")
            old(talk)

        return read_anew

    return made((pull, "read_anew", clear))


def conflicts_thrown_away():
    """An acknowledged change is lost, and nobody hears of it."""

    def forget(_):
        return lambda db, change, _there, _version: outbox.remove(db, [change.id])

    return made((answers, "conflicting", forget))


def new_key_on_each_retry():
    """What was done is shown as a conflict, or done twice."""

    def renew(talk):
        with transaction(talk.db):
            for one in outbox.unknown(talk.db, talk.platform):
                outbox.renew(talk.db, one, talk.fresh_id(), seen_version=one.seen_version)

    return made((push, "_ask_after_unknown", lambda _: renew))


def precondition_refreshed_after_a_timeout():
    """What was done is shown as refused."""

    def refresh(talk):
        rows = talk.remote.page("").rows
        now = {row["id"]: row["version"] for found in rows.values() for row in found}
        with transaction(talk.db):
            for one in outbox.unknown(talk.db, talk.platform):
                version = now.get(one.record, one.seen_version)
                answers.mark_waiting(talk.db, [(one.id, version)])

    return made((push, "_ask_after_unknown", lambda _: refresh))


def resent_without_asking():
    """Past the time for which keys are kept, what was done is shown as a conflict."""

    def blindly(talk):
        with transaction(talk.db):
            for one in outbox.unknown(talk.db, talk.platform):
                answers.mark_waiting(talk.db, [(one.id, one.seen_version)])

    return made((push, "_ask_after_unknown", lambda _: blindly))


def no_precondition():
    """Silent overwrite."""

    def whatever_stands(old):
        def ask(world, environ, content):
            if environ["REQUEST_METHOD"] == "POST":
                said = json.loads(content)
                ahead = {}
                for one in said["changes"]:
                    there = world.shown(one["kind"], one["record"]) or {"version": 0}
                    step = ahead[one["record"]] = ahead.get(one["record"], -1) + 1
                    one["seen_version"] = there["version"] + step
                content = json.dumps(said).encode()
            return old(world, environ, content)

        return ask

    return made((World, "_ask", whatever_stands))


def editing_a_change_already_sent():
    """What was added to it is lost."""

    def merge(old):
        def add(db, changes):
            for one in changes:
                sent = db.execute(
                    "SELECT id FROM outbox WHERE record = ? AND verb = ? AND state = 'sent'",
                    (one.record, one.verb),
                ).fetchone()
                if sent:
                    values = (one.body, sent[0])
                    db.execute("UPDATE outbox SET body = ? WHERE id = ?", values)
                else:
                    old(db, [one])

        return add

    return made((outbox, "add", merge))


def cursor_saved_before_its_rows():
    """What another device did never arrives here."""

    def early(old):
        def pages(talk, cursor):
            for page in old(talk, cursor):
                with transaction(talk.db):
                    platforms.set_cursor(talk.db, talk.platform, page.cursor)
                yield page

        return pages

    return made((pull, "_pages", early))


def answer_and_outbox_in_two_transactions():
    """A refused change stands here as if it had been taken."""

    def split(old):
        def then_commit(db, *said):
            old(db, *said)
            _commit(db)

        return then_commit

    return made((outbox, "set_state", split), (outbox, "remove", split))


def stale_answers_taken_over():
    """A record goes back to what it was."""

    def anything(old):
        return lambda db, platform, rows, **_: old(db, platform, rows, slack=1 << 40)

    return made((feed, "take", anything))


def _commit(db):
    db.execute("COMMIT")
    db.execute("BEGIN IMMEDIATE")
