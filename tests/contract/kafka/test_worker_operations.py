"""A worker as operators meet it: its page, its metrics, the forwarder in it, its end when it hangs."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub.bootstrap.cluster import open_remote_engine
from hub.bootstrap.engines import open_engine
from hub.bootstrap.holdings import read_hub
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaBus
from hub.cli.app import main
from hub.contracts import Serde
from hub.core.daytime import local_day
from hub.core.entitlements import FORWARDER, SERVICE, WORKERS
from hub.core.events import Submission
from hub.core.forwarding import PRINCIPAL
from hub.core.topics import SOURCE_SUBMISSIONS, submissions_of
from hub.processors import default_processors
from hub.scenarios.reader import Scenario, read_scenario
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing.kafka import KafkaCluster
from hub.testing.ports import free_port
from hub.vault import create_key_file
from tests.contract.kafka.city import City, found_city
from tests.contract.kafka.worker_rig import (
    AGENCIES,
    WorkerProcess,
    until,
    write_access,
    write_settings,
    write_units,
)

pytestmark = pytest.mark.kafka

FOLDER = Path(__file__).parents[3] / "examples" / "scenarios" / "worked-example"
SHARDS = 2
UNITS = 'units = "units.toml"'
REACHING = f"agencies = {json.dumps(AGENCIES)}"
Values = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture(scope="module")
def town(secured: KafkaCluster) -> City:
    """The worked example's hub, whose agencies reach the cluster themselves."""
    return found_city(secured, AGENCIES, SHARDS)


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    found = read_scenario(FOLDER)
    write_units(tmp_path / "units.toml", found.registry)
    return found


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def measured(port: int) -> Values:
    """Return every sample that is served now."""
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(read(f"http://127.0.0.1:{port}/metrics"))
        for sample in family.samples
    }


def stated(scenario: Scenario) -> list[Submission]:
    """Return what agencies state in the worked example, people at the centre left out."""
    return [line.submission for line in scenario.lines if line.submission.agency in AGENCIES and not line.hub_output]


def write_twice(town: City, said: list[Submission]) -> None:
    """Let each agency write all that it states with its own user, and all of it again."""
    serde = Serde()
    for agency in AGENCIES:
        topic = submissions_of(agency)
        bus = KafkaBus(town.known[f"agency.{agency}"])
        entries = [(one.root, serde.encode(topic, one), one.recorded_at, {}) for one in said if one.agency == agency]
        for _ in range(2):
            bus.append(topic, entries)
        bus.close()


def forwarded(town: City) -> int:
    """Return how many records of agencies stand on the log."""
    bus = KafkaBus(town.administrator)
    found = [one for number in range(SHARDS) for one in bus.read(SOURCE_SUBMISSIONS, number, 0, 10_000)]
    bus.close()
    return sum(one.headers.get(PRINCIPAL) in AGENCIES for one in found)


def known(settings: HubSettings) -> list[list[str]]:
    """Return the facts of every dispute, however often each was said."""
    holdings = read_hub(settings)
    try:
        return sorted(sorted(one.facts) for one in holdings.disputes() if one.facts)
    finally:
        holdings.close()


def accepted(capsys: pytest.CaptureFixture[str], settings: Path) -> dict[str, str]:
    """Return how many cases each unit accepted in the worked example's month, all known."""
    capsys.readouterr()
    today = local_day(datetime.now(UTC)).isoformat()
    words = ["stats", "show", "--month", "2026-03", "--as-of", today, "--json"]
    assert main(["--settings", str(settings), *words]) in (0, 1)
    tables: dict[str, dict[str, dict[str, str]]] = json.loads(capsys.readouterr().out)["tables"]
    return {unit: row["acc"] for unit, row in tables["unit"].items()}


def known_embedded(folder: Path, said: list[Submission]) -> list[list[str]]:
    """Return the same of an embedded hub to which each thing was said once."""
    (folder / "embedded.toml").write_text(f'{UNITS}\nkey = "hub.key"\ndata = "embedded"\n', encoding="utf-8")
    settings = load_settings(folder / "embedded.toml")
    engine = open_engine(settings)
    now = datetime.now(UTC)
    engine.append(SOURCE_SUBMISSIONS, [(one.root, one, now, {}) for one in said])
    engine.run_until_idle()
    engine.close()
    return known(settings)


