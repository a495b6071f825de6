"""
What a row of the court says in canonical terms (domain §5 Court). Pure: no time, no connection.

A case states everything it holds each time; statements keep their ids, so only what is new has an effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from hub.connectors.parsing import (
    NativeRow,
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
from hub.core.codes import Channel, ReferralKind
from hub.core.daytime import local_day
from hub.core.deliveries import Dossier
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.core.privacy import Tokeniser
from hub.core.units import Registry, Unit
from hub.plugins.spec import NativeRecord, Translation
from hub_court import codes
from hub_court.confirmation import confirmation_steps
from hub_court.exchange import answer_of
from hub_court.people import people_of
from hub_court.records import Case, ExchangeRow, Reassignment
from hub_court.tables import EXCHANGE

R = TypeVar("R", bound=NativeRow)

_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CourtTranslator:
    """Translates the rows of one court system."""

    system: str
    tokeniser: Tokeniser
    registry: Registry

    def translate(self, record: NativeRecord) -> Translation:
        """Return what *record* states; a deleted case that can't be read any more is only taken back."""
        if record.source == EXCHANGE:
            return answer_of(_parsed(ExchangeRow, record), self.system, record.version)
        case = _parsed(Case, record)
        deleted = parse_text(case.valid, "YXBZ") == "0"
        if codes.KINDS.translate(case.kind, "AJLX") == codes.CONFIRMATION:
            return Translation(submissions=() if deleted else confirmation_steps(case, self.system, record.version))
        try:
            translation = self._mediation(case, record.version, deleted=deleted)
        except RowRejectedError:
            if not deleted:
                raise
            translation = Translation(submissions=())
        if not deleted:
            return translation
        speaker = self._speaker(case, record.version)
        retracted = speaker.say(Event.SOURCE_REPORT_RETRACTED, speaker.recorded_at)
        return Translation(submissions=(*translation.submissions, retracted), dossier=translation.dossier)

    def _speaker(self, case: Case, version: str) -> Speaker:
        return Speaker(
            agency=codes.AGENCY,
            system=self.system,
            native_id=case.key,
            version=version,
            root=f"{self.system}:{case.key}",
            recorded_at=parse_instant(case.updated_at, "GXSJ", task_of=codes.TASK_OF),
        )

    def _mediation(self, case: Case, version: str, *, deleted: bool) -> Translation:
        speaker = self._speaker(case, version)
        filed_at = parse_instant(case.filed_at, "SARQ", task_of=codes.TASK_OF)
        if filed_at > speaker.recorded_at + _SKEW:
            reject(case.filed_at, "SARQ", "lies after the row's own update time", "E-DATE-03", codes.TASK_OF)
        codes.RESULTS.translate_optional(case.result, "TJJG", day=local_day(filed_at))
        people = people_of(case.parties)
        number = codes.case_number(case.number)
        reported: Details = {
            "type": codes.causes().translate(case.cause, "AYDM"),
            "channel": Channel.COURT,
            **token_details(people, self.tokeniser),
            "division": codes.division_of(case.division, case.court),
        }
        if number:
            reported["number"] = number
        if parse_text(case.cause, "AYDM") in codes.veiled_causes():
            reported["veiled"] = True
        statements = list(speaker.report(filed_at, reported, correction=case.correction))
        if not deleted:
            statements += self._commissions(case, speaker, filed_at)
        narrative = parse_narrative(case.narrative, "SSQQ", task_of=codes.TASK_OF)
        dossier = Dossier(root=speaker.root, parties=people, narrative=narrative, place=reported["division"])
        return Translation(submissions=tuple(statements), dossier=dossier)

    def _commissions(self, case: Case, speaker: Speaker, filed_at: datetime) -> Iterator[Submission]:
        if not parse_text(case.organisation, "TJZZDM"):
            return
        at = parse_optional_instant(case.commissioned_at, "WPRQ", task_of=codes.TASK_OF) or filed_at
        first = self._unit(case.organisation, at)
        kind = codes.COMMISSIONS.translate(case.commission, "WPLX")
        details: Details = {"ref": f"{speaker.root}#1", "kind": kind}
        if kind is ReferralKind.ENTRUST_IN:
            details["procedure"] = codes.PROCEDURES.translate(case.procedure, "SPCX")
        number = codes.case_number(case.number)
        if number:
            details["number"] = number
        self._note_court(details, case, at)
        consent = _Consent.of(case.consent, case.consent_at, at)
        details["delivered"] = consent.was_given_by(at)
        yield speaker.say(Event.REFERRAL_CREATED, at, details, unit=first.code)
        yield from _consents(case, speaker, consent, f"{speaker.root}#1")
        yield from _withdrawal(speaker, case.withdrawn_at, f"{speaker.root}#1", first.code)
        pred = first
        for row in sorted(case.reassignments, key=lambda row: row.sequence):
            unit = self._unit(row.organisation, parse_instant(row.reassigned_at, "GPRQ", task_of=codes.TASK_OF))
            yield from self._reassigned(case, speaker, row, (pred, unit))
            pred = unit

    def _reassigned(
        self, case: Case, speaker: Speaker, row: Reassignment, units: tuple[Unit, Unit]
    ) -> Iterator[Submission]:
        """State one reassignment; fresh consent is asked only when the mediating body's kind changes."""
        pred, unit = units
        kind = codes.COMMISSIONS.translate(case.commission, "WPLX")
        at = parse_instant(row.reassigned_at, "GPRQ", task_of=codes.TASK_OF)
        ref = f"{speaker.root}#{row.sequence}"
        details: Details = {"ref": ref, "pred": f"{speaker.root}#{row.sequence - 1}", "kind": kind}
        if kind is ReferralKind.ENTRUST_IN:
            details["procedure"] = codes.PROCEDURES.translate(case.procedure, "SPCX")
        self._note_court(details, case, at)
        consent = _Consent.of(row.consent, row.consent_at, at)
        details["delivered"] = unit.kind is pred.kind or consent.was_given_by(at)
        yield speaker.say(Event.REFERRAL_REASSIGNED, at, details, unit=unit.code)
        yield from _consents(case, speaker, consent, ref)
        yield from _withdrawal(speaker, row.withdrawn_at, ref, unit.code)

    def _note_court(self, details: Details, case: Case, at: datetime) -> None:
        """Say which court commissions, where the registry knows it: a centre must be of its level (COURT-2)."""
        court = codes.court_unit(case.court)
        if court is not None and self.registry.find(court, local_day(at)) is not None:
            details["frm"] = court

    def _unit(self, value: object, at: datetime) -> Unit:
        return parse_mediator(value, "TJZZDM", registry=self.registry, at=at, task_of=codes.TASK_OF)


