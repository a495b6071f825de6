"""The worked example, replayed once for all questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.bootstrap.holdings import Holdings, read_hub
from hub.scenarios.replay import ReplayOptions, replay
from hub.settings.whole import HubSettings

SCENARIO = Path(__file__).parents[3] / "examples/scenarios/worked-example"


@pytest.fixture(scope="session")
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    folder = tmp_path_factory.mktemp("worked-example")
    replay(SCENARIO, ReplayOptions(), folder / "log")
    held = read_hub(HubSettings(data=folder))
    yield held
    held.close()
