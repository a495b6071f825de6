"""A hub moved to other shards is the same hub: log, states, timers, rows, readers, and all that follows."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from hub.bus.embedded import EmbeddedBus
from hub.core.errors import StaleOwnerError
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EngineOptions
from hub.engines.moving import Move
from tests.engines import Engine, Letters
from tests.move_victim import open_move
from tests.outcome import outcome
from tests.toys import BOOKED, CUTS, HOUR, PAID, SENT, START, JsonSerde, orders, processors

ROOT = Path(__file__).parents[2]
BAD = ("k1", {"id": "bad", "to": "k2", "amount": 1, "raise": "unforeseen"}, START + HOUR, {})


def open_engine(folder: Path, shards: int | None = None) -> EmbeddedEngine:
    return EmbeddedEngine.open(folder, processors(), JsonSerde(), EngineOptions(shards=shards))


def first_half(folder: Path, shards: int) -> None:
    """Half of a story: orders in no order of time, ticks, a cut, two dead letters of which one is dismissed."""
    engine = open_engine(folder, shards)
    begin(engine, DeadLetters(engine.bus))
    engine.close()


def begin(engine: Engine, letters: Letters) -> None:
    """Take the first half in on any engine."""
    for part in range(6):
        engine.append(SENT, orders(60)[part * 10 : part * 10 + 10])
        engine.append(SENT, [BAD] if part in {1, 2} else [])
        engine.tick(START + part * HOUR / 6)
        engine.run_until_idle()
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.run_until_idle()
    first = min(letters.pending(), key=lambda letter: letter.offset)
    letters.dismiss(first.partition, first.offset)


def second_half(folder: Path) -> dict[str, object]:
    engine = open_engine(folder)
    waiting = end(engine, DeadLetters(engine.bus))
    engine.close()
    return {**outcome(folder), "waiting": waiting}


def end(engine: Engine, letters: Letters) -> list[tuple[str, bytes]]:
    """Take the second half in on any engine, and return what waits then."""
    engine.append(SENT, orders(90)[50:])
    engine.tick(START + 30 * HOUR)
    engine.close_cut("n", START + 31 * HOUR)
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    assert engine.is_cut_complete("n")
    return [(letter.key, letter.value) for letter in letters.pending()]


def expected(folder: Path, shards: int) -> dict[str, object]:
    first_half(folder, shards)
    return second_half(folder)


def move(folder: Path, shards: int, moment: str = "") -> Move:
    return open_move(folder, shards, moment)


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 5), (2, 1), (2, 2)])
def test_half_of_a_story_on_one_layout_and_half_on_another(tmp_path: Path, before: int, after: int) -> None:
    first_half(tmp_path / "log", before)
    work = move(tmp_path, after)
    work.prepare()
    found = work.finish()
    assert found.is_equal and found.moved
    assert {proof.topic for proof in found.topics} == {SENT, PAID, BOOKED, CUTS, DEAD_LETTERS}
    assert all(proof.records == proof.target_records > 0 for proof in found.topics)
    assert [comparison.keys for comparison in found.processors.values()] == [7, 7]
    work.close()
    assert second_half(tmp_path / "log-1") == expected(tmp_path / "straight", before)


def test_the_old_hub_runs_on_until_the_switch_and_never_again_after_it(tmp_path: Path) -> None:
    """What it takes in between is carried, too; afterwards neither it nor anybody's append is let in."""
    first_half(tmp_path / "log", 2)
    engine = open_engine(tmp_path / "log")
    work = move(tmp_path, 3)
    work.prepare()
    engine.append(SENT, orders(75)[60:])
    engine.run_until_idle()
    work.prepare()
    engine.append(SENT, orders(80)[75:])
    assert work.finish().moved
    work.close()
    for attempt in (
        lambda: engine.append(SENT, orders(90)[80:]),
        engine.run_batch,
        lambda: open_engine(tmp_path / "log"),
    ):
        with pytest.raises(StaleOwnerError):
            attempt()
    engine.close()
    first_half(tmp_path / "straight", 2)
    straight = open_engine(tmp_path / "straight")
    straight.append(SENT, orders(80)[60:])
    straight.run_until_idle()
    straight.close()
    assert second_half(tmp_path / "log-1") == second_half(tmp_path / "straight")


