"""
What ``compose.yaml`` needs beside it: settings and certificates of a cluster and of a hub on it, written once.

No key is the same in two places, and none has a default.
"""

from __future__ import annotations

import base64
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from hub.core.entitlements import FORWARDER, SERVICE, WORKERS
from hub.testing.kafka.certificates import ADMINISTRATOR, Certificates, issue
from hub.testing.kafka.properties import Node, properties

FOLDER = Path("compose-secrets")
HOSTS = ("kafka-1", "kafka-2", "kafka-3")
CLIENTS, CONTROLLER, INTERNAL = 9092, 9093, 9094

HUB = "hub"
"""Folder of the hub's own files, which its containers see as ``/etc/fengqiao-hub``."""

SHARDS = 8
USERS = {"hub.toml": SERVICE, "worker.toml": WORKERS, "forwarder.toml": FORWARDER, "admin.toml": ""}
"""Whose user each file of the hub names; the administrator is known by certificate."""

_IN_CONTAINER = Path("/etc/hub-kafka")
_DATA = Path("/var/lib/kafka")
_VALID = timedelta(days=825)


def nodes() -> tuple[Node, ...]:
    """Return the three nodes as their containers know one another."""
    return tuple(
        Node(number=number, clients=CLIENTS, controller=CONTROLLER, internal=INTERNAL, folder=_DATA, host=host)
        for number, host in enumerate(HOSTS, start=1)
    )


def write(folder: Path) -> None:
    """
    Write certificates, each node's settings and the cluster's id into *folder*.

    Raises:
        FileExistsError: *folder* is there: a cluster that runs would lose its keys.
    """
    folder.mkdir(mode=0o700, parents=True)
    made = issue(folder / "certificates", hosts=HOSTS, valid=_VALID)
    for path in made.folder.glob("*.pem"):
        # the broker in the image runs as another user; the folder above lets nobody else of this machine in
        path.chmod(0o644)
    known = Certificates(_IN_CONTAINER / "certificates")
    for node in nodes():
        place = folder / node.host
        place.mkdir()
        text = properties(node, nodes(), known, impatient=False)
        (place / "server.properties").write_text(text, encoding="utf-8")
    cluster = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    (folder / "cluster.env").write_text(f"CLUSTER_ID={cluster}\n", encoding="ascii")
    ports = (CLIENTS, INTERNAL)
    bootstrap, administrators = (",".join(f"{host}:{port}" for host in HOSTS) for port in ports)
    write_hub(folder / HUB, bootstrap, administrators)
    for name in (made.authority.name, made.identity(ADMINISTRATOR).name):
        shutil.copy(made.folder / name, folder / HUB / "certificates" / name)


def write_hub(folder: Path, bootstrap: str, administrators: str) -> None:
    """
    Write the hub's settings, those of its workers, and how forwarder and administrator reach the cluster.

    Passwords and the master key come into ``secrets``, by ``deploy/docker/setup.sh``.
    """
    (folder / "secrets").mkdir(parents=True)
    (folder / "certificates").mkdir()
    for name, user in USERS.items():
        lines = _SETTINGS if name in ("hub.toml", "worker.toml") else []
        lines = [*lines, "[kafka]", f'bootstrap = "{bootstrap if user else administrators}"']
        lines.append('authority = "certificates/ca.pem"')
        if user:
            lines += [f'principal = "{user}"', f'password = {{ file = "secrets/{user}.password" }}']
        else:
            lines.append(f'certificate = "certificates/{ADMINISTRATOR}.pem"')
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


_SETTINGS = [
    'engine = "kafka"',
    f"shards = {SHARDS}",
    'data = "/var/lib/fengqiao-hub"',
    'key = "secrets/hub.key"',
    "",
    "# 接入部门写在这里：hub init 会写出每个适配器的设置 / departments go here, see hub init",
    "",
]
