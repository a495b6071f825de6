"""Says in canonical terms what a row of the petition office states. Pure: the same row gives the same submissions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.connectors.parsing import CodeMap
from hub.connectors.parties import token_details
from hub.connectors.statements import Speaker
from hub.core.codes import Channel, DisputeType, ReturnReason
from hub.core.daytime import local_day
from hub.core.deliveries import DeliveryKind
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.core.privacy import Tokeniser
from hub.core.units import Registry
from hub.plugins.spec import NativeRecord, Translation
from hub_petition.codes import CATEGORIES, VEILED
from hub_petition.course import course_statements
from hub_petition.parties import count_of, dossier_of, people_of
from hub_petition.records import TASK_OF, Acknowledgement, Petition, Withdrawal, typed
from hub_petition.referrals import Statement, referral_statements
from hub_petition.settings import PetitionSettings

AGENCY = "petition"
SNAPSHOT, ACKS = "snapshot", "acks"
GONE = "缺失"
"""Field by which the adapter says that a petition is missing from the snapshots."""

_NUMBER = re.compile(r"^XF\d{6}(\d{4})(\d{2})(\d{2})\d{4}$")
_DIVISION = re.compile(r"(?<!\d)(\d{12}|\d{9}|\d{6})(?!\d)")
_ONE_DAY = timedelta(days=1)
_ONE_YEAR = timedelta(days=366)
_DECLINING = CodeMap.of({word: code.value for code in ReturnReason for word in (code.value, code.zh)}, TASK_OF)
_ACKNOWLEDGED = frozenset({"已签收", "签收", "已答复", "已阅"})
_REJECTED = frozenset({"退回", "已退回", "拒收"})


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns native records of one office into translations."""

    settings: PetitionSettings
    tokeniser: Tokeniser
    registry: Registry

    def translate(self, record: NativeRecord) -> Translation:
        """
        Return what *record* states.

        Raises:
            RowRejectedError: a field can't be read.
        """
        if record.source == ACKS:
            return Translation(submissions=tuple(self._answered(typed(Acknowledgement, record.fields))))
        if GONE in record.fields:
            return Translation(submissions=tuple(self._withdrawn(typed(Withdrawal, record.fields), record)))
        petition = typed(Petition, record.fields)
        _refuse_impossible(petition)
        own_root = f"{self.settings.system}:{record.native_id}"
        root = petition.root or own_root
        statements = (
            Statement(Event.DISPUTE_REPORTED, petition.registered_at, None, self._report(petition)),
            *course_statements(petition),
            *referral_statements(petition, own_root, self.registry),
        )
        speaker = self._speaker(root, record, petition.seen_at)
        return Translation(
            submissions=tuple(_said(speaker, statement) for statement in statements),
            dossier=dossier_of(petition, root),
        )

    def _report(self, petition: Petition) -> Details:
        details: Details = {
            "type": self._type(petition.category).value,
            "channel": Channel.PETITION.value,
            **token_details(people_of(petition), self.tokeniser),
            "parties": count_of(petition),
            "division": self._division(petition.territory),
            "mode": self.settings.gate_mode.value,
            "number": petition.number,
        }
        if petition.suit:
            details["suit"] = True
        if {petition.category, petition.category.rpartition("/")[2]} & (VEILED | self.settings.veiled):
            details["veiled"] = True
        return details

    def _type(self, category: str) -> DisputeType:
        for name in (category, category.rpartition("/")[2]):
            known = self.settings.categories.get(name) or CATEGORIES.get(name)
            if known is not None:
                return known
        raise RowRejectedError(
            field="内容分类",
            reason="isn't in the code table; add it under categories in the settings, then retry",
            value=category[:40],
            code="E-CODE-02",
            task_of=TASK_OF,
        )

    def _division(self, territory: str) -> str:
        typed_code = _DIVISION.search(territory)
        if typed_code:
            return typed_code[1]
        named = [code for name, code in sorted(self.settings.territories.items()) if name in territory]
        return max(named, key=len, default=self.settings.division)

    def _withdrawn(self, withdrawal: Withdrawal, record: NativeRecord) -> Iterator[Submission]:
        if not withdrawal.number:
            return
        statement = Statement(Event.SOURCE_REPORT_RETRACTED, withdrawal.gone_at, None, {})
        root = withdrawal.root or f"{self.settings.system}:{record.native_id}"
        yield _said(self._speaker(root, record, withdrawal.gone_at), statement)

    def _answered(self, ack: Acknowledgement) -> Iterator[Submission]:
        business = _business(ack.business)
        answer = _answer(ack, business)
        if answer is None:
            return
        native_id = ack.number or ack.reply
        if answer.event is Event.FEEDBACK_REJECTED:
            native_id = f"{native_id}/{ack.reply}"  # a feedback may be sent, and returned, more than once
        speaker = Speaker(
            agency=AGENCY,
            system=self.settings.system,
            native_id=native_id,
            version="1",
            root=ack.root,
            recorded_at=ack.at,
            correlation=ack.reply,
        )
        yield _said(speaker, answer)

    def _speaker(self, root: str, record: NativeRecord, recorded_at: datetime) -> Speaker:
        return Speaker(
            agency=AGENCY,
            system=self.settings.system,
            native_id=record.native_id,
            version=record.version,
            root=root,
            recorded_at=recorded_at,
        )


