"""What ``hub adapter check`` looks at in the database of any department; nothing it does leaves a trace there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from hub.connectors.sql import Database
from hub.core.errors import AgencyUnavailableError
from hub.plugins.spec import CheckLine

Look = Callable[[], CheckLine]
"""One further look, which is only taken once all tables and columns are there."""


def check_database(database: Database, tables: Sequence[sa.Table], looks: Sequence[Look]) -> Sequence[CheckLine]:
    """
    Return one line for the connection, each of *tables* and each of *looks*.

    Without a connection only that is said, with columns missing the looks are left out.
    """
    try:
        columns = tuple(_column_lines(database, tables))
    except AgencyUnavailableError as fault:
        remedy = "请核对地址、账号及防火墙 / check address, account and firewall"
        return (CheckLine(zh="连接", en="Connection", ok=False, detail=fault.what, remedy=remedy),)
    connected = CheckLine(zh="连接", en="Connection", ok=True)
    if not all(line.ok for line in columns):
        return (connected, *columns)
    return (connected, *columns, *(look() for look in looks))


def _column_lines(database: Database, tables: Sequence[sa.Table]) -> Iterator[CheckLine]:
    for table in tables:
        missing = sorted({column.name for column in table.columns} - database.columns(table.name))
        yield CheckLine(
            zh=f"表 {table.name}",
            en=f"Table {table.name}",
            ok=not missing,
            detail=" ".join(missing),
            remedy="请按接入说明增加所列字段 / add the columns listed, see README" if missing else "",
        )


def unique_delivery_line(database: Database, table: sa.Table, column: str) -> CheckLine:
    """Return whether *column*, the delivery id, is unique in *table*: only that keeps it from standing twice."""
    inspector = sa.inspect(database.engine)
    found = [list(index["column_names"]) for index in inspector.get_indexes(table.name) if index["unique"]]
    found += [list(constraint["column_names"]) for constraint in inspector.get_unique_constraints(table.name)]
    ok = [column] in found
    remedy = "" if ok else f"请在 {table.name}.{column} 上建唯一约束 / add a unique constraint on {column}"
    return CheckLine(zh=f"{table.name} 送达编号唯一", en=f"{table.name} delivery id is unique", ok=ok, remedy=remedy)


def write_right_line(database: Database, insert: sa.Insert, *, zh: str, remedy: str) -> CheckLine:
    """Return whether the account may *insert*, by doing so in a transaction that is rolled back."""
    try:
        with database.rehearsing() as connection:
            connection.execute(insert)
    except (DBAPIError, AgencyUnavailableError):
        return CheckLine(zh=zh, en="Right to write", ok=False, remedy=remedy)
    return CheckLine(zh=zh, en="Right to write", ok=True)
