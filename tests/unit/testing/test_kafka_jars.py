"""Only the jars that the project knows are run; a broker that doesn't come up says why."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from hub.testing.kafka import jars
from hub.testing.kafka.failure import BrokerStartError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two jars, and a project that knows them as version 9.9.9."""
    pins = tmp_path / "pins"
    jar_folder = tmp_path / "jars"
    pins.mkdir()
    jar_folder.mkdir()
    for name in ("a.jar", "b.jar"):
        (jar_folder / name).write_bytes(name.encode())
    lines = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ("a.jar", "b.jar")]
    (pins / "kafka-9.9.9.sha256").write_text("".join(lines), encoding="ascii")
    return jar_folder


def test_the_right_jars_are_taken(folder: Path) -> None:
    jars.check(folder, "9.9.9", folder.parent / "pins")


def test_an_altered_a_missing_and_a_strange_jar_are_refused(folder: Path) -> None:
    (folder / "a.jar").write_bytes(b"altered")
    with pytest.raises(jars.ForeignJarError, match=r"a\.jar is another file \(1 of 2"):
        jars.check(folder, "9.9.9", folder.parent / "pins")
    (folder / "a.jar").unlink()
    with pytest.raises(jars.ForeignJarError, match=r"a\.jar is missing"):
        jars.check(folder, "9.9.9", folder.parent / "pins")
    (folder / "a.jar").write_bytes(b"a.jar")
    (folder / "c.jar").write_bytes(b"")
    with pytest.raises(jars.ForeignJarError, match=r"c\.jar doesn't belong there"):
        jars.check(folder, "9.9.9", folder.parent / "pins")


def test_a_version_without_checksums_is_refused(folder: Path) -> None:
    with pytest.raises(jars.ForeignJarError, match=re.escape("9.9.8 aren't known here, only those of 9.9.9")):
        jars.pins("9.9.8", folder.parent / "pins")


def test_every_version_told_of_has_its_broker_pinned() -> None:
    assert {jars.CURRENT, "3.9.1"} <= set(jars.pinned_versions())
    for version in jars.pinned_versions():
        assert f"kafka_2.13-{version}.jar" in jars.pins(version)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("java.net.BindException: Address already in use", "another program listens on its port"),
        ("java.io.IOException: No space left on device", "the disk is full"),
        ("java.lang.UnsupportedClassVersionError: kafka/Kafka", "Java is too old"),
        ("Error: Could not reserve enough space for object heap", "smaller heap"),
        ("something new", "its log says why"),
    ],
)
def test_a_node_that_did_not_start_says_why(tmp_path: Path, line: str, reason: str) -> None:
    log = tmp_path / "log"
    log.write_text(f"first\n{line}\nlast\n", encoding="utf-8")
    told = str(BrokerStartError(2, log, 1))
    assert told.startswith("node 2 ended with status 1: ")
    assert reason in told and line in told and str(log) in told
