"""The other end of a certificate: an adapter beside its department that shows one, over real TLS on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings, SystemClock
from hub.cli.app import main
from hub.core.errors import (
    BusUnavailableError,
    CertificateExpiredError,
    ConfigurationError,
    HubError,
    IdentityUnusableError,
    UntrustedAuthorityError,
    WrongAgencyError,
)
from hub.gatehouse import RemoteAdapter, WayToHub, open_gateway, open_remote_adapter
from hub.gateway.app import create_app
from hub.service.remote_door import HttpDoor
from hub.service.remote_identity import GatewayConnection, TlsFiles
from hub.settings.loading import load_settings
from hub.testing.kafka.certificates import NODE, issue
from hub.vault import create_key_file
from hub.web.serving import Address
from tests.integration.gateway.authority import DAY, Authority
from tests.integration.gateway.conftest import serving
from tests.mapping_site import EXAMPLES, MAPPINGS, OFFICE, OFFICE_UNITS, SAMPLES

OFFICE_NAME = x509.DNSName("office.example")
CITY = f"""
data = "var"
key = "hub.key"
units = "units.toml"
[gateway]
keys = "keys"
certificate = "tls/{NODE}.pem"
certificate_key = "tls/{NODE}.pem"
client_authority = "agencies.pem"
[gateway.agencies.{OFFICE}]
name = "仲裁委"
identity = "certificate"
certificate_names = ["dns:office.example"]
submits = ["DisputeReported", "CaseOpened", "ArbitralDocumentIssued", "ConsentRecorded", "MediationFailed",
  "CaseWithdrawn", "CaseSettled", "AgreementReached"]
[gateway.agencies.court]
identity = "certificate"
certificate_names = ["dns:court.example"]
"""
FAR = f"""
data = "var"
key = "hub.key"
[adapters.{OFFICE}]
mapping = "{MAPPINGS["labour-arbitration"]}"
[remote.{OFFICE}]
certificate = "office.pem"
authority = "ca.pem"
"""
ANOTHER_CASE = "佳劳人仲字〔2026〕第{number}号"


@dataclass
class Site:
    """The gateway in the city, and whom it trusts."""

    url: str
    city: Path
    authority: Authority

    @property
    def ca(self) -> Path:
        return self.city / "tls" / "ca.pem"

    def door(self, files: TlsFiles, agency: str = OFFICE) -> HttpDoor:
        return HttpDoor(GatewayConnection(self.url, files, SystemClock()), agency)

    def files(self, shown: Path) -> TlsFiles:
        return TlsFiles(authority=self.ca, certificate=shown)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    city, authority = tmp_path_factory.mktemp("city"), Authority()
    (city / "agencies.pem").write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    issue(city / "tls")
    (city / "keys").mkdir()
    (city / "units.toml").write_text(OFFICE_UNITS, encoding="utf-8")
    (city / "hub.toml").write_text(CITY, encoding="utf-8")
    create_key_file(city / "hub.key")
    settings = load_settings(city / "hub.toml")
    own = settings.gateway
    hub = open_hub(settings)
    hub.tick(SystemClock().now())
    opened = open_gateway(settings, Surroundings())
    address = Address(
        host="127.0.0.1", port=0, certificate=own.certificate, certificate_key=own.certificate_key,
        authority=own.client_authority,
    )  # fmt: skip
    with serving(create_app(opened.gateway), address) as url:
        yield Site(url, city, authority)
    opened.close()
    hub.close()


@pytest.fixture
def office(site: Site, tmp_path: Path) -> Path:
    """The folder of an office far from the hub, with a certificate that holds."""
    copy(EXAMPLES / "labour-arbitration" / MAPPINGS["labour-arbitration"], tmp_path)
    SAMPLES.place("labour-arbitration", tmp_path)
    copy(site.ca, tmp_path / "ca.pem")
    (tmp_path / "hub.toml").write_text(FAR, encoding="utf-8")
    create_key_file(tmp_path / "hub.key")
    site.authority.issue(tmp_path / "office.pem", OFFICE_NAME)
    return tmp_path


def opened(site: Site, office: Path) -> RemoteAdapter:
    settings = load_settings(office / "hub.toml")
    way = WayToHub(address=site.url, files=TlsFiles.of(settings.remote[OFFICE]))
    return open_remote_adapter(settings, OFFICE, way, Surroundings(sleep=lambda _: None))


def export_another(office: Path, number: int) -> None:
    """Let the office's system export one more case of people whom it has exported before."""
    (path,) = (office / "仲裁院/导出").glob("*.csv")
    lines = path.read_bytes().decode("gb18030").splitlines()
    _, _, rest = lines[1].partition(",")
    lines.append(f"{ANOTHER_CASE.format(number=number)},{rest}")
    path.write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))


