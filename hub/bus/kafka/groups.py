"""Consumer groups seen from outside: who is a member, what it was given, and letting one leave."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka.admin import MemberToRemove

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms

# it would warn, with each look, that it can't read what Faust's assignor tells its members
logging.getLogger("kafka.admin._groups").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """One member: its lasting name, the machine it speaks from, the partitions of *topic* that it was given."""

    name: str
    host: str
    partitions: tuple[int, ...]


def members_of(access: KafkaAccess, group: str, topic: str) -> list[GroupMember]:
    """
    Return the members of *group* and what each was given of *topic*, by name; none for a group that never was.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
        AccessDeniedError: this principal may not look at the group.
    """
    with _administrator(access, group) as admin:
        found = admin.describe_groups([access.prefix + group])[access.prefix + group]
    members = [
        GroupMember(
            name=str(member.get("group_instance_id") or member["member_id"]),
            host=str(member.get("client_host") or "").lstrip("/"),
            partitions=tuple(sorted(_partitions(member.get("member_assignment"), access.named(topic)))),
        )
        for member in found.get("members", ())
    ]
    return sorted(members, key=lambda member: member.name)


def _partitions(assignment: object, topic: str) -> Iterator[int]:
    if not isinstance(assignment, dict):
        return  # a rebalance is under way
    for given in assignment.get("assigned_partitions", ()):
        if given["topic"] == topic:
            yield from given["partitions"]


def leave_group(access: KafkaAccess, group: str, name: str) -> None:
    """
    Take the static member *name* out of *group*, so that the others needn't wait for its session to end.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    with _administrator(access, group) as admin:
        admin.remove_group_members(access.prefix + group, [MemberToRemove(group_instance_id=name)])


@contextmanager
def _administrator(access: KafkaAccess, where: str) -> Iterator[KafkaAdminClient]:
    with in_hub_terms(where):
        admin = KafkaAdminClient(**access.settings())
        try:
            yield admin
        finally:
            admin.close()
