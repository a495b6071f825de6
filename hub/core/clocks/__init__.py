"""
The clocks of domain §3: rules as data, the terms in force, and the deadlines that they set for one dispute.

First day excluded; a last day on a rest day moves to the next working day. Clocks run side by side.
"""

from __future__ import annotations

from hub.core.clocks.deadline import PARTIES, Deadline, DeadlineStatus, WarningStage
from hub.core.clocks.lines import cascade_clock, deadlines, docket_clock
from hub.core.clocks.overrides import NO_OVERRIDES, Override, Overrides, Place
from hub.core.clocks.rules import CLOCKS, ClockRule, DayUnit, Passing, Role, Succession
from hub.core.clocks.terms import Terms

__all__ = [
    "CLOCKS",
    "NO_OVERRIDES",
    "PARTIES",
    "ClockRule",
    "DayUnit",
    "Deadline",
    "DeadlineStatus",
    "Override",
    "Overrides",
    "Passing",
    "Place",
    "Role",
    "Succession",
    "Terms",
    "WarningStage",
    "cascade_clock",
    "deadlines",
    "docket_clock",
]
