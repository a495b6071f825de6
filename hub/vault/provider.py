"""Where cryptography is done: software now, a certified machine in the field, behind one interface."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.core.errors import PermanentError

_NONCE = 12
_TAG = 16


class CryptoProvider(Protocol):
    """The few operations the vault needs; each names its algorithm, so that what it made can be told apart later."""

    mac_algorithm: str
    seal_algorithm: str

    def mac(self, key: bytes, message: bytes) -> bytes:
        """Return the keyed digest of *message*."""

    def derive(self, secret: bytes, purpose: bytes) -> bytes:
        """Return a key of its own for *purpose*."""

    def new_key(self) -> bytes:
        """Return a fresh random data key."""

    def seal(self, key: bytes, content: bytes, bound: bytes) -> bytes:
        """Return *content* enciphered and authenticated together with *bound*, which stays in clear."""

    def unseal(self, algorithm: str, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """
        Return what :meth:`seal` was given.

        Raises:
            PermanentError: another key, changed content, or an algorithm this provider doesn't have.
        """


class SoftwareProvider:
    """
    SM3-HMAC tokens and SM4-GCM seals in software, AES-256-GCM where the library lacks SM4.

    Whatever algorithm a seal names can be opened, so a change of the default re-keys nothing.
    """

    mac_algorithm = "sm3hmac"

    def __init__(self, *, prefer_sm4: bool = True, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.seal_algorithm = "sm4gcm" if prefer_sm4 and _has_sm4() else "aes256gcm"
        self._random = random_bytes

    def mac(self, key: bytes, message: bytes) -> bytes:
        """Return the SM3-HMAC of *message*."""
        digest = hmac.HMAC(key, hashes.SM3())
        digest.update(message)
        return digest.finalize()

    def derive(self, secret: bytes, purpose: bytes) -> bytes:
        """Return 32 bytes by HKDF over SHA-256."""
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"fengqiao-hub", info=purpose).derive(secret)

    def new_key(self) -> bytes:
        """Return 32 random bytes; SM4 uses the first half."""
        return self._random(32)

    def seal(self, key: bytes, content: bytes, bound: bytes) -> bytes:
        """Return nonce, ciphertext and tag."""
        nonce = self._random(_NONCE)
        if self.seal_algorithm == "aes256gcm":
            return nonce + AESGCM(key).encrypt(nonce, content, bound)
        encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        return nonce + encryptor.update(content) + encryptor.finalize() + encryptor.tag

    def unseal(self, algorithm: str, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Return the content of a seal of either algorithm."""
        if len(sealed) < _NONCE + _TAG or algorithm not in ("aes256gcm", "sm4gcm"):
            raise PermanentError("seal is cut or of an unknown algorithm", remedy="see which key sealed it")
        nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
        try:
            if algorithm == "aes256gcm":
                return AESGCM(key).decrypt(nonce, body + tag, bound)
            decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
            decryptor.authenticate_additional_data(bound)
            return decryptor.update(body) + decryptor.finalize()
        except (InvalidTag, UnsupportedAlgorithm) as fault:
            raise PermanentError("seal doesn't open: changed, or another key", remedy="restore the key file") from fault


def _has_sm4() -> bool:
    try:
        Cipher(algorithms.SM4(bytes(16)), modes.GCM(bytes(_NONCE))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True
