"""What operators do on a secured cluster works with the user whose it is by the table, and is denied to the others."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, errors

from hub.bootstrap.cluster import settings_notes
from hub.bootstrap.engines import open_engine
from hub.bootstrap.registry import registry_of
from hub.bootstrap.rules import rules_of
from hub.bus.kafka import KafkaBus
from hub.cli.app import main
from hub.contracts import Serde
from hub.core.amendments.note import read, written
from hub.core.clocks import Terms
from hub.core.entitlements import ADMINISTRATOR, FORWARDER, MAINTAINER, MONITOR, SERVICE, WORKERS
from hub.core.errors import AccessDeniedError, ConfigurationError, UnknownRecordError
from hub.core.knowledge import Rules
from hub.core.topics import DEAD_LETTERS, DISPUTE_FACTS, SOURCE_SUBMISSIONS
from hub.engines.kafka import KafkaDeadLetters, KafkaEngine, KafkaEngineOptions
from hub.engines.kafka.settings_notes import SettingsNotes
from hub.processors import default_processors
from hub.reference import default_registry, load_calendar
from hub.scenarios.reader import read_scenario
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings
from hub.testing.kafka import KafkaCluster
from tests.contract.kafka.amended_rig import AMENDMENTS
from tests.contract.kafka.city import City, found_city
from tests.contract.kafka.worker_rig import write_access

pytestmark = pytest.mark.kafka

AGENCIES = ("court", "grid", "justice", "petition", "police")
SHARDS = 2
LINES = read_scenario(Path(__file__).parents[3] / "examples/scenarios/worked-example").lines[:30]
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def town(secured: KafkaCluster) -> City:
    return found_city(secured, AGENCIES, SHARDS)


@pytest.fixture
def site(town: City, tmp_path: Path) -> Path:
    """An embedded hub with records in it, and a file for each of the hub's own users of the cluster."""
    assert main(["init", str(tmp_path / "hub"), "--yes"]) == 0
    path = tmp_path / "hub" / "hub.toml"
    access = town.known[SERVICE]
    table = f'\n[kafka]\nbootstrap = "{access.bootstrap}"\nprefix = "{access.prefix}"\n'
    path.write_text(path.read_text(encoding="utf-8") + table, encoding="utf-8")
    for name in (WORKERS, SERVICE, FORWARDER, MONITOR, MAINTAINER, ADMINISTRATOR):
        write_access(path.with_name(f"{name}.toml"), town.known[name])
    engine = open_engine(load_settings(path))
    engine.append(SOURCE_SUBMISSIONS, [(line.submission.root, line.submission, line.received_at, {}) for line in LINES])
    engine.run_until_idle()
    engine.close()
    return path


def ask(path: Path, capsys: Capture, who: str, *words: str) -> tuple[int, dict[str, object], str]:
    """Run a verb as *who* and return its exit code, what it says to a script, and its complaint."""
    capsys.readouterr()
    code = main(
        ["--lang", "en", "--settings", str(path), *words, "--cluster", str(path.with_name(f"{who}.toml")), "--json"]
    )
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out.startswith("{") else {}, said.err + said.out


def test_only_the_maintainer_carries_a_hub_and_puts_a_rebuilt_processor_in_place(
    site: Path, town: City, capsys: Capture, tmp_path: Path
) -> None:
    for who in (SERVICE, WORKERS):
        code, _, complaint = ask(site, capsys, who, "migrate", "embedded-to-kafka", "--yes")
        assert code == 2 and "E-ACC-01" in complaint, complaint
    code, found, complaint = ask(site, capsys, MAINTAINER, "migrate", "embedded-to-kafka", "--yes")
    assert (code, found.get("moved")) == (0, True), complaint
    settings = load_settings(site)
    assert settings.engine is EngineKind.KAFKA

    # the workers run what was carried there, with no more than their own rights
    filed = settings.pinned(())
    processors = default_processors(registry_of(filed), rules_of(filed))
    engine = KafkaEngine(
        town.known[WORKERS], tmp_path / "worker", processors, Serde(), KafkaEngineOptions(shards=SHARDS)
    )
    engine.take_over()
    engine.run_until_idle()
    engine.close()

    code, found, complaint = ask(site, capsys, SERVICE, "rebuild", "lifecycle", "--yes")
    assert (code, found.get("equal")) == (0, True), complaint
    code, _, complaint = ask(site, capsys, SERVICE, "rebuild", "lifecycle", "--switch", "--yes")
    assert code == 2 and "E-ACC-01" in complaint, complaint
    code, found, complaint = ask(site, capsys, MAINTAINER, "rebuild", "lifecycle", "--switch", "--yes")
    assert (code, found.get("switched")) == (0, True), complaint

    # more shards: the administrator makes the topics, the maintainer carries, workers go on with the rights they had
    more = ("topics", "repartition", "--shards", "3", "--yes")
    code, _, complaint = ask(site, capsys, MAINTAINER, *more)
    assert code == 2 and "E-ACC-01" in complaint, complaint
    more += ("--admin", str(site.with_name(f"{ADMINISTRATOR}.toml")))
    code, _, complaint = ask(site, capsys, SERVICE, *more)
    assert code == 2 and "E-ACC-01" in complaint, complaint
    code, found, complaint = ask(site, capsys, MAINTAINER, *more)
    assert (code, found.get("moved")) == (0, True), complaint
    settings = load_settings(site)
    there = replace(town.known[WORKERS], version=settings.topic_version)
    engine = KafkaEngine(there, tmp_path / "worker", processors, Serde(), KafkaEngineOptions(shards=settings.shards))
    engine.take_over()
    engine.run_until_idle()
    engine.close()

    code, _, complaint = ask(site, capsys, SERVICE, "migrate", "kafka-to-embedded", "--yes")
    assert code == 2 and "E-ACC-01" in complaint, complaint
    code, found, complaint = ask(site, capsys, MAINTAINER, "migrate", "kafka-to-embedded", "--yes")
    assert (code, found.get("moved")) == (0, True), complaint


