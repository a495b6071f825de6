"""Writers of transactions on the cluster, and calls of theirs that the client itself wouldn't bound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from hub.bus.kafka.clients import EndingProducer
from hub.bus.kafka.connection import KafkaAccess
from hub.bus.records import RECORD_CAP

TRANSACTION_SECONDS = 10
"""A frozen owner holds back everybody who reads what is committed for no longer than this."""


def open_producer(access: KafkaAccess, transactional_id: str) -> EndingProducer:
    """Return the writer of *transactional_id*; whoever held it before is fenced off."""
    producer = EndingProducer(
        transactional_id=transactional_id,
        transaction_timeout_ms=TRANSACTION_SECONDS * 1000,
        max_block_ms=int(access.patience * 1000),
        max_request_size=2 * RECORD_CAP,
        linger_ms=0,
        delivery_timeout_ms=int(access.patience * 1000) + 1000,
        **access.settings(),
    )
    try:
        producer.init_transactions()
    except BaseException:
        producer.end()
        raise
    return producer


def within_time(seconds: float, ask: Callable[[], None]) -> None:
    """
    Bound a call that the client itself would wait for as long as the cluster is away.

    Whether a commit that wasn't answered stands is only known later: what's appended again carries the same
    identities.
    """
    waiting: Future[None] = Future()
    threading.Thread(target=_settle, args=(ask, waiting), daemon=True).start()
    waiting.result(timeout=seconds)


def _settle(ask: Callable[[], None], waiting: Future[None]) -> None:
    try:
        ask()
        waiting.set_result(None)
    except BaseException as error:  # noqa: BLE001  (whatever it is, who waits must hear of it)
        waiting.set_exception(error)