def test_the_right_certificate_reads_its_inbox(site: Site, tmp_path: Path) -> None:
    shown, _ = site.authority.issue(tmp_path / "office.pem", OFFICE_NAME)
    door = site.door(site.files(shown))
    assert door.inbox(OFFICE, 10) == []
    door.close()


def _none(site: Site, folder: Path) -> TlsFiles:
    return TlsFiles(authority=site.ca)


def _anothers(site: Site, folder: Path) -> TlsFiles:
    return site.files(site.authority.issue(folder / "court.pem", x509.DNSName("court.example"))[0])


def _nobodys(site: Site, folder: Path) -> TlsFiles:
    return site.files(site.authority.issue(folder / "nobody.pem")[0])


def _expired(site: Site, folder: Path) -> TlsFiles:
    return site.files(site.authority.issue(folder / "late.pem", OFFICE_NAME, span=(-2 * DAY, -DAY))[0])


def _early(site: Site, folder: Path) -> TlsFiles:
    return site.files(site.authority.issue(folder / "early.pem", OFFICE_NAME, span=(DAY, 2 * DAY))[0])


def _strangers(site: Site, folder: Path) -> TlsFiles:
    return site.files(Authority().issue(folder / "stranger.pem", OFFICE_NAME)[0])


def _trusting_another(site: Site, folder: Path) -> TlsFiles:
    shown, _ = site.authority.issue(folder / "office.pem", OFFICE_NAME)
    return TlsFiles(authority=site.city / "agencies.pem", certificate=shown)


