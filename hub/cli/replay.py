"""``hub replay``: a scenario through the real processors, in any order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer

from hub import catalogue
from hub.cli.options import Json
from hub.cli.terminal import Terminal
from hub.core.errors import ClosedInputError
from hub.scenarios.replay import ReplayOptions
from hub.scenarios.replay import replay as run_scenario


def replay(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=catalogue.REPLAY_FOLDER)],
    derive: Annotated[bool, typer.Option("--derive", help=catalogue.REPLAY_DERIVE)] = False,
    order: Annotated[Path | None, typer.Option("--order", help=catalogue.REPLAY_ORDER)] = None,
    seed: Annotated[int | None, typer.Option("--seed", help=catalogue.REPLAY_SEED)] = None,
    twice: Annotated[bool, typer.Option("--twice", help=catalogue.REPLAY_TWICE)] = False,
    workdir: Annotated[Path | None, typer.Option("--workdir", help=catalogue.REPLAY_WORKDIR)] = None,
    as_json: Json = False,
) -> None:
    """Run *folder* and print the document of the shape of ``expected.json``."""
    terminal = Terminal.of(context, as_json=as_json)
    if workdir is not None:
        workdir.mkdir(parents=True, exist_ok=True)
    options = ReplayOptions(derive=derive, order=None if order is None else _positions(order), seed=seed, twice=twice)
    document = run_scenario(folder, options, workdir)
    if as_json:
        terminal.json(document)
        return
    for name, view in cast("dict[str, dict[str, object]]", document["views"]).items():
        city = cast("dict[str, int]", view["city"])
        terminal.say(
            catalogue.REPLAY_VIEW,
            name=name,
            month=view["month"],
            known=view["as_known_at"],
            acc=city["acc"],
            concl=city["concl"],
            pend=city["pend"],
            rate=view["success_rate"],
        )
    for name, lines in cast("dict[str, list[dict[str, object]]]", document["deadlines"]).items():
        overdue = sum(line["status"] == "overdue" for line in lines)
        terminal.say(catalogue.REPLAY_DEADLINES, name=name, count=len(lines), overdue=overdue)
    terminal.say(catalogue.REPLAY_NEXT)


def _positions(file: Path) -> list[int]:
    try:
        positions = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ClosedInputError("can't be read as JSON", where=str(file), remedy="give a list like [2, 0, 1]") from error
    if not isinstance(positions, list) or sorted(positions) != list(range(len(positions))):
        raise ClosedInputError("isn't a permutation of 0 … n-1", where=str(file), remedy="give a list like [2, 0, 1]")
    return positions
