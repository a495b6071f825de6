"""A shard file that is no database any more is not an outage: trying again mends nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.bus.embedded.log import open_shards
from hub.core.errors import ConfigurationError


def test_damaged_shard_says_to_restore_the_backup(tmp_path: Path) -> None:
    for shard in open_shards(tmp_path, 2):
        shard.close()
    (tmp_path / "shard-00.db").write_bytes(b"no database at all, " * 500)
    with pytest.raises(ConfigurationError, match="restore the whole folder") as told:
        open_shards(tmp_path, 2)
    assert told.value.where == "shard-00.db"
