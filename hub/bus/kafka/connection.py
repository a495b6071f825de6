"""How a process reaches the cluster, and what the client's errors mean to the hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kafka import errors
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from hub.bus.kafka.clients import DIRECT
from hub.bus.kafka.meanings import hub_error_of
from hub.core.entitlements import owner_of
from hub.core.errors import HubError
from hub.core.topics import VERSIONED, split_version, version_of

REQUEST_SECONDS = 10
"""What one request may take: a frozen broker must not hold a poll longer than a session lives."""

_RECONNECT_SECONDS = 1
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaAccess:
    """
    Addresses of a cluster and who speaks.

    Attributes:
        bootstrap: ``host:port``, several separated by commas.
        authority: Certificate of the cluster's authority; TLS is used where it's given.
        certificate: Key and certificate in one PEM file, for who is known by certificate.
        principal: User of SCRAM-SHA-512, for who is known by password.
        password: Never shown.
        prefix: Put before every topic, group and transactional id, so that several hubs may share a cluster.
        patience: Seconds that one request may take.
        version: Of the topics that processors read.
        versioned: These topics.
    """

    bootstrap: str
    authority: Path | None = None
    certificate: Path | None = None
    principal: str | None = None
    password: str = field(default="", repr=False)
    prefix: str = ""
    patience: float = REQUEST_SECONDS
    version: int = 1
    versioned: frozenset[str] = VERSIONED

    def named(self, topic: str) -> str:
        """Return how *topic* is called on the cluster."""
        return self.prefix + (version_of(topic, self.version) if topic in self.versioned else topic)

    def is_mine(self, name: str) -> bool:
        """Return whether the topic that the cluster calls *name* is this hub's, and in no other version than this."""
        bare, version = split_version(name.removeprefix(self.prefix))
        return name.startswith(self.prefix) and (bare not in self.versioned or version == self.version)

    def topic_of(self, name: str) -> str:
        """Return which topic of this hub the cluster calls *name*."""
        known = name.removeprefix(self.prefix)
        bare, _ = split_version(known)
        return bare if bare in self.versioned else known

    @property
    def owner(self) -> str:
        """Under whose name a bus writes: the principal, whichever of its users this is, without the prefix."""
        return owner_of((self.principal or "nobody").removeprefix(self.prefix))

    def settings(self) -> dict[str, object]:
        """Return what every client of kafka-python is opened with."""
        found: dict[str, object] = {
            "bootstrap_servers": self.bootstrap.split(","),
            "request_timeout_ms": int(self.patience * 1000),
            "bootstrap_timeout_ms": int(self.patience * 1000),
            # the broker says "not yet" while the former transaction's markers are under way: a tenth of a second would
            # be ten times what that takes
            "retry_backoff_ms": 5,
            # the client's own pause doubles up to 30 s: a broker that is back would go unseen for as long
            "reconnect_backoff_max_ms": _RECONNECT_SECONDS * 1000,
            "proxy_url": DIRECT,
        }
        if self.authority is None:
            return found
        found |= {"security_protocol": "SSL", "ssl_cafile": str(self.authority)}
        if self.certificate is not None:
            found |= {"ssl_certfile": str(self.certificate), "ssl_keyfile": str(self.certificate)}
        if self.principal is not None:
            found |= {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.principal,
                "sasl_plain_password": self.password,
            }
        return found


T = TypeVar("T")


def patiently(ask: Callable[[], T]) -> T:
    """Ask again while the cluster says "not now": a coordinator moves, a topic is made. Bound as a request is."""
    again = Retrying(
        retry=retry_if_exception(lambda error: isinstance(error, errors.KafkaError) and bool(error.retriable)),
        stop=stop_after_delay(REQUEST_SECONDS),
        wait=wait_fixed(_PAUSE_SECONDS),
        reraise=True,
    )
    return again(ask)


@contextmanager
def in_hub_terms(where: str) -> Iterator[None]:
    """
    Turn what the client raises into the hub's errors.

    Raises:
        StaleOwnerError: another process has taken over what was to be written.
        AccessDeniedError: the cluster doesn't let this principal do it.
        PermanentError: the record or the topic is at fault.
        ConfigurationError: the topic has lost what wasn't read yet.
        BusUnavailableError: the cluster can't be reached or doesn't answer in time.
    """
    try:
        yield
    except HubError:
        raise
    except errors.KafkaError as error:
        raise hub_error_of(getattr(error, "errno", None), type(error).__name__, where) from error
    except (OSError, TimeoutError) as error:
        raise hub_error_of(None, type(error).__name__, where) from error
