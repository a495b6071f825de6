"""The mediation room: first meetings, agreements, cases handed up, notices, performance, slips and their mending."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from hub.core.codes import DisputeType, Outcome
from hub.core.daytime import ONE_DAY, local_day, month_of, start_of
from hub.demo.departments.justice_desk import hash_of, short_name, unit_of
from hub.demo.departments.justice_diary import Entry, Hint, Offices, Verb
from hub.demo.departments.justice_habits import (
    drawn_amount,
    drawn_form,
    in_wan,
    slipped_amount,
    spelt_day,
    spelt_moment,
)
from hub.demo.departments.justice_ledgers import Value, office_of, stamp

ODD_WORDS = ("已和谐", "调好了", "成功了")
NO_HINT = Hint(agrees=None, is_serious=False, amount_fen=0)
TERMINAL_LEVEL = 4
ON_PAPER = "on paper since "
"""Begins the diary's note on an agreement that stays on paper until the bureau chases it after the month's close."""


def begin(offices: Offices, entry: Entry, now: datetime) -> None:
    """Ask whoever hasn't been asked, and hold the first meeting; refusal ends it at once (人民调解法 17)."""
    ledger = offices.ledgers[entry.office]
    row = ledger.row("rmtj_case", "id", entry.key)
    if not _is_open(row):
        return
    hint = offices.hints.get((entry.office, entry.key), NO_HINT)
    if row["hub_root"] is None and hint.agrees is not True:
        refuses = hint.agrees is False or offices.happens(offices.habits.refused)
        fields: dict[str, Value] = {"被申请人同意": "不同意" if refuses else "同意", "同意日期": stamp(now)[:16]}
        if refuses:
            fields |= {"终结告知书号": _notice_number(offices, entry, row, now), "终结告知日期": stamp(now)[:16]}
            ledger.update("rmtj_case", "id", entry.key, fields, now)
            return
        ledger.update("rmtj_case", "id", entry.key, fields, now)
    ledger.update("rmtj_case", "id", entry.key, {"调解日期": stamp(now)[:16]}, now)
    if offices.happens(offices.habits.invites):
        _invite(offices, entry, row, now)


def finish(offices: Offices, entry: Entry, now: datetime) -> None:
    """Come to one of the ends that a case may have."""
    row = offices.ledgers[entry.office].row("rmtj_case", "id", entry.key)
    if not _is_open(row):
        return
    if entry.note.startswith(ON_PAPER):
        _agree(offices, entry, row, now)
        return
    habits, draw = offices.habits, offices.rng.random()
    for share, end in (
        (habits.withdrawn_consent, _withdraw_consent),
        (habits.settled_alone, _settle_alone),
        (habits.application_withdrawn, _withdraw_application),
        (_unsolved(offices, entry, row), _give_up),
    ):
        if draw < share:
            end(offices, entry, row, now)
            return
        draw -= share
    _agree(offices, entry, row, now)


def _unsolved(offices: Offices, entry: Entry, row: sqlite3.Row) -> float:
    unit = unit_of(offices, str(row["调委会代码"]), datetime.fromisoformat(f"{row['updated_at']}+08:00"))
    if unit is not None and unit.level >= TERMINAL_LEVEL:
        return offices.habits.lost_at_the_top
    hint = offices.hints.get((entry.office, entry.key), NO_HINT)
    return 0.9 if hint.is_serious and entry.note != "again" else offices.habits.unsolved


def _is_open(row: sqlite3.Row) -> bool:
    return row["结果"] is None and row["协议日期"] is None and row["被申请人同意"] != "不同意"


