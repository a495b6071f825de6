"""``hub rebuild``: a processor's state made anew from the log, compared with the live one, and switched to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from hub.bootstrap.moves import open_rebuild
from hub.catalogue import rebuild as said
from hub.cli.cluster_file import AsUser, settings_as
from hub.cli.options import Json, Yes
from hub.cli.terminal import Outcome, Terminal
from hub.engines.rebuild import Comparison, Difference, Progress, Rebuild
from hub.settings.loading import load_settings, settings_path


def rebuild(
    context: typer.Context,
    processor: Annotated[str, typer.Argument(help=said.ARGUMENT_PROCESSOR)],
    switch: Annotated[bool, typer.Option("--switch", help=said.OPTION_SWITCH)] = False,
    accept: Annotated[bool, typer.Option("--accept-differences", help=said.OPTION_ACCEPT)] = False,
    back: Annotated[bool, typer.Option("--back", help=said.OPTION_BACK)] = False,
    drop: Annotated[bool, typer.Option("--drop", help=said.OPTION_DROP)] = False,
    listed: Annotated[int, typer.Option("--list", min=0, help=said.OPTION_LIST)] = 20,
    cluster: AsUser = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Replay, compare, and switch or go back."""
    terminal = Terminal.of(context, as_json=as_json)
    if switch + back + drop > 1 or (accept and not switch):
        raise typer.BadParameter(terminal.text(said.NOT_BOTH))
    what = said.WHAT_SWITCH if switch else said.WHAT_BACK if back else said.WHAT_DROP if drop else said.WHAT_REPLAY
    work = open_rebuild(settings_as(load_settings(settings_path(terminal.settings)), cluster), processor)
    try:
        terminal.confirm(what, yes=yes, processor=processor)
        if drop:
            _drop(terminal, work, processor)
        else:
            _run(terminal, work, _Asked(processor, switch=switch, accept=accept, back=back, listed=listed))
    finally:
        work.close()


def _drop(terminal: Terminal, work: Rebuild, processor: str) -> None:
    work.drop()
    terminal.say(said.DROPPED)
    if terminal.as_json:
        terminal.json({"processor": processor, "dropped": True})


class _Asked:
    """What the command was asked for."""

    def __init__(self, processor: str, *, switch: bool, accept: bool, back: bool, listed: int) -> None:
        self.processor = processor
        self.switch = switch
        self.accept = accept
        self.back = back
        self.listed = listed


def _run(terminal: Terminal, work: Rebuild, asked: _Asked) -> None:
    before = work.standing().next
    if before is not None and before.taken and not asked.back:
        terminal.say(said.RESUMED, taken=before.taken, total=before.total)
    with watching(terminal, asked.processor) as watch:
        progress = work.recall(watch) if asked.back else work.replay(watch)
    terminal.say(said.REPLAYED, processor=asked.processor, taken=progress.taken)
    switched = False
    if asked.switch or asked.back:
        comparison, switched = work.switch(accept=asked.accept or asked.back)
    else:
        comparison = work.compare()
    if terminal.as_json:
        terminal.json(_document(asked, progress, comparison, switched=switched))
    _tell(terminal, asked, comparison)
    _tell_what_next(terminal, asked, comparison, switched=switched)
    if not comparison.is_equal and not switched:
        raise typer.Exit(Outcome.ATTEND)


def _tell(terminal: Terminal, asked: _Asked, comparison: Comparison) -> None:
    if comparison.is_equal:
        terminal.say(
            said.EQUAL,
            keys=comparison.keys,
            timers=comparison.timers,
            rows=comparison.rows,
            hash=_short(comparison.live),
        )
        return
    terminal.say(
        said.DIFFERENT,
        keys=comparison.keys,
        differing=comparison.differing,
        live=_short(comparison.live),
        rebuilt=_short(comparison.rebuilt),
    )
    shown = comparison.differences[: asked.listed]
    headings = [said.COLUMN_KEY, said.COLUMN_SHARD, said.COLUMN_KINDS, said.COLUMN_FIELDS, said.COLUMN_WHY]
    terminal.entries(headings, [_row(terminal, difference) for difference in shown], below=3)
    if comparison.differing > len(shown):
        terminal.say(said.MORE, count=comparison.differing - len(shown))


def _row(terminal: Terminal, difference: Difference) -> list[str]:
    kinds = (terminal.word(said.KINDS, kind.value) for kind in difference.kinds)
    return [
        difference.key or "—",
        str(difference.shard),
        terminal.between.join(kinds),
        terminal.between.join(difference.fields),
        terminal.word(said.WHYS, difference.why.value),
    ]


def _tell_what_next(terminal: Terminal, asked: _Asked, comparison: Comparison, *, switched: bool) -> None:
    verb = f"rebuild {asked.processor}"
    if asked.back:
        terminal.say(said.WENT_BACK)
    elif switched:
        terminal.say(said.SWITCHED, command=terminal.command(f"{verb} --back"))
    elif comparison.is_equal:
        terminal.say(said.SWITCH_NEXT, command=terminal.command(f"{verb} --switch"))
    else:
        terminal.say(said.NOT_SWITCHED, command=terminal.command(f"{verb} --switch --accept-differences"))


def _document(asked: _Asked, progress: Progress, comparison: Comparison, *, switched: bool) -> dict[str, object]:
    return {
        "processor": asked.processor,
        "entries": progress.taken,
        "keys": comparison.keys,
        "timers": comparison.timers,
        "rows": comparison.rows,
        "equal": comparison.is_equal,
        "differing": comparison.differing,
        "counts": {kind.value: count for kind, count in sorted(comparison.counts.items())},
        "hash_live": f"{comparison.live:064x}",
        "hash_rebuilt": f"{comparison.rebuilt:064x}",
        "differences": comparison.differences[: asked.listed],
        "switched": switched,
    }


def _short(total: int) -> str:
    return f"{total:064x}"[:16]


@contextmanager
def watching(terminal: Terminal, subject: str) -> Iterator[Callable[[Progress], None]]:
    """Show how far a replay of *subject* is: a bar for a person, nothing for a script."""
    if not terminal.is_watched or terminal.as_json:
        yield lambda progress: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(subject, total=None)

        def watch(progress: Progress) -> None:
            text = terminal.text(said.REPLAYING, processor=subject, taken=progress.taken, total=progress.total)
            bar.update(task, completed=progress.taken, total=progress.total or 1, description=text)

        yield watch
