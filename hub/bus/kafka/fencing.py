"""The names under which anybody appends to a hub's log, so that all of them can be taken away at once."""

from __future__ import annotations

from kafka import KafkaAdminClient

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms, patiently
from hub.core.entitlements import FORWARDER_GROUP, SETTINGS_WRITER

_NAMES = frozenset({"clock", "cuts", SETTINGS_WRITER, FORWARDER_GROUP})
_BEGINNINGS = ("append/", "deadletters/")
"""Workers' names (``shard/…``) are known by number; a reader's (``position/…``) writes no record."""


def names_of_writers(access: KafkaAccess) -> list[str]:
    """
    Return every name under which somebody took the right to append, without the hub's prefix.

    Raises:
        AccessDeniedError: this principal may not see them.
        BusUnavailableError: the cluster doesn't answer.
    """
    with in_hub_terms("transactions"):
        admin = KafkaAdminClient(**access.settings())
        try:
            found = patiently(admin.list_transactions)
        finally:
            admin.close()
    names = {str(one.transactional_id) for broker in found.values() for one in broker}
    mine = {name.removeprefix(access.prefix) for name in names if name.startswith(access.prefix)}
    return sorted(name for name in mine if name in _NAMES or name.startswith(_BEGINNINGS))
