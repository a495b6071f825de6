"""
``python -m bench.gateway``: statements a second, latency and memory at half, full and twice the gateway's capacity.

``--write docs/performance.md`` puts the figures into the page; ``--smoke`` is the run of the tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import httpx
import msgspec

from bench.gateway.load import Calls, Level, at_most, at_pace
from bench.gateway.site import SENDERS, TOWN, Site, forget_peak, peak, processor_seconds, statement
from hub.bootstrap.engines import recorded_on
from hub.bootstrap.surroundings import SystemClock
from hub.bus.embedded import EmbeddedBus
from hub.contracts import Serde
from hub.core.events import Event, Submission
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.gateway.counter import TAKEN_TOGETHER
from hub.settings.loading import load_settings

BEGIN, END = "<!-- figures: python -m bench.gateway -->", "<!-- end of figures: python -m bench.gateway -->"
PACES = (("half", 0.5), ("full", 1.0), ("twice", 2.0))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much is measured."""

    each: int = 20
    seconds: float = 10.0
    turns: int = 30
    idle: float = 10.0


SMOKE = Plan(each=10, seconds=1.0, turns=3, idle=0.5)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one run found."""

    plan: Plan
    bus: float
    capacity: Level
    levels: list[Level]
    reached: list[float]
    idle: dict[str, float]
    lost: int
    twice: int
    refused_but_there: int

    @property
    def is_fine(self) -> bool:
        """Whether nothing answered was lost, and too much was refused with a time."""
        over = self.levels[-1]
        refused = over.statuses[429]
        return not (self.lost or self.twice or self.refused_but_there) and 0 < refused == len(over.waits)


def main() -> int:
    """Measure, print, write, and return 1 when something answered was lost or nothing was refused."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway", description="The gateway under load.")
    parser.add_argument("--smoke", action="store_true", help="a run of a few seconds: does everything work?")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        found = measure(folder, SMOKE if options.smoke else Plan())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = page(found)
    print(text)
    if options.write is not None:
        whole = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", whole, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0 if found.is_fine else 1


def measure(folder: Path, plan: Plan) -> Figures:
    """Measure bus, capacity, three paces, how soon a receiver has it, and what rest costs, all in *folder*."""
    site, calls = Site(folder), Calls(plan.each)
    bus = bus_speed(folder / "bus", calls, plan.seconds)
    with site.hub() as hub:
        with site.gateway():
            capacity = at_most(site, calls, plan.seconds)
        # Each of four senders a quarter, and a tenth more for an uneven stream; a call itself counts as one, too.
        site.agree(capacity.per_second / len(SENDERS) * 1.1 * (plan.each + 1) / plan.each)
        with site.gateway() as gateway:
            levels = [Level(name, capacity.per_second * share, plan.each) for name, share in PACES]
            for level in levels:
                forget_peak(gateway)
                at_pace(site, calls, level, plan.seconds)
                level.memory = peak(gateway)
            reached = [reach(site, turn) for turn in range(plan.turns)]
            idle = at_rest({"hub": hub, "gateway": gateway}, plan.idle)
    return Figures(
        plan=plan, bus=bus, capacity=capacity, levels=levels, reached=reached, idle=idle,
        **what_is_there(site, [capacity, *levels]),
    )  # fmt: skip


