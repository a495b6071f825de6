"""A small hub with the worked example in it, its units registered, asked by command and stepped by its own engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from hub.bootstrap.engines import open_engine
from hub.bootstrap.holdings import read_hub
from hub.cli.app import main
from hub.core.dispute import DisputeState
from hub.core.knowledge import state_of
from hub.scenarios.replay import ReplayOptions, replay
from hub.settings.loading import load_settings

SCENARIO = Path(__file__).parents[1] / "examples/scenarios/worked-example"
H1 = "2026-H1"


def build(folder: Path) -> Path:
    """Make the hub in *folder* and return its settings file."""
    (folder / "var/log").mkdir(parents=True)
    replay(SCENARIO, ReplayOptions(derive=True), folder / "var/log")
    assert main(["init", str(folder), "--yes"]) == 0
    units = json.loads((SCENARIO / "scenario.json").read_text("utf-8"))["units"]
    lines = []
    for code, unit in units.items():
        lines.append("[[unit]]")
        values = {key: unit[key] for key in ("level", "kind", "org_kind", "division")} | {
            "code": code,
            "name": unit["name"],
            "agency": "justice",
        }
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    (folder / "units.toml").write_text("\n".join(lines), encoding="utf-8")
    settings = folder / "hub.toml"
    settings.write_text('units = "units.toml"\n' + settings.read_text("utf-8"), encoding="utf-8")
    return settings


@dataclass(frozen=True)
class Site:
    """The hub and how it's asked."""

    settings: Path
    capsys: pytest.CaptureFixture[str]

    def ask(self, *arguments: str) -> tuple[int, str, str]:
        """Run one command."""
        self.capsys.readouterr()
        code = main(["--settings", str(self.settings), *arguments])
        shown = self.capsys.readouterr()
        return code, shown.out, shown.err

    def json(self, *arguments: str) -> object:
        """Run one command and return what it says as JSON."""
        return json.loads(self.ask(*arguments, "--json")[1])

    def step(self) -> None:
        """Let the hub's own engine take in what was stated."""
        engine = open_engine(load_settings(self.settings))
        engine.run_until_idle()
        engine.close()

    def state(self, dispute: str) -> DisputeState:
        """Return one dispute as known now."""
        knowledge = read_hub(load_settings(self.settings)).dispute(dispute)
        assert knowledge is not None
        return state_of(knowledge)

    def fill(self, sheet: Path, fill: Callable[[str], dict[str, object] | None]) -> None:
        """Fill the meeting's sheet in: *fill* says the cells by heading for a dispute, None to leave it blank."""
        book = openpyxl.load_workbook(sheet)
        page = book.active
        assert page is not None
        heads = [cell.value for cell in page[1]]
        for row in page.iter_rows(min_row=2):
            for name, value in (fill(str(row[1].value)) or {}).items():
                row[heads.index(name)].value = value
        book.save(sheet)
