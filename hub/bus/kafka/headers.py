"""The headers that the hub adds to a record on the cluster."""

from __future__ import annotations

TIME = "hub-time"
"""Header with the record's time in microseconds: Kafka's own time stamp has milliseconds only."""

KIND = "hub-kind"
"""Header of what an engine writes for itself (:class:`hub.bus.entries.Kind`): no consumer of the bus sees it."""
