"""The desk: signing for what arrived in ``hub_in``, returning, asking for consent, acknowledging, opening cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from hub.core.codes import Channel, Difficulty, Outcome, ReturnReason
from hub.core.daytime import local_day
from hub.core.units import Unit
from hub.demo.departments.justice_diary import Entry, Offices, Verb
from hub.demo.departments.justice_habits import days_of_work, spelt_day
from hub.demo.departments.justice_ledgers import WAITING, Value, stamp

_COPIED = (
    "类别", "纠纷地", "人数", "简要情况", "难易",
    "申请人", "申请人证件", "申请人电话", "被申请人", "被申请人证件", "被申请人电话",
)  # fmt: skip
_CLERKS = ("王敏", "李建国", "张海燕", "刘志强", "陈玉兰")


def look_into_inbox(offices: Offices, now: datetime) -> None:
    """Notice what arrived since the last look and mean to answer it within three working days; forget some."""
    for office, ledger in offices.ledgers.items():
        if not ledger.has_news():
            continue
        for row in ledger.rows("SELECT delivery_id FROM hub_in WHERE 状态 = ? AND 经办人 IS NULL", WAITING):
            key = str(row["delivery_id"])
            ledger.update("hub_in", "delivery_id", key, {"经办人": offices.rng.choice(_CLERKS)}, now)
            days = offices.rng.choice((0, 1, 1, 1, 2, 2, 3))
            if offices.happens(offices.habits.forgotten):
                days += offices.rng.randrange(4, 12)
            offices.note(offices.in_working_days(now, days), office, Verb.ANSWER, key)
        ledger.save()


def answer(offices: Offices, entry: Entry, now: datetime) -> None:
    """Answer one line of ``hub_in``."""
    row = offices.ledgers[entry.office].row("hub_in", "delivery_id", entry.key)
    if row["状态"] == WAITING:
        _ANSWERS.get(row["业务"], _take_note)(offices, entry, row, now)


def _take_note(offices: Offices, entry: Entry, _row: sqlite3.Row, now: datetime) -> None:
    _mark(offices, entry, now, {"状态": "已阅"})


def _sign(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    _mark(offices, entry, now, {"状态": "已签收"})
    if row["case_id"] and row["业务"] == "RESULT_DOWN":
        _close_handed_up(offices, entry, int(row["case_id"]), now)


def _reply(offices: Offices, entry: Entry, _row: sqlite3.Row, now: datetime) -> None:
    _mark(offices, entry, now, {"状态": "已答复"})


def _mark(offices: Offices, entry: Entry, now: datetime, fields: dict[str, Value]) -> None:
    answered = {"处理时间": stamp(now), **fields}
    offices.ledgers[entry.office].update("hub_in", "delivery_id", entry.key, answered, now)


def _was_answered(offices: Offices, entry: Entry, row: sqlite3.Row) -> bool:
    """Return whether there's nothing left to sign for: the referral was answered already, or taken back."""
    query = (
        "SELECT 1 FROM hub_in WHERE hub_ref = ? AND (业务 = 'REFERRAL_WITHDRAWN'"
        " OR 业务 = 'REFERRAL' AND 状态 IN ('已签收', '退回', '不同意'))"
    )
    return bool(offices.ledgers[entry.office].rows(query, row["hub_ref"]))


