"""One settings file: what hub init writes is read back; faults are named by key; secrets are never inline."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hub.bootstrap.workshop import adapter_settings, installed_plugins
from hub.cli.settings_file import settings_text
from hub.core.errors import ConfigurationError
from hub.settings.loading import load_settings
from hub.settings.secrets import with_secrets
from hub.settings.whole import HubSettings


def written(folder: Path, text: str) -> Path:
    path = folder / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fresh_file_says_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, settings_text(installed_plugins().adapters)))
    defaults = HubSettings()
    assert settings.data == tmp_path / defaults.data
    assert settings.key == tmp_path / defaults.key
    assert (settings.shards, settings.poll_seconds, settings.report_day) == (
        defaults.shards,
        defaults.poll_seconds,
        defaults.report_day,
    )
    assert settings.adapters == {}


def test_every_installed_adapter_has_a_table_that_is_toml_once_its_marks_are_taken_off() -> None:
    text = settings_text(installed_plugins().adapters)
    bare = "\n".join(line[1:].strip() for line in text.splitlines() if line.startswith(("# [adapters.", "#   ")))
    tables = tomllib.loads(bare)["adapters"]
    assert set(tables) == {kind.info.code for kind in installed_plugins().adapters}
    assert len(tables) >= 5


def test_every_setting_of_an_adapter_is_explained_in_chinese_first() -> None:
    notes = [line.removeprefix("#   # ") for line in settings_text(installed_plugins().adapters).splitlines()
             if line.startswith("#   # ") and " = " not in line.split(" / ")[0]]  # fmt: skip
    assert len(notes) > 30
    assert [note for note in notes if " / " not in note or note.isascii()] == []


def test_a_secret_is_read_from_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/court").write_text("sqlite://\n", encoding="utf-8")
    settings = load_settings(written(tmp_path, '[adapters.court]\nurl = { file = "secrets/court" }'))
    assert with_secrets("court", settings.adapters["court"]) == {"url": "sqlite://"}


def test_a_secret_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURT_URL", "sqlite://")
    settings = load_settings(written(tmp_path, '[adapters.court]\nurl = { env = "COURT_URL" }'))
    assert with_secrets("court", settings.adapters["court"]) == {"url": "sqlite://"}


def test_a_missing_secret_names_the_setting_and_the_variable(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[adapters.court]\nurl = { env = "NOT_THERE_AT_ALL" }'))
    with pytest.raises(ConfigurationError, match=r"adapters\.court\.url.*NOT_THERE_AT_ALL"):
        with_secrets("court", settings.adapters["court"])


def test_here_is_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[adapters.justice]\nfolder = "{here}/ledgers"'))
    assert settings.adapters["justice"] == {"folder": f"{tmp_path}/ledgers"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("shards = 0", "shards"),
        ("shardz = 2", "shardz"),
        ("shards = ", "hub.toml"),
        ("report_day = 31", "report_day"),
        ('[officers."张三"]\noffice = "统计科"', "officers"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_settings(written(tmp_path, text))


def test_a_wrong_adapter_setting_is_named_and_its_value_is_not() -> None:
    kind = installed_plugins().adapter("grid")
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        adapter_settings(kind, {"base_url": "ftp://geheim", "key": "s3cret"})
    assert "s3cret" not in str(caught.value) and "geheim" not in str(caught.value)
