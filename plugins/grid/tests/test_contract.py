from __future__ import annotations

import pytest

from hub.testing import AdapterContract


class TestGridContract(AdapterContract):
    """The conformance kit on a real HTTP server."""

    @pytest.fixture
    def site(self, app):
        return app
