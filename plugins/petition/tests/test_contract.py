from __future__ import annotations

import pytest

from hub.testing import AdapterContract


class TestPetitionContract(AdapterContract):
    """The conformance kit on a real folder with snapshots."""

    @pytest.fixture
    def site(self, office):
        return office
