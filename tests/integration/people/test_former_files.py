"""A file of the people that a former release wrote is the present one's after opening it, with all that stood in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.people.file import PeopleFile
from hub.people.schema import MIGRATIONS

SESSION = (b"digest", "S-1", "K3-07", "LOCAL", "10.0.0.7", "2026-03-01T00:00:00Z", "2026-03-01T00:01:00Z", "2026-03-02")


def written_by_a_release_of(version: int, path: Path) -> None:
    """Write the file as a release with *version* scripts left it, with an account that is signed in."""
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript("".join(MIGRATIONS[:version]))
        file.execute(
            "INSERT INTO account (code, display, made_at, made_by) VALUES ('K3-07', '三号窗口', '2026', 'A-SEC')"
        )
        file.execute(
            "INSERT INTO session (digest, number, account, way, source, started_at, seen_at, until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            SESSION,
        )
        file.execute(f"PRAGMA user_version = {version}")


def shape_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return columns of every table, and every index and trigger."""
    with closing(sqlite3.connect(path)) as file:
        named = file.execute("SELECT type, name FROM sqlite_master ORDER BY name").fetchall()
        return {f"{kind} {name}": file.execute(f"PRAGMA table_info({name})").fetchall() for kind, name in named}


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_former_file_becomes_the_present_one_and_keeps_what_stood_in_it(version: int, tmp_path: Path) -> None:
    former, fresh = tmp_path / "former.db", tmp_path / "fresh.db"
    written_by_a_release_of(version, former)
    for path in (former, fresh):
        PeopleFile(path).close()
    assert shape_of(former) == shape_of(fresh)
    with closing(PeopleFile(former)) as file:
        assert [row["display"] for row in file.rows("SELECT display FROM account")] == ["三号窗口"]
        (session,) = file.rows("SELECT * FROM session")
        assert tuple(session)[: len(SESSION)] == SESSION
