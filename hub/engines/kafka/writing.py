"""Whole transactions of a name that was just taken, and names that are taken away from whoever writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hub.bus.kafka import KafkaAccess
from hub.core.errors import BusUnavailableError, StaleOwnerError
from hub.engines.kafka.cluster import Place
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import Headers

_PAGE = 2_000
"""Changes of one transaction."""


def write_once(owner: Owner, records: Iterable[tuple[Place, tuple[str, bytes], Headers]]) -> None:
    """
    Write *records* in one transaction of *owner*, whose name was just taken.

    Raises:
        StaleOwnerError: another process has the name now; nothing was written.
        BusUnavailableError: the cluster doesn't answer.
    """
    try:
        owner.begin()
        for place, record, headers in records:
            owner.send(place, record, headers)
        owner.commit()
    except (BusUnavailableError, StaleOwnerError):
        owner.let_go()
        raise


def write_pages(owner: Owner, place: Place, changes: Sequence[tuple[str, bytes]]) -> None:
    """Write *changes* in transactions short enough for their time limit."""
    for start in range(0, len(changes), _PAGE):
        write_once(owner, ((place, change, []) for change in changes[start : start + _PAGE]))


def take_away(access: KafkaAccess, name: str) -> None:
    """
    Take *name* over and let go of it at once: whoever had it writes nothing more, and what it had begun is taken back.

    Raises:
        BusUnavailableError: the cluster doesn't answer.
    """
    owner = Owner(access, name)
    owner.take_at_once()
    owner.let_go()
