"""
Figures for everybody: small cells are hidden so that no hidden one can be computed from what is shown (domain §6.4).

Cells of 1 to 4 are hidden; one hidden cell alone could be computed from the total, so the smallest other one goes with
it, ties by code (convention 17). Beyond the convention: where the hidden cells' sum would still give each away (all of
them must be 1), a cell of 0 is hidden, too; where there's none, the total is. What stands in two tables is hidden in
both. The report that is owed within the mechanism hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.core.codes import AgreementForm, Channel, DisputeType, MediationKind, Outcome
from hub.core.definitions import CONCLUDING
from hub.core.statistics import SMALL_CELL, MonthlyView, suppress


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One published line of cells with its total; None where a figure is hidden."""

    name: str
    measure: str
    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> frozenset[str]:
        """The keys whose figures are hidden."""
        return frozenset(key for key, value in self.cells.items() if value is None)


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """What is published of one revision of a month."""

    month: str
    tables: tuple[PublicTable, ...]
    success_rate: float | None
    median_days: float | None


_LISTS: Mapping[str, Iterable[str]] = {
    "type": [code.value for code in DisputeType],
    "channel": [code.value for code in Channel],
    "level": ["L1", "L2", "L3", "L4"],
    "kind": [code.value for code in MediationKind],
}
"""Every key of a table: a cell of 0 is one that may be hidden."""


def public_month(view: MonthlyView, counties: Iterable[str] = ()) -> PublicMonth:
    """
    Return what is published of *view*: accepted and concluded disputes by each table, agreements by form.

    Openings, transfers and pending are not published: with them every row's balance would be an equation. Tables of
    one measure share its total, so if one of them must hide it, all do, and each hides enough cells for that.
    """
    lists = {**_LISTS, "division": sorted({*counties, *view.tables["division"]})}
    accepted = {name: _filled(view, name, keys, "acc") for name, keys in lists.items()}
    concluded = {name: _filled(view, name, keys, "concl") for name, keys in lists.items() if name in _BY_UNIT}
    concluded["outcome"] = {outcome.value: view.outcomes.get(outcome.value, 0) for outcome in CONCLUDING}
    tables = [*_published("acc", accepted), *_published("concl", concluded)]
    outcomes = next(table for table in tables if table.name == "outcome")
    agreements = {form.value: view.agreements.get(form.value, 0) for form in AgreementForm}
    # their total is SUCCESS: where that's hidden, they hide it, too
    tables += _published("agreements", {"agreement": agreements}, hides_total=outcomes.cells["SUCCESS"] is None)
    rated = (Outcome.SUCCESS, Outcome.FAILED, Outcome.CONSENT_WITHDRAWN)
    is_open = all(outcomes.cells[outcome.value] is not None for outcome in rated)
    base = sum(view.outcomes.get(outcome.value, 0) for outcome in rated)
    return PublicMonth(
        view.month,
        tuple(tables),
        view.success_rate if is_open else None,
        view.median_days if base > SMALL_CELL else None,
    )


_BY_UNIT = frozenset({"level", "kind", "division"})


def _filled(view: MonthlyView, name: str, keys: Iterable[str], column: str) -> dict[str, int]:
    found = {key: cells[column] for key, cells in view.tables[name].items()}
    return {key: found.get(key, 0) for key in dict.fromkeys([*keys, *found])}


def _published(
    measure: str, tables: Mapping[str, Mapping[str, int]], *, hides_total: bool = False
) -> list[PublicTable]:
    total = max((sum(cells.values()) for cells in tables.values()), default=0)
    hides_total = hides_total or 0 < total <= SMALL_CELL
    hidden: dict[str, set[str]] = {}
    for name, cells in tables.items():
        hidden[name], needs = _hidden(cells)
        hides_total = hides_total or needs
    if hides_total:
        # a table that shows every cell would give the total away again
        for name, cells in tables.items():
            hidden[name] |= _one_more(cells, hidden[name])
    return [
        PublicTable(
            name,
            measure,
            {key: None if key in hidden[name] else value for key, value in cells.items()},
            None if hides_total else total,
        )
        for name, cells in tables.items()
    ]


def _hidden(cells: Mapping[str, int]) -> tuple[set[str], bool]:
    """Return the cells to hide, and whether the total must be hidden as well."""
    small, complementary = suppress(cells)
    hidden = {*small, *complementary}
    if not hidden:
        return hidden, False
    if sum(cells[key] for key in hidden) > len(hidden) > 1:
        return hidden, False
    nothing = next((key for key in sorted(cells) if cells[key] == 0), None)
    if nothing is None:
        return hidden, True
    return hidden | {nothing}, False


def _one_more(cells: Mapping[str, int], hidden: set[str]) -> set[str]:
    """Return a cell to hide where none is: the smallest that isn't 0, else the first."""
    if hidden or not cells:
        return set()
    ordered = sorted(cells, key=lambda key: (cells[key] == 0, cells[key], key))
    return {ordered[0]}
