"""The right to write under one name: whoever lost it is told so, whatever call it learns it at."""

from __future__ import annotations

from time import monotonic

import pytest

from hub.bus.kafka import KafkaAccess
from hub.core.errors import StaleOwnerError
from hub.engines.kafka.owner import Owner
from tests.engines import create

pytestmark = pytest.mark.kafka
PLACE = ("toys.paid", 0)


def send_on(owner: Owner, seconds: float) -> None:
    ends = monotonic() + seconds
    while monotonic() < ends:
        owner.send(PLACE, ("k", b"v"), [])


def test_who_is_fenced_while_it_sends_is_told_that_it_lost_the_name(access: KafkaAccess) -> None:
    create(access, [PLACE[0]], 1)
    old, new = Owner(access, "name"), Owner(access, "name")
    old.take_at_once()
    new.take_at_once()
    old.begin()
    # the client learns in the background that it's fenced, and says of every later call only that it gave up
    with pytest.raises(StaleOwnerError, match="another process"):
        send_on(old, seconds=60)
    assert not old.holds
