"""``hub quarantine letters`` on one machine: a record that no rule can take is listed, given again, put aside."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.bootstrap.engines import open_engine
from hub.bus.embedded import EmbeddedBus
from hub.cli.app import main
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.settings.loading import load_settings

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_what_no_rule_can_take_is_listed_given_again_and_put_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path), "--yes"]) == 0
    settings = load_settings(tmp_path / "hub.toml")

    def ask(*words: str) -> tuple[int, list[dict[str, str]]]:
        capsys.readouterr()
        code = main(["--settings", str(tmp_path / "hub.toml"), "quarantine", "letters", *words, "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out.startswith("[") else []

    def work() -> None:
        engine = open_engine(settings)
        engine.run_until_idle()
        engine.close()

    assert ask()[0] != 0, "no hub has run yet"
    work()
    assert ask() == (0, [])
    bus = EmbeddedBus.open(settings.data / "log", shards=settings.shards)
    bus.append(SOURCE_SUBMISSIONS, [("one", b"not avro", AT, {})])
    bus.close()
    work()
    code, (letter,) = ask()
    assert code == 1 and letter["processor"] == "intake" and letter["reason"] and "not avro" not in str(letter)
    assert ask("--retry", letter["number"])[0] == 2, "nobody was there to ask"
    assert ask("--retry", "first", "--yes")[0] == 2
    assert ask("--retry", "0/99", "--yes")[0] != 0
    assert ask("--retry", letter["number"], "--yes") == (0, [])
    work()
    code, (again,) = ask()
    assert code == 1 and again["number"] != letter["number"], "its cause wasn't mended"
    assert ask("--dismiss", again["number"], "--yes") == (0, [])
    work()
    assert ask() == (0, [])