@pytest.mark.parametrize("shards", [1, 3])
def test_readers_go_on_where_they_stood(tmp_path: Path, shards: int) -> None:
    """One reader per topic gets nothing twice and misses nothing, however far it was on each shard."""
    first_half(tmp_path / "log", 3)
    bus = EmbeddedBus.open(tmp_path / "log")
    chance = random.Random(7)
    taken: dict[str, list[bytes]] = defaultdict(list)
    for partition in range(3):
        records = bus.read(BOOKED, partition, 0, 1_000)
        upto = chance.randrange(len(records) + 1)
        for record in records[:upto]:
            taken[record.key].append(record.value)
        bus.commit("desk", BOOKED, partition, records[upto].offset if upto < len(records) else records[-1].offset + 1,
                   bus.claim("desk", BOOKED, partition))  # fmt: skip
    whole: dict[str, list[bytes]] = defaultdict(list)
    for partition in range(3):
        for record in bus.read(BOOKED, partition, 0, 1_000):
            whole[record.key].append(record.value)
    bus.close()
    work = move(tmp_path, shards)
    found = work.finish()
    assert (found.moved, found.repeated) == (True, {})
    work.close()
    bus = EmbeddedBus.open(tmp_path / "log-1")
    for partition in range(shards):
        for record in bus.read(BOOKED, partition, bus.committed("desk", BOOKED, partition), 1_000):
            taken[record.key].append(record.value)
    bus.close()
    assert taken == whole


@pytest.mark.parametrize(
    "moment",
    ["write 1", "write 4", "write 12", "watch 3", "watch 20", "stopped", "installed", "sealed"],
)
def test_killed_anywhere_it_is_finished_or_undone(tmp_path: Path, moment: str) -> None:
    first_half(tmp_path / "a" / "log", 2)
    command = [sys.executable, "-m", "tests.move_victim", str(tmp_path / "a"), "3", moment]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    subprocess.run(["cp", "-r", tmp_path / "a", tmp_path / "b"], check=True)
    straight = expected(tmp_path / "straight", 2)
    work = move(tmp_path / "a", 3)
    assert work.finish().moved
    work.close()
    assert second_half(tmp_path / "a" / "log-1") == straight
    back = move(tmp_path / "b", 3)
    back.undo()
    assert not (tmp_path / "b" / "log-1").exists()
    assert second_half(tmp_path / "b" / "log") == straight


def test_killed_after_the_switch_it_is_moved(tmp_path: Path) -> None:
    first_half(tmp_path / "log", 2)
    command = [sys.executable, "-m", "tests.move_victim", str(tmp_path), "3", "left"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / "log" / "moved-to").read_text() == "log-1"
    assert second_half(tmp_path / "log-1") == expected(tmp_path / "straight", 2)


def test_a_source_that_was_tampered_with_is_not_left(tmp_path: Path) -> None:
    """A state that the log doesn't give refuses the move, and the hub is open again."""
    first_half(tmp_path / "log", 2)
    bus = EmbeddedBus.open(tmp_path / "log")
    with bus.shards[0].transaction() as writing:
        writing.connection.execute("UPDATE states SET version = version + 1 WHERE processor = 'booking'")
        writing.connection.execute(
            "INSERT INTO rows SELECT label, 'stray', 'stray', item, part, day, end_day, cohort, unit, level, kind,"
            " county, type, channel, agency, value, known_from, known_until FROM rows LIMIT 1"
        )
    bus.close()
    work = move(tmp_path, 3)
    found = work.finish()
    assert not found.is_equal and not found.moved
    assert found.stray_rows == 1
    assert found.processors["paying"].is_equal and not found.processors["booking"].is_equal
    work.close()
    open_engine(tmp_path / "log").close()


def test_order_of_times_is_nobodys_promise(tmp_path: Path) -> None:
    """Records whose times jump back, and keys whose timers fall due between the records of others."""
    chance = random.Random(11)
    stories = []
    for n in range(200):
        at: datetime = START + chance.randrange(0, 240) * HOUR / 60
        stories.append(
            (f"k{chance.randrange(9)}", {"id": f"o{n}", "to": f"k{chance.randrange(9)}", "amount": n}, at, {})
        )
    for name in ("log", "straight"):
        engine = open_engine(tmp_path / name, 3)
        for start in range(0, 200, 20):
            engine.append(SENT, stories[start : start + 20])
            if start % 40:
                engine.tick(START + start * HOUR / 40)
            engine.run_until_idle()
        engine.close()
    work = move(tmp_path, 4)
    work.prepare()
    found = work.finish()
    assert found.moved, [each.differences for each in found.processors.values()]
    work.close()
    for name in ("log-1", "straight"):
        engine = open_engine(tmp_path / name)
        engine.tick(START + 30 * HOUR)
        engine.run_until_idle()
        engine.close()
    assert outcome(tmp_path / "log-1") == outcome(tmp_path / "straight")
