"""What ``hub metrics`` says is what stands: each gauge against the hub's own reading of the same files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub.bootstrap.engines import open_engine
from hub.bootstrap.holdings import read_hub
from hub.bus.embedded import EmbeddedBus
from hub.cli.app import main
from hub.cli.metrics import sources_of
from hub.contracts import Serde
from hub.core import topics
from hub.core.errors import StaleOwnerError
from hub.core.holder import holder, is_open
from hub.engines.embedded import EmbeddedEngine, EngineOptions
from hub.engines.processing.observing import BatchReport, Ending
from hub.metrics.catalogue import METRICS
from hub.metrics.engine_files import InboxFiles
from hub.metrics.exposition import read_all, snapshot
from hub.metrics.machine import Machine, Rounds
from hub.queries.live import live
from hub.service.monthly import close_month
from hub.settings.loading import load_settings
from hub.testing.clocks import FixedClock
from tests.halfyear_site import build
from tests.toys import SENT, START, JsonSerde, Paying

HUB = Path(sys.executable).with_name("hub")
NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)

Values = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with the worked example in it and its read model built."""
    settings = build(tmp_path_factory.mktemp("site"))
    assert main(["--settings", str(settings), "read-model", "build", "--yes", "--json"]) == 0
    return settings


def values(settings: Path) -> Values:
    found = read_all(sources_of(load_settings(settings), FixedClock(NOW)))
    return {(sample.metric.name, sample.at): sample.value for sample in found}


def test_every_sample_is_in_the_catalogue_with_its_labels(site: Path) -> None:
    catalogue = {metric.name: metric for metric in METRICS}
    shown = snapshot(sources_of(load_settings(site)))
    families = list(text_string_to_metric_families(shown))
    assert len(families) > 20
    for family in families:
        metric = catalogue.get(family.name) or catalogue[f"{family.name}_total"]
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(metric.labels)
            assert all(value for value in sample.labels.values())


def test_nothing_of_people_or_cases_is_in_it(site: Path) -> None:
    shown = snapshot(sources_of(load_settings(site)))
    said = " ".join(line for line in shown.splitlines() if not line.startswith("#"))
    assert not re.search(r"[一-鿿]", said)
    holdings = read_hub(load_settings(site))
    for knowledge in holdings.disputes():
        assert knowledge.dispute not in said


def test_disputes_and_their_holders_are_those_that_the_rules_give(site: Path) -> None:
    found = values(site)
    holdings = read_hub(load_settings(site))
    terms = holdings.rules.terms
    states = list(live(holdings.disputes()))
    assert found["hub_disputes", ("open",)] + found["hub_disputes", ("closed",)] == len(states)
    without = [state for state in states if is_open(state) and holder(state, terms) is None]
    assert found["hub_disputes_without_holder", ()] == len(without) == 0
    assert found["hub_read_model_behind_records", ()] == 0


def test_lag_and_age_are_those_of_what_was_appended_and_not_taken(site: Path) -> None:
    settings = load_settings(site)
    before = values(site)
    holdings = read_hub(settings)
    root = next(iter(next(holdings.disputes()).facts.values())).root
    bus = EmbeddedBus.open(settings.data / "log")
    at = datetime(2026, 6, 20, 3, 59, tzinfo=UTC)
    bus.append(topics.SOURCE_SUBMISSIONS, [(root, b"not avro", at, {}), (root, b"nor this", at, {})])
    shard = str(bus.partition_of(topics.SOURCE_SUBMISSIONS, root))
    bus.close()
    found = values(site)
    assert before["hub_engine_lag_records", ("intake", shard)] == 0
    assert found["hub_engine_lag_records", ("intake", shard)] == 2
    assert found["hub_engine_oldest_unprocessed_seconds", ("intake", shard)] == 60
    assert 0 < found["hub_engine_progress_ratio", ("intake", shard)] < 1
    letters = found["hub_engine_dead_letters", (shard,)]
    engine = open_engine(settings)
    engine.run_until_idle()
    engine.close()
    found = values(site)
    assert found["hub_engine_lag_records", ("intake", shard)] == 0
    assert found["hub_engine_dead_letters", (shard,)] == letters + 2


