"""One console for all tests of pages that only read; who changes something opens a rig of its own."""

from __future__ import annotations

import pytest

from tests.console_rig import Rig, open_rig


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return open_rig(tmp_path_factory.mktemp("console"))
