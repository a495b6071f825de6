"""Every figure of a month's form under the name by which it's asked for, and how it's computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import local_day
from hub.core.definitions import Definition
from hub.core.ports import HubReader
from hub.core.units import Registry
from hub.queries.figures import KnownMonth, revisions
from hub.queries.form import KnownRows, month_form
from hub.queries.layout import Check, FormCell, Label, MonthForm
from hub.reference.divisions import divisions

COMPUTED_FROM: Mapping[str, tuple[str, ...]] = {
    "rate": ("success", "failed", "consent_withdrawn"),
    "median": ("concl",),
}
"""Figures that have no disputes of their own, and those that they are computed from."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure under the name by which it's asked for; one cell for each revision."""

    name: str
    table: Label | None
    row: Label
    column: Label | None
    cells: tuple[FormCell, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """What it's called: its table, line and column."""
        return tuple(label for label in (self.table, self.row, self.column) if label is not None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The figures that it's computed from, none for one that is counted."""
        return COMPUTED_FROM.get(self.name.partition("@")[0], ())

    @property
    def before(self) -> str | None:
        """What the former revision said, None where it said the same or there was none."""
        if self.table is not None:
            return self.cells[-1].before
        before = self.cells[-2].text if len(self.cells) > 1 else self.cells[-1].text
        return before if before != self.cells[-1].text else None


@dataclass(frozen=True, slots=True)
class OpenedMonth:
    """A month's form with the revisions that it was counted from."""

    form: MonthForm
    known: tuple[KnownMonth, ...]

    def figures(self) -> Iterator[Figure]:
        """Yield every figure: the headline first, then the tables line by line."""
        for row in self.form.headline:
            yield Figure(row.key.code, None, row.key, None, row.cells)
        for table in self.form.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    name = f"{table.title.code}:{row.key.code}:{column.code}"
                    yield Figure(name, table.title, row.key, column, (cell,))

    @property
    def checks(self) -> tuple[Check, ...]:
        """The identities of the last revision."""
        return self.form.revisions[-1].checks

    def find(self, name: str) -> Figure | None:
        """Return the figure *name*: its code, or what people call a headline figure in Chinese."""
        for one in self.figures():
            if name == one.name or (one.table is None and name == one.row.zh):
                return one
        return None


@dataclass(frozen=True, slots=True)
class MonthSources:
    """What a month is opened from: the hub, its calendar and units, the definitions in force for a month."""

    reader: HubReader
    calendar: WorkingCalendar
    registry: Registry
    bases_of: Callable[[str], tuple[Definition, ...]]


def open_month(sources: MonthSources, month: str, known: date) -> OpenedMonth:
    """Return *month* as known at its close and, where more became known since, at the end of the day *known*."""
    found = revisions(sources.reader, month, sources.calendar, known)
    counted = [KnownRows(one.as_known_at, one.rows) for one in found]
    day = local_day(found[-1].as_known_at)

    def name_of(code: str) -> str:
        unit = sources.registry.find(code, day)
        return divisions().name_of(code) or code if unit is None else unit.name

    return OpenedMonth(month_form(month, counted, name_of, sources.bases_of(month)), tuple(found))