def test_a_delivery_waits_until_its_receipt(site: Path) -> None:
    settings = load_settings(site)
    inbox = InboxFiles(settings.data / "log", ["court"], FixedClock(NOW))
    topic = topics.inbox_of("court")
    engine = open_engine(settings)
    held = [engine.bus.read(topic, number, 0, 1_000) for number in range(engine.bus.partitions(topic))]
    first = min(record.time for records in held for record in records)
    waiting, oldest = inbox.samples()
    assert waiting.value == sum(map(len, held)) > 0
    assert oldest.value == (NOW - first).total_seconds()
    for number, records in enumerate(held):
        epoch = engine.bus.claim("court", topic, number)
        if records:
            engine.bus.commit("court", topic, number, records[-1].offset + 1, epoch)
    engine.close()
    assert [sample.value for sample in inbox.samples()] == [0, 0]


def test_a_month_is_to_be_closed_until_it_has_a_revision(site: Path) -> None:
    assert values(site)["hub_months_to_close", ()] == 1
    engine = open_engine(load_settings(site))
    assert close_month(engine, Serde(), "2026-05", date(2026, 6, 10)) is not None
    engine.close()
    assert main(["--settings", str(site), "read-model", "build", "--yes", "--json"]) == 0
    assert values(site)["hub_months_to_close", ()] == 0


def test_an_engine_tells_of_each_batch_and_of_being_fenced(tmp_path: Path) -> None:
    told: list[BatchReport] = []
    first = EmbeddedEngine.open(tmp_path, [Paying()], JsonSerde(), EngineOptions(observe=told.append))
    first.append(SENT, [("a", {"id": "1", "to": "b", "amount": 1}, START, {})])
    first.run_until_idle()
    assert {report.ending for report in told} == {Ending.COMMITTED}
    assert sum(report.entries for report in told) == 1
    assert max(report.cached_states for report in told) == 1
    second = EmbeddedEngine.open(tmp_path, [Paying()], JsonSerde())
    first.append(SENT, [("a", {"id": "2", "to": "b", "amount": 1}, START, {})])
    with pytest.raises(StaleOwnerError):
        first.run_until_idle()
    assert told[-1].ending is Ending.FENCED
    first.close()
    second.close()


def test_a_running_hub_serves_them_on_loopback(site: Path) -> None:
    environment = {**os.environ, "HUB_SETTINGS": str(site), "HUB_POLL_SECONDS": "0.05", "HUB_LANG": "zh"}
    process = subprocess.Popen(
        [HUB, "run", "--metrics", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        url = next(
            found[0] for line in process.stdout if (found := re.findall(r"http://127\.0\.0\.1:\d+/metrics", line))
        )
        with urllib.request.urlopen(url, timeout=120) as answer:  # the hub's own address
            shown = answer.read().decode()
        assert "hub_build_info{" in shown
        assert "process_resident_memory_bytes" in shown
    finally:
        process.terminate()
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err


def test_an_address_in_use_is_a_refusal_in_words(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", str(site), "run", "--once", "--metrics", "host:no"]) == 2
    assert "--metrics 127.0.0.1:9464" in capsys.readouterr().err


def test_a_textfile_is_replaced_as_a_whole(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "hub.prom"
    assert main(["--settings", str(site), "metrics", "--out", str(out)]) == 0
    assert out.read_text("utf-8").startswith("# HELP hub_")
    assert [path.name for path in tmp_path.iterdir()] == ["hub.prom"]


def test_disks_and_backups_are_told(site: Path, tmp_path: Path) -> None:
    found = {
        (sample.metric.name, sample.at): sample.value
        for sample in Machine({"data": tmp_path, "backup": tmp_path / "not" / "yet"}, "embedded").samples()
    } | {(sample.metric.name, sample.at): sample.value for sample in Rounds(tmp_path).samples()}
    assert found["hub_disk_free_bytes", ("backup",)] > 0
    assert found["hub_folder_bytes", ("backup",)] == 0
    assert found["hub_backup_timestamp_seconds", ()] == 0
    assert found["hub_running", ()] == 0


def test_lag_calls_for_somebody_only_when_something_has_waited_too_long(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(site)
    engine = open_engine(settings)
    engine.run_until_idle()
    engine.close()
    capsys.readouterr()
    assert main(["--settings", str(site), "lag", "--json"]) == 0
    assert all(one["unread"] == 0 for one in json.loads(capsys.readouterr().out)["readers"])
    bus = EmbeddedBus.open(settings.data / "log")
    bus.append(topics.SOURCE_SUBMISSIONS, [("old", b"not avro", datetime(2026, 6, 20, tzinfo=UTC), {})])
    bus.close()
    assert main(["--settings", str(site), "lag", "--json"]) == 1
    late = [one for one in json.loads(capsys.readouterr().out)["readers"] if one["standing"] == "attend"]
    assert [(one["reader"], one["unread"]) for one in late] == [("intake", 1)]
    engine = open_engine(settings)
    engine.run_until_idle()
    engine.close()
