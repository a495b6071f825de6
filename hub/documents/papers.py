"""
What stands on a centre's papers: texts of the field, filled from what the hub and the sealed dossier say.

People under eighteen, and everybody where family violence is spoken of, stand with their family name alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hub.core.codes import AgreementForm, Channel, Difficulty, DisputeType, Outcome
from hub.core.daytime import SHANGHAI, local_day
from hub.core.deliveries import PartyDossier
from hub.core.dispute import Agreement, DisputeState
from hub.core.papers import Paper, PaperKind, Table
from hub.core.privacy import masked

_BLANK = "　"
_PAPER_TITLES = {
    PaperKind.REGISTRATION: "矛盾纠纷登记表",
    PaperKind.NOTICE: "告知书",
    PaperKind.TERMINATION: "调解终结告知书",
    PaperKind.AGREEMENT: "人民调解协议书",
    PaperKind.HANDOVER: "交接班表",
}
_ENDED = {
    Outcome.FAILED: "经调解未能达成一致意见",
    Outcome.CONSENT_WITHDRAWN: "一方当事人明确表示不再同意调解",
    Outcome.WITHDRAWN: "当事人撤回调解申请",
    Outcome.SETTLED: "当事人自行和解",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """
    What every paper of a unit bears.

    Attributes:
        unit: The unit's full name.
        officer: The code of who draws the paper, no name.
        at: The instant of the click.
    """

    number: str
    unit: str
    officer: str
    at: datetime

    @property
    def day(self) -> date:
        """The day in Shanghai."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """
    The people of a dispute as its papers name them; none where the dossier isn't opened.

    ``hidden`` are places of people who stand with their family name alone.
    """

    parties: tuple[PartyDossier, ...] = ()
    hidden: frozenset[int] = frozenset()

    def name(self, party: PartyDossier) -> str:
        """Return how *party* is named: 王某 where it's hidden."""
        return f"{party.name[:1]}某" if party.position in self.hidden else party.name

    @property
    def applicants(self) -> str:
        """Who came, in one line."""
        return self._line(first=True)

    @property
    def others(self) -> str:
        """Whom it's about, in one line."""
        return self._line(first=False)

    def _line(self, *, first: bool) -> str:
        chosen = [party for party in self.parties if (party.position == 1) is first]
        return "\n".join(self._told(party) for party in chosen) or _BLANK

    def _told(self, party: PartyDossier) -> str:
        if party.position in self.hidden:
            return self.name(party)
        parts = [party.name, masked(party.id_number) if party.id_number else "", party.phone]
        return "　".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationText:
    """What the short form says, as its paper shows it."""

    type: str
    channel: str
    difficulty: str = ""
    place: str = ""
    narrative: str = ""
    consents: bool = False
    what_next: str = ""


def registration(printed: Printed, people: People, told: RegistrationText) -> Paper:
    """Return the 登记表 of a visitor's dispute."""
    at = printed.at.astimezone(SHANGHAI)
    return replace(
        _bare(PaperKind.REGISTRATION, printed),
        fields=(
            ("登记时间", f"{at:%Y-%m-%d %H:%M}"),
            ("来源渠道", Channel(told.channel).zh),
            ("纠纷类别", DisputeType(told.type).zh),
            ("难易程度", Difficulty(told.difficulty).zh if told.difficulty else "待定"),
            ("申请人", people.applicants),
            ("被申请人", people.others),
            ("发生地点", told.place or _BLANK),
            ("纠纷概况及诉求", told.narrative or _BLANK),
            ("申请人意愿", "同意调解" if told.consents else "暂不同意调解"),
            ("处理意见", told.what_next),
            ("经办", printed.officer),
        ),
        signs=("申请人（签名）", "经办人（签名）"),
    )


def notice(printed: Printed, people: People, dispute: DisputeState) -> Paper:
    """Return the 告知书: what mediation is, and which other ways stay open (人民调解法 3, 17, 23, 24)."""
    report = dispute.primary
    kind = "" if report is None else DisputeType(report.type).zh
    who = "、".join(people.name(party) for party in people.parties) or "各方当事人"
    return replace(
        _bare(PaperKind.NOTICE, printed),
        text=(
            f"{who}：",
            f"你们之间的{kind}纠纷，本单位已登记。现将有关事项告知如下：",
            "一、调解以各方自愿为前提。你们可以接受调解、拒绝调解或者要求终止调解，可以要求公开或者不公开进行。",
            "二、你们可以选择或者接受调解员，可以自主表达意愿、自愿达成调解协议；应当如实陈述事实，"
            "遵守现场秩序，尊重对方行使权利。",
            "三、调解不收取费用，不影响你们依法通过仲裁、行政、司法等途径维护自己的权利。",
            "四、达成调解协议的，自协议生效之日起三十日内，可以共同向人民法院申请司法确认。",
        ),
        signs=("当事人（签收）", "送达日期"),
    )


