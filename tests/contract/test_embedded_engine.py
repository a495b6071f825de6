"""What the embedded engine alone promises: bounds by time, an outbox that empties, readers beside it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from hub.bus.embedded import EmbeddedBus
from hub.core.errors import UnknownRecordError
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader, EngineOptions, FileArrivals
from tests.outcome import outcome
from tests.toys import SENT, Booking, JsonSerde, Paying, orders, processors

Open = Callable[..., EmbeddedEngine]


@pytest.fixture(params=[1, 2, 4])
def shards(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def open_engine(tmp_path: Path, shards: int) -> Iterator[Open]:
    opened: list[EmbeddedEngine] = []

    def make(chosen: Sequence[object] | None = None, folder: Path = tmp_path, **options: object) -> EmbeddedEngine:
        options.setdefault("shards", shards)
        engine = EmbeddedEngine.open(folder, chosen or processors(), JsonSerde(), EngineOptions(**options))
        opened.append(engine)
        return engine

    yield make
    for engine in opened:
        engine.close()


def test_a_time_bound_ends_a_batch_and_changes_nothing(open_engine: Open, tmp_path: Path) -> None:
    """With a clock that jumps a second at each look, a batch bounded by half a second ends after its first chunk."""
    seconds = itertools.count()
    engine = open_engine(batch_seconds=0.5, monotonic=lambda: float(next(seconds)))
    engine.append(SENT, orders(600))
    assert engine.run_batch() > 0
    assert engine.run_until_idle() > 0
    whole = open_engine(folder=tmp_path / "whole")
    whole.append(SENT, orders(600))
    whole.run_until_idle()
    assert outcome(tmp_path) == outcome(tmp_path / "whole")


def test_an_idle_engine_writes_nothing(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    engine.append(SENT, orders(10))
    engine.run_until_idle()
    before = [shard.query("PRAGMA data_version") for shard in engine.bus.shards]
    assert engine.run_batch() == 0
    assert [shard.query("PRAGMA data_version") for shard in engine.bus.shards] == before


def test_the_outbox_is_empty_once_all_was_taken(open_engine: Open) -> None:
    engine = open_engine()
    engine.append(SENT, orders(50))
    engine.run_until_idle()
    assert [shard.query("SELECT count(*) FROM outbox") for shard in engine.bus.shards] == [[(0,)]] * len(
        engine.bus.shards
    )


def test_a_reader_sees_only_what_is_committed(open_engine: Open, tmp_path: Path) -> None:
    seen: list[int] = []

    def look(sub_step: str) -> None:
        if sub_step == "positions written":
            reader = EmbeddedReader(tmp_path)
            seen.append(len(list(reader.states("paying"))))
            reader.close()

    engine = open_engine(probe=look, shards=1)
    engine.append(SENT, orders(7))
    engine.run_batch()
    assert seen == [0]
    reader = EmbeddedReader(tmp_path)
    assert len(list(reader.states("paying"))) == 7
    assert reader.state("paying", "nobody") is None
    reader.close()


def test_a_reader_needs_a_hub(tmp_path: Path) -> None:
    """Neither an empty folder nor a log that no engine has run on has anything to read."""
    with pytest.raises(UnknownRecordError):
        EmbeddedReader(tmp_path)
    EmbeddedBus.open(tmp_path, shards=2).close()
    with pytest.raises(UnknownRecordError, match="no hub has run"):
        EmbeddedReader(tmp_path)


def test_what_came_in_beside_an_engine_is_told_once(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    beside = EmbeddedBus.open(tmp_path)
    arrivals = FileArrivals(tmp_path, [(Paying.name, Paying.input), (Booking.name, Booking.input)])
    told = orders(3)
    encoded = [(key, JsonSerde().encode(SENT, value), at, headers) for key, value, at, headers in told]
    try:
        assert not arrivals.came(), "nothing yet"
        beside.append(SENT, encoded[:2])
        assert arrivals.came()
        assert not arrivals.came(), "said once, though nobody has taken it"
        engine.run_until_idle()
        assert not arrivals.came(), "what the engine writes itself is no news"
        beside.append(SENT, encoded[2:])
        engine.run_until_idle()
        assert not arrivals.came(), "taken before anybody looked"
        beside.append(SENT, encoded)
        assert arrivals.came()
    finally:
        arrivals.close()
        beside.close()
