"""What runs stand on: a cluster with a proxy before it, kept for as many runs as need one like it."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from confluent_kafka.admin import AdminClient
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from hub.bus.kafka import KafkaAccess, administration
from hub.bus.records import RECORD_CAP
from hub.core.entitlements import WORKERS
from hub.core.errors import BusUnavailableError
from hub.core.topic_plan import plan, wanted_of
from hub.core.topics import ASSIGNMENT, CUTS, TOPICS
from hub.engines.kafka.changelog import CHANGELOG
from hub.engines.kafka.cluster import client_settings
from hub.testing.faults.disk import NoSmallDiskError, SmallDisk, can_mount
from hub.testing.faults.patience import LIMIT_SECONDS, Patience
from hub.testing.faults.proxy import Proxy
from hub.testing.faults.steps import Stand
from hub.testing.faults.workloads import AGENCIES, Workload
from hub.testing.kafka import KafkaCluster, KafkaPlan
from hub.testing.kafka.certificates import Certificates, Change, change, issue
from hub.testing.kafka.mirror import Mirror, settings_for

_SINGLE = frozenset({CUTS, *(topic.name for topic in TOPICS if topic.single_partition)})
_NODES = {Stand.THREE: 3, Stand.SECURED: 3}
_BROKER_DISK = 160 << 20
_HEAP = 384
_LOOK_SECONDS = 0.2
_FORGETFUL = {"log.retention.check.interval.ms": "1000", "log.initial.task.delay.ms": "1000"}


@dataclass
class Ground:
    """
    A running cluster, its proxy, and the disk that its log is on where that is small.

    A cluster that is ``lent`` is used as it runs and left as it is; it's behind no proxy. ``second`` is the cluster of
    the second site, where there is one, ``mirror`` what copies to it.
    """

    stand: Stand
    lent: KafkaCluster | None = None
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hub-faults-")))
    disk: SmallDisk | None = None
    second: KafkaCluster | None = None
    mirror: Mirror | None = None

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
                secured=self.stand is Stand.SECURED,
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
        if self.stand is Stand.TWO_SITES:
            self.second = KafkaCluster(KafkaPlan(heap=_HEAP, brief=True), self.folder / "second")
            self.second.create()
            self._after.callback(self.second.kill)
            self.second.start()

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

    def await_copies(self, access: KafkaAccess) -> None:
        """
        Wait until every partition has all its copies: who keeps a cluster takes no second node away before.

        Raises:
            BusUnavailableError: it lasts too long.
        """
        admin, nodes, patience = AdminClient(client_settings(access)), len(self.cluster.nodes), Patience()
        end = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < end:
            topics = patience.ask(lambda: admin.list_topics(timeout=10.0)).topics.values()
            if all(len(one.isrs) == nodes for topic in topics for one in topic.partitions.values()):
                return
            time.sleep(_LOOK_SECONDS)
        raise BusUnavailableError("a node that was started again didn't catch up", where="cluster")

    def access(self, prefix: str) -> KafkaAccess:
        """Return the access of who sets up, feeds and judges: the administrator's where anybody is asked."""
        cluster = self.cluster
        return KafkaAccess(
            bootstrap=cluster.administrators_bootstrap,
            authority=None if cluster.certificates is None else cluster.certificates.authority,
            certificate=cluster.administrator,
            prefix=prefix,
        )

    def workers_access(self, access: KafkaAccess, shards: int) -> KafkaAccess:
        """Return the access of the workers beside *access*; they get rights and a password where anybody is asked."""
        if self.cluster.certificates is None:
            return access
        password = str(uuid.uuid4())
        with administration(access) as admin:
            # the topics are those of the run, which keep old records
            rights = replace(plan(wanted_of(AGENCIES, shards), admin.standing()), create=(), settings=(), quotas={})
            admin.apply(rights)
            admin.put_password(WORKERS, password)
        return replace(
            access,
            bootstrap=self.cluster.bootstrap,
            certificate=None,
            principal=access.prefix + WORKERS,
            password=password,
        )

    @property
    def authorities(self) -> tuple[Certificates, Certificates]:
        """The authority of before, and the next one."""
        return Certificates(self.folder / "former"), Certificates(self.folder / "fresh")

    def change_certificates(self, how: Change) -> None:
        """Do *how* in the files of nodes and clients; whoever runs knows the former ones until it ends."""
        held = self.cluster.certificates
        if held is None:
            return
        former, fresh = self.authorities
        if not fresh.folder.exists():
            shutil.copytree(held.folder, former.folder)
            issue(fresh.folder)
        change(held, former, fresh, how)

    def begin_mirror(self, access: KafkaAccess, workload: Workload, shards: int) -> None:
        """Make the topics of one run at the second site, too, and copy there what comes in at the first."""
        if self.second is not None:
            self.create_topics(replace(access, bootstrap=self.second.bootstrap), workload, shards)
            settings = settings_for(self.cluster.bootstrap, self.second.bootstrap, access.prefix, copies=1)
            self.mirror = Mirror(self.folder / "mirror", settings)
            self._after.callback(self.mirror.kill)
            self.mirror.start()

    def start_mirror_again(self) -> None:
        """Kill the mirror and start it: it goes on behind what it noted last, and repeats the rest."""
        if self.mirror is not None:
            self.mirror.kill()
            self.mirror.start()

    def lose_site(self) -> None:
        """Kill the first site at once; the second one is the ground from now on."""
        if self.second is not None and self.mirror is not None:
            self.cluster.kill()
            self.mirror.kill()
            self.cluster, self.second = self.second, None

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
