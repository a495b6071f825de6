"""
The draft of the half-yearly work report as a paper: volumes, trends, risks, measures (INFO-2, INFO-3).

Figures come from the hub, each with its definition and the command that opens it. What only people can write (measures,
assessments) is a marked gap, never invented. It's an owed internal report: nothing in it is suppressed (domain §6.4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hub.core.codes import Risk
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.fairness import Change, compare, shifted
from hub.core.halfyear import half_bounds, half_months
from hub.core.hard_cases import MASS_SIZE, Criterion
from hub.queries.docket import DocketEntry
from hub.queries.paper import Paper, Section, Table
from hub.queries.screening import ABSOLUTE_RISE, PERCENT_RISE, Screening
from hub.queries.trends import Trends
from hub.queries.work_report import Volumes

MEASURES = ("已采取的措施", "存在的问题", "下一步工作打算")
"""What the body writes itself."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft is made from; the report is owed on ``due``, where ``pending`` says that its roll isn't sure."""

    body_name: str
    known: date
    due: date
    pending: bool
    state: str
    definition: str
    volumes: Volumes
    trends: Trends | None
    screenings: Sequence[Screening]
    states: Sequence[DisputeState]
    entries: Sequence[DocketEntry]


def work_paper(draft: Draft) -> Paper:
    """Return the draft as a paper in Chinese."""
    half = draft.volumes.half
    year, part = half.split("-H")
    first, last = half_bounds(half)
    due = f"{draft.due}" + ("（该年工作日历未发布，顺延待定）" if draft.pending else "")
    return Paper(
        title=f"{draft.body_name}{year}年{'上' if part == '1' else '下'}半年矛盾纠纷调解工作报告（草稿）",
        head=(
            f"报告期：{first} 至 {last}",
            f"数据截至：{draft.known} 所知；统计口径：{draft.definition}",
            f"应报日期：{due}；报送状态：{draft.state}",
            "说明：数字由枢纽生成，可逐项打开到纠纷；标有“待填写”之处由填报单位填写。",
        ),
        sections=(_volume(draft), _breakdown(draft), _trend(draft), _risk(draft), _hard(draft), _measures()),
    )


def _volume(draft: Draft) -> Section:
    body, half = draft.volumes.body, draft.volumes.half
    rows = tuple(
        (
            figure.zh,
            figure.text,
            figure.definition_zh,
            f"hub halfyear explain {figure.code} --half {half} --body {body}",
        )
        for figure in draft.volumes.figures
    )
    return Section("一、工作量", tables=(Table(("指标", "数值", "口径", "打开"), rows),))


def _breakdown(draft: Draft) -> Section:
    tables = tuple(
        Table(
            (part.zh.removeprefix("按"), "受理", "办结"),
            tuple((zh, str(acc), str(end)) for zh, _, acc, end in part.rows),
        )
        for part in draft.volumes.breakdowns
    )
    return Section("二、构成", tables=tables)


def _trend(draft: Draft) -> Section:
    if draft.trends is None:
        return Section("三、趋势", gaps=("本单位趋势分析（六减少按区划统计，见市、县报告）",))
    months = half_months(draft.volumes.half)
    last_year = tuple(shifted(month, 1) for month in months)
    base = tuple(f"{draft.trends.base_year}{month[4:]}" for month in months)
    rows = tuple(
        (
            line.reduction.zh,
            _cell(compare(line.figure, months, last_year)),
            _cell(compare(line.figure, months, base)),
            line.reduction.counter.zh if line.reduction.counter is not None else "口径未规定",
            "口径未规定" if line.beside is None else _cell(compare(line.beside, months, last_year)),
            line.source.zh,
            line.reduction.rule_zh,
        )
        for line in draft.trends.lines
    )
    headings = (
        "指标",
        "本期与上年同期",
        f"与{draft.trends.base_year}年同期",
        "对照指标",
        "对照指标与上年同期",
        "来源",
        "口径",
    )
    note = "只列数字，不说明原因；下降须与对照指标一起看。基数不足20的只列增减数。"
    return Section("三、趋势（六减少）", lines=(note,), tables=(Table(headings, rows),), gaps=("对趋势的研判",))


def _cell(change: Change) -> str:
    if change.absolute is None:
        why = "" if change.why is None else change.why.zh
        return f"—（{why}{'：' + '、'.join(change.missing[:3]) if change.missing else ''}）"
    share = f"，{change.percent:+} %" if change.percent is not None else ""
    return f"{change.base}→{change.now}（{change.absolute:+}{share}）"


def _risk(draft: Draft) -> Section:
    counts = Counter(risk for state in draft.states for risk in _risks_of(state, draft.volumes.half))
    rows = tuple((risk.zh, str(counts[risk.value])) for risk in Risk)
    return Section(
        "四、风险",
        lines=(
            f"风险按标记统计纠纷件数；群体性另含当事人 {MASS_SIZE} 人以上的纠纷。",
            *_screened(draft.screenings),
        ),
        tables=(Table(("风险", "涉及纠纷（件）"), rows),),
        gaps=("倾向性问题的研判",),
    )


def _risks_of(state: DisputeState, half: str) -> set[str]:
    first, last = half_bounds(half)
    found = {one.risk for one in state.risks.values() if first <= local_day(one.at) <= last}
    report = state.primary
    if report is not None and report.parties >= MASS_SIZE and first <= local_day(report.occurred_at) <= last:
        found.add(Risk.MASS.value)
    return found


def _screened(screenings: Iterable[Screening]) -> Iterator[str]:
    yield f"苗头排查标准：与上年同期比，基数20及以上升幅达{PERCENT_RISE}%，不足20的增加{ABSOLUTE_RISE}件。"
    for found in screenings:
        months = "、".join(found.months)
        if found.missing:
            yield f"{months}：上年同期枢纽尚无数据，不能比较。"
        elif found.rising:
            what = "；".join(f"{one.zh} {_cell(one.change)}" for one in found.rising)
            yield f"{months}：{what}。"
        else:
            yield f"{months}：无达到标准的类别或区县。"


def _hard(draft: Draft) -> Section:
    counts = Counter(finding.criterion for entry in draft.entries for finding in entry.findings)
    rows = tuple((criterion.zh, str(counts[criterion])) for criterion in Criterion)
    line = f"符合会商条件的纠纷 {len(draft.entries)} 件（一件可符合多项），详见会商表：hub halfyear docket。"
    return Section("五、疑难案件", lines=(line,), tables=(Table(("会商条件", "件数"), rows),))


def _measures() -> Section:
    return Section("六、措施", gaps=MEASURES)
