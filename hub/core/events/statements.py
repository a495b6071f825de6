"""What an agency states (a submission), what the hub holds as true (a fact), and the identity of both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.core.events.details import Details
from hub.core.events.names import Event
from hub.core.units import UnitStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """
    A fact that one agency states about a root.

    Attributes:
        event_id: Identity (see :func:`event_id`); the same statement made twice has one id.
        root: The source record by which the hub first heard of the matter: the hub's reference.
        agency: Who speaks.
        system: System instance, the namespace of ``native_id``.
        native_id: The record's key in that system.
        unit: Code of the mediating unit concerned, where one is.
        occurred_at: Legal time, UTC.
        recorded_at: When the agency's system recorded it, UTC.
        correlation: The delivery that this answers, where it answers one.
    """

    event: Event
    event_id: str
    root: str
    agency: str
    system: str
    native_id: str
    native_version: str = "1"
    unit: str | None = None
    occurred_at: datetime
    recorded_at: datetime
    correlation: str | None = None
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A submission that the hub has taken in: with the instant of receipt and the unit as the registry knew it."""

    event: Event
    event_id: str
    root: str
    agency: str
    system: str
    native_id: str
    unit: UnitStamp | None
    occurred_at: datetime
    received_at: datetime
    details: Details


def event_id(event: str, system: str, native_id: str, unit: str | None, details: Mapping[str, object] | Details) -> str:
    """
    Return the identity of a statement: system, native id, event, unit, referral, subject and version (domain §2.1).

    >>> event_id("CaseOpened", "justice", "X1-01", "X1", {})[:8]
    'ecca30cf'
    """
    parts = (system, native_id, event, unit, details.get("ref"), details.get("subject"), details.get("v"))
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]
