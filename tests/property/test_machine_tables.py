"""
Each state machine, walked at random against a table written by hand from domain §2 (never ``Machine.moves`` itself).

A legal statement leads where the table says; an illegal one changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, rule

from hub.core.codes import Performance
from hub.core.daytime import local_day
from hub.core.dispute import DisputeState
from hub.core.events import Details, Fact, event_id
from hub.core.events import Event as E
from hub.core.fold import fold
from hub.core.performance import steps
from tests.story import REGISTRY

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
Said = tuple[E, str | None, Details]
Table = Mapping[str | None, Mapping[str, str]]

QUICK = settings(max_examples=60, stateful_step_count=12, deadline=None)


def facts(said: list[tuple[datetime, Said]]) -> list[Fact]:
    """Return facts of one dispute, each stated by a record of its own."""
    found = []
    for number, (at, (event, unit, details)) in enumerate(said):
        stamp = None
        if unit is not None:
            known = REGISTRY.find(unit, date(2026, 3, 2))
            assert known is not None
            stamp = known.stamp
        agency = "hub" if event in (E.SUPERVISION_PROPOSED, E.SUPERVISION_WITHDRAWN) else "court"
        found.append(
            Fact(
                event=event,
                event_id=event_id(event.value, "s", str(number), unit, details),
                root="D",
                agency=agency,
                system="s",
                native_id=str(number),
                unit=stamp,
                occurred_at=at,
                received_at=at,
                details=details,
            )
        )
    return found


class Walk(RuleBasedStateMachine):
    """One object of one dispute, told statement by statement; subclasses say which and give its table."""

    table: ClassVar[Table] = {}
    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {}
    before_it: ClassVar[tuple[Said, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.at = START
        self.said: list[tuple[datetime, Said]] = []
        reported: Details = {"type": "CONTRACT", "channel": "COURT", "parties": 2}
        for statement in ((E.DISPUTE_REPORTED, None, reported), *self.before_it):
            self.said.append((self.next(), statement))
        self.state = self.read(fold("D", facts(self.said)))

    def next(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at

    def read(self, state: DisputeState) -> str | None:
        """Return the state of the object that this walk is about."""
        raise NotImplementedError

    def allowed(self, word: str) -> bool:
        """Whether *word* may be said now at all (what only the hub says, it says only when it's due)."""
        return True

    def expected(self, word: str) -> str | None:
        return self.table.get(self.state, {}).get(word, self.state)

    def say(self, word: str) -> None:
        if word not in self.words or not self.allowed(word):
            return
        told = [*self.said, *((self.next(), statement) for statement in self.words[word])]
        after = fold("D", facts(told))
        expected = self.expected(word)
        assert self.read(after) == expected, f"{self.state} --{word}--> {self.read(after)}, table: {expected}"
        if word in self.table.get(self.state, {}):
            # what was illegal is left out of the rest of the walk, or it would come in as soon as it becomes legal
            self.said = told
            self.moved(word)
        self.state = self.read(after) if word in self.table.get(self.state, {}) else self.state

    def moved(self, word: str) -> None:
        """Note what the table's states alone don't tell."""


PARTIES: tuple[Said, ...] = tuple(
    (E.CONSENT_RECORDED, None, {"subject": party, "state": "GIVEN", "ref": "R"}) for party in ("p1", "p2")
)
CREATED: Details = {"ref": "R", "kind": "ENTRUST_PRE"}


class ReferralWalk(Walk):
    """Domain §2.2."""

    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {
        "create, consent pending": ((E.REFERRAL_CREATED, "T2", {**CREATED, "delivered": False}),),
        "create": ((E.REFERRAL_CREATED, "T2", CREATED),),
        "one agrees": PARTIES[:1],
        "all agree": PARTIES,
        "a party refuses": ((E.CONSENT_WITHHELD, None, {"subject": "p2", "ref": "R"}),),
        "the mediator refuses": ((E.CONSENT_WITHHELD, None, {"subject": "mediator", "ref": "R"}),),
        "accept": ((E.REFERRAL_ACCEPTED, "T2", {"ref": "R", "channel": "COURT"}),),
        "return": ((E.REFERRAL_RETURNED, "T2", {"ref": "R", "reason": "SCOPE"}),),
        "withdraw": ((E.REFERRAL_WITHDRAWN, "T2", {"ref": "R"}),),
        "first meeting": ((E.MEDIATION_STARTED, "T2", {}),),
        "outcome": ((E.CASE_SETTLED, "T2", {}),),
        "send": ((E.FEEDBACK_SENT, None, {"ref": "R"}),),
        "acknowledge": ((E.FEEDBACK_ACKNOWLEDGED, None, {"ref": "R"}),),
        "reject": ((E.FEEDBACK_REJECTED, None, {"ref": "R", "reason": "MATERIALS"}),),
    }
    table: ClassVar[Table] = {
        None: {"create, consent pending": "CONSENT_PENDING", "create": "DELIVERED"},
        "CONSENT_PENDING": {
            "one agrees": "CONSENT_PENDING",
            "all agree": "DELIVERED",
            "a party refuses": "DECLINED",
            "the mediator refuses": "DECLINED",
            "accept": "ACCEPTED",
            "return": "RETURNED",
            "withdraw": "WITHDRAWN",
        },
        "DELIVERED": {
            "a party refuses": "DECLINED",
            "the mediator refuses": "DECLINED",
            "accept": "ACCEPTED",
            "return": "RETURNED",
            "withdraw": "WITHDRAWN",
        },
        "ACCEPTED": {
            "return": "RETURNED",
            "withdraw": "WITHDRAWN",
            "first meeting": "ACCEPTED",
            "outcome": "ACCEPTED",
            "send": "FEEDBACK_SENT",
        },
        "FEEDBACK_SENT": {"acknowledge": "CLOSED", "reject": "FEEDBACK_DUE"},
        "FEEDBACK_DUE": {"send": "FEEDBACK_SENT"},
        "DECLINED": {"send": "DECLINED", "acknowledge": "DECLINED", "reject": "DECLINED"},
        "RETURNED": {"send": "RETURNED", "acknowledge": "RETURNED", "reject": "RETURNED"},
    }

    def __init__(self) -> None:
        super().__init__()
        self.met = self.ended = self.sent = False
        self.given: set[str] = set()

    def read(self, state: DisputeState) -> str | None:
        referral = state.referrals.get("R")
        return None if referral is None else referral.state.value

    def allowed(self, word: str) -> bool:
        over = self.state in ("DECLINED", "RETURNED")
        if word == "one agrees":
            return not self.given
        if word == "send":
            return not self.sent and (self.ended or over)
        if word in ("acknowledge", "reject") and over:
            return self.sent
        if word in ("first meeting", "outcome"):
            return self.state == "ACCEPTED" and not self.ended and not (word == "first meeting" and self.met)
        return True

    def expected(self, word: str) -> str | None:
        if word == "return" and self.state == "ACCEPTED" and (self.met or self.ended):
            return self.state  # only before the first meeting
        return super().expected(word)

    def moved(self, word: str) -> None:
        self.met = self.met or word == "first meeting"
        self.ended = self.ended or word == "outcome"
        self.sent = word == "send" or (self.sent and word != "reject")
        if word == "one agrees":
            self.given.add("p1")

    @rule(word=st.sampled_from(sorted(words)))
    def statement(self, word: str) -> None:
        if word == "return" and self.state == "ACCEPTED" and (self.met or self.ended):
            told = [*self.said, *((self.next(), said) for said in self.words[word])]
            assert self.read(fold("D", facts(told))) == "ACCEPTED"
            return
        self.say(word)


ENDS = {
    "agree": "AGREED",
    "arbitral document": "AGREED",
    "consent withdrawn": "TERMINATED",
    "fail": "FAILED",
    "settle": "SETTLED",
    "take back": "WITHDRAWN",
}
DOWN: Details = {"ref": "down", "kind": "ASSIGN_DOWN", "frm": "T2"}


class CaseWalk(Walk):
    """Domain §2.3, from the first unit's own case."""

    before_it: ClassVar[tuple[Said, ...]] = ((E.CASE_OPENED, "T2", {"channel": "GRID"}),)
    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {
        "start": ((E.MEDIATION_STARTED, "T2", {}),),
        "suspend": ((E.CASE_SUSPENDED, "T2", {"reason": "APPRAISAL"}),),
        "resume": ((E.CASE_RESUMED, "T2", {}),),
        "extend": ((E.DEADLINE_EXTENDED, "T2", {"clock": "LEVEL_L2", "until": date(2026, 5, 1)}),),
        "agree": ((E.AGREEMENT_REACHED, "T2", {"form": "ORAL", "amount_fen": 0}),),
        "arbitral document": ((E.ARBITRAL_DOCUMENT_ISSUED, "T2", {}),),
        "consent withdrawn": ((E.CONSENT_WITHDRAWN, "T2", {"subject": "p1"}),),
        "refuse": ((E.CONSENT_WITHHELD, None, {"subject": "p1"}),),
        "fail": ((E.MEDIATION_FAILED, "T2", {"escalation": "declined"}),),
        "settle": ((E.CASE_SETTLED, "T2", {}),),
        "take back": ((E.CASE_WITHDRAWN, "T2", {}),),
        "ask upwards": ((E.ESCALATION_REQUESTED, "T2", {"to": "K3"}),),
        "upper accepts": ((E.ESCALATION_ACCEPTED, "K3", {"frm": "T2"}),),
        "upper returns": ((E.ESCALATION_RETURNED, "T2", {"frm": "K3", "reason": "MATERIALS"}),),
        "assign down": (
            (E.REFERRAL_CREATED, "V1", DOWN),
            (E.REFERRAL_ACCEPTED, "V1", {"ref": "down", "channel": "UPPER"}),
        ),
        "lower returns": ((E.REFERRAL_RETURNED, "V1", {"ref": "down", "reason": "SCOPE"}),),
    }
    table: ClassVar[Table] = {
        "OPEN": {
            "start": "MEDIATING",
            "suspend": "SUSPENDED",
            "extend": "OPEN",
            "refuse": "VOID",
            "ask upwards": "ESCALATING",
            "assign down": "HANDED_DOWN",
            **ENDS,
        },
        "MEDIATING": {
            "suspend": "SUSPENDED",
            "extend": "MEDIATING",
            "refuse": "TERMINATED",
            "ask upwards": "ESCALATING",
            "assign down": "HANDED_DOWN",
            **ENDS,
        },
        "SUSPENDED": {"resume": "MEDIATING", "extend": "SUSPENDED", "refuse": "TERMINATED", **ENDS},
        "ESCALATING": {"upper accepts": "ESCALATED", "upper returns": "MEDIATING", "refuse": "TERMINATED", **ENDS},
    }

    def __init__(self) -> None:
        super().__init__()
        self.stood = "OPEN"
        self.assigned = False

    def read(self, state: DisputeState) -> str | None:
        return state.cases[0].state.value if state.cases else "VOID"

    def allowed(self, word: str) -> bool:
        if word == "lower returns":
            return self.state == "HANDED_DOWN"
        if word == "assign down":
            return not self.assigned and self.state in ("OPEN", "MEDIATING", "ESCALATED", "AGREED")
        return True

    def expected(self, word: str) -> str | None:
        # undone by the return: the upper unit's case goes on where it stood (convention 4)
        return self.stood if word == "lower returns" else super().expected(word)

    def moved(self, word: str) -> None:
        self.assigned = self.assigned or word == "assign down"

    @rule(word=st.sampled_from(sorted(words)))
    def statement(self, word: str) -> None:
        if word == "assign down" and self.state in ("OPEN", "MEDIATING"):
            self.stood = str(self.state)
        if word == "lower returns" and self.state == "HANDED_DOWN":
            self.said += [(self.next(), said) for said in self.words[word]]
            self.state = self.read(fold("D", facts(self.said)))
            assert self.state == self.stood
            return
        self.say(word)


AGREED: tuple[Said, ...] = (
    (E.CASE_OPENED, "T2", {"channel": "GRID"}),
    (
        E.AGREEMENT_REACHED,
        "T2",
        {"form": "WRITTEN", "amount_fen": 50_000, "items": ["2026-03-12=30000", "2026-03-22=20000"]},
    ),
)


class ConfirmationWalk(Walk):
    """Domain §2.5 JC."""

    before_it: ClassVar[tuple[Said, ...]] = AGREED
    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {
        "apply": ((E.CONFIRMATION_APPLIED, None, {}),),
        "accept": ((E.CONFIRMATION_ACCEPTED, None, {}),),
        "grant": ((E.CONFIRMATION_GRANTED, None, {}),),
        "dismiss": ((E.CONFIRMATION_DISMISSED, None, {}),),
        "withdraw": ((E.CONFIRMATION_WITHDRAWN, None, {}),),
        "lapse": ((E.CONFIRMATION_LAPSED, None, {}),),
    }
    table: ClassVar[Table] = {
        "WINDOW_OPEN": {"apply": "APPLIED", "lapse": "LAPSED"},
        "LAPSED": {"apply": "APPLIED"},
        "APPLIED": {"accept": "ACCEPTED", "dismiss": "NOT_ACCEPTED", "grant": "CONFIRMED", "withdraw": "WITHDRAWN"},
        "ACCEPTED": {"grant": "CONFIRMED", "dismiss": "DISMISSED", "withdraw": "WITHDRAWN"},
    }

    def read(self, state: DisputeState) -> str | None:
        return state.agreements[0].confirmation.state.value

    @rule(word=st.sampled_from(sorted(words)))
    def statement(self, word: str) -> None:
        self.say(word)


class InvitationWalk(Walk):
    """Domain §2.5 Invitation."""

    before_it: ClassVar[tuple[Said, ...]] = AGREED[:1]
    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {
        "invite": ((E.INVITATION_SENT, "T2", {"invitee": "M3"}),),
        "accept": ((E.INVITATION_ANSWERED, None, {"invitee": "M3"}),),
        "decline": ((E.INVITATION_ANSWERED, None, {"invitee": "M3", "result": "DECLINED", "reason": "SCOPE"}),),
        "silence": ((E.INVITATION_OVERDUE, None, {"invitee": "M3"}),),
        "come": ((E.INVITATION_ATTENDED, None, {"invitee": "M3", "result": "ATTENDED"}),),
        "stay away": ((E.INVITATION_ATTENDED, None, {"invitee": "M3", "result": "ABSENT"}),),
    }
    table: ClassVar[Table] = {
        None: {"invite": "SENT"},
        "SENT": {
            "accept": "ACCEPTED",
            "decline": "DECLINED",
            "silence": "OVERDUE",
            "come": "ATTENDED",
            "stay away": "ABSENT",
        },
        "OVERDUE": {"accept": "ACCEPTED", "decline": "DECLINED", "come": "ATTENDED", "stay away": "ABSENT"},
        "DECLINED": {"accept": "ACCEPTED"},
        "ACCEPTED": {"come": "ATTENDED", "stay away": "ABSENT"},
        "ABSENT": {"come": "ATTENDED"},
    }

    def read(self, state: DisputeState) -> str | None:
        invitation = state.invitations.get("M3")
        return None if invitation is None else invitation.state.value

    @rule(word=st.sampled_from(sorted(words)))
    def statement(self, word: str) -> None:
        self.say(word)


def _supervision(event: E, unit: str | None = None, **details: str) -> tuple[Said, ...]:
    told: Details = {"cause": "LEVEL_T2", **details}  # type: ignore[typeddict-item]  # names of details
    return ((event, unit, told),)


class SupervisionWalk(Walk):
    """Domain §2.5 Supervision, with who may."""

    words: ClassVar[Mapping[str, tuple[Said, ...]]] = {
        "propose": _supervision(E.SUPERVISION_PROPOSED),
        "late evidence": _supervision(E.SUPERVISION_WITHDRAWN),
        "order at level 2": _supervision(E.SUPERVISION_ORDERED, "T2"),
        "order at level 3": _supervision(E.SUPERVISION_ORDERED, "K3"),
        "raise to level 4": _supervision(E.SUPERVISION_ORDERED, "S4", result="RAISED"),
        "raise to level 2": _supervision(E.SUPERVISION_ORDERED, "T2", result="RAISED"),
        "reply": _supervision(E.SUPERVISION_REPLIED, "T2"),
        "reject": _supervision(E.SUPERVISION_REPLIED, "K3", result="REJECTED"),
        "close": _supervision(E.SUPERVISION_CLOSED, "K3"),
    }
    table: ClassVar[Table] = {
        None: {"propose": "PROPOSED", "order at level 3": "ISSUED", "raise to level 4": "ISSUED"},
        "PROPOSED": {"order at level 3": "ISSUED", "late evidence": "WITHDRAWN"},
        "WITHDRAWN": {"propose": "PROPOSED", "order at level 3": "ISSUED"},
        "ISSUED": {"reply": "REPLIED", "reject": "REJECTED", "raise to level 4": "ISSUED", "close": "CLOSED"},
        "REPLIED": {"reject": "REJECTED", "raise to level 4": "ISSUED", "close": "CLOSED"},
        "REJECTED": {"raise to level 4": "ISSUED", "reply": "REPLIED", "close": "CLOSED"},
        "CLOSED": {"order at level 3": "ISSUED", "propose": "PROPOSED"},
    }

    def read(self, state: DisputeState) -> str | None:
        order = state.supervisions.get("LEVEL_T2")
        return None if order is None else order.state.value

    @rule(word=st.sampled_from(sorted(words)))
    def statement(self, word: str) -> None:
        self.say(word)


class PerformanceWalk(Walk):
    """Domain §2.5 Performance: 300 yuan due on 12 March, 200 on 22 March; days pass between the statements."""

    before_it: ClassVar[tuple[Said, ...]] = AGREED

    def __init__(self) -> None:
        super().__init__()
        self.paid = 0
        self.last_end: str | None = None
        self.whole = False

    def read(self, state: DisputeState) -> str | None:
        today = local_day(self.at)
        status = [status for day, status in steps(state.agreements[0].promise) if day <= today]
        return status[-1].value

    def check(self) -> None:
        today, owed = local_day(self.at), 0
        owed += 30_000 if today > date(2026, 3, 12) else 0
        owed += 20_000 if today > date(2026, 3, 22) else 0
        if self.last_end is not None:
            expected = self.last_end
        elif self.paid < owed:
            expected = Performance.OVERDUE.value
        else:
            expected = (Performance.PARTIAL if self.paid else Performance.NOT_DUE).value
        assert self.read(fold("D", facts(self.said))) == expected

    @rule(days=st.integers(1, 8))
    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)
        self.check()

    @rule(amount=st.sampled_from([10_000, 20_000, 30_000]))
    def pay(self, amount: int) -> None:
        self.at += timedelta(days=1)
        self.said.append((self.at, (E.AGREEMENT_PERFORMED, "T2", {"amount_fen": amount})))
        self.paid += amount
        if self.paid >= 50_000 and not self.whole:
            self.whole, self.last_end = True, Performance.PERFORMED.value
        self.check()

    @rule()
    def perform_the_rest(self) -> None:
        self.at += timedelta(days=1)
        self.said.append((self.at, (E.AGREEMENT_PERFORMED, "T2", {})))
        if not self.whole:
            self.whole, self.last_end = True, Performance.PERFORMED.value
        self.check()

    @rule()
    def breach(self) -> None:
        first = not any(said[0] is E.AGREEMENT_BREACHED for _, said in self.said)
        self.at += timedelta(days=1)
        self.said.append((self.at, (E.AGREEMENT_BREACHED, "T2", {})))
        if first:
            self.last_end = Performance.BREACHED.value
        self.check()


TestReferral = ReferralWalk.TestCase
TestCase = CaseWalk.TestCase
TestConfirmation = ConfirmationWalk.TestCase
TestInvitation = InvitationWalk.TestCase
TestSupervision = SupervisionWalk.TestCase
TestPerformance = PerformanceWalk.TestCase
TestReferral.settings = TestCase.settings = TestConfirmation.settings = QUICK
TestInvitation.settings = TestSupervision.settings = TestPerformance.settings = QUICK
