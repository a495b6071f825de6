"""
What an adapter far from the hub shows in TLS: files that are looked at anew between two calls, when they have changed.

What is wrong with them is an outage, not a row's fault: everything waits in the spool until they are exchanged.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from cryptography import x509

from hub.core.errors import CertificateExpiredError, ConfigurationError, IdentityUnusableError
from hub.core.ports import Clock
from hub.settings.doors import RemoteIdentity

_OTHERS = 0o077
_LOOK_SECONDS = 10.0
_Mark = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """
    PEM files of one end of the connection.

    Attributes:
        authority: Who vouches for the gateway's certificate; None for those that the system trusts.
        certificate: The agency's own, with what leads to its authority behind it; None where it signs tokens.
        key: Its private key; the certificate's file where that holds both.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @classmethod
    def of(cls, remote: RemoteIdentity) -> TlsFiles:
        """Return those of the settings."""
        return cls(authority=remote.authority, certificate=remote.certificate, key=remote.certificate_key)

    @property
    def private(self) -> Path | None:
        """The file that holds the private key."""
        return self.key or self.certificate

    def mark(self) -> _Mark:
        """Return by what an exchange of a file is seen; a file that is away has no mark."""
        paths = [path for path in (self.authority, self.certificate, self.key) if path is not None]
        found = ((path, path.stat()) for path in paths if path.is_file())
        return tuple((path.name, seen.st_ino, seen.st_mtime_ns, seen.st_size) for path, seen in found)


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when a certificate holds."""

    since: datetime
    until: datetime

    def check(self, now: datetime, name: str) -> None:
        """
        Refuse a certificate whose time isn't now.

        Raises:
            CertificateExpiredError: its time is over, or hasn't begun.
        """
        if now > self.until:
            raise CertificateExpiredError(
                f"the agency's certificate has expired: it held until {self.until:%Y-%m-%d %H:%M} UTC",
                where=name,
                remedy="put the next one in its place; the adapter takes it without a restart",
            )
        if now < self.since:
            raise CertificateExpiredError(
                f"the agency's certificate doesn't hold before {self.since:%Y-%m-%d %H:%M} UTC",
                where=name,
                remedy="look at this machine's clock, or wait",
            )


def span_of(files: TlsFiles) -> Span:
    """
    Return from when until when the certificate of *files* holds, once all of them can be used.

    Raises:
        IdentityUnusableError: one can't be read, others may read the key, or they don't belong together.
    """
    _context(files)
    if files.certificate is None:
        raise IdentityUnusableError("no certificate is named", remedy="name it under [remote]")
    return _span(files.certificate)


class GatewayConnection:
    """The client of the gateway at *address*, made anew when a file of *files* was exchanged."""

    def __init__(self, address: str, files: TlsFiles, clock: Clock) -> None:
        """
        Open it, without a call.

        Raises:
            ConfigurationError: the address is neither https nor this machine's own.
            IdentityUnusableError: a file can't be used.
        """
        url = httpx.URL(address)
        is_here = url.host in ("127.0.0.1", "localhost", "::1")
        if url.scheme != "https" and not (url.scheme == "http" and is_here and files.certificate is None):
            raise ConfigurationError(
                "personal data travels over https alone", where=address, remedy="give an https address"
            )
        self._address = address
        self._files = files
        self._clock = clock
        self._mark = files.mark()
        self._client = self._opened(files)
        self._span = self._span_now()

    @property
    def is_certified(self) -> bool:
        """Whether a certificate is shown."""
        return self._files.certificate is not None

    def client(self) -> httpx.Client:
        """
        Return the client for one call.

        Raises:
            IdentityUnusableError: a file was exchanged and can't be used.
            CertificateExpiredError: the certificate's time isn't now.
        """
        mark = self._files.mark()
        if mark != self._mark:
            fresh, span = self._opened(self._files), self._span_now()
            self._client.close()  # a connection that stands would go on with the former certificate
            self._client, self._span, self._mark = fresh, span, mark
        if self._span is not None and self._files.certificate is not None:
            self._span.check(self._clock.now(), self._files.certificate.name)
        return self._client

    def is_hung_up_on(self) -> bool:
        """Return whether the gateway answers whoever shows no certificate, and hangs up on this one."""
        bare = TlsFiles(authority=self._files.authority)
        return self.is_certified and self._answers(bare) and not self._answers(self._files)

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def _span_now(self) -> Span | None:
        return None if self._files.certificate is None else _span(self._files.certificate)

    def _answers(self, files: TlsFiles) -> bool:
        try:
            with self._opened(files) as client:
                client.get("/health/live", timeout=_LOOK_SECONDS)
        except (httpx.HTTPError, IdentityUnusableError):
            return False
        return True

    def _opened(self, files: TlsFiles) -> httpx.Client:
        return httpx.Client(base_url=self._address, verify=_context(files), follow_redirects=False, trust_env=False)


def _context(files: TlsFiles) -> ssl.SSLContext:
    """Return TLS with *files*."""
    context = _trusting(files.authority)
    private = files.private
    if files.certificate is None or private is None:
        return context
    _check_private(private)
    try:
        # without an answer of our own OpenSSL would ask whoever sits at the terminal for the key's password
        context.load_cert_chain(files.certificate, private, password=lambda: b"")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise IdentityUnusableError(
            "the agency's certificate and key can't be used",
            where=files.certificate.name,
            remedy="give PEM files that belong together, the key without a password and of mode 0600",
        ) from error
    return context


def _trusting(authority: Path | None) -> ssl.SSLContext:
    if authority is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=str(authority))
    except OSError as error:
        raise IdentityUnusableError(
            "the certificate authority can't be read", where=authority.name, remedy="see --authority"
        ) from error


def _check_private(private: Path) -> None:
    try:
        mode = private.stat().st_mode
    except OSError as error:
        raise IdentityUnusableError(
            "the certificate's key can't be read", where=private.name, remedy="put it there, mode 0600"
        ) from error
    if mode & _OTHERS:
        raise IdentityUnusableError(
            "the certificate's key is open to others", where=private.name, remedy=f"chmod 600 {private.name}"
        )


def _span(path: Path) -> Span:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise IdentityUnusableError(
            "the agency's certificate can't be read", where=path.name, remedy="put a PEM file there"
        ) from error
    return Span(certificate.not_valid_before_utc, certificate.not_valid_after_utc)
