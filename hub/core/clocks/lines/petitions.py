"""The petition system's clocks, for each petition among the reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.core.clocks.deadline import PARTIES
from hub.core.clocks.lines.reports import first_taken
from hub.core.clocks.lines.sheet import Sheet, Span, Whose
from hub.core.clocks.rules import CLOCKS
from hub.core.codes import Channel
from hub.core.dispute import DisputeState, Report
from hub.core.statutory import PetitionFile

_FIRST, _SECOND = ("PETITION_REVIEW_ASK", "PETITION_REVIEW"), ("PETITION_REREVIEW_ASK", "PETITION_REREVIEW")


def lines(state: DisputeState, sheet: Sheet) -> None:
    """Put down the clocks of every petition, the earliest first."""
    petitions = sorted(
        (r for r in state.reports.values() if r.channel == Channel.PETITION and not r.retracted),
        key=lambda report: (report.occurred_at, report.root),
    )
    for number, report in enumerate(petitions):
        file = state.petitions.get(report.root) or PetitionFile()
        office = Whose(None, report.agency, sheet.at(report.agency))
        first = len(sheet.lines)
        _of_one(state, (report, file), office, sheet)
        if number:
            own = sheet.lines[first:]
            sheet.lines[first:] = [line._replace(clock=f"{line.clock}:{number + 1}") for line in own]


def _of_one(state: DisputeState, petition: tuple[Report, PetitionFile], office: Whose, sheet: Sheet) -> None:
    report, file = petition
    heard = _earliest(file.informed.at, file.accepted.at, file.answered.at)
    sheet.put("PETITION_15", office, Span(report.occurred_at, _earliest(file.transferred.at, heard)))
    for name in ("PETITION_INFORM", "PETITION_NOT_OURS"):
        sheet.put(name, office, Span(file.transferred.at, heard))
    if not report.suit:
        taken = _earliest(first_taken(state), file.transferred.at, heard)
        done = None if taken is None else max(taken, report.occurred_at)
        sheet.put("PETITION_COMMISSION", office, Span(report.occurred_at, done))
    longest = timedelta(days=CLOCKS["PETITION_HANDLING"].extra)
    line = sheet.line("PETITION_HANDLING", office, Span(file.accepted.at, file.answered.at))
    if line is not None:
        until = file.extended_to
        sheet.lines.append(line if until is None else sheet.moved(line, min(until, line.nominal + longest)))
    _reviews(file, office, sheet)


def _reviews(file: PetitionFile, office: Whose, sheet: Sheet) -> None:
    before = file.answered.at
    for number, (ask, answer) in enumerate((_FIRST, _SECOND)):
        review = file.reviews[number] if number < len(file.reviews) else None
        asked = None if review is None else review.asked_at
        sheet.put(ask, Whose(None, PARTIES), Span(before, asked))
        if review is None:
            return
        sheet.put(answer, office, Span(asked, review.answered_at))
        before = review.answered_at


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)
