"""Two replays of one recording under two rule sets, and every figure that differs."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.bus.embedded.recorded import recorded
from hub.contracts import Serde
from hub.core import topics
from hub.core.daytime import end_of
from hub.core.events import Event, Submission
from hub.core.linking import BY_RULE, VOID, LinkingRules, pair_id
from hub.core.messages import DisputeEvent, LinkDecision
from hub.core.ports import HubReader
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.processors import Lifecycle, default_processors
from hub.whatif.figures import SECTIONS, Figures, Place, Replayed, Value, figures_of
from hub.whatif.recording import Recording
from hub.whatif.rules import RuleSet

BATCH = 5_000
"""Statements taken in between two looks at the progress."""

_ANNOUNCEMENTS = frozenset(
    {
        Event.DEADLINE_WARNED,
        Event.DEADLINE_BREACHED,
        Event.DEADLINE_BREACH_RETRACTED,
        Event.SUPERVISION_PROPOSED,
    }
)

Watch = Callable[[float], None]
"""Told the share that's done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure under both rule sets; None where a rule set has no such figure."""

    place: Place
    before: Value
    after: Value

    @property
    def change(self) -> Value:
        """After less before; a figure that isn't there is nothing, where the other one is a number."""
        if self.before is None and self.after is None:
            return None
        return (self.after or 0) - (self.before or 0)

    @property
    def differs(self) -> bool:
        """Whether the rules make a difference here."""
        return self.before != self.after


def compare(
    recording: Recording, before: RuleSet, after: RuleSet, watch: Watch, answered: Recording | None = None
) -> list[Difference]:
    """
    Return every figure of *recording* under both rule sets, in a fixed order.

    *answered* is the recording as it's assumed to be under *after*, None where behaviour is held fixed.
    """
    first = play(recording, before, lambda share: watch(share / 2))
    second = play(answered or recording, after, lambda share: watch(0.5 + share / 2))
    return differences(first, second)


def differences(before: Figures, after: Figures) -> list[Difference]:
    """Return the figures of both, section by section; one that only one of them counts is 0 in the other."""
    places = sorted(before.keys() | after.keys(), key=lambda place: (SECTIONS.index(place.section), place))
    return [Difference(place, _value(before, place), _value(after, place)) for place in places]


def _value(figures: Figures, place: Place) -> Value:
    return figures.get(place, 0)


def play(recording: Recording, rule_set: RuleSet, watch: Watch) -> Figures:
    """Replay *recording* under *rule_set* through the hub's processors, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="hub-whatif-") as folder:
        workdir = Path(folder)
        linking = LinkingRules(rule_set.linking_threshold)
        processors = default_processors(recording.registry, rule_set.rules, linking)
        engine = EmbeddedEngine.open(workdir, processors, Serde(), EngineOptions(shards=2))
        try:
            _feed(engine, recording, rule_set, watch)
            reader = engine.reader()
            replayed = _collect(reader, recording, rule_set, workdir)
            reader.close()
        finally:
            engine.close()
    return figures_of(replayed, rule_set.rules.terms, recording.registry, recording.months, recording.until)


def _feed(engine: EmbeddedEngine, recording: Recording, rule_set: RuleSet, watch: Watch) -> None:
    entries = recording.entries
    for start in range(0, len(entries), BATCH):
        part = entries[start : start + BATCH]
        engine.append(
            topics.SOURCE_SUBMISSIONS,
            [
                (e.key, rule_set.taken(e.value) if isinstance(e.value, Submission) else e.value, e.received_at, {})
                for e in part
            ],
        )
        engine.run_until_idle()
        watch(min(1.0, (start + len(part)) / len(entries)))
    engine.tick(end_of(recording.until))
    engine.run_until_idle()


def _collect(reader: HubReader, recording: Recording, rule_set: RuleSet, workdir: Path) -> Replayed:
    codec = Lifecycle(recording.registry, rule_set.rules).codec
    known = sorted(
        (codec.decode(state).knowledge for _, state in reader.states(Lifecycle.name)), key=lambda one: one.dispute
    )
    return Replayed(tuple(reader.rows(end_of(recording.until))), tuple(known), _announced(workdir), _pairs(workdir))


def _announced(workdir: Path) -> Counter[tuple[Event, str]]:
    """Count what the hub announced, by event and clock or cause."""
    serde, found = Serde(), Counter[tuple[Event, str]]()
    for record in recorded(workdir, topics.DISPUTE_EVENTS):
        value = serde.decode(topics.DISPUTE_EVENTS, record.value)
        if isinstance(value, DisputeEvent) and value.derived and value.fact.event in _ANNOUNCEMENTS:
            details = value.fact.details
            name = details.get("clock") or details.get("cause") or ""
            found[value.fact.event, name.partition(":")[0]] += 1
    return found


def _pairs(workdir: Path) -> dict[str, str]:
    """Return what became of each pair of reports by rule: the last action said about it, none where it was voided."""
    serde, found = Serde(), dict[str, str]()
    for record in recorded(workdir, topics.LINK_DECISIONS):
        value = serde.decode(topics.LINK_DECISIONS, record.value)
        if not isinstance(value, LinkDecision) or value.decided_by != BY_RULE or value.survivor is None:
            continue
        found[pair_id(value.root, value.survivor)] = value.action
    return {pair: action for pair, action in found.items() if action != VOID}


def document(found: Sequence[Difference]) -> list[dict[str, object]]:
    """Return *found* for scripts."""
    return [
        {**each.place._asdict(), "before": each.before, "after": each.after, "change": each.change} for each in found
    ]
