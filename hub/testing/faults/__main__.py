"""
The runs by command: ``python -m hub.testing.faults --seeds 0-29``.

``--schedule`` prints what seeds do and plays nothing; ``--write docs/reliability.md`` puts the table of results there.
``--weaken NAME`` (or ``all``) leaves a rule of the engine out and plays what it can't stand without: that must be
noticed, and the engine itself must keep everything under the same run. With ``--seeds`` it plays these instead.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.testing.faults.disk import NoSmallDiskError
from hub.testing.faults.ground import Ground
from hub.testing.faults.handmade import FIRST_BY_HAND, plan_against
from hub.testing.faults.plan import plan_of, seeds_of
from hub.testing.faults.play import Play, Verdict
from hub.testing.faults.steps import Plan, Stand
from hub.testing.faults.table import Tried, write_results, write_tried
from hub.testing.faults.weakened import WEAKENED
from hub.testing.kafka import MissingJavaError

_SEEDS = "0-29"
_ALL = "all"


def play_all(plays: Sequence[tuple[Plan, str]]) -> Iterator[Verdict]:
    """Play plans, each with the rule that is left out, those on the same ground one after another."""
    for stand in Stand:
        wanted = [(plan, weak) for plan, weak in plays if plan.stand is stand]
        if not wanted:
            continue
        ground = Ground(stand)
        try:
            ground.start()
            for plan, weak in wanted:
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
        say(f"    again: python -m hub.testing.faults --seeds {plan.seed}{again}" if plan.seed < FIRST_BY_HAND else "")


def arguments_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command was told."""
    parser = argparse.ArgumentParser(prog="python -m hub.testing.faults", description=__doc__)
    parser.add_argument("--seeds", default="")
    parser.add_argument("--schedule", action="store_true", help="print the schedules and play nothing")
    parser.add_argument(
        "--weaken", default="", choices=[*WEAKENED, _ALL], help="leave out a rule; that must be noticed"
    )
    parser.add_argument("--write", type=Path, help="page to put the table of results on")
    return parser.parse_args(arguments)


def try_weakened(names: Sequence[str], page: Path | None) -> bool:
    """Play what each weakened engine can't stand, with it and with the engine itself; return whether that showed."""
    plays = [(plan_against(name), weak) for name in names for weak in (name, "")]
    verdicts: list[Verdict] = []
    for verdict, (_, weak) in zip(play_all(plays), plays, strict=True):
        tell(verdict, weak)
        verdicts.append(verdict)
    tried = [
        Tried(name, WEAKENED[name].rule, weakened, whole)
        for name, weakened, whole in zip(names, verdicts[::2], verdicts[1::2], strict=True)
    ]
    if page is not None:
        write_tried(page, tried)
    return all(one.shows for one in tried)


def play_seeds(plans: Sequence[Plan], weak: str, page: Path | None) -> bool:
    """Play *plans*; return whether all kept everything, or whether an engine without a rule was noticed."""
    failed = False
    for verdict in play_all([(plan, weak) for plan in plans]):
        tell(verdict, weak)
        failed = failed or bool(verdict.failures)
        if page is not None:
            write_results(page, [verdict])
    return failed == bool(weak)


def main(arguments: Sequence[str]) -> int:
    """Play what is told; return 0 when all kept everything, or when weaker engines were noticed."""
    chosen = arguments_of(arguments)
    names = list(WEAKENED) if chosen.weaken == _ALL else [chosen.weaken]
    by_hand = bool(chosen.weaken) and not chosen.seeds
    plans = [plan_against(name) for name in names] if by_hand else [*map(plan_of, seeds_of(chosen.seeds or _SEEDS))]
    if chosen.schedule:
        say("\n".join(line for plan in plans for line in plan.lines()))
        return 0
    try:
        shown = try_weakened(names, chosen.write) if by_hand else play_seeds(plans, chosen.weaken, chosen.write)
    except (MissingJavaError, NoSmallDiskError) as error:
        say(str(error))
        return 2
    return int(not shown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
