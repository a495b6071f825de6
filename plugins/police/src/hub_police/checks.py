"""What ``hub adapter check police`` looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from hub.connectors.sql import Database
from hub.core.errors import AgencyUnavailableError
from hub.plugins.spec import CheckLine
from hub_police.tables import PoliceTables


def check_lines(database: Database, tables: PoliceTables) -> Sequence[CheckLine]:
    """Return one line for each thing looked at; without a connection only that is said."""
    try:
        columns = tuple(_columns(database, tables))
    except AgencyUnavailableError as fault:
        remedy = "请核对地址、账号及防火墙 / check address, account and firewall"
        return (CheckLine(zh="连接", en="Connection", ok=False, detail=fault.what, remedy=remedy),)
    connected = CheckLine(zh="连接", en="Connection", ok=True)
    if not all(line.ok for line in columns):
        return (connected, *columns)
    unique = tuple(_unique(database, table) for table in (tables.feedback, tables.inbox))
    return (connected, *columns, *unique, _right(database, tables))


def _columns(database: Database, tables: PoliceTables) -> Iterator[CheckLine]:
    for table in tables.every:
        missing = sorted({column.name for column in table.columns} - database.columns(table.name))
        yield CheckLine(
            zh=f"表 {table.name}",
            en=f"Table {table.name}",
            ok=not missing,
            detail=" ".join(missing),
            remedy="请按接入说明增加所列字段 / add the columns listed, see README" if missing else "",
        )


def _unique(database: Database, table: sa.Table) -> CheckLine:
    inspector = sa.inspect(database.engine)
    found = [list(index["column_names"]) for index in inspector.get_indexes(table.name) if index["unique"]]
    found += [list(constraint["column_names"]) for constraint in inspector.get_unique_constraints(table.name)]
    ok = ["SDBH"] in found
    remedy = "" if ok else f"请在 {table.name}.SDBH 上建唯一约束 / add a unique constraint on SDBH"
    return CheckLine(zh=f"{table.name} 送达编号唯一", en=f"{table.name} delivery id is unique", ok=ok, remedy=remedy)


def _right(database: Database, tables: PoliceTables) -> CheckLine:
    row = {"SDBH": "hub-adapter-check", "LX": "YQ", "HUB_ROOT": "hub-adapter-check", "DFZT": "0"}
    try:
        with database.rehearsing() as connection:
            connection.execute(sa.insert(tables.inbox).values(row))
    except (DBAPIError, AgencyUnavailableError):
        remedy = "请授予收件箱写入权限 / grant INSERT on WB_SJX and EXECUTE on P_WB_FK"
        return CheckLine(zh="写入权限", en="Right to write", ok=False, remedy=remedy)
    return CheckLine(zh="写入权限", en="Right to write", ok=True)
