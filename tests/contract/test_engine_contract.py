"""What an engine owes processors (design §3), with toy processors over one, two and four shards."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from hub.bus.embedded import EmbeddedBus
from hub.core.errors import ConfigurationError, PermanentError, RowRejectedError, StaleOwnerError, UnknownRecordError
from hub.core.ports import Output, Record, Row, Step, Timer
from hub.core.topics import DEAD_LETTERS
from hub.engines.embedded import DeadLetters, EmbeddedEngine, EmbeddedReader, EngineOptions
from tests.outcome import identities, outcome, outputs
from tests.toys import (
    BOOKED,
    CUTS,
    HOUR,
    PAID,
    SENT,
    START,
    Booking,
    JsonSerde,
    Paying,
    StructCodec,
    orders,
    processors,
    row,
)

Open = Callable[..., EmbeddedEngine]


@pytest.fixture(params=[1, 2, 4])
def shards(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def open_engine(tmp_path: Path, shards: int) -> Iterator[Open]:
    opened: list[EmbeddedEngine] = []

    def make(chosen: Sequence[object] | None = None, folder: Path = tmp_path, **options: object) -> EmbeddedEngine:
        options.setdefault("shards", shards)
        engine = EmbeddedEngine.open(folder, chosen or processors(), JsonSerde(), EngineOptions(**options))
        opened.append(engine)
        return engine

    yield make
    for engine in opened:
        engine.close()


def test_every_order_is_paid_once(open_engine: Open, tmp_path: Path) -> None:
    """What is sent is what is received; repeats of an order change nothing."""
    engine = open_engine()
    engine.append(SENT, orders(100))
    engine.append(SENT, orders(100))
    engine.run_until_idle()
    states = dict(EmbeddedReader(tmp_path).states("booking"))
    received = sum(msgspec.json.decode(value)["received"] for value in states.values())
    assert received == sum(range(100))
    assert set(identities(engine.bus, PAID).values()) == {1}


@pytest.mark.parametrize("batch", [1, 7, 2000])
def test_the_size_of_batches_changes_nothing(open_engine: Open, tmp_path: Path, batch: int) -> None:
    runs = []
    for folder, size in ((tmp_path / "a", batch), (tmp_path / "b", 33)):
        engine = open_engine(folder=folder, batch=size)
        engine.append(SENT, orders(80))
        engine.tick(START + 30 * HOUR)
        engine.run_until_idle()
        runs.append(outcome(folder))
    assert runs[0] == runs[1]


def test_a_time_bound_ends_a_batch_and_changes_nothing(open_engine: Open, tmp_path: Path) -> None:
    """With a clock that jumps a second at each look, a batch bounded by half a second ends after its first chunk."""
    seconds = itertools.count()
    engine = open_engine(batch_seconds=0.5, monotonic=lambda: float(next(seconds)))
    engine.append(SENT, orders(600))
    assert engine.run_batch() > 0
    assert engine.run_until_idle() > 0
    whole = open_engine(folder=tmp_path / "whole")
    whole.append(SENT, orders(600))
    whole.run_until_idle()
    assert outcome(tmp_path) == outcome(tmp_path / "whole")


def test_the_number_of_shards_changes_nothing_that_counts(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    one = open_engine(folder=tmp_path / "one", shards=1)
    for each in (engine, one):
        each.append(SENT, orders(80))
        each.tick(START + 30 * HOUR)
        each.run_until_idle()
    assert outcome(tmp_path) == outcome(tmp_path / "one")


def test_a_small_cache_changes_nothing(open_engine: Open, tmp_path: Path) -> None:
    """States that left the cache come back from the store."""
    for folder, cached in ((tmp_path / "small", 2), (tmp_path / "large", 10_000)):
        engine = open_engine(folder=folder, cached_states=cached, batch=3)
        engine.append(SENT, orders(60))
        engine.run_until_idle()
    assert outcome(tmp_path / "small") == outcome(tmp_path / "large")


def test_reopening_goes_on_where_it_stood(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    engine.append(SENT, orders(50))
    engine.run_until_idle()
    engine.close()
    again = open_engine()
    assert again.run_until_idle() == 0
    again.append(SENT, orders(80)[50:])
    again.tick(START + 30 * HOUR)
    again.run_until_idle()
    whole = open_engine(folder=tmp_path / "whole")
    whole.append(SENT, orders(80))
    whole.tick(START + 30 * HOUR)
    whole.run_until_idle()
    assert outcome(tmp_path) == outcome(tmp_path / "whole")


def test_an_idle_engine_writes_nothing(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    engine.append(SENT, orders(10))
    engine.run_until_idle()
    before = [shard.query("PRAGMA data_version") for shard in engine.bus.shards]
    assert engine.run_batch() == 0
    assert [shard.query("PRAGMA data_version") for shard in engine.bus.shards] == before


# ── outputs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_outputs_carry_their_identity(open_engine: Open) -> None:
    """Processor, generation, version of the key and index, those of timers too."""
    engine = open_engine(generation=3)
    engine.append(SENT, [("a", {"id": "x", "to": "b", "amount": 5}, START, {})])
    engine.tick(START + 3 * HOUR)
    engine.run_until_idle()
    assert sorted(identities(engine.bus, PAID)) == ["paying/3/1/0/a", "paying/3/2/0/a", "paying/3/3/0/a"]


def test_the_outbox_is_empty_once_all_was_taken(open_engine: Open) -> None:
    engine = open_engine()
    engine.append(SENT, orders(50))
    engine.run_until_idle()
    assert [shard.query("SELECT count(*) FROM outbox") for shard in engine.bus.shards] == [[(0,)]] * len(
        engine.bus.shards
    )


class Echo:
    """Sends what it gets to its own topic until nothing is left of it."""

    name = "echo"
    input = "toy.echo"
    codec = StructCodec(int)

    def step(self, state: int | None, record: Record) -> Step[int]:
        left = record.value
        assert isinstance(left, int)
        return Step((state or 0) + 1, outputs=[Output("toy.echo", f"k{left - 1}", left - 1)] if left else [])

    def fire(self, state: int, timer: Timer) -> Step[int]:
        return Step(state)


def test_a_processor_may_feed_itself(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine([Echo()])
    engine.append("toy.echo", [("k30", 30, START, {})])
    engine.run_until_idle()
    assert len(dict(EmbeddedReader(tmp_path).states("echo"))) == 31


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Alarm:
    """Notes when it was woken; values are lists of (timer, minutes from start to set it), or of timers to cancel."""

    name = "alarm"
    input = "toy.alarms"
    codec = StructCodec(list[tuple[str, str]])

    def step(self, state: list[tuple[str, str]] | None, record: Record) -> Step[list[tuple[str, str]]]:
        wishes = record.value
        assert isinstance(wishes, list)
        return Step(
            [*(state or []), ("record", record.time.isoformat())],
            set_timers=[Timer(record.key, wish[0], START + timedelta(minutes=wish[1])) for wish in wishes if wish[1]],
            cancel_timers=[wish[0] for wish in wishes if not wish[1]],
        )

    def fire(self, state: list[tuple[str, str]], timer: Timer) -> Step[list[tuple[str, str]]]:
        return Step([*state, (timer.id, timer.due.isoformat())], outputs=[Output("toy.rung", timer.key, timer.id)])


def minute(n: int) -> datetime:
    return START + timedelta(minutes=n)


def rung(engine: EmbeddedEngine, key: str = "a") -> list[str]:
    return [msgspec.json.decode(value) for each, value in outputs(engine.bus, "toy.rung") if each == key]


def test_timers_fire_before_the_record_that_passes_them(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine([Alarm()])
    engine.append("toy.alarms", [("a", [["late", 30], ["early", 10]], minute(0), {}), ("a", [], minute(20), {})])
    engine.run_until_idle()
    state = msgspec.json.decode(EmbeddedReader(tmp_path).state("alarm", "a") or b"")
    assert [name for name, _ in state] == ["record", "early", "record"]
    assert state[1][1] == minute(10).isoformat()


def test_timers_of_one_instant_fire_by_key_and_id(open_engine: Open) -> None:
    engine = open_engine([Alarm()], shards=1)
    engine.append("toy.alarms", [(key, [["y", 5], ["x", 5], ["w", 6]], minute(0), {}) for key in ("b", "a")])
    engine.tick(minute(60))
    engine.run_until_idle()
    assert [(key, msgspec.json.decode(value)) for key, value in outputs(engine.bus, "toy.rung")] == [
        ("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("a", "w"), ("b", "w"),
    ]  # fmt: skip


def test_a_timer_is_replaced_and_cancelled(open_engine: Open) -> None:
    engine = open_engine([Alarm()])
    wishes = [[["x", 10], ["y", 10]], [["x", 40]], [["y", 0]]]
    engine.append("toy.alarms", [("a", wish, minute(n), {}) for n, wish in enumerate(wishes)])
    engine.tick(minute(20))
    engine.run_until_idle()
    assert rung(engine) == []
    engine.tick(minute(50))
    engine.run_until_idle()
    assert rung(engine) == ["x"]


def test_time_never_goes_back(open_engine: Open, tmp_path: Path) -> None:
    """A late record keeps its own time; a timer it sets in the past fires before the next record."""
    engine = open_engine([Alarm()])
    engine.tick(minute(100))
    engine.append("toy.alarms", [("a", [["past", 50]], minute(10), {}), ("a", [], minute(11), {})])
    engine.run_until_idle()
    state = msgspec.json.decode(EmbeddedReader(tmp_path).state("alarm", "a") or b"")
    assert state == [
        ["record", minute(10).isoformat()],
        ["past", minute(50).isoformat()],
        ["record", minute(11).isoformat()],
    ]


def test_timers_outlive_the_engine(open_engine: Open) -> None:
    engine = open_engine([Alarm()])
    engine.append("toy.alarms", [("a", [["x", 10]], minute(0), {})])
    engine.run_until_idle()
    engine.close()
    again = open_engine([Alarm()])
    again.tick(minute(10))
    again.run_until_idle()
    assert rung(again) == ["x"]


def test_more_timers_than_the_window_holds(open_engine: Open) -> None:
    """Ten thousand timers set in random order, some moved, fire in order of their instants."""
    engine = open_engine([Alarm()], shards=1)
    minutes = list(range(1, 10_001))
    random.Random(7).shuffle(minutes)
    wishes = [[f"t{n:05}", n] for n in minutes]
    engine.append("toy.alarms", [("a", wishes[start : start + 500], minute(0), {}) for start in range(0, 10_000, 500)])
    engine.append("toy.alarms", [("a", [["t00001", 10_500], ["t09000", 0]], minute(0), {})])
    engine.run_until_idle()
    for at in (300, 5_000, 11_000):
        engine.tick(minute(at))
        engine.run_until_idle()
    expected = [f"t{n:05}" for n in range(2, 10_001) if n != 9_000]
    assert rung(engine) == [*expected, "t00001"]


def test_ticks_reach_later_stages_after_what_was_sent_before_them(open_engine: Open) -> None:
    """Booking's audit fires at 24 h; by then all payments have arrived, on every number of shards."""
    engine = open_engine()
    engine.append(SENT, orders(60))
    engine.tick(START + 23 * HOUR)
    engine.tick(START + 24 * HOUR)
    engine.run_until_idle()
    reader = engine.reader()
    booked = [msgspec.json.decode(value) for _, value in reader.states("booking")]
    reader.close()
    assert all(state["fired"] == 1 for state in booked)
    assert sum(state["received"] for state in booked) == sum(range(60))


