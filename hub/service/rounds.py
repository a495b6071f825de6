"""A hub at work: adapters read, processors run, adapters write back; once, or until told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.calendar import WorkingCalendar
from hub.core.daytime import local_day
from hub.core.definitions import Definitions
from hub.core.errors import HubError, MissingCalendarError, StaleOwnerError, TransientError
from hub.core.ports import Clock, Serde
from hub.core.reporting_bodies import Bodies
from hub.engines.ports import Arrivals, Engine, EngineReader
from hub.engines.processing.collecting import Collector
from hub.plugins.host import AdapterHost
from hub.plugins.records import RoundReport
from hub.readmodel.projection import Projection
from hub.service.calendar_watch import CalendarWatch
from hub.service.forms import MonthlyPost
from hub.service.monthly import MonthlyDuty, failed_checks
from hub.service.monthly import close_month as publish_month
from hub.service.reporting import ReportingDuty

LOOKS_EVERY = 0.1
"""Seconds between two looks at what came in beside this hub: a share of the second in which it must have gone on."""

PROJECTED_A_ROUND = 5_000
"""Log records of a shard that the read model takes in a round: a hub that is new to it goes on working meanwhile."""


@dataclass(slots=True)
class RunningHub:
    """Engine and adapter hosts of one process; every method may be cut short by a kill and called again."""

    engine: Engine
    reader: EngineReader
    serde: Serde
    hosts: Mapping[str, AdapterHost]
    clock: Clock
    calendar: WorkingCalendar
    report_day: int = 5
    bodies: Bodies = field(default_factory=Bodies)
    last: dict[str, RoundReport] = field(default_factory=dict)
    since: dict[str, RoundReport] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    projection: Projection | None = None
    arrivals: Arrivals | None = None
    watch: CalendarWatch | None = None
    definitions: Definitions = field(default_factory=Definitions)
    cuts_done: set[str] = field(default_factory=set)
    post: MonthlyPost = field(init=False)
    owing: ReportingDuty = field(init=False)

    def __post_init__(self) -> None:
        """Open the way on which monthly forms go out, and the book of who owes one."""
        self.post = MonthlyPost(self.engine.bus, self.serde, self.reader, self.hosts)
        self.owing = ReportingDuty(self.engine.bus, self.serde, self.reader, self.calendar, self.bodies)

    def poll_all(self) -> int:
        """Let every adapter read its department; return how many submissions were taken in."""
        taken = 0
        for code, host in self.hosts.items():
            report = self.last[code] = self.since.pop(code, RoundReport())
            if host.store.is_paused:
                report.skipped = "paused"
                continue
            host.flush(report)
            host.collect(report)
            report.spooled = host.store.spool_length()
            if not (report.trouble or report.skipped):
                self.reached[code] = self.clock.now().isoformat()
            taken += report.submitted
        return taken

    def process(self) -> int:
        """Run the processors until nothing is left to do; return how many log entries they took."""
        return self.engine.run_until_idle()

    def deliver_all(self, reports: dict[str, RoundReport] | None = None) -> int:
        """
        Let every adapter write what waits in its inbox; return how many deliveries were made.

        What each did is added to *reports*, by default those of the round.
        """
        reports = self.last if reports is None else reports
        made = 0
        for code, host in self.hosts.items():
            if host.store.is_paused:
                continue
            report = reports.setdefault(code, RoundReport())
            before = report.delivered
            host.hand_out(report)
            made += report.delivered - before
        return made

    def tick(self, now: datetime) -> int:
        """Tell the engine that time has come to *now*; return how many log entries that made."""
        self.engine.tick(now)
        return self.engine.run_until_idle()

    def close_month(self, month: str, cutoff: datetime) -> None:
        """Close *month* as known at *cutoff*, publish its next revision and put its form; harmless when repeated."""
        publish_month(self.engine, self.serde, month, local_day(cutoff), self.definitions)
        self.put_forms()

    def put_forms(self) -> None:
        """Put the form of every published revision that a department hasn't got; what fails comes again next round."""
        for code, fault in self.post.perform().items():
            self.last.setdefault(code, RoundReport()).trouble.append(fault)

    def run_round(self) -> None:
        """Do one whole round at the clock's time, closing a month whose day has come."""
        self.poll_all()
        now = self.clock.now()
        self.owing.perform(now, self.report_day)
        self.tick(now)
        self._close_what_is_due(now)
        self.put_forms()
        self.deliver_all()
        self._refresh_read_model()

    def take_on(self) -> None:
        """
        Take what came in beside this hub, without a whole round: no department is read, no timer fires.

        The next round tells of it.
        """
        self.process()
        self.deliver_all(self.since)
        self._refresh_read_model()

    def _refresh_read_model(self) -> None:
        """Bring the read model nearer; whatever is wrong with that file, the exchange goes on."""
        if self.projection is None:
            return
        try:
            self.projection.refresh(PROJECTED_A_ROUND)
        except HubError as error:
            self.trouble = "; ".join(filter(None, (self.trouble, f"{error} → hub read-model build --anew")))

    def _close_what_is_due(self, now: datetime) -> None:
        duty = MonthlyDuty(self.engine, self.serde, self.calendar, self.report_day, self.definitions, self.cuts_done)
        try:
            published = duty.perform(now)
        except MissingCalendarError as error:
            self.trouble = str(error)
            return
        failed = [f"{one.month} R{one.revision}: {name}" for one in published for name in failed_checks(one)]
        alarm = self.watch.look(local_day(now)) if self.watch is not None else ""
        self.trouble = "; ".join([*failed, *([alarm] if alarm else [])])

    def run(self, stop: threading.Event, pause_seconds: float, after_round: Callable[[RunningHub], None]) -> None:
        """
        Go round until *stop* is set; a round that has begun is finished.

        Raises:
            StaleOwnerError: another process has taken the data over.
        """
        with Collector(time.monotonic) as collector:
            while not stop.is_set():
                self._attempt(self.run_round)
                after_round(self)
                collector.turn(idle=True)
                self._pause(stop, pause_seconds)

    def _pause(self, stop: threading.Event, seconds: float) -> None:
        """Wait for the next round; what comes in meanwhile is taken on at once."""
        until = time.monotonic() + seconds
        looks = self.arrivals is not None
        while looks and (left := until - time.monotonic()) > 0 and not stop.wait(min(LOOKS_EVERY, left)):
            looks = self._attempt(self._look)
        stop.wait(max(0.0, until - time.monotonic()))

    def _look(self) -> None:
        if self.arrivals is not None and self.arrivals.came():
            self.take_on()

    def _attempt(self, work: Callable[[], None]) -> bool:
        """Do *work*; return False where the next must wait: a full disk, a locked file. Nothing is lost."""
        try:
            work()
        except StaleOwnerError:
            raise
        except TransientError as error:
            self.trouble = str(error)
            return False
        return True

    def close(self) -> None:
        """Let go of adapters and files; nothing is lost by not calling it."""
        for host in self.hosts.values():
            host.close()
        if self.projection is not None:
            self.projection.model.close()
        if self.arrivals is not None:
            self.arrivals.close()
        self.reader.close()
        self.engine.close()
