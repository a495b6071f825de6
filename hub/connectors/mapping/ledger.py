"""A ledger of cases that a body mediates itself: administrative organs, arbitration, industry committees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub.connectors.mapping.referrals import refer
from hub.connectors.mapping.story import OPENING, Story, moment
from hub.connectors.parsing import reject
from hub.core.codes import ConsentState, Outcome, Risk
from hub.core.events import Details, Event
from hub.core.units import MAX_LEVEL

_AGREED = frozenset({Outcome.SUCCESS.value, Outcome.ARB_DOC.value})
_ENDS = _AGREED | {
    Outcome.FAILED.value,
    Outcome.CONSENT_WITHDRAWN.value,
    Outcome.WITHDRAWN.value,
    Outcome.SETTLED.value,
}


def tell(story: Story) -> None:
    """State what a row of the ledger says."""
    if story.row.text("hub_root"):
        _answered(story)
        return
    _reported(story)
    if story.row.text("consent") == ConsentState.WITHHELD:
        _refused(story)
        return
    refer(story, "TRANSFER")
    accepted_at = story.opening("accepted_on")
    if accepted_at is not None:
        _accepted(story, accepted_at)
    elif story.row.text("outcome"):
        story.needed("accepted_on")


def _reported(story: Story) -> None:
    row = story.row
    name = "reported_on" if row.day("reported_on") else "accepted_on"
    reported_on, accepted_on = story.needed(name), row.day("accepted_on")
    if accepted_on is not None and accepted_on < reported_on:
        _before(story, "accepted_on", "lies before the day of the report")
    story.say(Event.DISPUTE_REPORTED, moment(reported_on, OPENING), story.reported())


def _accepted(story: Story, at: datetime) -> None:
    row = story.row
    opened: Details = {"channel": row.text("channel") or story.default_channel.value}
    story.say(Event.CASE_OPENED, at, opened, unit=story.unit().code)
    if row.text("consent") == ConsentState.GIVEN:
        for party in story.people:
            given: Details = {"subject": f"p{party.position}", "state": ConsentState.GIVEN.value}
            story.say(Event.CONSENT_RECORDED, at, given)
    _handled(story)


def _answered(story: Story) -> None:
    """A case that came through the hub: the row bears the hub's reference, and is no report of its own."""
    row, unit = story.row, story.unit().code
    at = story.opening("accepted_on")
    ref = row.text("ref")
    if reason := row.text("return_reason"):
        if not ref:
            reject(None, row.heading("ref"), "a return names its referral", "E-REQ-01", story.mapping.contact)
        returned_at = story.closing("concluded_on") or at
        if returned_at is None:
            story.needed("accepted_on")
        else:
            story.say(Event.REFERRAL_RETURNED, returned_at, {"ref": ref, "reason": reason}, unit=unit)
        return
    if at is None:
        return
    if ref:
        story.say(Event.REFERRAL_ACCEPTED, at, {"ref": ref}, unit=unit)
    else:
        story.say(Event.CASE_OPENED, at, {"channel": row.text("channel") or "UPPER"}, unit=unit)
    _handled(story)


def _refused(story: Story) -> None:
    """A party doesn't want mediation: nothing is accepted, the dispute isn't mediated (人民调解法 17)."""
    row = story.row
    if row.text("outcome") in _AGREED:
        reject(
            None,
            row.heading("consent"),
            "says that a party refused, and the outcome that they agreed",
            "E-RULE-01",
            story.mapping.contact,
        )
    at = story.opening("accepted_on") or story.opening("reported_on")
    if at is not None:
        details: Details = {"subject": story.first_party("RESPONDENT"), "state": ConsentState.WITHHELD.value}
        story.say(Event.CONSENT_WITHHELD, at, details)


def _handled(story: Story) -> None:
    row, unit = story.row, story.unit()
    _risks(story, unit.code)
    outcome = row.text("outcome")
    if outcome and outcome not in _ENDS:
        reject(outcome, row.heading("outcome"), "isn't an outcome of a ledger", "E-CODE-02", story.mapping.contact)
    if not outcome:
        if row.day("concluded_on") is not None:
            reject(
                None, row.heading("outcome"), "there is a day of the end, but no end", "E-REQ-01", story.mapping.contact
            )
        return
    if story.needed("concluded_on") < story.needed("accepted_on"):
        _before(story, "concluded_on", "lies before the day of acceptance: which of the two is right?")
    if outcome == Outcome.ARB_DOC:
        _document_issued(story, unit.code)
    elif outcome in _AGREED:
        _agreed(story, unit.code)
    else:
        _ended(story, outcome)
    _told(story, unit.code)


