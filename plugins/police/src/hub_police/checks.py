"""What ``hub adapter check police`` looks at."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from hub.connectors.sql import Database
from hub.plugins.database_checks import check_database, unique_delivery_line, write_right_line
from hub.plugins.spec import CheckLine
from hub_police.tables import PoliceTables


def check_lines(database: Database, tables: PoliceTables) -> Sequence[CheckLine]:
    """Return one line for each thing looked at; without a connection only that is said."""
    looks = (
        lambda: unique_delivery_line(database, tables.feedback, "SDBH"),
        lambda: unique_delivery_line(database, tables.inbox, "SDBH"),
        lambda: _right(database, tables),
    )
    return check_database(database, tables.every, looks)


def _right(database: Database, tables: PoliceTables) -> CheckLine:
    row = {"SDBH": "hub-adapter-check", "LX": "YQ", "HUB_ROOT": "hub-adapter-check", "DFZT": "0"}
    remedy = "请授予收件箱写入权限 / grant INSERT on WB_SJX and EXECUTE on P_WB_FK"
    return write_right_line(database, sa.insert(tables.inbox).values(row), zh="写入权限", remedy=remedy)
