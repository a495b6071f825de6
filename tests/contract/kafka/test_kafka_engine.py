"""The Kafka engine on a real broker owes processors what the embedded one owes: the same outcome for the same input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import StaleOwnerError
from hub.core.topics import CUTS as CUTS_TOPIC
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader, EngineOptions
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from tests.contract.kafka.conftest import create
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, JsonSerde, orders, processors

pytestmark = pytest.mark.kafka
Open = Callable[..., KafkaEngine]


@pytest.fixture(params=[1, 3])
def shards(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def open_engine(access: KafkaAccess, tmp_path: Path, shards: int) -> Iterator[Open]:
    create(access, [SENT, PAID, BOOKED, CUTS, DEAD_LETTERS, CHANGELOG], shards)
    create(access, [CUTS_TOPIC], 1)
    opened: list[KafkaEngine] = []

    def make(name: str = "worker", **options: object) -> KafkaEngine:
        options.setdefault("shards", shards)
        engine = KafkaEngine(access, tmp_path / name, processors(), JsonSerde(), KafkaEngineOptions(**options))
        opened.append(engine)
        return engine

    yield make
    for engine in opened:
        engine.close()


def states(folder: Path) -> dict[str, object]:
    reader = EmbeddedReader(folder)
    found: dict[str, object] = {name: sorted(reader.states(name)) for name in ("paying", "booking")}
    found["rows"] = sorted((row.label, row.id, row.value) for row in reader.row_history())
    reader.close()
    return found


def embedded(folder: Path, shards: int) -> dict[str, object]:
    engine = EmbeddedEngine.open(folder, processors(), JsonSerde(), EngineOptions(shards=shards))
    play(engine)
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    engine.close()
    return states(folder)


def play(engine: EmbeddedEngine | KafkaEngine) -> None:
    engine.append(SENT, orders(60))
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.append(SENT, orders(90)[50:])
    engine.tick(START + 30 * HOUR)


def test_the_outcome_is_that_of_the_embedded_engine(open_engine: Open, tmp_path: Path, shards: int) -> None:
    engine = open_engine(batch=37)
    play(engine)
    engine.close_cut("m", START + 3 * HOUR)
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    assert states(tmp_path / "worker") == embedded(tmp_path / "embedded", shards)


def test_a_worker_without_a_copy_rebuilds_it(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    play(engine)
    engine.run_until_idle()
    engine.close()
    again = open_engine("elsewhere")
    assert again.run_until_idle() == 0
    assert states(tmp_path / "elsewhere") == states(tmp_path / "worker")


def test_a_stale_worker_writes_nothing(open_engine: Open, tmp_path: Path, shards: int) -> None:
    old = open_engine("old")
    old.append(SENT, orders(20))
    old.take_over()
    new = open_engine("new")
    new.take_over()
    with pytest.raises(StaleOwnerError, match="another process"):
        old.run_until_idle()
    play(new)
    new.run_until_idle()
    assert states(tmp_path / "new") == embedded(tmp_path / "embedded", shards)
