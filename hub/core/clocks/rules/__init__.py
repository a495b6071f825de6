"""
Every clock of domain §3, as data.

A new clock is a row in the module of its subject and a line function in :mod:`hub.core.clocks.lines` that says from
which fact to which it ran in one dispute; everything else (warnings, breaches, owners, overrides, pages) follows.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.clocks.rules import agreements, handover, joint, mediation, petitions, proceedings
from hub.core.clocks.rules.rule import ClockRule, DayUnit, Passing, Role, Succession

SUBJECTS: Mapping[str, tuple[ClockRule, ...]] = {
    "办理 Work": mediation.RULES,
    "移交与反馈 Hand-over and feedback": handover.RULES,
    "联调与督办 Joint work and supervision": joint.RULES,
    "协议与司法确认 Agreement and confirmation": agreements.RULES,
    "信访 Petitions": petitions.RULES,
    "其他程序 Other proceedings": proceedings.RULES,
}
"""The rules by subject, in the order of the reference page."""

CLOCKS: Mapping[str, ClockRule] = {rule.name: rule for rules in SUBJECTS.values() for rule in rules}
"""Every clock by name."""

__all__ = ["CLOCKS", "SUBJECTS", "ClockRule", "DayUnit", "Passing", "Role", "Succession"]
