"""Which disputes a list of hand-overs or of supervision may be about (:mod:`hub.readmodel.course`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hub.core.knowledge import Knowledge
from hub.queries.chosen import Disputes, chosen

_HANDED = "SELECT DISTINCT dispute FROM handed WHERE day BETWEEN :first AND :last"
_SUPERVISED = "SELECT dispute FROM supervised"


def handed_over(sources: Disputes, first: date, last: date) -> Iterator[Knowledge]:
    """Yield at least the disputes that were referred or transferred from *first* to *last*."""
    return chosen(sources, _HANDED, {"first": first.isoformat(), "last": last.isoformat()})


def supervised(sources: Disputes) -> Iterator[Knowledge]:
    """Yield at least the disputes of which supervision is or was ordered, or a rule may propose it."""
    return chosen(sources, _SUPERVISED, {})
