"""Rows that hand a matter on: referrals before a ruling or reconsideration, and extracts of a public-order centre."""

from __future__ import annotations

from dataclasses import replace

from hub.connectors.mapping.story import Story
from hub.connectors.parsing import reject
from hub.core.codes import ConsentState, ReferralKind
from hub.core.events import Details, Event
from hub.core.references import reference_key
from hub.core.units import Unit


def tell(story: Story) -> None:
    """State what a row of the register of referrals says (DEC-1/2)."""
    row = story.row
    reported_at = story.opening("reported_on") or story.opening("referred_on")
    if reported_at is None:
        reject(None, row.heading("referred_on"), "is empty but needed", "E-REQ-01", story.mapping.contact)
    referred_on, reported_on = row.day("referred_on"), row.day("reported_on")
    if referred_on is not None and reported_on is not None and referred_on < reported_on:
        reject(
            str(referred_on),
            row.heading("referred_on"),
            "lies before the day of the report",
            "E-DATE-05",
            story.mapping.contact,
        )
    story.say(Event.DISPUTE_REPORTED, reported_at, story.reported())
    refer(story, ReferralKind.DECISION_PRE.value)


def refer(story: Story, kind: str) -> None:
    """State the referral of the row to the centre of the same level, its consents, and how its feedback was signed."""
    row = story.row
    at = story.opening("referred_on")
    if at is None:
        return
    target = _target(story)
    ref = f"{story.speaker.root}#1"
    consent = row.text("consent")
    is_given = consent == ConsentState.GIVEN
    details: Details = {"ref": ref, "kind": kind, "delivered": is_given}
    story.say(Event.REFERRAL_CREATED, at, details, unit=target.code)
    if is_given:
        story.said += story.speaker.consent(ref, at, parties=len(story.people) or 1)
    elif consent == ConsentState.WITHHELD:
        story.said += story.speaker.refuse(ref, at, subjects=[story.first_party("RESPONDENT")])
    withdrawn_at = story.closing("referral_withdrawn_on")
    if withdrawn_at is not None:
        story.say(Event.REFERRAL_WITHDRAWN, withdrawn_at, {"ref": ref}, unit=target.code)
    signed_at = story.closing("feedback_on")
    if signed_at is not None:
        story.say(Event.FEEDBACK_ACKNOWLEDGED, signed_at, {"ref": ref}, unit=story.mapping.unit.code)


def _target(story: Story) -> Unit:
    """Return the centre to which a row goes; one of another level is refused (COURT-2, DEC-2: same level)."""
    own = story.mapping.unit
    code = story.row.text("referred_to")
    day = story.row.day("referred_on")
    if code:
        found = story.unit_named(code, "referred_to")
    else:
        serving = story.registry.serving(own.division, own.level, day) if day is not None else None
        found = serving if serving is not None else story.refuse("referred_to", "no centre serves here", "E-UNIT-01")
    if found.level != own.level:
        story.refuse("referred_to", f"is a body of level {found.level}, not of {own.level}", "E-LVL-01")
    return found


def tell_participant(story: Story) -> None:
    """State that a body helps in a case of somebody else (OFF-2, JUS-1); it mediates nothing itself."""
    row = story.row
    at = story.opening("joined_on")
    participant, assistance = row.text("participant"), row.text("assistance")
    for name, value in (("joined_on", at), ("participant", participant), ("assistance", assistance)):
        if not value:
            reject(None, row.heading(name), "is empty but needed", "E-REQ-01", story.mapping.contact)
    number = row.text("case_number")
    if at is not None and not _is_registered(story, participant):
        story.refuse("participant", "isn't registered as a body that helps on that day", "E-UNIT-01")
    if not (row.text("hub_root") or number):
        reject(None, row.heading("case_number"), "names no case", "E-REQ-01", story.mapping.contact)
    root = row.text("hub_root") or reference_key(number)
    details: Details = {"participant": participant, "assistance": assistance, "subject": participant}
    if at is not None:
        speaker = replace(story.speaker, root=root)
        story.said.append(speaker.say(Event.PARTICIPANT_JOINED, at, details, unit=story.unit().code))


def _is_registered(story: Story, participant: str) -> bool:
    day = story.row.day("joined_on")
    if day is None:
        return False
    registry = story.registry
    return registry.body(participant, day) is not None or registry.find(participant, day) is not None


def tell_extract(story: Story) -> None:
    """State what a row of a public-order centre's docket says: a report, and the risk that was seen (OFF-3)."""
    at = story.opening("reported_on")
    if at is None:
        reject(None, story.row.heading("reported_on"), "is empty but needed", "E-REQ-01", story.mapping.contact)
    story.say(Event.DISPUTE_REPORTED, at, story.reported())
    if risk := story.row.text("risk"):
        speaker = replace(story.speaker, native_id=f"{story.speaker.native_id}/{risk}/seen")
        story.said.append(speaker.say(Event.RISK_FLAGGED, at, {"risk": risk}, unit=story.unit().code))
