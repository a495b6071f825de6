"""A hub on Kafka says in one sentence what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.bootstrap.cluster import needing_the_extra
from hub.cli.app import main
from hub.core.errors import ConfigurationError
from hub.settings.loading import load_settings
from hub.settings.secrets import kafka_password
from hub.settings.whole import kafka_of

KAFKA = '[kafka]\nbootstrap = "127.0.0.1:1"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert main(["--settings", str(path), "worker", "run", "--json"]) == 2
    return json.loads(capsys.readouterr().out)


def test_what_isnt_installed_names_the_extra() -> None:
    with pytest.raises(ConfigurationError, match=r"pip install 'fengqiao-hub\[kafka\]'"), needing_the_extra():
        import a_client_that_nobody_has  # type: ignore[import-not-found]  # noqa: F401


def test_a_worker_of_an_embedded_hub_is_told_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "[kafka]" in refused(write(tmp_path, ""), capsys)["next"]


def test_a_cluster_without_its_table_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(write(tmp_path, 'engine = "kafka"\n'), capsys)["where"] == "[kafka]"


def test_the_password_may_be_a_sealed_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(write(tmp_path, f'engine = "kafka"\n{KAFKA}password = {{ credential = "kafka" }}\n'))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigurationError, match="CREDENTIALS_DIRECTORY"):
        kafka_password(kafka_of(settings))
    (tmp_path / "kafka").write_text("secret\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert kafka_password(kafka_of(settings)) == "secret"


def test_files_of_the_table_are_found_beside_the_settings(tmp_path: Path) -> None:
    text = f'engine = "kafka"\n{KAFKA}authority = "ca.pem"\npassword = {{ file = "secrets/kafka" }}\n'
    kafka = kafka_of(load_settings(write(tmp_path, text)))
    assert kafka.authority == tmp_path / "ca.pem"
    assert kafka.password == {"file": str(tmp_path / "secrets" / "kafka")}
