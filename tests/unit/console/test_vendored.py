"""What is vendored is what its origin published, has its licence beside it, and says its version."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import hub.console

ROOT = Path(__file__).parents[3]
SHIPPED = Path(hub.console.__file__).parent / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "browser" / "vendor"


@pytest.mark.parametrize("folder", [SHIPPED, FOR_TESTS], ids=["shipped", "tests"])
def test_every_vendored_file_is_the_one_that_the_manifest_names(folder: Path) -> None:
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    named = {entry["file"] for entry in entries} | {name for entry in entries for name in entry["licence_files"]}
    assert named | {"manifest.json"} == {path.name for path in folder.iterdir()}
    for entry in entries:
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]
        assert entry["version"] in entry["file"] and entry["version"] in entry["origin"]
        assert entry["version"].encode() in content
