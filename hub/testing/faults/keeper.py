"""What those who keep a cluster do while a run goes on, as the runbooks say: certificates changed, a site lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub.bus.kafka import KafkaAccess
from hub.testing.faults.crew import Crew
from hub.testing.faults.feeder import Feeder
from hub.testing.faults.ground import Ground
from hub.testing.faults.group import write_site
from hub.testing.faults.patience import LIMIT_SECONDS, Patience
from hub.testing.faults.readings import Reading
from hub.testing.faults.steps import Step
from hub.testing.faults.workloads import Workload
from hub.testing.kafka.certificates import ADMINISTRATOR, Change
from hub.testing.kafka.handshake import answers, trusting

_LOOK_SECONDS = 0.3


@dataclass
class Keeper:
    """Keeps *ground* for one run; what didn't come to be as it should is in ``missed``."""

    ground: Ground
    crew: Crew
    feeder: Feeder
    workload: Workload
    missed: list[str] = field(default_factory=list)

    def rotate(self, step: Step, access: KafkaAccess) -> None:
        """Do one step of changing certificates: files, then node after node, then who is connected, one by one."""
        how, cluster = Change(step.text), self.ground.cluster
        self.ground.change_certificates(how)
        for node in cluster.nodes:
            # somebody writes all the while
            self.feeder.tick(step.number, 0)
            cluster.stop(node.number)
            cluster.start(node.number)
            self.ground.await_copies(access)
        self._await_feeder()
        self.feeder.turn_to(access)
        for hand in [hand for hand in self.crew.hands if hand.present]:
            self.crew.leave(hand.number)
            self.crew.join(hand.number)
        if how is Change.TRUST_NEW:
            self.missed.extend(self._still_taken())

    def _await_feeder(self) -> None:
        if not self.crew.until(lambda: self.feeder.is_idle, LIMIT_SECONDS):
            self.missed.append("what came in wasn't taken by the cluster in time")

    def _still_taken(self) -> Iterator[str]:
        """Yield what still goes by the former authority, and what doesn't by the new one."""
        former, fresh = self.ground.authorities
        cluster = self.ground.cluster
        for address in cluster.administrators_bootstrap.split(","):
            if answers(address, trusting(fresh.authority, former.identity(ADMINISTRATOR))):
                yield f"{address} takes a certificate of the former authority"
            if answers(address, trusting(former.authority, cluster.administrator)):
                yield f"{address} shows a certificate of the former authority"
            if not answers(address, trusting(fresh.authority, cluster.administrator)):
                yield f"{address} doesn't take a certificate of the new authority"

    def await_mirror(self, access: KafkaAccess) -> None:
        """Wait until all that came in at the first site stands at the second one."""
        ground = self.ground
        if ground.second is None or ground.mirror is None:
            return
        self._await_feeder()
        sites = [Reading(access), Reading(replace(access, bootstrap=ground.second.bootstrap))]
        try:
            end = time.monotonic() + LIMIT_SECONDS
            while time.monotonic() < end and ground.mirror.runs:
                here, there = (self._came_in(reading) for reading in sites)
                if here <= there:
                    self.crew.seen["mirrored"] = len(there)
                    return
                self.crew.look(_LOOK_SECONDS)
            self.missed.append(f"the mirror doesn't copy: {ground.mirror.log[-600:]}")
        finally:
            for reading in sites:
                reading.close()

    def _came_in(self, reading: Reading) -> set[tuple[int, bytes, bytes, str]]:
        return Patience().ask(lambda: reading.from_outside(self.workload.input))

    def lose_site(self, access: KafkaAccess, site: Path, shards: int, cuts: Sequence[tuple[str, int]]) -> KafkaAccess:
        """
        Kill the first site in the midst of copying; let workers and whoever feeds go on at the second one.

        Cuts that were closed are closed anew, as the hub does that finds no revision. Returns the access there.
        """
        self._await_feeder()
        self.ground.lose_site()
        there = replace(access, bootstrap=self.ground.cluster.bootstrap)
        write_site(site, there, shards)
        self.feeder.turn_to(there)
        for marker, number in cuts:
            self.feeder.close_cut(marker, number)
        for hand in [hand for hand in self.crew.hands if hand.present]:
            self.crew.start_again(hand.number)
        return there
