"""``hub topics apply`` brings a cluster to what the table says, may be killed anywhere, and changes nothing twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from kafka import KafkaAdminClient

from hub.bus.kafka import ClusterAdministration, KafkaAccess, KafkaBus, administration
from hub.core.entitlements import AGENCY_QUOTA
from hub.core.topic_plan import PartitionsRefused, plan, wanted_of
from hub.core.topics import LINK_PAIRS, submissions_of
from tests.bus_contract import AT

pytestmark = pytest.mark.kafka

WANTED = wanted_of(["court"], 2)


class PowerCutError(Exception):
    """The process ends here."""


def test_apply_leaves_nothing_to_do_and_does_nothing_twice(administrator: KafkaAccess) -> None:
    with administration(administrator) as admin:
        first = plan(WANTED, admin.standing())
        assert len(first.create) == len(WANTED.topics) and first.quotas["agency.court"] == AGENCY_QUOTA
        admin.apply(first)
        standing = admin.standing()
        assert plan(WANTED, standing).is_done and standing.grants == WANTED.grants
        assert standing.quotas == WANTED.quotas
        done: list[str] = []
        admin.apply(first, done.append)
        assert plan(WANTED, admin.standing()).is_done


def test_killed_anywhere_the_next_apply_finishes(administrator: KafkaAccess) -> None:
    with administration(administrator) as admin:
        killed = 0
        while not (left := plan(WANTED, admin.standing())).is_done:
            with suppress(PowerCutError):
                admin.apply(left, PowerCut(3))
                killed -= 1
            killed += 1
        assert killed > 3


class PowerCut:
    """Ends the process when so many parts are done."""

    def __init__(self, parts: int) -> None:
        self.left = parts

    def __call__(self, what: str) -> None:
        self.left -= 1
        if not self.left:
            raise PowerCutError(what)


def test_what_drifted_is_shown_and_brought_back(administrator: KafkaAccess) -> None:
    """A setting changed by hand, a right too many, a right too few, an agency that left."""
    with administration(administrator) as admin:
        admin.apply(plan(wanted_of(["court", "police"], 2), admin.standing()))
        drifted = plan(WANTED, admin.standing())
        assert {grant.principal for grant in drifted.revoke} >= {"agency.police", "agency.police-2"}
        assert drifted.quotas == {"agency.police": None, "agency.police-2": None}
        assert set(drifted.unknown) == {"submissions.police", "agency.inbox.police"} and not drifted.create
        admin.apply(drifted)
        after = plan(WANTED, admin.standing())
        assert after.is_done and after.unknown == drifted.unknown, "topics of who left are named, never deleted"


def test_other_partitions_are_refused_and_data_stays(administrator: KafkaAccess) -> None:
    """Refused where a key's partition is relied upon; an agency's topic keeps the number that it has."""
    topic, agencys = LINK_PAIRS, submissions_of("court")
    client = KafkaAdminClient(**administrator.settings())
    one = {"num_partitions": 1, "replication_factor": 1}
    client.create_topics({administrator.prefix + name: one for name in (topic, agencys)})
    client.close()
    with administration(administrator) as admin:
        found = plan(WANTED, admin.standing())
        assert found.refused == (PartitionsRefused(topic=topic, has=1, wanted=2),)
        assert {change.setting for change in found.settings} >= {"retention.ms", "message.timestamp.type"}
        admin.apply(found)
        bus = KafkaBus(administrator)
        bus.append(topic, [("k", b"kept", AT, {})])
        again = plan(WANTED, admin.standing())
        assert again.is_done and again.refused == found.refused
        admin.apply(again)
        assert [record.value for record in bus.read(topic, 0, 0, 9)] == [b"kept"]
        bus.close()


def test_other_hubs_of_the_cluster_are_left_alone(administrator: KafkaAccess) -> None:
    neighbour = replace(administrator, prefix=f"{administrator.prefix}neighbour.")
    with administration(neighbour) as theirs:
        theirs.apply(plan(WANTED, theirs.standing()))
        before = theirs.standing()
        with administration(replace(administrator, prefix="mine." + administrator.prefix)) as mine:
            mine.apply(plan(wanted_of(["police"], 1), mine.standing()))
        assert theirs.standing() == before


def test_passwords_are_given_to_one_of_two_users(administrator: KafkaAccess) -> None:
    admin = ClusterAdministration(administrator)
    assert admin.users() == frozenset()
    admin.put_password("agency.court", "first")
    admin.put_password("agency.court-2", "second")
    assert admin.users() == {"agency.court", "agency.court-2"}
    admin.take_password("agency.court")
    assert admin.users() == {"agency.court-2"}
    admin.close()
