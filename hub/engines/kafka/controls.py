"""What the engine itself puts on the log: ticks and close markers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from confluent_kafka import KafkaException, Message, Producer

from hub.bus.entries import Entry, Kind
from hub.bus.kafka import KafkaAccess
from hub.bus.kafka.gate import CLOSED, NOTE, closed_error
from hub.bus.records import to_micros
from hub.core.errors import BusUnavailableError
from hub.engines.kafka.cluster import SECONDS, Place, hub_error, producer_settings
from hub.engines.kafka.cuts import PLACE as CUTS_PLACE
from hub.engines.kafka.cuts import Cuts, put_key
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.wire import Headers, headers_of
from hub.engines.kafka.writing import write_once


class Controls:
    """Writes to every one of *shards* partitions of *topic*, the first processor's input."""

    def __init__(self, access: KafkaAccess, cuts: Cuts, topic: str, shards: int) -> None:
        self._access = access
        self._cuts = cuts
        self._topic = topic
        self._shards = range(shards)
        self._ticker: Producer | None = None

    def tick(self, now: datetime) -> None:
        """
        Put the instant *now* on the log: every timer due by then fires, in its turn among the records.

        Raises:
            BusUnavailableError: the cluster doesn't answer; the next tick serves as well.
        """
        entry = Entry("", Kind.TICK, "", b"", to_micros(now))
        record, headers = (entry.key, entry.value), headers_of(entry)
        self._write([((self._topic, number), record, headers) for number in self._shards], "tick")

    def say(self, name: str, text: str) -> None:
        """
        Leave *text* as the note *name*: whatever a later one says, it counts instead.

        Raises:
            BusUnavailableError: the cluster doesn't answer.
        """
        self._write([(CUTS_PLACE, (NOTE + name, text.encode()), [])], name)

    def _write(self, records: Sequence[tuple[Place, tuple[str, bytes], Headers]], what: str) -> None:
        failed: list[object] = []

        def told(error: object, _message: Message) -> None:
            if error is not None:
                failed.append(error)

        if self._ticker is None:
            self._ticker = Producer(producer_settings(self._access))
        try:
            for (topic, partition), (key, value), headers in records:
                self._ticker.produce(self._access.named(topic), value, key, partition, told, headers=headers)
        except KafkaException as error:
            raise hub_error(error.args[0], what) from error
        if self._ticker.flush(SECONDS) or failed:
            self._ticker = None
            raise BusUnavailableError("it wasn't taken", where=what, remedy="look at the brokers")

    def close_cut(self, marker_id: str, at: datetime) -> None:
        """
        Put the close marker *marker_id* into every partition; the same call twice, by whomever, puts it there once.

        Raises:
            StaleOwnerError: another process closes something at this moment, so try again; or the hub was moved.
            BusUnavailableError: the cluster doesn't answer; try again.
        """
        owner = Owner(self._access, "cuts")
        owner.take_at_once()
        self._cuts.catch_up()
        if closed := self._cuts.notes.get(CLOSED):
            raise closed_error(closed)
        if not self._cuts.is_put(marker_id):
            headers = json.dumps({"marker": marker_id})
            marker = Entry("", Kind.MARKER, "", b"", to_micros(at), None, headers)
            key = put_key(marker_id)
            write_once(
                owner,
                [
                    *(((self._topic, shard), (marker.key, marker.value), headers_of(marker)) for shard in self._shards),
                    (CUTS_PLACE, (key, b""), []),
                ],
            )
            self._cuts.note(key)
