"""``python -m bench.generation``: what generating costs, at two sizes, and what a nation-year then takes."""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from hub.reference import default_registry, load_calendar
from hub.simulation import Cast, Plan, Window, packaged_parameters, stream

BEGIN, END = "<!-- figures: python -m bench.generation -->", "<!-- end of figures -->"
CORES = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of one plan, by dispute."""

    disputes: int
    statements: int
    seconds: float
    peak: int

    @property
    def per_dispute(self) -> float:
        """Microseconds."""
        return self.seconds / self.disputes * 1e6


def measure(disputes: int, hold: int | None = None) -> Cost:
    """Generate a year of *disputes* disputes and throw it away."""
    plan = Plan(
        seed=1,
        month="2026-01",
        months=12,
        volume=disputes,
        parameters=packaged_parameters(),
        cast=Cast.of(default_registry()),
        calendar=load_calendar(),
    )
    began = time.process_time()
    statements = sum(not line.hub_output for line in stream(plan, Window(hold=hold)))
    spent = time.process_time() - began
    return Cost(disputes, statements, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def figures(small: Cost, large: Cost, again: Cost) -> str:
    """Return the figures as Markdown."""
    nation = packaged_parameters().number("volume", "nation")
    lines = [
        "| disputes | submissions | µs CPU per dispute | submissions per CPU second | peak MiB |",
        "|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {c.disputes:,} | {c.statements:,} | {c.per_dispute:.0f} | {c.statements / c.seconds:,.0f} | {c.peak:,} |"
        for c in (small, large)
    ]
    growth = large.per_dispute / small.per_dispute
    total = nation * large.statements / large.disputes
    parts = nation * large.per_dispute / 1e6 / 3600
    alone = nation * again.per_dispute / 1e6 / 3600
    return "\n".join(
        [
            *lines,
            "",
            f"{large.disputes // small.disputes} times the disputes cost {growth:.2f} times as much each (1.00 is "
            f"linear). Extrapolated, not run: a nation-year of {nation:,.0f} disputes, {total / 1e6:.0f} million "
            f"submissions, takes {parts:.1f} CPU hours in parts (`--slice 1/100` …), {parts / CORES:.1f} hours on "
            f"{CORES} cores; as one stream, where lives are told again on each of their days, {alone:.1f} hours.",
        ]
    )


def main() -> int:
    """Measure, print, and write into the page that's named."""
    parser = argparse.ArgumentParser(prog="python -m bench.generation", description="What generating costs.")
    parser.add_argument("--disputes", type=int, default=8_000, help="disputes of the smaller plan")
    parser.add_argument("--times", type=int, default=5, help="how many times as many the larger one has")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    options = parser.parse_args()
    measure(options.disputes // 10)  # what is worked out once is not what's measured
    small, large = measure(options.disputes), measure(options.disputes * options.times)
    text = figures(small, large, measure(options.disputes // 2, hold=1))
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
