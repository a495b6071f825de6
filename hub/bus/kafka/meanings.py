"""
What a broker's error codes mean to the hub: one table, whichever client was told them.

Codes are those of Kafka's protocol, which kafka-python and librdkafka both give; an error that only a client knows is
first said in a code of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hub.core.errors import (
    AccessDeniedError,
    BusUnavailableError,
    ConfigurationError,
    HubError,
    PermanentError,
    StaleOwnerError,
)

OFFSET_OUT_OF_RANGE = 1
UNKNOWN_TOPIC_OR_PARTITION = 3
PRODUCER_FENCED = 90
SASL_AUTHENTICATION_FAILED = 58


def _fenced(_name: str, where: str) -> HubError:
    return StaleOwnerError(
        "another process has taken it over, or its transaction lasted too long",
        where=where,
        remedy="own it again only if the group still gives it to this one, else end this process",
    )


def _denied(name: str, where: str) -> HubError:
    return AccessDeniedError(
        f"the cluster denies it: {name}", where=where, remedy="compare this principal's rights with hub topics plan"
    )


def _too_large(_name: str, where: str) -> HubError:
    return PermanentError("the record is larger than the topic takes", where=where, remedy="hub topics plan")


def _absent(_name: str, where: str) -> HubError:
    return PermanentError("the topic isn't there", where=where, remedy="hub topics apply")


def _lost(_name: str, where: str) -> HubError:
    return ConfigurationError(
        "the topic has lost records that weren't read yet",
        where=where,
        remedy="restore the topic from the second site or the backup, then start again",
    )


def _away(name: str, where: str) -> HubError:
    return BusUnavailableError(
        f"the cluster doesn't answer: {name}", where=where, remedy="look at the brokers; the hub tries again"
    )


_MEANINGS: Mapping[int, Callable[[str, str], HubError]] = {
    OFFSET_OUT_OF_RANGE: _lost,
    UNKNOWN_TOPIC_OR_PARTITION: _absent,
    10: _too_large,  # message too large
    18: _too_large,  # record list too large
    29: _denied,  # topic authorization failed
    30: _denied,  # group authorization failed
    31: _denied,  # cluster authorization failed
    47: _fenced,  # invalid producer epoch
    53: _denied,  # transactional id authorization failed
    SASL_AUTHENTICATION_FAILED: _denied,
    65: _denied,  # delegation token authorization failed
    PRODUCER_FENCED: _fenced,
}


def hub_error_of(code: int | None, name: str, where: str) -> HubError:
    """
    Return what the protocol's *code*, called *name*, means to the hub; what isn't in the table may be over later.

    >>> hub_error_of(29, "TOPIC_AUTHORIZATION_FAILED", "dispute.facts")
    AccessDeniedError("dispute.facts: the cluster denies it: TOPIC_AUTHORIZATION_FAILED → compare this principal's \
rights with hub topics plan")
    """
    return _MEANINGS.get(code or 0, _away)(name, where)
