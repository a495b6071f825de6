"""A department's database is read without a trace, within limits, and no change is missed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from hub.connectors.native import as_native, version_of
from hub.connectors.sql import Database, SequenceLog, SqlLimits, WaterMark
from hub.core.errors import AgencyUnavailableError, ClosedInputError, ConfigurationError

TABLES = sa.MetaData()
CASES = sa.Table("T_TJAJ", TABLES, sa.Column("BH", sa.String, primary_key=True), sa.Column("GXSJ", sa.DateTime))
LOG = sa.Table("BD_LOG", TABLES, sa.Column("XH", sa.Integer, primary_key=True), sa.Column("ZJ", sa.String))
NOW = datetime(2026, 3, 16, 1, tzinfo=UTC)
FIRST = datetime(2026, 3, 1)  # noqa: DTZ001 - as the native column holds it


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'court.db'}", where="court", limits=SqlLimits(rows=50, seconds=1))
    with database.writing() as connection:
        TABLES.create_all(connection)
    yield database
    database.close()


def add_cases(database: Database, *entries: tuple[str, int]) -> None:
    with database.writing() as connection:
        for key, minutes in entries:
            connection.execute(CASES.insert().values(BH=key, GXSJ=FIRST + timedelta(minutes=minutes)))


def add_log(database: Database, *numbers: int) -> None:
    with database.writing() as connection:
        for number in numbers:
            connection.execute(LOG.insert().values(XH=number, ZJ=f"J{number}"))


def keys(pages: object, column: str) -> list[object]:
    return [row[column] for page in pages for row in page.rows]


def test_reading_cannot_write(database: Database) -> None:
    """The database itself refuses, so a mistake in an adapter does no harm; writing works again afterwards."""
    add_cases(database, ("A", 0))
    with pytest.raises(OperationalError):
        database.rows("DELETE FROM T_TJAJ")
    add_cases(database, ("B", 0))
    assert len(database.rows("SELECT * FROM T_TJAJ")) == 2


def test_rehearsal_leaves_no_trace(database: Database) -> None:
    """A right is proven by a write that's rolled back."""
    with database.rehearsing() as connection:
        connection.execute(CASES.insert().values(BH="X", GXSJ=FIRST))
    assert database.rows("SELECT * FROM T_TJAJ") == []


def test_too_many_rows_is_an_error_not_a_cut(database: Database) -> None:
    """A silent limit would lose cases."""
    add_cases(database, *((f"{n:03}", n) for n in range(51)))
    with pytest.raises(ClosedInputError, match="more than 50"):
        database.rows("SELECT * FROM T_TJAJ")


def test_outage_is_an_outage(tmp_path: Path) -> None:
    """No folder, a lock: the host tries again; the message holds no address."""
    with pytest.raises(AgencyUnavailableError) as caught:
        Database(f"sqlite:///{tmp_path / 'no' / 'x.db'}", where="court").rows("SELECT 1")
    assert "court" in str(caught.value) and str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("url", ["court", "oracle+nodriver://hub:geheim@host/x", "nosuch://hub:geheim@host/x"])
def test_an_address_that_says_nothing_stops_at_start_up(url: str) -> None:
    """It's the operator's to mend; the address, with the password in it, stands in no message."""
    with pytest.raises(ConfigurationError) as refused:
        Database(url, where="native")
    assert refused.value.where == "native" and refused.value.remedy
    assert "geheim" not in str(refused.value)


def test_a_driver_that_is_not_installed_is_named() -> None:
    """Drivers are extras of the distribution: whoever connects such a system is told what to install."""
    with pytest.raises(ConfigurationError, match=r"cx_Oracle isn't installed"):
        Database("oracle+cx_oracle://hub:geheim@host/x", where="native")


def test_a_lock_is_an_outage(database: Database) -> None:
    """A table that stays locked past the time limit."""
    blocker = database.engine.connect()
    blocker.exec_driver_sql("BEGIN EXCLUSIVE")
    with pytest.raises(AgencyUnavailableError):
        database.rows("SELECT * FROM T_TJAJ")
    blocker.exec_driver_sql("ROLLBACK")
    blocker.close()


def test_a_missing_table_is_a_mistake(database: Database) -> None:
    """Trying again would never help, so it isn't called an outage."""
    with pytest.raises(OperationalError):
        database.rows("SELECT * FROM NOPE")
    assert database.columns("NOPE") == frozenset() and database.columns("T_TJAJ") == {"BH", "GXSJ"}


