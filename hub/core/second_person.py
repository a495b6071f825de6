"""
What no one person does alone: proposed by one with a reason, agreed or refused by another, effective once, in time.

Who may propose and who may be the second stands in :data:`hub.core.permissions.JOINT` (users §9); the rule over it is
here, once (:class:`TwoPersons`), for pages and commands alike, and for the lists that keep their own proposals: grants,
amendments of the settings, sealed accounts, openings of personal data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.codes import LabelledCode
from hub.core.daytime import local_day
from hub.core.errors import AccessDeniedError, PermanentError
from hub.core.permissions import Grant, JointDeed, may_join

WAITS = timedelta(hours=72)
"""How long a proposal waits for its second person: what is proposed on a Friday is read on the Monday."""
STANDS = timedelta(hours=24)
"""How long an agreement stands: who doesn't carry it out by then asks again."""


class Standing(LabelledCode):
    """How a proposal stands."""

    WAITING = "WAITING", "待第二人", "Waits for a second person"
    AGREED = "AGREED", "已同意，可办理", "Agreed: may be carried out"
    REFUSED = "REFUSED", "未同意", "Refused"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
    CARRIED_OUT = "CARRIED_OUT", "已办理", "Carried out"
    EXPIRED = "EXPIRED", "已过期", "Expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    One proposal of something that takes two persons.

    Attributes:
        subjects: What it's about, as codes and case numbers: a month, cases, an account, the name of a key.
        reason: The proposer's, in a few words without names.
        decided_by: Who agreed or refused; the proposer where it was withdrawn.
        answer: Why it was refused, in a few words; may be empty after an agreement.
        used_at: When it was carried out; never twice.
    """

    id: int
    deed: JointDeed
    subjects: tuple[str, ...]
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    is_agreed: bool = False
    answer: str = ""
    used_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What it's about, in one line."""
        return " ".join(self.subjects)

    @property
    def persons(self) -> tuple[str, ...]:
        """Who can't be the second person: who proposed it, and whom it concerns."""
        return (self.proposed_by, *self.subjects)

    @property
    def until(self) -> datetime:
        """When it expires as it stands: unanswered, or agreed to and not carried out."""
        return self.proposed_at + WAITS if self.decided_at is None else self.decided_at + STANDS

    def standing(self, now: datetime) -> Standing:
        """Return how it stands."""
        if self.used_at is not None:
            return Standing.CARRIED_OUT
        if self.decided_at is not None and not self.is_agreed:
            return Standing.WITHDRAWN if self.decided_by == self.proposed_by else Standing.REFUSED
        if now >= self.until:
            return Standing.EXPIRED
        return Standing.WAITING if self.decided_at is None else Standing.AGREED


@dataclass(frozen=True, slots=True)
class Denial:
    """Why somebody is neither of two persons, and what to do then."""

    what: str
    remedy: str = ""

    def error(self, where: str) -> AccessDeniedError:
        """Return it as the error of what stands at *where*."""
        return AccessDeniedError(self.what, where=where, remedy=self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPersons:
    """
    The rule over one deed that takes two, in the words of the list that keeps it.

    Attributes:
        first: Said to whoever holds no role that begins it.
        second: Said to whoever holds no role of the second person.
        another: Said to whoever began it, and to whom it concerns.
    """

    deed: JointDeed
    first: Denial
    second: Denial
    another: Denial

    def check_first(self, grants: Iterable[Grant], at: datetime, where: str = "") -> None:
        """
        Refuse whoever doesn't begin it.

        Raises:
            AccessDeniedError: the role doesn't.
        """
        if not may_join(self.deed, grants, local_day(at), second=False):
            raise self.first.error(where)

    def is_second(self, code: str, grants: Iterable[Grant], at: datetime, besides: Collection[str]) -> bool:
        """Return whether *code* may answer what *besides* began or are concerned by: who is shown it."""
        return code not in besides and may_join(self.deed, grants, local_day(at), second=True)

    def check_second(
        self, code: str, grants: Iterable[Grant], at: datetime, besides: Collection[str], where: str = ""
    ) -> None:
        """
        Refuse an answer of whoever isn't the second person.

        Raises:
            AccessDeniedError: the role isn't a second person's, or *code* is one of *besides*.
        """
        if not may_join(self.deed, grants, local_day(at), second=True):
            raise self.second.error(where)
        if code in besides:
            raise self.another.error(where)


def _proposals_of(deed: JointDeed) -> TwoPersons:
    return TwoPersons(
        deed=deed,
        first=Denial("this role doesn't propose that", "ask a colleague"),
        second=Denial("this role answers no such proposal", "ask a colleague"),
        another=Denial("a second person answers, neither who proposed it nor whom it concerns"),
    )


def may_decide(proposal: Proposal, code: str, grants: Iterable[Grant], now: datetime) -> bool:
    """
    Return whether *code* may answer *proposal*: who is shown it.

    Never who proposed it, nor whom it concerns, and only who holds a role of the second person on that day.
    """
    rule = _proposals_of(proposal.deed)
    return proposal.standing(now) is Standing.WAITING and rule.is_second(code, grants, now, proposal.persons)


def check_proposing(
    deed: JointDeed, code: str, subjects: tuple[str, ...], grants: Iterable[Grant], at: datetime
) -> None:
    """
    Refuse what *code* may not propose.

    Raises:
        AccessDeniedError: the role doesn't propose it, or it concerns the proposer.
    """
    rule = _proposals_of(deed)
    rule.check_first(grants, at, deed.value)
    if code in subjects:
        raise rule.first.error(deed.value)


def check_second(proposal: Proposal, code: str, grants: Iterable[Grant], now: datetime) -> None:
    """
    Refuse an answer of whoever isn't the second person of *proposal*.

    Raises:
        AccessDeniedError: it's the proposer's own, concerns *code*, or the role answers no such proposal.
        PermanentError: it doesn't wait any more.
    """
    where = str(proposal.id)
    _proposals_of(proposal.deed).check_second(code, grants, now, proposal.persons, where)
    if proposal.standing(now) is not Standing.WAITING:
        raise PermanentError("this proposal doesn't wait any more", where=where, remedy="propose it anew")


def check_use(proposal: Proposal, code: str, grants: Iterable[Grant], now: datetime) -> None:
    """
    Refuse to carry out *proposal* for anybody but its proposer, who still holds the role, and but once, in time.

    Raises:
        AccessDeniedError: it's another's, or the role is gone.
        PermanentError: it isn't agreed to, was carried out, or has expired.
    """
    where = str(proposal.id)
    if code != proposal.proposed_by or not may_join(proposal.deed, grants, local_day(now), second=False):
        raise AccessDeniedError("who proposed it carries it out", where=where, remedy="propose it yourself")
    if proposal.standing(now) is not Standing.AGREED:
        raise PermanentError(
            "no agreement stands: it waits, was refused, carried out or has expired", where=where,
            remedy="propose it anew",
        )  # fmt: skip
