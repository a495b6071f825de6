"""Real texts and rows that the demo and the tests are fed from: typed, otherwise as the source has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, TypeAdapter

from hub.core.codes import DisputeType
from hub.reference.packaged import folder, rows

QUESTION_TYPES = {
    "婚姻家庭": DisputeType.MARRIAGE_FAMILY,
    "劳动纠纷": DisputeType.LABOUR,
    "交通事故": DisputeType.TRAFFIC,
    "债权债务": DisputeType.CONTRACT,
    "刑事辩护": DisputeType.OTHER,
    "合同纠纷": DisputeType.CONTRACT,
    "房产纠纷": DisputeType.HOUSING_LAND,
    "侵权": DisputeType.DAMAGES,
    "公司法": DisputeType.BUSINESS_OP,
    "医疗纠纷": DisputeType.MEDICAL,
    "拆迁安置": DisputeType.EXPROPRIATION,
    "行政诉讼": DisputeType.OTHER,
    "建设工程": DisputeType.BUSINESS_OP,
    "知识产权": DisputeType.IP,
    "综合咨询": DisputeType.OTHER,
    "人身损害": DisputeType.DAMAGES,
    "涉外法律": DisputeType.OTHER,
    "海事海商": DisputeType.OTHER,
    "消费权益": DisputeType.CONSUMER,
    "抵押担保": DisputeType.CONTRACT,
}
"""The twenty classes of the questions as dispute types of the hub."""

FOCUS_TYPES = (
    ("交通|驾驶|机动车|车辆", DisputeType.TRAFFIC),
    ("离婚|婚后|夫妻感情", DisputeType.MARRIAGE_FAMILY),
    ("劳动|工伤|工资|加班", DisputeType.LABOUR),
    ("房屋|租金|租赁|购房|宅基地", DisputeType.HOUSING_LAND),
    ("借款|欠条|借条|贷款|合同", DisputeType.CONTRACT),
    ("伤|损失|赔偿", DisputeType.DAMAGES),
)
"""Words of a claim's text, the first found gives its type."""


@dataclass(frozen=True, slots=True)
class CitizenQuestion:
    """A short question of a citizen with its class in the source."""

    text: str
    category: str
    dispute_type: DisputeType


@dataclass(frozen=True, slots=True)
class CourtClaim:
    """Claim and answer in a court's sentence (names masked by the source as PER, ORG, TIME) and what was in dispute."""

    text: str
    focus: str
    dispute_type: DisputeType


@dataclass(frozen=True, slots=True)
class PoliceComplaint:
    """One complaint row; dates are MM/DD/YYYY text, arrest fields are often empty, ids repeat."""

    complaint_id: str
    created: str
    precinct: str
    law_category: str
    offence: str
    offence_detail: str
    arrest_date: str
    arrest_id: str


class _Entry(BaseModel):
    question: str
    answer: str


_ENTRIES = TypeAdapter(list[_Entry])


def _entries(file: str) -> list[_Entry]:
    return _ENTRIES.validate_json(folder("lawbench").joinpath(file).read_bytes())


@cache
def citizen_questions() -> tuple[CitizenQuestion, ...]:
    """Return the sample of citizens' questions."""
    return tuple(
        CitizenQuestion(entry.question, entry.answer, QUESTION_TYPES[entry.answer])
        for entry in _entries("2-4_sample.json")
    )


@cache
def court_claims() -> tuple[CourtClaim, ...]:
    """Return the sample of claims."""
    return tuple(
        CourtClaim(text, entry.answer.removeprefix("争议焦点类别：").removesuffix("。"), _type_of(text))
        for entry in _entries("2-2_sample.json")
        for text in (entry.question.removeprefix("句子:"),)
    )


def _type_of(text: str) -> DisputeType:
    for words, dispute_type in FOCUS_TYPES:
        if any(word in text for word in words.split("|")):
            return dispute_type
    return DisputeType.OTHER


@cache
def police_complaints() -> tuple[PoliceComplaint, ...]:
    """Return the sample of complaint rows, in the source's order."""
    return tuple(
        PoliceComplaint(
            complaint_id=row["Full Complaint ID"],
            created=row["Record Create Date"],
            precinct=row["Complaint Precinct Code"],
            law_category=row["Law Code Category Description"],
            offence=row["Offense Description"],
            offence_detail=row["PD Code Description"],
            arrest_date=row["Arrest Date"],
            arrest_id=row["Arrest Id"],
        )
        for row in rows("police_nypd", "nypd_hate_crimes_sample.csv")
    )
