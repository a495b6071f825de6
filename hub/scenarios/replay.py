"""Running a scenario through the real processors on the embedded engine."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.contracts import Serde
from hub.core import topics
from hub.core.clocks import Terms
from hub.core.knowledge import Rules, state_of
from hub.core.ports import HubReader
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import Lifecycle, default_processors
from hub.reference import load_calendar
from hub.scenarios.document import Json, deadline_document, view_document
from hub.scenarios.reader import Line, Scenario, read_scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """
    How a scenario is run.

    Attributes:
        derive: Leave out the lines marked ``hub_output``; the hub states them itself.
        order: Positions of the lines in the order in which to feed them (0-based), None for file order.
        seed: Feed them in a random order made from this seed instead.
        twice: Feed every line twice.
        shards: Shards of the engine.
        batch: Lines appended before the engine runs.
    """

    derive: bool = False
    order: Sequence[int] | None = None
    seed: int | None = None
    twice: bool = False
    shards: int = 2
    batch: int = 500


def replay(folder: Path, options: ReplayOptions | None = None, workdir: Path | None = None) -> Json:
    """
    Return the document that *folder*'s inputs give, of the shape of ``expected.json``.

    Lines are fed in file order or the given permutation, never sorted first. *workdir* keeps the engine's files, else
    a temporary folder does.

    Raises:
        ClosedInputError: the folder isn't a scenario.
    """
    chosen = options or ReplayOptions()
    scenario = read_scenario(folder)
    if workdir is not None:
        return _run(scenario, chosen, workdir)
    with tempfile.TemporaryDirectory(prefix="hub-replay-") as temporary:
        return _run(scenario, chosen, Path(temporary))


def feed(lines: Sequence[Line], options: ReplayOptions) -> list[Line]:
    """Return *lines* as *options* want them fed."""
    wanted = list(lines) if options.order is None else [lines[position] for position in options.order]
    wanted = [line for line in wanted if not (options.derive and line.hub_output)]
    if options.twice:
        wanted = [*wanted, *wanted]
    if options.seed is not None:
        random.Random(options.seed).shuffle(wanted)  # noqa: S311 - a repeatable order, no secret
    return wanted


def open_engine(scenario: Scenario, options: ReplayOptions, workdir: Path) -> EmbeddedEngine:
    """Open an engine with the hub's processors and the scenario's units."""
    rules = Rules(Terms(load_calendar()), options.derive)
    return EmbeddedEngine.open(
        workdir, default_processors(scenario.registry, rules), Serde(), EngineOptions(shards=options.shards)
    )


def _run(scenario: Scenario, options: ReplayOptions, workdir: Path) -> Json:
    engine = open_engine(scenario, options, workdir)
    try:
        lines = feed(scenario.lines, options)
        for start in range(0, len(lines), options.batch):
            engine.append(
                topics.SOURCE_SUBMISSIONS,
                [
                    (line.submission.root, line.submission, line.received_at, {})
                    for line in lines[start : start + options.batch]
                ],
            )
            engine.run_until_idle()
        return document(scenario, engine.reader())
    finally:
        engine.close()


def document(scenario: Scenario, reader: HubReader) -> Json:
    """Return the views and deadlines that *scenario* asks for."""
    terms = Terms(load_calendar())
    history = list(reader.row_history())
    codec = Lifecycle(scenario.registry, Rules(terms)).codec
    disputes = [codec.decode(state).knowledge for _, state in reader.states(Lifecycle.name)]
    return {
        "views": {view.name: view_document(view, history, terms) for view in scenario.views},
        "waiting": [
            {"dispute": knowledge.dispute, "event": fact.event.value, "native_id": fact.native_id}
            for knowledge in disputes
            for fact in state_of(knowledge).waiting
        ],
        "deadlines": {wanted.name: deadline_document(wanted, disputes, terms) for wanted in scenario.deadlines},
    }
