"""Looks at a department's database: what is missing is named, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.connectors.sql import Database
from hub.plugins.database_checks import check_database, unique_delivery_line, write_right_line
from hub.plugins.spec import CheckLine

INBOX = sa.Table("INBOX", sa.MetaData(), *(sa.Column(name, sa.String) for name in ("SDBH", "NR")))
CASES = sa.Table("CASES", sa.MetaData(), sa.Column("BH", sa.String))


def _must_not_look() -> CheckLine:
    raise AssertionError("looked further although the tables aren't there")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'native.db'}", where="test")
    yield opened
    opened.close()


def _run(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_everything_there_is_looked_at_in_order(database: Database) -> None:
    _run(database, "CREATE TABLE CASES (BH TEXT)", "CREATE TABLE INBOX (SDBH TEXT UNIQUE, NR TEXT, MORE TEXT)")
    looks = (lambda: unique_delivery_line(database, INBOX, "SDBH"),)
    lines = check_database(database, (CASES, INBOX), looks)
    assert [line.en for line in lines] == ["Connection", "Table CASES", "Table INBOX", "INBOX delivery id is unique"]
    assert all(line.ok and not line.remedy for line in lines)


def test_missing_columns_are_named_and_end_the_check(database: Database) -> None:
    _run(database, "CREATE TABLE CASES (BH TEXT)", "CREATE TABLE INBOX (NR TEXT)")
    *_, inbox = check_database(database, (CASES, INBOX), (_must_not_look,))
    assert (inbox.en, inbox.ok, inbox.detail) == ("Table INBOX", False, "SDBH") and inbox.remedy


def test_without_a_connection_only_that_is_said(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no folder' / 'native.db'}", where="test")
    (line,) = check_database(database, (CASES,), (_must_not_look,))
    assert (line.en, line.ok) == ("Connection", False) and line.detail and line.remedy


@pytest.mark.parametrize(
    ("statement", "ok"),
    [
        ("CREATE TABLE INBOX (SDBH TEXT UNIQUE, NR TEXT)", True),
        ("CREATE TABLE INBOX (SDBH TEXT, NR TEXT, UNIQUE (SDBH, NR))", False),
        ("CREATE TABLE INBOX (SDBH TEXT, NR TEXT)", False),
    ],
)
def test_delivery_id_must_be_unique_by_itself(database: Database, statement: str, *, ok: bool) -> None:
    _run(database, statement)
    line = unique_delivery_line(database, INBOX, "SDBH")
    assert line.ok is ok and bool(line.remedy) is not ok


def test_unique_index_will_do(database: Database) -> None:
    _run(database, "CREATE TABLE INBOX (SDBH TEXT, NR TEXT)", "CREATE UNIQUE INDEX once ON INBOX (SDBH)")
    assert unique_delivery_line(database, INBOX, "SDBH").ok


def test_right_to_write_is_proved_without_a_trace(database: Database) -> None:
    _run(database, "CREATE TABLE INBOX (SDBH TEXT, NR TEXT NOT NULL)")
    insert = sa.insert(INBOX)
    granted = write_right_line(database, insert.values(SDBH="x", NR="x"), zh="写入权限", remedy="grant it")
    refused = write_right_line(database, insert.values(SDBH="x"), zh="写入权限", remedy="grant it")
    assert (granted.ok, granted.remedy, refused.ok, refused.remedy) == (True, "", False, "grant it")
    assert database.rows(sa.select(INBOX)) == []
