"""A case of the ledger, from its acceptance to its end, as submissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hub.connectors.parsing import (
    is_blank,
    parse_count,
    parse_day,
    parse_optional_day,
    parse_required_text,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.connectors.parties import token_details
from hub.core.codes import AgreementForm, Channel, ConsentState, Outcome, Risk
from hub.core.daytime import local_day
from hub.core.events import Details, Event
from hub.core.privacy import Tokeniser
from hub.core.units import MAX_LEVEL, Registry, Unit
from hub.plugins.spec import Translation
from hub_justice import words
from hub_justice.money import read_amount
from hub_justice.people import APPLICANT, RESPONDENT, Parties, dossier_of, parties_of
from hub_justice.records import CaseRow, CorrectionRow
from hub_justice.story import OPENING, Story, known_unit
from hub_justice.words import TASK_OF

DUE_DAYS_MONITORED = "RMC_30"
"""The clock that an agreed extension moves (人民调解工作若干规定 33)."""


@dataclass(slots=True)
class CaseReading:
    """One row being read: what was typed, by which unit, and the story told so far."""

    row: CaseRow
    story: Story
    unit: Unit
    accepted_at: datetime
    parties: Parties


def translate_case(row: CaseRow, story: Story, registry: Registry, tokeniser: Tokeniser) -> Translation:
    """
    Say what *row* states. A case without the hub's reference is the office's own find and its own root.

    Raises:
        RowRejectedError: a field can't be read; the whole row waits.
    """
    is_own = is_blank(row.hub_root)
    accepted_at = story.moment(row.accepted_on, "受理日期", OPENING)
    unit = known_unit(registry, parse_text(row.unit, "调委会代码"), "调委会代码", accepted_at)
    story.unit = unit.code
    reading = CaseReading(row, story, unit, accepted_at, parties_of(row))
    if is_own:
        _report(reading, tokeniser)
    if parse_yes_no(row.void, "作废", task_of=TASK_OF):
        if is_own:
            voided_at = story.optional_moment(row.voided_on, "作废日期") or accepted_at
            story.say_of(Event.SOURCE_REPORT_RETRACTED, voided_at, story.native_id, None, {})
        return Translation(submissions=tuple(story.submissions))
    if is_blank(row.incoming):
        _open(reading)
    _consents(reading)
    _mediation(reading)
    _risks(reading)
    _agreement(reading)
    _escalation(reading)
    _end(reading)
    dossier = dossier_of(story.root, row, reading.parties) if is_own else None
    return Translation(submissions=tuple(story.submissions), dossier=dossier)


def _report(reading: CaseReading, tokeniser: Tokeniser) -> None:
    row, parties = reading.row, reading.parties
    day = local_day(reading.accepted_at)
    typed = parse_count(row.people, "人数", task_of=TASK_OF)
    details: Details = {
        "type": words.TYPES.translate(row.type, "类别", day=day),
        "channel": _channel(row, day),
        **token_details(parties.everyone, tokeniser),
        "parties": typed or len(parties.everyone) or 2,
        "division": parse_text(row.place, "纠纷地") or reading.unit.division,
    }
    if difficulty := words.DIFFICULTIES.translate_optional(row.difficulty, "难易", day=day):
        details["difficulty"] = difficulty
    if number := parse_text(row.number, "卷号"):
        details["number"] = number
    if parse_text(row.type, "类别") in words.VEILED:
        details["veiled"] = True
    story = reading.story
    story.say_of(Event.DISPUTE_REPORTED, reading.accepted_at, story.native_id, None, details)


def _channel(row: CaseRow, day: date) -> str:
    return words.CHANNELS.translate_optional(row.channel, "来源", day=day) or Channel.PARTY.value


def _open(reading: CaseReading) -> None:
    row = reading.row
    details: Details = {"channel": _channel(row, local_day(reading.accepted_at))}
    if reopened := parse_count(row.reopened, "再受理次序", task_of=TASK_OF):
        details["reopen"] = reopened
    reading.story.say(Event.CASE_OPENED, reading.accepted_at, **details)


def _consents(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    ref: Details = {"ref": row.hub_ref} if row.hub_ref else {}
    asked_at = story.optional_moment(row.consent_on, "同意日期", OPENING) or reading.accepted_at
    for role, column, typed, at in (
        # Whoever applies agrees by applying; the other side is asked later, and 同意日期 is its answer's.
        (APPLICANT, "申请人同意", row.applicant_consent, reading.accepted_at),
        (RESPONDENT, "被申请人同意", row.respondent_consent, asked_at),
    ):
        state = words.CONSENT.translate_optional(typed, column)
        if state is None or state == ConsentState.PENDING:
            continue
        details: Details = {"subject": reading.parties.first_of(role), "state": state, **ref}
        event = Event.CONSENT_WITHHELD if state == ConsentState.WITHHELD else Event.CONSENT_RECORDED
        story.say_of(event, at, story.native_id, None, details)


def _mediation(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    if at := story.optional_moment(row.started_on, "调解日期", OPENING):
        story.say(Event.MEDIATION_STARTED, _not_before(at, reading, "调解日期"))
    if at := story.optional_moment(row.extended_on, "延期日期"):
        until = parse_day(row.extended_until, "延期至", task_of=TASK_OF)
        story.say(Event.DEADLINE_EXTENDED, at, clock=DUE_DAYS_MONITORED, until=until)
    invited: set[str] = set()
    for place, invitation in enumerate(row.invitations):
        path = f"邀约联调.{place}"
        invitee = parse_required_text(invitation.invitee, f"{path}.被邀单位", task_of=TASK_OF)
        if invitee in invited:
            continue  # a reminder: the first invitation set the clock
        invited.add(invitee)
        sent_at = story.moment(invitation.sent_on, f"{path}.邀请日期")
        story.say(Event.INVITATION_SENT, sent_at, invitee=invitee, subject=invitee)
        if answered_at := story.optional_moment(invitation.answered_on, f"{path}.答复日期"):
            result = words.ANSWERS.translate_optional(invitation.answer, f"{path}.答复") or "ACCEPTED"
            story.say(Event.INVITATION_ANSWERED, answered_at, invitee=invitee, subject=invitee, result=result)


def _not_before(at: datetime, reading: CaseReading, column: str) -> datetime:
    """Refuse a step that is dated before the day of acceptance: one of the two days is a slip of the pen."""
    if local_day(at) < local_day(reading.accepted_at):
        reject(str(local_day(at)), column, "lies before 受理日期: which of the two is right?", "E-DATE-05", TASK_OF)
    return at


def _risks(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    done_at = story.optional_moment(row.agreed_on, "协议日期") or story.optional_moment(row.concluded_on, "结案日期")
    for risk, column, cases, people in (
        (Risk.CIVIL_TO_CRIMINAL, "防民转刑", row.criminal_cases, row.criminal_people),
        (Risk.MASS, "防群访", row.mass_cases, row.mass_people),
    ):
        prevented = parse_count(cases, f"{column}件", task_of=TASK_OF)
        if prevented and done_at is not None:  # what is prevented is known at the end
            details: Details = {"risk": risk.value, "prevented": prevented}
            if concerned := parse_count(people, f"{column}人", task_of=TASK_OF):
                details["people"] = concerned
            story.say_of(Event.RISK_FLAGGED, done_at, f"{story.native_id}/{risk.value}", story.unit, details)
    if seen := words.RISKS.translate_optional(row.risk, "风险"):
        native_id = f"{story.native_id}/{seen}/seen"
        story.say_of(Event.RISK_FLAGGED, reading.accepted_at, native_id, story.unit, {"risk": seen})


def _agreement(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    at = story.optional_moment(row.agreed_on, "协议日期")
    if at is None:
        if not is_blank(row.form) and not is_blank(row.amount):
            reject(row.form, "协议日期", "form and amount are there, the day isn't", "E-REQ-01", TASK_OF)
        return
    details: Details = {
        "form": words.FORMS.translate_optional(row.form, "协议形式") or AgreementForm.WRITTEN.value,
        "amount_fen": read_amount("金额", row.amount, row.amount_checked, row.usual_amount),
    }
    if due := parse_optional_day(row.due, "履行期限", task_of=TASK_OF):
        details["due"] = due
    story.say(Event.AGREEMENT_REACHED, _not_before(at, reading, "协议日期"), **details)
    for place, correction in enumerate(row.corrections):
        _correct(reading, correction, f"协议更正.{place}")
    state = words.PERFORMANCE.translate_optional(row.performance, "履行")
    if state:
        done_at = story.optional_moment(row.performed_on, "履行日期") or at
        story.say(Event.AGREEMENT_PERFORMED if state == "PERFORMED" else Event.AGREEMENT_BREACHED, max(done_at, at))


def _correct(reading: CaseReading, correction: CorrectionRow, path: str) -> None:
    story = reading.story
    sequence = parse_count(correction.sequence, f"{path}.次序", task_of=TASK_OF) or 1
    if any(said.event is Event.AGREEMENT_CORRECTED and said.details["v"] == sequence + 1 for said in story.submissions):
        reject(correction.sequence, f"{path}.次序", "two corrections bear one number", "E-DUP-01", TASK_OF)
    details: Details = {"v": sequence + 1, "supersedes": f"{story.native_id}/{Event.AGREEMENT_REACHED.value}"}
    if form := words.FORMS.translate_optional(correction.form, f"{path}.协议形式"):
        details["form"] = form
    if not is_blank(correction.amount):
        details["amount_fen"] = read_amount(
            f"{path}.金额", correction.amount, correction.amount_checked, reading.row.usual_amount
        )
    if due := parse_optional_day(correction.due, f"{path}.履行期限", task_of=TASK_OF):
        details["due"] = due
    story.say(Event.AGREEMENT_CORRECTED, story.moment(correction.corrected_on, f"{path}.更正日期"), **details)


def _escalation(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    at = story.optional_moment(row.escalated_on, "上报日期")
    if at is None:
        return
    upper = known_unit_code(row.escalated_to)
    details: Details = {"to": upper}
    count = parse_count(row.escalation_count, "上报次数", task_of=TASK_OF) or 1
    if count > 1:
        details["v"] = count
    story.say(Event.ESCALATION_REQUESTED, _not_before(at, reading, "上报日期"), **details)


def known_unit_code(text: str) -> str:
    """Return the upper unit's code, which must be there."""
    code = parse_text(text, "上报单位", task_of=TASK_OF)
    return code or reject(text, "上报单位", "escalated, but to whom?", "E-REQ-01", TASK_OF)


