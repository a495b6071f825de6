"""What every engine owes processors (design §3), with toy processors: embedded over one, two and four shards, Kafka."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from hub.core.errors import ConfigurationError, PermanentError, RowRejectedError, StaleOwnerError, UnknownRecordError
from hub.core.ports import Output, Record, Row, Step, Timer
from hub.core.topics import DEAD_LETTERS
from tests.engines import EmbeddedWorld, Engine, KafkaWorld, World
from tests.toys import (
    BOOKED,
    CUTS,
    HOUR,
    PAID,
    SENT,
    START,
    Booking,
    Paying,
    StructCodec,
    orders,
    row,
)


@pytest.fixture(
    params=[
        pytest.param(("embedded", 1), id="embedded-1"),
        pytest.param(("embedded", 2), id="embedded-2"),
        pytest.param(("embedded", 4), id="embedded-4"),
        pytest.param(("kafka", 2), id="kafka-2", marks=pytest.mark.kafka),
    ]
)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    kind, shards = request.param
    made: World
    if kind == "embedded":
        made = EmbeddedWorld(tmp_path, shards)
    else:
        made = KafkaWorld(tmp_path, shards, access=request.getfixturevalue("access"))
    yield made
    made.close()


def play(engine: Engine) -> None:
    """Put a month in little on the log: orders, some twice, ticks and a close."""
    engine.append(SENT, orders(60))
    engine.tick(START + 2 * HOUR)
    engine.close_cut("m", START + 3 * HOUR)
    engine.append(SENT, orders(90)[50:])
    engine.tick(START + 30 * HOUR)


@pytest.fixture
def undisturbed(tmp_path: Path) -> Iterator[dict[str, object]]:
    """What the embedded engine makes of that month on one shard, whatever engine is tested."""
    plain = EmbeddedWorld(tmp_path / "undisturbed", 1)
    engine = plain.open()
    play(engine)
    engine.run_until_idle()
    yield plain.outcome()
    plain.close()


def test_every_order_is_paid_once(world: World) -> None:
    """What is sent is what is received; repeats of an order change nothing."""
    engine = world.open()
    engine.append(SENT, orders(100))
    engine.append(SENT, orders(100))
    engine.run_until_idle()
    states = world.states("booking")
    received = sum(msgspec.json.decode(value)["received"] for value in states.values())
    assert received == sum(range(100))
    assert set(world.identities(PAID).values()) == {1}


@pytest.mark.parametrize("batch", [1, 7, 2000])
def test_the_size_of_batches_changes_nothing(world: World, batch: int) -> None:
    runs = []
    for each, size in ((world, batch), (world.another("b"), 33)):
        engine = each.open(batch=size)
        engine.append(SENT, orders(80))
        engine.tick(START + 30 * HOUR)
        engine.run_until_idle()
        runs.append(each.outcome())
    assert runs[0] == runs[1]


def test_the_number_of_shards_changes_nothing_that_counts(world: World) -> None:
    one = world.another("one", shards=1)
    for each in (world.open(), one.open()):
        each.append(SENT, orders(80))
        each.tick(START + 30 * HOUR)
        each.run_until_idle()
    assert world.outcome() == one.outcome()


def test_a_small_cache_changes_nothing(world: World) -> None:
    """States that left the cache come back from the store."""
    large = world.another("large")
    for each, cached in ((world, 2), (large, 10_000)):
        engine = each.open(cached_states=cached, batch=3)
        engine.append(SENT, orders(60))
        engine.run_until_idle()
    assert world.outcome() == large.outcome()


def test_reopening_goes_on_where_it_stood(world: World) -> None:
    engine = world.open()
    engine.append(SENT, orders(50))
    engine.run_until_idle()
    engine.close()
    again = world.open()
    assert again.run_until_idle() == 0
    again.append(SENT, orders(80)[50:])
    again.tick(START + 30 * HOUR)
    again.run_until_idle()
    other = world.another("whole")
    whole = other.open()
    whole.append(SENT, orders(80))
    whole.tick(START + 30 * HOUR)
    whole.run_until_idle()
    assert world.outcome() == other.outcome()


def test_rule_1_ticks_stand_in_the_log_among_the_records(world: World) -> None:
    """What a tick or a record did at its place is done there again when all is computed anew from the log."""
    engine = world.open([Alarm()])
    for n in range(4):
        engine.append("toy.alarms", [("a", [[f"t{n}", 10 * n + 5], ["last", 10 * n + 25]], minute(10 * n), {})])
        engine.tick(minute(10 * n + 7))
    engine.run_until_idle()
    engine.close()
    first = world.state("alarm", "a")
    assert [name for name, _ in msgspec.json.decode(first)] == ["record", "t0"] + [
        name for n in (1, 2, 3) for name in ("record", f"t{n}")
    ]
    world.open([Alarm()], generation=2, batch=1).run_until_idle()
    assert world.state("alarm", "a") == first


class Death(BaseException):
    """The process ends here: no handler may run on."""


@pytest.mark.parametrize("reached", [1, 3])
def test_rule_2_state_position_timers_rows_and_outputs_are_written_together(
    world: World, undisturbed: dict[str, object], reached: int
) -> None:
    """Whatever sub-step of whichever batch an engine dies at, what it leaves is all of a batch or nothing of it."""
    for number, sub_step in enumerate(world.sub_steps):
        left = [reached]

        def probe(name: str, fatal: str = sub_step, left: list[int] = left) -> None:
            if name == fatal:
                left[0] -= 1
                if left[0] == 0:
                    raise Death(name)

        if number == 0:
            play(world.open())
        with suppress(Death):
            world.open(batch=9, probe=probe, machine=f"m{number}").run_until_idle()
    world.open(machine="last").run_until_idle()
    assert world.outcome() == undisturbed


def test_rule_6_the_number_of_partitions_never_changes(world: World) -> None:
    world.open().close()
    with pytest.raises(ConfigurationError, match="never change"):
        world.open(shards=world.shards + 1)


class Fleeting:
    """Has no state left after a second record of a key, and counts what it saw in its rows."""

    name = "fleeting"
    input = "toy.raw"
    codec = StructCodec(int | None)

    def step(self, state: int | None, record: Record) -> Step[int | None]:
        seen = (state or 0) + 1
        return Step(None if seen == 2 else seen, outputs=[Output("toy.out", record.key, seen)])

    def fire(self, state: int | None, timer: Timer) -> Step[int | None]:
        return Step(state)


def test_rule_6_a_key_without_a_state_keeps_its_version(world: World) -> None:
    """What is sent after the state is gone isn't taken for what was sent before: its identity is newer."""
    for _ in range(2):
        engine = world.open([Fleeting()])
        engine.append("toy.raw", [("a", 1, START, {}), ("a", 1, START, {})])
        engine.run_until_idle()
        engine.close()
    assert sorted(world.identities("toy.out")) == [f"fleeting/1/{version}/0/a" for version in (1, 2, 3, 4)]


