"""
Who may do what on a cluster, from the one table of topics: least privilege for every principal, no super user.

A broker's access lists can't see keys. So an agency writes only a topic of its own, and a forwarder of the hub takes in
what stands there; it reads its own inbox, and what its office entitles it to (design §4, §8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.core.layout import names_of
from hub.core.ports import Topic
from hub.core.topics import ENGINE_TOPICS, TOPICS, VERSIONED

WORKERS = "hub.workers"
SERVICE = "hub.service"
FORWARDER = "hub.forwarder"
MONITOR = "hub.monitor"
ADMINISTRATOR = "hub.admin"
MAINTAINER = "hub.maintainer"
"""Carries the hub elsewhere, puts a rebuilt processor in place, gives records again; has a password only meanwhile."""

HUBS_OWN = (WORKERS, SERVICE, FORWARDER, MONITOR, ADMINISTRATOR, MAINTAINER)

ENGINE_GROUP = "engine"
FORWARDER_GROUP = "forwarder"
SETTINGS_WRITER = "settings"
"""Name under which the console and ``hub run`` tell workers of amended settings."""

SECOND_SEAT = "-2"
"""A principal has two users, so that the password of one may change while the other works (ADR 0066)."""

_PRINCIPALS_OF_ROLE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("engine", "intake", "lifecycle", "linking", "reporting", "clerk"), (WORKERS,)),
    **dict.fromkeys(("gateway", "console", "adapter", "monthly", "projection", "evidence", "vault"), (SERVICE,)),
    "forwarder": (FORWARDER,),
    "hub": (WORKERS, SERVICE, FORWARDER),
}
"""Which of the hub's own principals plays each role of the table."""

ENTITLED_AGENCIES: Mapping[str, tuple[str, ...]] = {"justice bureau": ("justice",), "entitled": ("justice",)}
"""Which agencies play a role: the justice bureau keeps the statistics and watches over the mechanism (domain §1)."""


class Operation(StrEnum):
    """What may be done, as brokers call it."""

    READ = "READ"
    WRITE = "WRITE"
    CREATE = "CREATE"
    DELETE = "DELETE"
    ALTER = "ALTER"
    DESCRIBE = "DESCRIBE"
    DESCRIBE_CONFIGS = "DESCRIBE_CONFIGS"
    ALTER_CONFIGS = "ALTER_CONFIGS"
    CLUSTER_ACTION = "CLUSTER_ACTION"
    IDEMPOTENT_WRITE = "IDEMPOTENT_WRITE"


class ResourceKind(StrEnum):
    """To what it may be done."""

    TOPIC = "TOPIC"
    GROUP = "GROUP"
    TRANSACTIONAL_ID = "TRANSACTIONAL_ID"
    CLUSTER = "CLUSTER"


IMPLIED: Mapping[Operation, frozenset[Operation]] = {
    Operation.READ: frozenset({Operation.DESCRIBE}),
    Operation.WRITE: frozenset({Operation.DESCRIBE}),
    Operation.DELETE: frozenset({Operation.DESCRIBE}),
    Operation.ALTER: frozenset({Operation.DESCRIBE}),
    Operation.ALTER_CONFIGS: frozenset({Operation.DESCRIBE_CONFIGS}),
}
"""What a broker takes as granted with another operation."""


@dataclass(frozen=True, slots=True, order=True)
class Resource:
    """A topic, group or transactional id by name, or all whose names begin so; the cluster has no name."""

    kind: ResourceKind
    name: str = ""
    is_prefix: bool = False

    def covers(self, name: str) -> bool:
        """Return whether *name* of this kind is meant."""
        return name.startswith(self.name) if self.is_prefix else name == self.name


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One line of the access lists; whoever has none for something may not do it."""

    principal: str
    operation: Operation
    resource: Resource


def principal_of(agency: str) -> str:
    """Return the principal of *agency*."""
    return f"agency.{agency}"


def principals(agencies: Iterable[str]) -> tuple[str, ...]:
    """Return every principal of a hub with *agencies*."""
    return (*HUBS_OWN, *(principal_of(agency) for agency in sorted(set(agencies))))


def seats_of(principal: str) -> tuple[str, str]:
    """Return the two users of *principal*."""
    return principal, principal + SECOND_SEAT


def owner_of(user: str) -> str:
    """
    Return the principal whose *user* it is.

    >>> owner_of("agency.court-2")
    'agency.court'
    """
    return user.removesuffix(SECOND_SEAT)


def entitlements(agencies: Iterable[str]) -> frozenset[Grant]:
    """Return all that anybody may do in a hub with *agencies*: what isn't here is denied."""
    known = sorted(set(agencies))
    grants = {
        *_by_table(known),
        *_of_workers(),
        *_of_service(known),
        *_of_forwarder(),
        *_of_monitor(known),
        *_of_administrator(),
        *_of_maintainer(known),
    }
    for agency in known:
        grants.update(_of_agency(agency))
    return frozenset(grants)


