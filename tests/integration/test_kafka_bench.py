"""The bench on Kafka counts a contestant's figures only when its outcome is right, and reads them off correctly."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.kafka.contest import CONTESTANTS, Drained, Sight, WrongOutcomeError, check, measured
from bench.kafka.contestants.records import decode_state, encode_output, fold
from bench.kafka.course import Arrival, Course, arrivals
from bench.kafka.environments import PYTHON_PEERS, ROOT, Environment
from bench.kafka.latency import Latency, Level, Spread, Window, percentile
from bench.kafka.machine import Others, Pace, used_by
from bench.kafka.recovery import Recovered
from bench.kafka.report import figures
from bench.kafka.results import Results, circumstances
from bench.kafka.running import Usage
from bench.kafka.trace import STAGES, Trace, mean_stages
from bench.kafka.workload import Workload
from hub.bus.records import to_micros

WORKLOAD = Workload(300, 40, 4)


def test_everybody_gets_the_same_bytes() -> None:
    first, second = WORKLOAD.prepare(), WORKLOAD.prepare()
    assert first == second and len(first.fingerprint) == 64
    assert {partition for partition, _, _ in first.messages} == {0, 1, 2, 3}


def test_what_must_come_out_is_what_the_fold_gives() -> None:
    prepared, states, found = WORKLOAD.prepare(), {}, Counter[tuple[bytes, bytes]]()
    for _, key, value in prepared.messages:
        states[key], output = fold(states.get(key), value)
        found[key, output] += 1
    check(found, prepared.outputs)
    assert sum(decode_state(state).statements for state in states.values()) == 300


@pytest.mark.parametrize("change", [1, -1])
def test_an_outcome_with_one_record_too_many_or_too_few_does_not_count(change: int) -> None:
    wanted = WORKLOAD.prepare().outputs
    found = Counter(wanted)
    found[next(iter(found))] += change
    with pytest.raises(WrongOutcomeError):
        check(+found, wanted)


def test_a_probe_tells_whether_the_state_is_still_there() -> None:
    spread = Workload(20, 20, 2, spread=True)
    states = {key: state for _, key, state in spread.states()}
    for _, key, value in spread.probes(1).messages:
        with_state, without = fold(states[key], value)[1], fold(None, value)[1]
        assert (key, with_state) in spread.probes(1).outputs and (key, without) not in spread.probes(1).outputs


def test_a_percentile_is_a_value_that_was_measured() -> None:
    ordered = [float(number) for number in range(1, 101)]
    assert [percentile(ordered, share) for share in (0.5, 0.9, 0.99, 1.0)] == [50, 90, 99, 100]
    assert percentile([7.0], 0.99) == 7


def test_the_steady_days_have_every_statement_as_often() -> None:
    history, steady = arrivals(360)
    assert len(steady) == 8 * 120 and sum(arrival.is_delivered for arrival in steady) == 2 * 120
    assert max(arrival.at for arrival in history) < min(arrival.at for arrival in steady)


def test_each_peer_is_pinned_by_hash_without_an_index_address() -> None:
    for name in PYTHON_PEERS:
        text = (ROOT / "constraints" / "peers" / f"{name}.txt").read_text(encoding="utf-8")
        assert "--hash=sha256:" in text and "://" not in text and "--index" not in text


def test_only_who_needs_no_environment_runs_without_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUB_BENCH_HOME", str(tmp_path))
    ready = {contestant.name for contestant in CONTESTANTS if contestant.where().is_ready()}
    assert ready == {"engine", "floor"}
    assert not Environment("streams").is_ready()


def test_results_are_read_as_they_were_written_and_every_part_is_told(tmp_path: Path) -> None:
    spread = Spread(samples=2, p50=1, p90=2, p99=3, worst=4)
    window = Window(spread=spread, seconds=1, others=0.25, pace=0.8, late=0)
    level = Level(share=0.5, rate=1, windows=(window,), whole=spread, stages={"computed": 3.0, "committed": 1.0})
    results = Results(
        drained=[drained("faust-memory", 2.0), drained("engine", 1.0), drained("engine", 4.0), drained("engine", 2.0)],
        recovered=[
            Recovered(contestant="engine", keys=1_000, limit=90, by_others=0.1, lost=2.0, kept=1.0, peak=50),
            Recovered(contestant="faust-rocksdb", keys=1_000, limit=90, peak=50),
            Recovered(contestant="quix-eos", keys=1_000, limit=90, trouble="not filled within 90 s"),
        ],
        latency=Latency(
            partitions=4,
            held=10,
            drained=150.0,
            capacity=100.0,
            cost=300,
            peak=70,
            others=0.1,
            levels=[level],
            turn=window,
        ),
        absent=["Kafka Streams"],
        failed={"Quix Streams, drain": "it ended"},
        parts={"drain": circumstances("python -m bench.kafka", 0.5, {"acks": "all"})},
    )
    results.write(tmp_path / "results.json")
    again = Results.read(tmp_path / "results.json")
    assert figures(again) == figures(results)
    assert again.against("engine", "faust-memory") == (1.0, 1.0)
    text = figures(again)
    wanted = (
        "acks all",
        "| 1,000 | this engine | 2.0 | 1.0 |",
        "did not come back within 90 s | – |",
        "not filled within 90 s | – |",
        "| 50% | 1 | **the quietest** | 25% | 80% | 2 | 1 | 2 | 3 | 4 |",
        "| 50% | 50 | while a day begins | 25% | 80% | 2 | 1 | 2 | 3 | 4 |",
        "| computed | 3 (75%) |",
        "Kafka Streams",
        "25 … 100",
        "Quix Streams, drain: no figures, because it ended",
    )
    assert [part for part in wanted if part not in text] == []
    assert encode_output("d", decode_state(bytes(24)))[:5] == b"\x00\x00\x00\x00\x02"


def test_a_run_that_is_over_at_one_look_counts_as_a_whole() -> None:
    sights = [Sight(1.0, 0, Usage(0.5, 40)), Sight(3.0, 110, Usage(0.9, 60)), Sight(3.1, 110, Usage(0.9, 60))]
    found = measured(sights, 100, ("floor", 1, 0.0))
    assert (found.records, found.seconds, found.peak) == (100, 2.0, 60)
    assert found.cpu == pytest.approx(0.4) and found.commits == pytest.approx(5)


def drained(contestant: str, seconds: float) -> Drained:
    return Drained(
        contestant=contestant, round=1, records=100, seconds=seconds, cpu=seconds / 10, peak=60, commits=0.0, ready=1.0
    )


def test_a_level_is_judged_by_the_window_in_which_most_of_the_machine_was_left_not_by_the_best() -> None:
    slow, quick = (Spread(samples=9, p50=1, p90=2, p99=p99, worst=p99) for p99 in (900.0, 90.0))
    quiet = Window(spread=slow, seconds=1, others=0.02, pace=0.9, late=0)
    busy = Window(spread=quick, seconds=1, others=0.5, pace=1.0, late=0)
    slowed = Window(spread=quick, seconds=1, others=0.0, pace=0.7, late=0)
    assert Level(share=0.5, rate=1, windows=(busy, quiet, slowed), whole=slow).quietest is quiet


def test_the_pace_is_that_of_the_fastest_looks_and_only_of_what_was_asked() -> None:
    """Ten looks at least: an unmeasured stretch says 1, and no stretch is faster than the fastest."""
    pace = Pace()
    began = time.monotonic()
    while pace.looks < 10:
        time.sleep(0.05)
    pace.end()
    assert 0.0 < pace.since(began) <= 1.0
    assert pace.since(time.monotonic()) == 1.0


def test_a_course_is_cut_where_days_begin_in_shanghai() -> None:
    """16:00 UTC is midnight there."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    course = Course([Arrival(b"d", b"", to_micros(noon + timedelta(hours=hours)), False) for hours in range(8)])
    assert course.longest_day() == 4 and course.left_of_day() == 4
    assert [arrival.at for arrival in course.take(3)] == [
        to_micros(noon + timedelta(hours=hours)) for hours in range(3)
    ]
    assert course.left_of_day() == 1 and len(course.take(2)) == 2
    assert course.left_of_day() == 3 and len(course.take(9)) == 3 and course.left_of_day() == 0


