"""A body with its own kind of file, far from the hub: gateway and adapter as processes, over TLS, killed, away."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import httpx
import pytest

from hub.core.daytime import local_day
from hub.testing.kafka.certificates import NODE, issue
from hub.testing.ports import free_port
from tests.mapping_site import EXAMPLES, MAPPINGS, OFFICE, OFFICE_UNITS, SAMPLES

HUB = Path(sys.executable).with_name("hub")
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


def run(folder: Path, *arguments: str, fine: tuple[int, ...] = (0,)) -> str:
    environment = {**os.environ, "HUB_SETTINGS": str(folder / "hub.toml"), "HUB_LANG": "en"}
    done = subprocess.run([HUB, *arguments], capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in fine, (done.returncode, done.stdout, done.stderr)
    return done.stdout


@dataclass(frozen=True)
class Place:
    """The hub in the city and the office elsewhere."""

    city: Path
    office: Path
    port: int

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def round(self, *, fine: tuple[int, ...] = (0,)) -> dict[str, object]:
        told = run(
            self.office, "adapter", "run", OFFICE, "--to", self.url, "--signing-key", str(self.office / "office.key"),
            "--id", "2026a", "--authority", str(self.office / "ca.pem"), "--once", "--json", fine=fine,
        )  # fmt: skip
        found: dict[str, object] = json.loads(told.splitlines()[-1])
        return found

    def accepted(self) -> int:
        run(self.city, "run", "--once")
        today = local_day(datetime.now(UTC)).isoformat()
        tables = json.loads(
            run(self.city, "stats", "show", "--month", "2026-03", "--as-of", today, "--json", fine=(0, 1))
        )
        rows: dict[str, dict[str, str]] = tables["tables"]["unit"]
        return int(rows["LDZC"]["acc"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    city, office, port = tmp_path / "city", tmp_path / "office", free_port()
    environment = {**os.environ, "HUB_DISABLED_PLUGINS": "hub-court,hub-police,hub-petition,hub-grid,hub-justice"}
    for folder in (city, office):
        subprocess.run(
            [HUB, "init", str(folder), "--yes"], check=True, capture_output=True, env=environment, timeout=120
        )
    settings = city / "hub.toml"
    settings.write_text(_city(settings, port), "utf-8")
    (city / "units.toml").write_text(OFFICE_UNITS, "utf-8")
    certificates = issue(city / "tls")
    copy(certificates.authority, office / "ca.pem")
    copy(EXAMPLES / "labour-arbitration" / MAPPINGS["labour-arbitration"], office)
    SAMPLES.place("labour-arbitration", office)
    own = office / "hub.toml"
    connected = f'\n[adapters.{OFFICE}]\nmapping = "{MAPPINGS["labour-arbitration"]}"\n'
    own.write_text(own.read_text("utf-8") + connected, "utf-8")
    run(city, "gateway", "key", "new", OFFICE, "--id", "2026a", "--out", str(office / "office.key"), "--yes")
    return Place(city, office, port)


def _city(settings: Path, port: int) -> str:
    head, *_ = settings.read_text("utf-8").partition("\n[adapters")
    # what stands above all tables comes first
    return 'units = "units.toml"\n' + head + GATEWAY.format(port=port, node=NODE)


@contextmanager
def gateway(place: Place) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "HUB_SETTINGS": str(place.city / "hub.toml"), "HUB_LANG": "en"}
    process = subprocess.Popen(
        [HUB, "gateway", "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    trusted = ssl.create_default_context(cafile=str(place.office / "ca.pem"))
    until = time.monotonic() + 120
    try:
        while True:
            try:
                httpx.get(f"{place.url}/health/live", verify=trusted, trust_env=False).raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None and time.monotonic() < until, process.communicate()
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_body_far_away_exchanges_over_the_gateway(place: Place) -> None:
    away = place.round(fine=(1,))
    assert "E-BUS-01" in away["trouble"] and away["submitted"] == 0  # type: ignore[operator]
    run(place.city, "run", "--once")
    with gateway(place) as first:
        sent = place.round()
        assert (away["settings"], sent["settings"]) == (None, 0), "the version that the hub works under, where it says"
        items = json.loads(run(place.office, "quarantine", "list", "--json", fine=(0, 1)))
        held = [(item["code"], item["field"]) for item in items]
        assert sent["trouble"] == [] and int(str(sent["submitted"])) > 7 and held == [("E-CODE-02", "JAFS")]
        first.send_signal(signal.SIGKILL)
    assert place.accepted() == 7, "what was answered survives a kill"
    for kept in (place.office / "var/adapters").glob(f"{OFFICE}.db*"):
        kept.unlink()  # the office forgets what it has sent
    with gateway(place) as second:
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{place.url}/health/live", trust_env=False)  # nobody vouches for the certificate
        again = place.round()
        assert int(str(again["submitted"])) == 0, "all of it is known"
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=120) == 0
    assert place.accepted() == 7