def with_seats(grants: Iterable[Grant]) -> frozenset[Grant]:
    """Return *grants* for both users of each principal."""
    return frozenset(
        Grant(seat, grant.operation, grant.resource) for grant in grants for seat in seats_of(grant.principal)
    )


def is_allowed(grants: Iterable[Grant], wanted: Grant) -> bool:
    """Return whether *grants* let the principal of *wanted* do it, as a broker decides."""
    return any(
        grant.principal == wanted.principal
        and (grant.operation is wanted.operation or wanted.operation in IMPLIED.get(grant.operation, ()))
        and grant.resource.kind is wanted.resource.kind
        and grant.resource.covers(wanted.resource.name)
        for grant in grants
    )


def _by_table(agencies: list[str]) -> Iterator[Grant]:
    for topic in (*TOPICS, *ENGINE_TOPICS):
        for operation, roles in ((Operation.WRITE, topic.writers), (Operation.READ, topic.readers)):
            for role in roles:
                yield from _of_role(topic, operation, role, agencies)


def _of_role(topic: Topic, operation: Operation, role: str, agencies: list[str]) -> Iterator[Grant]:
    if role == "agency":
        for agency in agencies:
            yield from _on_topic(principal_of(agency), operation, f"{topic.name}.{agency}")
        return
    entitled = [principal_of(agency) for agency in ENTITLED_AGENCIES.get(role, ()) if agency in agencies]
    for principal in (*_PRINCIPALS_OF_ROLE.get(role, ()), *entitled):
        for name in names_of(topic, agencies):
            yield from _on_topic(principal, operation, name)


def _on_topic(principal: str, operation: Operation, name: str) -> Iterator[Grant]:
    """
    Give the right to a topic; whoever reads one may know how long it keeps what they have not read.

    A topic that processors read is meant in every version, whose names begin with it.
    """
    topic = _topic(name)
    yield Grant(principal, operation, topic)
    if operation is Operation.READ:
        yield Grant(principal, Operation.DESCRIBE_CONFIGS, topic)


def _topic(name: str) -> Resource:
    return Resource(ResourceKind.TOPIC, name, is_prefix=name in VERSIONED)


def _group_of_workers(principal: str, operation: Operation) -> Grant:
    """Return the right to the group of workers, which has versions as their topics have."""
    return Grant(principal, operation, Resource(ResourceKind.GROUP, WORKERS, is_prefix=True))


def _group(principal: str, name: str) -> Grant:
    return Grant(principal, Operation.READ, Resource(ResourceKind.GROUP, name))


def _writes_as(principal: str, name: str, *, is_prefix: bool = False) -> Grant:
    return Grant(principal, Operation.WRITE, Resource(ResourceKind.TRANSACTIONAL_ID, name, is_prefix))


def _appends(principal: str) -> Grant:
    """Return the right to the transactional ids of a bus's appends, which stand under the principal's own name."""
    return _writes_as(principal, f"append/{principal}/", is_prefix=True)


def _of_agency(agency: str) -> Iterator[Grant]:
    principal = principal_of(agency)
    yield _group(principal, agency)
    yield _appends(principal)
    yield _writes_as(principal, f"position/{agency}/", is_prefix=True)


def _of_workers() -> Iterator[Grant]:
    yield _appends(WORKERS)
    yield _writes_as(WORKERS, "shard/", is_prefix=True)
    yield _writes_as(WORKERS, "cuts")
    yield _group_of_workers(WORKERS, Operation.READ)
    for group in (ENGINE_GROUP, "changelog", "cuts"):
        yield _group(WORKERS, group)


