"""A worker on a secured cluster does its work with its own rights alone."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.bootstrap.cluster import open_remote_engine
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.cli.app import main
from hub.core.entitlements import SERVICE, WORKERS
from hub.processors import default_processors
from tests.contract.kafka.city import SHARDS, City
from tests.contract.kafka.worker_rig import WorkerProcess, until, write_settings

pytestmark = pytest.mark.kafka


def test_a_worker_with_its_own_rights_alone_works_on_the_secured_cluster(
    tmp_path: Path, city: City, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SASL_SSL, SCRAM, access lists of the table: the worker as hub.workers, whoever looks at it as hub.service."""
    workers, service = city.known[WORKERS], city.known[SERVICE]
    monkeypatch.setenv("KAFKA_PASSWORD", workers.password)
    write_settings(tmp_path, workers, SHARDS)
    worker = WorkerProcess.start(tmp_path, "secured")
    try:
        until([worker], lambda: worker.runs == set(range(SHARDS)))
        (tmp_path / "desk").mkdir()
        monkeypatch.setenv("KAFKA_PASSWORD", service.password)
        settings = write_settings(tmp_path / "desk", service, SHARDS)
        engine = open_remote_engine(
            settings, default_processors(registry_of(settings), rules_of(settings)), tmp_path / "copy"
        )
        try:
            engine.tick(datetime(2026, 3, 2, 4, tzinfo=UTC))
            assert engine.run_until_idle() > 0
        finally:
            engine.close()
        assert main(["--settings", str(tmp_path / "desk" / "hub.toml"), "worker", "status", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["ownerless"] == []
        worker.send(signal.SIGTERM)
        assert worker.ended() == 0
    finally:
        worker.end()
