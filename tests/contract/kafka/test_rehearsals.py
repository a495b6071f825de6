"""What the runbooks tell operators to do, done on a real secured broker, command by command."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from hub.bootstrap.cluster import open_kafka_bus
from hub.bus.kafka import KafkaAccess
from hub.cli.app import main
from hub.core.entitlements import WORKERS
from hub.core.errors import AccessDeniedError
from hub.core.topics import ASSIGNMENT
from hub.settings.loading import load_settings
from hub.testing.kafka import KafkaCluster
from tests.contract.kafka.city import administrators_access
from tests.contract.kafka.worker_rig import WorkerProcess, until

pytestmark = pytest.mark.kafka

ALL = {0, 1}


def write(home: Path, secured: KafkaCluster, administrator: KafkaAccess) -> None:
    """Write the administrator's file, and settings for workers of each of the two users."""
    reach = f'prefix = "{administrator.prefix}"\nauthority = "{administrator.authority}"\n'
    (home / "admin.toml").write_text(
        f'[kafka]\nbootstrap = "{administrator.bootstrap}"\n{reach}certificate = "{administrator.certificate}"\n',
        "utf-8",
    )
    for user in (WORKERS, f"{WORKERS}-2"):
        (home / user).mkdir()
        (home / user / "hub.toml").write_text(
            'engine = "kafka"\nshards = 2\n'
            f'[kafka]\nbootstrap = "{secured.bootstrap}"\n{reach}session_seconds = 6\n'
            f'principal = "{administrator.prefix}{user}"\npassword = {{ file = "../{user}.password" }}\n',
            "utf-8",
        )


def is_refused(settings: Path) -> bool:
    """Return whether the broker has heard that this user's password is taken away."""
    bus = open_kafka_bus(load_settings(settings))
    try:
        bus.partitions(ASSIGNMENT)
    except AccessDeniedError:
        return True
    finally:
        bus.close()
    return False


def test_a_password_of_the_workers_is_rotated_while_they_work(secured: KafkaCluster, tmp_path: Path) -> None:
    """Runbook "rotation": the second user gets a password, workers change over one by one, the first is retired."""
    administrator = administrators_access(secured)
    write(tmp_path, secured, administrator)

    def hub(*words: str) -> int:
        settings = ["--lang", "en", "--settings", str(tmp_path / WORKERS / "hub.toml")]
        return main([*settings, *words, "--cluster", str(tmp_path / "admin.toml")])

    assert hub("topics", "apply", "--yes") == 0
    assert hub("principal", "add", WORKERS, "--to", str(tmp_path / f"{WORKERS}.password")) == 0
    old = WorkerProcess.start(tmp_path / WORKERS, "old")
    started = [old]
    try:
        until([old], lambda: old.runs == ALL)
        assert hub("principal", "rotate", WORKERS, "--to", str(tmp_path / f"{WORKERS}-2.password")) == 0
        new = WorkerProcess.start(tmp_path / f"{WORKERS}-2", "new")
        started.append(new)
        until([old, new], lambda: bool(old.runs and new.runs) and old.runs | new.runs == ALL)
        old.send(signal.SIGTERM)
        assert old.ended() == 0
        until([new], lambda: new.runs == ALL)
        assert hub("principal", "retire", WORKERS, "--yes") == 0
        until([new], lambda: is_refused(tmp_path / WORKERS / "hub.toml"))
        late = WorkerProcess.start(tmp_path / WORKERS, "late")
        started.append(late)
        said, _ = late.process.communicate(timeout=120)
        assert late.process.returncode == 2 and json.loads(said)["error"] == "E-ACC-01"
        assert late.log.read_text("utf-8") == ""
        until([new], lambda: new.runs == ALL)
    finally:
        for worker in started:
            worker.end()
