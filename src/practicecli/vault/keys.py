"""The three keys of a practice, and the text that carries them."""

from __future__ import annotations

import os
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from practicecli.errors import WrongKeyError

KEY_BYTES = 32

_TITLE = "practice-key 1"
_NAMES = ("data", "notes", "private")


class Keys:
    """A bundle of keys, 32 bytes each.

    `data` opens the file, `notes` the notes in it, `private` the psychotherapy notes. A bundle
    for cron holds `data` only.
    """

    __slots__ = ("data", "notes", "private")

    def __init__(
        self, data: bytes, notes: bytes | None = None, private: bytes | None = None
    ) -> None:
        for key in (data, notes, private):
            if key is not None and len(key) != KEY_BYTES:
                raise ValueError("a key is 32 bytes")
        self.data = data
        self.notes = notes
        self.private = private

    def __repr__(self) -> str:
        return "Keys(...)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Keys):
            return NotImplemented
        return to_text(self) == to_text(other)

    def __hash__(self) -> int:
        return hash(self.data)

    def __reduce__(self) -> str:
        raise TypeError("keys are not copied into files")

    def for_cron(self) -> Keys:
        """Give the bundle that opens the data and no note."""
        return Keys(self.data)


def new_keys() -> Keys:
    """Make a bundle from the system's randomness."""
    return Keys(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))


def derived(secret: bytes, label: str) -> bytes:
    """Derive a key of its own for one use, 32 bytes: HMAC-SHA256 of the label under the secret."""
    import hmac

    return hmac.digest(secret, f"practicecli {label} 1".encode(), "sha256")


def audit_key(keys: Keys) -> bytes:
    """Derive the key that chains the audit log; it is not in the database."""
    return derived(keys.data, "audit")


def from_secret(secret: bytes) -> Keys:
    """Derive all three keys from one secret of 32 bytes, such as a password manager keeps."""
    return Keys(derived(secret, "data"), derived(secret, "notes"), derived(secret, "private"))


def to_text(keys: Keys) -> str:
    """Give the bundle as lines of text with a checksum."""
    lines = _key_lines(keys)
    return "\n".join([_TITLE, *lines, f"check {_checksum(lines)}", ""])


def from_text(text: str) -> Keys:
    """Read a bundle; raises WrongKeyError for anything that is not one, whole and as written."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines or lines[0] != _TITLE:
        raise not_a_bundle()
    found: dict[str, bytes] = {}
    try:
        for line in lines[1:-1]:
            name, digits = line.split(" ")
            if name not in _NAMES or name in found:
                raise not_a_bundle()
            found[name] = bytes.fromhex(digits)
        keys = Keys(found["data"], found.get("notes"), found.get("private"))
    except (ValueError, KeyError) as error:
        raise not_a_bundle() from error
    if lines[-1] != f"check {_checksum(_key_lines(keys))}":
        raise not_a_bundle()
    return keys


def _key_lines(keys: Keys) -> list[str]:
    named = zip(_NAMES, (keys.data, keys.notes, keys.private), strict=True)
    return [f"{name} {key.hex()}" for name, key in named if key is not None]


def _checksum(lines: list[str]) -> str:
    # Against slips, not against people: no secret hangs on it, and zlib's sum needs no import.
    return f"{crc32(' '.join(lines).encode()):08x}"


def not_a_bundle() -> WrongKeyError:
    """Make the error for a key that cannot be read."""
    from practicecli.errors import WrongKeyError

    return WrongKeyError(
        "What was found where the key should be is not a key of ours, or not a whole one",
        hint="Put the right key back where it was; the recovery sheet holds it too",
    )
