"""
The monthly duty: closing a month at an aligned cut and publishing its revisions (INFO-1, domain §6.1).

A revision is what was known at the end of a day; the next one is published only when a figure differs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core import topics
from hub.core.calendar import DUE_DAY, WorkingCalendar
from hub.core.daytime import ONE_DAY, end_of, local_day, month_of, next_month
from hub.core.definitions import STANDARD, Definition, Definitions
from hub.core.errors import BusUnavailableError
from hub.core.messages import MonthlyCell, MonthlyCheck, MonthlyStatistics
from hub.core.ports import Bus, Row, Serde
from hub.core.reports import CITY_BODY
from hub.core.statistics import CHECK_ALLOWED_TO_FAIL, COLUMNS, MonthlyView, monthly_view
from hub.engines.ports import Engine

LEVEL = "LEVEL_"
"""Prefix of the levels, of which the stream has figures as of the city and of registered units."""

TOTALS_BASIS, BOTH_BASIS, ADJUSTED_BASIS = "TOTALS", "BOTH", "ADJUSTED"
"""What a cell is made of where it isn't made of events."""

_PAGE = 1_000

Wanted = Callable[[str, str], bool]
"""Whether the revisions of a unit and month are wanted."""


def _is_city(unit: str, _month: str) -> bool:
    return unit == CITY_BODY


@dataclass(frozen=True, slots=True)
class Published:
    """One revision as it stands on the stream."""

    statistics: MonthlyStatistics
    published_at: datetime


def cells_of(view: MonthlyView) -> tuple[MonthlyCell, ...]:
    """Return every figure of *view* as a cell of the stream, in a fixed order."""
    return tuple(_cells(view))


def _cells(view: MonthlyView) -> Iterator[MonthlyCell]:
    yield from (MonthlyCell("city", "", column, view.city[column]) for column in COLUMNS)
    for table, keys in view.tables.items():
        for key, cells in keys.items():
            yield from (MonthlyCell(table, key, column, cells[column]) for column in COLUMNS)
    counts = {
        "outcome": view.outcomes,
        "agreement": view.agreements,
        "performance_cohort": view.performance_cohort,
        "performance_stock": view.performance_stock,
        "confirmation": view.confirmations,
        "confirmation_cumulative": view.confirmations_cumulative,
        "prevented_cases": {risk: both["cases"] for risk, both in view.prevented.items()},
        "prevented_people": {risk: both["people"] for risk, both in view.prevented.items()},
        "referral": {state: len(refs) for state, refs in view.referrals.items()},
        "referral_by_agency": view.referrals_by_agency,
        "feedback": {state: len(refs) for state, refs in view.feedback.items()},
        "invitation": view.invitations,
        "supervision": view.supervision,
        "reopened_concluded": view.reopened_concluded,
        "reports_by_agency": view.reports_by_agency,
    }
    for table, values in counts.items():
        yield from (MonthlyCell(table, key, "count", value) for key, value in values.items())
    singles = {
        "people": view.people,
        "notices": view.notices,
        "not_mediated": len(view.not_mediated),
        "onsite_settled": view.onsite_settled,
        "escalations_requested": view.escalations_requested,
        "transfers": view.transfers,
        "cascades": view.cascades,
        "gate_waits": len(view.gate_waits),
        "reopened": view.reopened,
        "reopened_pending": view.reopened_pending,
    }
    yield from (MonthlyCell("city", "", name, value) for name, value in singles.items())
    yield MonthlyCell("city", "", "amount_yuan", view.amount_fen, 2)
    yield MonthlyCell("city", "", "reopened_amount_yuan", view.reopened_amount_fen, 2)
    yield MonthlyCell("city", "", "success_rate", _scaled(view.success_rate, 2), 2)
    yield MonthlyCell("city", "", "median_days", _scaled(view.median_days, 1), 1)
    yield from _beside(view)


def _beside(view: MonthlyView) -> Iterator[MonthlyCell]:
    """Yield what stands beside the event figures, each marked with its basis; nothing where there is none."""
    for body, figures in view.totals.items():
        yield from (_marked("totals", body, measure, value, TOTALS_BASIS) for measure, value in figures.items())
    yield from (_marked("both", "", measure, value, BOTH_BASIS) for measure, value in view.both.items())
    for line, figures in view.adjusted.items():
        yield from (_marked("adjusted", line, measure, value, ADJUSTED_BASIS) for measure, value in figures.items())


def _marked(table: str, key: str, measure: str, value: int, basis: str) -> MonthlyCell:
    if measure == "amount_fen":
        return MonthlyCell(table, key, "amount_yuan", value, 2, basis)
    return MonthlyCell(table, key, measure, value, 0, basis)


def _scaled(value: float | None, places: int) -> int | None:
    return None if value is None else round(value * 10**places)


