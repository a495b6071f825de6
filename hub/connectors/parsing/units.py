"""Codes of units, looked up in the dated registry."""

from __future__ import annotations

from datetime import datetime

from hub.connectors.parsing.texts import parse_required_text, reject
from hub.core.daytime import local_day
from hub.core.units import Registry, Unit


def parse_mediator(value: object, field: str, *, registry: Registry, at: datetime, task_of: str = "") -> Unit:
    """Return the mediation body whose code *value* is; one that isn't registered on the day of *at* is refused."""
    code = parse_required_text(value, field, longest=60, task_of=task_of)
    unit = registry.find(code, local_day(at))
    if unit is None:
        return reject(code, field, "isn't a registered mediation body on that day", "E-UNIT-01", task_of)
    return unit
