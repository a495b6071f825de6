"""The benches of pages and of search measure what they say, go on where they stopped, and say where they stop."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench import figures as looks
from bench import pages, search_scale


def test_every_page_is_measured_both_ways_and_with_copies(tmp_path: Path) -> None:
    settings = looks.filled(tmp_path, 12)
    told = looks.measured(settings, 12, whole=True)
    looks.grow(settings, 2)
    grown = looks.measured(settings, 24, whole=False)
    assert [one.page for one in grown.looks] == list(looks.PAGES) and grown.rows > 1.9 * told.rows
    assert all(one.whole is not None and one.first.clock > 0 for one in told.looks)
    text = looks.figures([told, grown])
    assert text.count("| 12 | **") == text.count("| 24 | **") == len(looks.PAGES)


def test_a_fill_goes_on_where_it_stopped_and_says_how_far_it_got(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_scale, "BATCH", 100)
    path = tmp_path / "read-model.db"
    stopped = search_scale.measured(path, 300, time.monotonic(), 0)
    assert (stopped.disputes, stopped.why) == (100, "time is up")
    whole = search_scale.measured(path, 300, time.monotonic() + 60, 0)
    assert (whole.disputes, whole.why) == (300, "") and len(whole.asked) == 5
    assert "this is how far it got" in search_scale.figures([stopped])


def test_what_a_page_weighs_leaves_the_stream_of_changes_out() -> None:
    wire = pages.Wire()
    wire._asked({"requestId": "1", "type": "Document"})
    wire._asked({"requestId": "2", "type": "EventSource"})
    for number in ("1", "2"):
        wire._received({"requestId": number, "dataLength": 4096})
        wire._finished({"requestId": number, "encodedDataLength": 1024})
    assert (wire.requests, wire.sent, wire.plain) == (1, 1024, 4096)
    look = pages.Shown(wire, 80.0, 120.0)
    assert pages._painted([look]) == "80 / 120" and pages._kib([look], "sent") == "1"
