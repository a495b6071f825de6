"""A delivery as a row of a department's database, written there exactly once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from hub.connectors.sql import Database
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import ReceiptStatus


def write_once(
    database: Database, *, find: Callable[[sa.Connection], str | None], write: Callable[[sa.Connection], None]
) -> tuple[ReceiptStatus, str]:
    """
    Write a delivery unless it's there already, and return which of both, with the place where it stands.

    *find* returns that place, None when there is none. A unique key on the delivery id must make *write* fail where
    another process was faster between look and write: then the other one's row is the one.
    """
    try:
        with database.writing() as connection:
            found = find(connection)
            if found is None:
                write(connection)
                return ReceiptStatus.WRITTEN, find(connection) or ""
    except IntegrityError:
        with database.reading() as connection:
            found = find(connection)
        if found is None:
            raise
    return ReceiptStatus.DUPLICATE, found


def native_time(now: datetime) -> datetime:
    """Return *now* as departments' systems keep time: Shanghai's, without a zone, in whole seconds."""
    return now.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
