"""A line that's written is the line that's read."""

from __future__ import annotations

import json

from hub.scenarios.reader import line_of
from hub.scenarios.writer import entry_of, text_of
from hub.simulation import stream
from hub.testing.simulated import plan_of


def test_reading_gives_back_what_was_written() -> None:
    """Over every kind of statement that a simulation makes, amounts, dates and truth values included."""
    for number, line in enumerate(stream(plan_of(5, 600))):
        read = line_of(json.loads(text_of(entry_of(line, number, None))))
        assert read == line, line.submission.event
