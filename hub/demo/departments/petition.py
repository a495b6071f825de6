"""The petition office: clerks register petitions, commission mediation, read replies, acknowledge late or never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from hub.core.codes import DisputeType
from hub.core.daytime import SHANGHAI, local_day
from hub.core.errors import MissingCalendarError
from hub.demo.departments import Department, Stage
from hub.demo.departments.petition_office import PetitionRegister, Reply
from hub.demo.quarrels import Person, Quarrel

_CATEGORIES: dict[DisputeType, str] = {
    DisputeType.EXPROPRIATION: "城乡建设/征地拆迁",
    DisputeType.MIGRANT_WAGE: "劳动和社会保障/拖欠工资",
    DisputeType.LABOUR: "劳动和社会保障/劳动争议",
    DisputeType.PROPERTY_MGMT: "城乡建设/物业管理",
    DisputeType.HOUSING_LAND: "城乡建设/房屋宅基地",
    DisputeType.VILLAGE_AFFAIRS: "农村农业/村务管理",
    DisputeType.FOREST_LAND: "国土资源/山林土地",
    DisputeType.ENVIRONMENT: "环境保护",
    DisputeType.MEDICAL: "卫生健康/医患纠纷",
    DisputeType.TRAFFIC: "交通运输/交通事故",
    DisputeType.CONSUMER: "市场监管/消费维权",
    DisputeType.ECOMMERCE: "市场监管/网络购物",
    DisputeType.TOURISM: "文化旅游/旅游服务",
    DisputeType.IP: "知识产权",
    DisputeType.CONTRACT: "经济/合同纠纷",
    DisputeType.BUSINESS_OP: "经济/生产经营",
    DisputeType.MARRIAGE_FAMILY: "民政/婚姻家庭",
    DisputeType.NEIGHBOUR: "邻里纠纷",
    DisputeType.DAMAGES: "人身财产损害",
    DisputeType.OTHER: "其他",
}
_UNKNOWN_CATEGORY = "新业态/直播带货"
_STATE_BY_OUTCOME = {"SUCCESS": "调解成功", "FAILED": "调解不成", "SETTLED": "调解成功", "CONSENT_WITHDRAWN": "已终结"}
_FORMS = ("来信", "来访", "网上", "电话")
_NOTHING = ("", "未填", "无", "－")
_UPGRADE_DAY = 15
"""On this day of the month the vendor's update renames two elements of the export."""
_RENAMED = {"登记日期": "登记时间", "内容分类": "信访内容分类"}


@dataclass(slots=True)
class _Answer:
    due: date
    fields: dict[str, str]


