"""A mapped ledger keeps what every plugin must: the same kit, over three kinds of source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.testing import AdapterContract, FixedClock, NativeSite
from tests.mapping_site import ExportSite, LedgerFileSite, TableSite

MONDAY = datetime(2026, 4, 13, 1, tzinfo=UTC)
"""On which March's files come."""


class TestWorkbookContract(AdapterContract):
    @pytest.fixture
    def clock(self) -> FixedClock:
        return FixedClock(MONDAY)

    @pytest.fixture
    def site(self, tmp_path: Path, clock: FixedClock) -> NativeSite:
        return LedgerFileSite(tmp_path, clock)


class TestExportContract(AdapterContract):
    @pytest.fixture
    def clock(self) -> FixedClock:
        return FixedClock(MONDAY)

    @pytest.fixture
    def site(self, tmp_path: Path, clock: FixedClock) -> NativeSite:
        words = ("佳劳人仲字〔2026〕第32号", "JAFS", ",2,", ",77,")
        site = ExportSite(tmp_path, clock, "labour-arbitration", words)
        site._edit(lambda text: text.replace(next(line for line in text.splitlines() if "第38号" in line) + "\r\n", ""))
        return site


class TestTableContract(AdapterContract):
    @pytest.fixture
    def clock(self) -> FixedClock:
        return FixedClock(MONDAY)

    @pytest.fixture
    def site(self, tmp_path: Path, clock: FixedClock) -> NativeSite:
        return TableSite(tmp_path, clock)
