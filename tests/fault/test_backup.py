"""A backup made at any moment is what a power cut at that moment would leave; copies made one by one are not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.backup.cut import database_files, one_instant
from hub.backup.making import BackupPlan, make_backup
from hub.backup.manifest import MANIFEST, backups_in
from hub.backup.restoring import check_files, faults_between_shards, keep_key, put_back, set_aside
from hub.core.errors import BusUnavailableError, ConfigurationError, UnknownRecordError
from hub.engines.embedded import EmbeddedEngine, EmbeddedReader, EngineOptions
from tests.outcome import outcome
from tests.toys import HOUR, SENT, START, JsonSerde, orders, processors

NOW = datetime(2026, 6, 1, tzinfo=UTC)
BATCH = 7


def running(data: Path) -> EmbeddedEngine:
    """An engine with work for some thirty batches on two shards that send to each other all the time."""
    engine = EmbeddedEngine.open(data / "log", processors(), JsonSerde(), EngineOptions(shards=2, batch=BATCH))
    engine.append(SENT, orders(60))
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.append(SENT, orders(90)[50:])
    engine.tick(START + 30 * HOUR)
    return engine


def finished(data: Path) -> dict[str, object]:
    engine = EmbeddedEngine.open(data / "log", processors(), JsonSerde(), EngineOptions(batch=BATCH))
    engine.run_until_idle()
    engine.close()
    return outcome(data / "log")


def plan(data: Path, folder: Path, keep: int = 14) -> BackupPlan:
    return BackupPlan(
        data=data, settings=data.parent / "hub.toml", key=data / "hub.key", key_id="k1", folder=folder, keep=keep
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    data = tmp_path_factory.mktemp("undisturbed")
    running(data).close()
    return finished(data)


@pytest.mark.parametrize("batches", range(0, 26, 2))
def test_a_backup_between_any_two_batches_goes_on_to_the_same_end(
    tmp_path: Path, undisturbed: dict[str, object], batches: int
) -> None:
    engine = running(tmp_path / "data")
    for _ in range(batches):
        engine.run_batch()
    backup, _ = make_backup(plan(tmp_path / "data", tmp_path / "backup"), NOW)
    engine.run_until_idle()  # the live one goes on: nothing of it may reach the copy
    engine.close()
    put_back(backup, tmp_path / "restored")
    assert list(faults_between_shards(tmp_path / "restored" / "log")) == []
    assert finished(tmp_path / "restored") == undisturbed


def test_backups_made_while_batches_run_go_on_to_the_same_end(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    engine = running(tmp_path / "data")
    made: list[Path] = []
    done = threading.Event()

    def back_up() -> None:
        for number in range(6):
            made.append(make_backup(plan(tmp_path / "data", tmp_path / "b"), NOW + timedelta(seconds=number))[0])
            if done.is_set():
                return

    thread = threading.Thread(target=back_up)
    thread.start()
    engine.run_until_idle()
    done.set()
    thread.join(timeout=120)
    engine.close()
    assert made
    for number, backup in enumerate(made):
        put_back(backup, tmp_path / f"restored-{number}")
        assert finished(tmp_path / f"restored-{number}") == undisturbed


def late() -> list[tuple[str, object, datetime, dict[str, str]]]:
    """What is stated while a backup is being made."""
    return [(key, {**order, "id": f"late {order['id']}"}, at, {}) for key, order, at, _ in orders(30)]


def sent_and_received(data: Path) -> tuple[int, int]:
    """Let everything be stated again, as departments are read again after a restore, and add up both sides."""
    engine = EmbeddedEngine.open(data / "log", processors(), JsonSerde(), EngineOptions(batch=BATCH))
    engine.append(SENT, [*orders(90), *late()])
    for _ in range(80):  # an engine on files of different instants may wait for ever for what was forgotten
        engine.run_batch()
    engine.close()
    with closing(EmbeddedReader(data / "log")) as reader:
        return (
            sum(json.loads(state)["sent"] for _, state in reader.states("paying")),
            sum(json.loads(state)["received"] for _, state in reader.states("booking")),
        )


@pytest.mark.parametrize("first", [0, 1])
def test_files_copied_one_after_another_lose_records_in_either_order(tmp_path: Path, first: int) -> None:
    """Why a cut is needed: between the two copies each shard sends, takes and forgets. A cut never loses any."""
    lost = 0
    for batches in range(2, 20, 6):
        data, copy = tmp_path / f"data-{batches}", tmp_path / f"copy-{batches}"
        (copy / "log").mkdir(parents=True)
        engine = running(data)
        for _ in range(batches):
            engine.run_batch()
        copied(data, copy / "log", first)
        engine.append(SENT, late())
        for _ in range(6):
            engine.run_batch()
        copied(data, copy / "log", 1 - first)
        backup, _ = make_backup(plan(data, tmp_path / "backup"), NOW + timedelta(seconds=batches))
        put_back(backup, tmp_path / f"restored-{batches}")
        engine.close()
        whole = sum(order["amount"] for _, order, _, _ in [*orders(90), *late()])
        assert sent_and_received(tmp_path / f"restored-{batches}") == (whole, whole)
        lost += sent_and_received(copy) != (whole, whole)
    assert lost > 0


def copied(data: Path, target: Path, shard: int) -> None:
    with one_instant([data / "log" / f"shard-{shard:02d}.db"]) as snapshots:
        for path, snapshot in snapshots.items():
            copy = sqlite3.connect(target / path.name)
            snapshot.backup(copy)
            copy.close()


def test_shards_of_different_instants_are_recognised(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    copy.mkdir()
    engine = running(data)
    copied(data, copy, 0)
    engine.run_until_idle()
    copied(data, copy, 1)
    engine.close()
    assert list(faults_between_shards(copy))
    assert list(faults_between_shards(data / "log")) == []


def test_what_is_written_after_the_instant_is_not_in_the_copy(tmp_path: Path) -> None:
    engine = running(tmp_path / "data")
    files = database_files(tmp_path / "data")
    with one_instant(files) as snapshots:
        engine.append(SENT, orders(200)[100:])
        for path, snapshot in snapshots.items():
            copy = sqlite3.connect(tmp_path / path.name)
            snapshot.backup(copy)
            assert copy.execute("SELECT max(next) FROM topics").fetchone()[0] < 70
            copy.close()
    engine.close()


def test_files_are_locked_in_the_order_in_which_their_writers_take_them(tmp_path: Path) -> None:
    for name in (
        "log/shard-00.db",
        "log/shard-01.db",
        "vault.db",
        "adapters/court.db",
        "dossiers.db",
        "read-model.db",
        "rebuild/lifecycle.db",
        "log-1/shard-00.db",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [path.relative_to(tmp_path).as_posix() for path in database_files(tmp_path)] == [
        "adapters/court.db", "vault.db", "dossiers.db", "log/shard-00.db", "log/shard-01.db",
    ]  # fmt: skip


def test_a_backup_is_whole_or_not_there(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    running(tmp_path / "data").close()
    (tmp_path / "full").write_text("a file where a folder should be")
    with pytest.raises(BusUnavailableError, match="can't be written"):
        make_backup(plan(tmp_path / "data", tmp_path / "full"), NOW)
    folder = tmp_path / "backup"
    backup, _ = make_backup(plan(tmp_path / "data", folder), NOW)
    shutil.copytree(backup, folder / "20260101-000000Z.part")
    (shutil.copytree(backup, folder / "20260102-000000Z") / MANIFEST).unlink()
    assert [path for path, _ in backups_in(folder)] == [backup]
    with pytest.raises(UnknownRecordError, match="no complete backup"):
        check_files(folder / "20260102-000000Z")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut_short, one_bit, Path.unlink])
def test_a_changed_file_is_never_restored(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    running(tmp_path / "data").close()
    backup, _ = make_backup(plan(tmp_path / "data", tmp_path / "backup"), NOW)
    harm(backup / "data" / "log" / "shard-01.db")
    with pytest.raises(ConfigurationError, match="missing or was changed"):
        check_files(backup)


def test_old_backups_go_only_when_a_new_one_is_complete(tmp_path: Path) -> None:
    running(tmp_path / "data").close()
    folder = tmp_path / "backup"
    for number in range(4):
        make_backup(plan(tmp_path / "data", folder, keep=2), NOW + timedelta(days=number))
    assert [path.name for path, _ in backups_in(folder)] == ["20260604-000000Z", "20260603-000000Z"]


def test_a_backup_within_the_data_is_refused(tmp_path: Path) -> None:
    running(tmp_path / "data").close()
    with pytest.raises(ConfigurationError, match="within the data"):
        make_backup(plan(tmp_path / "data", tmp_path / "data" / "backup"), NOW)


def test_a_hub_that_moved_to_other_shards_is_backed_up_where_it_is(
    tmp_path: Path, undisturbed: dict[str, object]
) -> None:
    data = tmp_path / "data"
    running(data).close()
    (data / "log").rename(data / "log-1")
    running(data).close()
    (data / "log" / "moved-to").write_text("log-1", encoding="utf-8")
    backup, manifest = make_backup(plan(data, tmp_path / "backup"), NOW)
    assert not [name for name in manifest.files if name.startswith("data/log/shard")]
    put_back(backup, tmp_path / "restored")
    (tmp_path / "restored" / "log" / "moved-to").unlink()
    (tmp_path / "restored" / "log").rmdir()
    (tmp_path / "restored" / "log-1").rename(tmp_path / "restored" / "log")
    assert finished(tmp_path / "restored") == undisturbed


def test_a_key_that_lies_in_the_data_folder_is_not_copied_and_not_lost(tmp_path: Path) -> None:
    data = tmp_path / "data"
    running(data).close()
    (data / "hub.key").write_text("secret")
    (data / "note.txt").write_text("kept")
    backup, manifest = make_backup(plan(data, tmp_path / "backup"), NOW)
    assert "data/note.txt" in manifest.files and "data/hub.key" not in manifest.files
    aside = set_aside(data, NOW)
    put_back(backup, data)
    keep_key(data / "hub.key", data, aside)
    assert (data / "hub.key").read_text() == "secret"