# ── owners, generations ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stale_engine_writes_nothing(open_engine: Open, tmp_path: Path) -> None:
    old = open_engine()
    old.append(SENT, orders(20))
    open_engine()
    before = outcome(tmp_path)
    with pytest.raises(StaleOwnerError, match="another engine"):
        old.run_batch()
    assert outcome(tmp_path) == before


def test_a_new_generation_computes_the_same_anew(open_engine: Open, tmp_path: Path) -> None:
    """A rebuild takes what came from outside again, and not what the former generation had sent."""
    engine = open_engine()
    engine.append(SENT, orders(60))
    engine.tick(START + 30 * HOUR)
    engine.run_until_idle()
    first = outcome(tmp_path)
    engine.close()
    rebuilt = open_engine(generation=2)
    rebuilt.run_until_idle()
    second = outcome(tmp_path)
    assert {name: second[name] for name in ("paying", "booking", "rows", "timers")} == {
        name: first[name] for name in ("paying", "booking", "rows", "timers")
    }
    generations = [identity.split("/")[1] for identity in identities(rebuilt.bus, PAID)]
    assert generations.count("1") == generations.count("2")


def test_an_older_generation_is_refused(open_engine: Open) -> None:
    open_engine(generation=2).close()
    with pytest.raises(ConfigurationError, match="generation 2"):
        open_engine(generation=1)


