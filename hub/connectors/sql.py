"""
A department's database: read-only queries, two ways to see what changed, and one short transaction to write back.

Works on SQLite, PostgreSQL and MySQL/MariaDB by their SQLAlchemy URL. Reads are bounded in rows and time because the
database is somebody's production system.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hub.connectors.native import Native, as_native
from hub.core.errors import AgencyUnavailableError, ClosedInputError, ConfigurationError

Row = dict[str, Native]


@dataclass(frozen=True, slots=True)
class SqlLimits:
    """How much of somebody's production system one query may take."""

    rows: int = 1000
    seconds: int = 20


class Database:
    """
    One native database.

    Every failure to connect, a lock or a statement that took too long is
    :class:`~hub.core.errors.AgencyUnavailableError`. *where* names the system in messages; the URL never appears there.
    """

    def __init__(self, url: str, *, where: str, limits: SqlLimits | None = None) -> None:
        self.where = where
        self.limits = limits or SqlLimits()
        try:
            self.engine = _engine(url, self.limits.seconds)
        except ImportError as fault:
            raise ConfigurationError(
                f"the database driver {fault.name} isn't installed",
                where=where,
                remedy="install fengqiao-hub with the extra postgresql or mysql",
            ) from fault
        except ArgumentError:
            # The fault quotes the address, and with it perhaps a password.
            raise ConfigurationError(
                "the database address can't be read",
                where=where,
                remedy="write it as dialect+driver://account@host/name",
            ) from None
        self.dialect = self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection whose transaction is read-only where the system can do that, and always rolled back."""
        with self._translated(), self.engine.connect() as connection:
            for statement in _read_only_statements(self.dialect, self.limits.seconds):
                connection.exec_driver_sql(statement)
            try:
                yield connection
            finally:
                connection.rollback()
                if self.dialect == "sqlite":
                    connection.exec_driver_sql("PRAGMA query_only=OFF")

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection in one transaction, committed when the block ends well and rolled back when not."""
        with self._translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def rehearsing(self) -> Iterator[sa.Connection]:
        """Yield a connection that may write and is always rolled back: proves a right without leaving a trace."""
        with self._translated(), self.engine.connect() as connection:
            try:
                yield connection
            finally:
                connection.rollback()

    def rows(
        self, query: str | sa.Executable, parameters: Mapping[str, object] | None = None, *, limit: int = 0
    ) -> list[Row]:
        """
        Return at most *limit* rows of *query* as native values; the limit of the system is the default.

        Raises:
            ClosedInputError: there are more, so that the answer would silently lack some.
        """
        limit = limit or self.limits.rows
        statement = sa.text(query) if isinstance(query, str) else query
        with self.reading() as connection:
            result = connection.execute(statement, dict(parameters or {}))
            found = result.mappings().fetchmany(limit + 1)
        if len(found) > limit:
            raise ClosedInputError(
                f"query returned more than {limit} rows",
                where=self.where,
                remedy="page it, or raise the row limit in the adapter's settings",
            )
        return [{str(key): as_native(value) for key, value in row.items()} for row in found]

    def columns(self, table: str) -> frozenset[str]:
        """Return the column names of *table* or view, empty when there is no such table."""
        with self._translated():
            inspector = sa.inspect(self.engine)
            if table not in inspector.get_table_names() and table not in inspector.get_view_names():
                return frozenset()
            return frozenset(column["name"] for column in inspector.get_columns(table))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeoutError) as fault:
            if isinstance(fault, OperationalError) and _is_mistake(fault):
                raise
            raise AgencyUnavailableError(
                f"database doesn't answer ({type(fault).__name__})",
                where=self.where,
                remedy="nothing is lost; the hub tries again by itself",
            ) from fault
        except DBAPIError as fault:
            if fault.connection_invalidated:
                raise AgencyUnavailableError("connection was lost", where=self.where) from fault
            raise


def _engine(url: str, seconds: int) -> sa.Engine:
    parsed = sa.make_url(url)
    dialect = parsed.get_backend_name()
    connect_args = _connect_args(dialect, seconds)
    if dialect == "sqlite":
        # A file needs no pool, and nothing stays open that would keep the department from replacing it.
        return sa.create_engine(parsed, poolclass=sa.NullPool, connect_args=connect_args)
    return sa.create_engine(parsed, pool_pre_ping=True, pool_size=2, pool_timeout=seconds, connect_args=connect_args)


def _is_mistake(fault: OperationalError) -> bool:
    # SQLite reports a missing table or column as OperationalError: trying again would change nothing.
    text = str(fault.orig)
    return "no such table" in text or "no such column" in text or "syntax error" in text or "readonly database" in text


def _connect_args(dialect: str, seconds: int) -> dict[str, object]:
    if dialect == "sqlite":
        return {"timeout": min(seconds, 5), "check_same_thread": False}
    if dialect in ("mysql", "mariadb"):
        return {"connect_timeout": min(seconds, 10), "read_timeout": seconds + 5, "write_timeout": seconds + 5}
    if dialect == "postgresql":
        return {"connect_timeout": min(seconds, 10)}
    return {}


