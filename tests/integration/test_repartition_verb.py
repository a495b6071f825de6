"""``hub topics repartition`` on a hub that has taken half of the worked example in; the rest comes on other shards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.bootstrap.engines import open_engine
from hub.cli.app import main
from hub.core import topics
from hub.scenarios.reader import Line, read_scenario
from hub.settings.loading import load_settings

LINES = read_scenario(Path(__file__).parents[2] / "examples/scenarios/worked-example").lines


def make(folder: Path) -> Path:
    assert main(["init", str(folder), "--yes"]) == 0
    return folder / "hub.toml"


def feed(path: Path, lines: list[Line]) -> None:
    engine = open_engine(load_settings(path))
    for count, line in enumerate(lines):
        engine.append(topics.SOURCE_SUBMISSIONS, [(line.submission.root, line.submission, line.received_at, {})])
        if count % 7 == 0:
            engine.tick(line.received_at)
            engine.run_until_idle()
    engine.run_until_idle()
    engine.close()


def ask(path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = main(["--settings", str(path), *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def inboxes(path: Path) -> dict[str, list[tuple[str, bytes, str]]]:
    engine = open_engine(load_settings(path))
    engine.tick(datetime(2026, 9, 1, tzinfo=UTC))
    engine.run_until_idle()
    found = {}
    for topic in sorted({name for shard in engine.bus.shards for name in shard.heads() if ".inbox." in name}):
        records = [
            record
            for partition in range(engine.bus.partitions(topic))
            for record in engine.bus.read(topic, partition, 0, 10_000)
        ]
        found[topic] = sorted((record.key, record.value, record.headers["identity"]) for record in records)
    engine.close()
    return found


def test_half_on_two_shards_then_three_then_five_gives_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    straight, moved = make(tmp_path / "straight"), make(tmp_path / "moved")
    feed(straight, list(LINES))
    third = len(LINES) // 3
    feed(moved, list(LINES[:third]))
    assert ask(moved, capsys, "topics", "repartition", "--shards", "3", "--prepare-only", "--yes")[0] == 0
    feed(moved, list(LINES[third : 2 * third]))
    code, found = ask(moved, capsys, "topics", "repartition", "--shards", "3", "--yes")
    assert (code, found["moved"], found["stray_rows"], found["repeated"]) == (0, True, 0, {}), found
    feed(moved, list(LINES[2 * third :]))
    code, found = ask(moved, capsys, "topics", "repartition", "--shards", "5", "--yes")
    assert (code, found["moved"]) == (0, True), found
    assert load_settings(moved).shards == 5
    for month in ("2026-02", "2026-03"):
        verb = ("stats", "show", "--month", month, "--as-of", "2026-04-10")
        assert ask(moved, capsys, *verb) == ask(straight, capsys, *verb)
    assert inboxes(moved) == inboxes(straight)


def test_an_undone_move_leaves_the_hub_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make(tmp_path)
    feed(path, list(LINES[:20]))
    assert ask(path, capsys, "topics", "repartition", "--shards", "3", "--prepare-only", "--yes")[0] == 0
    code, refused = ask(path, capsys, "topics", "repartition", "--shards", "4", "--yes")
    assert (code, refused["error"]) == (2, "E-PER-00")
    assert ask(path, capsys, "topics", "repartition", "--shards", "3", "--undo", "--yes")[0] == 0
    assert [folder.name for folder in (tmp_path / "var").iterdir()] == ["log"]
    assert load_settings(path).shards == 2
    feed(path, list(LINES[20:]))
    code, refused = ask(path, capsys, "topics", "repartition", "--shards", "2", "--yes")
    assert (code, refused["error"]) == (2, "E-PER-00")


def test_settings_are_mended_when_the_move_died_before_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make(tmp_path)
    feed(path, list(LINES[:10]))
    before = path.read_text(encoding="utf-8")
    assert ask(path, capsys, "topics", "repartition", "--shards", "3", "--yes")[1]["moved"] is True
    path.write_text(before, encoding="utf-8")
    assert ask(path, capsys, "topics", "repartition", "--shards", "3", "--yes") == (0, {"moved": True})
    assert load_settings(path).shards == 3
