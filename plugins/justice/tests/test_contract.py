"""The adapter keeps the contract of every adapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.testing import AdapterContract, FixedClock, NativeSite


class TestJusticeContract(AdapterContract):
    """On three offices' ledgers."""

    @pytest.fixture
    def clock(self) -> FixedClock:
        return FixedClock()

    @pytest.fixture
    def site(self, request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> NativeSite:
        found: NativeSite = request.getfixturevalue("justice_site")
        return found
