"""More facts than a dispute may have are a fault of a source: refused whole, nothing of them is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.core import topics
from hub.core.errors import RowRejectedError
from hub.core.fold import MAX_FACTS
from hub.core.knowledge import ALWAYS, Rules
from hub.core.messages import RootUpdate
from hub.core.ports import Record
from hub.processors import Lifecycle
from tests.story import REGISTRY, TERMS, Story


def test_more_facts_than_a_dispute_may_have_are_refused_whole() -> None:
    (fact,) = Story().report().knowledge().facts.values()
    many = tuple(replace(fact, event_id=f"{number}") for number in range(2 * MAX_FACTS + 1))
    record = Record(topics.DISPUTE_FACTS, "D1", RootUpdate("D1", 1, ALWAYS, many), fact.received_at)
    with pytest.raises(RowRejectedError) as refused:
        Lifecycle(REGISTRY, Rules(TERMS)).step(None, record)
    assert (refused.value.code, refused.value.field) == ("E-CAP-01", "dispute")