def _end(reading: CaseReading) -> None:
    row, story = reading.row, reading.story
    outcome = words.RESULTS.translate_optional(row.result, "结果")
    withdrawn_at = story.optional_moment(row.withdrawn_on, "撤回日期")
    at = story.optional_moment(row.concluded_on, "结案日期") or withdrawn_at
    if outcome is not None:
        _outcome(reading, outcome, at)
    notice_at = story.optional_moment(row.notice_on, "终结告知日期") or at
    if not is_blank(row.notice_number) or not is_blank(row.notice_on):
        if notice_at is None:
            reject(row.notice_number, "终结告知日期", "a notice has a number, but no day", "E-REQ-01", TASK_OF)
        number = parse_text(row.notice_number, "终结告知书号")
        told: Details = {"number": number} if number else {}
        story.say(Event.TERMINATION_NOTICE_ISSUED, notice_at, **told)
    if routes_at := story.optional_moment(row.routes_on, "告知途径日期"):
        story.say(Event.OTHER_ROUTES_INFORMED, routes_at)


_WITHOUT_AN_END = frozenset({Outcome.SUCCESS, Outcome.ESCALATED, Outcome.MERGED, Outcome.VOID, Outcome.ARB_DOC})
"""Results that other columns state, or that aren't this agency's to state."""