def test_a_record_that_was_set_aside_is_given_again_by_the_maintainer_alone(
    site: Path, town: City, capsys: Capture
) -> None:
    headers = {
        "topic": DISPUTE_FACTS, "partition": "0", "offset": "0", "processor": "lifecycle", "code": "E-PER-00",
        "reason": "a test",
    }  # fmt: skip
    bus = KafkaBus(town.known[WORKERS])
    bus.append(DEAD_LETTERS, [(f"k{number}", b"v", AT, headers) for number in range(4)])
    bus.close()
    letters = {name: KafkaDeadLetters(town.known[name]) for name in (SERVICE, MAINTAINER)}
    first, second, *_ = list(letters[MAINTAINER].pending())
    for who in (WORKERS, FORWARDER, MONITOR, "agency.court"):
        # an agency doesn't even see that there are such records
        with pytest.raises(UnknownRecordError if who == "agency.court" else AccessDeniedError):
            KafkaDeadLetters(town.known[who]).retry(first.partition, first.offset)
    with pytest.raises(AccessDeniedError):
        letters[SERVICE].retry(first.partition, first.offset)
    assert len(list(letters[SERVICE].pending())) == 4
    site.write_text('engine = "kafka"\n' + site.read_text("utf-8"), "utf-8")
    place = f"{first.partition}/{first.offset}"
    code, _, complaint = ask(site, capsys, SERVICE, "quarantine", "letters", "--retry", place, "--yes")
    assert code == 2 and "E-ACC-01" in complaint, complaint
    code, _, complaint = ask(site, capsys, MAINTAINER, "quarantine", "letters", "--retry", place, "--yes")
    assert code == 1 and complaint.count("found_at") == 3, complaint
    assert letters[SERVICE].dismiss(second.partition, second.offset)
    assert len(list(letters[SERVICE].pending())) == 2
    again = KafkaBus(town.administrator)
    given = [one for number in range(SHARDS) for one in again.read(DISPUTE_FACTS, number, 0, 10)]
    again.close()
    assert [(one.key, one.headers["only"]) for one in given] == [(first.key, "lifecycle")]


def test_the_console_tells_workers_of_amended_settings_and_workers_answer_and_nobody_else_does(
    town: City, tmp_path: Path
) -> None:
    """The service's own name for it is all that a cluster set up before must be given: ``hub topics apply``."""
    note = written(AMENDMENTS)
    settings_notes(town.known[SERVICE])  # waits for topics that were just made
    for who, error in (
        (WORKERS, AccessDeniedError),
        (FORWARDER, AccessDeniedError),
        ("agency.court", ConfigurationError),
    ):
        # an agency doesn't even see where it's told
        with pytest.raises(error), closing(SettingsNotes(town.known[who])) as notes:
            notes.publish(note, lambda _former: True)
    with closing(SettingsNotes(town.known[SERVICE])) as notes:
        assert notes.publish(note, lambda former: former is None)
        engine = KafkaEngine(
            town.known[WORKERS],
            tmp_path / "worker",
            default_processors(default_registry(), Rules(Terms(load_calendar()))),
            Serde(),
            KafkaEngineOptions(shards=SHARDS, own=()),
        )
        engine.say("worker/one", "works under version 2")
        engine.close()
        assert notes.workers() == {"one": "works under version 2"}
    for who in (WORKERS, FORWARDER, MAINTAINER):
        with closing(SettingsNotes(town.known[who])) as notes:
            assert read(notes.read()) == AMENDMENTS


def test_nobody_of_the_hub_makes_topics_of_another_generation(town: City) -> None:
    """A rebuild stands beside the live state, on this machine: no user needs a second changelog, and none has one."""
    for who in (WORKERS, SERVICE, MAINTAINER):
        access = town.known[who]
        admin = KafkaAdminClient(**access.settings())
        made = admin.create_topics({f"{access.prefix}hub.changelog.2": {"num_partitions": 1}}, raise_errors=False)
        admin.close()
        assert {topic["error_code"] for topic in made["topics"]} == {errors.TopicAuthorizationFailedError.errno}
