"""What runs stand on: a cluster with a proxy before it, kept for as many runs as need one like it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from hub.bus.kafka import KafkaAccess
from hub.bus.records import RECORD_CAP
from hub.core.topics import ASSIGNMENT, CUTS, TOPICS
from hub.engines.kafka.changelog import CHANGELOG
from hub.testing.faults.disk import NoSmallDiskError, SmallDisk, can_mount
from hub.testing.faults.proxy import Proxy
from hub.testing.faults.steps import Stand
from hub.testing.faults.workloads import Workload
from hub.testing.kafka import KafkaCluster, KafkaPlan

_SINGLE = frozenset({CUTS, *(topic.name for topic in TOPICS if topic.single_partition)})
_NODES = {Stand.THREE: 3}
_BROKER_DISK = 160 << 20
_HEAP = 384
_FORGETFUL = {"log.retention.check.interval.ms": "1000", "log.initial.task.delay.ms": "1000"}


@dataclass
class Ground:
    """
    A running cluster, its proxy, and the disk that its log is on where that is small.

    A cluster that is ``lent`` is used as it runs and left as it is; it's behind no proxy.
    """

    stand: Stand
    lent: KafkaCluster | None = None
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hub-faults-")))
    disk: SmallDisk | None = None

    def __post_init__(self) -> None:
        self._after = ExitStack()

    def start(self) -> None:
        """
        Start the cluster.

        Raises:
            MissingJavaError: there's no broker to be had here.
            NoSmallDiskError: no disk can be mounted here, and this ground needs one.
        """
        self._after.callback(shutil.rmtree, self.folder, ignore_errors=True)
        if self.lent is not None:
            self.cluster = self.lent
            self.proxy = Proxy(())
            self.proxy.start()
            self._after.callback(self.proxy.stop)
            return
        if self.stand is Stand.SMALL_DISK:
            if not can_mount():
                raise NoSmallDiskError
            self.disk = SmallDisk(self.folder / "disk", _BROKER_DISK)
            self.disk.mount()
            self._after.callback(self.disk.unmount)
        self.cluster = KafkaCluster(
            KafkaPlan(
                nodes=_NODES.get(self.stand, 1),
                heap=_HEAP,
                proxied=True,
                brief=True,
                settings=_FORGETFUL if self.stand is Stand.FORGETFUL else {},
            ),
            self.folder / "disk" / "cluster",
        )
        self.cluster.create()
        self._after.callback(self.cluster.kill)
        self.proxy = Proxy([(node.proxy, node.proxied) for node in self.cluster.nodes])
        self.proxy.start()
        self._after.callback(self.proxy.stop)
        self.cluster.start()

    def fill(self, left: int) -> None:
        """Fill the brokers' disk but for *left* bytes."""
        if self.disk is not None:
            self.disk.fill(left)

    def mend(self) -> None:
        """Bring back whatever a run left broken."""
        if self.disk is not None:
            self.disk.free()
        missing = [node.number for node in self.cluster.nodes if node.number not in self.running()]
        if missing:
            self.cluster.start(*missing)

    def running(self) -> set[int]:
        """Return the numbers of the nodes that run."""
        for number, process in list(self.cluster.processes.items()):
            if process.poll() is not None:
                del self.cluster.processes[number]
        return set(self.cluster.processes)

    def create_topics(self, access: KafkaAccess, workload: Workload, shards: int) -> None:
        """Make the topics of one run."""
        admin = KafkaAdminClient(**access.settings())
        counts = {name: 1 if name in _SINGLE else shards for name in (*workload.topics, CHANGELOG, CUTS, ASSIGNMENT)}
        # records carry the time of what they tell of, often long ago: the cluster's default would delete them at once
        kept = {"retention.ms": "-1", "max.message.bytes": str(2 * RECORD_CAP)}
        if self.stand is Stand.FORGETFUL:
            # as topics that lose records have it: counted from when the broker took them
            kept["message.timestamp.type"] = "LogAppendTime"
        copies = len(self.cluster.nodes)
        admin.create_topics(
            {
                access.prefix + name: {"num_partitions": count, "replication_factor": copies, "configs": kept}
                for name, count in counts.items()
            }
        )
        admin.wait_for_topics([access.prefix + name for name in counts])
        admin.close()

    def keep_for(self, access: KafkaAccess, topic: str, seconds: int) -> None:
        """Let the cluster remove what has stood on *topic* for *seconds*, nothing for a negative number."""
        kept = {"retention.ms": str(seconds * 1000) if seconds >= 0 else "-1"}
        admin = KafkaAdminClient(**access.settings())
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, access.prefix + topic, configs=kept)])
        admin.close()

    def stop(self) -> None:
        """Take everything away that was put there."""
        self._after.close()
