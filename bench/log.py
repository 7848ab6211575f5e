"""The audit log: walking its whole chain beside a bare loop of HMACs over the same bytes."""

from __future__ import annotations

import hmac
import statistics
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bench.table import Line

from practicecli.cache import audit
from practicecli.cache.connect import create_db, transaction
from practicecli.cache.migrations import migrate
from practicecli.cache.schema import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from practicecli.cache.connect import Db

ENTRIES, ROUNDS = 100_000, 9
_KEY = b"a key for a bench, of thirty-two"
_DEVICE = "01900000-0000-7000-8000-00000000000b"


def beside_bare_hmacs(folder: Path) -> list[Line]:
    """Verify a chain of a hundred thousand entries, in turn with the bare loop."""
    with closing(_log(folder / "log.db")) as db:
        messages = list(_messages(db))
        turns = [
            (_timed(lambda: _must_be_whole(db)), _timed(lambda: _bare(messages)))
            for _ in range(ROUNDS)
        ]
    ratio = statistics.median(bare / walked for walked, bare in turns)
    aside = f"{ENTRIES:,} entries in {statistics.median(walked for walked, _ in turns):.2f} s"
    return [Line("verifying the log's chain", ratio, 0.3, "of bare", most=False, aside=aside)]


def _log(path: Path) -> Db:
    db = create_db(str(path), _KEY)
    migrate(db, STEPS)
    with transaction(db):
        audit.name_device(db, _DEVICE)
        audit.append(
            db,
            _KEY,
            (
                ("2026-11-24T14:00:00Z", "1999999984", "confirm", "session",
                 f"01900000-0000-7000-8000-{number:012d}", "90834 F41.1")
                for number in range(ENTRIES)
            ),
        )  # fmt: skip
    return db


def _messages(db: Db) -> Iterator[bytes]:
    """Give the very bytes that each entry's HMAC is made over."""
    last = bytes(32)
    for seq, *fields, link in audit.entries(db):
        text = "".join(f"{len(field)}:{field}" for field in fields)
        yield b"%d:%b%b" % (seq, last, text.encode())
        last = link


def _bare(messages: list[bytes]) -> None:
    ready = hmac.new(_KEY, digestmod="sha256")
    for message in messages:
        one = ready.copy()
        one.update(message)
        one.digest()


def _must_be_whole(db: Db) -> None:
    if audit.verify(db, _KEY) is not None:
        raise RuntimeError("the log is not as it was written")


def _timed(work: Callable[[], None]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