def _take_on(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    if row["业务"] == "REFERRAL" and _was_answered(offices, entry, row):
        _take_note(offices, entry, row, now)
        return
    asks = row["待征询"] == "是" or row["业务"] == "ASSIGNMENT"
    if row["业务"] == "REFERRAL" and offices.happens(offices.habits.returned):
        reason = offices.rng.choice(list(ReturnReason)).zh
        _mark(offices, entry, now, {"状态": "退回", "退回原因": reason})
    elif asks and offices.happens(offices.habits.refused):
        side = offices.rng.choice(("申请人", "被申请人", "被申请人"))
        number = _document(offices, entry, str(row["调委会代码"]), now)
        _mark(offices, entry, now, {"状态": "不同意", "不同意方": side, "文书号": number})
    else:
        _mark(offices, entry, now, {"状态": "已签收", "同意情况": "同意" if row["待征询"] == "是" else None})
        open_case(offices, entry, row, now)


def _take_over(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    if offices.happens(offices.habits.escalation_returned):
        _mark(offices, entry, now, {"状态": "退回", "退回原因": ReturnReason.MATERIALS.zh})
        return
    _mark(offices, entry, now, {"状态": "已签收"})
    open_case(offices, entry, row, now)


def open_case(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    """Open the ledger's own case for what was signed for, the hub's reference copied into it."""
    ledger = offices.ledgers[entry.office]
    unit = unit_of(offices, str(row["调委会代码"]), now)
    level = unit.level if unit else 2
    fields: dict[str, Value] = {name: row[name] for name in _COPIED}
    fields |= {
        "卷号": file_number(offices, entry.office, unit, now),
        "调委会代码": row["调委会代码"],
        "受理日期": stamp(now)[:16],
        "来源": row["来源"] or Channel.UPPER.zh,
        "难易": row["难易"] or list(Difficulty)[level - 1].zh,
        "调解员": row["经办人"],
        "hub_root": row["hub_root"],
        "hub_ref": row["hub_ref"],
        "来文号": row["delivery_id"],
    }
    case = ledger.insert("rmtj_case", fields, now)
    ledger.update("hub_in", "delivery_id", entry.key, {"case_id": case}, now)
    plan_mediation(offices, entry.office, case, level, now)


def plan_mediation(offices: Offices, office: str, case: int, level: int, now: datetime) -> None:
    """Mean to meet the parties soon and to come to an end some days later."""
    begin = offices.in_working_days(now, offices.rng.choice((1, 1, 2, 3)))
    offices.note(begin, office, Verb.BEGIN, str(case))
    offices.note(offices.in_days(begin, days_of_work(level, offices.rng)), office, Verb.FINISH, str(case))


def unit_of(offices: Offices, code: str, now: datetime) -> Unit | None:
    """Return the unit *code* as the house list of units has it."""
    return offices.registry.find(code, local_day(now))


def file_number(offices: Offices, office: str, unit: Unit | None, now: datetime) -> str:
    """Return the next number of a file: 〔2026〕西林民调字第12号."""
    code = unit.code if unit else ""
    query = "SELECT COUNT(*) AS n FROM rmtj_case WHERE 调委会代码 = ?"
    count = int(offices.ledgers[office].rows(query, code)[0]["n"]) + 1
    return f"〔{local_day(now).year}〕{short_name(unit)}民调字第{count}号"


def short_name(unit: Unit | None) -> str:
    """Return what stands for a committee in its file numbers."""
    name = unit.name if unit else ""
    return (
        name.removesuffix("人民调解委员会").removesuffix("非诉讼纠纷化解中心").removesuffix("街道").removesuffix("镇")
    )


def _document(offices: Offices, entry: Entry, code: str, now: datetime) -> str:
    unit = unit_of(offices, code, now)
    return f"{short_name(unit)}终告〔{local_day(now).year}〕{abs(hash_of(entry.key)) % 900 + 100}号"


def hash_of(text: str) -> int:
    """Return a number that depends on *text* alone, in every run."""
    return sum(ord(character) * (place + 1) for place, character in enumerate(text))


def _close_handed_up(offices: Offices, entry: Entry, case: int, now: datetime) -> None:
    day = spelt_day(local_day(now), offices.rng)
    offices.ledgers[entry.office].update("rmtj_case", "id", case, {"结案日期": day}, now)


def _go_on(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    """Take up again what the upper level gave back; a line about anything else is only read."""
    _take_note(offices, entry, row, now)
    ledger = offices.ledgers[entry.office]
    query = "SELECT id FROM rmtj_case WHERE 结果 = ? AND (id = ? OR hub_root = ?) ORDER BY id DESC LIMIT 1"
    for case in ledger.rows(query, Outcome.ESCALATED.zh, row["case_id"], row["hub_root"]):
        ledger.update("rmtj_case", "id", case["id"], {"结果": None}, now)
        offices.note(offices.in_days(now, 4), entry.office, Verb.FINISH, str(case["id"]), "again")


def _drop(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    _take_note(offices, entry, row, now)
    ledger = offices.ledgers[entry.office]
    query = "SELECT id FROM rmtj_case WHERE hub_ref = ? AND 结果 IS NULL AND 协议日期 IS NULL"
    for case in ledger.rows(query, row["hub_ref"]):
        ended: dict[str, Value] = {"结果": Outcome.WITHDRAWN.zh, "结案日期": stamp(now)[:16]}
        ledger.update("rmtj_case", "id", case["id"], ended, now)


_ANSWERS: dict[str, Callable[[Offices, Entry, sqlite3.Row, datetime], None]] = {
    "REFERRAL": _take_on,
    "ASSIGNMENT": _take_on,
    "ESCALATION": _take_over,
    "RESULT_DOWN": _sign,
    "INVITATION": _sign,
    "SUPERVISION": _reply,
    "ESCALATION_RETURNED": _go_on,
    "REFERRAL_WITHDRAWN": _drop,
}
"""What the clerks do with each kind of line; the rest is read."""
