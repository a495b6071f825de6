"""A rebuild owes the same state from the same log, sends nothing twice, and leaves the live one alone until then."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from hub.core.errors import PermanentError, StaleOwnerError, UnknownRecordError
from hub.core.ports import Record, Step
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EmbeddedGround, EngineOptions
from hub.engines.rebuild import Kind, Progress, Rebuild, Subject, Why
from tests.outcome import identities, outcome
from tests.rebuild_victim import open_rebuild
from tests.toys import BOOKED, HOUR, PAID, SENT, START, Booking, JsonSerde, Paying, StructCodec, orders, processors

ROOT = Path(__file__).parents[2]


class Tally(msgspec.Struct, frozen=True):
    received: int = 0
    payments: int = 0
    fired: int = 0
    largest: int = 0


class NewBooking(Booking):
    """The next version of the rules: it remembers the largest payment too, and counts it twice."""

    codec = StructCodec(Tally)

    def step(self, state: Tally | None, record: Record) -> Step[Tally]:
        step = super().step(state, record)
        largest = max(state.largest if state else 0, record.value["amount"])
        old = step.state
        return Step(
            Tally(old.received, old.payments, old.fired, largest),
            outputs=step.outputs,
            set_timers=step.set_timers,
            rows=step.rows,
        )

    def fire(self, state: Tally, timer: object) -> Step[Tally]:
        return Step(Tally(state.received, state.payments, state.fired + 1, state.largest))


def open_engine(folder: Path, chosen: Sequence[object] | None = None, shards: int | None = None) -> EmbeddedEngine:
    return EmbeddedEngine.open(folder / "log", chosen or processors(), JsonSerde(), EngineOptions(shards=shards))


def first_half(folder: Path, shards: int = 2, chosen: Sequence[object] | None = None) -> EmbeddedEngine:
    engine = open_engine(folder, chosen, shards)
    engine.append(SENT, orders(40))
    engine.append(SENT, [("k1", {"id": "bad", "to": "k2", "amount": 1, "raise": "unforeseen"}, START + HOUR, {})])
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.run_until_idle()
    return engine


def second_half(engine: EmbeddedEngine) -> None:
    engine.append(SENT, orders(90)[30:])
    engine.tick(START + 30 * HOUR)
    engine.run_until_idle()


def rebuild_of(folder: Path, name: str, chosen: Sequence[object] | None = None) -> Rebuild:
    subject = Subject(name, chosen or processors(), "test")
    return Rebuild(EmbeddedGround(folder / "log"), subject, JsonSerde(), folder / "rebuild")


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, object]:
    engine = first_half(tmp_path / "undisturbed")
    second_half(engine)
    engine.close()
    return outcome(tmp_path / "undisturbed" / "log")


@pytest.mark.parametrize("name", ["paying", "booking"])
@pytest.mark.parametrize("shards", [1, 2, 4])
def test_the_log_gives_the_live_state_again(tmp_path: Path, shards: int, name: str) -> None:
    """States with versions, timers, rows, time and gates: equal key by key on any number of shards."""
    engine = first_half(tmp_path, shards)
    work = rebuild_of(tmp_path, name)
    work.replay()
    assert work.compare().is_equal
    second_half(engine)
    comparison = work.compare()
    assert comparison.is_equal
    assert (comparison.keys, comparison.rows) == (7, 7)
    assert comparison.live == comparison.rebuilt != 0
    engine.close()


def test_the_hub_runs_on_until_the_switch_and_goes_on_after_it(tmp_path: Path, undisturbed: dict[str, object]) -> None:
    """The switch fences off who runs; what follows is what would have followed, under the next generation."""
    engine = first_half(tmp_path)
    work = rebuild_of(tmp_path, "booking")
    work.replay()
    engine.append(SENT, orders(60)[30:])
    engine.run_until_idle()
    comparison, switched = work.switch(accept=False)
    assert (comparison.is_equal, switched) == (True, True)
    engine.append(SENT, orders(90)[60:])
    with pytest.raises(StaleOwnerError):
        engine.run_until_idle()
    engine.close()
    again = open_engine(tmp_path)
    assert again.reader().generation > 1
    again.tick(START + 30 * HOUR)
    again.run_until_idle()
    sent = identities(again.bus, BOOKED)
    again.close()
    found = outcome(tmp_path / "log")
    assert {**found, "booked": None} == {**undisturbed, "booked": None}
    assert set(sent.values()) == {1}
    assert {identity.split("/")[1] for identity in sent} == {"1", "2"}


@pytest.mark.parametrize("moment", ["1", "2", "installed", "half committed", "committed"])
def test_killed_anywhere_it_goes_on_where_it_stood(tmp_path: Path, undisturbed: dict[str, object], moment: str) -> None:
    engine = first_half(tmp_path)
    second_half(engine)
    engine.close()
    process = subprocess.run([sys.executable, "-m", "tests.rebuild_victim", str(tmp_path), moment], cwd=ROOT)
    assert process.returncode == -signal.SIGKILL
    work = open_rebuild(tmp_path)
    resumed: list[Progress] = []
    work.replay(resumed.append)
    assert work.compare().is_equal
    _, switched = work.switch(accept=False)
    assert switched
    open_engine(tmp_path).close()
    assert outcome(tmp_path / "log") == undisturbed
    back = open_rebuild(tmp_path)
    back.recall()
    assert back.switch(accept=False)[1]
    assert outcome(tmp_path / "log") == undisturbed


def test_a_replay_goes_on_from_what_it_has(tmp_path: Path) -> None:
    """What was replayed before the kill isn't taken again."""
    engine = first_half(tmp_path)
    engine.close()
    subprocess.run([sys.executable, "-m", "tests.rebuild_victim", str(tmp_path), "1"], cwd=ROOT, check=False)
    standing = open_rebuild(tmp_path).standing().next
    assert standing is not None
    assert 0 < standing.taken < standing.total


