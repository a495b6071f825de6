"""The steps of a move of the whole hub, as verbs take them; its progress, and the proof that it's the same hub."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import typer
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from hub.catalogue import moving as said
from hub.cli.terminal import Outcome as Ending
from hub.cli.terminal import Terminal
from hub.cli.wording import Message
from hub.connectors.files.limits import write_atomically
from hub.engines.moving import Move, Outcome
from hub.engines.rebuild import Comparison, Progress


class Step(StrEnum):
    """How far a move is to go."""

    UNDO = "undo"
    PREPARE = "prepare"
    SWITCH = "switch"

    @classmethod
    def asked(cls, *, prepare_only: bool, undo: bool) -> Step:
        """Return the step that the options ask for: who undoes prepares nothing."""
        return cls.UNDO if undo else cls.PREPARE if prepare_only else cls.SWITCH

    def what(self, prepare: Message, switch: Message) -> Message:
        """Return what a person is asked to confirm."""
        return {Step.UNDO: said.WHAT_UNDO, Step.PREPARE: prepare, Step.SWITCH: switch}[self]


def carry(terminal: Terminal, work: Move, step: Step, verb: str, moved: Callable[[], None]) -> None:
    """
    Take *work* as far as *step* and close it; *verb* does it again, *moved* says in the settings where the hub is now.

    Raises:
        Exit: both sides differ, and nothing was switched.
    """
    try:
        if step is Step.UNDO:
            work.undo()
            terminal.say(said.UNDONE)
            say_json(terminal, {"undone": True})
            return
        with watching(terminal) as watch:
            work.prepare(watch)
            outcome = None if step is Step.PREPARE else work.finish(watch)
        if outcome is None:
            terminal.say(said.PREPARED, command=terminal.command(verb))
            say_json(terminal, {"prepared": True})
            return
        say_json(terminal, document(outcome))
        tell(terminal, outcome)
        if not outcome.moved:
            differing = next((name for name, each in outcome.processors.items() if not each.is_equal), "lifecycle")
            terminal.say(said.NOT_MOVED, command=terminal.command(f"rebuild {differing}"))
            raise typer.Exit(Ending.ATTEND)
        moved()
        terminal.say(said.MOVED)
    finally:
        work.close()


def say_json(terminal: Terminal, shown: dict[str, object]) -> None:
    """Say *shown* to a script."""
    if terminal.as_json:
        terminal.json(shown)


def write_setting(path: Path, name: str, value: str) -> bool:
    """
    Write the top-level setting *name* into the file; False where the environment says another, which only people mend.

    A line that is only a comment becomes the setting; a file without one gets it at its top.
    """
    text = path.read_text(encoding="utf-8")
    line = f"{name} = {value}"
    for begin in ("", "#[ \t]*"):
        changed, count = re.subn(rf"^{begin}{name}[ \t]*=.*$", line, text, count=1, flags=re.MULTILINE)
        if count:
            break
    write_atomically(path, (changed if count else f"{line}\n{text}").encode())
    return f"HUB_{name.upper()}" not in os.environ


@contextmanager
def watching(terminal: Terminal) -> Iterator[Callable[[Progress], None]]:
    """Show how far a move is: a bar for a person, nothing for a script."""
    if not terminal.is_watched or terminal.as_json:
        yield lambda progress: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(progress: Progress) -> None:
            text = terminal.text(said.MOVING, taken=progress.taken, total=progress.total)
            bar.update(task, completed=progress.taken, total=progress.total or 1, description=text)

        yield watch


def tell(terminal: Terminal, outcome: Outcome) -> None:
    """Print the proof: every topic with its records, every processor with its states."""
    topics = [
        [
            proof.topic,
            _both(proof.records, proof.target_records),
            str(proof.keys),
            short(proof.source, proof.target),
            _yes(terminal, is_equal=proof.is_equal),
        ]
        for proof in outcome.topics
    ]
    headings = [said.COLUMN_TOPIC, said.COLUMN_RECORDS, said.COLUMN_KEYS, said.COLUMN_HASH, said.COLUMN_EQUAL]
    terminal.table(headings, topics)
    processors = [
        [
            name,
            str(comparison.keys),
            str(comparison.timers),
            str(comparison.rows),
            short(comparison.live, comparison.rebuilt),
            _yes(terminal, is_equal=comparison.is_equal),
        ]
        for name, comparison in outcome.processors.items()
    ]
    terminal.table(
        [
            said.COLUMN_PROCESSOR,
            said.COLUMN_KEYS,
            said.COLUMN_TIMERS,
            said.COLUMN_ROWS,
            said.COLUMN_HASH,
            said.COLUMN_EQUAL,
        ],
        processors,
    )
    if outcome.stray_rows:
        terminal.say(said.STRAY, count=outcome.stray_rows)
    for topic, count in outcome.repeated.items():
        terminal.say(said.REPEATED, topic=topic, count=count)


def document(outcome: Outcome) -> dict[str, object]:
    """Return the proof for scripts."""
    return {
        "moved": outcome.moved,
        "equal": outcome.is_equal,
        "topics": [
            {
                "topic": proof.topic,
                "records": proof.records,
                "records_target": proof.target_records,
                "keys": proof.keys,
                "hash_source": f"{proof.source:064x}",
                "hash_target": f"{proof.target:064x}",
                "equal": proof.is_equal,
            }
            for proof in outcome.topics
        ],
        "processors": {name: _states(comparison) for name, comparison in outcome.processors.items()},
        "stray_rows": outcome.stray_rows,
        "repeated": outcome.repeated,
    }


def _states(comparison: Comparison) -> dict[str, object]:
    return {
        "keys": comparison.keys,
        "timers": comparison.timers,
        "rows": comparison.rows,
        "hash_source": f"{comparison.live:064x}",
        "hash_target": f"{comparison.rebuilt:064x}",
        "equal": comparison.is_equal,
        "differing": comparison.differing,
        "differences": comparison.differences[:20],
    }


def short(source: int, target: int) -> str:
    """Return the first figures of both hashes, once where they're the same."""
    one, other = (f"{total:064x}"[:12] for total in (source, target))
    return one if source == target else f"{one} / {other}"


def _both(source: int, target: int) -> str:
    return str(source) if source == target else f"{source} / {target}"


def _yes(terminal: Terminal, *, is_equal: bool) -> str:
    return terminal.text(said.YES if is_equal else said.NO)
