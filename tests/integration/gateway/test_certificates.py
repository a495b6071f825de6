"""An agency that is known by its certificate: real TLS, rotation with two of them, refusal of all others."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from fastapi import FastAPI

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings, SystemClock
from hub.core.errors import ConfigurationError
from hub.gatehouse import open_gateway
from hub.gateway.app import create_app
from hub.gateway.identity import KeyName, TokenSigner, new_key
from hub.settings.loading import load_settings
from hub.testing.kafka.certificates import NODE, issue
from hub.vault import create_key_file
from hub.web.serving import Address, server_of
from tests.integration.gateway.authority import DAY, Authority
from tests.integration.gateway.conftest import serving

SETTINGS = """
data = "var"
key = "hub.key"
[gateway]
keys = "keys"
certificate = "tls/node.pem"
certificate_key = "tls/node.pem"
client_authority = "agencies.pem"
[gateway.agencies.court]
identity = "certificate"
[gateway.agencies.police]
identity = "certificate"
certificate_names = ["dns:police.example", "uri:urn:agency:police"]
[gateway.agencies.justice]
"""


@dataclass
class Door:
    """A gateway behind TLS, and who vouches for those who come."""

    url: str
    folder: Path
    authority: Authority
    keys: Path

    def ask(self, shown: Path | None, token: str = "") -> httpx.Response:
        trusted = ssl.create_default_context(cafile=str(self.folder / "tls" / "ca.pem"))
        if shown is not None:
            trusted.load_cert_chain(shown)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(verify=trusted, trust_env=False, timeout=120) as client:
            return client.get(f"{self.url}/v1/inbox", headers=headers)

    def token(self, agency: str) -> str:
        private, public = new_key()
        name = KeyName(agency, "t")
        (self.keys / name.public_file).write_bytes(public)
        return TokenSigner(name, private, SystemClock()).token()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("certified")
    authority = Authority()
    (folder / "agencies.pem").write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    issued = issue(folder / "tls")
    issued.identity(NODE).rename(folder / "tls" / "node.pem")
    (folder / "keys").mkdir()
    (folder / "hub.toml").write_text(SETTINGS, encoding="utf-8")
    create_key_file(folder / "hub.key")
    settings = load_settings(folder / "hub.toml")
    own = settings.gateway
    hub = open_hub(settings)
    hub.tick(SystemClock().now())
    opened = open_gateway(settings, Surroundings())
    address = Address(
        host="127.0.0.1", port=0, certificate=own.certificate, certificate_key=own.certificate_key,
        authority=own.client_authority,
    )  # fmt: skip
    with serving(create_app(opened.gateway), address) as url:
        yield Door(url, folder, authority, own.keys)
    opened.close()
    hub.close()


def test_a_registered_certificate_is_its_agency_and_two_make_a_rotation(door: Door) -> None:
    old, old_pem = door.authority.issue(door.folder / "court-old.pem")
    new, new_pem = door.authority.issue(door.folder / "court-new.pem")
    assert door.ask(old).status_code == 401, "vouched for, and nobody's"
    (door.keys / "court.2026a.crt").write_bytes(old_pem)
    assert (door.ask(old).status_code, door.ask(new).status_code) == (200, 401)
    (door.keys / "court.2026b.crt").write_bytes(new_pem)
    assert door.ask(old).status_code == door.ask(new).status_code == 200, "both at once: no pause"
    (door.keys / "court.2026a.crt").unlink()
    assert (door.ask(old).status_code, door.ask(new).status_code) == (401, 200)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        (x509.DNSName("police.example"), 200),
        (x509.UniformResourceIdentifier("urn:agency:police"), 200),
        (x509.DNSName("another.example"), 401),
    ],
)
def test_a_name_of_the_settings_is_its_agency(door: Door, name: x509.GeneralName, status: int) -> None:
    shown, _ = door.authority.issue(door.folder / "police.pem", name)
    assert door.ask(shown).status_code == status


def test_what_nobody_vouches_for_does_not_even_connect(door: Door) -> None:
    stranger, pem = Authority().issue(door.folder / "stranger.pem", x509.DNSName("police.example"))
    (door.keys / "court.stranger.crt").write_bytes(pem)
    with pytest.raises(httpx.TransportError):
        door.ask(stranger)
    (door.keys / "court.stranger.crt").unlink()


@pytest.mark.parametrize("span", [(-2 * DAY, -DAY), (DAY, 2 * DAY)])
def test_an_expired_certificate_and_one_not_yet_valid_do_not_connect(
    door: Door, span: tuple[timedelta, timedelta]
) -> None:
    shown, _ = door.authority.issue(door.folder / "late.pem", x509.DNSName("police.example"), span=span)
    with pytest.raises(httpx.TransportError):
        door.ask(shown)


def test_each_agency_has_one_of_the_two_ways(door: Door) -> None:
    shown, pem = door.authority.issue(door.folder / "justice.pem")
    (door.keys / "justice.c.crt").write_bytes(pem)
    assert door.ask(shown).status_code == 401, "justice signs tokens"
    assert door.ask(None, door.token("justice")).status_code == 200
    assert door.ask(None, door.token("police")).status_code == 401, "police shows a certificate"
    assert door.ask(None).status_code == 401
    (door.keys / "justice.c.crt").unlink()


def test_a_header_vouches_for_nobody(door: Door) -> None:
    _, pem = door.authority.issue(door.folder / "court-real.pem")
    (door.keys / "court.real.crt").write_bytes(pem)
    trusted = ssl.create_default_context(cafile=str(door.folder / "tls" / "ca.pem"))
    told = pem.decode().replace("\n", "")
    headers = {"X-Client-Cert": told, "X-SSL-Client-Cert": told, "X-Forwarded-Client-Cert": told, "hub.peer": told}
    with httpx.Client(verify=trusted, trust_env=False) as client:
        assert client.get(f"{door.url}/v1/inbox", headers=headers).status_code == 401
    (door.keys / "court.real.crt").unlink()


def test_client_certificates_need_tls(tmp_path: Path) -> None:
    address = Address(host="127.0.0.1", port=0, authority=tmp_path / "agencies.pem")
    with pytest.raises(ConfigurationError, match="in TLS alone"):
        server_of(FastAPI(), address)
