"""Lengths of clocks: another one from a day on, or the default again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hub.core.amendments.refusals import changes_nothing
from hub.core.clocks import CLOCKS, Override, Overrides
from hub.core.daytime import ONE_DAY
from hub.core.errors import ClockOverrideError

if TYPE_CHECKING:
    from hub.core.amendments.amendment import Amendment
    from hub.core.amendments.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Another length of a clock, of all or of one agency and region; None gives back the default."""

    clock: str
    length: int | None
    agency: str | None = None
    region: str | None = None

    @property
    def subject(self) -> str:
        """What it's about: ``LEVEL_L2``, ``LEVEL_L2@230803``, ``LEVEL_L2@230803/justice``."""
        region = f"@{self.region}" if self.region else ""
        agency = f"/{self.agency}" if self.agency else ""
        return f"{self.clock}{region}{agency}"

    @property
    def stated(self) -> str:
        """What it says, in codes and figures."""
        return "" if self.length is None else str(self.length)


def amended_lengths(filed: Iterable[Override], amendments: Iterable[Amendment]) -> tuple[Override, ...]:
    """Return the local lengths *filed*, with *amendments* over them: a later one ends the former the day before."""
    found = list(filed)
    for one in amendments:
        if isinstance(one.content, Length):
            said, since = one.content, one.since
            ended = (_until(other, since) if is_about(other, said) else other for other in found)
            found = [other for other in ended if other is not None]
            if said.length is not None:
                found.append(
                    Override(
                        clock=said.clock,
                        length=said.length,
                        agency=said.agency,
                        region=said.region,
                        since=since,
                        basis=one.basis,
                    )
                )
    return tuple(found)


def _until(one: Override, since: date) -> Override | None:
    """Return *one* as far as it holds before *since*."""
    if one.since is not None and one.since >= since:
        return None
    return one if one.until is not None and one.until < since else replace(one, until=since - ONE_DAY)


def is_about(one: Override, said: Length) -> bool:
    """Return whether *one* is the local length of what *said* is about."""
    return (one.clock, one.agency, one.region) == (said.clock, said.agency, said.region)


def check_length(amendment: Amendment, said: Length, standing: Standing) -> None:
    """
    Refuse the length *said* by *amendment* where it can't be laid over *standing*.

    Raises:
        PermanentError: it would change nothing.
        ClockOverrideError: the period is the law's, or the length can't be.
    """
    amended = amended_lengths(standing.lengths, [amendment])
    Overrides.of(amended)
    rule = CLOCKS.get(said.clock)
    if rule is None or not rule.configurable:  # giving back a default adds nothing that would be checked
        raise ClockOverrideError(
            said.clock, "the period is the law's and can't be changed here", "take the override out"
        )
    if amended == standing.lengths:
        raise changes_nothing(said.subject)
    if any(
        one.length == said.length and is_about(one, said) and one.is_dated(amendment.since) and one.until is None
        for one in standing.lengths
    ):
        raise changes_nothing(said.subject)
