"""What a run ends with on the terminal: Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hub.demo.account import Account
from hub.demo.departments.justice import BUREAU
from hub.queries.layout import FormTable, Label, MonthForm

LONGEST = 12
"""Lines of a table on the terminal; the report has the rest."""


def print_summary(account: Account, report: Path, console: Console) -> None:
    """Print the summary of *account*; *report* is where the page was written."""
    for part in _parts(account, report):
        console.print(part)


def _parts(account: Account, report: Path) -> Iterable[RenderableType]:
    yield _heading(account.title.zh, f"{account.title.en}  {account.first_day} … {account.last_day}")
    yield from _faults(account)
    yield from _flows(account)
    yield from _overdue(account)
    yield from _form(account.form)
    yield from _quarantine(account)
    yield from _quality(account)
    yield from _speed(account)
    yield from _next(account, report)


def _heading(zh: str, en: str) -> Text:
    return Text.assemble("\n", (zh, "bold"), "  ", (en, "dim"))


def _line(zh: str, en: str) -> Padding:
    return Padding(Text.assemble(zh, "\n", (en, "dim")), (0, 0, 0, 2))


def _table(columns: Sequence[tuple[str, str, bool]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for zh, en, numeric in columns:
        table.add_column(f"{zh} {en}", justify="right" if numeric else "left", overflow="fold")
    return table


def _both(label: Label) -> Text:
    return Text.assemble(label.zh, " ", (label.en, "dim"))


def _indented(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2))


def _more(count: int) -> Iterable[RenderableType]:
    if count > LONGEST:
        yield _line(f"… 另有 {count - LONGEST} 行，见报告", f"{count - LONGEST} more in the report")


def _faults(account: Account) -> Iterable[RenderableType]:
    for fault in account.faults:
        yield Padding(Text.assemble(("请注意 Attention  ", "bold red"), fault), (0, 0, 0, 2))


def _flows(account: Account) -> Iterable[RenderableType]:
    yield _heading("谁把什么交给了谁", "What moved between whom")
    if not account.flows:
        yield _line("没有任何事项移动", "nothing moved")
        return
    table = _table(
        (
            ("发出", "from", False),
            ("收到", "to", False),
            ("事项", "what", False),
            ("件", "count", True),
            ("拒收", "refused", True),
        )
    )
    ordered = sorted(account.flows, key=lambda flow: -flow.count)
    for flow in ordered[:LONGEST]:
        refused = str(flow.refused or "")
        table.add_row(_both(flow.sender), _both(flow.receiver), _both(flow.kind), str(flow.count), refused)
    yield _indented(table)
    yield from _more(len(ordered))


def _overdue(account: Account) -> Iterable[RenderableType]:
    yield _heading("在办与超期", "Open and overdue")
    yield _line(
        f"纠纷 {len(account.disputes)} 件，在办 {len(account.open_disputes)} 件，超期 {len(account.breaches)} 项",
        f"{len(account.disputes)} disputes, {len(account.open_disputes)} open, {len(account.breaches)} overdue",
    )
    if not account.breaches:
        return
    columns = (("编号", "number", False), ("现由", "held by", False), ("期限", "clock", False), ("应于", "due", False))
    table = _table((*columns, ("超期", "days over", True)))
    for breach in sorted(account.breaches, key=lambda breach: -breach.days_over)[:LONGEST]:
        table.add_row(
            breach.number,
            breach.holder or "—",
            _both(breach.clock),
            f"{breach.due:%m-%d}",
            Text(str(breach.days_over), "red"),
        )
    yield _indented(table)
    yield from _more(len(account.breaches))


def _form(form: MonthForm | None) -> Iterable[RenderableType]:
    yield _heading("月报", "The month's report")
    if form is None or not form.revisions:
        yield _line("尚未关账", "not closed yet")
        return
    revisions = [(f"R{revision.number}", f"{revision.as_known_at:%m-%d}", True) for revision in form.revisions]
    table = _table((("指标", "measure", False), *revisions))
    for row in form.headline:
        table.add_row(_both(row.key), *(cell.text for cell in row.cells))
    yield _indented(table)
    for revision in form.revisions:
        broken = [check for check in revision.checks if not check.holds]
        if broken:
            names = "、".join(check.name for check in broken)
            yield Padding(Text(f"✗ R{revision.number} 校验不成立 checks that fail: {names}", "red"), (0, 0, 0, 2))
        else:
            count = len(revision.checks)
            yield _line(f"✓ R{revision.number} {count} 项校验全部成立", f"all {count} checks hold")
    by_level = next((table for table in form.tables if table.title.code == "level"), None)
    if by_level is not None and by_level.rows:
        yield _indented(_form_table(by_level))


def _form_table(form_table: FormTable) -> Table:
    table = _table(
        ((form_table.title.zh, form_table.title.en, False), *((c.zh, c.en, True) for c in form_table.columns))
    )
    for row in form_table.rows:
        table.add_row(_both(row.key), *(cell.text for cell in row.cells))
    return table


def _quarantine(account: Account) -> Iterable[RenderableType]:
    yield _heading("隔离", "Quarantine")
    if not account.quarantined:
        yield _line("没有隔离行", "no rows in quarantine")
        return
    table = _table(
        (("部门", "agency", False), ("原因", "reason", False), ("谁来办", "whose task", False), ("行", "rows", True))
    )
    for row in account.quarantined[:LONGEST]:
        reason = Text.assemble((f"{row.code} ", "dim"), f"{row.field}：" if row.field else "", row.reason)
        table.add_row(_both(row.agency), reason, row.task_of, str(row.count))
    yield _indented(table)
    yield from _more(len(account.quarantined))


def _quality(account: Account) -> Iterable[RenderableType]:
    linking = account.linking
    yield _heading("并案与反馈", "Linking and feedback")
    yield _line(
        f"两个部门以不同写法报来的同一纠纷 {linking.told_twice} 件，已并 {linking.found} 件，误并 {linking.wrong} 件，"
        f"待人工 {linking.waiting} 件",
        f"told twice {linking.told_twice}, united {linking.found}, by mistake {linking.wrong}, "
        f"for a clerk {linking.waiting}",
    )
    for row in account.landed:
        yield _line(
            f"{row.agency.zh}：枢纽反馈 {row.sent} 件，本部门表中实有 {row.native} 件，已确认 {row.acknowledged} 件",
            f"{row.agency.en}: {row.sent} sent, {row.native} in its own tables, {row.acknowledged} acknowledged",
        )


def _speed(account: Account) -> Iterable[RenderableType]:
    volume = account.volume
    yield _heading("速度", "Speed")
    yield _line(
        f"{volume.submissions} 条报送，{volume.records} 条记录，{volume.deliveries} 次送达；"
        f"引擎 {volume.engine_seconds:.1f} 秒（{volume.records_per_second:,.0f} 条/秒），"
        f"连同接入 {volume.hub_seconds:.1f} 秒，"
        f"全程 {volume.total_seconds:.1f} 秒",
        f"{volume.submissions} submissions, {volume.records} records, {volume.deliveries} deliveries; engine "
        f"{volume.engine_seconds:.1f} s ({volume.records_per_second:,.0f} records/s), with five adapters "
        f"{volume.hub_seconds:.1f} s, {volume.total_seconds:.1f} s in all",
    )


def _next(account: Account, report: Path) -> Iterable[RenderableType]:
    yield _heading("接下来看什么", "What to look at next")
    yield Padding(Text.assemble(("报告 Report  ", ""), (str(report), "bold")), (0, 0, 0, 2))
    for form in sorted((report.parent / "native" / "justice" / BUREAU).glob("*.xlsx"))[-1:]:
        yield Padding(Text.assemble(("待签月报 The form to sign  ", ""), (str(form), "bold")), (0, 0, 0, 2))
    for command, meaning in account.commands:
        yield Padding(Text.assemble((command, "bold"), "  ", meaning.zh, "  ", (meaning.en, "dim")), (0, 0, 0, 2))
