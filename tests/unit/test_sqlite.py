"""A SQLite file of the hub: whole transactions whoever else uses it, and one meaning of what goes wrong."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.core.errors import BusUnavailableError, ConfigurationError, PermanentError
from hub.sqlite import Keeping, SqliteFile, open_reader, open_writer, whole

SCHEMA = "CREATE TABLE IF NOT EXISTS line (text TEXT NOT NULL);"
KEEPING = Keeping(survives_power_cut=False)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    opened = SqliteFile(tmp_path / "new" / "lines.db", KEEPING, SCHEMA)
    yield opened
    opened.close()


def add(file: SqliteFile, text: str) -> None:
    file.execute("INSERT INTO line VALUES (?)", (text,))


def lines(file: SqliteFile) -> list[object]:
    return [text for (text,) in file.execute("SELECT text FROM line ORDER BY rowid")]


def fail_within(file: SqliteFile) -> None:
    with file.transaction():
        add(file, "a")
        with file.transaction():
            add(file, "b")
        raise InterruptedError


def test_what_is_written_within_is_there_whole_or_not_at_all(file: SqliteFile) -> None:
    with pytest.raises(InterruptedError):
        fail_within(file)
    assert lines(file) == []
    with file.transaction():
        add(file, "a")
        with file.transaction():
            add(file, "b")
        beside = open_reader(file.path)
        assert beside.execute("SELECT count(*) FROM line").fetchone() == (0,), "the outermost commits"
        beside.close()
    assert lines(file) == ["a", "b"]


def test_a_full_disk_is_told_takes_nothing_and_goes_on_when_there_is_room(file: SqliteFile) -> None:
    add(file, "before")
    file.execute("PRAGMA max_page_count=4")
    with pytest.raises(BusUnavailableError, match="full") as fault:
        file.execute_each("INSERT INTO line VALUES (?)", [("small",), ("x" * 100_000,)])
    assert fault.value.where == "lines.db"
    assert lines(file) == ["before"]
    file.execute("PRAGMA max_page_count=4000")
    add(file, "after")
    assert lines(file) == ["before", "after"]


def test_a_transaction_of_every_store_tells_a_full_disk_which_has_rolled_it_back_already(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "lines.db", KEEPING)) as connection:
        connection.execute(SCHEMA)
        connection.execute("PRAGMA cache_size=1")
        connection.execute("PRAGMA max_page_count=4")
        with pytest.raises(sqlite3.OperationalError, match="full"), whole(connection):
            connection.executemany("INSERT INTO line VALUES (?)", [("small",), ("x" * 100_000,)])
        connection.execute("PRAGMA max_page_count=4000")
        with whole(connection):
            connection.execute("INSERT INTO line VALUES ('after')")
        assert connection.execute("SELECT text FROM line").fetchall() == [("after",)]


def test_what_the_tables_forbid_is_no_outage_that_a_later_try_mends(file: SqliteFile) -> None:
    with pytest.raises(PermanentError, match="its own rules"):
        file.execute("INSERT INTO line VALUES (NULL)")
    assert lines(file) == []


def test_threads_write_one_after_the_other(file: SqliteFile) -> None:
    def write(name: str) -> None:
        for _ in range(20):
            with file.transaction():
                add(file, name)
                add(file, name)

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    found = lines(file)
    assert len(found) == 120 and found[::2] == found[1::2]


def test_a_damaged_file_is_told_apart_from_one_that_may_not_be_opened(tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"no database " * 1000)
    with pytest.raises(ConfigurationError, match="damaged"):
        SqliteFile(tmp_path / "damaged.db", KEEPING, SCHEMA)
    (tmp_path / "folder.db").mkdir()
    for path in (tmp_path / "folder.db", tmp_path / "damaged.db" / "within.db"):
        with pytest.raises(ConfigurationError, match="can't be opened"):
            SqliteFile(path, KEEPING, SCHEMA)


def test_what_is_forgotten_is_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets.db"
    file = SqliteFile(path, Keeping(forgets=True), SCHEMA)
    add(file, "王建国 12345")
    assert file.changed("DELETE FROM line WHERE text LIKE ?", ("%12345",))
    assert not file.changed("DELETE FROM line")
    file.close()
    assert b"12345" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
