"""The adapter contract, on SQLite and on a real MariaDB with GBK columns."""

from __future__ import annotations

import pytest

from hub.testing import AdapterContract, NativeSite


class TestOnSqlite(AdapterContract):
    @pytest.fixture
    def site(self, sqlite_site: NativeSite) -> NativeSite:
        return sqlite_site


@pytest.mark.mariadb
class TestOnMariadb(AdapterContract):
    @pytest.fixture
    def site(self, mariadb_site: NativeSite) -> NativeSite:
        return mariadb_site
