"""What the details of an event mean: which are codes of a list, units, clocks; the words are the reader's."""

from __future__ import annotations

from hub.core.codes import CODE_LISTS, DisputeType, LabelledCode

_CODES_OF = {
    "type": "disputeType",
    "channel": "channel",
    "kind": "referralKind",
    "procedure": "procedure",
    "outcome": "outcome",
    "reason": "returnReason suspensionReason linkReason supervisionReply",
    "result": "attendance",
    "route": "petitionRoute",
    "assistance": "assistance",
    "form": "agreementForm",
    "state": "consentState",
    "risk": "risk",
    "difficulty": "difficulty",
    "mode": "gateMode",
    "decision": "gateDecision",
}
"""Details whose values are codes, and their lists."""

UNITS = frozenset({"frm", "to", "invitee", "division", "participant"})
"""Details that name a unit or a place by its code."""

CLOCKED = frozenset({"clock", "cause"})
"""Details that name a clock."""


def code_of(name: str, value: str) -> LabelledCode | None:
    """Return the entry of a code list that the detail *name* means by *value*, None when it's no code."""
    lists = (CODE_LISTS[each] for each in _CODES_OF.get(name, "").split())
    return next((entry for codes in lists for entry in codes if entry.value == value), None)


def type_of(code: str) -> LabelledCode | None:
    """Return the type of dispute that *code* is, None for one that this version doesn't know."""
    return next((entry for entry in DisputeType if entry.value == code), None)
