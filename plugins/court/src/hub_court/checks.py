"""What ``hub adapter check court`` looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from hub.connectors.sql import Database
from hub.core.errors import AgencyUnavailableError
from hub.plugins.spec import CheckLine
from hub_court.tables import CourtTables


def check_lines(database: Database, tables: CourtTables) -> Sequence[CheckLine]:
    """Return one line for each thing looked at; without a connection only that is said."""
    try:
        columns = tuple(_columns(database, tables))
    except AgencyUnavailableError as fault:
        remedy = "请核对地址、账号及防火墙 / check address, account and firewall"
        return (CheckLine(zh="连接", en="Connection", ok=False, detail=fault.what, remedy=remedy),)
    connected = CheckLine(zh="连接", en="Connection", ok=True)
    if not all(line.ok for line in columns):
        return (connected, *columns)
    return (connected, *columns, _marks(database, tables), _unique(database, tables), _right(database, tables))


def _columns(database: Database, tables: CourtTables) -> Iterator[CheckLine]:
    for table in (tables.case, tables.party, tables.reassignment, tables.exchange):
        missing = sorted({column.name for column in table.columns} - database.columns(table.name))
        yield CheckLine(
            zh=f"表 {table.name}",
            en=f"Table {table.name}",
            ok=not missing,
            detail=" ".join(missing),
            remedy="请按接入说明增加所列字段 / add the columns listed, see README" if missing else "",
        )


def _marks(database: Database, tables: CourtTables) -> CheckLine:
    query = sa.select(sa.func.count().label("n")).select_from(tables.case).where(tables.case.c.GXSJ.is_(None))
    blank = int(str(database.rows(query)[0]["n"]))
    return CheckLine(
        zh="更新时间 GXSJ",
        en="Update time GXSJ",
        ok=blank == 0,
        detail=f"{blank} × NULL" if blank else "",
        remedy="空值行永远不会被读取，请补填 / rows without it are never read, fill it in" if blank else "",
    )


def _unique(database: Database, tables: CourtTables) -> CheckLine:
    inspector = sa.inspect(database.engine)
    name = tables.exchange.name
    found = [list(index["column_names"]) for index in inspector.get_indexes(name) if index["unique"]]
    found += [list(constraint["column_names"]) for constraint in inspector.get_unique_constraints(name)]
    ok = ["HUB_SDBH"] in found
    remedy = "" if ok else "请在 HUB_SDBH 上建唯一约束 / add a unique constraint on HUB_SDBH"
    return CheckLine(zh="送达编号唯一", en="Delivery id is unique", ok=ok, remedy=remedy)


def _right(database: Database, tables: CourtTables) -> CheckLine:
    row = {"YWLX": "QT", "ZT": "9", "HUB_SDBH": "hub-adapter-check", "HUB_ROOT": "hub-adapter-check"}
    try:
        with database.rehearsing() as connection:
            connection.execute(sa.insert(tables.exchange).values(row))
    except (DBAPIError, AgencyUnavailableError):
        remedy = "请授予前置库写入权限 / grant INSERT on T_WB_JSRK"
        return CheckLine(zh="前置库写入权限", en="Right to write", ok=False, remedy=remedy)
    return CheckLine(zh="前置库写入权限", en="Right to write", ok=True)
