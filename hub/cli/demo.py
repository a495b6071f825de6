"""``hub demo``: the whole loop on real records, played in a minute."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from hub.cli import messages
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.demo.month import Plan
from hub.demo.run import DEFAULT_FOLDER, DemoOptions, run_demo
from hub.demo.wiring import FULL_CAST

_PLAN = Plan()


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help=messages.OPTION_OUT)] = DEFAULT_FOLDER,
    seed: Annotated[int, typer.Option("--seed", help=messages.OPTION_SEED)] = _PLAN.seed,
    quarrels: Annotated[int, typer.Option("--quarrels", min=1, help=messages.OPTION_QUARRELS)] = _PLAN.quarrels,
    as_json: Json = False,
) -> None:
    """Play the month, show the summary and write the report."""
    terminal = Terminal.of(context, as_json=as_json)
    console = Console(stderr=True) if as_json else terminal.out
    account = run_demo(DemoOptions(folder=out, plan=Plan(seed=seed, quarrels=quarrels)), console, FULL_CAST)
    if as_json:
        terminal.json(asdict(account))
    if account.faults:
        raise typer.Exit(Outcome.ATTEND)