# ── outputs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rule_3_outputs_carry_their_identity(world: World) -> None:
    """Processor, generation, version of the key and index, those of timers too."""
    engine = world.open(generation=3)
    engine.append(SENT, [("a", {"id": "x", "to": "b", "amount": 5}, START, {})])
    engine.tick(START + 3 * HOUR)
    engine.run_until_idle()
    assert sorted(world.identities(PAID)) == ["paying/3/1/0/a", "paying/3/2/0/a", "paying/3/3/0/a"]


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


def test_a_processor_may_feed_itself(world: World) -> None:
    engine = world.open([Echo()])
    engine.append("toy.echo", [("k30", 30, START, {})])
    engine.run_until_idle()
    assert len(world.states("echo")) == 31


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


def rung(world: World, key: str = "a") -> list[str]:
    return [msgspec.json.decode(value) for each, value in world.outputs("toy.rung") if each == key]


def test_timers_fire_before_the_record_that_passes_them(world: World) -> None:
    engine = world.open([Alarm()])
    engine.append("toy.alarms", [("a", [["late", 30], ["early", 10]], minute(0), {}), ("a", [], minute(20), {})])
    engine.run_until_idle()
    state = msgspec.json.decode(world.state("alarm", "a"))
    assert [name for name, _ in state] == ["record", "early", "record"]
    assert state[1][1] == minute(10).isoformat()


