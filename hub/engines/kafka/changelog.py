"""
What a shard's state is rebuilt from: the changelog, one compacted partition per shard.

A record holds one key whole: its state with its timers, one row, or one processor's progress. Nothing is ever
tombstoned (design §3 rule 6), so a copy may be brought up to date from any point, however old.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from hub.core.ports import Row
from hub.engines.processing.output import row_values
from hub.engines.processing.stage import Stage
from hub.engines.processing.tables import generation_of
from hub.engines.rebuild.holdings import holdings

CHANGELOG = "hub.changelog"


def changelog_of(generation: int) -> str:
    """Return the topic that holds the states of *generation*: each computation from the log has its own."""
    return CHANGELOG if generation == 1 else f"{CHANGELOG}.{generation}"


Change = tuple[str, bytes]
"""Key and value of a record."""

_STATE = msgspec.msgpack.Decoder(tuple[int, bytes, list[tuple[str, int]]])
_ROW = msgspec.msgpack.Decoder(list[str | int | None])
_PROGRESS = msgspec.msgpack.Decoder(tuple[int, int, int, str | None, dict[int, tuple[int, str | None]], int])
_STUB = 2
"""Columns of a row that was taken out: its label and id."""

_encode = msgspec.msgpack.encode
_ROW_COLUMNS = ", ".join("?" * 18)


def changes(stages: Sequence[Stage], rows: Sequence[Row], connection: sqlite3.Connection) -> Iterator[Change]:
    """Yield what the last flush of *stages* wrote and *rows*, as changelog records."""
    for stage in stages:
        for key in {*stage.states.written, *stage.timers.written}:
            yield f"s/{stage.name}/{key}", _state(stage, key, connection)
        yield f"p/{stage.name}", _progress(stage, generation_of(connection, stage.name))
    for row in rows:
        yield f"r/{row.label}/{row.id}", _encode(row_values(row))


def table_changes(
    connection: sqlite3.Connection, processor: str, measures: Sequence[str], generation: int
) -> Iterator[Change]:
    """
    Yield all that *connection* holds of *processor*, with the rows of *measures*, as changelog records.

    Progress, which says of which *generation* all is, comes last.
    """
    for holding in holdings(connection, processor, measures):
        yield f"s/{processor}/{holding.key}", _encode((holding.version, holding.state, list(holding.timers)))
        for row in holding.rows:
            yield f"r/{row[0]}/{row[1]}", _encode(row)
    found = connection.execute(
        "SELECT position, time, tick, marker FROM progress WHERE processor = ?", (processor,)
    ).fetchone()
    gates = connection.execute("SELECT source, time, marker FROM gates WHERE processor = ?", (processor,)).fetchall()
    if found is not None:
        gated = {source: (time, marker) for source, time, marker in gates}
        yield f"p/{processor}", _encode((*found, gated, generation))


def removals(
    live: sqlite3.Connection, other: sqlite3.Connection, processor: str, measures: Sequence[str]
) -> Iterator[Change]:
    """Yield the records by which what only *live* holds of *processor* is taken out: stubs, no tombstones."""
    for holding in list(holdings(live, processor, measures)):
        states = "SELECT 1 FROM states WHERE processor = ? AND key = ?"
        if other.execute(states, (processor, holding.key)).fetchone() is None:
            yield f"s/{processor}/{holding.key}", _encode((0, b"", []))
        for row in holding.rows:
            if other.execute("SELECT 1 FROM rows WHERE label = ? AND id = ?", row[:2]).fetchone() is None:
                yield f"r/{row[0]}/{row[1]}", _encode(row[:2])


def _state(stage: Stage, key: str, connection: sqlite3.Connection) -> bytes:
    written = stage.states.written.get(key)
    if written is None:
        written = connection.execute(
            "SELECT version, value FROM states WHERE processor = ? AND key = ?", (stage.name, key)
        ).fetchone() or (0, b"")
    timers = connection.execute(
        "SELECT id, due FROM timers WHERE processor = ? AND key = ? ORDER BY id", (stage.name, key)
    ).fetchall()
    return _encode((*written, timers))


def _progress(stage: Stage, generation: int) -> bytes:
    progress = stage.progress
    gates = {source: (gate.time, gate.marker) for source, gate in progress.gates.items()}
    return _encode((progress.position, progress.time, progress.tick, progress.marker, gates, generation))


def apply(connection: sqlite3.Connection, page: Mapping[str, bytes]) -> None:
    """Bring the tables of *connection* to what *page* says: the newest value of each key."""
    states: list[tuple[str, str, int, bytes]] = []
    timers: list[tuple[str, str, str, int]] = []
    timed: list[tuple[str, str]] = []
    rows: list[list[str | int | None]] = []
    for key, value in page.items():
        kind, _, rest = key.partition("/")
        if kind == "r":
            row = _ROW.decode(value)
            if len(row) == _STUB:
                connection.execute("DELETE FROM rows WHERE label = ? AND id = ?", row)
            else:
                rows.append(row)
            continue
        processor, _, name = rest.partition("/")
        if kind == "p":
            _apply_progress(connection, processor, value)
        if kind != "s":
            # kinds that a later version adds say nothing to this one
            continue
        version, state, due = _STATE.decode(value)
        if version:
            states.append((processor, name, version, state))
        else:
            connection.execute("DELETE FROM states WHERE processor = ? AND key = ?", (processor, name))
        timed.append((processor, name))
        timers.extend((processor, name, timer_id, at) for timer_id, at in due)
    connection.executemany(
        "INSERT INTO states (processor, key, version, value) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (processor, key) DO UPDATE SET version = excluded.version, value = excluded.value",
        states,
    )
    connection.executemany("DELETE FROM timers WHERE processor = ? AND key = ?", timed)
    connection.executemany("INSERT INTO timers (processor, key, id, due) VALUES (?, ?, ?, ?)", timers)
    connection.executemany(f"INSERT OR REPLACE INTO rows VALUES ({_ROW_COLUMNS})", rows)  # noqa: S608 - placeholders


def _apply_progress(connection: sqlite3.Connection, processor: str, value: bytes) -> None:
    position, time, tick, marker, gates, generation = _PROGRESS.decode(value)
    if generation:
        connection.execute("INSERT OR REPLACE INTO generations VALUES (?, ?)", (processor, generation))
    connection.execute(
        "INSERT OR REPLACE INTO progress (processor, position, time, tick, marker) VALUES (?, ?, ?, ?, ?)",
        (processor, position, time, tick, marker),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO gates (processor, source, time, marker) VALUES (?, ?, ?, ?)",
        [(processor, source, passed, at) for source, (passed, at) in gates.items()],
    )
