"""
The offices' SQLite files: reading what changed, writing what the hub delivers.

Plain ``sqlite3`` instead of the SQL connector, because there are some hundred and fifty small files: one open
connection each tells by ``PRAGMA data_version`` in microseconds that nothing changed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from hub.connectors.native import as_native, version_of
from hub.core.errors import AgencyUnavailableError, ClosedInputError
from hub.core.privacy import half_width
from hub.plugins.spec import Native, NativeRecord

CASE, INBOX, SUPERVISION = "rmtj_case", "hub_in", "rmtj_db"
SOURCES = (CASE, INBOX, SUPERVISION)
USUAL_AMOUNT = "常见金额"
BUSY_SECONDS = 5
FEWEST_AMOUNTS = 5
"""Fewer amounts than this have no usual one."""

_CHILDREN = {"协议更正": ("rmtj_gz", "次序"), "邀约联调": ("rmtj_lt", "id")}
_QUERIES = {
    CASE: """
        SELECT id AS _key, * FROM rmtj_case
        WHERE updated_at >= :since OR updated_at IS NULL OR id > :key
           OR id IN (SELECT case_id FROM rmtj_gz WHERE updated_at >= :since)
           OR id IN (SELECT case_id FROM rmtj_lt WHERE updated_at >= :since)
        ORDER BY updated_at, id
    """,
    INBOX: """
        SELECT rowid AS _key, * FROM hub_in
        WHERE (updated_at >= :since OR updated_at IS NULL OR rowid > :key) AND 状态 <> '待签收'
        ORDER BY updated_at, rowid
    """,
    SUPERVISION: """
        SELECT id AS _key, * FROM rmtj_db
        WHERE updated_at >= :since OR updated_at IS NULL OR id > :key
        ORDER BY updated_at, id
    """,
}
_MARK_SHAPE = "____-__-__ __:__:__"

REQUIRED_COLUMNS = {
    "rmtj_tjwyh": frozenset({"代码", "名称"}),
    CASE: frozenset(
        {"id", "卷号", "调委会代码", "受理日期", "类别", "金额", "结果", "hub_root", "来文号", "updated_at"}
    ),
    INBOX: frozenset({"delivery_id", "业务", "hub_root", "hub_ref", "状态", "处理时间", "updated_at"}),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one table of one office was read: the newest readable update time and the highest key."""

    at: str = ""
    key: int = 0


Fingerprint = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """From when on rows are read again, and when now is; both as the ledgers write times."""

    since: str
    now: str


