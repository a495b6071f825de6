"""Deliveries as rows of a database: once for each delivery id, even when another process is faster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from hub.connectors.receipts import Receipts
from hub.connectors.sql import Database
from hub.connectors.sql_delivery import native_time, write_once
from hub.connectors.sql_settings import DatabaseSettings
from hub.core.deliveries import DeliveryKind, Receipt, ReceiptStatus
from hub.core.errors import AgencyUnavailableError
from hub.testing import FixedClock, sample_delivery
from hub.testing.clocks import START

INBOX = sa.Table(
    "INBOX",
    sa.MetaData(),
    sa.Column("XH", sa.Integer, primary_key=True),
    sa.Column("SDBH", sa.String, unique=True, nullable=False),
    sa.Column("NR", sa.String, nullable=False),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = DatabaseSettings.model_validate(
        {"url": f"sqlite:///{tmp_path / 'native.db'}", "system": "test"}
    ).database()
    INBOX.create(opened.engine)
    yield opened
    opened.close()


def find(connection: sa.Connection) -> str | None:
    serial = connection.execute(sa.select(INBOX.c.XH).where(INBOX.columns["SDBH"] == "d-1")).scalar_one_or_none()
    return None if serial is None else f"INBOX XH={serial}"


def write(connection: sa.Connection) -> None:
    connection.execute(sa.insert(INBOX).values(SDBH="d-1", NR="mine"))


def contents(database: Database) -> list[object]:
    return [row["NR"] for row in database.rows(sa.select(INBOX))]


def test_second_delivery_of_one_id_finds_the_first(database: Database) -> None:
    assert write_once(database, find=find, write=write) == (ReceiptStatus.WRITTEN, "INBOX XH=1")
    assert write_once(database, find=find, write=write) == (ReceiptStatus.DUPLICATE, "INBOX XH=1")
    assert contents(database) == ["mine"]


def test_row_of_a_faster_process_is_the_one(database: Database) -> None:
    """The other process commits after our look: the unique key refuses our row, and theirs is found."""
    looks: list[str | None] = []

    def look(connection: sa.Connection) -> str | None:
        looks.append(find(connection))
        if len(looks) == 1:
            with database.engine.begin() as other:
                other.execute(sa.insert(INBOX).values(SDBH="d-1", NR="theirs"))
        return looks[-1]

    assert write_once(database, find=look, write=write) == (ReceiptStatus.DUPLICATE, "INBOX XH=1")
    assert looks == [None, "INBOX XH=1"] and contents(database) == ["theirs"]


def test_row_that_breaks_another_rule_is_no_duplicate(database: Database) -> None:
    def broken(connection: sa.Connection) -> None:
        connection.execute(sa.insert(INBOX).values(SDBH="d-1"))

    with pytest.raises(IntegrityError):
        write_once(database, find=find, write=broken)
    assert contents(database) == []


def test_native_time_is_that_of_the_clock_on_the_wall() -> None:
    assert native_time(datetime(2026, 3, 1, 16, 5, 7, 999, tzinfo=UTC)) == datetime.fromisoformat("2026-03-02T00:05:07")


def test_address_goes_into_the_settings_file_and_nowhere_else(tmp_path: Path) -> None:
    settings = DatabaseSettings.model_validate({"url": "postgresql://hub:secret@10.0.0.8/tjpt", "system": "court-1"})
    assert "secret" not in f"{settings!r} {settings.model_dump()}"
    assert settings.model_dump(mode="json")["url"] == "postgresql://hub:secret@10.0.0.8/tjpt"
    with pytest.raises(ValidationError):
        DatabaseSettings.model_validate({"url": f"sqlite:///{tmp_path}/x.db", "system": "法院"})


def test_database_that_is_unreachable_is_named_by_its_system(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'no folder' / 'native.db'}"
    database = DatabaseSettings.model_validate({"url": url, "system": "court-1"}).database()
    with pytest.raises(AgencyUnavailableError) as fault:
        database.rows("SELECT 1")
    assert fault.value.where == "court-1" and "no folder" not in str(fault.value)


def test_receipts_carry_agency_and_time() -> None:
    clock = FixedClock()
    receipts = Receipts("court", clock)
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "court")
    assert receipts.of(delivery, ReceiptStatus.WRITTEN, "INBOX XH=1") == Receipt(
        delivery_id=delivery.delivery_id,
        agency="court",
        status=ReceiptStatus.WRITTEN,
        native_ref="INBOX XH=1",
        written_at=START,
    )
    clock.advance(timedelta(hours=1))
    refused = receipts.refused(delivery, "court takes no such thing")
    assert (refused.status, refused.native_ref, refused.reason, refused.written_at) == (
        ReceiptStatus.REFUSED,
        "",
        "court takes no such thing",
        START + timedelta(hours=1),
    )
