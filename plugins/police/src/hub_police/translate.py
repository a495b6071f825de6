"""
What a police record says in canonical terms (domain §5 Police). Pure: no time, no connection.

A ticket states everything it and its cases hold each time; statements keep their ids, so only what is new has effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from hub.connectors.parsing import (
    CodeMap,
    NativeRow,
    parse_count,
    parse_instant,
    parse_mediator,
    parse_narrative,
    parse_optional_instant,
    parse_row,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.connectors.parties import token_details
from hub.connectors.statements import Speaker
from hub.core.codes import Channel, DisputeType, ProceedingKind, ReturnReason
from hub.core.daytime import local_day
from hub.core.deliveries import Dossier
from hub.core.events import Details, Event, Submission
from hub.core.privacy import Tokeniser
from hub.core.units import Registry, Unit
from hub.plugins.spec import NativeRecord, Translation
from hub_police import codes
from hub_police.answers import reply_of, signature_of
from hub_police.people import people_of
from hub_police.records import Case, FeedbackRow, InboxRow, Removed, Ticket, Transfer
from hub_police.tables import FEEDBACK, INBOX
from hub_police.texts import refuse_mojibake

R = TypeVar("R", bound=NativeRow)


@dataclass(frozen=True, slots=True)
class PoliceTranslator:
    """Translates the records of one police system."""

    system: str
    tokeniser: Tokeniser
    registry: Registry
    categories: CodeMap[DisputeType | None] = codes.CATEGORIES
    veiled: frozenset[str] = frozenset()

    def translate(self, record: NativeRecord) -> Translation:
        """Return what *record* states."""
        refuse_mojibake(dict(record.fields))
        if record.source == FEEDBACK:
            return signature_of(_parsed(FeedbackRow, record), self.system, record.version)
        if record.source == INBOX:
            return reply_of(_parsed(InboxRow, record), self.system, record.version)
        if record.fields.get("CZ") == "D":
            removed = _parsed(Removed, record)
            speaker = self._speaker(removed.number, record.version, removed.changed_at)
            return Translation(submissions=(speaker.say(Event.SOURCE_REPORT_RETRACTED, speaker.recorded_at),))
        return self._ticket(_parsed(Ticket, record), record.version)

    def _speaker(self, number: str, version: str, changed_at: object) -> Speaker:
        return Speaker(
            agency=codes.AGENCY,
            system=self.system,
            native_id=number,
            version=version,
            root=f"{self.system}:{number}",
            recorded_at=parse_instant(changed_at, "CZSJ", task_of=codes.TASK_OF),
        )

    def _ticket(self, ticket: Ticket, version: str) -> Translation:
        number = codes.ticket_number(ticket.number)
        kind = self.categories.translate(ticket.category, "JQLBDM")
        if kind is None:
            return Translation(submissions=())
        # First of all: a ticket from before the triggers has no other time, and a fault must name the officer's field.
        called_at = parse_instant(ticket.called_at, "BJSJ", task_of=codes.TASK_OF)
        speaker = self._speaker(number, version, ticket.changed_at)
        people = people_of(ticket)
        reported: Details = {
            "type": kind,
            "channel": Channel.POLICE,
            **token_details(people, self.tokeniser),
            "division": codes.division_of(ticket.division, ticket.station),
            "number": number,
        }
        if parse_text(ticket.category, "JQLBDM") in self.veiled:
            reported["veiled"] = True
        statements = list(speaker.report(called_at, reported, correction=ticket.correction))
        if parse_text(ticket.main_ticket, "GLJJDBH"):
            # Another call about the same incident: the main ticket alone goes on.
            duplicate: Details = {"reason": ReturnReason.DUPLICATE}
            statements.append(speaker.say(Event.SOURCE_REPORT_RETRACTED, speaker.recorded_at, duplicate))
        else:
            statements += self._transfers(ticket, speaker, len(people))
            for case in sorted(ticket.cases, key=lambda case: case.number):
                statements += self._case(case, speaker, ticket.correction)
        narrative = parse_narrative(ticket.narrative, "JYAQ", task_of=codes.TASK_OF)
        place = parse_text(ticket.place, "SFDZ", longest=400)
        dossier = Dossier(root=speaker.root, parties=people, narrative=narrative, place=place)
        return Translation(submissions=tuple(statements), dossier=dossier)

    def _transfers(self, ticket: Ticket, speaker: Speaker, parties: int) -> Iterator[Submission]:
        before: Unit | None = None
        for transfer in sorted(ticket.transfers, key=lambda row: row.sequence):
            at = parse_instant(transfer.transferred_at, "YJSJ", task_of=codes.TASK_OF)
            unit = self._unit(transfer.unit, at)
            ref = f"{speaker.root}#{transfer.sequence}"
            given = parse_yes_no(transfer.consent, "TYBZ", task_of=codes.TASK_OF)
            asked_at = parse_optional_instant(transfer.consent_at, "TYSJ", task_of=codes.TASK_OF) or at
            details: Details = {
                "ref": ref,
                "kind": codes.TRANSFERS.translate(transfer.kind, "YJLX"),
                # A reassignment asks for fresh consent only when the mediating body's kind changes.
                "delivered": (given is True and asked_at <= at) or (before is not None and before.kind is unit.kind),
            }
            station = codes.station_unit(ticket.station, "JJDWDM")
            if self.registry.find(station, local_day(at)) is not None:
                details["frm"] = station
            event = Event.REFERRAL_CREATED
            if transfer.sequence > 1:
                event = Event.REFERRAL_REASSIGNED
                details["pred"] = f"{speaker.root}#{transfer.sequence - 1}"
            yield speaker.say(event, at, details, unit=unit.code)
            if given:
                yield from speaker.consent(ref, asked_at, parties=parties)
            elif given is False:
                # The form only says that somebody refused, not who.
                yield from speaker.refuse(ref, asked_at)
            yield from _withdrawal(speaker, transfer, ref, unit.code)
            before = unit

    def _case(self, case: Case, speaker: Speaker, correction: int | None) -> Iterator[Submission]:
        codes.MEDIATIONS.translate_optional(case.mediation, "TJFS")
        codes.CASE_RESULTS.translate_optional(case.result, "CLJG")
        yield from _taken_up(case, speaker, correction)
        risk = codes.RISKS.translate_optional(case.risk, "FXLB")
        if risk is not None:
            at = parse_instant(case.risk_at, "FXSJ", task_of=codes.TASK_OF)
            details: Details = {"risk": risk}
            people = parse_count(case.risk_people, "FXRS", task_of=codes.TASK_OF)
            if people is not None:
                details["people"] = people
            yield speaker.say(Event.RISK_FLAGGED, at, details, unit=self._station(case.station, at))
        if parse_yes_no(case.waived, "BYCF", task_of=codes.TASK_OF):
            at = parse_instant(case.waived_at, "BYCFSJ", task_of=codes.TASK_OF)
            number = parse_text(case.waiver_number, "BYCFWH", longest=60)
            yield speaker.say(Event.PENALTY_WAIVED, at, {"number": number} if number else {})

    def _station(self, value: object, at: datetime) -> str:
        code = codes.station_unit(value)
        if self.registry.find(code, local_day(at)) is None:
            reject(value, "ZBDW", "isn't a registered police station on that day", "E-UNIT-01", codes.TASK_OF)
        return code

    def _unit(self, value: object, at: datetime) -> Unit:
        return parse_mediator(value, "JSDW", registry=self.registry, at=at, task_of=codes.TASK_OF)


def _taken_up(case: Case, speaker: Speaker, correction: int | None) -> Iterator[Submission]:
    """
    Say that a case was accepted: its term runs (办理行政案件程序规定 165); its end has no day in these tables.

    Under another correction number of the ticket (GZXH) it's a statement of its own: what it says replaces the former.
    """
    at = parse_optional_instant(case.accepted_at, "SLSJ", task_of=codes.TASK_OF)
    if at is not None:
        details: Details = {"kind": ProceedingKind.POLICE_CASE, "subject": case.number}
        if correction:
            details["v"] = correction
        yield speaker.say(Event.PROCEEDING_OPENED, at, details)


def _parsed(row: type[R], record: NativeRecord) -> R:
    return parse_row(row, record.fields, source=record.source, task_of=codes.TASK_OF)


def _withdrawal(speaker: Speaker, transfer: Transfer, ref: str, unit: str) -> Iterator[Submission]:
    at = parse_optional_instant(transfer.withdrawn_at, "CHSJ", task_of=codes.TASK_OF)
    if at is not None:
        yield speaker.say(Event.REFERRAL_WITHDRAWN, at, {"ref": ref}, unit=unit)
