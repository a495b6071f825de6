"""From what the hub holds and what stands in the native systems to the account that is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from hub.core.clocks import Terms
from hub.core.daytime import ONE_DAY
from hub.core.deliveries import Delivery, DeliveryKind, Receipt, ReceiptStatus
from hub.core.dispute import DisputeState
from hub.core.ports import Row
from hub.demo.account import Account, Breach, DayCount, DisputeLine, Flow, Landed, Linking, Quarantined, Volume
from hub.demo.play import Playback, Script
from hub.demo.standing import Names, breaches, dispute_line
from hub.queries.form import KnownRows, month_form
from hub.queries.layout import Label

HUB = Label("hub", "枢纽", "Hub")

_FROM_THE_WORKING_UNIT = frozenset(
    {
        DeliveryKind.FEEDBACK,
        DeliveryKind.RESULT_DOWN,
        DeliveryKind.ESCALATION,
        DeliveryKind.ESCALATION_RETURNED,
        DeliveryKind.INVITATION,
        DeliveryKind.INFORMATION,
    }
)
"""What a mediating unit sends; the justice bureau's adapter speaks for all of them."""

_FROM_THE_HUB = frozenset({DeliveryKind.GATE_DECISION, DeliveryKind.SUPERVISION})
"""What the hub computes or the county centre orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that a finished run left behind."""

    script: Script
    playback: Playback
    states: Sequence[DisputeState]
    revisions: Sequence[KnownRows]
    deliveries: Sequence[Delivery]
    receipts: Sequence[Receipt]
    quarantined: Sequence[Quarantined]
    hints: int
    landed: Mapping[str, int]
    faults: Sequence[str] = ()


CITY = ("佳木斯市", "Jiamusi")


def account_of(evidence: Evidence, terms: Terms, names: Names, seed: int) -> Account:
    """Return what *evidence* amounts to on the last day of its script."""
    script, playback = evidence.script, evidence.playback
    last = script.last_day
    lines = [line for state in evidence.states if (line := dispute_line(state, terms, names, last)) is not None]
    late = list(breaches(evidence.states, terms, names, last))
    rows = evidence.revisions[-1].rows if evidence.revisions else ()
    return Account(
        title=Label(script.month, f"{CITY[0]} {script.month}", f"{CITY[1]} {script.month}"),
        seed=seed,
        first_day=script.first_day,
        last_day=last,
        volume=Volume(
            tellings=len(script.quarrels.tellings),
            submissions=playback.submissions,
            records=playback.records,
            deliveries=playback.deliveries,
            disputes=len(lines),
            engine_seconds=playback.engine_seconds,
            hub_seconds=playback.hub_seconds,
            total_seconds=playback.total_seconds,
        ),
        flows=tuple(_flows(evidence, names)),
        disputes=tuple(lines),
        breaches=tuple(late),
        form=month_form(script.month, evidence.revisions, names.unit) if evidence.revisions else None,
        quarantined=tuple(evidence.quarantined),
        linking=linking_quality(evidence),
        landed=tuple(_landed(evidence, names)),
        days=tuple(_days(script, rows, late)),
        days_to_conclude=tuple(row.value for row in rows if row.measure == "days"),
        faults=tuple(evidence.faults),
        commands=tuple(_commands(lines, script.month)),
    )


def _flows(evidence: Evidence, names: Names) -> Iterable[Flow]:
    refused_ids = {r.delivery_id for r in evidence.receipts if r.status is ReceiptStatus.REFUSED}
    origin = {report.root: report.agency for state in evidence.states for report in state.reports.values()}
    counts: Counter[tuple[str, str, DeliveryKind]] = Counter()
    refused: Counter[tuple[str, str, DeliveryKind]] = Counter()
    for delivery in evidence.deliveries:
        place = (_sender(delivery, origin), delivery.agency, delivery.kind)
        counts[place] += 1
        refused[place] += delivery.delivery_id in refused_ids
    for (sender, receiver, kind), count in sorted(counts.items()):
        yield Flow(
            _agency(names, sender),
            _agency(names, receiver),
            Label(kind.value, kind.zh, kind.en),
            count,
            refused[sender, receiver, kind],
        )


def _sender(delivery: Delivery, origin: Mapping[str, str]) -> str:
    if delivery.kind in _FROM_THE_HUB:
        return HUB.code
    if delivery.kind in _FROM_THE_WORKING_UNIT:
        return "justice"
    return origin.get(delivery.root, HUB.code)


def _agency(names: Names, code: str) -> Label:
    return HUB if code == HUB.code else names.agencies.get(code, Label(code, code, code))


def linking_quality(evidence: Evidence) -> Linking:
    """Return what was united against what should have been, of the tellings that reached the hub."""
    quarrel_of = {place: quarrel for quarrel, place in evidence.playback.native_ids.items()}
    truth = evidence.script.quarrels.truth
    told: Counter[str] = Counter()
    found = wrong = 0
    for state in evidence.states:
        known = [
            truth[quarrel_of[report.agency, report.native_id]]
            for report in state.reports.values()
            if not report.retracted and (report.agency, report.native_id) in quarrel_of
        ]
        told.update(known)
        for one, other in combinations(known, 2):
            found += one == other
            wrong += one != other
    return Linking(sum(count > 1 for count in told.values()), found, wrong, evidence.hints)


def _landed(evidence: Evidence, names: Names) -> Iterable[Landed]:
    sent = Counter(d.agency for d in evidence.deliveries if d.kind is DeliveryKind.FEEDBACK)
    acknowledged = Counter(
        referral.agency
        for state in evidence.states
        for referral in state.referrals.values()
        if referral.acknowledged_at is not None
    )
    for code in sorted(sent.keys() | {code for code, count in evidence.landed.items() if count}):
        yield Landed(_agency(names, code), sent[code], evidence.landed.get(code, 0), acknowledged[code])


def _days(script: Script, rows: Iterable[Row], late: Iterable[Breach]) -> Iterable[DayCount]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.measure in ("report", "concluded"):
            counts[row.measure][row.day] += 1
    breached = Counter(breach.due + ONE_DAY for breach in late)
    for number in range((script.last_day - script.first_day).days + 1):
        day: date = script.first_day + timedelta(days=number)
        key = day.isoformat()
        yield DayCount(day, counts["report"][key], counts["concluded"][key], breached[day])


def _commands(lines: Sequence[DisputeLine], month: str) -> Iterable[tuple[str, Label]]:
    told_twice = max(lines, key=lambda line: (line.reports, len(line.number), line.number), default=None)
    if told_twice is not None:
        yield (
            f'hub trace "{told_twice.number}"',
            Label("trace", "看一件多部门报来的纠纷的全过程", "One dispute of several agencies, from end to end"),
        )
    yield (
        f"hub stats show --month {month}",
        Label("stats", "月报，两次关账对照", "The month's form, revision by revision"),
    )
    yield (
        f"hub stats explain rate --month {month}",
        Label("explain", "成功率由哪些纠纷构成", "The disputes behind the success rate"),
    )
    yield "hub quarantine list", Label("quarantine", "隔离行、原因、谁来办", "Quarantined rows, reasons, whose task")
    yield "hub adapter check court", Label("check", "法院接入能否上线", "May the court's adapter go live")
    yield "hub status", Label("status", "各部门数据是否到齐", "Is every department's data arriving")
