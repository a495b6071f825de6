"""``hub run`` and ``hub status``: the hub at work, and how it stands."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import FrameType
from typing import Annotated

import typer

from hub import catalogue
from hub.bootstrap.amended import amendments_of, settled, tell_workers
from hub.bootstrap.holdings import Holdings, read_hub
from hub.bootstrap.rules import files_mark
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings, SystemClock
from hub.bootstrap.workshop import Workshop, open_beside
from hub.catalogue import links as links_said
from hub.catalogue import operations
from hub.catalogue import running as running_said
from hub.cli.link_pages import day_and_time
from hub.cli.metrics import serving, sources_of
from hub.cli.options import Json
from hub.cli.settings_health import say_taken, taken_on_cluster
from hub.cli.terminal import Outcome, Terminal
from hub.cli.wording import Message
from hub.core.daytime import local_day
from hub.core.errors import HubError, TransientError, UnknownRecordError
from hub.metrics.meter import EngineMeter
from hub.plugins.inspection import AdapterListing, list_adapters
from hub.queries.trace import last_known_day
from hub.service.heartbeat import Heartbeat
from hub.service.links import waiting as waiting_links
from hub.service.rounds import RunningHub
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings, settings_path
from hub.settings.whole import HubSettings


@contextmanager
def stopped_by_signals(*stops: threading.Event) -> Iterator[None]:
    """Set *stops* on Ctrl-C and SIGTERM: the round under way is finished, then the hub ends."""

    def ask(_signal: int, _frame: FrameType | None) -> None:
        for stop in stops:
            stop.set()

    former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help=running_said.OPTION_ONCE)] = False,
    metrics: Annotated[str | None, typer.Option("--metrics", help=operations.OPTION_SERVE, metavar="HOST:PORT")] = None,
    as_json: Json = False,
) -> None:
    """Run until told to stop; with ``--json`` one line a round."""
    # The workbench takes its time to import, and ``hub status`` stands in this module, too.
    from hub.benchhouse import sending

    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    ended, over = threading.Event(), threading.Event()
    meter = EngineMeter()

    def wait(seconds: float) -> None:
        over.wait(seconds)

    # A console that was closed leaves what its clerks clicked to the hub: it's sent when it's due all the same.
    sends = nullcontext() if once or settings.engine is EngineKind.KAFKA else sending(settings)
    with stopped_by_signals(ended, over), serving(terminal, metrics, (*sources_of(settings), meter)), sends:
        around = Surroundings(sleep=wait, observe=meter.observe)
        while not ended.is_set():
            run_until_amended(Run(terminal, settings, around, ended, over), once=once)
            if not ended.is_set():
                over.clear()
    terminal.say(running_said.RUN_STOPPED)


@dataclass(frozen=True, slots=True)
class Run:
    """A hub's run: ``ended`` is set to end it, ``over`` with it or when the settings have been amended meanwhile."""

    terminal: Terminal
    settings: HubSettings
    around: Surroundings
    ended: threading.Event
    over: threading.Event


def run_until_amended(run: Run, *, once: bool) -> None:
    """Run until told to stop, or until administrators have amended the settings: then it opens anew under these."""
    terminal, settings = run.terminal, run.settings
    _untold(settings)  # workers that start with this hub begin under what was decided while it was away
    under = settled(settings)
    version, files = len(under.under or ()), files_mark(under)
    hub = open_hub(under, run.around)
    former = Heartbeat.read(settings.data)
    hub.reached.update({} if former is None else former.reached)
    try:
        terminal.say(running_said.RUN_STARTED, count=len(hub.hosts), data=settings.data)
        if not hub.hosts:
            terminal.say(running_said.RUN_NO_ADAPTERS)

        def after_round(working: RunningHub) -> None:
            working.trouble = "; ".join(filter(None, (working.trouble, _untold(settings))))
            _tell_round(terminal, working, settings, (version, files))
            if once:
                run.ended.set()
            if once or _is_amended(settings, version):
                run.over.set()

        hub.run(run.over, settings.poll_seconds, after_round)
    finally:
        hub.close()


def _untold(settings: HubSettings) -> str:
    """Tell the workers of a cluster what was decided, where they don't know it; return what keeps this from it."""
    try:
        tell_workers(settings)
    except HubError as error:
        return str(error)
    return ""


def _is_amended(settings: HubSettings, version: int) -> bool:
    """Return whether the settings have another version by now; where that can't be read now it's asked next round."""
    with suppress(TransientError):
        return len(amendments_of(settings)) != version
    return False


def _tell_round(terminal: Terminal, hub: RunningHub, settings: HubSettings, under: tuple[int, str]) -> None:
    now = hub.clock.now()
    adapters = {code: asdict(report) for code, report in hub.last.items()}
    Heartbeat(os.getpid(), now.isoformat(), hub.trouble, adapters, hub.reached, *under).write(settings.data)
    if terminal.as_json:
        terminal.out.file.write(
            json.dumps({"round_at": now.isoformat(), "trouble": hub.trouble, "adapters": adapters}) + "\n"
        )
        terminal.out.file.flush()
        return
    if hub.trouble:
        terminal.say(running_said.RUN_TROUBLE, trouble=hub.trouble)
    for code, report in hub.last.items():
        if report.submitted or report.delivered or report.quarantined or report.trouble:
            terminal.say(
                running_said.RUN_ROUND,
                at=local_time(now),
                code=code,
                submitted=report.submitted,
                delivered=report.delivered,
                held=report.quarantined,
                trouble=in_words(terminal, report.trouble),
            )
    terminal.out.file.flush()


