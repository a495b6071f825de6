"""What the seeded runs rest on: schedules that repeat, a network that can be cut, and a verdict that can fail."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.testing.faults import Fault, Stand, plan_of
from hub.testing.faults.acknowledged import Victim, story_of
from hub.testing.faults.handmade import plan_against
from hub.testing.faults.plan import FAULTS, OWN_SEEDS, SLICES
from hub.testing.faults.proxy import Network, Proxy
from hub.testing.faults.readings import Outcome, embedded_outcome
from hub.testing.faults.steps import Does
from hub.testing.faults.verdict import failures_of
from hub.testing.faults.weakened import WEAKENED
from hub.testing.faults.workloads import City, Payments
from hub.testing.toys import BOOKED, PAID


def test_a_seed_is_a_schedule() -> None:
    for seed in range(60):
        assert plan_of(seed).lines() == plan_of(seed).lines()
    assert plan_of(0).steps != plan_of(30).steps


def test_thirty_seeds_meet_every_fault_with_every_input() -> None:
    met = Counter((plan.fault, plan.workload) for plan in map(plan_of, range(30)))
    assert met == Counter((fault, workload) for fault in FAULTS for workload in (Payments.name, City.name))
    own = {plan_of(seed).stand for seed in OWN_SEEDS}
    assert own == {Stand.FORGETFUL, Stand.SECURED, Stand.TWO_SITES}
    assert {plan.stand for plan in map(plan_of, range(15))} == set(Stand) - own
    assert set(FAULTS) == set(Fault) - {*OWN_SEEDS.values()}


@pytest.mark.parametrize("seed", [*range(30), *range(100, 108), *OWN_SEEDS])
def test_every_run_feeds_all_and_mends_what_it_broke(seed: int) -> None:
    plan = plan_of(seed)
    assert [step.number for step in plan.steps if step.does is Does.FEED] == list(range(SLICES))
    assert all(0 <= owner < plan.workers for step in plan.steps for owner in step.owners)
    assert all(len(step.owners) == plan.shards for step in plan.steps if step.does is Does.ASSIGN)
    if plan.stand is Stand.SHARED and plan.fault in {Fault.BROKER_KILLED, Fault.BROKER_RESTARTED}:
        nodes = [step.does for step in plan.steps if step.number == 1 and "broker" in step.does]
        assert nodes[1::2] == [Does.START_NODE] * (len(nodes) // 2) and nodes


def test_stories_kill_every_victim_at_many_instants_after_an_acknowledged_commit() -> None:
    stories = [story_of(seed) for seed in range(20)]
    assert stories == [story_of(seed) for seed in range(20)]
    assert Counter(story.victim for story in stories) == dict.fromkeys(Victim, 4)
    blows = [blow for story in stories for blow in story.blows]
    assert {blow.nth for blow in blows} == set(range(1, 7))
    assert {blow.with_worker for blow in blows} == {blow.late for blow in blows} == {True, False}
    assert {story_of(seed, alone=True).victim for seed in range(20)} == {Victim.ALL}
    assert not any(blow.late for story in stories if story.victim is Victim.ALL for blow in story.blows)


@pytest.mark.parametrize("weak", sorted(WEAKENED))
def test_every_weakened_engine_has_a_run_made_by_hand_that_feeds_all(weak: str) -> None:
    plan = plan_against(weak)
    assert sorted(step.number for step in plan.steps if step.does is Does.FEED) == list(range(SLICES))
    assert plan.stand is Stand.SHARED and plan.lines() == plan_against(weak).lines()


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that gives back what it gets."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        # whoever is cut off may be reset
        with connection, suppress(ConnectionError):
            while data := connection.recv(100):
                connection.sendall(data)

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def proxy(echo: int) -> Iterator[tuple[Proxy, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    proxy = Proxy([(port, echo)])
    proxy.start()
    yield proxy, port
    proxy.stop()


def test_the_network_can_be_whole_slow_cut_and_half_open(proxy: tuple[Proxy, int]) -> None:
    network, port = proxy
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(b"one")
        assert client.recv(100) == b"one"
        network.set(Network.SLOW)
        client.sendall(b"two")
        assert client.recv(100) == b"two"
        network.set(Network.HALF_OPEN)
        client.sendall(b"three")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(100)
        network.set(Network.WHOLE)
        client.settimeout(120)
        assert client.recv(100) == b"three"
        network.set(Network.CUT)
        assert is_cut(client)
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        assert is_cut(client)


def test_the_network_can_be_cut_in_the_midst_of_what_is_sent(proxy: tuple[Proxy, int]) -> None:
    network, port = proxy
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(b"one")
        assert client.recv(100) == b"one" and network.passed == 3
        network.cut_after(2)
        client.sendall(b"three")
        assert is_cut(client) or is_cut(client)
    assert network.passed == 5
    network.set(Network.WHOLE)
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(b"again")
        assert client.recv(100) == b"again"


def is_cut(client: socket.socket) -> bool:
    try:
        return client.recv(100) == b""
    except ConnectionError:
        return True


def outcome_of(workload: Payments | City, folder: Path) -> Outcome:
    engine = EmbeddedEngine.open(folder, workload.processors(), workload.serde, EngineOptions(shards=2))
    for number in range(SLICES):
        engine.append(workload.input, workload.slice(number))
    engine.close_cut("m", workload.end_of(SLICES - 1))
    engine.tick(workload.end)
    engine.run_until_idle()
    found = embedded_outcome(engine, folder, workload.topics)
    engine.close()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def test_the_verdict_on_payments_can_fail(folder: Path) -> None:
    workload = Payments(5)
    expected = outcome_of(workload, folder / "payments")

    def found() -> Outcome:
        return embedded_copy(expected)

    assert failures_of(workload, found(), expected, set()) == []
    lost = found()
    lost.sent[PAID].subtract([next(iter(lost.sent[PAID]))])
    assert "payments" in " ".join(failures_of(workload, lost, expected, set()))
    twice = found()
    twice.identities[BOOKED].update([next(iter(twice.identities[BOOKED]))])
    assert "twice" in " ".join(failures_of(workload, twice, expected, set()))
    forgotten = found()
    del forgotten.states["paying"][next(iter(forgotten.states["paying"]))]
    assert "orders lost" in " ".join(failures_of(workload, forgotten, expected, set()))
    late = found()
    late.timers.add(("paying", "k", "t", 1))
    assert "timers" in " ".join(failures_of(workload, late, expected, set()))
    assert "poison that wasn't put aside" in " ".join(failures_of(workload, found(), expected, {("toy.sent", 0, 7)}))
    aside = found()
    aside.dead["toy.sent", 0, 7] = "paying: no reason"
    assert "no poison" in " ".join(failures_of(workload, aside, expected, set()))


def test_the_verdict_on_the_city_can_fail(folder: Path) -> None:
    workload = City(5)
    expected = outcome_of(workload, folder / "city")
    assert failures_of(workload, embedded_copy(expected), expected, set()) == []
    lost = embedded_copy(expected)
    del lost.states["lifecycle"][next(iter(lost.states["lifecycle"]))]
    assert "submissions lost" in " ".join(failures_of(workload, lost, expected, set()))
    wrong = embedded_copy(expected)
    del wrong.rows[next(place for place, row in wrong.rows.items() if row.measure == "accepted" or row.value)]
    assert "rows" in " ".join(failures_of(workload, wrong, expected, set()))
    undelivered = embedded_copy(expected)
    topic = next(name for name in undelivered.sent if name.startswith("agency.inbox"))
    del undelivered.sent[topic]
    assert "deliveries" in " ".join(failures_of(workload, undelivered, expected, set()))


def embedded_copy(outcome: Outcome) -> Outcome:
    return Outcome(
        states={name: dict(states) for name, states in outcome.states.items()},
        rows=dict(outcome.rows),
        timers=set(outcome.timers),
        sent={topic: Counter(records) for topic, records in outcome.sent.items()},
        identities={topic: Counter(identities) for topic, identities in outcome.identities.items()},
        dead=dict(outcome.dead),
    )
