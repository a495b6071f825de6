"""The figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bench.kafka.contest import AT_LEAST_ONCE, CONTESTANTS, EXACTLY_ONCE, Contestant
from bench.kafka.latency import Latency, Spread
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
    lines += [f"\n{what}: no figures, because {why.splitlines()[0]}" for what, why in results.failed.items()]
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
            "| of its floor (CPU) | of plain Faust (CPU) | of plain Faust (wall) | others' share |"
        )
        yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
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
        f"| {rounds[0].commits:.1f} | {_share(floor, 1)} | {_share(plain, 1)} | {_share(plain, 0)} "
        f"| {min(each.others for each in rounds):.0%} … {max(each.others for each in rounds):.0%} |"
    )


def _share(found: tuple[float, float] | None, which: int) -> str:
    return "–" if found is None else f"{found[which]:.2f}"


def _recoveries(results: Results) -> Iterator[str]:
    yield _where(results.parts.get("recovery"))
    yield ""
    yield "| states held | contestant | copy lost: s until it answers | copy kept: s | peak MiB | others' share |"
    yield "|---:|---|---:|---:|---:|---:|"
    for each in results.recovered:
        late = each.trouble or f"did not come back within {each.limit:.0f} s"
        lost = late if each.lost is None else f"{each.lost:.1f}"
        kept = "–" if each.lost is None else late if each.kept is None else f"{each.kept:.1f}"
        others = "–" if each.by_others is None else f"{each.by_others:.0%}"
        yield f"| {each.keys:,} | {_LABELS[each.contestant]} | {lost} | {kept} | {each.peak} | {others} |"


def _latencies(latency: Latency, part: Circumstances | None) -> Iterator[str]:
    yield _where(part)
    yield ""
    yield (
        f"One worker with {latency.partitions} partitions, {latency.held:,} disputes held, keeps up with "
        f"**{latency.capacity:,.0f} submissions/s** while they arrive; of a backlog, with nobody writing, it takes "
        f"{latency.drained:,.0f}/s at {latency.cost:.0f} µs of processor time each, while others used "
        f"{latency.others:.0%} of the processors; peak {latency.peak} MiB. From arrival to the counterpart's inbox, "
        "in each level's quietest window (the one in which most of the machine was left), in all its windows together, "
        "and the 99th percentile of each:"
    )
    yield ""
    yield (
        "| of capacity | submissions/s | windows | others' share | processors' pace | deliveries "
        "| p50 ms | p90 ms | p99 ms | worst ms |"
    )
    yield "|---:|---:|---|---|---|---:|---:|---:|---:|---:|"
    for each in latency.levels:
        quiet, shares = each.quietest, sorted(window.others for window in each.windows)
        paces = sorted(window.pace for window in each.windows)
        of_each = ", ".join(f"{window.spread.p99:.0f}" for window in each.windows)
        level = f"| {each.share:.0%} | {each.rate:,.0f} |"
        yield f"{level} **the quietest** | {quiet.others:.0%} | {quiet.pace:.0%} | {_spread(quiet.spread)}"
        yield (
            f"{level} all (p99 of each: {of_each}) | {shares[0]:.0%} … {shares[-1]:.0%} "
            f"| {paces[0]:.0%} … {paces[-1]:.0%} | {_spread(each.whole)}"
        )
    turn = latency.turn
    yield (
        f"| 50% | {latency.capacity / 2:,.0f} | while a day begins | {turn.others:.0%} | {turn.pace:.0%} "
        f"| {_spread(turn.spread)}"
    )
    yield from _stages(latency)


def _spread(spread: Spread) -> str:
    figures = (spread.p50, spread.p90, spread.p99, spread.worst)
    return f"{spread.samples:,} | {' | '.join(f'{figure:.0f}' for figure in figures)} |"


def _stages(latency: Latency) -> Iterator[str]:
    """Where the mean delivery spent its time, of all windows."""
    yield ""
    yield f"| where the time goes, ms (share) | {' | '.join(f'{each.share:.0%}' for each in latency.levels)} |"
    yield f"|---|{'---:|' * len(latency.levels)}"
    totals = [sum(each.stages.values()) or 1.0 for each in latency.levels]
    for stage in latency.levels[0].stages:
        found = [each.stages.get(stage, 0.0) for each in latency.levels]
        cells = [f"{spent:.0f} ({spent / total:.0%})" for spent, total in zip(found, totals, strict=True)]
        yield f"| {stage} | {' | '.join(cells)} |"
