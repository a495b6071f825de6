"""A missing database server is never passed over in silence where it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.testing.servers import mariadb_server, postgresql_server


@pytest.mark.parametrize("server", [postgresql_server, mariadb_server])
@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_missing_binaries(server, ci: str, outcome, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("hub.testing.servers._PATH", ())
    with pytest.raises(outcome, match="apt-get install"), server():
        pass
