"""Reading tickets with their people, cases and transfers, in the encoding that they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from hub.connectors.native import Native, as_native, version_of
from hub.connectors.sql import Database, Row
from hub.plugins.spec import NativeRecord
from hub_police.tables import PoliceTables
from hub_police.texts import decoded


def rows_of(database: Database, query: sa.Executable) -> list[Row]:
    """Return rows whose binary texts are decoded as GBK (the connector would keep them as base64)."""
    with database.reading() as connection:
        found = connection.execute(query).mappings().all()
    return [{str(key): _value(value, str(key)) for key, value in row.items()} for row in found]


def _value(value: object, field: str) -> Native:
    return decoded(value, field) if isinstance(value, bytes | bytearray | memoryview) else as_native(value)


def tickets(
    database: Database, tables: PoliceTables, changed: Mapping[str, tuple[str, Native]]
) -> tuple[NativeRecord, ...]:
    """
    Return the tickets of *changed* (number → last operation on the ticket itself, time of the change).

    A ticket that is gone is only reported when the log says that it was deleted; else its deletion is still to come.
    """
    numbers = sorted(changed)
    if not numbers:
        return ()
    found = {str(row["JJDBH"]): row for row in _of(database, tables.ticket, numbers)}
    children = {
        table.name: _grouped(_of(database, table, numbers), numbers)
        for table in (tables.person, tables.case, tables.transfer)
    }
    records = []
    for number in numbers:
        operation, at = changed[number]
        if number in found:
            content: Row = {**found[number], **{name: rows[number] for name, rows in children.items()}}
            records.append(_record(number, content, {"CZSJ": content["BJSJ"] if at is None else at}))
        elif operation == "D":
            records.append(_record(number, {"JJDBH": number, "CZ": "D"}, {"CZSJ": at}))
    return tuple(records)


def hub_rows(database: Database, table: sa.Table, serials: Sequence[int]) -> tuple[NativeRecord, ...]:
    """Return the rows of *table* (feedback, inbox) with these serial numbers."""
    if not serials:
        return ()
    rows = rows_of(database, sa.select(table).where(table.c.XH.in_(serials)).order_by(table.c.XH))
    return tuple(
        NativeRecord(
            source=table.name,
            native_id=str(row["XH"]),
            version=version_of(row),
            fields=row,
            place=f"{table.name} XH={row['XH']}",
        )
        for row in rows
    )


def _of(database: Database, table: sa.Table, numbers: Sequence[str]) -> list[Row]:
    query = sa.select(table).where(table.c.JJDBH.in_(numbers)).order_by(*table.columns)
    return rows_of(database, query)


def _grouped(rows: Sequence[Row], numbers: Sequence[str]) -> dict[str, list[Native]]:
    found: dict[str, list[Native]] = {number: [] for number in numbers}
    for row in rows:
        found[str(row["JJDBH"])].append(row)
    return found


def _record(number: str, content: Row, change: Row) -> NativeRecord:
    # The time of the change is no content: the same ticket read twice is one version.
    return NativeRecord(
        source="JQ_JJ",
        native_id=number,
        version=version_of(content),
        fields={**content, **change},
        place=f"JQ_JJ JJDBH={number}",
    )
