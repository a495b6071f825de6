"""What stands beside the event figures of a form: totals that bodies send, events and totals together, signed lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hub.core.measures import MEASURES
from hub.core.statistics import MonthlyView
from hub.queries.layout import FormCell, FormRow, FormTable, Label

BASIS = Label("basis", "按依据", "By basis")
TOTALS = Label("totals", "只报合计的单位", "Bodies that send only totals")
ADJUSTED = Label("adjusted", "人工调整（签字行）", "Adjustments (signed lines)")
_BASES = (
    Label("events", "事件", "Events"),
    Label("totals", "自报合计", "Totals"),
    Label("both", "两者相加", "Both"),
)
_VALUE = (Label("value", "数值", "Value"),)

Names = Callable[[str], str]
Figures = Mapping[str, Mapping[str, int]]


def beside(view: MonthlyView, former: MonthlyView | None, names: Names) -> Iterator[FormTable]:
    """Yield the tables that have anything in *view*; each figure has the former revision's beside it."""
    if view.both or (former is not None and former.both):
        yield FormTable(BASIS, _BASES, tuple(_by_basis(view, former)))
    for title, now, before in (
        (TOTALS, view.totals, {} if former is None else former.totals),
        (ADJUSTED, view.adjusted, {} if former is None else former.adjusted),
    ):
        if now or before:
            yield FormTable(title, _VALUE, tuple(_lines(now, before if former is not None else None, names)))


def _by_basis(view: MonthlyView, former: MonthlyView | None) -> Iterator[FormRow]:
    for measure in [code for code in MEASURES if code in view.both]:
        now = _bases(view, measure)
        before = None if former is None else _bases(former, measure)
        cells = [
            FormCell(figure(measure, value), _changed(measure, value, None if before is None else before[place]), ())
            for place, value in enumerate(now)
        ]
        yield FormRow(measure_label(measure), tuple(cells))


def _bases(view: MonthlyView, measure: str) -> tuple[int, int, int]:
    totals = sum(stated.get(measure, 0) for stated in view.totals.values())
    both = view.both.get(measure, 0)
    return both - totals, totals, both


def _lines(now: Figures, before: Figures | None, names: Names) -> Iterator[FormRow]:
    places = sorted({(key, measure) for figures in (now, before or {}) for key in figures for measure in figures[key]})
    for key, measure in places:
        value = now.get(key, {}).get(measure, 0)
        former = None if before is None else before.get(key, {}).get(measure, 0)
        label = measure_label(measure)
        name = names(key)
        row = Label(f"{key}/{measure}", f"{name} {label.zh}", f"{name} {label.en}")
        yield FormRow(row, (FormCell(figure(measure, value), _changed(measure, value, former), ()),))


def measure_label(measure: str) -> Label:
    """Return what people call *measure*."""
    known = MEASURES.get(measure)
    return Label(measure, measure, measure) if known is None else Label(measure, known.zh, known.en)


def figure(measure: str, value: int) -> str:
    """
    Return *value* as people read it; amounts are kept in fen and read in yuan.

    >>> figure("amount_fen", 1250), figure("cases", 7)
    ('12.50', '7')
    """
    known = MEASURES.get(measure)
    return f"{value / 100:.2f}" if known is not None and known.is_amount else str(value)


def _changed(measure: str, value: int, former: int | None) -> str | None:
    return None if former is None or former == value else figure(measure, former)
