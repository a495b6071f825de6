"""Any order, any repetition, any interleaving of merges and splits: the same rows, the same figures."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core import topics
from hub.core.clocks import Terms
from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import end_of
from hub.core.events import Details, Event, Submission, event_id
from hub.core.knowledge import Rules
from hub.core.statistics import known_at, monthly_view
from hub.core.units import Registry, Unit
from hub.processors.intake import Intake
from hub.processors.lifecycle import Lifecycle
from hub.processors.linking import Linking
from hub.reference import load_calendar
from hub.testing.engine import MemoryEngine

TERMS = Terms(load_calendar())
UNITS = Registry.of(
    Unit(
        code=code,
        name=code,
        level=level,
        kind=MediationKind.PEOPLE,
        org_kind=kind,
        division="230803"[: 6 if level < 4 else 4],
        agency="justice",
    )
    for code, level, kind in (
        ("A1", 1, OrgKind.RMC_VILLAGE),
        ("A2", 2, OrgKind.RMC_TOWN),
        ("A3", 3, OrgKind.CENTRE_L3),
        ("A4", 4, OrgKind.RMC_CITY),
        ("B2", 2, OrgKind.RMC_TOWN),
    )
)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ROOTS = ("R1", "R2", "R3", "R4")


def _choices(rng: random.Random, root: str) -> dict[Event, Details]:
    other = rng.choice(ROOTS)
    return {
        Event.DISPUTE_REPORTED: {
            "type": rng.choice(["NEIGHBOUR", "CONTRACT"]),
            "channel": rng.choice(["GRID", "PETITION"]),
            "parties": 2,
            "tokens": [f"t{rng.randrange(4)}", f"t{rng.randrange(4)}"],
        },
        Event.DISPUTE_CORRECTED: {"v": rng.randrange(1, 4), "supersedes": f"{root}-0/DisputeReported", "type": "IP"},
        Event.SOURCE_REPORT_RETRACTED: {},
        Event.REFERRAL_CREATED: {
            "ref": f"{root}-f{rng.randrange(2)}",
            "kind": rng.choice(["ENTRUST_PRE", "TRANSFER", "ASSIGN_DOWN"]),
            "delivered": rng.random() < 0.7,
        },
        Event.CONSENT_RECORDED: {"subject": f"p{rng.randrange(2)}", "state": "GIVEN"},
        Event.CONSENT_WITHHELD: {"subject": "p1", "ref": f"{root}-f{rng.randrange(2)}"},
        Event.REFERRAL_ACCEPTED: {"ref": f"{root}-f{rng.randrange(2)}", "channel": "COURT"},
        Event.REFERRAL_RETURNED: {"ref": f"{root}-f{rng.randrange(2)}", "reason": "SCOPE"},
        Event.REFERRAL_WITHDRAWN: {"ref": f"{root}-f{rng.randrange(2)}"},
        Event.CASE_OPENED: {"channel": "GRID", "reopen": rng.choice([0, 0, 0, 1, 2])},
        Event.MEDIATION_STARTED: {},
        Event.ESCALATION_REQUESTED: {"to": rng.choice(["A2", "A3", "A4"])},
        Event.ESCALATION_ACCEPTED: {"frm": rng.choice(["A1", "A2", "A3", "B2"])},
        Event.ESCALATION_RETURNED: {"frm": "A3", "reason": "MATERIALS"},
        Event.CASCADE_ACKNOWLEDGED: {"frm": rng.choice(["A2", "A3", "A4"])},
        Event.AGREEMENT_REACHED: {"form": "WRITTEN", "amount_fen": rng.randrange(9) * 100, "due": date(2026, 3, 20)},
        Event.AGREEMENT_PERFORMED: {"amount_fen": rng.choice([0, 100, 400])},
        Event.AGREEMENT_BREACHED: {},
        Event.MEDIATION_FAILED: {"escalation": "declined"},
        Event.CONSENT_WITHDRAWN: {"subject": "p0"},
        Event.CASE_SETTLED: {},
        Event.FEEDBACK_ACKNOWLEDGED: {"ref": f"{root}-f{rng.randrange(2)}"},
        Event.CONFIRMATION_APPLIED: {},
        Event.CONFIRMATION_ACCEPTED: {},
        Event.INVITATION_SENT: {"invitee": "X", "subject": "X"},
        Event.INVITATION_ANSWERED: {"invitee": "X", "result": rng.choice(["ACCEPTED", "DECLINED"])},
        Event.INVITATION_ATTENDED: {"invitee": "X", "result": rng.choice(["ATTENDED", "ABSENT"])},
        Event.ONSITE_SETTLED: {},
        Event.REFERRAL_REASSIGNED: {
            "ref": f"{root}-f{rng.randrange(2, 4)}",
            "pred": f"{root}-f{rng.randrange(3)}",
            "kind": "ENTRUST_PRE",
        },
        Event.CASE_SUSPENDED: {"reason": rng.choice(["APPRAISAL", "SHAM"])},
        Event.CASE_RESUMED: {},
        Event.DEADLINE_EXTENDED: {"clock": "RMC_30", "until": date(2026, 4, 20)},
        Event.AGREEMENT_CORRECTED: {
            "v": rng.randrange(2, 4),
            "supersedes": f"{root}-{rng.randrange(7, 30)}/AgreementReached",
            "amount_fen": 700,
        },
        Event.CASE_WITHDRAWN: {},
        Event.ARBITRAL_DOCUMENT_ISSUED: {},
        Event.TERMINATION_NOTICE_ISSUED: {"number": "n"},
        Event.OTHER_ROUTES_INFORMED: {},
        Event.FEEDBACK_REJECTED: {"ref": f"{root}-f{rng.randrange(2)}", "reason": "MATERIALS"},
        Event.CONFIRMATION_GRANTED: {},
        Event.CONFIRMATION_DISMISSED: {},
        Event.CONFIRMATION_WITHDRAWN: {},
        Event.SUPERVISION_ORDERED: {"cause": "LEVEL_A1", "result": rng.choice(["", "RAISED"])},
        Event.SUPERVISION_REPLIED: {"cause": "LEVEL_A1", "result": rng.choice(["", "REJECTED"])},
        Event.SUPERVISION_CLOSED: {"cause": "LEVEL_A1"},
        Event.RISK_FLAGGED: {"risk": "MASS", "prevented": rng.randrange(2), "people": 7},
        Event.PENALTY_WAIVED: {},
        Event.PARTICIPANT_JOINED: {"participant": "L", "assistance": "LAW_FIRM"},
        Event.DISPUTES_MERGED: {"survivor": other, "absorbed": root},
        Event.DISPUTE_SPLIT: {"survivor": other, "restored": root},
    }


EVENTS = tuple(_choices(random.Random(0), "R1"))
"""All that an agency may state of a dispute; the hub's own statements come of it where it derives."""

