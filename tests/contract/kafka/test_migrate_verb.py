"""The moves with the processors that really run: here, on the cluster, on more shards of it, and here again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from hub.bootstrap.engines import open_engine
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaAccess
from hub.cli.app import main
from hub.contracts import Serde
from hub.core import topics
from hub.core.errors import BusUnavailableError, StaleOwnerError
from hub.core.layout import layout
from hub.engines.embedded import EmbeddedEngine
from hub.engines.kafka import KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.ends import Ends
from hub.processors import default_processors
from hub.scenarios.reader import Line, read_scenario
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings

pytestmark = pytest.mark.kafka
LINES = read_scenario(Path(__file__).parents[3] / "examples/scenarios/worked-example").lines[:60]
AGENCIES = ("court", "grid", "justice", "petition", "police")


def make(folder: Path, access: KafkaAccess) -> Path:
    assert main(["init", str(folder), "--yes"]) == 0
    path = folder / "hub.toml"
    table = f'\n[kafka]\nbootstrap = "{access.bootstrap}"\nprefix = "{access.prefix}"\n'
    path.write_text(path.read_text(encoding="utf-8") + table, encoding="utf-8")
    return path


def create(access: KafkaAccess) -> None:
    admin = KafkaAdminClient(**access.settings())
    laid = layout(AGENCIES, 2)
    admin.create_topics(
        {
            access.prefix + topic.name: {
                "num_partitions": topic.partitions, "replication_factor": 1, "configs": {"retention.ms": "-1"},
            }
            for topic in laid
        }
    )  # fmt: skip
    admin.wait_for_topics([access.prefix + topic.name for topic in laid])
    admin.close()
    # topics that were just made have no leader for a moment
    again = Retrying(
        retry=retry_if_exception_type(BusUnavailableError),
        stop=stop_after_delay(60),
        wait=wait_fixed(0.1),
        reraise=True,
    )
    again(Ends(access).committed, [(topic.name, number) for topic in laid for number in range(topic.partitions)])


def feed(engine: EmbeddedEngine | KafkaEngine, lines: list[Line]) -> None:
    for start in range(0, len(lines), 20):
        part = lines[start : start + 20]
        entries = [(line.submission.root, line.submission, line.received_at, {}) for line in part]
        engine.append(topics.SOURCE_SUBMISSIONS, entries)
        engine.tick(part[-1].received_at)
        engine.run_until_idle()
    engine.close()


def here(path: Path) -> EmbeddedEngine:
    engine = open_engine(load_settings(path))
    assert isinstance(engine, EmbeddedEngine)
    return engine


def there(path: Path, access: KafkaAccess, folder: Path) -> KafkaEngine:
    settings = load_settings(path)
    processors = default_processors(registry_of(settings), rules_of(settings))
    known = replace(access, version=settings.topic_version)
    return KafkaEngine(known, folder, processors, Serde(), KafkaEngineOptions(shards=settings.shards))


def ask(path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = main(["--settings", str(path), *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_up_on_more_shards_and_down_by_one_command_each(
    access: KafkaAccess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(access)
    straight, moved = make(tmp_path / "straight", access), make(tmp_path / "moved", access)
    feed(here(straight), list(LINES))
    third, half = len(LINES) // 3, len(LINES) // 2
    feed(here(moved), list(LINES[:third]))
    code, found = ask(moved, capsys, "migrate", "embedded-to-kafka", "--yes")
    assert (code, found.get("moved"), found.get("stray_rows")) == (0, True, 0), found
    assert load_settings(moved).engine is EngineKind.KAFKA
    assert ask(moved, capsys, "migrate", "embedded-to-kafka", "--yes")[0] == 2
    feed(there(moved, access, tmp_path / "worker"), list(LINES[third:half]))
    code, found = ask(moved, capsys, "rebuild", "lifecycle", "--yes")
    assert (code, found["equal"]) == (0, True), found
    before = moved.read_text(encoding="utf-8")
    assert ask(moved, capsys, "topics", "repartition", "--shards", "3", "--undo", "--yes")[0] == 2
    code, found = ask(moved, capsys, "topics", "repartition", "--shards", "3", "--yes")
    assert (code, found["moved"], found["stray_rows"], found["repeated"]) == (0, True, 0, {}), found
    assert (load_settings(moved).shards, load_settings(moved).topic_version) == (3, 2)
    moved.write_text(before, encoding="utf-8")
    # a machine whose settings were forgotten, or a move that was killed before it wrote them
    with pytest.raises(StaleOwnerError, match="write shards = 3 and topic_version = 2"):
        open_engine(load_settings(moved))
    assert ask(moved, capsys, "stats", "show", "--month", "2026-02")[1]["error"] == "E-OWN-01"
    assert ask(moved, capsys, "topics", "repartition", "--shards", "3", "--yes") == (0, {"moved": True})
    feed(there(moved, access, tmp_path / "worker"), list(LINES[half : 2 * third]))
    code, found = ask(moved, capsys, "migrate", "kafka-to-embedded", "--yes")
    assert (code, found["moved"]) == (0, True), found
    assert load_settings(moved).engine is EngineKind.EMBEDDED
    feed(here(moved), list(LINES[2 * third :]))
    for month in ("2026-02", "2026-03"):
        verb = ("stats", "show", "--month", month, "--as-of", "2026-04-10")
        assert ask(moved, capsys, *verb) == ask(straight, capsys, *verb)
