"""Encryption at rest: AES-256-GCM with key ids, and keyed blind indexes to search by.

A blob is ``version (1) | key id length (1) | key id | nonce (12) | ciphertext and tag``. The column's name is the
additional authenticated data, so that a value moved to another column does not decrypt.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = 1
_NONCE_BYTES = 12


class DecryptionError(Exception):
    """A stored value cannot be read with the keys at hand."""


class Keyring:
    """The keys of one installation.

    Args:
        keys: key id to 32 bytes; new values are written with the first, old ones are read with any.
        index_key: 32 bytes for blind indexes, independent of the encryption keys, never rotated with them.

    Raises:
        ValueError: no key, or one that is not 32 bytes long.
    """

    def __init__(self, keys: dict[str, bytes], index_key: bytes) -> None:
        if not keys or any(len(key) != 32 for key in [*keys.values(), index_key]):
            raise ValueError("every data key must be 32 bytes long")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))
        self._index_key = index_key

    @classmethod
    def from_text(cls, text: str, index_key: str = "") -> Keyring:
        """Read ``id:base64key[,id:base64key…]``; the first key writes. ``index_key``: base64, derived from the oldest
        data key where none is given.

        Raises:
            ValueError: the text does not have this form.
        """
        try:
            pairs = [item.strip().split(":", 1) for item in text.split(",") if item.strip()]
            keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in pairs}
        except ValueError as error:
            raise ValueError("a data key is written id:base64, several are separated by commas") from error
        if not keys:
            raise ValueError("no data key given")
        return cls(keys, base64.b64decode(index_key or derived_index_key(text), validate=True))

    @staticmethod
    def new_key_text(key_id: str = "k1") -> str:
        """A fresh random key in the form that :meth:`from_text` reads."""
        return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"

    @property
    def current(self) -> str:
        """Id of the key that writes."""
        return self._current

    @property
    def prefix(self) -> bytes:
        """How every value begins that the current key wrote."""
        key_id = self._current.encode()
        return bytes([_VERSION, len(key_id)]) + key_id

    def encrypt(self, plain: bytes, column: str) -> bytes:
        """Encrypt with the current key, bound to ``column``."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain, column.encode())
        return self.prefix + nonce + sealed

    def decrypt(self, blob: bytes, column: str) -> bytes:
        """The plain bytes.

        Raises:
            DecryptionError: unknown version or key, damaged, or written for another column.
        """
        if len(blob) < 2 or blob[0] != _VERSION:
            raise DecryptionError(f"{column}: unknown format")
        start = 2 + blob[1]
        key_id = blob[2:start].decode(errors="replace")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise DecryptionError(f"{column}: key {key_id!r} is missing")
        nonce, sealed = blob[start : start + _NONCE_BYTES], blob[start + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, column.encode())
        except InvalidTag as error:
            raise DecryptionError(f"{column}: damaged, or written with other keys") from error

    def blind_index(self, kind: str, value: str) -> bytes:
        """A keyed fingerprint (HMAC-SHA-256, 32 bytes) of a normalised value, to find an encrypted one by equality."""
        return hmac.new(self._index_key, f"{kind}\0{value}".encode(), hashlib.sha256).digest()


def derived_index_key(text: str) -> str:
    """The index key, in base64, of an installation that was set up without one of its own: it derives from the oldest
    data key of ``text``.
    """
    oldest = base64.b64decode(text.split(",")[-1].strip().split(":", 1)[1], validate=True)
    return base64.b64encode(_derive(oldest, b"chexiaofu blind index")).decode()


def new_index_key() -> str:
    """A fresh random index key, in base64."""
    return base64.b64encode(os.urandom(32)).decode()


def _derive(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


_installed: Keyring | None = None


def install_keyring(keyring: Keyring) -> None:
    """Make ``keyring`` the one that column types use; called once by whoever composes the process."""
    global _installed
    _installed = keyring


def keyring() -> Keyring:
    """The installed keyring.

    Raises:
        RuntimeError: none was installed.
    """
    if _installed is None:
        raise RuntimeError("no keyring installed: personal data can be neither read nor written")
    return _installed


def blind_index(kind: str, value: str) -> bytes:
    """:meth:`Keyring.blind_index` of the installed keyring."""
    return keyring().blind_index(kind, value)
