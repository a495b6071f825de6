"""Judicial confirmation: an application (诉前调确) is a case of its own, about the dispute of the agreement."""

from __future__ import annotations

import re
from datetime import datetime

from hub.connectors.parsing import parse_instant, parse_optional_instant, parse_text, reject
from hub.connectors.statements import Speaker
from hub.core.events import Details, Event, Submission
from hub_court import codes
from hub_court.records import Case

_NUMBER = re.compile(r"（\d{4}）黑08\d{0,2}(民?诉前调确|民特)\d+号")


def confirmation_steps(case: Case, system: str, version: str) -> tuple[Submission, ...]:
    """
    Return the steps that the application has taken: applied, accepted, then granted or dismissed.

    Raises:
        RowRejectedError: the application names neither the hub's reference nor the original case, or lacks a day.
    """
    speaker = Speaker(
        agency=codes.AGENCY,
        system=system,
        native_id=case.key,
        version=version,
        root=_root(case, system),
        recorded_at=parse_instant(case.updated_at, "GXSJ", task_of=codes.TASK_OF),
    )
    state = codes.CONFIRMATIONS.translate_optional(case.confirmation, "SFQR") or 1
    number = codes.case_number(case.number)
    if number and not _NUMBER.fullmatch(number):
        reject(number, "AH", "is no number of a judicial confirmation", "E-NUM-03", codes.TASK_OF)
    details: Details = {"number": number} if number else {}
    applied_at = parse_optional_instant(case.applied_at, "QRSQRQ", task_of=codes.TASK_OF)
    steps = [
        speaker.say(
            Event.CONFIRMATION_APPLIED,
            applied_at or parse_instant(case.filed_at, "SARQ", task_of=codes.TASK_OF),
            details,
        )
    ]
    if state >= 2:
        steps.append(speaker.say(Event.CONFIRMATION_ACCEPTED, _day(case.accepted_at, "QRSLRQ", steps[-1]), details))
    if state >= 3:
        decided = Event.CONFIRMATION_GRANTED if state == 3 else Event.CONFIRMATION_DISMISSED
        steps.append(speaker.say(decided, _day(case.decided_at, "QRCDRQ", steps[-1]), details))
    return tuple(steps)


def _root(case: Case, system: str) -> str:
    reference = parse_text(case.hub_root, "HUB_ROOT", longest=200)
    if reference:
        return reference
    original = parse_text(case.original_case, "YAJBH", longest=60)
    if original:
        return f"{system}:{original}"
    return reject(
        None,
        "HUB_ROOT",
        "the application names neither the hub's reference nor its 原案件编号",
        "E-REQ-01",
        codes.TASK_OF,
    )


def _day(value: object, field: str, before: Submission) -> datetime:
    at = parse_instant(value, field, task_of=codes.TASK_OF)
    if at < before.occurred_at:
        reject(value, field, "lies before the step that precedes it", "E-DATE-03", codes.TASK_OF)
    return at
