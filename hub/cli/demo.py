"""``hub demo``: the whole loop on real records, played in a minute."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from hub.catalogue import console as said
from hub.catalogue import running as running_said
from hub.cli.options import Json
from hub.cli.terminal import Outcome, Terminal
from hub.core.daytime import start_of
from hub.demo.month import Plan
from hub.demo.stage_folder import DEFAULT_FOLDER
from hub.reference import load_calendar
from hub.settings.loading import SETTINGS_FILE, load_settings

if TYPE_CHECKING:
    from hub.demo.run import DemoOptions

_PLAN = Plan()


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help=running_said.OPTION_OUT)] = DEFAULT_FOLDER,
    seed: Annotated[int, typer.Option("--seed", help=running_said.OPTION_SEED)] = _PLAN.seed,
    quarrels: Annotated[int, typer.Option("--quarrels", min=1, help=running_said.OPTION_QUARRELS)] = _PLAN.quarrels,
    opens: Annotated[bool | None, typer.Option("--open/--no-open", help=said.OPTION_OPEN)] = None,
    as_json: Json = False,
) -> None:
    """Play the month, show the summary and write the report; then the console opens on it."""
    # The departments and the report take their time to import: no other verb is to wait for them.
    from hub.demo.run import DemoOptions, run_demo
    from hub.demo.wiring import FULL_CAST

    terminal = Terminal.of(context, as_json=as_json)
    console = Console(stderr=True) if as_json else terminal.out
    options = DemoOptions(folder=out, plan=Plan(seed=seed, quarrels=quarrels))
    account = run_demo(options, console, FULL_CAST)
    if as_json:
        terminal.json(asdict(account))
    if (terminal.is_watched if opens is None else opens) and not as_json:
        _open(terminal, options)
    if account.faults:
        raise typer.Exit(Outcome.ATTEND)


def _open(terminal: Terminal, options: DemoOptions) -> None:
    """Serve the console on what was played until Ctrl-C."""
    # The pages take their time to import: no other verb is to wait for them.
    from hub.demo.opening import opened_console
    from hub.demo.run import script_of

    evening = start_of(script_of(options, load_calendar()).last_day) + timedelta(hours=17)
    with opened_console(load_settings(options.folder / SETTINGS_FILE), evening) as opened:
        terminal.say(said.DEMO_SERVING, url=opened.url)
        rows = [
            [terminal.label(one.role.zh, one.role.en), one.code, one.password, " ".join(one.recovery_codes[:2])]
            for one in opened.log_ins
        ]
        terminal.table([said.COLUMN_ROLE, said.COLUMN_ACCOUNT, said.COLUMN_PASSWORD, said.COLUMN_CODES], rows)
        terminal.say(said.DEMO_CODES)
        terminal.out.file.flush()
        opened.serve()
    terminal.say(said.STOPPED)