def test_other_rules_are_shown_and_need_a_decision(tmp_path: Path) -> None:
    """A state of other rules isn't switched to by itself; when it is, the former one can be had back, brought on."""
    new = [Paying(), NewBooking()]
    engine = first_half(tmp_path)
    engine.close()
    work = rebuild_of(tmp_path, "booking", new)
    work.replay()
    comparison, switched = work.switch(accept=False)
    assert not switched
    assert comparison.differing == comparison.counts[Kind.STATE] == 7
    assert comparison.live != comparison.rebuilt
    assert {difference.why for difference in comparison.differences} == {Why.RULES}
    assert work.switch(accept=True)[1]
    engine = open_engine(tmp_path, new)
    engine.append(SENT, orders(60)[30:])
    engine.run_until_idle()
    engine.close()
    back = rebuild_of(tmp_path, "booking")
    back.recall()
    assert back.switch(accept=True)[1]
    engine = open_engine(tmp_path)
    second_half(engine)
    engine.close()
    straight = first_half(tmp_path / "straight")
    straight.append(SENT, orders(60)[30:])
    straight.run_until_idle()
    second_half(straight)
    straight.close()
    found, expected = outcome(tmp_path / "log"), outcome(tmp_path / "straight" / "log")
    assert {**found, "booked": None} == {**expected, "booked": None}


def test_a_state_that_an_older_version_wrote_is_equal(tmp_path: Path) -> None:
    """A field that came since and has its default says nothing new."""

    class Wider(Booking):
        codec = StructCodec(Tally)

        def step(self, state: Tally | None, record: Record) -> Step[Tally]:
            step = super().step(state, record)
            old = step.state
            step.state = Tally(old.received, old.payments, old.fired)
            return step

        def fire(self, state: Tally, timer: object) -> Step[Tally]:
            return Step(Tally(state.received, state.payments, state.fired + 1))

    engine = first_half(tmp_path)
    engine.close()
    work = rebuild_of(tmp_path, "booking", [Paying(), Wider()])
    work.replay()
    assert work.compare().is_equal


def test_what_was_put_aside_and_can_be_taken_now_is_said(tmp_path: Path) -> None:
    class Mended(Paying):
        def step(self, state: object, record: Record) -> Step[object]:
            order = dict(record.value)
            order.pop("raise", None)
            return super().step(state, Record(record.topic, record.key, order, record.time))

    engine = first_half(tmp_path)
    assert [letter.key for letter in DeadLetters(engine.bus).pending()] == ["k1"]
    paid = identities(engine.bus, PAID)
    work = rebuild_of(tmp_path, "paying", [Mended(), Booking()])
    work.replay()
    (difference,) = work.compare().differences
    assert (difference.key, difference.why) == ("k1", Why.HELD_BEFORE)
    assert {Kind.STATE, Kind.ROWS, Kind.TIMERS} & set(difference.kinds)
    assert identities(engine.bus, PAID) == paid
    engine.close()


def test_a_state_begun_by_other_code_is_dropped(tmp_path: Path) -> None:
    """Half by one version, half by another is no state of either."""
    engine = first_half(tmp_path)
    rebuild_of(tmp_path, "booking").replay()
    second_half(engine)
    engine.close()
    new = [Paying(), NewBooking()]
    work = Rebuild(EmbeddedGround(tmp_path / "log"), Subject("booking", new, "next"), JsonSerde(), tmp_path / "rebuild")
    work.replay()
    assert work.compare().counts[Kind.STATE] == 7
    work.drop()
    assert work.standing().next is None


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownRecordError):
        EmbeddedGround(tmp_path / "log")
    first_half(tmp_path).close()
    with pytest.raises(UnknownRecordError, match="paying booking"):
        rebuild_of(tmp_path, "nothing")
    with pytest.raises(UnknownRecordError, match="no former state"):
        rebuild_of(tmp_path, "booking").recall()
    one, other = rebuild_of(tmp_path, "booking"), rebuild_of(tmp_path, "booking")

    def meanwhile(progress: Progress) -> None:
        with pytest.raises(PermanentError, match="another process"):
            other.replay()

    one.replay(meanwhile)