OFTEN = (
    Event.REFERRAL_CREATED,
    Event.REFERRAL_ACCEPTED,
    Event.REFERRAL_RETURNED,
    Event.CASE_OPENED,
    Event.ESCALATION_REQUESTED,
    Event.ESCALATION_ACCEPTED,
    Event.AGREEMENT_REACHED,
    Event.AGREEMENT_BREACHED,
)
"""What others depend on comes up more often, so that random stories get somewhere."""

SURVIVOR_OF = {"R1": "R1", "R2": "R1", "R3": "R2", "R4": "R1"}
"""Merges point to earlier roots, chains included: what rules and clerks do."""

CONTRADICTING = (5, 29, 50, 60, 73, 220, 266, 292, 345, 382, 384, 436, 495)
"""Seeds whose link decisions lead, or led under older generators, round in circles longer than a pair."""


def scenario(seed: int, *, contradicting: bool = False) -> list[tuple[datetime, Submission]]:
    """
    Return a random set of statements, legal or not, about four roots, with times of receipt of their own.

    *contradicting* ones report at any time and merge in any direction, so that link decisions lead round in circles.
    """
    rng = random.Random(seed)
    lines: dict[str, tuple[datetime, Submission]] = {}
    for number in range(rng.randrange(20, 60)):
        root = rng.choice(ROOTS)
        event = rng.choice((*EVENTS, *OFTEN, *OFTEN)) if number > 6 else Event.DISPUTE_REPORTED
        details = _choices(rng, root)[event]
        if event is Event.DISPUTES_MERGED and not contradicting:
            if SURVIVOR_OF[root] == root:
                continue
            details["survivor"] = SURVIVOR_OF[root]
        native_id = f"{root}-{number if 'v' not in details else 0}"
        unit = rng.choice(["A1", "A2", "A3", "A4", "B2"])
        occurred = START + timedelta(hours=rng.randrange(24 * 12))
        if (
            event is Event.DISPUTE_REPORTED and not contradicting
        ):  # rules link later reports to earlier ones, as the merges below do
            occurred = START + timedelta(hours=30 * ROOTS.index(root) + rng.randrange(24))
        received = occurred + timedelta(hours=rng.choice([0, 0, 1, 30, 200]))
        identity = event_id(event.value, "s", native_id, unit, details)
        lines[identity] = (
            received,
            Submission(
                event=event,
                event_id=identity,
                root=root,
                agency="court",
                system="s",
                native_id=native_id,
                unit=unit,
                occurred_at=occurred,
                recorded_at=occurred,
                details=details,
            ),
        )
    return list(lines.values())


