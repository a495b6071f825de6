"""How an adapter states events: one speaker for a record, ids that depend on what is said alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.connectors.statements import Speaker
from hub.core.events import Details, Event, Submission, event_id

TYPED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HAPPENED_AT = TYPED_AT - timedelta(hours=1)


@pytest.fixture
def speaker() -> Speaker:
    return Speaker(
        agency="court",
        system="court-230803",
        native_id="TJ1",
        version="v1",
        root="court-230803:TJ1",
        recorded_at=TYPED_AT,
        correlation="delivery-1",
    )


def _said(submission: Submission) -> tuple[Event, object, object]:
    return submission.event, submission.details.get("subject"), submission.details.get("state")


def test_statement_carries_the_record_it_comes_from(speaker: Speaker) -> None:
    details: Details = {"ref": "court-230803:TJ1#1"}
    said = speaker.say(Event.REFERRAL_CREATED, HAPPENED_AT, details, unit="X2")
    assert said == Submission(
        event=Event.REFERRAL_CREATED,
        event_id=event_id("ReferralCreated", "court-230803", "TJ1", "X2", details),
        root="court-230803:TJ1",
        agency="court",
        system="court-230803",
        native_id="TJ1",
        native_version="v1",
        unit="X2",
        occurred_at=HAPPENED_AT,
        recorded_at=TYPED_AT,
        correlation="delivery-1",
        details=details,
    )


def test_event_id_is_the_same_in_another_version_of_the_record(speaker: Speaker) -> None:
    later = Speaker(
        agency="court",
        system="court-230803",
        native_id="TJ1",
        version="v2",
        root=speaker.root,
        recorded_at=TYPED_AT + timedelta(days=1),
    )
    first, second = (s.say(Event.DISPUTE_REPORTED, HAPPENED_AT) for s in (speaker, later))
    assert first.event_id == second.event_id and first.native_version != second.native_version


@pytest.mark.parametrize("correction", [None, 0])
def test_report_without_correction_is_one_statement(speaker: Speaker, correction: int | None) -> None:
    (reported,) = speaker.report(HAPPENED_AT, {"parties": 2}, correction=correction)
    assert (reported.event, reported.occurred_at, reported.details) == (
        Event.DISPUTE_REPORTED,
        HAPPENED_AT,
        {"parties": 2},
    )


def test_correction_repeats_the_report_under_its_number_and_names_what_it_replaces(speaker: Speaker) -> None:
    _, corrected = speaker.report(HAPPENED_AT, {"parties": 2}, correction=3)
    assert (corrected.event, corrected.occurred_at) == (Event.DISPUTE_CORRECTED, TYPED_AT)
    assert corrected.details == {"v": 3, "supersedes": "TJ1/DisputeReported", "parties": 2}


def test_every_party_consents_by_itself(speaker: Speaker) -> None:
    said = list(speaker.consent("R#1", HAPPENED_AT, parties=2))
    assert [_said(s) for s in said] == [
        (Event.CONSENT_RECORDED, "p1", "GIVEN"),
        (Event.CONSENT_RECORDED, "p2", "GIVEN"),
    ]
    assert {s.details["ref"] for s in said} == {"R#1"} and len({s.event_id for s in said}) == 2


def test_refusal_is_about_who_refused_or_else_about_the_case(speaker: Speaker) -> None:
    assert [_said(s) for s in speaker.refuse("R#1", HAPPENED_AT, subjects=["p2"])] == [
        (Event.CONSENT_WITHHELD, "p2", "WITHHELD")
    ]
    assert [_said(s) for s in speaker.refuse("R#1", HAPPENED_AT)] == [(Event.CONSENT_WITHHELD, "case", "WITHHELD")]
