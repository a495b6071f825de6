"""The adapter contract, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import pytest

from hub.testing import AdapterContract, NativeSite


class TestOnSqlite(AdapterContract):
    @pytest.fixture
    def site(self, sqlite_site: NativeSite) -> NativeSite:
        return sqlite_site


@pytest.mark.postgresql
class TestOnPostgresql(AdapterContract):
    @pytest.fixture
    def site(self, postgresql_site: NativeSite) -> NativeSite:
        return postgresql_site