def test_others_are_all_who_are_not_ours() -> None:
    """What this process burns isn't the others'; told of no process of its own, the bench would count it so."""
    others = Others(())
    burnt = time.process_time() + 0.3
    while time.process_time() < burnt:
        pass
    assert 0.0 <= others.share() <= 1.0
    assert used_by(os.getpid()) >= 0.3 and used_by(2**22 + 1) == 0.0


def test_a_delivery_is_traced_through_two_batches(tmp_path: Path) -> None:
    """Each batch is the first one behind the record's offset; stages add up to the whole way."""
    marks = dict.fromkeys(("batch begun", "tables written", "positions sent", "cluster committed"), 0.0)
    first = {name: 1.3 + number / 10 for number, name in enumerate(marks)}
    second = {name: 2.2 + number / 10 for number, name in enumerate(marks)}
    lines = [
        {"topic": "source.submissions", "partition": 1, "upto": 5, "fetched": 0.5},
        {"topic": "source.submissions", "partition": 1, "upto": 9, "fetched": 1.2},
        {"shard": 1, "marks": marks, "positions": {"source.submissions": 5, "dispute.facts": 0}},
        {"shard": 1, "marks": first, "positions": {"source.submissions": 9, "dispute.facts": 0}},
        {"topic": "dispute.facts", "partition": 0, "upto": 3, "fetched": 2.0},
        {"shard": 0, "marks": second, "positions": {"source.submissions": 0, "dispute.facts": 3}},
    ]
    (tmp_path / "trace").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    trace = Trace.read(tmp_path / "trace")
    found = trace.marks(1.0, ((1, 5), (0, 2)), 2.8)
    assert found is not None and found == pytest.approx([1.0, 1.2, 1.3, 1.4, 1.5, 1.6, 2.0, 2.2, 2.3, 2.4, 2.5, 2.8])
    stages = mean_stages([found])
    assert list(stages) == list(STAGES) and sum(stages.values()) == pytest.approx(1800)
    assert trace.marks(1.0, ((1, 9), (0, 2)), 2.8) is None
