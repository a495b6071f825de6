"""
The runs by command: ``python -m hub.testing.faults --seeds 0-29``.

``--schedule`` prints what seeds do and plays nothing; ``--weaken NAME`` leaves a rule of the engine out, which must be
noticed; ``--write docs/reliability.md`` puts the table of results there.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.testing.faults.ground import Ground
from hub.testing.faults.plan import plan_of
from hub.testing.faults.play import Play, Verdict
from hub.testing.faults.steps import Plan, Stand
from hub.testing.faults.table import write_results
from hub.testing.faults.weakened import WEAKENED
from hub.testing.kafka import MissingJavaError


def seeds_of(text: str) -> list[int]:
    """
    Return the seeds that *text* names.

    >>> seeds_of("0-2,7")
    [0, 1, 2, 7]
    """
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def play_all(plans: Sequence[Plan], weak: str) -> Iterator[Verdict]:
    """Play *plans*, those on the same ground one after another."""
    for stand in Stand:
        wanted = [plan for plan in plans if plan.stand is stand]
        if not wanted:
            continue
        ground = Ground(stand)
        try:
            ground.start()
            for plan in wanted:
                folder = Path(tempfile.mkdtemp(prefix=f"hub-faults-{plan.seed}-"))
                try:
                    yield Play(plan, ground, folder, weak=weak).run()
                finally:
                    ground.mend()
                    shutil.rmtree(folder, ignore_errors=True)
        finally:
            ground.stop()


def say(line: str) -> None:
    """Print *line* at once: runs last minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(verdict: Verdict, weak: str) -> None:
    """Say what came of a run; of one that failed also its schedule and how to repeat it."""
    plan = verdict.plan
    seen = ", ".join(f"{name} {count}" for name, count in sorted(verdict.seen.items()))
    result = "FAILED" if verdict.failures else "kept"
    say(f"seed {plan.seed:3} {result:6} {verdict.seconds:5.0f} s  {plan.fault}: {verdict.records} records, {seen}")
    if verdict.failures:
        for line in (*verdict.failures, *plan.lines()):
            say(f"    {line}")
        again = f" --weaken {weak}" if weak else ""
        say(f"    again: python -m hub.testing.faults --seeds {plan.seed}{again}")


def arguments_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command was told."""
    parser = argparse.ArgumentParser(prog="python -m hub.testing.faults", description=__doc__)
    parser.add_argument("--seeds", default="0-29")
    parser.add_argument("--schedule", action="store_true", help="print the schedules and play nothing")
    parser.add_argument("--weaken", default="", choices=sorted(WEAKENED), help="leave out a rule; that must be noticed")
    parser.add_argument("--write", type=Path, help="page to put the table of results on")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Play the runs of the seeds told; return 0 when all kept everything, or when a weaker engine was noticed."""
    chosen = arguments_of(arguments)
    plans = [plan_of(seed) for seed in seeds_of(chosen.seeds)]
    if chosen.schedule:
        say("\n".join(line for plan in plans for line in plan.lines()))
        return 0
    verdicts: list[Verdict] = []
    try:
        for verdict in play_all(plans, chosen.weaken):
            tell(verdict, chosen.weaken)
            verdicts.append(verdict)
            if chosen.write is not None:
                write_results(chosen.write, [verdict])
    except MissingJavaError as error:
        say(str(error))
        return 2
    failed = any(verdict.failures for verdict in verdicts)
    return int(failed != bool(chosen.weaken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
