"""Which worker runs which tests: what needs brokers or a browser runs in few processes, so that they start once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

WORLD = re.compile(r"(^|-)kafka-\d")
"""What the id of a parameter says of a world on a cluster: its engine and its number of shards."""

SECURED = "kafka-secured"
ENGINE = "kafka-engine"
GROUPS = dict.fromkeys(
    (
        "test_denials", "test_forwarder", "test_kafka_kit", "test_secured_worker", "test_topic_administration",
        "test_topics_verbs", "test_worker_operations", "test_cluster_adapter", "test_compose_files",
        "test_least_rights", "test_rehearsals", "test_hub_on_kafka", "test_migrate_verb", "test_versions",
        "test_workers",
    ),
    SECURED,
)  # fmt: skip
"""
Files whose tests one worker runs, of all that need a broker; what isn't here is in the group of the engine.

Tests on the secured cluster with some that mostly wait for other processes, and the rest: as long as each other. No
more than two groups: with that of the browser they take three workers, and a fourth computes from the beginning all
the rest, while these wait. So ``make test`` starts two workers more than there are processors.
"""


def group_of(nodeid: str) -> str | None:
    """Return the group of the test *nodeid* where its place or its parameter says that it needs a broker."""
    place, _, parameters = nodeid.partition("[")
    if "/kafka/" not in place and WORLD.search(parameters) is None:
        return None
    return GROUPS.get(place.partition("::")[0].rpartition("/")[2].removesuffix(".py"), ENGINE)


def place_of(nodeid: str) -> str | None:
    """Return the group of the test *nodeid* where it needs a broker or a browser."""
    return "browser" if nodeid.startswith("tests/browser/") else group_of(nodeid)


class FewBrokers(LoadGroupScheduling):
    """
    Gives each group of tests that need a broker to one worker, first of all; the others take what is left, one by one.

    The tests in a browser are a group of their own: one console serves them all.

    ``--dist loadgroup`` did so by a suffix to the test's id, which pytest 9.2 lets nobody change: it went on without a
    word (pytest-xdist issue 1386), and each worker started brokers of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        return place_of(nodeid) or str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FewBrokers | None:
    """Schedule so wherever tests are spread over workers as it comes."""
    return FewBrokers(config, log) if config.getvalue("dist") in ("load", "loadgroup") else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Hold the marker ``kafka`` and the ids of tests to each other: workers are told ids alone."""
    for item in items:
        if (group_of(item.nodeid) is None) is (item.get_closest_marker("kafka") is not None):
            raise pytest.UsageError(
                f"{item.nodeid}: a test that needs a broker is marked kafka and stands below a folder kafka,"
                " or its parameter's id is kafka- and a number"
            )
