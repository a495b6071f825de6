"""A county centre without a system of its own: its hub, its clerks' desk and the sender, on one folder."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hub.benchhouse import BenchSender, known_of, open_desk
from hub.bootstrap.running import open_hub
from hub.bootstrap.surroundings import Surroundings
from hub.core.dispute import DisputeState
from hub.core.events import Fact
from hub.core.knowledge import state_of
from hub.core.papers import Paper, PaperKind
from hub.service.rounds import RunningHub
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.testing import FixedClock
from hub.vault import create_key_file
from hub.workbench.desk import Asked, Clerk, ClerkDesk, Done
from hub.workbench.registration import Registration

CENTRE, TOWN, CITY = "L3-230803", "L2-230803007", "L4-230800"
NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
WINDOW = timedelta(minutes=10)
CLERK = Clerk("K3-07", frozenset({CENTRE}))
TOWN_CLERK = Clerk("X2-01", frozenset({TOWN}))
SETTINGS = f"""
data = "var"
key = "hub.key"
[workbench]
units = ["{CENTRE}", "{TOWN}"]
[workbench.marks]
"{CENTRE}" = "向非诉"
"""
FORM = {
    "type": "NEIGHBOUR",
    "channel": "PARTY",
    "division": "230803007",
    "consent": "yes",
    "next": "take-on",
    "name-1": "王建国",
    "id-1": "11010519491231002X",
    "phone-1": "13904540001",
    "name-2": "李桂兰",
    "phone-2": "13904540002",
    "narrative": "楼上漏水，要求赔偿",
    "own": CENTRE,
}


def values(form: dict[str, str]) -> dict[str, list[str]]:
    """Return *form* as a browser sends it."""
    return {name: [value] for name, value in form.items()}


def drawn(form: Registration, number: str) -> Paper:
    """Return a paper that says as little as possible."""
    return Paper(
        kind=PaperKind.REGISTRATION, title="登记表", number=number, unit=form.unit, day=date(2026, 3, 3), fields=()
    )


def make(folder: Path) -> HubSettings:
    """Make the settings and the key of a hub in *folder*."""
    (folder / "hub.toml").write_text(SETTINGS, encoding="utf-8")
    create_key_file(folder / "hub.key")
    return load_settings(folder / "hub.toml")


@dataclass
class Bench:
    """The centre at work."""

    settings: HubSettings
    clock: FixedClock
    hub: RunningHub
    desk: ClerkDesk
    sender: BenchSender
    clerk: Clerk = CLERK
    town: Clerk = TOWN_CLERK
    clicks: int = 0

    def asked(self, dispute: str, key: str, form: dict[str, str] | None = None) -> Asked:
        """Return a form that was sent."""
        self.clicks += 1
        return Asked(click=f"c{self.clicks:04d}", dispute=dispute, key=key, values=values(form or {}))

    def register(self, **more: str) -> Done:
        """Register a visitor's dispute."""
        return self.desk.register(self.clerk, self.asked("", "", FORM | more), drawn)

    def click(self, clerk: Clerk, dispute: str, key: str, **form: str) -> Done:
        """Do an act."""
        with known_of(self.settings) as known:
            done = self.desk.click(clerk, known, self.asked(dispute, key, form))
        self.clock.advance(timedelta(seconds=1))
        return done

    def later(self, by: timedelta = WINDOW) -> None:
        """Let time pass, send what is due, and let the hub and the sender see what came of it."""
        self.clock.advance(by)
        self.sender.round()
        self.hub.tick(self.clock.now())
        self.sender.round()

    def facts(self, root: str) -> list[Fact]:
        """Return what was stated of *root*, in the hub."""
        with known_of(self.settings) as known:
            knowledge = known.of_root(root)
        return [] if knowledge is None else sorted(knowledge.facts.values(), key=lambda fact: fact.occurred_at)

    def state(self, root: str) -> DisputeState:
        """Return the dispute as the hub knows it."""
        with known_of(self.settings) as known:
            knowledge = known.of_root(root)
        assert knowledge is not None
        return state_of(knowledge)


@contextmanager
def bench_in(folder: Path) -> Iterator[Bench]:
    """Run a centre in *folder*."""
    settings = make(folder)
    clock = FixedClock(NOON)
    around = Surroundings(clock=clock)
    hub = open_hub(settings, around)
    hub.tick(NOON)
    desk = open_desk(settings, clock)
    sender = BenchSender(settings, around)
    bench = Bench(settings, clock, hub, desk, sender)
    yield bench
    bench.sender.close()
    desk.outbox.database.close()
    hub.close()


def die(arguments: Sequence[str]) -> None:
    """Send until a named step, and there be killed: ``python -m tests.bench_rig FOLDER STEP SECONDS``."""
    folder, step, seconds = Path(arguments[0]), arguments[1], int(arguments[2])
    clock = FixedClock(NOON + timedelta(seconds=seconds))
    sender = BenchSender(load_settings(folder / "hub.toml"), Surroundings(clock=clock))

    def probe(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sender.sender.probe = probe
    sender.round()


if __name__ == "__main__":
    die(sys.argv[1:])
