"""Short ways to ask in a test what a translation states, and what a row was refused for."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.errors import RowRejectedError
from hub.core.events import Event, Submission
from hub.plugins.spec import Translation


def events_of(translation: Translation) -> list[str]:
    """Return what *translation* states, in its order."""
    return [submission.event.value for submission in translation.submissions]


def statement_of(translation: Translation, event: Event = Event.DISPUTE_REPORTED) -> Submission:
    """Return the one statement of *event*; none, or several, is a failure."""
    found = [submission for submission in translation.submissions if submission.event is event]
    if len(found) != 1:
        raise AssertionError(f"{event} is stated {len(found)} times")
    return found[0]


def refusal_of(translate: Callable[[], object]) -> RowRejectedError:
    """Return why *translate* refuses its row; a row that it translates is a failure."""
    try:
        translate()
    except RowRejectedError as refusal:
        return refusal
    raise AssertionError("the row was translated")