def checks_of(view: MonthlyView) -> tuple[MonthlyCheck, ...]:
    """Return the identities of the month; the sides of the balance stand beside it."""
    left = view.city["open"] + view.city["acc"] + view.city["in"]
    right = view.city["concl"] + view.city["out"] + view.city["pend"]
    return tuple(
        MonthlyCheck(name, holds, left if name == "balance" else 0, right if name == "balance" else 0)
        for name, holds in view.checks.items()
    )


def fingerprint(cells: tuple[MonthlyCell, ...]) -> str:
    """Return the SHA-256 of all cells, printed in the footer of the form."""
    text = "\n".join(f"{c.table}|{c.key}|{c.measure}|{c.value}|{c.scale}" for c in cells)
    return hashlib.sha256(text.encode()).hexdigest()


class MonthlyBook:
    """The revisions of the month's report, on the stream that the justice bureau consumes."""

    def __init__(self, bus: Bus, serde: Serde) -> None:
        self._bus = bus
        self._serde = serde

    def revisions(self, month: str, unit: str = CITY_BODY) -> list[Published]:
        """Return the published revisions of *month*, oldest first."""
        found: dict[int, Published] = {}
        for published in self._all(lambda of, of_month: of == unit and of_month == month):
            found.setdefault(published.statistics.revision, published)
        return [found[number] for number in sorted(found)]

    def all_revisions(self) -> list[MonthlyStatistics]:
        """Return every revision of every month of the city, oldest first."""
        return self.revisions_since({})

    def revisions_since(self, positions: dict[int, int]) -> list[MonthlyStatistics]:
        """Return the city's revisions behind *positions* (offset by partition), and move these to the end."""
        found: dict[tuple[str, int], MonthlyStatistics] = {}
        for published in self._all(_is_city, positions):
            statistics = published.statistics
            found.setdefault((statistics.month, statistics.revision), statistics)
        return [found[key] for key in sorted(found)]

    def months(self) -> list[str]:
        """Return every month of which a revision was published."""
        return sorted({published.statistics.month for published in self._all(_is_city)})

    def _all(self, wanted: Wanted, positions: dict[int, int] | None = None) -> Iterator[Published]:
        """Yield the revisions of the units and months that are *wanted*; the others aren't even decoded."""
        topic = topics.STATISTICS_MONTHLY
        reached = {} if positions is None else positions
        for partition in range(self._bus.partitions(topic)):
            offset = reached.get(partition, 0)
            while records := self._bus.read(topic, partition, offset, _PAGE):
                for record in records:
                    unit, month, _ = record.key.rsplit("+", 2)
                    value = self._serde.decode(topic, record.value) if wanted(unit, month) else None
                    if isinstance(value, MonthlyStatistics):
                        yield Published(value, record.time)
                reached[partition] = offset = records[-1].offset + 1

    def publish(self, views: Mapping[str, MonthlyView], known_at: datetime, definition: str) -> list[MonthlyStatistics]:
        """
        Append the next revision of each unit's view, by unit, for those that differ from their last one: all or none.

        A unit counts its own revisions (convention 8): its own late file is its revision 1 and the city's next one.
        """
        month = next(iter(views.values())).month
        former = self.last_of(month)
        fresh = []
        for unit, view in views.items():
            statistics = _next(former.get(unit), unit, view, (known_at, definition))
            if statistics is not None:
                fresh.append(statistics)
        topic = topics.STATISTICS_MONTHLY
        if fresh:
            self._bus.append(topic, [(_key(one), self._serde.encode(topic, one), known_at, {}) for one in fresh])
        return fresh

    def last_of(self, month: str) -> dict[str, MonthlyStatistics]:
        """Return the last revision of *month* of each unit of which one was published."""
        found: dict[str, MonthlyStatistics] = {}
        for published in self._all(lambda _, of_month: of_month == month):
            statistics = published.statistics
            known = found.get(statistics.unit)
            if known is None or known.revision < statistics.revision:
                found[statistics.unit] = statistics
        return found


def _key(statistics: MonthlyStatistics) -> str:
    return f"{statistics.unit}+{statistics.month}+{statistics.revision}"


def _next(
    former: MonthlyStatistics | None, unit: str, view: MonthlyView, known: tuple[datetime, str]
) -> MonthlyStatistics | None:
    """Return the revision after *former*, None when nothing differs, or nothing was ever counted."""
    known_at, definition = known
    cells = cells_of(view)
    digest = fingerprint(cells)
    if former is None and unit != CITY_BODY and not any(cell.value for cell in cells):
        return None
    if former is not None and (former.hash == digest or former.as_known_at > known_at):
        return None  # nothing differs; or a clock went back: a later revision never knows less than the one before
    return MonthlyStatistics(
        unit=unit,
        month=view.month,
        revision=1 if former is None else former.revision + 1,
        as_known_at=known_at,
        definition=definition,
        cells=cells,
        checks=tuple(check for check in checks_of(view) if unit == CITY_BODY or check.name not in _OF_THE_CITY),
        hash=digest,
    )


_OF_THE_CITY = frozenset({"in_equals_out"})
"""What comes in leaves somewhere: an identity of the whole city, no unit's."""


