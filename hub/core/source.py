"""Source reports: what agencies first say of a dispute, its corrections and retractions (domain §2.1, §2.4)."""

from __future__ import annotations

from dataclasses import replace

from hub.core.dispute import DisputeState, Participant, Report
from hub.core.events import Fact


def report(state: DisputeState, fact: Fact) -> bool:
    """An agency reports the matter under its root; said again it changes nothing. No agency reports for another."""
    details = fact.details
    key = fact.root if fact.root not in state.reports else f"{fact.root}/{fact.system}:{fact.native_id}"
    if any(_is_of(known, fact, fact.native_id) for known in state.reports.values()):
        return True
    state.reports[key] = Report(
        root=fact.root,
        agency=fact.agency,
        system=fact.system,
        native_id=fact.native_id,
        type=details["type"],
        channel=details["channel"],
        parties=details["parties"],
        tokens=tuple(details.get("tokens", ())),
        weak_tokens=tuple(details.get("weak_tokens", ())),
        division=details.get("division"),
        mode=details.get("mode"),
        suit=details.get("suit", False),
        number=details.get("number"),
        route=details.get("route"),
        veiled=details.get("veiled", False),
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
    )
    return True


def correct(state: DisputeState, fact: Fact) -> bool:
    """A report is corrected by whom it's of; the highest version wins, in whatever order the corrections come."""
    details = fact.details
    native_id = details["supersedes"].rpartition("/")[0]
    key = next((k for k, known in state.reports.items() if _is_of(known, fact, native_id)), None)
    if key is None:
        return False
    known = state.reports[key]
    if details["v"] <= known.corrected_v:
        return True
    state.reports[key] = replace(
        known,
        corrected_v=details["v"],
        type=details.get("type", known.type),
        channel=details.get("channel", known.channel),
        parties=details.get("parties", known.parties),
        tokens=tuple(details.get("tokens", known.tokens)),
        weak_tokens=tuple(details.get("weak_tokens", known.weak_tokens)),
        division=details.get("division", known.division),
        mode=details.get("mode", known.mode),
        suit=details.get("suit", known.suit),
        number=details.get("number", known.number),
        route=details.get("route", known.route),
        veiled=details.get("veiled", known.veiled),
    )
    return True


def retract(state: DisputeState, fact: Fact) -> bool:
    """The agency takes its record back; with the last one the dispute is void."""
    for known in state.reports.values():
        if _is_of(known, fact, fact.native_id):
            known.retracted = True
            return True
    return False


def _is_of(known: Report, fact: Fact, native_id: str) -> bool:
    """Return whether *known* is the record *native_id* of whoever states *fact*: of that agency, in that system."""
    return (known.agency, known.system, known.native_id) == (fact.agency, fact.system, native_id)


def settle_onsite(state: DisputeState, fact: Fact) -> bool:
    """A grid worker settled it on the spot: a line of its own, not an acceptance."""
    state.onsite.setdefault(fact.event_id, fact.occurred_at)
    return True


def join_in(state: DisputeState, fact: Fact) -> bool:
    """A law firm, legal service office, appraiser … helps in the case (OFF-2, JUS-1); it mediates nothing itself."""
    if not state.cases:
        return False
    details = fact.details
    unit = fact.unit.code if fact.unit is not None else None
    state.participants.append(
        Participant(code=details["participant"], assistance=details["assistance"], unit=unit, at=fact.occurred_at)
    )
    return True