def test_a_worker_forwards_once_what_was_written_twice_and_measures_itself(
    tmp_path: Path,
    town: City,
    scenario: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each process with its own user: agencies write, the worker forwards and processes, the hub's desk reads."""
    workers, service, forwarder = (town.known[name] for name in (WORKERS, SERVICE, FORWARDER))
    said = stated(scenario)
    create_key_file(tmp_path / "hub.key")
    write_twice(town, said)
    page, metrics = free_port(), free_port()
    monkeypatch.setenv("KAFKA_PASSWORD", workers.password)
    write_settings(tmp_path, workers, SHARDS, UNITS, kafka=f"{REACHING}\nworker_port = {page}")
    file = write_access(tmp_path / "forwarder.toml", forwarder)
    worker = WorkerProcess.start(tmp_path, "first", "--metrics", str(metrics), "--forward", str(file))
    try:
        until([worker], lambda: worker.runs == set(range(SHARDS)))
        shown = json.loads(read(f"http://127.0.0.1:{page}/standing/"))
        assert (shown["name"], set(shown["owned"]), shown["trouble"]) == ("first", {0, 1}, "")
        until([worker], lambda: forwarded(town) == 2 * len(said))

        (tmp_path / "desk").mkdir()
        monkeypatch.setenv("KAFKA_PASSWORD", service.password)
        desk = write_settings(tmp_path / "desk", service, SHARDS, 'units = "../units.toml"', kafka=REACHING)
        engine = open_remote_engine(desk, default_processors(registry_of(desk), rules_of(desk)), tmp_path / "copy")
        engine.run_until_idle()
        engine.close()
        assert known(desk) == known_embedded(tmp_path, said)
        counted = accepted(capsys, tmp_path / "desk" / "hub.toml")
        assert counted == accepted(capsys, tmp_path / "embedded.toml") and set(counted.values()) > {"0"}

        found = measured(metrics)
        assert found["hub_forwarded_total", ()] == 2 * len(said)
        assert found["hub_worker_shards", ("owned",)] == SHARDS
        assert found["hub_worker_trouble", ()] == found["hub_forwarder_trouble", ()] == 0
        assert found["hub_metrics_source_up", ("kafka",)] == found["hub_metrics_source_up", ("kafka forwarder",)] == 1
        assert found["hub_engine_batches_total", ("0", "committed")] > 0
        assert found["hub_engine_states", ("0",)] > 0
        readers = {at: value for (name, at), value in found.items() if name == "hub_kafka_unread_retention_ratio"}
        assert any("forwarder" in labels and submissions_of("court") in labels for labels in readers)
        assert any("engine" in labels and SOURCE_SUBMISSIONS in labels for labels in readers)
        assert all(used == 0 for used in readers.values())
        assert {name for name, _ in found} >= {"hub_engine_oldest_unprocessed_seconds", "hub_engine_lag_records"}
        worker.send(signal.SIGTERM)
        assert worker.ended() == 0
    finally:
        worker.end()


def test_a_worker_whose_disk_hangs_ends_itself(tmp_path: Path, town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that never comes back stops Faust's loop, whose heartbeat is heard no more: the watchdog ends it."""
    workers = town.known[WORKERS]
    monkeypatch.setenv("KAFKA_PASSWORD", workers.password)
    write_settings(tmp_path, workers, SHARDS, kafka="stalled_seconds = 10")
    worker = WorkerProcess.start(tmp_path, "hung")
    try:
        until([worker], lambda: worker.runs == set(range(SHARDS)))
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)  # opening it for writing waits for a reader, and there is none
        fifo.replace(tmp_path / "var" / "workers" / "hung" / "worker.json.part")
        assert worker.ended() == 2
        assert "no progress" in worker.log.read_text("utf-8") or "没有进展" in worker.log.read_text("utf-8")
    finally:
        worker.end()
