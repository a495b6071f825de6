"""
Who speaks, by certificate: an agency that has one for its system shows it in TLS instead of signing tokens.

TLS has verified that the caller holds the key and that an authority of the settings vouches for it; here it's looked
up whose it is. A file ``<agency>.<id>.crt`` beside the public keys pins one certificate, a name in the settings takes
every certificate of the authority that bears it. Two at once make a rotation without a pause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hub.core.errors import AccessDeniedError, ConfigurationError
from hub.core.ports import Clock
from hub.gateway.identity import KeyName

_FILE = re.compile(r"(?P<agency>[a-z][a-z0-9-]{0,39})\.(?P<id>[A-Za-z0-9_-]{1,40})\.crt")
_MOST_BYTES = 16_384


def fingerprint(certificate: x509.Certificate) -> bytes:
    """Return what tells *certificate* from all others."""
    return certificate.fingerprint(hashes.SHA256())


def certificate_file(name: KeyName) -> str:
    """Return the name of the file that pins a certificate."""
    return f"{name.agency}.{name.id}.crt"


def read_certificate(path: Path) -> bytes:
    """
    Return the certificate file *path* as it stands.

    Raises:
        ConfigurationError: it holds no certificate (PEM).
    """
    if not path.is_file() or _read(path) is None:
        raise ConfigurationError("no certificate (PEM)", where=path.name, remedy="hand in the agency's certificate")
    return path.read_bytes()


class AgencyCertificates:
    """The pinned certificates of a folder and the names of the settings; a file counts from the next call on."""

    def __init__(self, folder: Path, names: Mapping[str, str], clock: Clock) -> None:
        """Take *names*: ``dns:…`` or ``uri:…`` of a certificate to the agency that has it."""
        self._folder = folder
        self._names = dict(names)
        self._clock = clock
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._pinned: dict[bytes, KeyName] = {}

    def listed(self) -> Mapping[bytes, KeyName]:
        """Return every pinned certificate by its fingerprint."""
        files = sorted(path for path in self._folder.glob("*.crt") if path.is_file())
        seen = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        if seen != self._seen:
            found = ((_FILE.fullmatch(path.name), _read(path)) for path in files)
            self._pinned = {
                fingerprint(certificate): KeyName(named["agency"], named["id"])
                for named, certificate in found
                if named is not None and certificate is not None
            }
            self._seen = seen
        return self._pinned

    def agency_of(self, shown: bytes) -> str:
        """
        Return whose the certificate *shown* (DER, verified by TLS) is.

        Raises:
            AccessDeniedError: nobody's that the hub knows, two agencies' at once, or its time is over.
        """
        try:
            certificate = x509.load_der_x509_certificate(shown)
            named = _names_of(certificate)
        except ValueError as error:
            raise _denied("the certificate can't be read") from error
        if not certificate.not_valid_before_utc <= self._clock.now() <= certificate.not_valid_after_utc:
            raise _denied("the certificate isn't valid now")
        pinned = self.listed().get(fingerprint(certificate))
        found = {self._names[name] for name in named if name in self._names} | ({pinned.agency} if pinned else set())
        if len(found) != 1:
            raise _denied("the certificate isn't that of one agency that the hub knows")
        return found.pop()


def _names_of(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    dns = [f"dns:{name.lower()}" for name in names.get_values_for_type(x509.DNSName)]
    return dns + [f"uri:{name}" for name in names.get_values_for_type(x509.UniformResourceIdentifier)]


def _read(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()) if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError):
        return None


def _denied(what: str) -> AccessDeniedError:
    return AccessDeniedError(what, remedy="register it, see hub gateway key add, or show another one")