def in_words(terminal: Terminal, codes: Iterable[str]) -> str:
    """Return error codes with what they mean, each once."""
    return "  ".join(f"{code} {terminal.text(catalogue.for_code(code)[0])}" for code in dict.fromkeys(codes))


def local_time(instant: datetime) -> str:
    """Return the day and time of *instant* as the machine's clock shows it."""
    return instant.astimezone().strftime("%m-%d %H:%M:%S")


def status(context: typer.Context, as_json: Json = False) -> None:
    """Say whether the hub runs, what arrives from whom, what waits and what is held."""
    terminal = Terminal.of(context, as_json=as_json)
    settings = load_settings(settings_path(terminal.settings))
    holdings = read_hub(settings)
    disputes = holdings.count_disputes()
    queue = waiting_links(holdings.reader)
    workshop = open_beside(settings)
    listings = adapter_listings(workshop)
    heart = Heartbeat.read(settings.data)
    alive = heart is not None and heart.is_alive
    taken = taken_on_cluster(settings)
    if as_json:
        document = {
            "running": alive,
            "heartbeat": heart,
            "disputes": disputes,
            "adapters": [listing_document(listing) for listing in listings],
            "links_waiting": asdict(queue),
        }
        terminal.json(document if taken is None else {**document, "settings": taken})
    else:
        _print_status(terminal, heart if alive else None, disputes, listings)
        if taken is not None:
            say_taken(terminal, taken)
        if queue.since is not None:
            terminal.say(links_said.STATUS_WAITING, count=queue.count, since=day_and_time(queue.since))
    waiting = sum(listing.held + listing.spooled for listing in listings)
    trouble = bool(heart and (heart.trouble or any(heart.troubled())))
    if waiting or trouble or any(listing.paused for listing in listings) or not alive:
        raise typer.Exit(Outcome.ATTEND)


def _print_status(terminal: Terminal, heart: Heartbeat | None, disputes: int, listings: list[AdapterListing]) -> None:
    if heart is None:
        terminal.say(running_said.STATUS_NOT_RUNNING)
    else:
        at = local_time(datetime.fromisoformat(heart.round_at))
        terminal.say(running_said.STATUS_RUNNING, pid=heart.pid, at=at)
        if heart.trouble:
            terminal.say(running_said.RUN_TROUBLE, trouble=heart.trouble)
        for code, codes in heart.troubled():
            terminal.say(running_said.STATUS_TROUBLE, code=code, trouble=in_words(terminal, codes))
    terminal.say(running_said.STATUS_DISPUTES, count=disputes)
    print_listings(terminal, listings)
    held = sum(listing.held for listing in listings)
    if held:
        terminal.say(running_said.STATUS_HELD, count=held)


def adapter_listings(workshop: Workshop) -> list[AdapterListing]:
    """Return the configured adapters with the figures of their stores."""
    stores = {code: workshop.store(code) for code in workshop.codes if workshop.has_store(code)}
    opened = {code: (store, workshop.quarantine(store)) for code, store in stores.items()}
    return [listing for listing in list_adapters(workshop.plugins, opened) if listing.info.code in workshop.codes]


def listing_document(listing: AdapterListing) -> dict[str, object]:
    """Return *listing* as JSON shows it."""
    return {
        "code": listing.info.code,
        "name": {"zh": listing.info.name_zh, "en": listing.info.name_en},
        "contact": listing.info.contact,
        "paused": listing.paused,
        "started": listing.started,
        "spooled": listing.spooled,
        "held": listing.held,
        "counters": dict(listing.counters),
    }


def print_listings(terminal: Terminal, listings: list[AdapterListing]) -> None:
    """Print the adapters as a table."""
    headings = [
        catalogue.COLUMN_CODE,
        catalogue.COLUMN_AGENCY,
        catalogue.COLUMN_STANDING,
        catalogue.COLUMN_TAKEN,
        catalogue.COLUMN_WRITTEN,
        catalogue.COLUMN_SPOOLED,
        catalogue.COLUMN_HELD,
    ]
    terminal.table(
        headings,
        [
            [
                listing.info.code,
                terminal.label(listing.info.name_zh, listing.info.name_en),
                terminal.text(_standing(listing)),
                str(dict(listing.counters).get("submitted", 0)),
                str(dict(listing.counters).get("receipt_written", 0)),
                str(listing.spooled),
                str(listing.held),
            ]
            for listing in listings
        ],
    )


def _standing(listing: AdapterListing) -> Message:
    if listing.paused:
        return running_said.STANDING_PAUSED
    return running_said.STANDING_ON if listing.started else running_said.STANDING_NEW


def known_day(settings: HubSettings, holdings: Holdings) -> date:
    """
    Return the day up to which the hub knows.

    That's the day of its last round, not of the last event: what nobody touches is what becomes overdue.
    """
    heartbeat = Heartbeat.read(settings.data)
    if heartbeat is not None:
        return local_day(datetime.fromisoformat(heartbeat.round_at))
    # A demo or a replay has no rounds of its own.
    return last_known_day(holdings.disputes()) or local_day(SystemClock().now())


def require_data(settings: HubSettings) -> None:
    """
    Refuse to make files where no hub has run.

    Raises:
        UnknownRecordError: the data folder isn't there.
    """
    if not settings.data.is_dir():
        raise UnknownRecordError("no hub data here", where=str(settings.data), remedy="hub run")
