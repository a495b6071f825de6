"""A department's database in a test: rows typed in, changed and read natively, and outages that are real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.connectors.sql import Database, SqlLimits
from hub.core.errors import AgencyUnavailableError
from hub.testing.sql_site import LockedFile, SqlSite, create_file


class Site(SqlSite):
    tables = ("T_AJ", "T_DSR")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "native.db"
    create_file(path, 'CREATE TABLE "T_AJ" ("BH" TEXT, "AH" TEXT); CREATE TABLE "T_DSR" ("BH" TEXT, "XM" TEXT);')
    return path


@pytest.fixture
def site(path: Path) -> Iterator[Site]:
    site = Site(f"sqlite:///{path}", LockedFile(path))
    yield site
    site.close()


def test_rows_are_typed_in_changed_and_read(site: Site) -> None:
    site.insert("T_AJ", {"BH": "1", "AH": "甲"})
    site.insert("T_AJ", {"BH": "2", "AH": "乙"})
    site.insert("T_DSR", {"BH": "1", "XM": "赵长河"})
    site.change("T_AJ", ("BH", "2"), {"AH": "丙", "BH": "3"})
    assert site.rows_of("T_AJ") == ["('1', '甲')", "('3', '丙')"]
    assert site.content() == "('1', '甲')\n('3', '丙')\n('1', '赵长河')"


def test_native_clock_goes_on(site: Site) -> None:
    times = [site.now() for _ in range(61)]
    assert times == sorted(set(times)) and times[0] == "2026-03-16 09:30:01" and times[-1] == "2026-03-16 09:31:01"


def test_locked_file_is_an_outage_until_it_ends(site: Site, path: Path) -> None:
    database = Database(f"sqlite:///{path}", where="test", limits=SqlLimits(seconds=1))
    site.stop()
    with pytest.raises(AgencyUnavailableError):
        database.rows("SELECT * FROM T_AJ")
    site.start()
    assert database.rows("SELECT * FROM T_AJ") == []
    site.start()
    database.close()
