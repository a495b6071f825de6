"""``hub links measure``: how well reports of one dispute find each other, on labelled dirty reports."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.catalogue import links as said
from hub.cli.options import Json
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.core.linking import AUTOMATIC, WORTH_A_LOOK
from hub.demo.linkage.dirt import Dirt
from hub.demo.linkage.quality import Quality, Rate, quality_of
from hub.demo.linkage.town import Trap
from hub.demo.linkage.trial import run_trial

_DIRT: dict[Dirt, Message] = {
    Dirt.MISHEARD: said.DIRT_MISHEARD,
    Dirt.MISREAD: said.DIRT_MISREAD,
    Dirt.NICKNAME: said.DIRT_NICKNAME,
    Dirt.NO_NUMBER: said.DIRT_NO_NUMBER,
    Dirt.CUT_NUMBER: said.DIRT_CUT_NUMBER,
    Dirt.OLD_NUMBER: said.DIRT_OLD_NUMBER,
    Dirt.SWAPPED_DIGITS: said.DIRT_SWAPPED,
    Dirt.NO_TELEPHONE: said.DIRT_NO_TELEPHONE,
    Dirt.WRONG_TELEPHONE: said.DIRT_WRONG_TELEPHONE,
    Dirt.DOUBLE_TELEPHONE: said.DIRT_DOUBLE,
    Dirt.OTHER_TYPE: said.DIRT_OTHER_TYPE,
    Dirt.ONE_SIDE: said.DIRT_ONE_SIDE,
    Dirt.OTHER_PLACE: said.DIRT_OTHER_PLACE,
    Dirt.LATE: said.DIRT_LATE,
}
_TRAPS: dict[Trap, Message] = {
    Trap.SAME_NAME: said.TRAP_SAME_NAME,
    Trap.ONE_TELEPHONE: said.TRAP_ONE_TELEPHONE,
    Trap.FIRM: said.TRAP_FIRM,
    Trap.ANEW: said.TRAP_ANEW,
    Trap.OTHER_MATTER: said.TRAP_OTHER_MATTER,
    Trap.OTHER_OPPONENT: said.TRAP_OTHER_OPPONENT,
}


def measure(
    context: typer.Context,
    seeds: Annotated[list[int] | None, typer.Option("--seed", help=said.OPTION_SEED)] = None,
    disputes: Annotated[int, typer.Option("--disputes", min=2, help=said.OPTION_DISPUTES)] = 1000,
    curve: Annotated[bool, typer.Option("--curve", help=said.OPTION_CURVE)] = False,
    as_json: Json = False,
) -> None:
    """Generate labelled reports, run them through the hub, count."""
    terminal = Terminal.of(context, as_json=as_json)
    chosen = seeds or [1]
    found = quality_of([run_trial(seed, disputes) for seed in chosen])
    if as_json:
        terminal.json(_document(chosen, found))
        return
    terminal.say(said.MEASURED, seeds=", ".join(map(str, chosen)), disputes=found.disputes, reports=found.reports)
    _print_rates(terminal, found)
    terminal.table(
        [said.COLUMN_DIRT, said.COLUMN_PAIRS, said.COLUMN_AUTOMATIC, said.COLUMN_WITH_QUEUE],
        [
            [terminal.text(_DIRT[line.dirt]), str(line.automatic.total), _told(line.automatic), _told(line.with_queue)]
            for line in found.dirt
        ],
    )
    terminal.table(
        [said.COLUMN_TRAP, said.COLUMN_ASKED, said.COLUMN_WRONG],
        [[terminal.text(_TRAPS[line.trap]), str(line.asked), str(line.wrong)] for line in found.traps],
    )
    if curve:
        terminal.table(
            [said.COLUMN_SCORE, said.COLUMN_RIGHT, said.COLUMN_MISTAKEN, said.COLUMN_WITH_QUEUE],
            [[f"{line.score:.2f}", str(line.right), str(line.wrong), _told(line.ceiling)] for line in found.curve],
        )


def _print_rates(terminal: Terminal, found: Quality) -> None:
    terminal.table(
        [said.COLUMN_MEASURE, said.COLUMN_PAIRS, said.COLUMN_SHARE],
        [
            [terminal.text(name), f"{rate.hits}/{rate.total}", _told(rate, digits=2)]
            for name, rate in (
                (said.PRECISION, found.precision),
                (said.RECALL, found.recall),
                (said.CEILING, found.ceiling),
                (said.WORTHWHILE, found.worthwhile),
            )
        ],
    )
    terminal.say(said.WORKLOAD, asked=found.asked, thousand=f"{found.asked_per_thousand or 0:.0f}", queue=found.queue)
    terminal.say(said.THRESHOLDS, automatic=f"{AUTOMATIC:.2f}", least=f"{WORTH_A_LOOK:.2f}")


def _told(rate: Rate, digits: int = 1) -> str:
    share, bounds = rate.share, rate.bounds
    if share is None or bounds is None:
        return "—"
    low, high = bounds
    return f"{share:.{digits}%} ({low:.{digits}%}-{high:.{digits}%})"


def _document(seeds: list[int], found: Quality) -> dict[str, object]:
    return {
        "seeds": seeds,
        "disputes": found.disputes,
        "reports": found.reports,
        "automatic_from": AUTOMATIC,
        "asked_from": WORTH_A_LOOK,
        "precision": _rate(found.precision),
        "recall": _rate(found.recall),
        "recall_with_queue": _rate(found.ceiling),
        "queue": found.queue,
        "asked": found.asked,
        "asked_per_1000_reports": found.asked_per_thousand,
        "asked_rightly": _rate(found.worthwhile),
        "dirt": {
            line.dirt.value: {"automatic": _rate(line.automatic), "with_queue": _rate(line.with_queue)}
            for line in found.dirt
        },
        "traps": {line.trap.value: {"asked": line.asked, "wrong": line.wrong} for line in found.traps},
        "curve": [
            {"score": line.score, "right": line.right, "wrong": line.wrong, "with_queue": _rate(line.ceiling)}
            for line in found.curve
        ],
    }


def _rate(rate: Rate) -> dict[str, object]:
    return {"hits": rate.hits, "total": rate.total, "share": rate.share, "bounds": rate.bounds}
