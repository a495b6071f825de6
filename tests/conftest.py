"""All tests on a real Apache Kafka run in one process, whatever the number of workers: one broker serves them all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Put what is marked ``kafka`` into one group of ``--dist loadgroup``."""
    for item in items:
        if item.get_closest_marker("kafka") is not None:
            item.add_marker(pytest.mark.xdist_group("kafka"))
