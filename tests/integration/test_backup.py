"""``hub backup`` and ``hub restore`` as an operator uses them, and what they refuse."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.backup.last import LastBackup
from hub.backup.making import DATA
from hub.bootstrap.engines import open_engine
from hub.cli.app import main
from hub.core import topics
from hub.core.deliveries import Dossier
from hub.service.heartbeat import Heartbeat
from hub.service.safe import Safe
from hub.settings.loading import load_settings
from hub.testing.clocks import FixedClock
from hub.vault import KeyedTokeniser, SealedVault, SoftwareProvider, create_key_file, load_key_file
from tests.halfyear_site import build
from tests.toys import START

Ask = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    settings = build(tmp_path)
    loaded = load_settings(settings)
    key = load_key_file(loaded.key)
    vault = SealedVault(loaded.data / "vault.db", key, SoftwareProvider(), FixedClock(START))
    safe = Safe(loaded.data / "dossiers.db", vault, KeyedTokeniser(key, SoftwareProvider()))
    sealed = safe.seal("court", Dossier(root="court-1:A1", narrative="x"))
    assert sealed is not None
    safe.keep([sealed])
    safe.close()
    vault.close()
    (loaded.data / "forms").mkdir()
    (loaded.data / "forms" / "2026-03-R1.pdf").write_bytes(b"signed")
    return settings


@pytest.fixture
def ask(site: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*arguments: str) -> tuple[int, dict[str, object]]:
        capsys.readouterr()
        code = main(["--settings", str(site), *arguments, "--json", "--lang", "en"])
        return code, json.loads(capsys.readouterr().out)

    return asked


def test_what_is_restored_gives_the_figures_of_the_backup(site: Path, ask: Ask) -> None:
    settings = load_settings(site)
    figures = ask("stats", "show", "--month", "2026-03", "--as-of", "2026-04-10")
    code, made = ask("backup", "now")
    assert code == 0 and Path(str(made["path"])).parent == site.parent / "backup"
    assert (Path(str(made["path"])) / DATA / "forms" / "2026-03-R1.pdf").read_bytes() == b"signed"
    engine = open_engine(settings)
    engine.append(topics.SOURCE_SUBMISSIONS, [("later", b"not avro", START, {})])
    engine.run_until_idle()
    engine.close()
    code, proof = ask("backup", "verify", "--deep")
    assert code == 0 and proof["restores"] is True
    assert int(str(proof["rows_compared"])) > 100
    assert [path.name for path in (site.parent / "backup").iterdir()] == [Path(str(made["path"])).name]
    code, restored = ask("restore", Path(str(made["path"])).name, "--yes")
    assert code == 0 and Path(str(restored["set_aside"])).is_dir()
    assert ask("stats", "show", "--month", "2026-03", "--as-of", "2026-04-10") == figures
    assert (settings.data / "forms" / "2026-03-R1.pdf").read_bytes() == b"signed"
    assert (settings.data / "log" / "shard-00.db").stat().st_mode & 0o077 == 0


def test_the_key_is_never_in_a_backup_and_another_one_is_refused(site: Path, ask: Ask) -> None:
    _, made = ask("backup", "now")
    secret = json.loads(load_settings(site).key.read_text("utf-8"))["secret"].encode()
    held = [path for path in Path(str(made["path"])).rglob("*") if path.is_file()]
    assert not [path for path in held if secret in path.read_bytes()]
    load_settings(site).key.unlink()
    other = create_key_file(load_settings(site).key)
    code, refused = ask("restore", Path(str(made["path"])).name, "--yes")
    assert code == 2 and str(refused["what"]) == f"the master key is {other.key_id}, the backup needs {made['key_id']}"
    code, refused = ask("backup", "verify")
    assert code == 2, refused


def test_nothing_is_restored_under_a_running_hub_or_without_a_word(site: Path, ask: Ask) -> None:
    _, made = ask("backup", "now")
    name = Path(str(made["path"])).name
    code, refused = ask("restore", name)
    assert code == 2 and "--yes" in str(refused["next"])
    Heartbeat(os.getpid(), START.isoformat(), "", {}).write(load_settings(site).data)
    code, refused = ask("restore", name, "--yes")
    assert code == 2 and "the hub runs" in str(refused["what"])


def test_a_changed_backup_leaves_the_data_alone(site: Path, ask: Ask) -> None:
    _, made = ask("backup", "now")
    path = Path(str(made["path"])) / DATA / "log" / "shard-00.db"
    path.write_bytes(path.read_bytes() + b"x")
    code, refused = ask("restore", Path(str(made["path"])).name, "--yes")
    assert code == 2 and "was changed" in str(refused["what"])
    assert load_settings(site).data.is_dir()
    assert ask("backup", "verify")[0] == 2


def test_the_doctor_says_how_old_the_last_backup_is(site: Path, ask: Ask) -> None:
    def line() -> dict[str, str]:
        findings = ask("doctor")[1]["findings"]
        assert isinstance(findings, list)
        return next(finding for finding in findings if finding["name"] == "Backup")

    assert line()["outcome"] == "attend" and line()["remedy"].endswith("backup now")
    ask("backup", "now")
    assert line() | {"outcome": "fine", "detail": "the last one is 0 days old (asked for: 7), never proven"} == line()
    ask("backup", "verify")
    assert "never proven" not in line()["detail"]
    last = LastBackup.read(load_settings(site).data)
    assert last is not None
    LastBackup(made_at="2026-01-01T00:00:00+00:00", folder=last.folder, bytes=1).write(load_settings(site).data)
    assert line()["outcome"] == "attend"


def test_no_backup_is_said_with_the_next_command(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", str(site), "--lang", "en", "backup", "list"]) == 1
    assert "backup now" in " ".join(capsys.readouterr().out.split())
    assert main(["--settings", str(site), "backup", "verify", "20260101-000000Z"]) == 1
