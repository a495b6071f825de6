"""A run empties its own folder and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.core.errors import ConfigurationError
from hub.demo.stage_folder import MARK, fresh_folder


def test_a_new_folder_is_made_with_its_mark(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path / "deep" / "demo-out")
    assert [entry.name for entry in folder.iterdir()] == [MARK]


def test_the_next_run_starts_from_nothing(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path / "demo-out")
    (folder / "native" / "court").mkdir(parents=True)
    (folder / "native" / "court" / "court.db").write_bytes(b"x")
    (folder / "report.html").write_text("old")
    fresh_folder(folder)
    assert [entry.name for entry in folder.iterdir()] == [MARK]


def test_what_others_keep_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigurationError, match="--out"):
        fresh_folder(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_what_a_link_points_to_is_not_deleted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "precious").write_text("!")
    folder = fresh_folder(tmp_path / "demo-out")
    (folder / "link").symlink_to(kept)
    fresh_folder(folder)
    assert (kept / "precious").exists()
    assert not (folder / "link").exists()


def test_an_empty_folder_of_someone_else_may_be_used(tmp_path: Path) -> None:
    assert fresh_folder(tmp_path) == tmp_path


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo-out").write_text("")
    with pytest.raises(ConfigurationError, match="is a file"):
        fresh_folder(tmp_path / "demo-out")
