"""Metrics as Prometheus reads them: printed once, or served; the only place that knows prometheus-client."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from hub.core.errors import ConfigurationError, HubError
from hub.metrics.catalogue import METRICS, SOURCE_SECONDS, SOURCE_UP, Metric, MetricKind
from hub.metrics.samples import Sample, Source

LOOPBACK = "127.0.0.1"
PORT = 9464

PROCESS_METRICS = ("process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds")
"""What a serving process tells of itself beside the catalogue, as prometheus-client names it."""

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


def read_all(sources: Sequence[Source]) -> Iterator[Sample]:
    """Yield the samples of every source; one that fails says so and the others stand."""
    for source in sources:
        began = time.perf_counter()
        try:
            found = list(source.samples())
        except (HubError, OSError):
            yield Sample(SOURCE_UP, 0, (source.name,))
            continue
        yield from found
        yield Sample(SOURCE_UP, 1, (source.name,))
        yield Sample(SOURCE_SECONDS, time.perf_counter() - began, (source.name,))


class HubCollector(Collector):
    """Reads the sources whenever Prometheus asks; one reading at a time."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._lock = threading.Lock()

    def describe(self) -> Iterable[Family]:
        """Name the families without reading anything."""
        return [_family(metric, ()) for metric in METRICS]

    def collect(self) -> Iterator[Family]:
        """Yield the families that have samples, in the order of the catalogue."""
        by_metric: defaultdict[str, list[Sample]] = defaultdict(list)
        with self._lock:
            for sample in read_all(self._sources):
                by_metric[sample.metric.name].append(sample)
        yield from (_family(metric, by_metric[metric.name]) for metric in METRICS if by_metric[metric.name])


def _family(metric: Metric, samples: Iterable[Sample]) -> Family:
    text = f"{metric.zh} | {metric.en}"
    if metric.kind is MetricKind.HISTOGRAM:
        histogram = HistogramMetricFamily(metric.name, text, labels=metric.labels)
        for sample in samples:
            buckets = [("+Inf" if math.isinf(bound) else str(bound), count) for bound, count in sample.buckets]
            histogram.add_metric(sample.at, buckets, sample.value)
        return histogram
    family = CounterMetricFamily if metric.kind is MetricKind.COUNTER else GaugeMetricFamily
    found = family(metric.name, text, labels=metric.labels)
    for sample in samples:
        found.add_metric(sample.at, float(sample.value))
    return found


def snapshot(sources: Sequence[Source]) -> str:
    """Return what stands now, in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(HubCollector(sources))
    return generate_latest(registry).decode()


def address_of(text: str) -> tuple[str, int]:
    """
    Return host and port that *text* names; where it names no host, nobody else's machine reaches it.

    Raises:
        ConfigurationError: it names no port.

    >>> address_of("9464"), address_of("0.0.0.0:9500"), address_of("[::1]:9464")
    (('127.0.0.1', 9464), ('0.0.0.0', 9500), ('::1', 9464))
    """
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) < 1 << 16:
        raise ConfigurationError("names no port", where=text, remedy=f"write --metrics {LOOPBACK}:{PORT}")
    return host.strip("[]") or LOOPBACK, int(port)


class Exposition:
    """Serves metrics until closed; it reads only, so a fault here never stops an exchange."""

    def __init__(self, address: str, sources: Sequence[Source]) -> None:
        """
        Begin to serve *sources* at *address* (``HOST:PORT``; port 0: any).

        Raises:
            ConfigurationError: the address can't be used.
        """
        host, port = address_of(address)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(HubCollector(sources))
        ProcessCollector(registry=registry)
        try:
            self._server, self._thread = start_http_server(port, host, registry)
        except (OSError, OverflowError) as error:
            raise ConfigurationError(
                f"can't serve metrics: {error}", where=address, remedy="name a free port of this machine"
            ) from error
        self.url = f"http://{host}:{self._server.server_port}/metrics"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
