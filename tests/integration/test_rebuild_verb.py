"""``hub rebuild`` on a hub that has taken the worked example in, with the processors that really run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.bootstrap.engines import open_engine
from hub.bootstrap.holdings import read_hub
from hub.cli.app import main
from hub.core import topics
from hub.scenarios.reader import read_scenario
from hub.settings.loading import load_settings

SCENARIO = Path(__file__).parents[2] / "examples/scenarios/worked-example"
PROCESSORS = ("intake", "lifecycle", "linking", "clerk", "reporting")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub of two shards, most of whose deadlines have passed."""
    folder = tmp_path_factory.mktemp("hub")
    path = folder / "hub.toml"
    assert main(["init", str(folder), "--yes"]) == 0
    engine = open_engine(load_settings(path))
    for count, line in enumerate(read_scenario(SCENARIO).lines):
        engine.append(topics.SOURCE_SUBMISSIONS, [(line.submission.root, line.submission, line.received_at, {})])
        if not count % 10:
            engine.tick(line.received_at)
            engine.run_until_idle()
    engine.tick(datetime(2026, 9, 1, tzinfo=UTC))
    engine.run_until_idle()
    engine.close()
    return path


@pytest.fixture
def ask(settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("HUB_SETTINGS", str(settings))

    def asked(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return asked


@pytest.mark.parametrize("processor", PROCESSORS)
def test_every_processor_of_the_hub_gives_its_live_state_again(ask, processor: str) -> None:
    code, out, _ = ask("rebuild", processor, "--yes", "--json")
    found = json.loads(out)
    assert (code, found["equal"], found["switched"]) == (0, True, False), found["differences"]
    assert found["hash_live"] == found["hash_rebuilt"]
    assert found["entries"] > 0 or not found["keys"]


def test_switching_to_an_equal_state_changes_no_figure_and_can_be_undone(ask, settings: Path) -> None:
    before = list(read_hub(load_settings(settings)).reader.row_history())
    for arguments in (("--switch",), ("--back",)):
        code, out, _ = ask("rebuild", "lifecycle", *arguments, "--yes", "--json")
        assert (code, json.loads(out)["switched"]) == (0, True)
        assert list(read_hub(load_settings(settings)).reader.row_history()) == before
    code, out, _ = ask("rebuild", "lifecycle", "--drop", "--yes", "--json")
    assert json.loads(out) == {"processor": "lifecycle", "dropped": True}


def test_other_rules_are_listed_key_by_key_and_not_switched_to(
    ask, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A local length of a clock is a change of rules: what it alters is shown before anything is switched."""
    text = settings.read_text(encoding="utf-8")
    other = settings.with_name("other.toml")
    clock = '\n[[clocks]]\nclock = "TRIAGE"\nlength = 1\nfrom = 2026-01-01\n'
    other.write_text(text + clock, encoding="utf-8")
    monkeypatch.setenv("HUB_SETTINGS", str(other))
    code, out, _ = ask("rebuild", "lifecycle", "--switch", "--yes", "--lang", "en")
    assert code == 1
    assert "Different:" in out and "the rules (version or settings) have changed" in out
    assert "hub rebuild lifecycle --switch --accept-differences" in out
    code, out, _ = ask("rebuild", "lifecycle", "--yes", "--json", "--list", "1")
    found = json.loads(out)
    assert (code, found["switched"], len(found["differences"])) == (1, False, 1)
    assert found["differing"] >= 1
    monkeypatch.setenv("HUB_SETTINGS", str(settings))
    ask("rebuild", "lifecycle", "--drop", "--yes")
    assert json.loads(ask("rebuild", "lifecycle", "--yes", "--json")[1])["equal"]


def test_what_cannot_be_asked_is_refused(ask) -> None:
    code, _, err = ask("rebuild", "nothing", "--yes")
    assert code == 1 and "intake lifecycle linking clerk reporting" in err
    assert ask("rebuild", "lifecycle", "--switch", "--back", "--yes")[0] == 2
    assert ask("rebuild", "lifecycle", "--accept-differences", "--yes")[0] == 2
    ask("rebuild", "lifecycle", "--drop", "--yes")
    code, _, err = ask("rebuild", "lifecycle", "--back", "--yes")
    assert code == 1 and "rebuild" in err
    assert ask("rebuild", "lifecycle")[0] == 2
