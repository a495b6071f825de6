"""``hub metrics``, and the sources that ``hub run --metrics`` and ``hub worker run --metrics`` serve."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub import catalogue
from hub.bootstrap.cluster import access_of, letters_on_cluster, unread_on_cluster, workers_folder
from hub.bootstrap.engines import log_folder
from hub.bootstrap.holdings import read_model_path
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import calendar_of, rules_of
from hub.bootstrap.surroundings import SystemClock
from hub.bootstrap.workers import workers_of
from hub.catalogue import headlines
from hub.catalogue import operations as said
from hub.cli.options import Json
from hub.cli.terminal import Terminal
from hub.core.calendar import WorkingCalendar
from hub.core.errors import TransientError
from hub.core.ports import Clock
from hub.metrics.agencies import AgencyFiles
from hub.metrics.catalogue import METRICS
from hub.metrics.disputes import LinkQueue, ReadModelFile
from hub.metrics.engine_files import EngineFiles, InboxFiles, Stage
from hub.metrics.exposition import Exposition, read_all, snapshot
from hub.metrics.forwarding import ForwarderGauges, Forwarding
from hub.metrics.machine import Machine, Rounds
from hub.metrics.pacing import WAIT_SECONDS, Paced
from hub.metrics.people import PeopleCounts
from hub.metrics.readers import ClusterLetters, ClusterReaders
from hub.metrics.samples import Source
from hub.metrics.workers import Ownerless, WorkerGauges
from hub.processors import default_processors
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

if TYPE_CHECKING:
    from hub.bus.kafka import KafkaAccess
    from hub.engines.faust import WorkerStanding

EVERY = 60.0
"""Seconds between two looks at the cluster, and at the whole queue of pairs."""

_TASKS = {
    headlines.DEPARTMENT: "department",
    headlines.CLERK: "clerk",
    headlines.DEVELOPERS: "maintainers",
}


def task_of(code: str) -> str:
    """
    Return whose task it is to mend the error *code*, as metrics label it.

    >>> task_of("E-DATE-01"), task_of("E-NET-01")
    ('department', 'operations')
    """
    _, task, _ = catalogue.for_code(code)
    return _TASKS.get(task, "operations")


def stages_of(settings: HubSettings) -> tuple[Stage, ...]:
    """Return the hub's processors with their topics, as an engine of either kind runs them."""
    filed = settings.pinned(())  # what amends the settings alters no stage, and may stand on a cluster that's away
    processors = default_processors(registry_of(filed), rules_of(filed))
    return tuple((processor.name, processor.input) for processor in processors)


def sources_of(settings: HubSettings, clock: Clock | None = None, *, wait: float = WAIT_SECONDS) -> Sequence[Source]:
    """
    Return what can be measured beside a running hub: everything but the counters of its own batches.

    Who asks waits *wait* seconds for each reading of a cluster.
    """
    return tuple(_sources(settings, clock or SystemClock(), log_folder(settings), wait))


def _sources(settings: HubSettings, clock: Clock, log: Path, wait: float) -> Iterator[Source]:
    data = settings.data
    agencies = sorted(settings.adapters)
    yield Machine({"data": data, "backup": settings.backup.folder}, settings.engine.value)
    yield Rounds(data)
    yield EngineFiles(log, stages_of(settings), clock)
    if settings.engine is EngineKind.KAFKA:
        yield _paced(_readers(settings, clock, agencies), wait)
        yield _paced(Ownerless(lambda: workers_of(settings).ownerless), wait)
        yield _paced(ClusterLetters(lambda: letters_on_cluster(access_of(settings), settings.shards)), wait)
    else:
        yield InboxFiles(log, agencies, clock)
    stores = {code: data / "adapters" / f"{code}.db" for code in agencies}
    yield AgencyFiles(data, stores, task_of, clock)
    yield PeopleCounts(data, settings.people.unused_days, clock)
    yield ReadModelFile(read_model_path(settings), log, _calendar(settings), settings.report_day, clock)
    yield _paced(LinkQueue(log, clock), wait)


def _calendar(settings: HubSettings) -> WorkingCalendar:
    """Return the calendar in force; that of the files where the cluster that may amend it is away."""
    try:
        return calendar_of(settings)
    except TransientError:
        return calendar_of(settings.pinned(()))


def worker_sources_of(settings: HubSettings, name: str, standing: Callable[[], WorkerStanding]) -> Sequence[Source]:
    """Return what the worker *name* tells besides the counters of its batches, while *standing* says what it runs."""
    clock, folder = SystemClock(), workers_folder(settings) / name
    return (
        Machine({"data": settings.data}, settings.engine.value),
        WorkerGauges(standing),
        EngineFiles(folder, stages_of(settings), clock, own=lambda: standing().owned),
        _paced(_readers(settings, clock, ())),
    )


def forwarder_sources_of(access: KafkaAccess, forwarding: Forwarding) -> Sequence[Source]:
    """Return what a forwarder tells: itself, and how near retention is to what agencies wrote."""
    read = partial(unread_on_cluster, access, at_once=True)
    return ForwarderGauges(forwarding), _paced(ClusterReaders(read, SystemClock(), name="kafka forwarder"))


@contextmanager
def serving(terminal: Terminal, address: str | None, sources: Sequence[Source]) -> Iterator[None]:
    """Serve *sources* at *address* meanwhile; nothing where none is given."""
    if address is None:
        yield
        return
    exposition = Exposition(address, sources)
    terminal.say(said.SERVING, url=exposition.url)
    terminal.out.file.flush()
    try:
        yield
    finally:
        exposition.close()


def _readers(settings: HubSettings, clock: Clock, agencies: Sequence[str]) -> Source:
    return ClusterReaders(
        lambda: unread_on_cluster(access_of(settings), at_once=True), clock, stages_of(settings), agencies
    )


def _paced(source: Source, wait: float = WAIT_SECONDS) -> Paced:
    return Paced(source, EVERY, time.monotonic, wait=wait)


def print_metrics(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", help=said.OPTION_OUT)] = None,
    catalogue: Annotated[bool, typer.Option("--catalogue", help=said.OPTION_CATALOGUE)] = False,
    as_json: Json = False,
) -> None:
    """Print what stands now, once."""
    terminal = Terminal.of(context, as_json=as_json)
    if catalogue:
        _list(terminal)
        return
    settings = load_settings(settings_path(terminal.settings))
    sources = sources_of(settings, wait=EVERY)
    if as_json:
        terminal.json(
            [
                {
                    "metric": one.metric.name,
                    "labels": dict(zip(one.metric.labels, one.at, strict=True)),
                    "value": one.value,
                }
                for one in read_all(sources)
            ]
        )
        return
    text = snapshot(sources)
    if out is None:
        terminal.out.file.write(text)
        return
    part = out.with_name(f"{out.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(out)
    terminal.say(said.WRITTEN, count=text.count("\n"), path=out)


def _list(terminal: Terminal) -> None:
    if terminal.as_json:
        terminal.json(METRICS)
    for metric in METRICS:
        labels = f" {{{', '.join(metric.labels)}}}" if metric.labels else ""
        terminal.line(f"{metric.name}{labels}  {metric.kind.value}")
        terminal.line(f"    {terminal.label(metric.zh, metric.en)}")
