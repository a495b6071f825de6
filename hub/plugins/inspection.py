"""Looking at adapters without sending anything: ``hub adapter list``, ``check`` and ``try``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.core.errors import HubError, RowRejectedError
from hub.core.events import Event, Submission
from hub.core.ports import Clock
from hub.plugins.admission import Admission
from hub.plugins.manager import Plugins
from hub.plugins.patience import in_hub_terms
from hub.plugins.quarantine import Quarantine
from hub.plugins.records import HostPolicy
from hub.plugins.spec import Adapter, AgencyInfo, CheckLine, NativeRecord, PluginFault, Translation
from hub.plugins.store import AdapterStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterListing:
    """One line of ``hub adapter list``; figures are zero for an adapter that never ran."""

    info: AgencyInfo
    paused: bool = False
    started: bool = False
    spooled: int = 0
    held: int = 0
    counters: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRejection:
    """A row that would be held."""

    place: str
    field: str
    masked: str
    code: str
    reason: str
    task_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReport:
    """What a trial run found; nothing was sent or written."""

    rows: int
    translated: int
    events: tuple[tuple[Event, int], ...]
    rejections: tuple[TrialRejection, ...]
    faults: tuple[str, ...]
    leaks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """``hub adapter check``: its lines, the trial, and whether the adapter may go live."""

    info: AgencyInfo
    lines: tuple[CheckLine, ...]
    trial: TrialReport | None

    @property
    def may_go_live(self) -> bool:
        """Return whether every line holds; rows that would be held don't prevent it, the others go on."""
        return all(line.ok for line in self.lines)


def list_adapters(plugins: Plugins, stores: dict[str, tuple[AdapterStore, Quarantine]]) -> list[AdapterListing]:
    """Return every installed adapter with the figures of its store, where it has one."""
    return [_listing(adapter.info, stores.get(adapter.info.code)) for adapter in plugins.adapters]


def _listing(info: AgencyInfo, opened: tuple[AdapterStore, Quarantine] | None) -> AdapterListing:
    if opened is None:
        return AdapterListing(info=info)
    store, quarantine = opened
    return AdapterListing(
        info=info,
        paused=store.is_paused,
        started=store.cursor is not None,
        spooled=store.spool_length(),
        held=len(quarantine.listed()),
        counters=tuple(sorted(store.counters().items())),
    )


def list_faults(plugins: Plugins) -> tuple[PluginFault, ...]:
    """Return distributions that couldn't be loaded."""
    return plugins.faults


def try_adapter(adapter: Adapter, clock: Clock, *, limit: int = 200, policy: HostPolicy | None = None) -> TrialReport:
    """
    Poll from the beginning and translate up to *limit* rows; send nothing, write nothing, remember nothing.

    Raises:
        AgencyUnavailableError: the system doesn't answer.
    """
    admission = Admission(adapter.info, policy or HostPolicy(), lambda _: None)
    faults: list[str] = []
    rejections: list[TrialRejection] = []
    events: Counter[Event] = Counter()
    rows = translated = leaks = 0
    for record in _first(adapter, limit, faults):
        rows += 1
        try:
            translation = _translated(adapter, record)
            admission.admit(record, translation, clock.now())
        except HubError as fault:
            rejections.append(_rejection(record, fault, adapter.info))
            continue
        translated += 1
        leaks += _leaks(translation)
        events.update(submission.event for submission in translation.submissions)
    return TrialReport(
        rows=rows,
        translated=translated,
        events=tuple(events.most_common()),
        rejections=tuple(rejections),
        faults=tuple(faults),
        leaks=leaks,
    )


def check_adapter(adapter: Adapter, clock: Clock, *, limit: int = 200) -> CheckReport:
    """Run the adapter's own checks and a trial, and say whether it may go live."""
    lines = list(in_hub_terms(adapter.check))
    try:
        trial = try_adapter(adapter, clock, limit=limit)
    except HubError as fault:
        lines.append(CheckLine(zh="试译", en="Trial", ok=False, detail=fault.code, remedy=fault.remedy or str(fault)))
        return CheckReport(info=adapter.info, lines=tuple(lines), trial=None)
    detail = f"{trial.translated}/{trial.rows}"
    broken = sum(rejection.code == "E-ADP-01" for rejection in trial.rejections)
    lines.append(
        CheckLine(zh="试译", en="Trial", ok=not broken, detail=detail, remedy="tell its author" * bool(broken))
    )
    remedy = "the adapter puts personal data into submissions: don't go live" * bool(trial.leaks)
    lines.append(CheckLine(zh="隐私", en="Privacy", ok=not trial.leaks, detail=str(trial.leaks), remedy=remedy))
    return CheckReport(info=adapter.info, lines=tuple(lines), trial=trial)


def _first(adapter: Adapter, limit: int, faults: list[str]) -> Iterator[NativeRecord]:
    batches = in_hub_terms(lambda: iter(adapter.poll(None)))
    left = limit
    while left > 0 and (batch := in_hub_terms(lambda: next(batches, None))) is not None:
        faults += [f"{fault.code} {fault.place}" for fault in batch.faults]
        for record in batch.records[:left]:
            left -= 1
            yield record


def _translated(adapter: Adapter, record: NativeRecord) -> Translation:
    return in_hub_terms(lambda: adapter.translate(record))


def _rejection(record: NativeRecord, fault: HubError, info: AgencyInfo) -> TrialRejection:
    told = fault if isinstance(fault, RowRejectedError) else RowRejectedError(field=fault.where, reason=fault.what)
    return TrialRejection(
        place=record.place,
        field=told.field,
        masked=told.value,
        code=fault.code,
        reason=told.reason,
        task_of=told.task_of or info.contact,
    )


def _leaks(translation: Translation) -> int:
    if translation.dossier is None:
        return 0
    secret = [
        value
        for party in translation.dossier.parties
        for value in (party.name, party.id_number, party.phone)
        if len(value) > 1
    ]
    return sum(_holds(translation.submissions, value) for value in secret)


def _holds(submissions: Sequence[Submission], value: str) -> bool:
    return any(value in repr(submission) for submission in submissions)