def views_of(rows: Iterable[Row], month: str, definition: Definition = STANDARD) -> dict[str, MonthlyView]:
    """Return the views of the city, each level (``LEVEL_1`` …) and each unit that has rows, by unit."""
    known = list(rows)
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in known:
        if row.level is not None:
            parts[f"{LEVEL}{row.level}"].append(row)
        if row.unit not in (None, CITY_BODY):
            parts[str(row.unit)].append(row)
    views = {CITY_BODY: monthly_view(known, month, definition)}
    views.update((unit, monthly_view(found, month, definition)) for unit, found in sorted(parts.items()))
    return views


def close_month(
    engine: Engine, serde: Serde, month: str, day: date, definitions: Definitions | None = None
) -> MonthlyStatistics | None:
    """
    Publish the revision of *month* as known at the end of *day*, read at an aligned cut of all partitions.

    The day is inclusive (convention 1). Called again for a later day it publishes the next revision if a figure
    differs (convention 9), of the city as of each level and unit. What is returned is the city's.

    Raises:
        BusUnavailableError: the cut didn't complete; nothing was published.
    """
    definition = (definitions or Definitions()).of_month(month)
    rows = rows_at_cut(engine, marker_of(month, day), end_of(day))
    published = MonthlyBook(engine.bus, serde).publish(views_of(rows, month, definition), end_of(day), definition.id)
    return next((one for one in published if one.unit == CITY_BODY), None)


def rows_at_cut(engine: Engine, marker: str, known_at: datetime) -> list[Row]:
    """
    Return the rows known at *known_at*, read when every partition has passed the close marker *marker*.

    Raises:
        BusUnavailableError: the cut didn't complete.
    """
    engine.run_until_idle()
    engine.close_cut(marker, known_at)
    engine.run_until_idle()
    if not engine.is_cut_complete(marker):
        raise BusUnavailableError(
            "the close marker hasn't passed every partition", where=marker, remedy="run the hub and close again"
        )
    return list(engine.reader().rows(known_at))


@dataclass(frozen=True, slots=True)
class MonthlyDuty:
    """
    Which months to close and which to revise, day by day (convention 9: one revision a day of late facts).

    ``done`` names the cuts that were looked at already. It's memory, not state: who was killed between a cut and its
    publication looks again, and where nothing differs nothing is published.
    """

    engine: Engine
    serde: Serde
    calendar: WorkingCalendar
    report_day: int = DUE_DAY
    definitions: Definitions = field(default_factory=Definitions)
    done: set[str] = field(default_factory=set)

    def perform(self, now: datetime) -> list[MonthlyStatistics]:
        """
        Publish what's due by *now*: revision 1 of a month whose close day has ended, later revisions of closed ones.

        Raises:
            MissingCalendarError: the close day of last month can't be worked out; closed months are still revised.
        """
        closed = [month for month in self._closed() if month >= oldest_open_month(local_day(now))]
        published = [self._once(month, local_day(now) - ONE_DAY) for month in closed]
        for month, close in due_months(closed, now, self.calendar, self.report_day):
            if next(iter(self.engine.reader().rows(end_of(close))), None) is not None:
                published.append(self._once(month, close))
        return [statistics for statistics in published if statistics is not None]

    def _closed(self) -> list[str]:
        return MonthlyBook(self.engine.bus, self.serde).months()

    def _once(self, month: str, day: date) -> MonthlyStatistics | None:
        marker = marker_of(month, day)
        if marker in self.done:
            return None
        published = close_month(self.engine, self.serde, month, day, self.definitions)
        self.done.add(marker)
        return published


def due_months(
    closed: Sequence[str], now: datetime, calendar: WorkingCalendar, report_day: int
) -> Iterator[tuple[str, date]]:
    """
    Yield the months that should have revision 1 by *now*, each with its close day, where *closed* have one.

    That's last month, and before it those that a hub at rest let pass since the last one it closed.

    Raises:
        MissingCalendarError: a close day can't be worked out.
    """
    last = month_of(local_day(now).replace(day=1) - ONE_DAY)
    month = next_month(max(closed)) if closed else last
    while month <= last:
        close = calendar.monthly_close(month, report_day)
        if now > end_of(close):
            yield month, close
        month = next_month(month)


def oldest_open_month(today: date) -> str:
    """
    Return the oldest month that late facts still revise: thirteen months back; before it a note must do (§6.1).

    >>> oldest_open_month(date(2026, 4, 11)), oldest_open_month(date(2026, 1, 11))
    ('2025-03', '2024-12')
    """
    return f"{today.year - (2 if today.month == 1 else 1):04d}-{(today.month - 2) % 12 + 1:02d}"


def marker_of(month: str, day: date) -> str:
    """Return the name of the close marker of *month* as known on *day*."""
    return f"close:{month}:{day.isoformat()}"


def failed_checks(statistics: MonthlyStatistics) -> tuple[str, ...]:
    """Return the identities that must hold and don't."""
    return tuple(c.name for c in statistics.checks if not c.holds and c.name != CHECK_ALLOWED_TO_FAIL)