def bus_speed(folder: Path, calls: Calls, seconds: float) -> float:
    """Return how many statements a second the bus takes by itself, as many to a commit as the gateway may."""
    bus, serde = EmbeddedBus.open(folder, shards=2), Serde()
    now = SystemClock().now()
    decoder = msgspec.json.Decoder(list[Submission])
    entries: list[tuple[str, bytes, datetime, dict[str, str]]] = [
        (one.root, serde.encode(SOURCE_SUBMISSIONS, one), now, {})
        for call in calls.made(TAKEN_TOGETHER // calls.each)
        for one in decoder.decode(call.content)
    ]
    begun, count = time.perf_counter(), 0
    while time.perf_counter() < begun + seconds:
        bus.append(SOURCE_SUBMISSIONS, entries)
        count += len(entries)
    spent = time.perf_counter() - begun
    bus.close()
    return count / spent


def reach(site: Site, turn: int) -> float:
    """Return the seconds from a referral's call to the receiver's inbox, by long poll."""
    now, number = SystemClock().now(), f"P{turn}"
    told = [
        statement(Event.DISPUTE_REPORTED, "court", number, now),
        statement(Event.REFERRAL_CREATED, "court", number, now, TOWN),
    ]
    with httpx.Client(base_url=f"http://127.0.0.1:{site.port}", timeout=90, trust_env=False) as client:
        begun = time.perf_counter()
        client.post("/v1/submissions", json=msgspec.to_builtins(told), headers=site.headers("court")).raise_for_status()
        answer = client.get("/v1/inbox", params={"wait": 50}, headers=site.headers("justice")).raise_for_status()
        spent = time.perf_counter() - begun
        receipts = [
            {"delivery_id": one["delivery"]["delivery_id"], "status": "WRITTEN", "written_at": now.isoformat()}
            for one in answer.json()["deliveries"]
        ]
        if not receipts:
            raise RuntimeError("the receiver got nothing")
        client.post("/v1/inbox/receipts", json=receipts, headers=site.headers("justice")).raise_for_status()
    return spent


def at_rest(processes: dict[str, subprocess.Popen[bytes]], seconds: float) -> dict[str, float]:
    """Return the share of a processor that each takes while nothing comes."""
    before = {name: processor_seconds(process) for name, process in processes.items()}
    time.sleep(seconds)
    return {name: (processor_seconds(process) - before[name]) / seconds for name, process in processes.items()}


def what_is_there(site: Site, levels: list[Level]) -> dict[str, int]:
    """Return how much of what was answered is missing, is there twice, or is there though it was refused."""
    serde, there = Serde(), Counter[str]()
    for record in recorded_on(load_settings(site.folder / "hub.toml"), SOURCE_SUBMISSIONS):
        value = serde.decode(SOURCE_SUBMISSIONS, record.value)
        if isinstance(value, Submission):
            there[value.event_id] += 1
    taken = set(chain.from_iterable(level.taken for level in levels))
    refused = set(chain.from_iterable(level.refused for level in levels))
    return {
        "lost": len(taken - there.keys()),
        "twice": sum(1 for one in taken if there[one] > 1),
        "refused_but_there": len(refused & there.keys()),
    }


def page(found: Figures) -> str:
    """Return the figures as Markdown."""
    command = " ".join(["python -m bench.gateway", *sys.argv[1:]])
    load = os.getloadavg()[0]
    lines = [
        f"`{command}`, Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, load "
        f"{load:.1f} at the end; calls of {found.plan.each} statements, {found.plan.seconds:.0f} s each. The bus by "
        f"itself takes {found.bus:,.0f} statements/s, {TAKEN_TOGETHER:,} to a durable commit; the gateway's "
        f"capacity is {found.capacity.per_second:,.0f}/s, **{found.capacity.per_second / found.bus:.2f}** of the bus.",
        "",
        "| pace | asked /s | taken in /s | of the bus | p50 ms | p99 ms | answers 200 / 429 / other | Retry-After s | "
        "gateway's peak MiB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for level in found.levels:
        other = level.statuses.total() - level.statuses[200] - level.statuses[429]
        waits = f"{min(level.waits)} … {max(level.waits)}" if level.waits else "–"
        lines.append(
            f"| {level.name} | {level.asked:,.0f} | {level.per_second:,.0f} | {level.per_second / found.bus:.2f} "
            f"| {level.percentile(50):,.0f} | {level.percentile(99):,.0f} "
            f"| {level.statuses[200]} / {level.statuses[429]} / {other} | {waits} | {level.memory} |"
        )
    taken = len(found.capacity.taken) + sum(len(level.taken) for level in found.levels)
    lines += [
        "",
        f"Of {taken:,} statements that were answered, {found.lost} are missing on the log and {found.twice} stand "
        f"there twice; of those refused, {found.refused_but_there} stand there.",
        "",
        f"From a call to the receiver's inbox, with a hub that goes round once an hour: p50 "
        f"{statistics.median(found.reached):.2f} s, longest of {len(found.reached)} {max(found.reached):.2f} s. "
        "At rest "
        + ", ".join(f"the {name} takes {share:.1%} of a processor" for name, share in found.idle.items())
        + ".",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
