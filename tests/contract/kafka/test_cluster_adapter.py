"""A body with its own kind of file beside its system, at the cluster with its own user: bad rows, kills, a cut."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import httpx
import pytest

from hub.bootstrap.cluster import open_remote_engine
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.cli.app import main
from hub.core.daytime import local_day
from hub.core.entitlements import FORWARDER, SERVICE, WORKERS, principal_of
from hub.core.errors import AccessDeniedError
from hub.core.topics import PARTY_DOSSIERS, SOURCE_SUBMISSIONS, inbox_of, submissions_of
from hub.processors import default_processors
from hub.settings.loading import load_settings
from hub.testing.faults.proxy import Network, Proxy
from hub.testing.kafka import KafkaCluster
from hub.testing.kafka.certificates import NODE, issue
from hub.testing.ports import free_port
from hub.vault import create_key_file
from tests.contract.kafka.city import City, found_city
from tests.contract.kafka.worker_rig import HUB, WorkerProcess, until, write_access, write_settings
from tests.mapping_site import EXAMPLES, MAPPINGS, OFFICE, OFFICE_UNITS, SAMPLES

pytestmark = pytest.mark.kafka

SHARDS = 1
CASES = 7
"""Cases of the sample file that can be taken in; one more row is held for its code."""

GATEWAY = """
[gateway]
port = {port}
certificate = "tls/{node}.pem"
certificate_key = "tls/{node}.pem"
[gateway.agencies.ldzc-230800]
name = "劳动人事争议仲裁委员会"
submits = ["DisputeReported", "DisputeCorrected", "SourceReportRetracted", "CaseOpened", "ConsentRecorded",
  "ConsentWithheld", "ConsentWithdrawn", "AgreementReached", "AgreementCorrected", "AgreementPerformed", "CaseSettled",
  "CaseWithdrawn", "ConfirmationApplied", "ArbitralDocumentIssued", "MediationFailed",
  "OtherRoutesInformed", "RiskFlagged", "TerminationNoticeIssued"]