class PetitionDepartment:
    """Plays one petition office; see :class:`hub.demo.departments.Department`."""

    code = "petition"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._random = stage.random(self.code)
        self._register: PetitionRegister | None = None
        self._plans: dict[str, Quarrel] = {}
        self._typos: dict[str, tuple[date, str]] = {}
        self._answers: list[_Answer] = []
        self._last_export: date | None = None
        self._last_round: date | None = None
        self._numbers: dict[date, int] = {}

    @property
    def register(self) -> PetitionRegister:
        """The office's own system."""
        if self._register is None:
            raise RuntimeError("install the petition office before it's used")
        return self._register

    def install(self, folder: Path) -> None:
        """Create register and folders."""
        self._register = PetitionRegister(folder)

    def settings(self) -> Mapping[str, object]:
        """Return where the adapter finds the folders."""
        register = self.register
        return {
            "system": self.code,
            "inbox": register.inbox,
            "outbox": register.outbox,
            "acks": register.acks,
            "division": "230800",
            "gate_mode": "advisory",
        }

    def receive(self, quarrel: Quarrel, at: datetime) -> str:
        """Register a petition."""
        day = local_day(at)
        number = self._number(quarrel.division[:6], day)
        applicants = [person for person in quarrel.parties if person.role == "APPLICANT"] or [quarrel.parties[0]]
        others = [person for person in quarrel.parties if person not in applicants]
        petition = self._petition(quarrel, number, at, applicants, others)
        if self._happens(0.02):
            self._typos[number] = (day + timedelta(days=3), petition["内容分类"])
            petition["内容分类"] = _UNKNOWN_CATEGORY
        self.register.add(petition)
        self._plans[number] = quarrel
        return number

    def _number(self, county: str, day: date) -> str:
        """Return the next number: the county's office registers, all offices share one system."""
        self._numbers[day] = self._numbers.get(day, 0) + 1
        return f"XF{county}{day:%Y%m%d}{self._numbers[day]:04d}"

    def _petition(
        self, quarrel: Quarrel, number: str, at: datetime, applicants: list[Person], others: list[Person]
    ) -> dict[str, str]:
        first = applicants[0]
        return {
            "信访件编号": number,
            "登记日期": self._day_as_typed(at),
            "形式": self._random.choice(_FORMS),
            "信访人": first.name,
            "证件号": first.id_number or self._random.choice(_NOTHING),
            "电话": first.phone or self._random.choice(_NOTHING),
            "人数": self._count_as_typed(len(applicants)),
            "联名": "、".join(person.name for person in applicants[1:]) or self._random.choice(_NOTHING),
            "属地": quarrel.division,
            "内容分类": _CATEGORIES[quarrel.type],
            "诉求": quarrel.narrative,
            "涉法涉诉": "是" if self._happens(0.06) else "否",
            "办理期限": f"{local_day(at) + timedelta(days=60):%Y-%m-%d}",
            "被反映人": others[0].name if others else self._random.choice(_NOTHING),
            "调解状态": self._random.choice(("未委托", "")),
        }

    def _day_as_typed(self, at: datetime) -> str:
        local = at.astimezone(SHANGHAI)
        forms = (f"{local:%Y-%m-%d}", f"{local.year}年{local.month}月{local.day}日", f"{local:%Y/%m/%d %H:%M}")
        return self._random.choice(forms)

    def _count_as_typed(self, count: int) -> str:
        if count >= 5:
            return self._random.choice((f"约{count}人", f"{count}"))
        return self._random.choice((f"{count}", f"{count}人"))

    def work(self, now: datetime) -> None:
        """Export when the day has turned; on working days read replies, acknowledge, commission, mend."""
        day = local_day(now)
        if self._last_export != day:
            self._export(now)
            self._last_export = day
        if self._rests(day):
            return
        for reply in self.register.take_replies(now):
            self._read(reply, day)
        self._acknowledge(now)
        if self._last_round != day:
            self._last_round = day
            self._round(now)

    def _rests(self, day: date) -> bool:
        try:
            return self._stage.calendar.is_rest_day(day)
        except MissingCalendarError:
            return day.weekday() >= 5

    def _export(self, now: datetime) -> None:
        renamed = _RENAMED if local_day(now).day >= _UPGRADE_DAY else {}
        name, content = self.register.export(now, renamed, empty=self._happens(0.02))
        if self._happens(0.04):
            content = content[: len(content) // 2]  # the line broke while the export was being sent
        self.register.drop(name, content)

    def _read(self, reply: Reply, day: date) -> None:
        petition = self.register.petition(reply.petition)
        changes = {"枢纽编号": reply.root} if petition and not petition["枢纽编号"] else {}
        if petition and reply.business == "反馈":
            changes |= self._outcome(reply, petition, day)
        if changes:
            self.register.update(reply.petition, changes)
        if reply.business in ("反馈", "督办") and not self._happens(0.05):
            delay = self._random.randint(3, 6) if self._happens(0.1) else 1
            self._answers.append(_Answer(day + timedelta(days=delay), self._answer(reply)))

    def _answer(self, reply: Reply) -> dict[str, str]:
        names = (
            "回复编号",
            "业务类型",
            "信访件编号",
            "枢纽编号",
            "移交编号",
            "单位",
            "来文单位",
            "督办事由",
            "会商期次",
        )
        answer = {name: reply.fields[name] for name in names if name in reply.fields}
        return {**answer, "签收状态": "已签收" if reply.business == "反馈" else "已答复"}

    def _outcome(self, reply: Reply, petition: Mapping[str, str], day: date) -> dict[str, str]:
        outcome = reply.fields.get("结果代码", "")
        changes = {"答复日期": f"{day:%Y-%m-%d}"}
        if reply.fields.get("文书号"):
            changes["终结告知书号"] = reply.fields["文书号"]
        if outcome in _STATE_BY_OUTCOME:
            return {**changes, "调解状态": _STATE_BY_OUTCOME[outcome], "办结方式": "调解"}
        other = self._stage.registry.serving(petition["属地"], 2, day)
        if reply.fields.get("原因") and other and other.code != petition["调解单位"]:
            return {"调解单位": other.code, "调解状态": "已委托"}  # came back: another body is asked
        return {**changes, "调解状态": "已终结"}

    def _acknowledge(self, now: datetime) -> None:
        day = local_day(now)
        due = [answer for answer in self._answers if answer.due <= day]
        if not due:
            return
        self._answers = [answer for answer in self._answers if answer.due > day]
        at = now.astimezone(SHANGHAI).isoformat(timespec="seconds")
        self.register.acknowledge(now, [{**answer.fields, "签收时间": at} for answer in due])

    def _round(self, now: datetime) -> None:
        day = local_day(now)
        for number, (mended_on, category) in sorted(self._typos.items()):
            if mended_on <= day:
                self.register.update(number, {"内容分类": category})
                del self._typos[number]
        for number, quarrel in sorted(self._plans.items()):
            petition = self.register.petition(number)
            if petition is None or self._happens(0.2):
                continue  # not today
            if self._settle(petition, quarrel, day):
                del self._plans[number]

    def _settle(self, petition: Mapping[str, str], quarrel: Quarrel, day: date) -> bool:
        """Take the next step with a petition; return whether the clerk is through with it."""
        number, body = petition["信访件编号"], self._body_for(quarrel, day)
        if petition["涉法涉诉"] == "是":
            self.register.update(number, {"告知日期": f"{day:%Y-%m-%d}", "办结方式": "导入诉讼程序"})
            return True
        if self._happens(0.01):
            self.register.remove(number)  # the petitioner took it back
            return True
        if self._happens(0.03):
            self._repeat(petition, day)
        if quarrel.consent is None and petition["调解状态"] != "征求意见":
            self.register.update(number, {"调解单位": body, "调解状态": "征求意见"})
            return False
        agreed = self._happens(0.85) if quarrel.consent is None else quarrel.consent
        changes = {"受理日期": f"{day:%Y-%m-%d}", "告知日期": f"{day:%Y-%m-%d}"}
        if agreed:
            changes |= {"调解单位": body, "调解状态": "已委托"}
        else:
            changes |= {"调解单位": body, "调解状态": "不同意调解"}
        self.register.update(number, changes)
        return True

    def _body_for(self, quarrel: Quarrel, day: date) -> str:
        """Return whom this office asks: a body of its own level (PET-2), the county's centre where none is named."""
        named = self._stage.registry.find(quarrel.target_unit, day)
        centre = self._stage.registry.serving(quarrel.division, 3, day)
        return quarrel.target_unit if centre is None or (named and named.level == centre.level) else centre.code

    def _repeat(self, petition: Mapping[str, str], day: date) -> None:
        """Register the same petitioner's second letter, which is a petition of its own here."""
        again = {
            **petition,
            "信访件编号": self._number(petition["信访件编号"][2:8], day),
            "登记日期": f"{day:%Y-%m-%d}",
            "形式": "来信",
        }
        again |= {"调解状态": "", "调解单位": "", "枢纽编号": "", "办结方式": "重复件"}
        self.register.add(again)

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def feedback_landed(self) -> int:
        """Return how many feedbacks stand in the office's own table."""
        return self.register.count_feedback()

    def stop(self) -> None:
        """Close the register."""
        if self._register is not None:
            self._register.close()
            self._register = None


def department(stage: Stage) -> Department:
    """Return the petition office for *stage*."""
    return PetitionDepartment(stage)
