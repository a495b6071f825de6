"""What tests of translations lean on fails where it must."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.connectors.parsing import reject
from hub.connectors.statements import Speaker
from hub.core.events import Event
from hub.plugins.spec import Translation
from hub.testing.translations import events_of, refusal_of, statement_of

AT = datetime(2026, 3, 2, tzinfo=UTC)
SPEAKER = Speaker(agency="court", system="court", native_id="1", version="1", root="court:1", recorded_at=AT)
REPORTED = SPEAKER.say(Event.DISPUTE_REPORTED, AT)
WITHDRAWN = SPEAKER.say(Event.REFERRAL_WITHDRAWN, AT, {"ref": "1"})
AGAIN = SPEAKER.say(Event.REFERRAL_WITHDRAWN, AT, {"ref": "2"})
TRANSLATION = Translation(submissions=(REPORTED, WITHDRAWN, AGAIN))


def test_events_stand_in_their_order() -> None:
    assert events_of(TRANSLATION) == ["DisputeReported", "ReferralWithdrawn", "ReferralWithdrawn"]


def test_statement_is_the_only_one_of_its_event() -> None:
    assert statement_of(TRANSLATION) == REPORTED
    for event, times in ((Event.REFERRAL_WITHDRAWN, 2), (Event.CASE_OPENED, 0)):
        with pytest.raises(AssertionError, match=f"{times} times"):
            statement_of(TRANSLATION, event)


def test_refusal_is_returned_and_its_absence_is_a_failure() -> None:
    refusal = refusal_of(lambda: reject("0588", "JQLBDM", "unknown code", "E-CODE-02", "police"))
    assert (refusal.field, refusal.code, refusal.task_of) == ("JQLBDM", "E-CODE-02", "police")
    with pytest.raises(AssertionError, match="was translated"):
        refusal_of(lambda: TRANSLATION)
