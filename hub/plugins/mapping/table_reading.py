"""Polls a database table or view that a mapping file explains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa

from hub.connectors.mapping.keys import key_of
from hub.connectors.mapping.model import Mapping, title_of
from hub.connectors.native import Native, version_of
from hub.connectors.sql import Database, SqlLimits, WaterMark
from hub.core.errors import ConfigurationError
from hub.core.ports import Clock
from hub.plugins.mapping.notes import LEDGER, PERIOD, PROBLEM, RECEIVED
from hub.plugins.spec import Cursor, NativeBatch, NativeRecord

_PAGE = 200


class TablePoll:
    """Reads one table by the time at which its rows changed."""

    def __init__(self, mapping: Mapping, url: str | None, clock: Clock) -> None:
        if url is None:
            raise ConfigurationError(
                "kind: sql needs the database's address",
                where=f"adapters.{mapping.adapter}",
                remedy='url = { env = "…" } in the settings file',
            )
        self.mapping = mapping
        self._clock = clock
        self.database = Database(url, where=mapping.adapter, limits=SqlLimits(rows=1000))

    @cached_property
    def _mark(self) -> WaterMark:
        """The table as the database describes it: a time column is compared as time, a text column as text."""
        mapping = self.mapping
        with self.database.reading() as connection:
            table = sa.Table(mapping.source.table, sa.MetaData(), autoload_with=connection)
        by_title = {title_of(column.name): column for column in table.columns}
        for name in (mapping.change.column, *mapping.key):
            if title_of(name) not in by_title:
                raise ConfigurationError(
                    f"table {mapping.source.table} has no column {name}",
                    where=mapping.adapter,
                    remedy=f"columns: {', '.join(column.name for column in table.columns)}",
                )
        return WaterMark(
            table=table,
            mark=by_title[title_of(mapping.change.column)],
            key=by_title[title_of(mapping.key[0])],
            page=_PAGE,
        )

    def batches(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """
        Yield what changed since *cursor*.

        Raises:
            AgencyUnavailableError: the database doesn't answer.
            ConfigurationError: the table lacks a column that the mapping names.
        """
        if not self.database.columns(self.mapping.source.table):
            raise ConfigurationError(
                f"there is no table {self.mapping.source.table}", where=self.mapping.adapter, remedy="see source.table"
            )
        now = self._clock.now()
        for page in self._mark.pages(self.database, cursor):
            records = tuple(self._record(row, now) for row in page.rows)
            yield NativeBatch(records=records, cursor=page.cursor)

    def _record(self, row: dict[str, Native], now: datetime) -> NativeRecord:
        fields = {title_of(name): value.strip() if isinstance(value, str) else value for name, value in row.items()}
        key = key_of(self.mapping, fields, "")
        notes: dict[str, Native] = {PERIOD: "", RECEIVED: now.isoformat()}
        if not key:
            notes[PROBLEM] = "E-REQ-01"
        native_id = key or f"?{version_of(fields)}"
        return NativeRecord(
            source=LEDGER,
            native_id=native_id,
            version=version_of(fields),
            fields={**fields, **notes},
            place=f"{self.mapping.source.table} {native_id}",
        )

    def close(self) -> None:
        """Close the database."""
        self.database.close()