def _of_service(agencies: list[str]) -> Iterator[Grant]:
    """The process that keeps the time, answers questions, and hosts adapters of agencies without a host of theirs."""
    yield _appends(SERVICE)
    for name in ("clock", "cuts", SETTINGS_WRITER):
        yield _writes_as(SERVICE, name)
    yield _writes_as(SERVICE, "deadletters/", is_prefix=True)
    for group in (ENGINE_GROUP, "changelog", "cuts", "move", *agencies):
        yield _group(SERVICE, group)
    for agency in agencies:
        yield _writes_as(SERVICE, f"position/{agency}/", is_prefix=True)
    for topic in TOPICS:
        if "forwarder" not in topic.readers:
            for name in names_of(topic, agencies):
                yield from _on_topic(SERVICE, Operation.READ, name)
    # who looks at the workers sees which of them the group has
    yield _group_of_workers(SERVICE, Operation.DESCRIBE)


def _of_forwarder() -> Iterator[Grant]:
    yield _group(FORWARDER, FORWARDER_GROUP)
    yield _writes_as(FORWARDER, FORWARDER_GROUP)


def _of_maintainer(agencies: list[str]) -> Iterator[Grant]:
    """
    Reads and writes the whole log in the name of nobody's processor; makes, changes and deletes no topic.

    Takes every name under which somebody appends, so that nobody does while the hub moves.
    """
    for name in ("cuts", "clock", SETTINGS_WRITER, FORWARDER_GROUP):
        yield _writes_as(MAINTAINER, name)
    for prefix in ("shard/", "move/", "deadletters/", "append/"):
        yield _writes_as(MAINTAINER, prefix, is_prefix=True)
    for group in (ENGINE_GROUP, FORWARDER_GROUP, "changelog", "cuts", "move", *agencies):
        yield _group(MAINTAINER, group)
    for topic in (*TOPICS, *ENGINE_TOPICS):
        for name in names_of(topic, agencies):
            yield from _on_topic(MAINTAINER, Operation.READ, name)
            if topic.writers:
                yield from _on_topic(MAINTAINER, Operation.WRITE, name)


def _of_monitor(agencies: list[str]) -> Iterator[Grant]:
    """Sees positions and ends, never a record."""
    for topic in (*TOPICS, *ENGINE_TOPICS):
        for name in names_of(topic, agencies):
            yield Grant(MONITOR, Operation.DESCRIBE, _topic(name))
    yield _group_of_workers(MONITOR, Operation.DESCRIBE)
    for group in (ENGINE_GROUP, FORWARDER_GROUP, *agencies):
        yield Grant(MONITOR, Operation.DESCRIBE, Resource(ResourceKind.GROUP, group))
    yield Grant(MONITOR, Operation.DESCRIBE, Resource(ResourceKind.CLUSTER))


def _of_administrator() -> Iterator[Grant]:
    """Makes topics and access lists; reads and writes no record, deletes no topic."""
    everything = Resource(ResourceKind.TOPIC, "", is_prefix=True)
    for operation in (
        Operation.CREATE,
        Operation.ALTER,
        Operation.DESCRIBE,
        Operation.ALTER_CONFIGS,
        Operation.DESCRIBE_CONFIGS,
    ):
        yield Grant(ADMINISTRATOR, operation, everything)
    for operation in (
        Operation.ALTER,
        Operation.DESCRIBE,
        Operation.ALTER_CONFIGS,
        Operation.DESCRIBE_CONFIGS,
    ):
        yield Grant(ADMINISTRATOR, operation, Resource(ResourceKind.CLUSTER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Bytes a second that one broker takes from a user, and gives it."""

    produce: int
    consume: int


AGENCY_QUOTA = Quota(produce=4 << 20, consume=8 << 20)
"""
About 8,000 submissions of half a KiB a second and broker: an agency that floods slows itself down, nobody else. The
whole country states 18,600 a second on its busiest day (design §10), one agency of one city a few.
"""


def quotas(agencies: Iterable[str]) -> dict[str, Quota]:
    """Return the quota of each principal that has one; the hub's own have none."""
    return {principal_of(agency): AGENCY_QUOTA for agency in sorted(set(agencies))}
