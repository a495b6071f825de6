"""The worked example through the real processors on Kafka: exactly the embedded engine's figures, states and rows."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess
from hub.contracts import Serde
from hub.core import topics
from hub.core.clocks import Terms
from hub.core.knowledge import Rules
from hub.core.topics import CUTS
from hub.engines.embedded import EmbeddedReader
from hub.engines.kafka import KafkaDeadLetters, KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.changelog import CHANGELOG
from hub.processors import default_processors
from hub.reference import load_calendar
from hub.scenarios.compare import differences
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, document, feed, replay
from tests.engines import create

pytestmark = pytest.mark.kafka
FOLDER = Path(__file__).parents[3] / "examples" / "scenarios" / "worked-example"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def held(reader: EmbeddedReader, names: list[str]) -> dict[str, object]:
    return {name: sorted(reader.states(name)) for name in names} | {"rows": sorted(map(repr, reader.row_history()))}


@pytest.mark.parametrize(("derive", "shards"), [(False, 1), (True, 3)], ids=["fed", "derived"])
def test_the_worked_example_gives_exactly_the_embedded_result(
    access: KafkaAccess, tmp_path: Path, derive: bool, shards: int
) -> None:
    scenario, options = read_scenario(FOLDER), ReplayOptions(derive=derive, shards=shards, batch=10_000)
    processors = default_processors(scenario.registry, Rules(Terms(load_calendar()), derive))
    agencies = {line.submission.agency for line in scenario.lines}
    wanted = [topic.name for topic in topics.TOPICS if not topic.per_agency]
    create(access, [*wanted, *map(topics.inbox_of, agencies), CHANGELOG], shards)
    create(access, [CUTS], 1)
    engine = KafkaEngine(access, tmp_path / "kafka", processors, Serde(), KafkaEngineOptions(shards=shards))
    entries = [(line.submission.root, line.submission, line.received_at, {}) for line in feed(scenario.lines, options)]
    engine.append(topics.SOURCE_SUBMISSIONS, entries)
    engine.run_until_idle()
    assert list(differences(EXPECTED, replay(FOLDER, options, tmp_path / "embedded"))) == []
    names = [processor.name for processor in processors]
    with closing(engine.reader()) as kafka, closing(EmbeddedReader(tmp_path / "embedded")) as embedded:
        assert list(differences(EXPECTED, document(scenario, kafka))) == []
        assert held(kafka, names) == held(embedded, names)
    assert list(KafkaDeadLetters(access).pending()) == []
    engine.close()
