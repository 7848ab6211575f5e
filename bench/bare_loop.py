"""The raw limit of a batch: a process that only writes rows it was given, and decides nothing.

Arguments: the practice's file, its key file, the rows by table as `marshal` keeps them, and `loop`
to write row by row or `many` to hand each table's rows to the engine five hundred at a time.
"""

from __future__ import annotations

import marshal
import sys
from pathlib import Path

from sqlcipher3 import dbapi2

from practicecli.vault.keyfile import read_key_file

CHUNK = 500


def write(
    path: str, key: bytes, rows: list[tuple[str, list[tuple[object, ...]]]], *, many: bool
) -> None:
    """Write all rows in transactions of 500."""
    db = dbapi2.connect(path, isolation_level=None)
    db.set_key(f"x'{key.hex()}'")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    for at in range(0, len(rows[0][1]), CHUNK):
        db.execute("BEGIN IMMEDIATE")
        if many:
            for sql, values in rows:
                db.executemany(sql, values[at : at + CHUNK])
        else:
            for number in range(at, min(at + CHUNK, len(rows[0][1]))):
                for sql, values in rows:
                    db.execute(sql, values[number])
        db.execute("COMMIT")
    db.close()


if __name__ == "__main__":
    file, key_file, kept, how = sys.argv[1:]
    given = marshal.loads(Path(kept).read_bytes())  # noqa: S302 - the bench wrote it
    write(file, read_key_file(key_file).data, given, many=how == "many")
