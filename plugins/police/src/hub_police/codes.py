"""Native codes of the police and what they mean; a code that isn't here holds the row."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hub.connectors.parsing import CodeMap, parse_text, reject
from hub.core.codes import DisputeType, ReferralKind, Risk
from hub.core.units import county_of

AGENCY = "police"
TASK_OF = AGENCY
"""Mistakes in a row are the agency's own to mend."""

CATEGORIES: CodeMap[DisputeType | None] = CodeMap.of(
    {
        "0301": DisputeType.DAMAGES,
        "0302": DisputeType.DAMAGES,
        "0401": DisputeType.TRAFFIC,
        "0501": DisputeType.MARRIAGE_FAMILY,
        "0502": DisputeType.NEIGHBOUR,
        "0503": DisputeType.CONTRACT,
        "0504": DisputeType.MIGRANT_WAGE,
        "0505": DisputeType.LABOUR,
        "0506": DisputeType.CONSUMER,
        "0507": DisputeType.HOUSING_LAND,
        "0508": DisputeType.PROPERTY_MGMT,
        "0509": DisputeType.FOREST_LAND,
        "0510": DisputeType.EXPROPRIATION,
        "0511": DisputeType.MEDICAL,
        "0512": DisputeType.ENVIRONMENT,
        "0513": DisputeType.BUSINESS_OP,
        "0514": DisputeType.TOURISM,
        "0515": DisputeType.ECOMMERCE,
        "0516": DisputeType.VILLAGE_AFFAIRS,
        "0517": DisputeType.IP,
        "0599": DisputeType.OTHER,
        "0101": None,
        "0201": None,
        "0601": None,
        "0701": None,
        "0901": None,
    },
    TASK_OF,
)
"""JQLBDM 警情类别 to dispute type: 05 纠纷, fights, damage, traffic; None = no dispute (刑事, 火灾, 求助, 举报 …)."""


def categories(more: Mapping[str, DisputeType]) -> CodeMap[DisputeType | None]:
    """Return JQLBDM with *more* codes, which a bureau's settings name."""
    return CodeMap.of({**{entry.native: entry.meaning for entry in CATEGORIES.entries}, **more}, TASK_OF)


TRANSFERS = CodeMap.of({"1": ReferralKind.TRANSFER, "2": ReferralKind.POLICE_ENTRUST}, TASK_OF)
"""YJLX 移交类型: 1 移交, 2 委托."""

MEDIATIONS = CodeMap.of({"0": "none", "1": "police", "2": "transfer"}, TASK_OF)
"""TJFS 调解方式: 0 无, 1 治安调解, 2 移交."""

CASE_RESULTS = CodeMap.of({"10": "调解处理", "20": "治安处罚", "30": "不予处罚", "40": "终止调查"}, TASK_OF)
"""CLJG 处理结果."""

RISKS = CodeMap.of(
    {
        "1": Risk.CIVIL_TO_CRIMINAL,
        "2": Risk.MASS,
        "3": Risk.SKIP_PETITION,
        "4": Risk.SUICIDE,
        "5": Risk.REPEAT,
    },
    TASK_OF,
)
"""FXLB 风险类别."""

ROLES = CodeMap.of({"1": "APPLICANT", "2": "RESPONDENT", "3": "THIRD"}, TASK_OF)
"""JS 涉警角色: 1 报警人一方, 2 对方, 3 其他."""

ANSWERS = CodeMap.of({"0": "", "1": "ACCEPTED", "2": "DECLINED"}, TASK_OF)
"""DFZT 答复状态: 0 未答复, 1 同意/已办, 2 不参加."""

FEEDBACK, INFORMATION = "FK", "TB"
INVITATION, SUPERVISION, DOCKET_TASK, RESULT_DOWN = "YQ", "DB", "HY", "XC"
"""LX of the inbox, answered there: 联调邀请, 督办, 半年会交办, 结果下传."""
ORDER, WITHDRAWAL, ESCALATION_RETURNED, GATE = "JB", "CH", "ST", "QZ"
"""What asks for nothing here: 交办、移交, 移交撤回, 上报退回 in the inbox, 前置结论 beside a ticket."""
INBOX_KINDS = frozenset({INVITATION, SUPERVISION, DOCKET_TASK, RESULT_DOWN, ORDER, WITHDRAWAL, ESCALATION_RETURNED})

_NUMBER = re.compile(r"\d{12}(20\d{6})\d{4}")
_DIVISION = re.compile(r"2308\d{2}(\d{3}(\d{3})?)?")


def ticket_number(value: object) -> str:
    """
    Return a 接警单号: unit of twelve digits, day, serial of four.

    Raises:
        RowRejectedError: it isn't built so.
    """
    text = parse_text(value, "JJDBH")
    return text if _NUMBER.fullmatch(text) else reject(text, "JJDBH", "is no ticket number", "E-NUM-03", TASK_OF)


def division_of(division: object, station: object) -> str:
    """
    Return where it happened: the row's own division, else the station's township; codes of before are mapped.

    >>> division_of("", "230803007000"), division_of("230833105201", "")
    ('230803007', '230883105201')
    """
    own = parse_text(division, "XZQH")
    code = own or parse_text(station, "JJDWDM").removesuffix("000").removesuffix("000")
    if not _DIVISION.fullmatch(code):
        reject(own or station, "XZQH" if own else "JJDWDM", "is no division of this city", "E-CODE-02", TASK_OF)
    return county_of(code) + code[6:]


def station_unit(value: object, field: str = "ZBDW") -> str:
    """
    Return the registry's code of a station or bureau from its native code of twelve digits.

    >>> station_unit("230803007000"), station_unit("230803000000")
    ('PS-230803007', 'PS-230803')
    """
    code = parse_text(value, field)
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return f"PS-{county_of(code)}{code[6:]}"
