"""The raw limit of a batch: a process that only writes rows it was given, and decides nothing.

Arguments: the practice's file, its key file, and the rows by table as `marshal` keeps them.
"""

from __future__ import annotations

import marshal
import sys
from pathlib import Path

from sqlcipher3 import dbapi2

from practicecli.vault.keyfile import read_key_file

CHUNK = 500


def write(path: str, key: bytes, rows: list[tuple[str, list[tuple[object, ...]]]]) -> None:
    """Write all rows in transactions of 500, each table with one statement."""
    db = dbapi2.connect(path, isolation_level=None)
    db.set_key(f"x'{key.hex()}'")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    for at in range(0, len(rows[0][1]), CHUNK):
        db.execute("BEGIN IMMEDIATE")
        for sql, values in rows:
            db.executemany(sql, values[at : at + CHUNK])
        db.execute("COMMIT")
    db.close()


if __name__ == "__main__":
    file, key_file, kept = sys.argv[1:]
    write(file, read_key_file(key_file).data, marshal.loads(Path(kept).read_bytes()))  # noqa: S302
