"""The audit log: append-only rows, each sealed to the one before by an HMAC.

The key is not in the file. Only who holds it can continue the chain or move its head: editing,
deleting, inserting, reordering and cutting off the newest entries all show.
"""

from __future__ import annotations

from practicecli.cache.connect import Db, transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from hmac import HMAC

    Entry = tuple[str, str, str, str, str, str]
    """at (UTC text), who, verb, kind, subject, detail. No client's name and no note text."""

    StoredEntry = tuple[int, str, str, str, str, str, str, str, bytes]

_ADD = """
    INSERT INTO audit (seq, at, who, device, verb, kind, subject, detail, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ALL = """
    SELECT seq, at, who, device, verb, kind, subject, detail, hash FROM audit ORDER BY seq
"""
# An entry's fields as `_link` writes them, put together by the engine: three values a row to fetch.
_WALK = """
    SELECT seq, CAST(length(at) || ':' || at || length(who) || ':' || who
                     || length(device) || ':' || device || length(verb) || ':' || verb
                     || length(kind) || ':' || kind || length(subject) || ':' || subject
                     || length(detail) || ':' || detail AS BLOB), hash
      FROM audit ORDER BY seq
"""
_REMEMBER = """
    INSERT INTO meta (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_RECALL = "SELECT key, value FROM meta WHERE key IN ('audit-head', 'device')"

_START = bytes(32)


def append(db: Db, key: bytes, entries: Iterable[Entry]) -> int:
    """Add entries in their order, in the caller's transaction if there is one.

    Returns the newest number. The device is the one named by `name_device`. Raises DamagedError
    if the head has been tampered with.
    """
    with transaction(db):
        kept = dict(db.execute(_RECALL).fetchall())
        chain = _Chain(key, kept.get("device", ""), *_head(db, key, kept.get("audit-head")))
        before = chain.seq
        db.executemany(_ADD, chain.links(entries))
        if chain.seq > before:
            db.execute(_REMEMBER, ("audit-head", _head_text(key, chain.seq, chain.last)))
    return chain.seq


def name_device(db: Db, device: str) -> None:
    """Say which device writes from here on.

    At `init`, and again after a restore on another machine.
    """
    with transaction(db):
        db.execute(_REMEMBER, ("device", device))


def verify(db: Db, key: bytes) -> int | None:
    """Walk the whole chain; returns the number of the first entry that is not as written, or None.

    A log cut short is bad from the first missing number on.
    """
    mac = _mac(key)
    last, expected = _START, 1
    rows = db.cursor()
    rows.row_factory = None  # plain tuples: there may be hundreds of thousands
    for seq, text, stored in rows.execute(_WALK):
        if seq != expected:
            return expected
        last = _sealed(mac, seq, last, text)
        if last != stored:
            return expected
        expected += 1
    kept = dict(db.execute(_RECALL).fetchall())
    if expected == 1 and not kept:
        return None  # a file in which no device has worked yet
    return None if kept.get("audit-head") == _head_text(key, expected - 1, last) else expected


def entries(db: Db) -> Iterator[StoredEntry]:
    """Give every entry as stored, oldest first.

    Number, at, who, device, verb, kind, subject, detail, hash.
    """
    for row in db.execute(_ALL):
        yield tuple(row)


class _Chain:
    """The growing end of the log while a batch is appended."""

    __slots__ = ("_device", "_mac", "last", "seq")

    def __init__(self, key: bytes, device: str, seq: int, last: bytes) -> None:
        self._mac = _mac(key)
        self._device = device
        self.seq = seq
        self.last = last

    def links(self, entries: Iterable[Entry]) -> Iterator[StoredEntry]:
        for at, who, verb, kind, subject, detail in entries:
            self.seq += 1
            fields = (at, who, self._device, verb, kind, subject, detail)
            self.last = _link(self._mac, self.seq, self.last, fields)
            yield (self.seq, *fields, self.last)


def _mac(key: bytes) -> HMAC:
    import hmac

    return hmac.new(key, digestmod="sha256")


def _link(mac: HMAC, seq: int, last: bytes, fields: Sequence[str]) -> bytes:
    # Each part is led by its length, so that no two different entries give the same bytes.
    text = "".join([f"{len(field)}:{field}" for field in fields])
    if "\0" in text:  # up to which the engine counts letters
        raise ValueError("an entry of the log holds a NUL")
    return _sealed(mac, seq, last, text.encode())


def _sealed(mac: HMAC, seq: int, last: bytes, text: bytes) -> bytes:
    link = mac.copy()  # the key's own rounds are done once
    link.update(b"%d:%b%b" % (seq, last, text))
    return link.digest()


def _head_text(key: bytes, seq: int, last: bytes) -> str:
    # Sealed too: else whoever cuts the log could point the head at the new end.
    seal = _mac(key)
    seal.update(b"head:%d:%b" % (seq, last))
    return f"{seq} {last.hex()} {seal.hexdigest()}"


def _head(db: Db, key: bytes, kept: str | None) -> tuple[int, bytes]:
    if kept is None and db.execute("SELECT 1 FROM audit LIMIT 1").fetchone() is None:
        return 0, _START
    try:
        number, last, _ = (kept or "").split(" ")
        seq, link = int(number), bytes.fromhex(last)
    except ValueError as error:
        raise _tampered() from error
    if kept != _head_text(key, seq, link):
        raise _tampered()
    return seq, link


def _tampered() -> Exception:
    from practicecli.errors import DamagedError

    return DamagedError(
        "The head of the audit log is not as it was written",
        hint="See where it breaks with `practice audit verify`",
    )
