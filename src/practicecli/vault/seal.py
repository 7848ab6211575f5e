"""The seal on note text, wherever it lies.

AES-256-GCM under the note key, bound to what the text belongs to.
"""

from __future__ import annotations

import os

from practicecli.errors import DamagedError, LockedOutError

_FORM = b"\x01"
_NONCE_BYTES = 12


class Seal:
    """Seals and opens text with one key; without a key it is closed and says so.

    `context` is what the text belongs to, such as a note's id: moved elsewhere it does not open.
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes | None) -> None:
        self._key = key

    def __repr__(self) -> str:
        return f"Seal({'open' if self.is_open else 'closed'})"

    @property
    def is_open(self) -> bool:
        """Whether the key is here."""
        return self._key is not None

    def seal(self, text: str, context: str) -> bytes:
        """Seal a text; the same text never gives the same bytes twice. Raises LockedOutError."""
        return self.seal_bytes(text.encode("utf-8", "surrogatepass"), context)

    def open(self, blob: bytes, context: str) -> str:
        """Open a sealed text.

        Raises LockedOutError (closed) or DamagedError (another key, context or bytes).
        """
        return self.open_bytes(blob, context).decode("utf-8", "surrogatepass")

    def open_bytes(self, blob: bytes, context: str) -> bytes:
        """Open what `seal_bytes` sealed. Raises as `open` does."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._given()
        start = len(_FORM) + _NONCE_BYTES
        try:
            form, nonce, rest = blob[: len(_FORM)], blob[len(_FORM) : start], blob[start:]
            # The form is bound in as well: a blob of any other form fails its tag.
            return AESGCM(key).decrypt(nonce, rest, form + _bound(context))
        except (InvalidTag, ValueError):
            raise DamagedError(
                "A sealed text does not open: it was changed, moved, or sealed with another key",
                hint="Check the practice with `practice doctor`; a backup may hold it whole",
            ) from None

    def seal_bytes(self, content: bytes, context: str) -> bytes:
        """Seal bytes, such as an upload's, as `seal` does a text. Raises LockedOutError."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._given()
        # Random, 96 bits: safe for 2^32 texts under one key (NIST SP 800-38D §8.3).
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + AESGCM(key).encrypt(nonce, content, _FORM + _bound(context))

    def _given(self) -> bytes:
        if self._key is None:
            raise LockedOutError(
                "The key for notes is not here: this key opens the data only",
                hint="Use the full key, not the one made by `practice key export --cron`",
            )
        return self._key


def _bound(context: str) -> bytes:
    return context.encode("utf-8", "surrogatepass")
