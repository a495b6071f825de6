"""What became of the last transaction of a name, as the cluster's coordinator tells."""

from __future__ import annotations

from enum import StrEnum

from kafka import KafkaAdminClient, errors

from hub.bus.kafka.connection import KafkaAccess, in_hub_terms, patiently


class Ending(StrEnum):
    """How a transaction ended."""

    COMMITTED = "committed"
    TAKEN_BACK = "taken back"
    UNKNOWN = "unknown"


_ENDINGS = {
    "PrepareCommit": Ending.COMMITTED,
    "CompleteCommit": Ending.COMMITTED,
    "Ongoing": Ending.TAKEN_BACK,
    "PrepareAbort": Ending.TAKEN_BACK,
    "CompleteAbort": Ending.TAKEN_BACK,
    "PrepareEpochFence": Ending.TAKEN_BACK,
}
"""By the coordinator's word for where it is; one that goes on is taken back as its name is taken."""


def last_ending(access: KafkaAccess, name: str) -> Ending:
    """
    Return how the last transaction of *name* ended, or will end once the name is taken.

    Unknown where there was none, and as soon as the name has been taken again: the coordinator forgets it then.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    whole = access.prefix + name
    with in_hub_terms(name):
        admin = KafkaAdminClient(**access.settings())
        try:
            found = patiently(lambda: admin.describe_transactions([whole]))
        except errors.TransactionalIdNotFoundError:
            return Ending.UNKNOWN
        finally:
            admin.close()
    return _ENDINGS.get(str(found[whole].state.value), Ending.UNKNOWN)