@pytest.mark.parametrize(
    ("files", "error", "said"),
    [
        (_none, WrongAgencyError, "a bearer token is needed"),
        (_anothers, WrongAgencyError, "known as another agency"),
        (_nobodys, WrongAgencyError, "isn't that of one agency"),
        (_expired, CertificateExpiredError, "has expired: it held until"),
        (_early, CertificateExpiredError, "doesn't hold before"),
        (_strangers, UntrustedAuthorityError, "doesn't trust the authority of the agency's"),
        (_trusting_another, UntrustedAuthorityError, "doesn't vouch for the gateway's"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said_and_is_an_outage(
    site: Site, tmp_path: Path, files: Callable[[Site, Path], TlsFiles], error: type[HubError], said: str
) -> None:
    door = site.door(files(site, tmp_path))
    with pytest.raises(error, match=said) as caught:
        door.inbox(OFFICE, 10)
    door.close()
    assert isinstance(caught.value, BusUnavailableError), "nothing leaves the spool for it"


def test_a_gateway_that_is_away_is_no_fault_of_the_certificate(site: Site, tmp_path: Path) -> None:
    shown, _ = site.authority.issue(tmp_path / "office.pem", OFFICE_NAME)
    door = HttpDoor(GatewayConnection("https://127.0.0.1:9", site.files(shown), SystemClock()), OFFICE)
    with pytest.raises(BusUnavailableError, match="doesn't answer") as caught:
        door.inbox(OFFICE, 10)
    door.close()
    assert not isinstance(caught.value, IdentityUnusableError)


def test_a_certificate_goes_by_https_alone(site: Site, tmp_path: Path) -> None:
    shown, _ = site.authority.issue(tmp_path / "office.pem", OFFICE_NAME)
    with pytest.raises(ConfigurationError, match="https alone"):
        GatewayConnection("http://127.0.0.1:1", site.files(shown), SystemClock())


def test_a_key_that_others_may_read_and_one_that_does_not_belong_to_it_are_not_used(site: Site, tmp_path: Path) -> None:
    shown, pem = site.authority.issue(tmp_path / "office.pem", OFFICE_NAME)
    other, _ = site.authority.issue(tmp_path / "other.pem")
    alone = tmp_path / "alone.pem"
    alone.write_bytes(pem)
    for files, said in (
        (TlsFiles(certificate=alone, key=other), "certificate and key can't be used"),
        (TlsFiles(certificate=alone, key=tmp_path / "away.pem"), "key can't be read"),
        (TlsFiles(certificate=shown, authority=tmp_path / "away.pem"), "authority can't be read"),
    ):
        with pytest.raises(IdentityUnusableError, match=said):
            site.door(files)
    shown.chmod(0o640)
    with pytest.raises(IdentityUnusableError, match="open to others") as caught:
        site.door(site.files(shown))
    assert caught.value.remedy == "chmod 600 office.pem"


def test_a_certificate_is_exchanged_while_the_adapter_runs_and_the_spool_keeps_what_waits(
    site: Site, office: Path
) -> None:
    adapter = opened(site, office)
    first = adapter.host.run_round()
    assert (first.trouble, first.spooled, first.translated) == ([], 0, 7)

    site.authority.issue(office / "office.pem", OFFICE_NAME, span=(-2 * DAY, -DAY))
    export_another(office, 91)
    late = adapter.host.run_round()
    assert set(late.trouble) == {"E-TLS-02"} and late.submitted == 0 and late.spooled == 1

    (office / "office.pem").write_text("half of a fi", encoding="utf-8")
    torn = adapter.host.run_round()
    assert set(torn.trouble) == {"E-TLS-01"} and torn.spooled == 1

    site.authority.issue(office / "office.pem", OFFICE_NAME)
    mended = adapter.host.run_round()
    assert mended.trouble == [] and mended.spooled == 0 and mended.submitted > 0
    adapter.close()


@pytest.fixture
def told(office: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run a verb at the office; return how it ended and what it said."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--settings", str(office / "hub.toml"), "--lang", "en"])
        heard = capsys.readouterr()
        return code, " ".join((heard.out + heard.err).split())

    return run


def test_the_command_runs_with_the_certificate_of_the_settings_and_with_one_identity(
    site: Site, office: Path, told: Callable[..., tuple[int, str]]
) -> None:
    (office / "signing.key").write_text("a key", encoding="utf-8")
    run = ("adapter", "run", OFFICE, "--to", site.url, "--once")
    code, said = told(*run, "--json")
    assert code == 0 and '"trouble": []' in said
    signed = ("--signing-key", str(office / "signing.key"), "--id", "2026a")
    (office / "signing.key").chmod(0o644)
    code, said = told(*run, *signed)
    assert code == 2 and "the agency's key is open to others" in said
    (office / "signing.key").chmod(0o600)
    code, said = told(*run, *signed)
    assert code == 2 and "by one of them" in said
    code, said = told(*run, "--signing-key", str(office / "signing.key"))
    assert code == 2 and "the key has no id" in said
    site.authority.issue(office / "office.pem", OFFICE_NAME, span=(-2 * DAY, -DAY))
    code, said = told(*run)
    assert code == 1 and "E-TLS-02 The agency's certificate isn't valid now" in said
    (office / "hub.toml").write_text(FAR.partition("[remote")[0], encoding="utf-8")
    code, said = told(*run)
    assert code == 2 and "by one of them" in said


def test_doctor_and_check_say_until_when_it_holds_and_what_is_wrong(
    site: Site, office: Path, told: Callable[..., tuple[int, str]]
) -> None:
    _, said = told("doctor")
    assert f"Certificate for the gateway attend {OFFICE} valid until" in said, "with a day left the next one is due"
    _, said = told("adapter", "check", OFFICE)
    assert "Certificate for the gateway fine valid until" in said
    site.authority.issue(office / "office.pem", OFFICE_NAME, span=(-2 * DAY, -DAY))
    code, said = told("adapter", "check", OFFICE)
    assert code == 1 and "E-TLS-02 office.pem the agency's certificate has expired" in said
    code, said = told("doctor")
    assert code == 2 and "E-TLS-02 office.pem the agency's certificate has expired" in said
    assert "PRIVATE KEY" not in said
