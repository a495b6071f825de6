"""Codes of a statement that their list doesn't have: a contract's strings are open, code lists are not (domain §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hub.contracts.shapes import details_of
from hub.core.codes import CODE_LISTS, LabelledCode
from hub.core.daytime import local_day
from hub.core.events import Event, Submission


@dataclass(frozen=True, slots=True)
class UnlistedCode:
    """A detail whose code isn't listed, or isn't valid on the day of the event."""

    detail: str
    code_list: str
    is_known: bool


def unlisted_codes(submission: Submission) -> Iterator[UnlistedCode]:
    """Yield every detail of *submission* that holds a code that doesn't stand in its list on that day."""
    day = local_day(submission.occurred_at)
    for detail, name, codes in _coded(submission.event):
        value = submission.details.get(detail)
        if not isinstance(value, str):
            continue
        code = codes.get(value)
        if code is None or not code.is_valid_on(day):
            yield UnlistedCode(detail, name, is_known=code is not None)


@cache
def _coded(event: Event) -> tuple[tuple[str, str, dict[str, LabelledCode]], ...]:
    return tuple(
        (shape.name, shape.codes, {code.value: code for code in CODE_LISTS[shape.codes]})
        for shape in details_of(event)
        if shape.codes
    )