def _before(story: Story, name: str, reason: str) -> None:
    day = story.row.day(name)
    reject(str(day), story.row.heading(name), reason, "E-DATE-05", story.mapping.contact)


def _agreed(story: Story, unit: str) -> None:
    row = story.row
    at = story.closing("concluded_on")
    form = row.text("form")
    if not form:
        reject(None, row.heading("form"), "is needed for an agreement", "E-REQ-01", story.mapping.contact)
    if at is None:
        return
    details: Details = {"form": form, "amount_fen": row.number("amount") or 0}
    if (due := row.day("due")) is not None:
        details["due"] = due
    if number := row.text("document"):
        details["number"] = number
    story.say(Event.AGREEMENT_REACHED, at, details, unit=unit)
    _after_agreement(story, at, unit)


def _document_issued(story: Story, unit: str) -> None:
    """The parties ask jointly, the arbitration body issues a 调解书: it ends the case (ARB-1)."""
    at = story.closing("concluded_on")
    if at is None:
        return
    details: Details = {}
    if number := story.row.text("document"):
        details["number"] = number
    if (amount := story.row.number("amount")) is not None:
        details["amount_fen"] = amount
    story.say(Event.ARBITRAL_DOCUMENT_ISSUED, at, details, unit=unit)


def _after_agreement(story: Story, at: datetime, unit: str) -> None:
    for name, event in (("performed_on", Event.AGREEMENT_PERFORMED), ("breached_on", Event.AGREEMENT_BREACHED)):
        later = story.closing(name)
        if later is not None:
            if later < at:
                _before(story, name, "lies before the day of the agreement")
            story.say(event, later, unit=unit)
    applied_at = story.closing("applied_on")
    if applied_at is not None:
        story.say(Event.CONFIRMATION_APPLIED, applied_at)


def _ended(story: Story, outcome: str) -> None:
    at = story.closing("concluded_on")
    unit = story.unit()
    if at is None:
        return
    if outcome == Outcome.FAILED:
        details: Details = {} if unit.level >= MAX_LEVEL else {"escalation": "declined"}
        story.say(Event.MEDIATION_FAILED, at, details, unit=unit.code)
    elif outcome == Outcome.CONSENT_WITHDRAWN:
        withdrawn: Details = {
            "subject": story.first_party("RESPONDENT"),
            "state": ConsentState.WITHDRAWN.value,
        }
        story.say(Event.CONSENT_WITHDRAWN, at, withdrawn, unit=unit.code)
    else:
        event = Event.CASE_SETTLED if outcome == Outcome.SETTLED else Event.CASE_WITHDRAWN
        story.say(event, at, unit=unit.code)


def _told(story: Story, unit: str) -> None:
    """The termination notice, and that other lawful routes were told (COURT-3)."""
    number = story.row.text("notice_number")
    notice_at = story.closing("notice_on") or (story.closing("concluded_on") if number else None)
    if notice_at is not None:
        told: Details = {"number": number} if number else {}
        story.say(Event.TERMINATION_NOTICE_ISSUED, notice_at, told, unit=unit)
    routes_at = story.closing("routes_on")
    if routes_at is not None:
        story.say(Event.OTHER_ROUTES_INFORMED, routes_at, unit=unit)


def _risks(story: Story, unit: str) -> None:
    row = story.row
    at = story.closing("concluded_on")
    for risk, cases, people in (
        (Risk.CIVIL_TO_CRIMINAL, "criminal_cases", "criminal_people"),
        (Risk.MASS, "mass_cases", "mass_people"),
    ):
        prevented = row.number(cases)
        if prevented and at is not None:
            details: Details = {"risk": risk.value, "prevented": prevented}
            if concerned := row.number(people):
                details["people"] = concerned
            _flag(story, at, details, unit)
    seen = row.text("risk")
    opened_at = story.opening("accepted_on")
    if seen and opened_at is not None:
        _flag(story, opened_at, {"risk": seen}, unit)


def _flag(story: Story, at: datetime, details: Details, unit: str) -> None:
    """State a risk; its own native id keeps several of one row apart."""
    suffix = details["risk"] if "prevented" in details else f"{details['risk']}/seen"
    speaker = replace(story.speaker, native_id=f"{story.speaker.native_id}/{suffix}")
    story.said.append(speaker.say(Event.RISK_FLAGGED, at, details, unit=unit))
