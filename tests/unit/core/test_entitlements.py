"""Who may do what: least privilege for everybody, an agency nothing but its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.entitlements import (
    ADMINISTRATOR,
    ENTITLED_AGENCIES,
    FORWARDER,
    MONITOR,
    SERVICE,
    WORKERS,
    Grant,
    Operation,
    Resource,
    ResourceKind,
    entitlements,
    is_allowed,
    owner_of,
    principal_of,
    principals,
    seats_of,
    with_seats,
)
from hub.core.layout import layout
from hub.core.topics import TOPICS, inbox_of, submissions_of

AGENCIES = ("court", "grid", "justice", "police")
CODES = st.lists(st.text("abcxyz", min_size=2, max_size=4) | st.just("justice"), min_size=1, max_size=4, unique=True)


def may(principal: str, operation: Operation, kind: ResourceKind, name: str) -> bool:
    return is_allowed(entitlements(AGENCIES), Grant(principal, operation, Resource(kind, name)))


@settings(deadline=None)
@given(CODES)
def test_an_agency_has_nothing_of_another(codes: list[str]) -> None:
    grants = entitlements(codes)
    for agency in codes:
        mine = {grant for grant in grants if grant.principal == principal_of(agency)}
        written = {g.resource.name for g in mine if g.operation is Operation.WRITE and g.resource.kind == "TOPIC"}
        read = {g.resource.name for g in mine if g.operation is Operation.READ and g.resource.kind == "TOPIC"}
        assert written == {submissions_of(agency)}
        extra = {"dispute.events", "report.events", "statistics.monthly"} if agency == "justice" else set()
        assert read == {inbox_of(agency)} | extra
        assert {g.resource.name for g in mine if g.resource.kind == "GROUP"} == {agency}
        assert not {g.resource.kind for g in mine} & {ResourceKind.CLUSTER}
        for other in set(codes) - {agency}:
            for name in (f"append/{principal_of(other)}/1", f"position/{other}/t/0"):
                wanted = Grant(principal_of(agency), Operation.WRITE, Resource(ResourceKind.TRANSACTIONAL_ID, name))
                assert not is_allowed(grants, wanted)


@settings(deadline=None)
@given(CODES)
def test_every_topic_has_a_writer_and_a_reader(codes: list[str]) -> None:
    grants = entitlements(codes)
    for topic in layout(codes, 2):
        able = {g.operation for g in grants if g.resource.kind is ResourceKind.TOPIC and g.resource.covers(topic.name)}
        assert Operation.READ in able
        assert Operation.WRITE in able or topic.name == "hub.shards"


def test_every_role_of_the_table_is_somebodys() -> None:
    """A role that nobody plays would leave a topic without those it's for."""
    grants = entitlements(AGENCIES)
    for topic in TOPICS:
        names = {one.name for one in layout(AGENCIES, 1) if one.name == topic.name or one.name.startswith(topic.name)}
        for operation, roles in ((Operation.WRITE, topic.writers), (Operation.READ, topic.readers)):
            holders = {g.principal for g in grants if g.operation is operation and g.resource.name in names}
            assert len(holders) >= (1 if roles else 0), topic.name
    assert set(ENTITLED_AGENCIES) <= {role for topic in TOPICS for role in topic.readers}


@pytest.mark.parametrize("principal", [WORKERS, SERVICE])
def test_only_the_forwarder_reads_what_agencies_wrote(principal: str) -> None:
    for agency in AGENCIES:
        assert may(FORWARDER, Operation.READ, ResourceKind.TOPIC, submissions_of(agency))
        assert not may(principal, Operation.READ, ResourceKind.TOPIC, submissions_of(agency))


def test_nobody_deletes_and_only_the_administrator_alters() -> None:
    grants = entitlements(AGENCIES)
    assert not [grant for grant in grants if grant.operation in {Operation.DELETE, Operation.CLUSTER_ACTION}]
    altering = {Operation.ALTER, Operation.ALTER_CONFIGS, Operation.CREATE}
    assert {grant.principal for grant in grants if grant.operation in altering} == {ADMINISTRATOR}
    records = {Operation.READ, Operation.WRITE}
    assert not [g for g in grants if g.principal in {ADMINISTRATOR, MONITOR} and g.operation in records]


def test_two_users_of_a_principal_have_the_same_rights() -> None:
    assert seats_of("agency.court") == ("agency.court", "agency.court-2")
    assert {owner_of(seat) for seat in seats_of("hub.service")} == {"hub.service"}
    grants = entitlements(AGENCIES)
    both = with_seats(grants)
    assert len(both) == 2 * len(grants)
    assert {owner_of(grant.principal) for grant in both} == set(principals(AGENCIES))