def _said(speaker: Speaker, statement: Statement) -> Submission:
    return speaker.say(statement.event, statement.at, statement.details, unit=statement.unit)


def _refuse_impossible(petition: Petition) -> None:
    if petition.doubled:
        raise RowRejectedError(
            field="信访件编号",
            reason=f"stands twice in one snapshot with different contents ({petition.doubled}); the office keeps one",
            value=petition.number,
            code="E-DUP-01",
            task_of=TASK_OF,
        )
    if petition.registered_at > petition.seen_at + _ONE_DAY:
        raise _impossible_day("lies after the snapshot that holds it", petition.registered_at)
    of_number = _NUMBER.match(petition.number)
    day = _day(of_number) if of_number else None
    if day and abs(local_day(petition.registered_at) - day) > _ONE_YEAR:
        raise _impossible_day("is more than a year from the date in the number", petition.registered_at)


def _impossible_day(reason: str, at: datetime) -> RowRejectedError:
    return RowRejectedError(
        field="登记日期", reason=reason, value=local_day(at).isoformat(), code="E-DATE-02", task_of=TASK_OF
    )


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _business(text: str) -> DeliveryKind:
    for kind in DeliveryKind:
        if text in (kind.value, kind.zh):
            return kind
    raise RowRejectedError(
        field="业务类型", reason="isn't a business type of a reply", value=text[:40], code="E-CODE-02", task_of=TASK_OF
    )


def _answer(ack: Acknowledgement, business: DeliveryKind) -> Statement | None:
    if ack.state not in _ACKNOWLEDGED | _REJECTED:
        raise RowRejectedError(
            field="签收状态",
            reason=f"isn't in the code table; known are {'、'.join(sorted(_ACKNOWLEDGED | _REJECTED))}",
            value=ack.state[:40],
            code="E-CODE-02",
            task_of=TASK_OF,
        )
    return _of_an_office(ack, business) or _of_a_unit(ack, business)


def _of_an_office(ack: Acknowledgement, business: DeliveryKind) -> Statement | None:
    if business is DeliveryKind.FEEDBACK and ack.ref:
        event = Event.FEEDBACK_REJECTED if ack.state in _REJECTED else Event.FEEDBACK_ACKNOWLEDGED
        return Statement(event, ack.at, None, {"ref": ack.ref})
    if business is DeliveryKind.SUPERVISION and ack.cause:
        replied: Details = {"cause": ack.cause}
        if ack.state in _REJECTED:
            replied["result"] = "REJECTED"
        return Statement(Event.SUPERVISION_REPLIED, ack.at, ack.unit or None, replied)
    if business is DeliveryKind.INVITATION and ack.unit:
        return Statement(Event.INVITATION_ANSWERED, ack.at, None, _joining(ack))
    return None


def _of_a_unit(ack: Acknowledgement, business: DeliveryKind) -> Statement | None:
    """Return what the office says as a unit that has a task, or a result to take down; sent back it's still open."""
    if ack.state in _REJECTED:
        return None
    if business is DeliveryKind.DOCKET_TASK and ack.half:
        return Statement(Event.DOCKET_FOLLOWED, ack.at, ack.unit or None, {"half": ack.half})
    if business is DeliveryKind.RESULT_DOWN and ack.sender:
        return Statement(Event.CASCADE_ACKNOWLEDGED, ack.at, ack.unit or None, {"frm": ack.sender})
    return None


def _joining(ack: Acknowledgement) -> Details:
    """Return whether the invited office comes; it declines with one of the return reasons in 说明 (HAND-3)."""
    joining: Details = {"invitee": ack.unit, "subject": ack.unit, "result": "ACCEPTED"}
    if ack.state in _REJECTED:
        joining |= {"result": "DECLINED", "reason": _DECLINING.translate(ack.note, "说明")}
    return joining
