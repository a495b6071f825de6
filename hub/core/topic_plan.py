"""
The difference between the table of topics and a cluster: what ``hub topics plan`` shows and ``apply`` does.

Nothing is ever deleted and no partition count changes: a topic with other partitions is refused with the procedure that
does it right (design §3 rule 6), one that nobody knows is only named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hub.core.entitlements import (
    HUBS_OWN,
    Grant,
    Quota,
    entitlements,
    owner_of,
    principal_of,
    quotas,
    seats_of,
    with_seats,
)
from hub.core.layout import LaidTopic, layout
from hub.core.topics import TOPICS, VERSIONED, split_version

_SINGLE = frozenset(topic.name for topic in TOPICS if topic.single_partition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a hub wants of its cluster."""

    topics: tuple[LaidTopic, ...]
    grants: frozenset[Grant]
    quotas: Mapping[str, Quota]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What a cluster has for one hub, names without the hub's prefix.

    Attributes:
        topics: By name.
        grants: Of users that are the hub's by their names; those of others aren't looked at.
        quotas: By user.
    """

    topics: Mapping[str, LaidTopic]
    grants: frozenset[Grant]
    quotas: Mapping[str, Quota]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting of one topic that differs."""

    topic: str
    setting: str
    has: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionsRefused:
    """A topic of processors with another number of partitions: where its keys stand can't be changed under them."""

    topic: str
    has: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPlan:
    """All that differs; ``refused`` and ``unknown`` are for people, the rest is done by ``hub topics apply``."""

    create: tuple[LaidTopic, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    grant: tuple[Grant, ...] = ()
    revoke: tuple[Grant, ...] = ()
    quotas: Mapping[str, Quota | None] = field(default_factory=dict)
    refused: tuple[PartitionsRefused, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do; what is refused or unknown stays."""
        return not (self.create or self.settings or self.grant or self.revoke or self.quotas)


def wanted_of(agencies: Iterable[str], shards: int, version: int = 1) -> Wanted:
    """Return what a hub with *agencies* and *shards*, in *version* of the topics that processors read, wants."""
    known = sorted(set(agencies))
    return Wanted(
        topics=layout(known, shards, version),
        grants=with_seats(entitlements(known)),
        quotas={seat: quota for principal, quota in quotas(known).items() for seat in seats_of(principal)},
    )


def is_hubs_user(user: str) -> bool:
    """Return whether *user* (without the prefix) is one of a hub's principals, of an agency that left it too."""
    owner = owner_of(user)
    return owner in HUBS_OWN or owner.startswith(principal_of(""))


def plan(wanted: Wanted, standing: Standing) -> TopicPlan:
    """Return what must be done so that *standing* is as *wanted*."""
    known = {topic.name: topic for topic in wanted.topics}
    present = [(topic, standing.topics[name]) for name, topic in known.items() if name in standing.topics]
    return TopicPlan(
        create=tuple(topic for name, topic in known.items() if name not in standing.topics),
        settings=tuple(change for topic, has in present for change in _settings(topic, has)),
        grant=tuple(sorted(wanted.grants - standing.grants)),
        revoke=tuple(sorted(grant for grant in standing.grants - wanted.grants if is_hubs_user(grant.principal))),
        quotas=_quotas(wanted, standing),
        refused=tuple(
            PartitionsRefused(topic=topic.name, has=has.partitions, wanted=topic.partitions)
            for topic, has in present
            if has.partitions != topic.partitions and _is_bound(topic.name)
        ),
        unknown=tuple(sorted(standing.topics.keys() - known.keys())),
    )


def _is_bound(name: str) -> bool:
    """Return whether what stands on which partition of the topic *name* is relied upon."""
    return name in _SINGLE or split_version(name)[0] in VERSIONED


def _settings(topic: LaidTopic, has: LaidTopic) -> Iterator[SettingChange]:
    for setting, wanted in topic.settings.items():
        now = has.settings.get(setting, "")
        if now != wanted:
            yield SettingChange(topic=topic.name, setting=setting, has=now, wanted=wanted)


def _quotas(wanted: Wanted, standing: Standing) -> dict[str, Quota | None]:
    changed: dict[str, Quota | None] = {
        user: quota for user, quota in wanted.quotas.items() if standing.quotas.get(user) != quota
    }
    gone = (user for user in standing.quotas if user not in wanted.quotas and is_hubs_user(user))
    return changed | dict.fromkeys(gone)
