"""The figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bench.kafka.contest import AT_LEAST_ONCE, CONTESTANTS, EXACTLY_ONCE, Contestant
from bench.kafka.latency import Latency
from bench.kafka.results import FLOORS, PLAIN, Circumstances, Results

_LABELS = {contestant.name: contestant.label for contestant in CONTESTANTS}


def figures(results: Results) -> str:
    """Return everything that was measured."""
    lines: list[str] = []
    if results.drained:
        lines += _drains(results)
    if results.recovered:
        lines += ["", *_recoveries(results)]
    if results.latency is not None:
        lines += ["", *_latencies(results.latency, results.parts.get("latency"))]
    if results.absent:
        lines += ["", f"Not run, for want of its environment: {', '.join(results.absent)}."]
    return "\n".join(lines)


def _where(part: Circumstances | None) -> str:
    if part is None:
        return ""
    before, after = part.load
    told = "; ".join(f"{name} {value}" for name, value in part.settings.items())
    return (
        f"`{part.command}`, {part.when}, {part.machine}, load {before} at the beginning and {after} at the end. {told}."
    )


def _drains(results: Results) -> Iterator[str]:
    yield _where(results.parts.get("drain"))
    for tier in (AT_LEAST_ONCE, EXACTLY_ONCE):
        yield ""
        yield (
            f"| {tier} | records/s | slowest … fastest | µs CPU per record | peak MiB | commits/s "
            "| of its floor (CPU) | of plain Faust (CPU) | of plain Faust (wall) |"
        )
        yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
        for contestant in CONTESTANTS:
            if contestant.tier == tier and results.rounds(contestant.name):
                yield _row(results, contestant)


def _row(results: Results, contestant: Contestant) -> str:
    rounds = results.rounds(contestant.name)
    rates = sorted(drained.per_second for drained in rounds)
    floor = results.against(contestant.name, FLOORS[contestant.tier])
    plain = results.against(contestant.name, PLAIN)
    return (
        f"| {contestant.label} | {results.rate(contestant.name):,.0f} | {rates[0]:,.0f} … {rates[-1]:,.0f} "
        f"| {results.cost(contestant.name):.0f} | {max(drained.peak for drained in rounds)} "
        f"| {rounds[0].commits:.1f} | {_share(floor, 1)} | {_share(plain, 1)} | {_share(plain, 0)} |"
    )


def _share(found: tuple[float, float] | None, which: int) -> str:
    return "–" if found is None else f"{found[which]:.2f}"


def _recoveries(results: Results) -> Iterator[str]:
    yield _where(results.parts.get("recovery"))
    yield ""
    yield "| states held | contestant | copy lost: s until it answers | copy kept: s | peak MiB |"
    yield "|---:|---|---:|---:|---:|"
    for each in results.recovered:
        yield f"| {each.keys:,} | {_LABELS[each.contestant]} | {each.lost:.1f} | {each.kept:.1f} | {each.peak} |"


def _latencies(latency: Latency, part: Circumstances | None) -> Iterator[str]:
    yield _where(part)
    yield ""
    yield (
        f"One worker with {latency.partitions} partitions, {latency.held:,} disputes held, takes "
        f"**{latency.capacity:,.0f} submissions/s** at {latency.cost:.0f} µs of processor time each; peak "
        f"{latency.peak} MiB. From arrival to the counterpart's inbox:"
    )
    yield ""
    yield "| of capacity | submissions/s | deliveries | p50 ms | p90 ms | p99 ms | worst ms | arrivals late, ms |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for each in latency.levels:
        yield (
            f"| {each.share:.0%} | {each.rate:,.0f} | {each.samples:,} | {each.p50:.0f} | {each.p90:.0f} "
            f"| **{each.p99:.0f}** | {each.worst:.0f} | {each.late:.0f} |"
        )
