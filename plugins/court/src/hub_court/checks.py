"""What ``hub adapter check court`` looks at."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from hub.connectors.sql import Database
from hub.plugins.database_checks import check_database, unique_delivery_line, write_right_line
from hub.plugins.spec import CheckLine
from hub_court.tables import CourtTables


def check_lines(database: Database, tables: CourtTables) -> Sequence[CheckLine]:
    """Return one line for each thing looked at; without a connection only that is said."""
    looks = (
        lambda: _marks(database, tables),
        lambda: unique_delivery_line(database, tables.exchange, "HUB_SDBH"),
        lambda: _right(database, tables),
    )
    return check_database(database, (tables.case, tables.party, tables.reassignment, tables.exchange), looks)


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


def _right(database: Database, tables: CourtTables) -> CheckLine:
    row = {"YWLX": "QT", "ZT": "9", "HUB_SDBH": "hub-adapter-check", "HUB_ROOT": "hub-adapter-check"}
    remedy = "请授予前置库写入权限 / grant INSERT on T_WB_JSRK"
    return write_right_line(database, sa.insert(tables.exchange).values(row), zh="前置库写入权限", remedy=remedy)
