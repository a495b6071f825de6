"""A report is its agency's: nobody else says it again, corrects it or takes it back, under whatever system's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hub.core.codes import MediationKind, OrgKind
from hub.core.dispute import DisputeState
from hub.core.events import Event, Fact
from hub.core.fold import APPLY
from hub.core.units import UnitStamp

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def fact(event: Event, agency: str, **details: object) -> Fact:
    return Fact(
        event=event,
        event_id=f"{event.value} {agency}",
        root="court:1",
        agency=agency,
        system="court",
        native_id="1",
        unit=None,
        occurred_at=AT,
        received_at=AT,
        details=details,  # type: ignore[arg-type]  # a test names exactly the details of its event
    )


REPORTED = {"type": "CONTRACT", "channel": "COURT", "parties": 2}
CORRECTED = {"v": 1, "supersedes": "1/DisputeReported", "type": "NEIGHBOUR"}


def told(*facts: Fact) -> list[tuple[str, str, bool]]:
    state = DisputeState("court:1")
    for one in facts:
        APPLY[one.event](state, one)
    return [(report.agency, report.type, report.retracted) for report in state.reports.values()]


def test_only_its_agency_corrects_a_report_and_takes_it_back() -> None:
    mine = fact(Event.DISPUTE_REPORTED, "court", **REPORTED)
    correction, retraction = Event.DISPUTE_CORRECTED, Event.SOURCE_REPORT_RETRACTED
    assert told(mine, fact(correction, "police", **CORRECTED), fact(retraction, "police")) == [
        ("court", "CONTRACT", False)
    ]
    assert told(mine, fact(correction, "court", **CORRECTED), fact(retraction, "court")) == [
        ("court", "NEIGHBOUR", True)
    ]


def test_an_agreement_is_mended_by_who_stated_it_or_speaks_for_its_unit_now() -> None:
    def amount(agency: str, spoken_for_by: str = "") -> int:
        unit = UnitStamp(
            code="X1", level=1, kind=MediationKind.PEOPLE, org_kind=OrgKind.RMC_VILLAGE, division="230803007001",
            agency=spoken_for_by,
        )  # fmt: skip
        state = DisputeState("court:1")
        for event, who, details in (
            (Event.DISPUTE_REPORTED, "justice", REPORTED),
            (Event.CASE_OPENED, "justice", {"channel": "GRID"}),
            (Event.AGREEMENT_REACHED, "justice", {"form": "ORAL", "amount_fen": 100, "v": 1}),
            (Event.AGREEMENT_CORRECTED, agency, {"v": 1, "supersedes": "1/AgreementReached", "amount_fen": 9}),
        ):
            stated = fact(event, who, **details)
            APPLY[event](state, stated if event is Event.DISPUTE_REPORTED else replace(stated, unit=unit))
        return state.agreements[0].amount_fen

    assert amount("justice") == 9
    assert amount("police") == amount("police", "justice") == 100
    assert amount("centre", "centre") == 9, "the unit works at another desk now"


def test_who_reports_first_under_anothers_number_swallows_nothing() -> None:
    false, true = (fact(Event.DISPUTE_REPORTED, agency, **REPORTED) for agency in ("police", "court"))
    assert [agency for agency, _, _ in told(false, true)] == ["police", "court"]
    assert [agency for agency, _, _ in told(true, true)] == ["court"]
