"""The page of results, written by the command that made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    "alarms": "alarms before retention reached what was unread",
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
    Does.ROTATE: "steps of changing certificates, each with every node and worker started again",
    Does.KILL_MIRROR: "mirrors killed",
    Does.LOSE_SITE: "sites lost",
}


_TRIED_BEGIN, _TRIED_END = "<!-- weakened: begin -->", "<!-- weakened: end -->"
_TOLD_BEGIN, _TOLD_END = "<!-- acknowledged: begin -->", "<!-- acknowledged: end -->"
_NOTICED = 160


@dataclass(frozen=True, slots=True)
class Tried:
    """What one run showed of an engine without a rule, and of the engine itself."""

    name: str
    rule: str
    weakened: Verdict
    whole: Verdict

    @property
    def shows(self) -> bool:
        """Whether the weaker one was noticed and the engine itself kept everything."""
        return bool(self.weakened.failures) and not self.whole.failures


def write_tried(page: Path, tried: Sequence[Tried]) -> None:
    """Put what weakened engines showed between its marks on *page*; what others showed stays."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_TRIED_BEGIN)
    former, _, after = rest.partition(_TRIED_END)
    lines = {line.split("`")[1]: line for line in former.splitlines() if line.startswith("| `")}
    lines |= {one.name: _tried_line(one) for one in tried}
    head = ["| left out | rule | noticed by | the engine itself |", "|---|---|---|---|"]
    table = "\n".join([*head, *(lines[name] for name in sorted(lines))])
    page.write_text(f"{before}{_TRIED_BEGIN}\n{table}\n{_TRIED_END}{after}", encoding="utf-8")


def _tried_line(one: Tried) -> str:
    noticed = "; ".join(failure.partition(":")[0] for failure in one.weakened.failures)
    whole = "kept" if not one.whole.failures else "FAILED"
    return f"| `{one.name}` | {one.rule} | {noticed[:_NOTICED] or 'NOT NOTICED'} | {whole} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of stories in which nodes were killed just after a commit; ``deaths`` are the workers that died too."""

    stories: int = 0
    kills: int = 0
    deaths: int = 0
    kept: int = 0

    def with_more(self, *, kills: int, deaths: int, kept: bool) -> Told:
        """Return this and one more story."""
        return Told(
            stories=self.stories + 1,
            kills=self.kills + kills,
            deaths=self.deaths + deaths,
            kept=self.kept + kept,
        )


def write_told(page: Path, found: Mapping[str, Told]) -> None:
    """Put what came of kills after acknowledged commits between its marks on *page*; other victims' lines stay."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_TOLD_BEGIN)
    former, _, after = rest.partition(_TOLD_END)
    lines = {line.split("|")[1].strip(): line for line in former.splitlines()[3:] if line.startswith("| ")}
    lines |= {
        victim: f"| {victim} | {one.kills} | {one.deaths} | {one.stories} | {one.kept} |"
        for victim, one in found.items()
    }
    head = ["| killed | kills | with the worker | stories | kept |", "|---|---:|---:|---:|---:|"]
    table = "\n".join([*head, *(lines[victim] for victim in sorted(lines))])
    page.write_text(f"{before}{_TOLD_BEGIN}\n{table}\n{_TOLD_END}{after}", encoding="utf-8")


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
