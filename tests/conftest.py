"""All tests on a real Apache Kafka run in one process, whatever the number of workers: one broker serves them all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

GROUP = "kafka"
WORLD = re.compile(r"(^|-)kafka-\d")
"""What the id of a parameter says of a world on a cluster: its engine and its number of shards."""


def needs_broker(nodeid: str) -> bool:
    """Return whether the test *nodeid* says by its place or its parameter that it needs a broker."""
    place, _, parameters = nodeid.partition("[")
    return "/kafka/" in place or WORLD.search(parameters) is not None


class OneBroker(LoadGroupScheduling):
    """
    Gives one worker every test that needs a broker, first of all; the others take what is left, one by one.

    ``--dist loadgroup`` did so by a suffix to the test's id, which pytest 9.2 lets nobody change: it went on without a
    word (pytest-xdist issue 1386), and each worker started brokers of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        return GROUP if needs_broker(nodeid) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBroker | None:
    """Schedule so wherever tests are spread over workers as it comes."""
    return OneBroker(config, log) if config.getvalue("dist") in ("load", "loadgroup") else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Hold the marker ``kafka`` and the ids of tests to each other: workers are told ids alone."""
    for item in items:
        if needs_broker(item.nodeid) != (item.get_closest_marker("kafka") is not None):
            raise pytest.UsageError(
                f"{item.nodeid}: a test that needs a broker is marked kafka and stands below a folder kafka,"
                " or its parameter's id is kafka- and a number"
            )
