"""On a secured cluster nobody may do what the table of topics doesn't give them; the broker itself denies it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.core.errors import AccessDeniedError
from hub.testing.kafka import KafkaCluster
from tests.bus_contract import AT, TOPIC
from tests.contract.kafka.conftest import create, known_by_password

pytestmark = pytest.mark.kafka


def test_who_was_given_nothing_is_denied_everything(secured: KafkaCluster, administrator: KafkaAccess) -> None:
    create(administrator, [TOPIC], 1)
    bus = KafkaBus(known_by_password(secured, administrator, "stranger"))
    with pytest.raises(AccessDeniedError):
        bus.append(TOPIC, [("k", b"x", AT, {})])
    with pytest.raises(AccessDeniedError):
        bus.read(TOPIC, 0, 0, 1)
    with pytest.raises(AccessDeniedError):
        bus.claim("g", TOPIC, 0)
    bus.close()


def test_a_wrong_password_is_denied(secured: KafkaCluster, administrator: KafkaAccess) -> None:
    known = known_by_password(secured, administrator, "forgetful")
    bus = KafkaBus(replace(known, password="another"))
    with pytest.raises(AccessDeniedError):
        bus.read(TOPIC, 0, 0, 1)
    bus.close()
