"""A certificate authority for one test cluster: a certificate for its nodes, one for its administrator."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NODE = "hub-kafka-node"
ADMINISTRATOR = "hub-kafka-admin"
_VALID = timedelta(days=2)
_LOOPBACK = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")))


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files of one cluster: the authority, and key with certificate for each name."""

    folder: Path

    @property
    def authority(self) -> Path:
        """Certificate of the authority."""
        return self.folder / "ca.pem"

    def identity(self, name: str) -> Path:
        """Key and certificate of *name* in one file."""
        return self.folder / f"{name}.pem"


def principal(name: str) -> str:
    """Return what the broker calls the holder of *name*'s certificate."""
    return f"User:CN={name}"


def issue(
    folder: Path, now: datetime | None = None, *, hosts: Sequence[str] = (), valid: timedelta = _VALID
) -> Certificates:
    """Make an authority and the certificates of node and administrator in *folder*, for loopback and for *hosts*."""
    folder.mkdir(parents=True, exist_ok=True)
    since = (now or datetime.now(UTC)) - timedelta(minutes=5)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    span = (since, since + valid)
    authority = _certificate("hub-kafka-authority", None, (authority_key, authority_key), span)
    names = [*_LOOPBACK, *(x509.DNSName(host) for host in hosts)]
    made = Certificates(folder)
    made.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    for name in (NODE, ADMINISTRATOR):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(name, authority, (authority_key, key), span, names)
        path = made.identity(name)
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
            + authority.public_bytes(serialization.Encoding.PEM)
        )
    return made


def _certificate(
    name: str,
    issuer: x509.Certificate | None,
    keys: tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey],
    span: tuple[datetime, datetime],
    names: Sequence[x509.GeneralName] = (),
) -> x509.Certificate:
    signer, key = keys
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(span[0])
        .not_valid_after(span[1])
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return builder.sign(signer, hashes.SHA256())
