"""Starting, stopping, killing and freezing the nodes of a cluster."""

from __future__ import annotations

import base64
import hashlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hub.testing.kafka.certificates import ADMINISTRATOR, Certificates, issue
from hub.testing.kafka.failure import BrokerStartError
from hub.testing.kafka.jars import MissingJavaError, chosen_version, is_before_4, jar_home, jars
from hub.testing.kafka.java import LONG_SECONDS, Java, command, ended, started, write_logging
from hub.testing.kafka.properties import LOOPBACK, Node, properties
from hub.testing.ports import free_port

_TRIES_A_SECOND = 10
_STARTED = "Kafka Server started"


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaPlan:
    """
    Which cluster: a version, one node or three, secured by TLS and SCRAM or plain, heap of a node in MiB.

    A cluster may be ``proxied``: each node listens at one more port, for clients that come through a proxy. One that
    is ``brief`` is compiled quickly instead of well: it starts in half the time, and is no broker to measure on. What
    nodes are told besides stands in ``settings``.
    """

    version: str = field(default_factory=chosen_version)
    nodes: int = 1
    secured: bool = False
    heap: int = 512
    proxied: bool = False
    brief: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class KafkaCluster:
    """A cluster of our own on loopback. Its folder holds logs, settings and certificates."""

    plan: KafkaPlan
    folder: Path
    nodes: tuple[Node, ...] = ()
    certificates: Certificates | None = None
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    _jars: Path = field(default=Path(), repr=False)

    def create(self) -> None:
        """
        Choose ports, write settings and format the log folders.

        Raises:
            MissingJavaError: the broker isn't to be had here.
            ForeignJarError: its jars aren't those that the project knows.
            BrokerStartError: a log folder can't be formatted.
        """
        self._jars = jars(self.plan.version, jar_home())
        ports = (free_port() for _ in range(5 * self.plan.nodes))
        self.nodes = tuple(
            Node(
                number=number,
                clients=next(ports),
                controller=next(ports),
                internal=next(ports),
                folder=self.folder / f"node-{number}",
                proxied=next(ports) if self.plan.proxied else 0,
                proxy=next(ports) if self.plan.proxied else 0,
            )
            for number in range(1, self.plan.nodes + 1)
        )
        if self.plan.secured:
            self.certificates = issue(self.folder / "certificates")
        for node in self.nodes:
            node.folder.mkdir(parents=True, exist_ok=True)
            settings = properties(node, self.nodes, self.certificates)
            settings += "".join(f"{name}={value}\n" for name, value in self.plan.settings.items())
            (node.folder / "server.properties").write_text(settings, encoding="utf-8")
        self._format()

    @property
    def bootstrap(self) -> str:
        """Addresses for clients."""
        return ",".join(f"{LOOPBACK}:{node.clients}" for node in self.nodes)

    @property
    def proxied_bootstrap(self) -> str:
        """Addresses for clients whose connections go through a proxy."""
        return ",".join(f"{LOOPBACK}:{node.proxy}" for node in self.nodes)

    @property
    def administrators_bootstrap(self) -> str:
        """Addresses at which the administrator's certificate is taken; those of clients where nothing is secured."""
        if self.certificates is None:
            return self.bootstrap
        return ",".join(f"{LOOPBACK}:{node.internal}" for node in self.nodes)

    @property
    def administrator(self) -> Path | None:
        """Key and certificate of the administrator, None where nothing is secured."""
        return None if self.certificates is None else self.certificates.identity(ADMINISTRATOR)

    def start(self, *numbers: int) -> None:
        """
        Start the nodes *numbers*, all unless told, and wait until each serves.

        Raises:
            BrokerStartError: one doesn't come up; its message says why.
        """
        wanted = [node for node in self.nodes if not numbers or node.number in numbers]
        marks = {node.number: _size(node.folder / "log") for node in wanted}
        for node in wanted:
            settings = str(node.folder / "server.properties")
            command = self._command("kafka.Kafka", settings, heap=self.plan.heap, brief=self.plan.brief)
            self.processes[node.number] = started(command, node.folder)
        for node in wanted:
            self._await(node, marks[node.number])

    def stop(self, *numbers: int) -> None:
        """Stop nodes in order, all unless told."""
        self._end(signal.SIGTERM, numbers)

    def kill(self, *numbers: int) -> None:
        """Kill nodes at once, as a power cut would."""
        self._end(signal.SIGKILL, numbers)

    def freeze(self, number: int) -> None:
        """Stop a node from running without ending it."""
        self.processes[number].send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """Let a frozen node go on."""
        self.processes[number].send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals, numbers: Sequence[int]) -> None:
        leaving = [self.processes.pop(number) for number in list(self.processes) if not numbers or number in numbers]
        for process in leaving:
            process.send_signal(how)
        for process in leaving:
            ended(process, LONG_SECONDS / 3)

    def _format(self) -> None:
        name = base64.urlsafe_b64encode(hashlib.sha256(str(self.folder).encode()).digest()[:16]).decode().rstrip("=")
        formatting: list[tuple[Node, subprocess.Popen[bytes]]] = []
        for node in self.nodes:
            settings = ("format", f"--cluster-id={name}", f"--config={node.folder / 'server.properties'}")
            command = self._command("kafka.tools.StorageTool", *settings, heap=128, brief=True)
            formatting.append((node, started(command, node.folder)))
        codes = {node: ended(process) for node, process in formatting}
        for node, code in codes.items():
            if code != 0:
                raise BrokerStartError(node.number, node.folder / "log", code)

    def _command(self, program: str, *arguments: str, heap: int, brief: bool) -> list[str]:
        is_old = is_before_4(self.plan.version)
        options = Java(heap=heap, brief=brief, logging=write_logging(self.folder, before_4=is_old))
        return command(options, self._jars, program, *arguments)

    def _await(self, node: Node, mark: int) -> None:
        log = node.folder / "log"
        for _ in range(LONG_SECONDS * _TRIES_A_SECOND):
            if self.processes[node.number].poll() is not None:
                break
            if _STARTED in log.read_bytes()[mark:].decode(errors="replace") and _answers(node.clients):
                return
            time.sleep(1 / _TRIES_A_SECOND)
        raise BrokerStartError(node.number, log, self.processes[node.number].poll())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


@contextmanager
def running_cluster(plan: KafkaPlan | None = None) -> Iterator[KafkaCluster]:
    """Give a running cluster, and take it away again with everything in it."""
    folder = Path(tempfile.mkdtemp(prefix="hub-kafka-"))
    cluster = KafkaCluster(plan or KafkaPlan(), folder)
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        cluster.kill()
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["KafkaCluster", "KafkaPlan", "MissingJavaError", "jar_home", "running_cluster"]
