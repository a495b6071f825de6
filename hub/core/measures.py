"""The measures of a monthly report that bodies fill in, with their names, and the checks within one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hub.core.codes import AgreementForm, Channel, DisputeType, Risk
from hub.core.reports import ReportLine


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name in lines and rows, and what people call it."""

    code: str
    zh: str
    en: str
    is_amount: bool = False


def _measures() -> tuple[Measure, ...]:
    return (
        Measure("opening", "期初在办", "Opening"),
        Measure("cases", "受理", "Accepted"),
        Measure("transferred_in", "转入", "Transferred in"),
        Measure("concluded", "办结", "Concluded"),
        Measure("transferred_out", "转出", "Transferred out"),
        Measure("pending", "期末在办", "Pending"),
        Measure("success", "调解成功", "Success"),
        Measure("failed", "调解不成", "Failed"),
        Measure("consent_withdrawn", "当事人终止", "Consent withdrawn"),
        Measure("withdrawn", "撤回", "Withdrawn"),
        Measure("settled", "和解", "Settled"),
        *(Measure(f"type.{code.value}", code.zh, code.en) for code in DisputeType),
        *(Measure(f"channel.{code.value}", code.zh, code.en) for code in Channel),
        *(Measure(f"form.{code.value}", f"{code.zh}协议", f"{code.en} agreements") for code in AgreementForm),
        Measure("amount_fen", "协议金额", "Amount", is_amount=True),
        Measure("people", "涉及人数", "People"),
        Measure("performed", "已履行", "Performed"),
        Measure("applied", "申请司法确认", "Confirmation applied for"),
        Measure("confirmed", "司法确认", "Confirmed"),
        Measure("criminal_cases", "防止民转刑件数", "Civil-to-criminal prevented, cases"),
        Measure("criminal_people", "防止民转刑人数", "Civil-to-criminal prevented, people"),
        Measure("mass_cases", "防止群体性上访件数", "Mass petitions prevented, cases"),
        Measure("mass_people", "防止群体性上访人数", "Mass petitions prevented, people"),
        Measure("screenings", "排查次数", "Screenings"),
        *(Measure(f"risk.{code.value}", f"风险：{code.zh}", f"Risk: {code.en}") for code in Risk),
    )


MEASURES: Mapping[str, Measure] = {measure.code: measure for measure in _measures()}
"""Every measure, in the order of the form; ``risk.X`` is the stability section (INFO-3): problems found, by kind."""

_PARTS = (("types", "cases", "type."), ("channels", "cases", "channel."), ("forms", "success", "form."))
_BALANCE = ("opening", "cases", "transferred_in", "concluded", "transferred_out", "pending")


def form_findings(lines: Iterable[ReportLine]) -> tuple[ReportLine, ...]:
    """
    Return what doesn't add up within one form: the figure stated, and what its other cells come to.

    A measure that no cell states is not counted, and not checked.
    """
    rows: dict[str, dict[str, int]] = {}
    for line in lines:
        rows.setdefault(line.row, {})[line.measure] = line.value
    return tuple(_findings(rows))


def _findings(rows: Mapping[str, Mapping[str, int]]) -> Iterator[ReportLine]:
    yield from _sums(rows)
    for row, figures in sorted(rows.items()):
        yield from (ReportLine(row, f"negative:{name}", value, 0) for name, value in figures.items() if value < 0)
        for check, whole, prefix in _PARTS:
            parts = [value for name, value in figures.items() if name.startswith(prefix)]
            if parts and whole in figures and sum(parts) != figures[whole]:
                yield ReportLine(row, check, figures[whole], sum(parts))
        if all(name in figures for name in _BALANCE):
            opening, accepted, came, concluded, left, pending = (figures[name] for name in _BALANCE)
            if opening + accepted + came - concluded - left != pending:
                yield ReportLine(row, "balance", pending, opening + accepted + came - concluded - left)


def _sums(rows: Mapping[str, Mapping[str, int]]) -> Iterator[ReportLine]:
    """Yield each stated total that isn't the sum of its rows, where there are rows."""
    others = [figures for row, figures in rows.items() if row]
    if not others:
        return
    for name, stated in rows.get("", {}).items():
        computed = sum(figures.get(name, 0) for figures in others)
        if stated != computed:
            yield ReportLine("", f"total:{name}", stated, computed)