def termination(printed: Printed, people: People, dispute: DisputeState) -> Paper:
    """Return the 调解终结告知书: how it ended, and which other ways are open (COURT-3, LOOP-5)."""
    ending = dispute.concluded
    outcome = None if ending is None else ending.outcome
    why = _ENDED.get(outcome, "调解已终结") if outcome is not None else "一方当事人不同意调解"
    day = None if dispute.concluded_at is None else local_day(dispute.concluded_at)
    report = dispute.primary
    kind = "" if report is None else DisputeType(report.type).zh
    who = "、".join(people.name(party) for party in people.parties) or "各方当事人"
    return replace(
        _bare(PaperKind.TERMINATION, printed),
        text=(
            f"{who}：",
            f"你们之间的{kind}纠纷，{why}" + (f"，调解于{_long(day)}终结。" if day is not None else "，调解终结。"),
            "现告知你们：可以依法通过仲裁、行政裁决、行政复议、诉讼等途径维护自己的权利；"
            "已向信访部门提出的事项，可凭本告知书按信访程序办理。",
        ),
        signs=("当事人（签收）", "送达日期"),
    )


def agreement(printed: Printed, people: People, dispute: DisputeState, narrative: str = "") -> Paper:
    """
    Return the 调解协议书 of the latest agreement (人民调解法 29): people, matter, terms, how and when to perform.

    Terms that only the parties know are left open, to be written and signed on the paper.
    """
    latest = dispute.agreements[-1]
    report = dispute.primary
    return replace(
        _bare(PaperKind.AGREEMENT, printed),
        fields=(
            ("申请人", people.applicants),
            ("被申请人", people.others),
            ("纠纷类别", _BLANK if report is None else DisputeType(report.type).zh),
            ("纠纷事实", narrative or _BLANK * 3),
            ("协议形式", AgreementForm(latest.form).zh),
            ("协议金额", f"人民币 {latest.amount_fen / 100:,.2f} 元"),
            ("协议内容", "\n".join(("", "", ""))),
            ("履行期限", _terms(latest)),
        ),
        text=(
            "本协议自各方当事人签名、盖章或者按指印，调解员签名并加盖调解组织印章之日起生效。"
            "各方应当按照约定履行；可以自协议生效之日起三十日内共同向人民法院申请司法确认。",
        ),
        signs=("申请人（签名）", "被申请人（签名）", "调解员（签名）", "调解组织（盖章）"),
    )


def _terms(latest: Agreement) -> str:
    if latest.items:
        return "\n".join(f"{item.due:%Y-%m-%d} 前支付 {item.amount_fen / 100:,.2f} 元" for item in latest.items)
    return _BLANK if latest.due is None else f"{_long(latest.due)}前"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftText:
    """What one shift leaves to the next; lines of codes, numbers and days, no names."""

    since: datetime
    done: Sequence[tuple[str, str, str, str]] = ()
    owed: Sequence[tuple[str, str, str, str]] = ()
    waiting: Sequence[tuple[str, str, str, str]] = field(default_factory=tuple)


def handover(printed: Printed, shift: ShiftText) -> Paper:
    """Return the 交接班表: what was done, what is owed and until when, what waits to be sent."""
    since, until = (at.astimezone(SHANGHAI) for at in (shift.since, printed.at))
    return replace(
        _bare(PaperKind.HANDOVER, printed),
        fields=(
            ("当班时段", f"{since:%Y-%m-%d %H:%M} 至 {until:%Y-%m-%d %H:%M}"),
            ("交班", printed.officer),
            ("本班办理", f"{len(shift.done)} 项"),
            ("待办移交", f"{len(shift.owed)} 项" if shift.owed else "无待办事项"),
        ),
        tables=tuple(
            Table(title=title, headings=headings, rows=tuple(rows), widths=(9, 8, 5, 6))
            for title, headings, rows in (
                ("一、待办事项", ("纠纷编号", "事项", "期限", "状态"), shift.owed),
                ("二、本班已办", ("纠纷编号", "事项", "时间", "状态"), shift.done),
                ("三、待发送与未生效", ("纠纷编号", "事项", "时间", "原因"), shift.waiting),
            )
            if rows
        ),
        signs=("交班人（签名）", "接班人（签名）", "接班时间"),
    )


def _bare(kind: PaperKind, printed: Printed) -> Paper:
    return Paper(
        kind=kind,
        title=_PAPER_TITLES[kind],
        number=printed.number,
        unit=printed.unit,
        day=printed.day,
        foot=f"经办 {printed.officer}",
    )


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
