"""
The canonical vocabulary: what an agency can state (a submission) and what the hub holds as true (a fact).

One table, :data:`VOCABULARY`, says for each event which details it carries and its causal rank; labels stand with the
events' names. Avro schemas, documentation and the replay format are checked against it.
"""

from __future__ import annotations

from hub.core.events.details import DETAILS, Details, DetailSpec
from hub.core.events.names import BUREAUS_DECISIONS, CLERKS_DECISIONS, HUB_OUTPUTS, NO_AGENCYS, REPORT_EVENTS, Event
from hub.core.events.statements import Fact, Submission, event_id
from hub.core.events.vocabulary import VOCABULARY, EventSpec

__all__ = [
    "BUREAUS_DECISIONS",
    "CLERKS_DECISIONS",
    "DETAILS",
    "HUB_OUTPUTS",
    "NO_AGENCYS",
    "REPORT_EVENTS",
    "VOCABULARY",
    "DetailSpec",
    "Details",
    "Event",
    "EventSpec",
    "Fact",
    "Submission",
    "event_id",
]
