"""The catalogue of metrics: names as Prometheus wants them, both languages, bounded labels."""

from __future__ import annotations

import re

import pytest

from hub.core.errors import ConfigurationError
from hub.engines.processing.observing import BatchReport, Ending
from hub.metrics.catalogue import ENGINE_BATCH_SECONDS, ENGINE_BATCHES, ENGINE_ENTRIES, METRICS, MetricKind
from hub.metrics.exposition import address_of, snapshot
from hub.metrics.meter import EngineMeter
from hub.metrics.reference import PAGE, reference_page
from hub.metrics.samples import Sample

BOUNDED = {
    "shard", "ending", "processor", "topic", "agency", "step", "status", "task", "standing", "folder", "version",
    "python", "engine", "group", "partition", "source",
}  # fmt: skip
"""Labels whose values the settings, the topic table or the code bound: no person, no case, no free text."""


def test_names_are_unique_and_of_prometheus_form() -> None:
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"hub_[a-z_]+", name) for name in names)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_says_what_it_means_in_both_languages(metric) -> None:
    assert re.search(r"[一-鿿]", metric.zh)
    assert metric.en.isascii()
    assert (metric.kind is MetricKind.COUNTER) == metric.name.endswith("_total")
    assert set(metric.labels) <= BOUNDED


def test_a_meter_counts_batches_by_how_they_ended() -> None:
    meter = EngineMeter()
    for seconds, ending in ((0.004, Ending.COMMITTED), (0.3, Ending.COMMITTED), (9.0, Ending.FAILED)):
        meter.observe(BatchReport(shard=1, entries=5, seconds=seconds, ending=ending))
    found = {(sample.metric, sample.at): sample for sample in meter.samples()}
    assert found[ENGINE_BATCHES, ("1", "committed")].value == 2
    assert found[ENGINE_BATCHES, ("1", "failed")].value == 1
    assert found[ENGINE_BATCHES, ("1", "fenced")].value == 0
    assert found[ENGINE_ENTRIES, ("1",)].value == 10
    histogram = found[ENGINE_BATCH_SECONDS, ("1",)]
    assert histogram.value == pytest.approx(0.304)
    assert dict(histogram.buckets)[0.005] == 1
    assert dict(histogram.buckets)[0.5] == 2
    assert dict(histogram.buckets)[float("inf")] == 2
    assert 'hub_engine_batch_seconds_bucket{le="+Inf",shard="1"} 2.0' in snapshot([meter])


class Broken:
    name = "broken"

    def samples(self):
        yield Sample(ENGINE_ENTRIES, 7, ("0",))
        raise ConfigurationError("can't be read")


def test_a_source_that_fails_says_so_and_the_others_stand() -> None:
    meter = EngineMeter()
    meter.observe(BatchReport(shard=0, entries=1, seconds=0.1, ending=Ending.COMMITTED))
    shown = snapshot([Broken(), meter])
    assert 'hub_metrics_source_up{source="broken"} 0.0' in shown
    assert 'hub_metrics_source_up{source="batches"} 1.0' in shown
    assert 'hub_engine_entries_total{shard="0"} 1.0' in shown


@pytest.mark.parametrize("text", ["", "here", "here:", "127.0.0.1:70000", "9464x"])
def test_an_address_without_a_port_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="names no port"):
        address_of(text)


def test_the_reference_page_is_made_from_the_catalogue() -> None:
    """``python -m hub.metrics.reference`` was run after the last change of a metric."""
    assert PAGE.read_text(encoding="utf-8") == reference_page()