def _outcome(reading: CaseReading, outcome: Outcome, at: datetime | None) -> None:
    row, story = reading.row, reading.story
    if outcome in _WITHOUT_AN_END:
        if outcome is Outcome.SUCCESS and is_blank(row.agreed_on):
            reject(row.result, "协议日期", "concluded with success, but there is no agreement", "E-REQ-01", TASK_OF)
        return
    if at is None:
        reject(row.concluded_on, "结案日期", "concluded, but when?", "E-REQ-01", TASK_OF)
    ended_at = _not_before(at, reading, "结案日期")
    if outcome is Outcome.FAILED:
        details: Details = {} if reading.unit.level >= MAX_LEVEL else {"escalation": "declined"}
        story.say(Event.MEDIATION_FAILED, ended_at, **details)
    elif outcome is Outcome.CONSENT_WITHDRAWN:
        side = words.SIDES.translate_optional(row.withdrawing_side, "撤回方") or RESPONDENT
        withdrawn_at = story.optional_moment(row.withdrawn_on, "撤回日期") or ended_at
        subject = reading.parties.first_of(side)
        story.say(Event.CONSENT_WITHDRAWN, withdrawn_at, subject=subject, state=ConsentState.WITHDRAWN.value)
    else:
        story.say(Event.CASE_SETTLED if outcome is Outcome.SETTLED else Event.CASE_WITHDRAWN, ended_at)
