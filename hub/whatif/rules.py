"""The rules that are tried: other lengths of clocks, another gate mode, another calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hub.core.calendar import WorkingCalendar
from hub.core.clocks import CLOCKS, Terms
from hub.core.codes import Channel, GateMode
from hub.core.errors import ConfigurationError
from hub.core.events import Event, Submission
from hub.core.knowledge import Rules
from hub.core.units import county_of

EVERYWHERE = ""
"""Key of a gate mode that holds for every petition office."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """
    Rules under which the period is replayed.

    Attributes:
        rules: Calendar and lengths.
        gates: Gate mode by county, or :data:`EVERYWHERE`; a county without one keeps what was recorded.
    """

    rules: Rules
    gates: Mapping[str, GateMode] = field(default_factory=dict)

    def taken(self, submission: Submission) -> Submission:
        """
        Return *submission* as these rules have it.

        A petition carries its office's mode. That is the office's policy and no fact about the quarrel: under other
        rules the same petition comes with the other mode.
        """
        if not self.gates or submission.event not in (Event.DISPUTE_REPORTED, Event.DISPUTE_CORRECTED):
            return submission
        details = submission.details
        is_petition = details.get("channel") == Channel.PETITION or (
            submission.event is Event.DISPUTE_CORRECTED and "mode" in details
        )
        county = county_of(details.get("division") or "")
        mode = self.gates.get(county) or self.gates.get(EVERYWHERE)
        if not is_petition or mode is None:
            return submission
        return replace(submission, details={**details, "mode": mode.value})


def lengths_of(texts: Iterable[str]) -> dict[str, int]:
    """
    Return the lengths that *texts* (``LEVEL_L2=10``) name, by clock.

    Raises:
        ConfigurationError: no such clock, it's set by law, or the number is none.

    >>> lengths_of(["LEVEL_L2=10"])
    {'LEVEL_L2': 10}
    """
    lengths: dict[str, int] = {}
    for text in texts:
        name, _, days = text.partition("=")
        rule = CLOCKS.get(name)
        local = ", ".join(clock for clock, known in CLOCKS.items() if known.configurable and known.days)
        if rule is None:
            raise ConfigurationError(f"there is no clock {name}", where="--clock", remedy=f"one of: {local}")
        if not rule.configurable:
            raise ConfigurationError(
                f"{name} is set by law ({rule.source}) and has {rule.days} days for everyone",
                where="--clock",
                remedy=f"one of: {local}",
            )
        if not days.isdigit() or not 0 < int(days) <= _LONGEST:
            raise ConfigurationError(
                f"{text}: a clock has 1 to {_LONGEST} days", where="--clock", remedy=f"e.g. {name}={rule.days}"
            )
        lengths[name] = int(days)
    return lengths


_LONGEST = 3_650


def gates_of(texts: Iterable[str]) -> dict[str, GateMode]:
    """
    Return the gate modes that *texts* (``required``, ``230803=advisory``) name, by county.

    Raises:
        ConfigurationError: no such mode.

    >>> gates_of(["required", "230803=advisory"])["230803"].value
    'advisory'
    """
    gates: dict[str, GateMode] = {}
    for text in texts:
        county, _, mode = text.rpartition("=")
        try:
            gates[county] = GateMode(mode)
        except ValueError as error:
            modes = ", ".join(GateMode)
            raise ConfigurationError(f"{text}: no gate mode", where="--gate", remedy=f"one of: {modes}") from error
    return gates


def with_lengths(rules: Rules, lengths: Mapping[str, int]) -> Rules:
    """Return *rules* with *lengths* in place of what they say of these clocks."""
    return replace(rules, terms=Terms(rules.terms.calendar, {**rules.terms.lengths, **lengths}))


def with_calendar(rules: Rules, calendar: WorkingCalendar) -> Rules:
    """Return *rules* with another *calendar*."""
    return replace(rules, terms=Terms(calendar, rules.terms.lengths))
