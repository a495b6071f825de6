"""The conformance kit holds on the sample adapter: the kit itself is proven here."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.testing import AdapterContract, FixedClock, NativeSite
from tests.ledger_site import LedgerSite


class TestLedgerContract(AdapterContract):
    @pytest.fixture
    def site(self, tmp_path: Path, clock: FixedClock) -> NativeSite:
        return LedgerSite(tmp_path, clock)
