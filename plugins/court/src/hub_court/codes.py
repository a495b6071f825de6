"""Native codes of the court (``T_DMB``) and what they mean; a code that isn't here holds the row."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from hub.connectors.parsing import CodeMap, parse_text, reject
from hub.core.codes import DisputeType, Procedure, ReferralKind, ReturnReason
from hub.core.units import county_of

AGENCY = "court"
TASK_OF = AGENCY
"""Mistakes in a row are the agency's own to mend."""

PRE_SUIT, IN_SUIT, CONFIRMATION = "1", "2", "3"

KINDS = CodeMap.of({PRE_SUIT: PRE_SUIT, IN_SUIT: IN_SUIT, CONFIRMATION: CONFIRMATION}, TASK_OF)
"""AJLX 案件类型: 1 诉前调, 2 民初, 3 诉前调确."""

COMMISSIONS = CodeMap.of({"1": ReferralKind.ENTRUST_PRE, "2": ReferralKind.ENTRUST_IN}, TASK_OF)
"""WPLX 委派类型: 1 委派, 2 委托."""

PROCEDURES = CodeMap.of({"1": Procedure.ORDINARY, "2": Procedure.SIMPLIFIED}, TASK_OF)
"""SPCX 审判程序: 1 普通, 2 简易."""

RESULTS = CodeMap.of({"10": "调解成功", "20": "调解不成", "30": "当事人终止"}, TASK_OF)
"""TJJG 调解结果: the court's own note; the hub hears results from the mediating body, but unknown codes are drift."""

CONFIRMATIONS = CodeMap.of({"1": 1, "2": 2, "3": 3, "4": 4}, TASK_OF)
"""SFQR 司法确认: 1 已申请, 2 已受理, 3 裁定有效, 4 裁定驳回."""

EXCHANGE_STATES = CodeMap.of({"0": "new", "1": "signed", "9": "fault"}, TASK_OF)
"""ZT of the exchange table."""

FEEDBACK, INFORMATION, OTHER_BUSINESS = "FK", "TB", "QT"
"""YWLX of the exchange table: 反馈, 通报, 其他."""

INVITATION, SUPERVISION, DOCKET_TASK, RESULT_DOWN = "YQ", "DB", "HY", "XC"
"""YWLX of what a court answers with its mark: 联调邀请, 督办, 半年会交办, 结果下传."""

ORDER, WITHDRAWAL, ESCALATION_RETURNED, GATE = "JB", "CH", "ST", "QZ"
"""YWLX of what the mark only says was read: 交办、移交, 移交撤回, 上报退回, 前置结论."""

DECLINING = CodeMap.of({word: code.value for code in ReturnReason for word in (code.value, code.zh)}, TASK_OF)
"""CWXX of an invitation that is declined: the reason, in the words of the return reasons."""

STANDINGS = CodeMap.of({"1": "APPLICANT", "2": "RESPONDENT", "3": "THIRD"}, TASK_OF)
"""SSDW 诉讼地位: 1 申请人/原告, 2 被申请人/被告, 3 第三人."""

_COURT = re.compile(r"黑(08\d{0,2})")
_DIVISION = re.compile(r"2308\d{2}(\d{3}(\d{3})?)?")


@cache
def causes() -> CodeMap[DisputeType]:
    """AYDM 案由: code of the cause of action to dispute type."""
    return CodeMap.of({row["aydm"]: DisputeType(row["dispute_type"]) for row in _causes()}, TASK_OF)


@cache
def veiled_causes() -> frozenset[str]:
    """AYDM of causes whose people are hidden everywhere: children whose custody, visits, adoption or harm it is."""
    return frozenset(row["aydm"] for row in _causes() if row["veiled"])


def _causes() -> list[dict[str, str]]:
    text = files("hub_court").joinpath("causes.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def division_of(division: object, court: object) -> str:
    """
    Return where the dispute arose: the row's own division, else the court's county; codes of before are mapped.

    >>> division_of("230803007001", "黑0803"), division_of(None, "黑０８３３ ")
    ('230803007001', '230883')
    """
    code = parse_text(division, "XZQH")
    if code:
        if not _DIVISION.fullmatch(code):
            reject(code, "XZQH", "is no division of this city", "E-CODE-02", TASK_OF)
        return county_of(code) + code[6:]
    match = _COURT.fullmatch(parse_text(court, "FYDM"))
    if match is None:
        return reject(court, "FYDM", "is no court of this city", "E-CODE-02", TASK_OF)
    return county_of(f"23{match[1]}".ljust(6, "0"))


def court_unit(court: object) -> str | None:
    """
    Return the registry's code of the court that a row names (``FYDM``), None where it names no court of this city.

    >>> court_unit("黑0803 "), court_unit("黑08"), court_unit("黑01")
    ('CT-230803', 'CT-230800', None)
    """
    match = _COURT.fullmatch(parse_text(court, "FYDM"))
    return None if match is None else f"CT-{county_of(f'23{match[1]}'.ljust(6, '0'))}"


def case_number(value: object) -> str:
    """
    Return an 案号 in its official spelling, empty when there is none yet.

    >>> case_number("(２０２６)黑０８０３民诉前调１０１号  ")
    '（2026）黑0803民诉前调101号'
    """
    text = re.sub(r"\s", "", parse_text(value, "AH", longest=60))
    return re.sub(r"^[(\[〔【](\d{4})[)\]〕】]", r"（\1）", text)