def test_timers_of_one_instant_fire_by_key_and_id(world: World) -> None:
    world = world.another("one", shards=1)
    engine = world.open([Alarm()])
    engine.append("toy.alarms", [(key, [["y", 5], ["x", 5], ["w", 6]], minute(0), {}) for key in ("b", "a")])
    engine.tick(minute(60))
    engine.run_until_idle()
    assert [(key, msgspec.json.decode(value)) for key, value in world.outputs("toy.rung")] == [
        ("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("a", "w"), ("b", "w"),
    ]  # fmt: skip


def test_a_timer_is_replaced_and_cancelled(world: World) -> None:
    engine = world.open([Alarm()])
    wishes = [[["x", 10], ["y", 10]], [["x", 40]], [["y", 0]]]
    engine.append("toy.alarms", [("a", wish, minute(n), {}) for n, wish in enumerate(wishes)])
    engine.tick(minute(20))
    engine.run_until_idle()
    assert rung(world) == []
    engine.tick(minute(50))
    engine.run_until_idle()
    assert rung(world) == ["x"]


def test_time_never_goes_back(world: World) -> None:
    """A late record keeps its own time; a timer it sets in the past fires before the next record."""
    engine = world.open([Alarm()])
    engine.tick(minute(100))
    engine.append("toy.alarms", [("a", [["past", 50]], minute(10), {}), ("a", [], minute(11), {})])
    engine.run_until_idle()
    state = msgspec.json.decode(world.state("alarm", "a"))
    assert state == [
        ["record", minute(10).isoformat()],
        ["past", minute(50).isoformat()],
        ["record", minute(11).isoformat()],
    ]


def test_timers_outlive_the_engine(world: World) -> None:
    engine = world.open([Alarm()])
    engine.append("toy.alarms", [("a", [["x", 10]], minute(0), {})])
    engine.run_until_idle()
    engine.close()
    again = world.open([Alarm()])
    again.tick(minute(10))
    again.run_until_idle()
    assert rung(world) == ["x"]


def test_more_timers_than_the_window_holds(world: World) -> None:
    """Ten thousand timers set in random order, some moved, fire in order of their instants."""
    world = world.another("one", shards=1)
    engine = world.open([Alarm()])
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
    assert rung(world) == [*expected, "t00001"]


def test_ticks_reach_later_stages_after_what_was_sent_before_them(world: World) -> None:
    """Booking's audit fires at 24 h; by then all payments have arrived, on every number of shards."""
    engine = world.open()
    engine.append(SENT, orders(60))
    engine.tick(START + 23 * HOUR)
    engine.tick(START + 24 * HOUR)
    engine.run_until_idle()
    reader = world.reader()
    booked = [msgspec.json.decode(value) for _, value in reader.states("booking")]
    reader.close()
    assert all(state["fired"] == 1 for state in booked)
    assert sum(state["received"] for state in booked) == sum(range(60))


# ── owners, generations ────────────────────────────────────────────────────────────────────────────────────────────


def test_rule_5_a_stale_owner_writes_nothing(world: World) -> None:
    old = world.open()
    old.append(SENT, orders(20))
    new = world.open(machine="there")
    before = world.outcome()
    with pytest.raises(StaleOwnerError, match="another"):
        old.run_until_idle()
    assert world.outcome() == before
    new.run_until_idle()
    assert set(world.identities(PAID).values()) == {1} and len(world.identities(PAID)) == 20


def test_a_new_generation_computes_the_same_anew(world: World) -> None:
    """A rebuild takes what came from outside again, and not what the former generation had sent."""
    engine = world.open()
    engine.append(SENT, orders(60))
    engine.tick(START + 30 * HOUR)
    engine.run_until_idle()
    first = world.outcome()
    engine.close()
    rebuilt = world.open(generation=2)
    rebuilt.run_until_idle()
    second = world.outcome()
    assert {name: second[name] for name in ("paying", "booking", "rows", "timers")} == {
        name: first[name] for name in ("paying", "booking", "rows", "timers")
    }
    generations = [identity.split("/")[1] for identity in world.identities(PAID)]
    assert generations.count("1") == generations.count("2")


def test_an_older_generation_is_refused(world: World) -> None:
    world.open(generation=2).close()
    with pytest.raises(ConfigurationError, match="generation 2"):
        world.open(generation=1)


def test_processors_need_names_of_their_own(world: World) -> None:
    with pytest.raises(ConfigurationError, match="distinct name"):
        world.open([Paying(), Paying()])


# ── what can't be taken ────────────────────────────────────────────────────────────────────────────────────────────


def test_poison_is_set_aside_and_the_rest_goes_on(world: World) -> None:
    engine = world.open()
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
    letters = list(world.letters().pending())
    assert [letter.reason for letter in letters] == [
        "DecodeError",
        "a: order is no object",
        "ZeroDivisionError",
        "KeyError",
    ]
    assert letters[0].value == b"{cut in half" and letters[0].headers == {"source": "court"}
    assert letters[0].key == "a" and letters[0].processor == "paying" and letters[0].topic == SENT
    assert letters[0].found_at.startswith(f"{SENT}/")
    state = msgspec.json.decode(world.state("paying", "a"))
    assert state["seen"] == ["1", "4"]


def test_a_dead_letter_is_retried_once(world: World) -> None:
    """The mended processor takes it; a second retry, or one of a letter that isn't there, changes nothing."""
    engine = world.open()
    engine.append(SENT, [("a", {"id": "2", "to": "b", "amount": 9, "raise": "unforeseen"}, START, {})])
    engine.run_until_idle()
    engine.close()

    class Mended(Paying):
        def step(self, state: object, record: Record) -> Step[object]:
            value = {name: each for name, each in record.value.items() if name != "raise"}
            return super().step(state, Record(record.topic, record.key, value, record.time))

    mended = world.open([Mended(), Booking()])
    letters = world.letters()
    (letter,) = letters.pending()
    assert letters.retry(letter.partition, letter.offset) is True
    assert letters.retry(letter.partition, letter.offset) is False
    mended.run_until_idle()
    assert list(letters.pending()) == []
    assert msgspec.json.decode(world.state("booking", "b"))["received"] == 9
    with pytest.raises(UnknownRecordError):
        letters.retry(0, 99)


def test_a_dismissed_letter_waits_no_longer_but_stays(world: World) -> None:
    engine = world.open()
    engine.append(SENT, [("a", b"{", START, {})])
    engine.run_until_idle()
    letters = world.letters()
    (letter,) = letters.pending()
    assert letters.dismiss(letter.partition, letter.offset)
    assert list(letters.pending()) == [] and len(world.outputs(DEAD_LETTERS)) == 1


class Brittle(Alarm):
    """Its timer fails while ``broken``."""

    broken = True

    def fire(self, state: list[tuple[str, str]], timer: Timer) -> Step[list[tuple[str, str]]]:
        if self.broken:
            raise PermanentError("can't ring")
        return super().fire(state, timer)


def test_a_timer_that_fails_is_set_aside_and_rings_when_retried(world: World) -> None:
    brittle = Brittle()
    engine = world.open([brittle])
    engine.append("toy.alarms", [("a", [["x", 10]], minute(0), {})])
    engine.tick(minute(20))
    engine.run_until_idle()
    letters = world.letters()
    (letter,) = letters.pending()
    assert (letter.timer, letter.reason) == ("x", "can't ring") and rung(world) == []
    brittle.broken = False
    letters.retry(letter.partition, letter.offset)
    engine.run_until_idle()
    assert rung(world) == ["x"]


class Circling(Alarm):
    def fire(self, state: list[tuple[str, str]], timer: Timer) -> Step[list[tuple[str, str]]]:
        return Step(state, set_timers=[Timer(timer.key, "b" if timer.id == "a" else "a", timer.due)])


def test_timers_that_set_each_other_without_end_are_stopped(world: World) -> None:
    engine = world.open([Circling()])
    engine.append("toy.alarms", [("k", [["a", 10]], minute(0), {})])
    engine.tick(minute(20))
    engine.run_until_idle()
    (letter,) = world.letters().pending()
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


def test_a_state_that_cannot_be_stored_takes_only_its_own_record_along(world: World) -> None:
    engine = world.open([Unstorable()])
    engine.append(
        "toy.raw", [("a", "1", START, {}), ("b", "bad", START, {}), ("a", "bad", START, {}), ("c", "3", START, {})]
    )
    engine.run_until_idle()
    assert world.states("unstorable") == {"a": b'"1"', "c": b'"3"'}
    assert sorted(letter.key for letter in world.letters().pending()) == ["a", "b"]


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


def test_a_rejected_row_says_which_field_and_whose_task(world: World) -> None:
    engine = world.open([Strict()])
    engine.append("toy.raw", [("a", 1, START, {})])
    engine.run_until_idle()
    (letter,) = world.letters().pending()
    assert (letter.field, letter.task_of, letter.code) == ("unit", "court", "E-UNIT-01")


class WildRows(Unstorable):
    def step(self, state: object | None, record: Record) -> Step[object]:
        fine = row(record.key, "m", 1, START)
        return Step(1, rows=[replace(fine, **WILD.get(record.value, {}))])


def test_a_row_that_cannot_be_stored_takes_only_its_own_record_along(world: World) -> None:
    engine = world.open([WildRows()])
    entries = [(f"k{n}", value, START, {}) for n, value in enumerate(["fine", *WILD, "fine"])]
    engine.append("toy.raw", entries)
    engine.run_until_idle()
    assert sorted(letter.key for letter in world.letters().pending()) == ["k1", "k2", "k3", "k4", "k5"]
    reader = world.reader()
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
def test_an_impossible_output_leaves_no_trace(world: World, value: str) -> None:
    engine = world.open([Astray()])
    engine.append("toy.raw", [("a", value, START, {})])
    engine.run_until_idle()
    assert len(list(world.letters().pending())) == 1
    assert world.states("unstorable") == {}


class Bulky(Unstorable):
    """Gives what no bus takes, as a state or as an output."""

    def step(self, state: object | None, record: Record) -> Step[object]:
        much = "x" * (5 << 20)
        if record.value == "state":
            return Step(much)
        return Step(record.value, outputs=[Output("toy.out", record.key, much if record.value == "output" else 1)])


def test_what_is_larger_than_a_record_may_be_takes_only_its_own_record_along(world: World) -> None:
    engine = world.open([Bulky()])
    values = ["fine", "state", "output", "fine"]
    engine.append("toy.raw", [(f"k{n}", value, START, {}) for n, value in enumerate(values)])
    engine.run_until_idle()
    assert sorted((letter.key, "over the cap" in letter.reason) for letter in world.letters().pending()) == [
        ("k1", True),
        ("k2", True),
    ]
    assert sorted(world.states("unstorable")) == ["k0", "k3"] and len(world.outputs("toy.out")) == 2


def test_only_what_fits_is_appended(world: World) -> None:
    engine = world.open()
    with pytest.raises(PermanentError, match="over the cap"):
        engine.append(SENT, [("a", {"id": "x", "to": "b", "amount": 1}, START, {}), ("a", bytes(5 << 20), START, {})])
    assert engine.run_until_idle() == 0


# ── cuts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def cuts(world: World, marker: str) -> list[dict[str, int]]:
    return [msgspec.json.decode(value) for key, value in world.outputs(CUTS) if key == marker]


@pytest.mark.parametrize("batch", [3, 2000])
def test_rule_7_at_a_cut_what_was_sent_was_received(world: World, batch: int) -> None:
    """Between cuts sums are in flight; at one they agree, though orders behind the marker already wait."""
    engine = world.open(batch=batch)
    many = orders(120)
    engine.append(SENT, many[:70])
    engine.close_cut("march", START + 2 * HOUR)
    engine.append(SENT, many[70:])
    engine.close_cut("april", START + 40 * HOUR)
    assert not engine.is_cut_complete("march")
    engine.run_until_idle()
    assert engine.is_cut_complete("march") and engine.is_cut_complete("april")
    for marker, total in (("march", sum(range(70))), ("april", sum(range(120)))):
        shares = cuts(world, marker)
        assert len(shares) == world.shards
        assert sum(share.get("sent", 0) for share in shares) == total
        assert sum(share.get("received", 0) for share in shares) == total
    assert max(world.identities(CUTS).values()) == 1, "a receiver that knows what it had takes what every shard sent"


def test_a_close_is_asked_for_once(world: World) -> None:
    engine = world.open()
    engine.append(SENT, orders(10))
    engine.close_cut("m", START + HOUR)
    engine.close_cut("m", START + HOUR)
    engine.run_until_idle()
    engine.close_cut("m", START + HOUR)
    assert engine.run_until_idle() == 0 and len(cuts(world, "m")) == world.shards


def test_a_cut_goes_on_after_reopening(world: World) -> None:
    engine = world.open(batch=20)
    engine.append(SENT, orders(30))
    engine.close_cut("m", START + HOUR)
    engine.append(SENT, orders(60)[30:])
    while not engine.is_cut_complete("m"):
        engine.run_batch()
        engine.close()
        engine = world.open(batch=20)
    engine.run_until_idle()
    assert sum(share.get("received", 0) for share in cuts(world, "m")) == sum(range(30))
    assert world.reader() is not None and len(world.identities(BOOKED)) >= 60


def test_timers_due_by_the_close_fire_before_it(world: World) -> None:
    engine = world.open()
    engine.append(SENT, orders(5))
    engine.close_cut("m", START + 30 * HOUR)
    engine.run_until_idle()
    reader = world.reader()
    assert all(msgspec.json.decode(value)["fired"] == 1 for _, value in reader.states("booking"))
    reader.close()


class Refusing(Booking):
    def cut(self, rows: object, marker: object) -> list[Output]:
        raise ZeroDivisionError


def test_a_cut_that_fails_is_reported_and_stops_nothing(world: World) -> None:
    engine = world.open([Paying(), Refusing()])
    engine.close_cut("m", START)
    engine.append(SENT, orders(5))
    engine.run_until_idle()
    assert engine.is_cut_complete("m")
    letters = list(world.letters().pending())
    assert len(letters) == world.shards and {letter.key for letter in letters} == {"m"}


# ── reading beside the engine ──────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_seen_as_known_at_an_instant(world: World) -> None:
    engine = world.open()
    engine.append(SENT, [("a", {"id": f"o{n}", "to": "b", "amount": n}, START + n * HOUR, {}) for n in (1, 2, 3)])
    engine.run_until_idle()
    reader = world.reader()
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


def test_rule_4_rows_come_back_as_they_went_in_and_the_last_of_one_id_counts(world: World) -> None:
    engine = world.open([Rowing()])
    engine.append("toy.raw", [("a", "", START, {})])
    engine.run_until_idle()
    reader = world.reader()
    assert list(reader.row_history()) == [FULL, row("x", "m", 2, START)]
    reader.close()
