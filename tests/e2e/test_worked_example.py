"""Domain §7 is the acceptance test: exactly its figures, in any order, twice, and killed between any two records."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from hub.core import topics
from hub.scenarios.compare import differences
from hub.scenarios.reader import read_scenario
from hub.scenarios.replay import ReplayOptions, document, feed, open_engine, replay

FOLDER = Path(__file__).parents[2] / "examples" / "scenarios" / "worked-example"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def assert_exact(actual: object) -> None:
    assert list(differences(EXPECTED, actual)) == []


@pytest.mark.parametrize("derive", [False, True], ids=["fed", "derived"])
@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("shards", [1, 3])
def test_gives_exactly_the_expected_figures(derive: bool, twice: bool, shards: int) -> None:
    """The worked example, with the hub's own outputs fed and with the hub stating them itself."""
    assert_exact(replay(FOLDER, ReplayOptions(derive=derive, twice=twice, shards=shards)))


@pytest.mark.parametrize("block", range(10))
def test_order_changes_nothing(block: int) -> None:
    """200 random orders, every second one derived, every third one with all records twice."""
    for seed in range(block * 20, block * 20 + 20):
        options = ReplayOptions(derive=seed % 2 == 1, twice=seed % 3 == 0, seed=seed)
        assert list(differences(EXPECTED, replay(FOLDER, options))) == [], f"seed {seed}"


@pytest.mark.parametrize("derive", [False, True], ids=["fed", "derived"])
def test_a_kill_between_any_two_records_changes_nothing(tmp_path: Path, derive: bool) -> None:
    """A fresh process takes each record and is killed (SIGKILL) right after it; nothing is lost or counted twice."""
    scenario = read_scenario(FOLDER)
    options = ReplayOptions(derive=derive)
    lines = feed(scenario.lines, options)
    for line in lines:
        child = os.fork()
        if child == 0:  # pragma: no cover - runs in the child, which never returns
            engine = open_engine(scenario, options, tmp_path)
            entry = (line.submission.root, line.submission, line.received_at, {})
            engine.append(topics.SOURCE_SUBMISSIONS, [entry])
            engine.run_until_idle()
            os.kill(os.getpid(), signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
    engine = open_engine(scenario, options, tmp_path)
    engine.run_until_idle()
    assert_exact(document(scenario, engine.reader()))
    engine.close()


def test_a_kill_before_processing_changes_nothing(tmp_path: Path) -> None:
    """Killed between taking a record in and processing it: the next process finishes the work."""
    scenario = read_scenario(FOLDER)
    options = ReplayOptions(derive=True)
    for line in feed(scenario.lines, options):
        child = os.fork()
        if child == 0:  # pragma: no cover - runs in the child, which never returns
            engine = open_engine(scenario, options, tmp_path)
            engine.run_batch()
            entry = (line.submission.root, line.submission, line.received_at, {})
            engine.append(topics.SOURCE_SUBMISSIONS, [entry])
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
    engine = open_engine(scenario, options, tmp_path)
    engine.run_until_idle()
    assert_exact(document(scenario, engine.reader()))
    engine.close()


def test_the_comparison_sees_a_wrong_figure() -> None:
    """The check above can fail: one figure changed is one difference."""
    wrong = json.loads(json.dumps(EXPECTED))
    wrong["views"]["R1"]["city"]["acc"] += 1
    wrong["deadlines"]["at_2026-03-31"][0]["due"] = "2026-03-14"
    assert len(list(differences(EXPECTED, wrong))) == 2


def test_a_body_that_no_scenario_lists_may_speak(tmp_path: Path) -> None:
    """An invited bureau or an issuing centre is named, not listed: its statements count like any other."""
    lines = [json.loads(text) for text in (FOLDER / "inputs.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line["event"] in ("InvitationAnswered", "SupervisionOrdered"):
            line["unit"] = "HR-BUREAU"
    (tmp_path / "inputs.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "scenario.json").write_text((FOLDER / "scenario.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert_exact(replay(tmp_path))
