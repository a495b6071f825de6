"""The engine keeps its promises in seeded worlds full of deaths and zombies, and no weaker engine does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.bus.embedded import Writing
from hub.core.errors import HubError
from hub.engines.processing.output import Outlet
from hub.engines.processing.stage import Stage
from tests.simulator import UnreliablePartition, UnsyncedShard, World

SEEDS = int(os.environ.get("HUB_SIMULATED_SEEDS", "320"))
GROUPS = 8


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_seed_comes_out_exact(tmp_path: Path, group: int) -> None:
    deaths = fenced = 0
    for seed in range(group, SEEDS, GROUPS):
        world = World(seed, tmp_path / str(seed))
        try:
            world.play()
        except (AssertionError, HubError) as error:
            raise AssertionError(f"seed {seed} on {world.shards} shards") from error
        deaths += world.deaths
        fenced += world.fenced
    assert deaths > 20 and fenced > 5, "the world was too peaceful to prove anything"


class TakesAllWriting(Writing):
    """Rule 3 left out: what comes again is taken again."""

    def follows(self, sequence: int, last: int) -> bool:
        return True


class TakesNewerWriting(Writing):
    """Half of rule 3: what's newer than the last is taken, a gap before it is not noticed."""

    def follows(self, sequence: int, last: int) -> bool:
        return sequence > last


class TakesAllShard(UnsyncedShard):
    writing_type = TakesAllWriting


class TakesNewerShard(UnsyncedShard):
    writing_type = TakesNewerWriting


class PositionsApart(UnreliablePartition):
    """Rule 2 left out: the position has a transaction of its own, after the states."""

    def write(self, stages: Sequence[Stage], outlet: Outlet) -> None:
        where = [(stage, stage.progress.position) for stage in stages]
        for stage in stages:
            found = outlet.writing.connection.execute(
                "SELECT position FROM progress WHERE processor = ?", (stage.name,)
            ).fetchone()
            stage.progress.position = found[0] if found else 0
        super().write(stages, outlet)
        outlet.writing.connection.execute("COMMIT")
        self._plan.probe("states committed")
        outlet.writing.connection.execute("BEGIN IMMEDIATE")
        for stage, position in where:
            stage.progress.position = position
            stage.flush()


class StatesApart(UnreliablePartition):
    """Rule 2 left out the other way: log and outbox are committed before states and positions."""

    def write(self, stages: Sequence[Stage], outlet: Outlet) -> None:
        outlet.writing.flush()
        outlet.writing.connection.execute("COMMIT")
        self._plan.probe("log committed")
        outlet.writing.connection.execute("BEGIN IMMEDIATE")
        outlet.writing.fresh.clear()
        outlet.writing.outgoing.clear()
        super().write(stages, outlet)


class Unfenced(UnreliablePartition):
    """Rule 5 left out: a former owner may go on writing."""

    def _check_owner(self, connection: object) -> None:
        """Let everybody in."""


class Unaligned(UnreliablePartition):
    """Rule 7 left out: nobody waits at a marker."""

    def _rests(self, stage: Stage) -> bool:
        return False


class ForgetsEarly(UnreliablePartition):
    """Rule 2 left out at the sender: the outbox is emptied before the receiver has committed."""

    def _forgettable(self, peer: object) -> int:
        return self._shard.unforgotten(peer.number)[1]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "weakness",
    [
        {"shard_type": TakesAllShard},
        {"shard_type": TakesNewerShard},
        {"partition_type": PositionsApart},
        {"partition_type": StatesApart},
        {"partition_type": Unfenced},
        {"partition_type": Unaligned},
        {"partition_type": ForgetsEarly},
    ],
    ids=lambda weakness: next(iter(weakness.values())).__name__,
)
def test_the_simulator_catches_a_weaker_engine(tmp_path: Path, weakness: dict[str, type]) -> None:
    """Without any one of the rules some seed goes wrong: the simulator can fail."""
    for seed in range(SEEDS):
        try:
            World(seed, tmp_path / str(seed), **weakness).play()
        except (AssertionError, HubError):
            return
    pytest.fail("no seed noticed the missing rule")
