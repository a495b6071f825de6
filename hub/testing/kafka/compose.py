"""
What ``compose.yaml`` needs beside it: settings and certificates of a cluster of its own, written once.

No key is the same in two places, and none has a default.
"""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from pathlib import Path

from hub.testing.kafka.certificates import Certificates, issue
from hub.testing.kafka.properties import Node, properties

FOLDER = Path("compose-secrets")
HOSTS = ("kafka-1", "kafka-2", "kafka-3")
CLIENTS, CONTROLLER, INTERNAL = 9092, 9093, 9094

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
