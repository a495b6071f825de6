"""The files that ``compose.yaml`` mounts, on a real secured broker: users are made, a worker runs, the hub runs."""

from __future__ import annotations

import os
import signal
import subprocess
import uuid
from pathlib import Path
from shutil import copy

import pytest

from hub.testing.kafka import KafkaCluster
from hub.testing.kafka.compose import SHARDS, USERS, write_hub
from tests.contract.kafka.worker_rig import HUB, WorkerProcess, until

pytestmark = pytest.mark.kafka

FEW = 2
"""Shards instead of those of the file: a test needn't wait for so many partitions."""

SETUP = Path(__file__).parents[3] / "deploy" / "docker" / "setup.sh"


@pytest.fixture
def home(secured: KafkaCluster, tmp_path: Path) -> Path:
    """What containers see as /etc/fengqiao-hub, but for where the cluster is, whose part of it, and its shards."""
    assert secured.certificates is not None and secured.administrator is not None
    folder, prefix = tmp_path / "hub", f"{uuid.uuid4()}."
    write_hub(folder, secured.bootstrap, secured.administrators_bootstrap)
    copy(secured.certificates.authority, folder / "certificates" / "ca.pem")
    copy(secured.administrator, folder / "certificates" / "hub-kafka-admin.pem")
    for name, user in USERS.items():
        text = (folder / name).read_text("utf-8")
        text = text.replace(f"shards = {SHARDS}", f"shards = {FEW}")
        text = text.replace("[kafka]\n", f'[kafka]\nprefix = "{prefix}"\n')
        text = text.replace(f'principal = "{user}"', f'principal = "{prefix}{user}"')
        (folder / name).write_text(text.replace("/var/lib/fengqiao-hub", str(tmp_path / "data")), "utf-8")
    return folder


def sh(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(HUB).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HUB_HOME": str(home), "HUB_LANG": "en"}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_setup_twice_then_a_worker_and_the_hub(home: Path) -> None:
    for _ in range(2):
        done = sh(home, "sh", str(SETUP))
        assert done.returncode == 0, done.stdout + done.stderr
    kept = sorted(path.name for path in (home / "secrets").iterdir())
    assert kept == ["hub.forwarder.password", "hub.key", "hub.service.password", "hub.workers.password"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home / "secrets").iterdir())

    copy(home / "hub.toml", home / "desk.toml")
    (home / "worker.toml").replace(home / "hub-of-worker.toml")
    (home / "hub-of-worker.toml").rename(home / "hub.toml")  # the rig starts a worker with hub.toml
    worker = WorkerProcess.start(home, "worker-1", "--forward", str(home / "forwarder.toml"))
    try:
        until([worker], lambda: worker.runs == set(range(FEW)))
        once = sh(home, HUB, "--settings", str(home / "desk.toml"), "run", "--once", "--json")
        assert once.returncode == 0, once.stdout + once.stderr
        looked = sh(home, HUB, "--settings", str(home / "desk.toml"), "doctor")
        assert "each shard has one" in looked.stdout and "readers well" in looked.stdout, looked.stdout + looked.stderr
        measured = sh(home, HUB, "--settings", str(home / "desk.toml"), "metrics")
        assert "hub_shards_without_worker 0.0" in measured.stdout, measured.stdout + measured.stderr
        assert 'hub_metrics_source_up{source="kafka"} 1.0' in measured.stdout
        assert 'hub_metrics_source_up{source="dead letters"} 1.0' in measured.stdout
        failed = [
            line for line in measured.stdout.splitlines() if "hub_metrics_source_up" in line and line.endswith(" 0.0")
        ]
        assert failed == []
        worker.send(signal.SIGTERM)
        assert worker.ended() == 0
    finally:
        worker.end()
    alone = sh(home, HUB, "--settings", str(home / "desk.toml"), "doctor")
    assert alone.returncode == 2 and "no worker has the shards 0 1" in alone.stdout
