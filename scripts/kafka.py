"""
Run a real Apache Kafka beside the project, without Docker.

    python scripts/kafka.py start                    one node, plain
    python scripts/kafka.py start --secured          TLS, passwords and access lists on every listener
    python scripts/kafka.py start --nodes 3
    python scripts/kafka.py start --version 3.9.1
    python scripts/kafka.py stop                     ends what ``start`` runs elsewhere
    python scripts/kafka.py fetch                    only puts the jars where they are kept
    python scripts/kafka.py compose                  writes the keys and settings that compose.yaml needs (Docker)

The jars come once from Maven into HUB_KAFKA_HOME (else ~/.cache/fengqiao-hub-kafka) and are compared with the
checksums of the project at each use. On a closed network copy that folder's jars there and name it in HUB_KAFKA_JARS.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from hub.testing.kafka import (
    BrokerStartError,
    ForeignJarError,
    KafkaCluster,
    KafkaPlan,
    MissingJavaError,
    compose,
    running_cluster,
)
from hub.testing.kafka.jars import chosen_version, jar_home, jars, pinned_versions

PID_FILE = "running.pid"


def main(arguments: list[str]) -> int:
    """Start, stop or fetch; 0 when that was done, 2 when it couldn't be."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.action == "stop":
            return _stop()
        if chosen.action == "fetch":
            print(jars(chosen.version, jar_home()))
            return 0
        if chosen.action == "compose":
            return _write_for_docker()
        return _run(KafkaPlan(version=chosen.version, nodes=chosen.nodes, secured=chosen.secured))
    except (MissingJavaError, ForeignJarError, BrokerStartError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("start", "stop", "fetch", "compose"))
    parser.add_argument("--nodes", type=int, choices=(1, 3), default=1)
    parser.add_argument("--secured", action="store_true", help="TLS and SCRAM-SHA-512 on every listener, access lists")
    parser.add_argument("--version", choices=pinned_versions(), default=chosen_version())
    return parser


def _run(plan: KafkaPlan) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    pid_file = jar_home() / PID_FILE
    if _running(pid_file) is not None:
        print(f"one runs already, process {_running(pid_file)}: python scripts/kafka.py stop", file=sys.stderr)
        return 2
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    pid_file.write_text(str(os.getpid()), encoding="ascii")
    try:
        with running_cluster(plan) as cluster:
            _tell(cluster)
            signal.pause()
    except KeyboardInterrupt:
        print("stopped, its data are removed")
    finally:
        pid_file.unlink(missing_ok=True)
    return 0


def _tell(cluster: KafkaCluster) -> None:
    print(f"bootstrap      {cluster.bootstrap}")
    if cluster.certificates is not None:
        print(f"administrators {cluster.administrators_bootstrap}")
        print(f"certificate    {cluster.administrator}")
        print(f"authority      {cluster.certificates.authority}")
    for node in cluster.nodes:
        print(f"log of node {node.number}  {node.folder / 'log'}")
    print("Ctrl-C, or python scripts/kafka.py stop, ends it and removes its data", flush=True)


def _running(pid_file: Path) -> int | None:
    """Return the process of another ``start``, None where there is none or where the number is another program's."""
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if Path(__file__).name.encode() in command else None


def _write_for_docker() -> int:
    try:
        compose.write(compose.FOLDER)
    except FileExistsError:
        print(f"{compose.FOLDER} is left as it is: another key would lock its cluster out of its data", file=sys.stderr)
        return 2
    print(
        f"{compose.FOLDER}: certificates and settings of {len(compose.HOSTS)} nodes; next: docker compose up -d --wait"
    )
    return 0


def _stop() -> int:
    pid = _running(jar_home() / PID_FILE)
    if pid is None:
        print("nothing runs that start has started")
        return 0
    os.kill(pid, signal.SIGTERM)
    print(f"process {pid} was told to stop")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