def test_processors_need_names_of_their_own(open_engine: Open) -> None:
    with pytest.raises(ConfigurationError, match="distinct name"):
        open_engine([Paying(), Paying()])


# ── what can't be taken ────────────────────────────────────────────────────────────────────────────────────────────


def test_poison_is_set_aside_and_the_rest_goes_on(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    engine.append(
        SENT,
        [
            ("a", {"id": "1", "to": "b", "amount": 1}, START, {}),
            ("a", b"{cut in half", START, {"source": "court"}),
            ("a", ["no object"], START, {}),
            ("a", {"id": "2", "to": "b", "amount": 1, "raise": "unforeseen"}, START, {}),
            ("a", {"id": "3"}, START, {}),
            ("a", {"id": "4", "to": "b", "amount": 1}, START, {}),
        ],
    )
    engine.run_until_idle()
    letters = list(DeadLetters(engine.bus).pending())
    assert [letter.reason for letter in letters] == [
        "DecodeError",
        "a: order is no object",
        "ZeroDivisionError",
        "KeyError",
    ]
    assert letters[0].value == b"{cut in half" and letters[0].headers == {"source": "court"}
    assert letters[0].key == "a" and letters[0].processor == "paying" and letters[0].topic == SENT
    assert letters[0].found_at.startswith(f"{SENT}/")
    state = msgspec.json.decode(EmbeddedReader(tmp_path).state("paying", "a") or b"")
    assert state["seen"] == ["1", "4"]


def test_a_dead_letter_is_retried_once(open_engine: Open, tmp_path: Path) -> None:
    """The mended processor takes it; a second retry, or one of a letter that isn't there, changes nothing."""
    engine = open_engine()
    engine.append(SENT, [("a", {"id": "2", "to": "b", "amount": 9, "raise": "unforeseen"}, START, {})])
    engine.run_until_idle()
    engine.close()

    class Mended(Paying):
        def step(self, state: object, record: Record) -> Step[object]:
            value = {name: each for name, each in record.value.items() if name != "raise"}
            return super().step(state, Record(record.topic, record.key, value, record.time))

    mended = open_engine([Mended(), Booking()])
    letters = DeadLetters(mended.bus)
    (letter,) = letters.pending()
    assert letters.retry(letter.partition, letter.offset) is True
    assert letters.retry(letter.partition, letter.offset) is False
    mended.run_until_idle()
    assert list(letters.pending()) == []
    assert msgspec.json.decode(EmbeddedReader(tmp_path).state("booking", "b") or b"")["received"] == 9
    with pytest.raises(UnknownRecordError):
        letters.retry(0, 99)


def test_a_dismissed_letter_waits_no_longer_but_stays(open_engine: Open) -> None:
    engine = open_engine()
    engine.append(SENT, [("a", b"{", START, {})])
    engine.run_until_idle()
    letters = DeadLetters(engine.bus)
    (letter,) = letters.pending()
    assert letters.dismiss(letter.partition, letter.offset)
    assert list(letters.pending()) == [] and len(outputs(engine.bus, DEAD_LETTERS)) == 1


class Brittle(Alarm):
    """Its timer fails while ``broken``."""

    broken = True

    def fire(self, state: list[tuple[str, str]], timer: Timer) -> Step[list[tuple[str, str]]]:
        if self.broken:
            raise PermanentError("can't ring")
        return super().fire(state, timer)


def test_a_timer_that_fails_is_set_aside_and_rings_when_retried(open_engine: Open) -> None:
    brittle = Brittle()
    engine = open_engine([brittle])
    engine.append("toy.alarms", [("a", [["x", 10]], minute(0), {})])
    engine.tick(minute(20))
    engine.run_until_idle()
    letters = DeadLetters(engine.bus)
    (letter,) = letters.pending()
    assert (letter.timer, letter.reason) == ("x", "can't ring") and rung(engine) == []
    brittle.broken = False
    letters.retry(letter.partition, letter.offset)
    engine.run_until_idle()
    assert rung(engine) == ["x"]


class Circling(Alarm):
    def fire(self, state: list[tuple[str, str]], timer: Timer) -> Step[list[tuple[str, str]]]:
        return Step(state, set_timers=[Timer(timer.key, "b" if timer.id == "a" else "a", timer.due)])


def test_timers_that_set_each_other_without_end_are_stopped(open_engine: Open) -> None:
    engine = open_engine([Circling()])
    engine.append("toy.alarms", [("k", [["a", 10]], minute(0), {})])
    engine.tick(minute(20))
    engine.run_until_idle()
    (letter,) = DeadLetters(engine.bus).pending()
    assert "without end" in letter.reason


class Unstorable:
    """Gives a state that its codec can't encode for one value."""

    name = "unstorable"
    input = "toy.raw"
    codec = StructCodec(object)

    def step(self, state: object | None, record: Record) -> Step[object]:
        return Step(object() if record.value == "bad" else record.value)

    def fire(self, state: object, timer: Timer) -> Step[object]:
        return Step(state)


def test_a_state_that_cannot_be_stored_takes_only_its_own_record_along(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine([Unstorable()])
    engine.append(
        "toy.raw", [("a", "1", START, {}), ("b", "bad", START, {}), ("a", "bad", START, {}), ("c", "3", START, {})]
    )
    engine.run_until_idle()
    assert sorted(EmbeddedReader(tmp_path).states("unstorable")) == [("a", b'"1"'), ("c", b'"3"')]
    assert sorted(letter.key for letter in DeadLetters(engine.bus).pending()) == ["a", "b"]


WILD: dict[str, dict[str, object]] = {
    "huge": {"value": 1 << 70},
    "missing": {"measure": None},
    "surrogate": {"unit": "\ud800"},
    "object": {"kind": object()},
    "naive": {"known_from": START.replace(tzinfo=None)},
}
"""What a faulty rule might put into a row, none of which the table can hold."""


class Strict(Unstorable):
    def step(self, state: object | None, record: Record) -> Step[object]:
        raise RowRejectedError(field="unit", reason="unit X9 isn't registered", code="E-UNIT-01", task_of="court")


def test_a_rejected_row_says_which_field_and_whose_task(open_engine: Open) -> None:
    engine = open_engine([Strict()])
    engine.append("toy.raw", [("a", 1, START, {})])
    engine.run_until_idle()
    (letter,) = DeadLetters(engine.bus).pending()
    assert (letter.field, letter.task_of, letter.code) == ("unit", "court", "E-UNIT-01")


class WildRows(Unstorable):
    def step(self, state: object | None, record: Record) -> Step[object]:
        fine = row(record.key, "m", 1, START)
        return Step(1, rows=[replace(fine, **WILD.get(record.value, {}))])


def test_a_row_that_cannot_be_stored_takes_only_its_own_record_along(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine([WildRows()])
    entries = [(f"k{n}", value, START, {}) for n, value in enumerate(["fine", *WILD, "fine"])]
    engine.append("toy.raw", entries)
    engine.run_until_idle()
    assert sorted(letter.key for letter in DeadLetters(engine.bus).pending()) == ["k1", "k2", "k3", "k4", "k5"]
    reader = EmbeddedReader(tmp_path)
    assert sorted(each.label for each in reader.row_history()) == ["k0", "k6"]
    reader.close()


class Astray(Unstorable):
    def step(self, state: object | None, record: Record) -> Step[object]:
        if record.value == "foreign timer":
            return Step(1, set_timers=[Timer("other", "x", START)])
        if record.value == "key":
            return Step(1, outputs=[Output("toy.out", "\ud800", 1)])
        return Step(1, outputs=[Output("toy.out", "k", {1}.__iter__())])


@pytest.mark.parametrize("value", ["foreign timer", "key", "value"])
def test_an_impossible_output_leaves_no_trace(open_engine: Open, tmp_path: Path, value: str) -> None:
    engine = open_engine([Astray()])
    engine.append("toy.raw", [("a", value, START, {})])
    engine.run_until_idle()
    assert len(list(DeadLetters(engine.bus).pending())) == 1
    assert list(EmbeddedReader(tmp_path).states("unstorable")) == []


def test_only_what_fits_is_appended(open_engine: Open) -> None:
    engine = open_engine()
    with pytest.raises(PermanentError, match="over the cap"):
        engine.append(SENT, [("a", {"id": "x", "to": "b", "amount": 1}, START, {}), ("a", bytes(5 << 20), START, {})])
    assert engine.run_until_idle() == 0


# ── cuts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def cuts(engine: EmbeddedEngine, marker: str) -> list[dict[str, int]]:
    return [msgspec.json.decode(value) for key, value in outputs(engine.bus, CUTS) if key == marker]


@pytest.mark.parametrize("batch", [3, 2000])
def test_at_a_cut_what_was_sent_was_received(open_engine: Open, batch: int) -> None:
    """Between cuts sums are in flight; at one they agree, though orders behind the marker already wait."""
    engine = open_engine(batch=batch)
    many = orders(120)
    engine.append(SENT, many[:70])
    engine.close_cut("march", START + 2 * HOUR)
    engine.append(SENT, many[70:])
    engine.close_cut("april", START + 40 * HOUR)
    assert not engine.is_cut_complete("march")
    engine.run_until_idle()
    assert engine.is_cut_complete("march") and engine.is_cut_complete("april")
    for marker, total in (("march", sum(range(70))), ("april", sum(range(120)))):
        shares = cuts(engine, marker)
        assert len(shares) == len(engine.bus.shards)
        assert sum(share.get("sent", 0) for share in shares) == total
        assert sum(share.get("received", 0) for share in shares) == total


def test_a_close_is_asked_for_once(open_engine: Open) -> None:
    engine = open_engine()
    engine.append(SENT, orders(10))
    engine.close_cut("m", START + HOUR)
    engine.close_cut("m", START + HOUR)
    engine.run_until_idle()
    engine.close_cut("m", START + HOUR)
    assert engine.run_until_idle() == 0 and len(cuts(engine, "m")) == len(engine.bus.shards)


def test_a_cut_goes_on_after_reopening(open_engine: Open) -> None:
    engine = open_engine(batch=2)
    engine.append(SENT, orders(30))
    engine.close_cut("m", START + HOUR)
    engine.append(SENT, orders(60)[30:])
    while not engine.is_cut_complete("m"):
        engine.run_batch()
        engine.close()
        engine = open_engine(batch=2)
    engine.run_until_idle()
    assert sum(share.get("received", 0) for share in cuts(engine, "m")) == sum(range(30))
    assert engine.reader() is not None and len(identities(engine.bus, BOOKED)) >= 60


def test_timers_due_by_the_close_fire_before_it(open_engine: Open) -> None:
    engine = open_engine()
    engine.append(SENT, orders(5))
    engine.close_cut("m", START + 30 * HOUR)
    engine.run_until_idle()
    reader = engine.reader()
    assert all(msgspec.json.decode(value)["fired"] == 1 for _, value in reader.states("booking"))
    reader.close()


class Refusing(Booking):
    def cut(self, rows: object, marker: object) -> list[Output]:
        raise ZeroDivisionError


def test_a_cut_that_fails_is_reported_and_stops_nothing(open_engine: Open) -> None:
    engine = open_engine([Paying(), Refusing()])
    engine.close_cut("m", START)
    engine.append(SENT, orders(5))
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    letters = list(DeadLetters(engine.bus).pending())
    assert len(letters) == len(engine.bus.shards) and {letter.key for letter in letters} == {"m"}


# ── reading beside the engine ──────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_seen_as_known_at_an_instant(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine()
    engine.append(SENT, [("a", {"id": f"o{n}", "to": "b", "amount": n}, START + n * HOUR, {}) for n in (1, 2, 3)])
    engine.run_until_idle()
    reader = EmbeddedReader(tmp_path)
    assert list(reader.rows(START)) == []
    assert {(each.label, each.value) for each in reader.rows(START + 4 * HOUR)} == {("a", 6), ("b", 6)} | {
        (each.label, each.value) for each in reader.row_history()
    }
    reader.close()


FULL = Row(
    label="l", id="i", measure="m", item="it", part="p", day="2026-03-01", end_day="2026-03-02", cohort="c",
    unit="u", level=3, kind="k", county="230803", type="t", channel="ch", agency="court", value=7,
    known_from=START, known_until=START + HOUR,
)  # fmt: skip


class Rowing(Unstorable):
    def step(self, state: object | None, record: Record) -> Step[object]:
        return Step(1, rows=[row("x", "m", 1, START), FULL, row("x", "m", 2, START)])


def test_rows_come_back_as_they_went_in_and_the_last_of_one_id_counts(open_engine: Open, tmp_path: Path) -> None:
    engine = open_engine([Rowing()])
    engine.append("toy.raw", [("a", "", START, {})])
    engine.run_until_idle()
    reader = EmbeddedReader(tmp_path)
    assert list(reader.row_history()) == [FULL, row("x", "m", 2, START)]
    reader.close()


def test_a_reader_sees_only_what_is_committed(open_engine: Open, tmp_path: Path) -> None:
    seen: list[int] = []

    def look(sub_step: str) -> None:
        if sub_step == "positions written":
            reader = EmbeddedReader(tmp_path)
            seen.append(len(list(reader.states("paying"))))
            reader.close()

    engine = open_engine(probe=look, shards=1)
    engine.append(SENT, orders(7))
    engine.run_batch()
    assert seen == [0]
    reader = EmbeddedReader(tmp_path)
    assert len(list(reader.states("paying"))) == 7
    assert reader.state("paying", "nobody") is None
    reader.close()


def test_a_reader_needs_a_hub(tmp_path: Path) -> None:
    """Neither an empty folder nor a log that no engine has run on has anything to read."""
    with pytest.raises(UnknownRecordError):
        EmbeddedReader(tmp_path)
    EmbeddedBus.open(tmp_path, shards=2).close()
    with pytest.raises(UnknownRecordError, match="no hub has run"):
        EmbeddedReader(tmp_path)
