"""Who handed what to whom in a period, what became of it, and why some of it came back (domain §2.2, HAND-2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from hub.core.codes import LabelledCode, ReferralKind
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState, Referral
from hub.core.machines import FeedbackState


class Ending(LabelledCode):
    """What became of a hand-over."""

    ACCEPTED = "ACCEPTED", "受理", "Accepted"
    RETURNED = "RETURNED", "退回", "Returned"
    WITHHELD = "WITHHELD", "不同意", "Consent withheld"
    WITHDRAWN = "WITHDRAWN", "撤回", "Withdrawn"
    OPEN = "OPEN", "未决", "Open"


class Party(LabelledCode):
    """By what senders and receivers are told apart."""

    UNIT = "UNIT", "按单位", "By unit"
    KIND = "KIND", "按机构类别", "By kind of body"


@dataclass(frozen=True, slots=True)
class FlowKey:
    """From whom to whom, and how; codes of agencies, units or kinds of body."""

    sender: str
    receiver: str
    kind: str


@dataclass(slots=True)
class Flow:
    """
    All hand-overs of one key.

    ``reasons`` counts the returns by reason, ``days`` are those from the hand-over to its acceptance or return,
    ``told`` how many were answered to the sender, ``disputes`` whose they are.
    """

    key: FlowKey
    endings: Counter[Ending] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    told: int = 0
    disputes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many hand-overs."""
        return sum(self.endings.values())

    @property
    def return_rate(self) -> float | None:
        """Returned of those that were answered, in percent; None while none was."""
        answered = self.total - self.endings[Ending.OPEN] - self.endings[Ending.WITHDRAWN]
        return round(100 * self.endings[Ending.RETURNED] / answered, 1) if answered else None

    @property
    def longest(self) -> int | None:
        """The longest wait for an answer, in days."""
        return max(self.days, default=None)


def flows(states: Iterable[DisputeState], first: date, last: date, party: Party = Party.UNIT) -> list[Flow]:
    """Return the hand-overs made from *first* to *last*, those with most first; an escalation is one too."""
    found: dict[FlowKey, Flow] = {}
    for state in states:
        for key, referral in _referrals(state, first, last, party):
            flow = found.setdefault(key, Flow(key))
            _add(flow, state.dispute, referral)
        for key in _escalations(state, first, last, party):
            flow = found.setdefault(key, Flow(key))
            flow.endings[Ending.ACCEPTED] += 1
            flow.disputes.append(state.dispute)
    for flow in found.values():
        flow.days.sort()
        flow.disputes.sort()
    return sorted(found.values(), key=lambda flow: (-flow.total, flow.key.sender, flow.key.receiver, flow.key.kind))


def _referrals(state: DisputeState, first: date, last: date, party: Party) -> Iterator[tuple[FlowKey, Referral]]:
    for referral in state.referrals.values():
        if first <= local_day(referral.created_at) <= last:
            receiver = ""
            if referral.unit is not None:
                receiver = referral.unit.org_kind.value if party is Party.KIND else referral.unit.code
            yield FlowKey(referral.sender or referral.agency, receiver, referral.kind), referral


def _escalations(state: DisputeState, first: date, last: date, party: Party) -> Iterator[FlowKey]:
    for transfer in state.transfers:
        if first <= local_day(transfer.at) <= last and transfer.receiver.level > transfer.sender.level:
            ends = (transfer.sender, transfer.receiver)
            sender, receiver = (one.org_kind.value if party is Party.KIND else one.code for one in ends)
            yield FlowKey(sender, receiver, ReferralKind.ESCALATE.value)


def _add(flow: Flow, dispute: str, referral: Referral) -> None:
    ending, at = _ending(referral)
    flow.endings[ending] += 1
    flow.disputes.append(dispute)
    if ending is Ending.RETURNED:
        flow.reasons[referral.return_reason or ""] += 1
    if at is not None:
        flow.days.append((local_day(at) - local_day(referral.created_at)).days)
    flow.told += referral.feedback is not FeedbackState.NONE


def _ending(referral: Referral) -> tuple[Ending, datetime | None]:
    if referral.returned_at is not None:
        return Ending.RETURNED, referral.returned_at
    if referral.withheld_at is not None:
        return Ending.WITHHELD, referral.withheld_at
    if referral.withdrawn_at is not None:
        return Ending.WITHDRAWN, None
    if referral.accepted_at is not None:
        return Ending.ACCEPTED, referral.accepted_at
    return Ending.OPEN, None


def return_reasons(found: Iterable[Flow]) -> dict[str, dict[str, int]]:
    """Return, by receiver, how often it returned for which reason; the most returns first."""
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for flow in found:
        table[flow.key.receiver].update(flow.reasons)
    ordered = sorted(table.items(), key=lambda entry: (-entry[1].total(), entry[0]))
    return {receiver: dict(reasons) for receiver, reasons in ordered if reasons}