def _parsed(row: type[R], record: NativeRecord) -> R:
    return parse_row(row, record.fields, source=record.source, task_of=codes.TASK_OF)


@dataclass(frozen=True, slots=True)
class _Consent:
    """TYBZ and its day: whether the parties agree, None while nobody has answered."""

    given: bool | None
    at: datetime

    @classmethod
    def of(cls, value: object, answered_at: object, default: datetime) -> _Consent:
        given = parse_yes_no(value, "TYBZ", task_of=codes.TASK_OF)
        return cls(given, parse_optional_instant(answered_at, "TYRQ", task_of=codes.TASK_OF) or default)

    def was_given_by(self, at: datetime) -> bool:
        return self.given is True and self.at <= at


def _consents(case: Case, speaker: Speaker, consent: _Consent, ref: str) -> Iterator[Submission]:
    if consent.given is None:
        return
    ordered = sorted(case.parties, key=lambda party: str(party.number))
    if consent.given:
        yield from speaker.consent(ref, consent.at, parties=len(ordered))
        return
    refused = [
        f"p{position}"
        for position, party in enumerate(ordered, start=1)
        if parse_yes_no(party.consent, "T_DSR.TYBZ", task_of=codes.TASK_OF) is False
    ]
    # The older form only says that somebody refused, not who.
    yield from speaker.refuse(ref, consent.at, subjects=refused)


def _withdrawal(speaker: Speaker, value: object, ref: str, unit: str) -> Iterator[Submission]:
    at = parse_optional_instant(value, "CHRQ", task_of=codes.TASK_OF)
    if at is not None:
        yield speaker.say(Event.REFERRAL_WITHDRAWN, at, {"ref": ref}, unit=unit)
