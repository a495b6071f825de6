"""The page of results, written by the command that made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.testing.faults.play import Verdict
from hub.testing.faults.steps import Does

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"

_HAPPENED = {
    "killed": "kills",
    "woken": "woken from a freeze",
    "turned away": "stale owners turned away",
    "ended": "left in order",
    "unavailable": "times the cluster or a disk didn't answer a worker",
    "asked again": "times it didn't answer who feeds",
}
_DONE = {
    Does.KILL_NODE: "brokers killed",
    Does.STOP_NODE: "brokers stopped",
    Does.NETWORK: "changes of the network",
    Does.FILL_DISK: "full disks",
    Does.FILL_BROKER: "full broker disks",
    Does.POISON: "poison records",
    Does.PAUSE: "pauses",
}


def write_results(page: Path, verdicts: Sequence[Verdict]) -> None:
    """Put the results of *verdicts* between the marks on *page*; those of other seeds stay."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    former, _, after = rest.partition(END)
    lines = {int(line.split("|")[1]): line for line in former.splitlines() if line[2:3].isdigit()}
    lines |= {verdict.plan.seed: _line(verdict) for verdict in verdicts}
    page.write_text(
        f"{before}{BEGIN}\n{_table([lines[seed] for seed in sorted(lines)])}\n{END}{after}", encoding="utf-8"
    )


def _table(lines: Sequence[str]) -> str:
    kept = sum(line.endswith("| kept |") for line in lines)
    return "\n".join(
        [
            "| seed | fault | input | shards, workers | what happened | result |",
            "|---|---|---|---|---|---|",
            *lines,
            "",
            f"{kept} of {len(lines)} runs kept everything.",
        ]
    )


def _line(verdict: Verdict) -> str:
    plan = verdict.plan
    result = "; ".join(verdict.failures).replace("|", "/")[:200] if verdict.failures else "kept"
    return (
        f"| {plan.seed} | {plan.fault} | {plan.workload}, {verdict.records} records | {plan.shards}, {plan.workers} |"
        f" {', '.join(_happened(verdict))} | {result} |"
    )


def _happened(verdict: Verdict) -> Iterator[str]:
    for does, what in _DONE.items():
        count = sum(step.does is does and step.text != "whole" for step in verdict.plan.steps)
        if count:
            yield f"{count} {what}"
    for name, what in _HAPPENED.items():
        count = verdict.seen.get(name, 0)
        if count:
            yield f"{count} {what}"
