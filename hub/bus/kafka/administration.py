"""What a cluster has for one hub, and bringing it to what the table of topics says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from kafka import KafkaAdminClient, errors
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.protocol.admin import AlterClientQuotasRequest, DescribeClientQuotasRequest

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms
from hub.bus.kafka.introduction import introduce
from hub.core.entitlements import Grant, Operation, Quota, Resource, ResourceKind
from hub.core.layout import LaidTopic
from hub.core.topic_plan import Standing, TopicPlan, is_hubs_user

_EVERYTHING = "*"
_CLUSTER = "kafka-cluster"
_USER = "User:"
_PRODUCE, _CONSUME = "producer_byte_rate", "consumer_byte_rate"
_ANY_NAME = 2
"""Match of a quota filter: every entity with a name."""

_ITERATIONS = 8192
Told = Callable[[str], None]


class Administrator(KafkaAdminClient):  # type: ignore[misc]  # the client has no types
    """kafka-python's administrator with the two calls that it has messages for but no method (KIP-546)."""

    def describe_client_quotas(self) -> dict[str, dict[str, float]]:
        """Return user → key → value of every quota that a user has by name."""
        component = DescribeClientQuotasRequest.ComponentData(entity_type="user", match_type=_ANY_NAME, match=None)
        answer = self._manager.run(self._manager.send, DescribeClientQuotasRequest(components=[component], strict=True))
        _raise_for(answer.error_code, answer.error_message)
        return {
            entry.entity[0].entity_name: {value.key: value.value for value in entry.values}
            for entry in answer.entries or ()
        }

    def alter_client_quotas(self, changes: Mapping[str, Mapping[str, float | None]]) -> None:
        """Set, or with None take away, quotas of users."""
        entry = AlterClientQuotasRequest.EntryData
        entries = [
            entry(
                entity=[entry.EntityData(entity_type="user", entity_name=user)],
                ops=[entry.OpData(key=key, value=value or 0.0, remove=value is None) for key, value in keys.items()],
            )
            for user, keys in changes.items()
        ]
        answer = self._manager.run(self._manager.send, AlterClientQuotasRequest(entries=entries, validate_only=False))
        for one in answer.entries:
            _raise_for(one.error_code, one.error_message)


def _raise_for(code: int, message: str | None) -> None:
    error = errors.for_code(code)
    if error is not errors.NoError:
        raise error(message)