class Office:
    """One office's file. Its name is the file's, without ending."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.busy_seconds = busy_seconds
        self.name = path.stem
        self._reader: sqlite3.Connection | None = None
        self._inode = 0
        self._opened = 0

    def fingerprint(self) -> Fingerprint:
        """Return what changes whenever anybody commits a change to this file, or puts another in its place."""
        version = int(self._rows("PRAGMA data_version")[0]["data_version"])
        return self._opened, version  # SQLite counts anew for each connection

    def state(self) -> str:
        """Return size and time of the file as text, for a file that can't be opened."""
        found = os.stat(self.path)
        return f"{found.st_size}/{found.st_mtime_ns}"

    def units(self) -> dict[str, str]:
        """Return codes and names of the committees this office keeps."""
        return {row["代码"]: row["名称"] for row in self._rows("SELECT 代码, 名称 FROM rmtj_tjwyh")}

    def columns(self, table: str) -> frozenset[str]:
        """Return the columns of *table*, none when it isn't there."""
        return frozenset(row["name"] for row in self._rows(f"PRAGMA table_info({table})"))

    def typed_after(self, now: str) -> int:
        """Return how many cases bear an update time later than *now*."""
        found = self._rows("SELECT COUNT(*) AS n FROM rmtj_case WHERE updated_at > ?", (f"{now[:10]} 24",))
        return int(found[0]["n"])

    def changed(self, source: str, mark: Mark, window: Window) -> tuple[list[NativeRecord], Mark]:
        """
        Return the rows of *source* typed in *window*, and the new mark.

        A row whose update time is missing, odd or in the future is read too, but it can't push the mark: one
        computer with a wrong clock must not hide what the others type.
        """
        query = _QUERIES[source]
        rows = self._rows(query, {"since": window.since, "key": mark.key})
        if not rows:
            return [], mark
        usual = self._usual_amount() if source == CASE else None
        records = [self._record(source, row, usual) for row in rows]
        good = [row["updated_at"] for row in rows if _is_mark(row["updated_at"]) and row["updated_at"] <= window.now]
        return records, Mark(max([mark.at, *good]), max(mark.key, *(row["_key"] for row in rows)))

    def write(self, row: Mapping[str, Native]) -> bool:
        """
        Insert *row* into ``hub_in`` and return True, or False when that delivery stands there already.

        Raises:
            AgencyUnavailableError: the file is locked or away.
        """
        names = list(row)
        statement = (
            f"INSERT INTO {INBOX} ({', '.join(names)}) VALUES ({', '.join(':p' + str(i) for i in range(len(names)))}) "  # noqa: S608 - our names
            "ON CONFLICT (delivery_id) DO NOTHING"
        )
        try:
            with closing(
                sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, timeout=self.busy_seconds)
            ) as writer:
                done = writer.execute(statement, {f"p{i}": row[name] for i, name in enumerate(names)}).rowcount == 1
                writer.commit()
        except sqlite3.Error as fault:
            raise self._translated(fault) from fault
        return done

    def rehearse_write(self) -> None:
        """Insert a line into ``hub_in`` and roll it back: proves the right without leaving a trace."""
        try:
            with closing(
                sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, timeout=self.busy_seconds)
            ) as writer:
                writer.execute(
                    f"INSERT INTO {INBOX} (delivery_id, 业务, hub_root, 收到时间) VALUES ('rehearsal', '', '', '')"  # noqa: S608 - our names
                )
                writer.rollback()
        except sqlite3.Error as fault:
            raise self._translated(fault) from fault

    def case_of(self, root: str, own_root: str, unit: str | None) -> int | None:
        """Return the office's own case about *root*: taken over from the hub, or found by itself (*own_root* + id)."""
        if root.startswith(own_root) and root[len(own_root) :].isdigit():
            return int(root[len(own_root) :])
        rows = self._rows(
            "SELECT id FROM rmtj_case WHERE hub_root = ? AND (? IS NULL OR 调委会代码 = ?) ORDER BY id DESC LIMIT 1",
            (root, unit, unit),
        )
        return int(rows[0]["id"]) if rows else None

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _record(self, source: str, row: sqlite3.Row, usual: float | None) -> NativeRecord:
        fields: dict[str, Native] = {name: as_native(row[name]) for name in row.keys() if name != "_key"}  # noqa: SIM118 - a Row, no dict
        if source == CASE:
            for heading, (table, order) in _CHILDREN.items():
                query = f"SELECT * FROM {table} WHERE case_id = ? ORDER BY {order}"  # noqa: S608 - our own names
                fields[heading] = [as_native(dict(child)) for child in self._rows(query, (row["id"],))]
        version = version_of(fields)
        if source == CASE:
            fields[USUAL_AMOUNT] = usual
        key = str(fields["delivery_id"]) if source == INBOX else str(row["_key"])
        part = {CASE: "", INBOX: "in/", SUPERVISION: "db/"}[source]
        return NativeRecord(
            source=source,
            native_id=f"{self.name}/{part}{key}",
            version=version,
            fields=fields,
            place=f"{self.name} {source} {'id' if source != INBOX else 'delivery_id'}={key}",
        )

    def _usual_amount(self) -> float | None:
        found = [_plain_number(row["金额"]) for row in self._rows("SELECT 金额 FROM rmtj_case WHERE 金额 IS NOT NULL")]
        amounts = [amount for amount in found if amount]
        return median(amounts) if len(amounts) >= FEWEST_AMOUNTS else None

    def _rows(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        try:
            return self._connection().execute(query, parameters).fetchall()
        except (sqlite3.Error, OSError) as fault:
            self.close()
            raise self._translated(fault) from fault

    def _connection(self) -> sqlite3.Connection:
        inode = os.stat(self.path).st_ino
        if self._reader is not None and inode != self._inode:
            self.close()  # a restored backup took the file's place
        if self._reader is None:
            uri = f"{self.path.as_uri()}?mode=ro"
            self._reader = sqlite3.connect(uri, uri=True, timeout=self.busy_seconds, check_same_thread=False)
            self._reader.row_factory = sqlite3.Row
            self._inode = inode
            self._opened += 1
        return self._reader

    def _translated(self, fault: sqlite3.Error | OSError) -> AgencyUnavailableError | ClosedInputError:
        text = str(fault)
        if isinstance(fault, sqlite3.DatabaseError) and ("not a database" in text or "malformed" in text):
            return ClosedInputError(
                "the file is damaged", where=self.path.name, remedy="restore the office's backup of its ledger"
            )
        if "no such table" in text or "no such column" in text or "no column named" in text:
            return ClosedInputError(
                "the ledger lacks a table or column", where=self.path.name, remedy="see native.sql of hub_justice"
            )
        return AgencyUnavailableError("the ledger can't be read or written", where=self.path.name)


def _is_mark(text: object) -> bool:
    return (
        isinstance(text, str)
        and len(text) == len(_MARK_SHAPE)
        and all(
            char == shape or (shape == "_" and char.isdigit()) for char, shape in zip(text, _MARK_SHAPE, strict=True)
        )
    )


def _plain_number(text: object) -> float:
    try:
        return float(half_width(str(text)).replace(",", "").removesuffix("万元").removesuffix("万"))
    except ValueError:
        return 0.0


def office_names(folder: Path) -> list[str]:
    """
    Return the offices of *folder*, in order.

    Raises:
        AgencyUnavailableError: the folder isn't there (a share that's not mounted).
    """
    try:
        return sorted(name.removesuffix(".db") for name in os.listdir(folder) if name.endswith(".db"))
    except OSError as fault:
        raise AgencyUnavailableError("the folder of the offices' ledgers isn't there", where=folder.name) from fault