def processors(*, derive: bool) -> list[object]:
    return [Intake(UNITS, linking=derive), Lifecycle(UNITS, Rules(TERMS, derive)), Linking()]


def run(lines: list[tuple[datetime, Submission]], *, derive: bool) -> MemoryEngine:
    engine = MemoryEngine(processors(derive=derive))
    for received_at, submission in lines:
        engine.submit(topics.SOURCE_SUBMISSIONS, submission.root, submission, received_at)
    assert not engine.dead
    return engine


def visible_rows(engine: MemoryEngine) -> set[object]:
    return {row for row in engine.rows.values() if row.known_until is None or row.known_until > row.known_from}


@pytest.mark.parametrize("derive", [False, True], ids=["fed", "derived"])
@pytest.mark.parametrize("block", range(8))
def test_rows_do_not_depend_on_order_or_repetition(block: int, derive: bool) -> None:
    """Rule 4 and order independence (design §3): the visible rows are a function of the set of statements."""
    for seed in range(block * 15, block * 15 + 15):
        lines = scenario(seed)
        expected = visible_rows(run(sorted(lines, key=lambda line: line[0]), derive=derive))
        shuffled = [*lines, *lines[::2]]
        random.Random(seed).shuffle(shuffled)
        assert visible_rows(run(shuffled, derive=derive)) == expected, f"seed {seed}"


@pytest.mark.parametrize("derive", [False, True], ids=["fed", "derived"])
def test_contradicting_link_decisions_end_in_one_assignment(derive: bool) -> None:
    """ADR 0061: no root is set aside, and the rows are a function of the set of statements here too."""
    for seed in (*CONTRADICTING, *range(0, 1001, 77)):
        for lines in (scenario(seed), scenario(seed, contradicting=True)):
            expected = visible_rows(run(sorted(lines, key=lambda line: line[0]), derive=derive))
            shuffled = [*lines, *lines[::2]]
            random.Random(seed).shuffle(shuffled)
            assert visible_rows(run(shuffled, derive=derive)) == expected, f"seed {seed}"


def test_identities_hold_at_every_day_of_knowledge() -> None:
    """Domain §6.1: opening + accepted + in = concluded + out + pending in every table, whatever was said."""
    for seed in range(60):
        engine = run(scenario(seed), derive=True)
        for day in (date(2026, 3, 5), date(2026, 3, 12), date(2026, 4, 10)):
            view = monthly_view(known_at(engine.rows.values(), day), "2026-03")
            failed = [
                name
                for name, holds in view.checks.items()
                # a ruling whose acceptance nobody recorded: the check finds it, the ledger isn't wrong
                if not holds and name not in ("confirmation_order_of_month", "confirmation_order")
            ]
            assert not failed, f"seed {seed} {day}: {failed}"
        assert end_of(date(2026, 3, 5)) > START
