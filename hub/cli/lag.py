"""``hub lag``: what who has not read, and how near retention is to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.cluster import access_of, needing_the_extra, unread_on_cluster
from hub.bootstrap.engines import log_folder
from hub.bootstrap.surroundings import SystemClock
from hub.catalogue import operations as said
from hub.cli.cluster_file import access_of as access_in
from hub.cli.metrics import stages_of
from hub.cli.options import Json
from hub.cli.running import require_data
from hub.cli.settings_health import say_taken, taken_on_cluster
from hub.cli.terminal import Outcome, Terminal
from hub.core.retention import Standing, Unread
from hub.engines.embedded import EmbeddedReader
from hub.metrics.catalogue import DELIVERIES_OLDEST, DELIVERIES_WAITING, ENGINE_LAG, ENGINE_OLDEST
from hub.metrics.engine_files import EngineFiles, InboxFiles
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings

PROCESSED_WITHIN = timedelta(minutes=15)
"""A running hub takes in what comes within a round: older, and it isn't running or can't keep up."""

DELIVERED_WITHIN = timedelta(days=1)
"""A delivery older than a day has missed a department's working day."""


MARKS = {
    Standing.FINE: catalogue.MARK_FINE,
    Standing.ATTEND: catalogue.MARK_ATTEND,
    Standing.STOPPED: catalogue.MARK_FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderStanding:
    """One reader of one partition as this command shows it; times in seconds."""

    reader: str
    topic: str
    partition: str
    unread: int
    oldest_seconds: float | None
    seconds_left: float | None = None
    lost: int = 0
    held: int = 0
    standing: Standing = Standing.FINE


def lag(
    context: typer.Context,
    bootstrap: Annotated[
        str | None, typer.Option("--bootstrap", help=said.OPTION_BOOTSTRAP, metavar="HOST:PORT")
    ] = None,
    prefix: Annotated[str, typer.Option("--prefix", help=said.OPTION_PREFIX)] = "",
    authority: Annotated[Path | None, typer.Option("--authority", help=said.OPTION_AUTHORITY)] = None,
    certificate: Annotated[Path | None, typer.Option("--certificate", help=said.OPTION_CERTIFICATE)] = None,
    cluster: Annotated[Path | None, typer.Option("--cluster", help=said.OPTION_LAG_CLUSTER)] = None,
    as_json: Json = False,
) -> None:
    """Say how every reader stands; exit code 1 where somebody is needed."""
    terminal = Terminal.of(context, as_json=as_json)
    taken = None
    if bootstrap is not None:
        found = list(_of_cluster(_read(bootstrap, prefix, authority, certificate)))
    elif cluster is not None:
        found = list(_of_cluster(unread_on_cluster(access_in(cluster))))
    else:
        settings = load_settings(settings_path(terminal.settings))
        if settings.engine is EngineKind.KAFKA:
            found = list(_of_cluster(unread_on_cluster(access_of(settings))))
            taken = taken_on_cluster(settings)
        else:
            require_data(settings)
            found = [*_of_engine(settings), *_of_inboxes(settings)]
    needing = sum(one.standing is not Standing.FINE for one in found)
    if as_json:
        document = {"attend": needing, "readers": [_document(one) for one in found]}
        terminal.json(document if taken is None else {**document, "settings": taken})
    else:
        _print(terminal, found, needing)
        if taken is not None:
            say_taken(terminal, taken)
    if needing:
        raise typer.Exit(Outcome.ATTEND)


def _read(bootstrap: str, prefix: str, authority: Path | None, certificate: Path | None) -> Sequence[Unread]:
    with needing_the_extra():
        from hub.bus.kafka import KafkaAccess
    return unread_on_cluster(
        KafkaAccess(bootstrap=bootstrap, prefix=prefix, authority=authority, certificate=certificate)
    )


def _of_cluster(readers: Sequence[Unread]) -> Iterator[ReaderStanding]:
    now = SystemClock().now()
    for one in readers:
        expires = one.expires_at
        yield ReaderStanding(
            reader=one.group,
            topic=one.topic,
            partition=str(one.partition),
            unread=one.lag,
            oldest_seconds=None if one.oldest_at is None else (now - one.oldest_at).total_seconds(),
            seconds_left=None if expires is None else (expires - now).total_seconds(),
            lost=one.lost,
            held=one.held,
            standing=one.standing(now),
        )


def _of_engine(settings: HubSettings) -> Iterator[ReaderStanding]:
    """Yield the processors of the embedded engine."""
    with closing(EmbeddedReader(log_folder(settings))):
        pass  # says in words that no hub has run here yet
    stages = dict(stages_of(settings))
    samples = list(EngineFiles(log_folder(settings), tuple(stages.items()), SystemClock()).samples())
    ages = {sample.at: sample.value for sample in samples if sample.metric is ENGINE_OLDEST}
    for sample in samples:
        if sample.metric is ENGINE_LAG:
            name, shard = sample.at
            late = ages[sample.at] > PROCESSED_WITHIN.total_seconds()
            yield ReaderStanding(
                reader=name,
                topic=stages[name],
                partition=shard,
                unread=int(sample.value),
                oldest_seconds=ages[sample.at] if sample.value else None,
                standing=Standing.ATTEND if late else Standing.FINE,
            )


def _of_inboxes(settings: HubSettings) -> Iterator[ReaderStanding]:
    """Yield the departments' inboxes."""
    samples = list(InboxFiles(log_folder(settings), sorted(settings.adapters), SystemClock()).samples())
    ages = {sample.at: sample.value for sample in samples if sample.metric is DELIVERIES_OLDEST}
    for sample in samples:
        if sample.metric is DELIVERIES_WAITING:
            (agency,) = sample.at
            late = ages[sample.at] > DELIVERED_WITHIN.total_seconds()
            yield ReaderStanding(
                reader=agency,
                topic=f"agency.inbox.{agency}",
                partition="*",
                unread=int(sample.value),
                oldest_seconds=ages[sample.at] if sample.value else None,
                standing=Standing.ATTEND if late else Standing.FINE,
            )


def _document(one: ReaderStanding) -> dict[str, object]:
    return {
        "reader": one.reader,
        "topic": one.topic,
        "partition": one.partition,
        "unread": one.unread,
        "oldest_seconds": one.oldest_seconds,
        "seconds_left": one.seconds_left,
        "lost": one.lost,
        "held": one.held,
        "standing": one.standing.name.lower(),
    }


def _print(terminal: Terminal, found: Sequence[ReaderStanding], needing: int) -> None:
    if not found:
        terminal.say(said.LAG_NONE)
        return
    headings = [said.LAG_READER, said.LAG_COUNT, said.LAG_OLDEST, said.LAG_LEFT, said.LAG_STANDING, said.LAG_TOPIC]
    terminal.entries(headings, [list(_cells(terminal, one)) for one in found], below=0)
    if needing:
        terminal.say(said.LAG_ATTEND, count=needing)
    else:
        terminal.say(said.LAG_FINE)


def _cells(terminal: Terminal, one: ReaderStanding) -> Iterator[str]:
    yield one.reader or terminal.text(said.LAG_NOBODY)
    yield f"{one.unread:,}"
    yield _duration(one.oldest_seconds)
    yield _duration(one.seconds_left)
    mark = terminal.text(MARKS[one.standing])
    troubles = [(said.LAG_LOST, one.lost), (said.LAG_HELD, one.held)]
    yield " ".join([mark, *(terminal.text(trouble, count=count) for trouble, count in troubles if count)])
    yield f"{one.topic}/{one.partition}"


def _duration(seconds: float | None) -> str:
    """
    Return *seconds* as people read them.

    >>> _duration(None), _duration(59), _duration(-7200), _duration(266_400)
    ('-', '0 min', '-120 min', '3.1 d')
    """
    if seconds is None:
        return "-"
    return f"{seconds / 86_400:.1f} d" if abs(seconds) >= 2 * 86_400 else f"{int(seconds / 60)} min"
