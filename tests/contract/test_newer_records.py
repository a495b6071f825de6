"""A record of a newer version waits for it: nothing is skipped, buried or taken out of its order."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.contracts import Serde as ContractSerde
from hub.contracts.serde import AHEAD
from hub.core.errors import NewerSchemaError, SchemaMismatchError
from hub.core.topics import DEAD_LETTERS, SOURCE_SUBMISSIONS
from hub.engines.embedded import EmbeddedEngine, EmbeddedGround, EngineOptions
from hub.engines.rebuild import Rebuild, Subject
from tests.toys import HOUR, PAID, SENT, START, orders
from tests.versions import Serde, crew


def open_engine(folder: Path, version: int) -> EmbeddedEngine:
    return EmbeddedEngine.open(folder, crew(version), Serde(version), EngineOptions(shards=2))


def received(engine: EmbeddedEngine) -> list[tuple[str, str, int]]:
    reader = engine.reader()
    found = sorted((row.label, row.id, row.value) for row in reader.row_history())
    reader.close()
    return found


def test_what_a_newer_version_wrote_waits_for_it(tmp_path: Path) -> None:
    """The older one goes on with all else, holds the rest where it stands, and the newer one takes it in its order."""
    newer = open_engine(tmp_path / "hub", 2)
    newer.append(SENT, orders(20))
    newer.run_until_idle()
    entries = [
        ("k0", {"amount": 5, "from": "x"}, START + HOUR, {}),
        ("k1", {"amount": 7, "from": "x"}, START + HOUR, {}),
    ]
    newer.append(PAID, entries)
    newer.close()
    older = open_engine(tmp_path / "hub", 1)
    older.append(SENT, orders(40)[20:])
    older.tick(START + 2 * HOUR)
    older.run_until_idle()
    assert not any(older.bus.read(DEAD_LETTERS, shard, 0, 10) for shard in range(2))
    before = received(older)
    assert older.run_until_idle() == 0
    older.close()
    again = open_engine(tmp_path / "hub", 2)
    again.run_until_idle()
    after = received(again)
    again.close()
    straight = open_engine(tmp_path / "straight", 2)
    straight.append(SENT, orders(20))
    straight.append(PAID, entries)
    straight.append(SENT, orders(40)[20:])
    straight.tick(START + 2 * HOUR)
    straight.run_until_idle()
    assert after == received(straight) != before
    straight.close()


@pytest.mark.parametrize("shards", [1, 3])
def test_a_state_that_only_a_newer_version_reads_waits_for_it(tmp_path: Path, shards: int) -> None:
    """Records, timers and ticks of such a key are neither buried nor lost: the newer version takes them."""

    def play(folder: Path, versions: tuple[int, int, int]) -> list[tuple[str, str, int]]:
        engine = EmbeddedEngine.open(folder, crew(versions[0]), Serde(1), EngineOptions(shards=shards))
        engine.append(SENT, orders(20))
        engine.run_until_idle()
        engine.close()
        engine = EmbeddedEngine.open(folder, crew(versions[1]), Serde(1), EngineOptions(shards=shards))
        engine.append(SENT, orders(40)[20:])
        engine.tick(START + 30 * HOUR)
        engine.run_until_idle()
        engine.close()
        engine = EmbeddedEngine.open(folder, crew(versions[2]), Serde(1), EngineOptions(shards=shards))
        engine.tick(START + 31 * HOUR)
        engine.run_until_idle()
        assert not any(engine.bus.read(DEAD_LETTERS, shard, 0, 10) for shard in range(shards))
        reader = engine.reader()
        states = sorted((key, 0, state) for key, state in reader.states("booking"))
        reader.close()
        found = received(engine)
        engine.close()
        return [*found, *states]

    assert play(tmp_path / "rolled back", (3, 1, 3)) == play(tmp_path / "straight", (3, 3, 3))


def test_a_rebuild_by_an_older_version_says_so(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "log", 2)
    engine.append(SENT, orders(20))
    engine.run_until_idle()
    engine.close()
    work = Rebuild(EmbeddedGround(tmp_path / "log"), Subject("booking", crew(1), "1"), Serde(1), tmp_path / "rebuild")
    with pytest.raises(NewerSchemaError):
        work.replay()


def test_only_the_next_ids_are_of_a_newer_version() -> None:
    """What begins with any other number is no message of this contract, and is put aside as before."""
    serde = ContractSerde()
    newest = max(serde.registry.by_id)
    for number in (newest + 1, newest + AHEAD):
        with pytest.raises(NewerSchemaError, match="newest"):
            serde.decode(SOURCE_SUBMISSIONS, b"\x00" + number.to_bytes(4, "big") + b"body")
    for data in (b"\x00" + (newest + AHEAD + 1).to_bytes(4, "big"), b"\x00\x00", b"text", b""):
        with pytest.raises(SchemaMismatchError):
            serde.decode(SOURCE_SUBMISSIONS, data)
