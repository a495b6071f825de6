"""A hub on a real broker: its settings file, its topics, its workers as processes of their own."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kafka import KafkaAdminClient
from pydantic import TypeAdapter

from hub.bus.kafka import KafkaAccess
from hub.core.layout import layout
from hub.core.units import Registry, Unit
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.vault import create_key_file

AGENCIES = ("court", "police", "petition", "grid", "justice", "party", "MR")
HUB = str(Path(sys.executable).with_name("hub"))
_SECONDS = 120.0


def write_site(folder: Path, access: KafkaAccess, shards: int, more: str = "") -> HubSettings:
    """Write the settings of a hub on the cluster of *access*, make its key and its topics."""
    settings = write_settings(folder, access, shards, more)
    create_key_file(settings.key)
    create_topics(access, shards)
    return settings


def write_settings(folder: Path, access: KafkaAccess, shards: int, more: str = "", *, kafka: str = "") -> HubSettings:
    """
    Write the settings of a hub on the cluster of *access*; its password is looked for in the environment.

    *more* stands at the top, *kafka* in the cluster's table.
    """
    path = folder / "hub.toml"
    text = (
        f'engine = "kafka"\nshards = {shards}\nkey = "hub.key"\npoll_seconds = 0.5\n{more}\n'
        f'[kafka]\nbootstrap = "{access.bootstrap}"\nprefix = "{access.prefix}"\n'
        "session_seconds = 6\npatience_seconds = 60\n"
    )
    if access.principal is not None:
        text += f'authority = "{access.authority}"\nprincipal = "{access.principal}"\n'
        text += 'password = { env = "KAFKA_PASSWORD" }\n'
    path.write_text(text + kafka + "\n", encoding="utf-8")
    return load_settings(path)


def write_access(path: Path, access: KafkaAccess) -> Path:
    """Write the file by which the verbs beside the hub's settings reach the cluster, and its password beside it."""
    secret = path.with_suffix(".password")
    secret.write_text(access.password, encoding="utf-8")
    path.write_text(
        f'[kafka]\nbootstrap = "{access.bootstrap}"\nprefix = "{access.prefix}"\nauthority = "{access.authority}"\n'
        f'principal = "{access.principal}"\npassword = {{ file = "{secret.name}" }}\n',
        encoding="utf-8",
    )
    return path


def create_topics(access: KafkaAccess, shards: int) -> None:
    """Make every topic of a hub as the table says."""
    admin = KafkaAdminClient(**access.settings())
    wanted = {
        access.prefix + topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": 1,
            "configs": dict(topic.settings),
        }
        for topic in layout(AGENCIES, shards)
    }
    admin.create_topics(wanted)
    admin.wait_for_topics(list(wanted), timeout_ms=60_000)
    admin.close()


def write_units(path: Path, registry: Registry) -> None:
    """Write *registry* as a units file."""
    kept = TypeAdapter(list[Unit])
    lines = [f'version = "{registry.version}"']
    for unit in kept.dump_python(list(registry.all_units()), mode="json"):
        lines += [
            "[[unit]]",
            *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in unit.items() if value is not None),
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(slots=True)
class WorkerProcess:
    """``hub worker run`` in a process of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    standing: dict[str, object] = field(default_factory=dict)
    _read: bytes = b""

    @classmethod
    def start(cls, folder: Path, name: str, *more: str) -> WorkerProcess:
        command = [HUB, "--settings", str(folder / "hub.toml"), "worker", "run"]
        log = folder / f"{name}.log"
        with log.open("ab") as complaints:
            process = subprocess.Popen(
                [*command, "--name", name, "--json", *more],
                stdout=subprocess.PIPE,
                stderr=complaints,
                stdin=subprocess.DEVNULL,
            )
        return cls(name, process, log)

    @property
    def runs(self) -> set[int]:
        """The shards that it said last to run."""
        return set(self.standing.get("owned", ()))  # type: ignore[call-overload]

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> None:
        """End it if it still runs, and let go of what it said."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def ended(self) -> int:
        """Wait for its end and return its exit code."""
        code = self.process.wait(_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def until(workers: Iterable[WorkerProcess], is_so: Callable[[], bool]) -> None:
    """Listen to *workers* until *is_so*, with a time limit."""
    listened = list(workers)
    limit = time.monotonic() + _SECONDS
    with selectors.DefaultSelector() as selector:
        for worker in listened:
            assert worker.process.stdout is not None
            selector.register(worker.process.stdout, selectors.EVENT_READ, worker)
        while not is_so():
            left = limit - time.monotonic()
            assert left > 0, [(worker.name, worker.standing) for worker in listened]
            for key, _ in selector.select(left):
                _hear(key.data)


def _hear(worker: WorkerProcess) -> None:
    assert worker.process.stdout is not None
    heard = os.read(worker.process.stdout.fileno(), 1 << 16)
    assert heard, f"{worker.name} has ended: {worker.log.read_text(encoding='utf-8')}"
    *lines, worker._read = (worker._read + heard).split(b"\n")
    if lines:
        worker.standing = json.loads(lines[-1])
