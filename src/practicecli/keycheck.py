"""The check value of a data key.

It tells a wrong key from a damaged file and gives nothing else away.
"""

from __future__ import annotations

CHECK_BYTES = 16
_LABEL = b"practicecli data key check 1"


def key_check(data_key: bytes) -> str:
    """Work out the check value: 32 hexadecimal digits of an HMAC-SHA256 under the key.

    It is also the salt, the first 16 bytes, of every database file the key opens, so that a file
    alone can be asked whether a key is the right one.
    """
    import hmac

    return hmac.digest(data_key, _LABEL, "sha256")[:CHECK_BYTES].hex()
