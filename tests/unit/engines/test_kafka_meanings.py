"""One table says what errors of a broker mean, whichever client was told them."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError
from kafka import errors

from hub.bus.kafka.connection import in_hub_terms
from hub.core.errors import (
    AccessDeniedError,
    BusUnavailableError,
    ConfigurationError,
    HubError,
    PermanentError,
    StaleOwnerError,
)
from hub.engines.kafka.cluster import hub_error


@pytest.mark.parametrize(
    ("raised", "code", "meaning"),
    [
        (errors.ProducerFencedError, KafkaError.PRODUCER_FENCED, StaleOwnerError),
        (errors.InvalidProducerEpochError, KafkaError._FENCED, StaleOwnerError),
        (errors.TopicAuthorizationFailedError, KafkaError.TOPIC_AUTHORIZATION_FAILED, AccessDeniedError),
        (errors.SaslAuthenticationFailedError, KafkaError._AUTHENTICATION, AccessDeniedError),
        (errors.UnknownTopicOrPartitionError, KafkaError._UNKNOWN_TOPIC, PermanentError),
        (errors.MessageSizeTooLargeError, KafkaError.MSG_SIZE_TOO_LARGE, PermanentError),
        (errors.OffsetOutOfRangeError, KafkaError._AUTO_OFFSET_RESET, ConfigurationError),
        (errors.KafkaTimeoutError, KafkaError._TIMED_OUT, BusUnavailableError),
        (errors.NotLeaderForPartitionError, KafkaError.NOT_LEADER_FOR_PARTITION, BusUnavailableError),
    ],
)
def test_both_clients_errors_mean_the_same(raised: type[errors.KafkaError], code: int, meaning: type[HubError]) -> None:
    with pytest.raises(HubError) as told, in_hub_terms("here"):
        raise raised()
    other = hub_error(KafkaError(code), "here")
    assert type(told.value) is type(other) is meaning
    assert told.value.remedy == other.remedy and told.value.where == other.where == "here"
