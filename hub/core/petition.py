"""What the petition system says of a petition's own way (信访工作条例 22-36), which mediation never holds up."""

from __future__ import annotations

from hub.core.dispute import DisputeState
from hub.core.events import Event, Fact
from hub.core.statutory import PetitionFile, Review


def _file(state: DisputeState, fact: Fact) -> PetitionFile | None:
    """Return the file of the petition that *fact* is about, None while it isn't registered."""
    if all(report.root != fact.root for report in state.reports.values()):
        return None
    return state.petitions.setdefault(fact.root, PetitionFile())


def move(state: DisputeState, fact: Fact) -> bool:
    """The petition is transferred, accepted, its petitioner informed, or answered; a corrected day replaces its own."""
    petition = _file(state, fact)
    if petition is None:
        return False
    if fact.event is Event.PETITION_TRANSFERRED:
        petition.transferred.take(fact)
    elif fact.event is Event.PETITION_INFORMED:
        petition.informed.take(fact)
    elif fact.event is Event.PETITION_ACCEPTED:
        petition.accepted.take(fact)
    else:
        petition.answered.take(fact)
    return True


def extend(state: DisputeState, fact: Fact) -> bool:
    """The office extends the handling (34: by thirty days at most); the latest day stated counts."""
    petition = _file(state, fact)
    if petition is None or petition.accepted.at is None:
        return False
    petition.extended_to = max(petition.extended_to or fact.details["until"], fact.details["until"])
    return True


def ask_review(state: DisputeState, fact: Fact) -> bool:
    """The petitioner asks for a review, or for the review of one (35, 36)."""
    petition = _file(state, fact)
    if petition is None or petition.answered.at is None:
        return False
    if not petition.reviews or petition.reviews[-1].answered_at is not None:
        petition.reviews.append(Review(asked_at=fact.occurred_at))
    return True


def review(state: DisputeState, fact: Fact) -> bool:
    """The review body gives its opinion."""
    petition = _file(state, fact)
    if petition is None or not petition.reviews:
        return False
    petition.reviews[-1].answered_at = petition.reviews[-1].answered_at or fact.occurred_at
    return True