class ClusterAdministration:
    """
    Topics, access lists, quotas and users of one hub on a cluster.

    Every call may be made again: what stands already is left as it is.
    """

    def __init__(self, access: KafkaAccess) -> None:
        with in_hub_terms("cluster"):
            introduce(access)
            self._admin = Administrator(**access.settings())
        self._prefix = access.prefix

    def standing(self) -> Standing:
        """
        Return what the cluster has.

        Raises:
            AccessDeniedError: this principal may not look.
            BusUnavailableError: the cluster doesn't answer.
        """
        with in_hub_terms("cluster"):
            return Standing(topics=self._topics(), grants=self._grants(), quotas=self._quotas())

    def _topics(self) -> dict[str, LaidTopic]:
        found = {
            topic["name"].removeprefix(self._prefix): len(topic["partitions"])
            for topic in self._admin.describe_topics()
            if topic["name"].startswith(self._prefix) and not topic["is_internal"]
        }
        settings = self._settings(found)
        return {
            name: LaidTopic(name=name, partitions=partitions, settings=settings[name])
            for name, partitions in found.items()
        }

    def _settings(self, names: Iterable[str]) -> dict[str, dict[str, str]]:
        resources = [ConfigResource(ConfigResourceType.TOPIC, self._prefix + name) for name in names]
        if not resources:
            return {}
        found = self._admin.describe_configs(resources, config_filter="all")["topic"]
        return {
            name.removeprefix(self._prefix): {key: str(config["value"]) for key, config in configs.items()}
            for name, configs in found.items()
        }

    def _grants(self) -> frozenset[Grant]:
        everything = ACLFilter(
            principal=None,
            host=None,
            operation=ACLOperation.ANY,
            permission_type=ACLPermissionType.ANY,
            resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
        )
        found, _ = self._admin.describe_acls(everything)
        return frozenset(self._readable(found))

    def _readable(self, found: Iterable[ACL]) -> Iterator[Grant]:
        for acl in found:
            user = acl.principal.removeprefix(_USER)
            if not user.startswith(self._prefix) or not is_hubs_user(user.removeprefix(self._prefix)):
                continue
            pattern = acl.resource_pattern
            kind = ResourceKind(pattern.resource_type.name)
            is_prefix = pattern.pattern_type is ACLResourcePatternType.PREFIXED
            name = pattern.resource_name
            if kind is ResourceKind.CLUSTER:
                name = ""
            elif name == _EVERYTHING:
                name, is_prefix = "", True
            yield Grant(
                user.removeprefix(self._prefix),
                Operation(acl.operation.name),
                Resource(kind, name.removeprefix(self._prefix), is_prefix),
            )

    def _quotas(self) -> dict[str, Quota]:
        return {
            user.removeprefix(self._prefix): Quota(
                produce=int(keys.get(_PRODUCE, 0)), consume=int(keys.get(_CONSUME, 0))
            )
            for user, keys in self._admin.describe_client_quotas().items()
            if user.startswith(self._prefix)
        }

    def apply(self, plan: TopicPlan, told: Told = lambda _what: None) -> None:
        """
        Do what *plan* says, part by part; killed in the middle, the next plan is what is left.

        *told* hears of each part that is done. Rights are taken away last, so that nobody loses one that another line
        gives.

        Raises:
            AccessDeniedError: this principal may not.
            BusUnavailableError: the cluster doesn't answer.
        """
        with in_hub_terms("cluster"):
            for topic in plan.create:
                self._create(topic)
                told(f"topic {topic.name}")
            for change in plan.settings:
                resource = ConfigResource(
                    ConfigResourceType.TOPIC, self._prefix + change.topic, configs={change.setting: change.wanted}
                )
                self._admin.alter_configs([resource])
                told(f"setting {change.topic} {change.setting}")
            if plan.quotas:
                self._admin.alter_client_quotas(
                    {self._prefix + user: _keys_of(quota) for user, quota in plan.quotas.items()}
                )
                told(f"quotas {len(plan.quotas)}")
            self._grant(plan.grant)
            told(f"granted {len(plan.grant)}")
            self._revoke(plan.revoke)
            told(f"revoked {len(plan.revoke)}")

    def _create(self, topic: LaidTopic) -> None:
        name = self._prefix + topic.name
        wanted = {"num_partitions": topic.partitions, "configs": dict(topic.settings)}
        try:
            self._admin.create_topics({name: wanted}, wait_for_metadata=True)
        except errors.TopicAlreadyExistsError:
            return  # somebody made it meanwhile; the next plan compares it

    def _grant(self, grants: Sequence[Grant]) -> None:
        if grants:
            answer = self._admin.create_acls([ACL(*self._acl(grant)) for grant in grants])
            for failed in answer["failed"]:
                raise failed(answer)

    def _revoke(self, grants: Sequence[Grant]) -> None:
        if grants:
            for _, _, error in self._admin.delete_acls([ACLFilter(*self._acl(grant)) for grant in grants]):
                if error is not errors.NoError:
                    raise error("an access list couldn't be changed")

    def _acl(self, grant: Grant) -> tuple[str, str, ACLOperation, ACLPermissionType, ResourcePattern]:
        return (
            f"{_USER}{self._prefix}{grant.principal}",
            "*",
            ACLOperation[grant.operation.name],
            ACLPermissionType.ALLOW,
            self._pattern(grant.resource),
        )

    def _pattern(self, resource: Resource) -> ResourcePattern:
        kind, name = ResourceType[resource.kind.name], self._prefix + resource.name
        if resource.kind is ResourceKind.CLUSTER:
            return ResourcePattern(kind, _CLUSTER)
        if not name:
            return ResourcePattern(kind, _EVERYTHING)
        if resource.is_prefix:
            return ResourcePattern(kind, name, ACLResourcePatternType.PREFIXED)
        return ResourcePattern(kind, name)

    def users(self) -> frozenset[str]:
        """Return the users of this hub that have a password."""
        with in_hub_terms("cluster"):
            found = self._admin.describe_user_scram_credentials()
        return frozenset(
            user.removeprefix(self._prefix)
            for user, told in found.items()
            if told["credential_infos"] and user.startswith(self._prefix)
        )

    def put_password(self, user: str, password: str) -> None:
        """Give *user* a password in place of any that it had."""
        self._alter_user(
            user,
            UserScramCredentialUpsertion(
                self._prefix + user, ScramMechanism.SCRAM_SHA_512, password, iterations=_ITERATIONS
            ),
        )

    def take_password(self, user: str) -> None:
        """Let *user* in no longer; connections that stand end when they are opened anew."""
        self._alter_user(user, UserScramCredentialDeletion(self._prefix + user, ScramMechanism.SCRAM_SHA_512))

    def _alter_user(self, user: str, change: UserScramCredentialUpsertion | UserScramCredentialDeletion) -> None:
        with in_hub_terms(user):
            trouble = self._admin.alter_user_scram_credentials([change])[self._prefix + user]
            if trouble is not None:
                raise errors.ClusterAuthorizationFailedError(trouble)

    def close(self) -> None:
        """Let go of the connections."""
        self._admin.close()


def _keys_of(quota: Quota | None) -> dict[str, float | None]:
    if quota is None:
        return {_PRODUCE: None, _CONSUME: None}
    return {_PRODUCE: float(quota.produce), _CONSUME: float(quota.consume)}


@contextmanager
def administration(access: KafkaAccess) -> Iterator[ClusterAdministration]:
    """Give the administration of the cluster of *access*, and let go of it at the end."""
    opened = ClusterAdministration(access)
    try:
        yield opened
    finally:
        opened.close()
