"""A certificate authority for one test cluster: a certificate for its nodes, one for its administrator."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
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


class Change(StrEnum):
    """One step from an authority to the next one; after each every node and every client is started again."""

    TRUST_BOTH = "trust the new authority beside the old one"
    SHOW_NEW = "show certificates of the new authority"
    TRUST_NEW = "trust the new authority alone"


def change(held: Certificates, former: Certificates, fresh: Certificates, how: Change) -> None:
    """Write into the files *held*, which nodes and clients are told of, what *how* says."""
    authorities = [former.authority, fresh.authority] if how is Change.TRUST_BOTH else [fresh.authority]
    if how is Change.SHOW_NEW:
        for name in (NODE, ADMINISTRATOR):
            held.identity(name).write_bytes(fresh.identity(name).read_bytes())
        return
    held.authority.write_bytes(b"".join(path.read_bytes() for path in authorities))


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
        # while two authorities of one name are trusted, who checks must find the right one by its key
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if issuer is not None:
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return builder.sign(signer, hashes.SHA256())