"""


@dataclass(frozen=True)
class Place:
    """The hub in the city and the office elsewhere; each process has its own user of the cluster."""

    town: City
    city: Path
    office: Path
    port: int
    capsys: pytest.CaptureFixture[str]

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def run(self, folder: Path, *arguments: str, fine: tuple[int, ...] = (0,)) -> str:
        """Run a verb in this process as whoever keeps the hub's desk; return what it says."""
        self.capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment(folder, SERVICE).items():
                patch.setenv(name, value)
            code = main(list(arguments))
        said = self.capsys.readouterr()
        assert code in fine, (code, said)
        return said.out

    def environment(self, folder: Path, principal: str) -> dict[str, str]:
        password = self.town.known[principal].password
        return {
            **os.environ, "HUB_SETTINGS": str(folder / "hub.toml"), "HUB_LANG": "en", "KAFKA_PASSWORD": password
        }  # fmt: skip

    def words(self) -> list[str]:
        return [
            "adapter", "run", OFFICE, "--to", self.url, "--signing-key", str(self.office / "office.key"), "--id",
            "2026a", "--authority", str(self.office / "gateway.pem"), "--cluster", str(self.office / "agency.toml"),
            "--json",
        ]  # fmt: skip

    def round(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.run(self.office, *self.words(), "--once").splitlines()[-1])
        return found

    def cut_round(self) -> dict[str, object]:
        """Let a process of its own do a round that ends with trouble: what a cut leaves in a client ends with it."""
        done = subprocess.run(
            [HUB, *self.words(), "--once"],
            capture_output=True,
            text=True,
            env=self.environment(self.office, SERVICE),
            timeout=240,
            check=False,
        )
        assert done.returncode == 1, done
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found

    def accepted(self) -> int:
        """Return how many cases the office's row of the month's table counts."""
        today = local_day(datetime.now(UTC)).isoformat()
        tables = json.loads(
            self.run(self.city, "stats", "show", "--month", "2026-03", "--as-of", today, "--json", fine=(0, 1))
        )
        return int(tables["tables"]["unit"]["LDZC"]["acc"])

    def settle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wait until the worker has taken in all that stands on the log."""
        monkeypatch.setenv("KAFKA_PASSWORD", self.town.known[SERVICE].password)
        settings = load_settings(self.city / "hub.toml")
        engine = open_remote_engine(
            settings, default_processors(registry_of(settings), rules_of(settings)), settings.data / "copy"
        )
        engine.run_until_idle()
        engine.close()


@pytest.fixture
def place(
    tmp_path: Path, secured: KafkaCluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    town = found_city(secured, [OFFICE], SHARDS)
    city, office, port = tmp_path / "city", tmp_path / "office", free_port()
    city.mkdir()
    write_settings(
        city,
        town.known[SERVICE],
        SHARDS,
        'units = "units.toml"',
        kafka=f'agencies = ["{OFFICE}"]\n' + GATEWAY.format(port=port, node=NODE),
    )
    (city / "units.toml").write_text(OFFICE_UNITS, "utf-8")
    create_key_file(city / "hub.key")
    certificates = issue(city / "tls")
    monkeypatch.setenv("HUB_DISABLED_PLUGINS", "hub-court,hub-police,hub-petition,hub-grid,hub-justice")
    assert main(["init", str(office), "--yes"]) == 0
    copy(certificates.authority, office / "gateway.pem")
    copy(EXAMPLES / "labour-arbitration" / MAPPINGS["labour-arbitration"], office)
    SAMPLES.place("labour-arbitration", office)
    own = office / "hub.toml"
    connected = f'\n[adapters.{OFFICE}]\nmapping = "{MAPPINGS["labour-arbitration"]}"\n'
    own.write_text(own.read_text("utf-8") + connected, "utf-8")
    write_access(office / "agency.toml", town.known[principal_of(OFFICE)])
    made = Place(town, city, office, port, capsys)
    made.run(city, "gateway", "key", "new", OFFICE, "--id", "2026a", "--out", str(office / "office.key"), "--yes")
    return made


@contextmanager
def gateway(place: Place) -> Iterator[None]:
    process = subprocess.Popen(
        [HUB, "gateway", "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=place.environment(place.city, SERVICE),
    )
    trusted = ssl.create_default_context(cafile=str(place.office / "gateway.pem"))
    until_ = time.monotonic() + 180
    try:
        while True:
            try:
                httpx.get(f"{place.url}/health/live", verify=trusted, trust_env=False).raise_for_status()
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > until_:
                    process.kill()
                    pytest.fail(f"the gateway doesn't answer: {process.communicate()}")
                time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.communicate()


@contextmanager
def worker(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerProcess]:
    folder = place.city / "worker"
    folder.mkdir()
    monkeypatch.setenv("KAFKA_PASSWORD", place.town.known[WORKERS].password)
    write_settings(
        folder, place.town.known[WORKERS], SHARDS, 'units = "../units.toml"', kafka=f'agencies = ["{OFFICE}"]'
    )
    file = write_access(folder / "forwarder.toml", place.town.known[FORWARDER])
    started = WorkerProcess.start(folder, "one", "--forward", str(file))
    try:
        until([started], lambda: started.runs == set(range(SHARDS)))
        yield started
    finally:
        started.end()


@pytest.fixture
def network(secured: KafkaCluster) -> Iterator[Proxy]:
    """Between the office and the broker."""
    made = Proxy([(node.proxy, node.proxied) for node in secured.nodes])
    made.start()
    yield made
    made.stop()


def test_an_office_exchanges_with_its_own_user_whatever_befalls_it(
    place: Place, network: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Cut from the broker before and while it sends, killed, forgetting all: each case is counted once.

    The bad row is held.
    """
    with gateway(place), worker(place, monkeypatch) as working:
        cut = place.office / "agency.toml"
        reached = cut.read_text("utf-8")
        through = reached.replace(place.town.cluster.bootstrap, place.town.cluster.proxied_bootstrap)
        cut.write_text(through + "patience_seconds = 2\n", "utf-8")
        network.set(Network.CUT)
        away = place.cut_round()
        assert "E-BUS-01" in str(away["trouble"]) and away["spooled"] == CASES
        network.set(Network.WHOLE)
        cut.write_text(through, "utf-8")

        killed = subprocess.Popen(
            [HUB, *place.words()],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=place.environment(place.office, SERVICE),
        )
        assert killed.stdout is not None
        first = json.loads(killed.stdout.readline())
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL and int(first["submitted"]) > CASES and first["trouble"] == []
        items = json.loads(place.run(place.office, "quarantine", "list", "--json", fine=(0, 1)))
        assert [(item["code"], item["field"]) for item in items] == [("E-CODE-02", "JAFS")]

        for kept in (place.office / "var/adapters").glob(f"{OFFICE}.db*"):
            kept.unlink()  # the office forgets what it has sent
        cut.write_text(through + "patience_seconds = 2\n", "utf-8")
        network.cut_after(network.passed // 2)
        halfway = place.cut_round()
        assert "E-BUS-01" in str(halfway["trouble"]) and halfway["spooled"] == CASES
        network.set(Network.WHOLE)
        cut.write_text(through, "utf-8")
        again = place.round()
        assert int(str(again["submitted"])) == int(first["submitted"]), "only the hub knows that it has them"
        sent = 2 * int(first["submitted"])
        until([working], lambda: len(on_log(place.town.administrator, SOURCE_SUBMISSIONS)) >= sent)
        place.settle(monkeypatch)
        assert place.accepted() == CASES
    letters = on_log(place.town.administrator, "hub.deadletters")
    assert letters == []
    sealed = on_log(place.town.administrator, PARTY_DOSSIERS)
    assert sealed, "the cases name people"
    for topic in (submissions_of(OFFICE), SOURCE_SUBMISSIONS, PARTY_DOSSIERS):
        assert not any("张".encode() in value for value in on_log(place.town.administrator, topic))


def on_log(access: KafkaAccess, topic: str) -> list[bytes]:
    bus = KafkaBus(access)
    found = [one.value for number in range(SHARDS) for one in bus.read(topic, number, 0, 10_000)]
    bus.close()
    return found


def test_its_user_reaches_nothing_else(place: Place) -> None:
    """What the adapter doesn't need is denied by the broker itself: another's topic, the log, the dossiers."""
    bus = KafkaBus(place.town.known[principal_of(OFFICE)])
    at = datetime.now(UTC)
    try:
        bus.read(inbox_of(OFFICE), 0, 0, 1)
        for topic in (SOURCE_SUBMISSIONS, PARTY_DOSSIERS, inbox_of(OFFICE)):
            with pytest.raises(AccessDeniedError):
                bus.append(topic, [("k", b"v", at, {})])
        for topic in (SOURCE_SUBMISSIONS, PARTY_DOSSIERS):
            with pytest.raises(AccessDeniedError):
                bus.read(topic, 0, 0, 1)
    finally:
        bus.close()
    wrong = KafkaBus(replace(place.town.known[principal_of(OFFICE)], password="guessed"))
    with pytest.raises(AccessDeniedError):
        wrong.append(submissions_of(OFFICE), [("k", b"v", at, {})])
    wrong.close()
