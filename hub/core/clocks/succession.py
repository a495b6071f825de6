"""
Who takes over, or is told, when a clock is breached: a rule as data, resolved in the registry (LOOP-1 … LOOP-4, SUP-1).

Where nobody stands above any more it's the task force (专班) of the leading group (MECH-1).
"""

from __future__ import annotations

from datetime import date

from hub.core.clocks.deadline import Deadline
from hub.core.clocks.rules import Succession
from hub.core.units import MAX_LEVEL, Registry, Unit

TASK_FORCE = "task-force"
"""专班: at the city centre, led by justice (MECH-1)."""

_COUNTY_LEVEL = 3


def successor(line: Deadline, registry: Registry, day: date) -> str | None:
    """Return the unit that takes *line* over on a breach; None for a right of the parties that lapses."""
    match line.rule.successor:
        case Succession.NOBODY:
            return None
        case Succession.ABOVE:
            return _above(line, registry, day)
        case Succession.COUNTY:
            return _county_centre(line, registry, day)


def _above(line: Deadline, registry: Registry, day: date) -> str:
    """Return the centre one level up: the parent that the registry names, else the one that serves the division."""
    unit = registry.find(line.owner, day)
    if unit is None:
        return _county_centre(line, registry, day)
    parent = registry.find(unit.parent, day) if unit.parent is not None else None
    if parent is None and unit.level < MAX_LEVEL:
        parent = registry.serving(unit.division, unit.level + 1, day)
    return parent.code if parent is not None else TASK_FORCE


def _county_centre(line: Deadline, registry: Registry, day: date) -> str:
    """Return the county centre, which supervises; for what is its own, or the city's, who stands above."""
    owner = registry.find(line.owner, day)
    division = owner.division if owner is not None and owner.division else line.division
    centre = registry.serving(division, _COUNTY_LEVEL, day) if division else None
    if centre is None or (owner is not None and _is_not_below(owner, centre)):
        return _above(line, registry, day) if owner is not None and owner.division else TASK_FORCE
    return centre.code


def _is_not_below(owner: Unit, centre: Unit) -> bool:
    return owner.code == centre.code or owner.level > centre.level
