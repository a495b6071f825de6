"""The rules that are tried: other lengths of clocks, another gate mode, calendar or threshold of linking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hub.core.calendar import WorkingCalendar
from hub.core.clocks import Override, Overrides, Terms
from hub.core.codes import Channel, GateMode
from hub.core.errors import ConfigurationError
from hub.core.events import Event, Submission
from hub.core.knowledge import Rules
from hub.core.linking import AUTOMATIC, WORTH_A_LOOK
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
        linking_threshold: Score from which on two reports are one dispute by rule.
    """

    rules: Rules
    gates: Mapping[str, GateMode] = field(default_factory=dict)
    linking_threshold: float = AUTOMATIC

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


def overrides_of(texts: Iterable[str]) -> tuple[Override, ...]:
    """
    Return the lengths that *texts* name: ``CLOCK=DAYS``, for one place ``CLOCK@REGION=DAYS`` or ``CLOCK@AGENCY=DAYS``.

    Raises:
        ConfigurationError: a length is no number.
        ClockOverrideError: no such clock, it's set by law, or the length can't be.

    >>> [(one.clock, one.region, one.length) for one in overrides_of(["LEVEL_L2=10", "LEVEL_L1@230803=5"])]
    [('LEVEL_L2', None, 10), ('LEVEL_L1', '230803', 5)]
    """
    found: list[Override] = []
    for text in texts:
        name, _, days = text.partition("=")
        clock, _, where = name.partition("@")
        if not days.isdigit():
            raise ConfigurationError(f"{text}: no length", where="--clock", remedy="e.g. LEVEL_L2=10")
        region = where if where.isdigit() else None
        agency = where if where and region is None else None
        found.append(Override(clock=clock, length=int(days), region=region, agency=agency))
    return Overrides.of(found).all


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


def threshold_of(score: float) -> float:
    """
    Return *score* where it can be a threshold of linking: below :data:`WORTH_A_LOOK` no pair is looked at.

    Raises:
        ConfigurationError: it can't.

    >>> threshold_of(0.9)
    0.9
    """
    if not WORTH_A_LOOK <= score <= 1:
        raise ConfigurationError(
            f"{score:g}: no threshold of linking",
            where="--link-threshold",
            remedy=f"a score from {WORTH_A_LOOK:.2f} to 1; now it's {AUTOMATIC:.2f}",
        )
    return score


def with_overrides(rules: Rules, overrides: Iterable[Override]) -> Rules:
    """Return *rules* with *overrides*, each in place of what was decided for the same clock, agency and region."""
    fresh = tuple(overrides)
    kept = [one for one in rules.terms.overrides.all if not any(one.overlaps(other) for other in fresh)]
    return replace(rules, terms=Terms(rules.terms.calendar, Overrides.of([*kept, *fresh])))


def with_calendar(rules: Rules, calendar: WorkingCalendar) -> Rules:
    """Return *rules* with another *calendar*."""
    return replace(rules, terms=Terms(calendar, rules.terms.overrides))