def _read_only_statements(dialect: str, seconds: int) -> tuple[str, ...]:
    if dialect == "sqlite":
        return ("PRAGMA query_only=ON",)
    if dialect == "postgresql":
        return ("SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = {seconds * 1000}")
    if dialect in ("mysql", "mariadb"):
        return ("START TRANSACTION READ ONLY",)
    return ()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows read in one go and the cursor from which to go on once they are safe."""

    rows: tuple[Row, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterMark:
    """
    Change detection by an update time and key.

    A pass goes on exactly behind (mark, key); a new pass starts *overlap* earlier, because a transaction may commit
    after a later mark was read. Repeats are harmless: the host drops versions it knows.

    Attributes:
        table: Table with typed columns; ``mark`` is a DateTime or a text column that sorts as time.
    """

    table: sa.Table
    mark: sa.Column[datetime] | sa.Column[str]
    key: sa.Column[str] | sa.Column[int]
    overlap: timedelta = timedelta(minutes=10)
    page: int = 200

    def pages(self, database: Database, cursor: str | None) -> Iterator[Page]:
        """Yield what changed since *cursor*, in order of (mark, key); a row without a mark is never seen."""
        position = _Position.parse(cursor, self.overlap)
        while True:
            rows = self._read(database, position)
            complete = len(rows) < self.page
            if rows:
                last = rows[-1]
                position = _Position(last[self.mark.name], last[self.key.name], last[self.mark.name])
            if rows or position.key is not None:
                yield Page(tuple(rows), position.dump(complete=complete))
            if complete:
                return

    def _read(self, database: Database, position: _Position) -> list[Row]:
        query = sa.select(self.table).where(self.mark.is_not(None)).order_by(self.mark, self.key).limit(self.page)
        if position.mark is not None:
            mark = sa.literal(_typed(position.mark, self.mark), self.mark.type)
            if position.key is None:
                query = query.where(self.mark >= mark)
            else:
                key = sa.literal(position.key, self.key.type)
                query = query.where(sa.or_(self.mark > mark, sa.and_(self.mark == mark, self.key > key)))
        return database.rows(query, limit=self.page)


@dataclass(frozen=True, slots=True)
class _Position:
    mark: Native
    key: Native
    high: Native

    @classmethod
    def parse(cls, cursor: str | None, overlap: timedelta) -> _Position:
        if cursor is None:
            return cls(None, None, None)
        held = json.loads(cursor)
        if held["more"]:
            return cls(held["mark"], held["key"], held["mark"])
        start = None if held["mark"] is None else _earlier(str(held["mark"]), overlap)
        return cls(start, None, held["mark"])

    def dump(self, *, complete: bool) -> str:
        return json.dumps({"mark": self.high, "key": self.key, "more": not complete})


def _earlier(mark: str, overlap: timedelta) -> str:
    at = datetime.fromisoformat(mark) - overlap
    # Marks are compared as text where the column is text, so the spelling of the column is kept.
    return at.isoformat(sep="T" if "T" in mark else " ", timespec="auto" if "." in mark else "seconds")


def _typed(mark: Native, column: sa.Column[datetime] | sa.Column[str]) -> object:
    return datetime.fromisoformat(str(mark)) if isinstance(column.type, sa.DateTime) else mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceLog:
    """
    Change detection by a trigger log with a rising number.

    A missing number is a transaction that rolled back or one that hasn't committed yet. It's asked for again at every
    poll until *patience* has passed, so a late commit behind a higher number isn't lost.
    """

    table: sa.Table
    sequence: sa.Column[int]
    patience: timedelta = timedelta(minutes=30)
    page: int = 500
    most_gaps: int = field(default=2000)

    def pages(self, database: Database, cursor: str | None, *, now: datetime) -> Iterator[Page]:
        """Yield log entries that are new since *cursor*, late ones included; the first poll starts at the beginning."""
        held = json.loads(cursor) if cursor else {"last": None, "gaps": {}}
        last: int | None = held["last"]
        gaps: dict[int, str] = {int(number): since for number, since in held["gaps"].items()}
        late = self._late(database, gaps)
        for row in late:
            gaps.pop(int(str(row[self.sequence.name])))
        gaps = {n: since for n, since in gaps.items() if datetime.fromisoformat(since) + self.patience > now}
        changed = bool(late) or len(gaps) != len(held["gaps"])
        while True:
            rows = self._after(database, last)
            for row in rows:
                number = int(str(row[self.sequence.name]))
                self._note_gaps(gaps, last, number, now)
                last = number
            if rows or changed:
                yield Page((*late, *rows), json.dumps({"last": last, "gaps": gaps}))
            late, changed = [], False
            if len(rows) < self.page:
                return

    def _note_gaps(self, gaps: dict[int, str], last: int | None, number: int, now: datetime) -> None:
        if last is None:
            return
        room = self.most_gaps - len(gaps)
        # The newest of a long gap are the likeliest to be still under way.
        for missing in range(max(last + 1, number - max(room, 0)), number):
            gaps[missing] = now.isoformat()

    def _late(self, database: Database, gaps: Mapping[int, str]) -> list[Row]:
        found: list[Row] = []
        numbers = sorted(gaps)
        for start in range(0, len(numbers), self.page):
            wanted = numbers[start : start + self.page]
            query = sa.select(self.table).where(self.sequence.in_(wanted)).order_by(self.sequence)
            found += database.rows(query, limit=self.page)
        return found

    def _after(self, database: Database, last: int | None) -> list[Row]:
        query = sa.select(self.table).order_by(self.sequence).limit(self.page)
        if last is not None:
            query = query.where(self.sequence > last)
        return database.rows(query, limit=self.page)
