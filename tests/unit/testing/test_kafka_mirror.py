"""The file that operators start a mirror with copies just what came from outside, and nothing that the engine sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.core.layout import layout
from hub.core.topics import ENGINE_TOPICS, TOPICS, split_version
from hub.engines.kafka.wire import IDENTITY
from hub.testing.kafka.certificates import ADMINISTRATOR, NODE, Certificates, Change, change, issue
from hub.testing.kafka.handshake import trusting
from hub.testing.kafka.jars import CURRENT, MIRROR_PROGRAM, pins
from hub.testing.kafka.mirror import SETTINGS, settings_for

ENGINES = {"engine", "intake", "lifecycle", "linking", "reporting", "clerk", "hub"}
"""Roles whose records the engine of the second site makes itself."""


def settings(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}


@pytest.mark.parametrize(("prefix", "version"), [("fengqiao.", 1), ("run-1.", 3)])
def test_what_somebody_outside_the_engine_writes_is_copied_and_nothing_else(prefix: str, version: int) -> None:
    told = settings(settings_for("a:1", "b:2", prefix, 3))
    patterns = [re.compile(part.strip()) for part in told["first->second.topics"].split(",")]
    copied = {
        split_version(topic.name)[0]
        for topic in layout(("court", "grid"), 2, version)
        if any(pattern.fullmatch(prefix + topic.name) for pattern in patterns)
    }
    wanted = {topic.name for topic in TOPICS if not topic.per_agency and {*topic.writers} - ENGINES}
    assert copied == wanted | {"submissions.court", "submissions.grid"}
    assert not copied & {topic.name for topic in ENGINE_TOPICS}


def test_the_engines_own_records_are_left_out_and_what_was_taken_back_too() -> None:
    told = settings(SETTINGS.read_text("utf-8"))
    assert told["first->second.predicates.engines.name"] == IDENTITY
    assert told["first.consumer.isolation.level"] == "read_committed"
    assert told["second->first.enabled"] == "false"


def test_addresses_and_copies_are_those_of_the_test() -> None:
    told = settings(settings_for("a:1,a:2", "b:2", "x.", 1))
    assert (told["first.bootstrap.servers"], told["second.bootstrap.servers"]) == ("a:1,a:2", "b:2")
    copies = {name: value for name, value in told.items() if name.endswith("replication.factor")}
    assert len(copies) == 7 and {*copies.values()} == {"1"}


def test_the_mirrors_jars_are_pinned() -> None:
    assert f"connect-mirror-{CURRENT}.jar" in pins(CURRENT, program=MIRROR_PROGRAM)


def test_certificates_change_in_three_steps(tmp_path: Path) -> None:
    former, fresh = issue(tmp_path / "former"), issue(tmp_path / "fresh")
    held = Certificates(tmp_path / "held")
    held.folder.mkdir()
    for path in former.folder.iterdir():
        (held.folder / path.name).write_bytes(path.read_bytes())

    def trusted() -> int:
        return len(trusting(held.authority).get_ca_certs())

    def shows(certificates: Certificates) -> bool:
        names = (NODE, ADMINISTRATOR)
        return all(held.identity(name).read_bytes() == certificates.identity(name).read_bytes() for name in names)

    alone = trusted()
    change(held, former, fresh, Change.TRUST_BOTH)
    assert trusted() == alone + 1 and shows(former)
    change(held, former, fresh, Change.SHOW_NEW)
    assert trusted() == alone + 1 and shows(fresh)
    change(held, former, fresh, Change.TRUST_NEW)
    assert held.authority.read_bytes() == fresh.authority.read_bytes() and shows(fresh)