def _withdraw_consent(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    fields: dict[str, Value] = {
        "撤回方": offices.rng.choice(("申请人", "被申请人")),
        "撤回日期": stamp(now)[:16],
        "终结告知书号": _notice_number(offices, entry, row, now),
        "终结告知日期": stamp(now)[:16],
    }
    _end(offices, entry, Outcome.CONSENT_WITHDRAWN.zh, fields, now)


def _settle_alone(offices: Offices, entry: Entry, _row: sqlite3.Row, now: datetime) -> None:
    _end(offices, entry, Outcome.SETTLED.zh, {}, now)


def _withdraw_application(offices: Offices, entry: Entry, _row: sqlite3.Row, now: datetime) -> None:
    _end(offices, entry, Outcome.WITHDRAWN.zh, {}, now)


def _give_up(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    unit = unit_of(offices, str(row["调委会代码"]), now)
    upper = unit.parent if unit is not None else None
    if upper is None or offices.happens(offices.habits.declines):
        fields: dict[str, Value] = {
            "终结告知书号": _notice_number(offices, entry, row, now),
            "终结告知日期": stamp(now)[:16],
        }
        if not offices.happens(offices.habits.never_noted):
            fields["告知途径日期"] = stamp(now)[:16]
        _end(offices, entry, Outcome.FAILED.zh, fields, now)
        return
    handed_up: dict[str, Value] = {
        "上报单位": upper,
        "上报日期": stamp(now)[:16],
        "上报次数": (row["上报次数"] or 0) + 1,
        "上报原因": "本级无力解决，已告知当事人",
        "结果": Outcome.ESCALATED.zh,
    }
    offices.ledgers[entry.office].update("rmtj_case", "id", entry.key, handed_up, now)


def _end(offices: Offices, entry: Entry, result: str, fields: dict[str, Value], now: datetime) -> None:
    ended = {"结果": result, "结案日期": stamp(now)[:16], **fields}
    offices.ledgers[entry.office].update("rmtj_case", "id", entry.key, ended, now)


def _agree(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    rng, habits = offices.rng, offices.habits
    if not entry.note.startswith(ON_PAPER) and offices.happens(habits.on_paper):
        offices.note(_chased_at(offices, now), entry.office, Verb.FINISH, entry.key, f"{ON_PAPER}{stamp(now)}")
        return
    hint = offices.hints.get((entry.office, entry.key), NO_HINT)
    fen = hint.amount_fen or drawn_amount(str(row["类别"]), rng)
    agreed_at = _agreed_at(offices, entry, row, now)
    fields: dict[str, Value] = {
        "协议形式": drawn_form(habits, fen, rng),
        "协议日期": spelt_moment(agreed_at, now, rng),
        "金额": in_wan(fen),
        "结案日期": spelt_moment(agreed_at, now, rng),
        "结果": Outcome.SUCCESS.zh,
        **_performance(offices, entry, fen, agreed_at, now),
        **_prevention(offices, row),
    }
    right = {name: fields[name] for name in ("金额", "结果")}
    if fen and offices.happens(habits.typed_in_yuan):
        fields["金额"] = slipped_amount(fen, rng)
    elif offices.happens(habits.odd_word):
        fields["结果"] = rng.choice(ODD_WORDS)
    if any(fields[name] != value for name, value in right.items()) and offices.happens(habits.mended):
        note = f"{right['金额']}|{right['结果']}"
        offices.note(offices.in_working_days(now, rng.randrange(2, 7)), entry.office, Verb.MEND, entry.key, note)
    offices.ledgers[entry.office].update("rmtj_case", "id", entry.key, fields, now)
    if fen and offices.happens(habits.corrected):
        offices.note(offices.in_working_days(now, 1), entry.office, Verb.CORRECT, entry.key, in_wan(fen * 2))


def _chased_at(offices: Offices, now: datetime) -> datetime:
    """Return when the bureau, having closed the month of *now*, asks for what is still on paper."""
    close = offices.calendar.monthly_close(month_of(local_day(now)))
    return start_of(offices.calendar.roll(close + ONE_DAY)) + timedelta(hours=8, minutes=offices.rng.randrange(30))


def _agreed_at(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> datetime:
    """Return when they agreed: today, or some days ago when the clerk is late, but never before the first meeting."""
    if entry.note.startswith(ON_PAPER):
        return datetime.fromisoformat(f"{entry.note.removeprefix(ON_PAPER)}+08:00")
    if not offices.happens(offices.habits.late_entry) or row["调解日期"] is None:
        return now
    earliest = datetime.fromisoformat(f"{row['调解日期']}+08:00")
    return max(now - timedelta(days=offices.rng.randrange(3, 13)), earliest)


def _performance(offices: Offices, entry: Entry, fen: int, agreed_at: datetime, now: datetime) -> dict[str, Value]:
    rng = offices.rng
    if not fen or offices.happens(offices.habits.performed_at_once):
        return {"履行": "已履行", "履行日期": spelt_moment(agreed_at, now, rng)}
    due = local_day(agreed_at) + timedelta(days=rng.choice((10, 15, 20, 30, 45)))
    if not offices.happens(offices.habits.never_noted):
        paid_at = offices.in_days(agreed_at, (due - local_day(agreed_at)).days - rng.randrange(0, 5))
        offices.note(max(paid_at, now), entry.office, Verb.PERFORM, entry.key)
    return {"履行": "未到期", "履行期限": spelt_day(due, rng)}


def _prevention(offices: Offices, row: sqlite3.Row) -> dict[str, Value]:
    people = int(row["人数"] or 2)
    if row["类别"] == DisputeType.MIGRANT_WAGE.zh and people >= 5:
        return {"防群访件": 1, "防群访人": people}
    if row["类别"] in (DisputeType.DAMAGES.zh, DisputeType.NEIGHBOUR.zh) and offices.happens(0.06):
        return {"防民转刑件": 1, "防民转刑人": people}
    return {}


def perform(offices: Offices, entry: Entry, now: datetime) -> None:
    """Note that an agreement was kept, or that a party went back on it."""
    state = "反悔" if offices.happens(offices.habits.breached) else "已履行"
    noted: dict[str, Value] = {"履行": state, "履行日期": stamp(now)[:16], "回访日期": stamp(now)[:10]}
    offices.ledgers[entry.office].update("rmtj_case", "id", entry.key, noted, now)


def mend(offices: Offices, entry: Entry, now: datetime) -> None:
    """Put right what was typed wrongly."""
    amount, _, result = entry.note.partition("|")
    mended: dict[str, Value] = {"金额": amount, "结果": result}
    offices.ledgers[entry.office].update("rmtj_case", "id", entry.key, mended, now)


def correct(offices: Offices, entry: Entry, now: datetime) -> None:
    """Register a correction beside the agreement, whose own line stays as it is."""
    correction: dict[str, Value] = {
        "case_id": int(entry.key),
        "次序": 1,
        "更正日期": stamp(now)[:16],
        "金额": entry.note,
    }
    offices.ledgers[entry.office].insert("rmtj_gz", correction, now)


def _invite(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> None:
    unit = unit_of(offices, str(row["调委会代码"]), now)
    station = unit_of(offices, f"PS-{unit.division[:9]}", now) if unit is not None else None
    if station is None:
        return
    invitation: dict[str, Value] = {
        "case_id": int(entry.key),
        "被邀单位": station.code,
        "邀请日期": stamp(now)[:16],
    }
    key = offices.ledgers[entry.office].insert("rmtj_lt", invitation, now)
    offices.note(offices.in_working_days(now, 4), entry.office, Verb.SUPERVISE, str(key), entry.key)


def supervise(offices: Offices, entry: Entry, now: datetime) -> None:
    """Let a person at the county centre order a body to answer, when the mediator complains of silence."""
    ledger = offices.ledgers[entry.office]
    invitation = ledger.row("rmtj_lt", "id", entry.key)
    case = ledger.row("rmtj_case", "id", entry.note)
    centre = offices.registry.serving(f"{entry.office[:6]}", 3, local_day(now))
    if invitation["答复日期"] is not None or case["hub_root"] is None or centre is None or offices.happens(0.5):
        return
    county = office_of(centre)
    order: dict[str, Value] = {
        "签发单位": centre.code,
        "hub_root": case["hub_root"],
        "事由": f"INVITE_{invitation['被邀单位']}",
        "督办日期": stamp(now)[:16],
    }
    key = offices.ledgers[county].insert("rmtj_db", order, now)
    offices.note(offices.in_working_days(now, 3), county, Verb.CLOSE_ORDER, str(key))


def close_order(offices: Offices, entry: Entry, now: datetime) -> None:
    """Close an order that has been answered."""
    offices.ledgers[entry.office].update("rmtj_db", "id", entry.key, {"办结日期": stamp(now)[:16]}, now)


def _notice_number(offices: Offices, entry: Entry, row: sqlite3.Row, now: datetime) -> str:
    unit = unit_of(offices, str(row["调委会代码"]), now)
    number = hash_of(f"{entry.office}/{entry.key}") % 900 + 100
    return f"{short_name(unit)}终告〔{local_day(now).year}〕{number}号"
