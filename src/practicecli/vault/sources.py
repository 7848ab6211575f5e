"""Where keys come from besides a plain key file: keyring, command, passphrase.

And how each is first filled.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from practicecli.errors import LockedOutError, RefusedError, UsageError, WrongKeyError
from practicecli.places import write_new
from practicecli.vault.child import FailedError, answer
from practicecli.vault.keyfile import (
    as_text,
    read_key_file,
    read_private,
    refuse_beside_the_practice,
    write_key_file,
)
from practicecli.vault.keys import (
    KEY_BYTES,
    Keys,
    from_secret,
    from_text,
    new_keys,
    not_a_bundle,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practicecli.places import Places

KEYRING_SECONDS = 5.0
COMMAND_SECONDS = 30.0
_SERVICE = "practicecli"

# RFC 7914 §2; n = 2^16 costs about a fifth of a second and 64 MiB, once a command.
_SCRYPT_N = 1 << 16
_SCRYPT_R = 8
_SCRYPT_P = 1
_SCRYPT_MEMORY = 128 << 20
_SALT_BYTES = 16
_NONCE_BYTES = 12
_SHORTEST_PASSPHRASE = 12
_WRAPPED_TITLE = b"practice-wrapped-key 1 scrypt 65536 8 1 aes-256-gcm"

# Runs in a process of its own, because a keyring can hang for ever; the secret goes by pipe only.
_KEYRING = """
import sys
import keyring
verb, service, name = sys.argv[1:]
if verb == "get":
    found = keyring.get_password(service, name)
    if found is None:
        sys.exit(3)
    sys.stdout.write(found)
elif verb == "set":
    keyring.set_password(service, name, sys.stdin.read())
else:
    keyring.delete_password(service, name)
"""
_ABSENT = 3


def key_file(path: str, places: Places, recovered: Keys | None) -> Keys:
    """Read the key file that is there, or make one; raises UsageError inside our folders."""
    refuse_beside_the_practice(path, places)
    if os.path.lexists(path):
        return read_key_file(path)
    keys = recovered or new_keys()
    write_key_file(path, keys, places)
    return keys


def from_keyring(
    name: str, *, seconds: float = KEYRING_SECONDS, env: Mapping[str, str] | None = None
) -> Keys:
    """Fetch the bundle from the system's keyring; raises LockedOutError, WrongKeyError."""
    return from_text(_ask_keyring("get", name, seconds=seconds, env=env))


def new_in_keyring(
    name: str,
    recovered: Keys | None,
    *,
    seconds: float = KEYRING_SECONDS,
    env: Mapping[str, str] | None = None,
) -> Keys:
    """Put a bundle into the keyring and read it back; one that is there is used.

    Raises LockedOutError.
    """
    try:
        return from_keyring(name, seconds=seconds, env=env)
    except _AbsentError:
        keys = recovered or new_keys()
        _ask_keyring("set", name, to_text(keys), seconds=seconds, env=env)
    # Some keyrings accept everything and keep nothing.
    return from_keyring(name, seconds=seconds, env=env)


def forget_in_keyring(
    name: str, *, seconds: float = KEYRING_SECONDS, env: Mapping[str, str] | None = None
) -> None:
    """Take the bundle out of the keyring; raises LockedOutError."""
    _ask_keyring("delete", name, seconds=seconds, env=env)


class _AbsentError(LockedOutError):
    """The keyring answers, and has no such item."""


def _ask_keyring(
    verb: str, name: str, secret: str = "", *, seconds: float, env: Mapping[str, str] | None
) -> str:
    # -P: no module out of the current folder may stand in for the keyring.
    command = [sys.executable, "-P", "-c", _KEYRING, verb, _SERVICE, name]
    try:
        return answer(command, secret, seconds=seconds, env=env, quiet=True)
    except FailedError as error:
        if error.status == _ABSENT:
            raise _AbsentError(
                f"The keyring holds no key named `{name}`",
                hint="Put it back from the recovery sheet",
            ) from None
        raise LockedOutError(
            f"The keyring of this system did not give the key: {error}",
            hint="Unlock it; for cron, make a key file with `practice key export --cron PATH`",
        ) from None


def from_command(
    command: str, *, seconds: float = COMMAND_SECONDS, env: Mapping[str, str] | None = None
) -> Keys:
    """Run the command, without a shell; it prints a bundle or 64 hexadecimal digits.

    From the digits, a secret a password manager keeps, all three keys are derived. Raises
    LockedOutError where it fails or takes too long, WrongKeyError where it prints something else.
    """
    import shlex

    try:
        printed = answer(shlex.split(command), "", seconds=seconds, env=env, quiet=False)
    except (FailedError, ValueError) as error:
        reason = error if isinstance(error, FailedError) else "it is not a command line"
        raise LockedOutError(
            f"The command for the key did not give it: {reason}",
            hint="Run that command by itself to see why; `practice doctor` shows which it is",
        ) from None
    secret = printed.strip()
    if len(secret) != 2 * KEY_BYTES:
        return from_text(printed)
    try:
        return from_secret(bytes.fromhex(secret))
    except ValueError:
        raise not_a_bundle() from None


def new_with_passphrase(places: Places, passphrase: str, recovered: Keys | None) -> Keys:
    """Wrap a bundle by a passphrase beside the data.

    Raises UsageError (too short), RefusedError (one is there).
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise UsageError(
            f"A passphrase needs at least {_SHORTEST_PASSPHRASE} characters",
            hint="Several unrelated words are easy to type and hard to guess",
        )
    keys = recovered or new_keys()
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    key = _stretched(passphrase, salt)
    sealed = AESGCM(key).encrypt(nonce, to_text(keys).encode(), _WRAPPED_TITLE)
    lines = (_WRAPPED_TITLE, salt.hex().encode(), (nonce + sealed).hex().encode(), b"")
    places.make()
    try:
        write_new(wrapped_file(places), b"\n".join(lines))
    except FileExistsError:
        raise RefusedError(
            f"There is a wrapped key already at `{wrapped_file(places)}`",
            hint="Move it away if it belongs to a practice that is gone",
        ) from None
    return keys


def from_passphrase(places: Places, passphrase: str) -> Keys:
    """Unwrap the bundle.

    Raises LockedOutError (no file), WrongKeyError (passphrase or file not right).
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    text = as_text(read_private(wrapped_file(places), "wrapped key"))
    try:
        title, salt, sealed = text.split("\n")[:3]
        if title.encode() != _WRAPPED_TITLE:
            raise not_a_bundle()
        blob = bytes.fromhex(sealed)
        key = _stretched(passphrase, bytes.fromhex(salt))
        opened = AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], _WRAPPED_TITLE)
    except InvalidTag:
        raise WrongKeyError(
            "The passphrase is not the right one", hint="Type it again; capitals and spaces count"
        ) from None
    except ValueError:
        raise not_a_bundle() from None
    return from_text(opened.decode())


def wrapped_file(places: Places) -> str:
    """Where the bundle wrapped by a passphrase lies."""
    return str(Path(places.data_dir) / "keys.wrapped")


def _stretched(passphrase: str, salt: bytes) -> bytes:
    import unicodedata

    # The same word typed on two systems may come as different code points.
    word = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        word,
        salt=salt,
        n=_SCRYPT_N,
        r=_SCRYPT_R,
        p=_SCRYPT_P,
        maxmem=_SCRYPT_MEMORY,
        dklen=KEY_BYTES,
    )