def test_water_mark_pages_through_equal_times(database: Database) -> None:
    """More rows of one instant than a page holds are neither lost nor endless."""
    add_cases(database, *((f"{n:02}", 0) for n in range(7)), ("99", 1))
    mark = WaterMark(table=CASES, mark=CASES.c.GXSJ, key=CASES.c.BH, page=3)
    pages = list(mark.pages(database, None))
    assert keys(pages, "BH") == [*(f"{n:02}" for n in range(7)), "99"]
    for count, page in enumerate(pages):
        assert set(keys(mark.pages(database, page.cursor), "BH")) >= set(keys(pages[count + 1 :], "BH"))


def test_water_mark_sees_a_late_commit_within_the_overlap(database: Database) -> None:
    """A transaction that committed after a later one was read is found by the overlap."""
    mark = WaterMark(table=CASES, mark=CASES.c.GXSJ, key=CASES.c.BH, overlap=timedelta(minutes=10))
    add_cases(database, ("A", 0), ("C", 60))
    cursor = list(mark.pages(database, None))[-1].cursor
    add_cases(database, ("B", 55), ("TOO-LATE", 40))
    (page,) = mark.pages(database, cursor)
    assert keys([page], "BH") == ["B", "C"]
    assert json.loads(page.cursor)["mark"].startswith("2026-03-01 01:00")


def test_water_mark_on_text_columns(database: Database) -> None:
    """A text column keeps its spelling, so that comparison stays that of the column."""
    table = sa.Table(
        "x", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("updated_at", sa.String)
    )
    with database.writing() as connection:
        table.create(connection)
        for number, at in enumerate(("2026-03-01T08:00:00", "2026-03-01T09:00:00", None)):
            connection.execute(table.insert().values(id=number, updated_at=at))
    mark = WaterMark(table=table, mark=table.c.updated_at, key=table.c.id)
    pages = list(mark.pages(database, None))
    assert keys(pages, "id") == [0, 1]
    assert keys(mark.pages(database, pages[-1].cursor), "id") == [1]


def test_sequence_waits_for_a_gap(database: Database) -> None:
    """A number that commits late behind a higher one isn't lost; one that never comes is given up in time."""
    log = SequenceLog(table=LOG, sequence=LOG.c.XH, page=4, patience=timedelta(minutes=30))
    add_log(database, 1, 2, 4, 5, 7, 8)
    pages = list(log.pages(database, None, now=NOW))
    assert keys(pages, "XH") == [1, 2, 4, 5, 7, 8]
    assert set(json.loads(pages[-1].cursor)["gaps"]) == {"3", "6"}
    add_log(database, 3, 9)
    later = list(log.pages(database, pages[-1].cursor, now=NOW + timedelta(minutes=20)))
    assert keys(later, "XH") == [3, 9] and set(json.loads(later[-1].cursor)["gaps"]) == {"6"}
    (given_up,) = log.pages(database, later[-1].cursor, now=NOW + timedelta(minutes=40))
    assert given_up.rows == () and json.loads(given_up.cursor)["gaps"] == {}
    assert list(log.pages(database, given_up.cursor, now=NOW + timedelta(minutes=50))) == []


def test_sequence_resumes_from_every_page(database: Database) -> None:
    """Nothing is lost behind any page."""
    add_log(database, *range(1, 12))
    log = SequenceLog(table=LOG, sequence=LOG.c.XH, page=4)
    pages = list(log.pages(database, None, now=NOW))
    for count, page in enumerate(pages):
        assert keys(log.pages(database, page.cursor, now=NOW), "XH") == keys(pages[count + 1 :], "XH")


def test_a_huge_gap_is_bounded(database: Database) -> None:
    """A number that jumped by a million doesn't fill the cursor."""
    log = SequenceLog(table=LOG, sequence=LOG.c.XH, most_gaps=10)
    add_log(database, 1, 1_000_000)
    (page,) = log.pages(database, None, now=NOW)
    assert len(json.loads(page.cursor)["gaps"]) == 10


def test_native_values_are_plain() -> None:
    """Whatever a driver gives becomes what JSON holds, exactly."""
    held = {"a": Decimal("0.10"), "b": FIRST, "c": b"\x00\xff", "d": [None, 1.5], "e": {"f": FIRST.date()}}
    assert as_native(held) == {
        "a": "0.10",
        "b": "2026-03-01 00:00:00",
        "c": "AP8=",
        "d": [None, 1.5],
        "e": {"f": "2026-03-01"},
    }
    assert version_of({"a": 1}) != version_of({"a": "1"})
