"""``hub simulate`` as its user runs it: a scenario that replays, a hub that holds it, a stop that changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from hub.cli.app import main
from hub.scenarios.compare import differences
from hub.scenarios.reader import Line, read_scenario
from hub.scenarios.replay import ReplayOptions, replay
from hub.simulation import Window
from hub.simulation.folder import ScenarioFolder
from hub.simulation.running import MARK, Json, Run
from hub.testing.simulated import plan_of

SMALL = ("--volume", "60", "--months", "2", "--yes", "--json")


@dataclass(slots=True)
class Stopping:
    """A place that is cut off after some days, with a torn line behind the last whole day, as a kill leaves it."""

    inner: ScenarioFolder
    after: int
    days: list[date] = field(default_factory=list)

    def take(self, day: date, lines: Sequence[Line]) -> Json:
        self.days.append(day)
        if len(self.days) > self.after:
            self.inner.take(day, lines)
            raise KeyboardInterrupt
        return self.inner.take(day, lines)

    def resume(self, position: Json) -> None:
        self.inner.resume(position)

    def finish(self, last: date) -> None:
        self.inner.finish(last)

    def close(self) -> None:
        self.inner.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("simulated") / "year"
    assert main(["simulate", "--to", str(target), *SMALL]) == 0
    return target


def test_a_simulated_scenario_replays_to_the_same_figures_fed_and_derived_in_any_order(folder: Path) -> None:
    """The hub's own outputs that the simulation expects are those that the hub states: every duty, on its day."""
    fed = replay(folder, ReplayOptions())
    assert list(differences(fed, replay(folder, ReplayOptions(derive=True, twice=True, seed=3)))) == []
    assert fed["waiting"] == []
    views = fed["views"]
    assert isinstance(views, dict) and len(views) == 4
    for view in views.values():
        failed = [name for name, holds in view["checks"].items() if not holds and name != "confirmation_order_of_month"]
        assert failed == []


def test_two_runs_of_one_seed_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert main(["simulate", "--to", str(tmp_path / "again"), *SMALL]) == 0
    for name in ("inputs.jsonl", "scenario.json", MARK):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("after", [0, 1, 45, 70])
def test_a_stopped_simulation_goes_on_to_the_same_bytes(after: int, tmp_path: Path) -> None:
    plan, window = plan_of(9, 40, 2, "2026-01"), Window()
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    Run(plan, window, whole, ScenarioFolder(plan, whole)).run(lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        Run(plan, window, stopped, Stopping(ScenarioFolder(plan, stopped), after)).run(lambda _: None)
    assert not (stopped / "scenario.json").exists(), "a half-made folder is no scenario"
    Run(plan, window, stopped, ScenarioFolder(plan, stopped)).run(lambda _: None)
    for name in ("inputs.jsonl", "scenario.json", MARK):
        assert (stopped / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_finished_simulation_is_not_written_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "inputs.jsonl").stat().st_mtime_ns
    assert main(["simulate", "--to", str(folder), *SMALL[:-1]]) == 0
    assert (folder / "inputs.jsonl").stat().st_mtime_ns == before
    assert "已完成" in capsys.readouterr().out


def test_another_plan_or_a_strangers_folder_is_left_alone(folder: Path, tmp_path: Path) -> None:
    assert main(["simulate", "--to", str(folder), "--volume", "61", "--months", "2", "--yes"]) == 2
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert main(["simulate", "--to", str(tmp_path), *SMALL]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_simulated_hub_holds_what_the_scenario_holds(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the door and the engine, day by day: the same figures as the replay of the same plan."""
    target = tmp_path / "hub"
    options = ["--volume", "12", "--months", "1", "--yes", "--json", "--seed", "4"]
    assert main(["simulate", "--to", str(target), "--as", "hub", *options]) == 0
    assert main(["simulate", "--to", str(tmp_path / "scenario"), *options]) == 0
    capsys.readouterr()
    recording = [line for line in read_scenario(tmp_path / "scenario").lines if not line.hub_output]
    assert main(["--settings", str(target / "hub.toml"), "whatif", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recording"]["statements"] == len(recording)
    assert main(["whatif", str(tmp_path / "scenario"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"] == told["figures"]


def test_counting_writes_nothing_and_parts_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def count(*more: str) -> int:
        assert main(["simulate", "--volume", "50", "--months", "1", "--json", *more]) == 0
        return int(json.loads(capsys.readouterr().out)["totals"]["submissions"])

    assert count() == count("--slice", "1/2") + count("--slice", "2/2")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--scale", "nation:2"),
        ("--scale", "0.1"),
        ("--slice", "3/2"),
        ("--city", "atlantis"),
        ("--volume", "5", "--city", "huangshi"),
        ("--from", "2026-13"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: tuple[str, ...]) -> None:
    assert main(["simulate", *wrong]) == 2


def test_parameters_are_listed_with_source_and_grade(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--parameters", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["parameters"]
    assert {"group": "volume", "key": "huangshi", "value": "6938", "grade": "A"}.items() <= listed[0].items()
