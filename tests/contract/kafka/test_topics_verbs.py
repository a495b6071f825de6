"""``hub topics`` and ``hub principal`` as an administrator types them, on a secured cluster."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from hub.bus.kafka import KafkaAccess, KafkaBus
from hub.cli.app import main
from hub.core.errors import AccessDeniedError
from hub.core.topics import DEAD_LETTERS, SOURCE_SUBMISSIONS, inbox_of, submissions_of
from hub.testing.kafka import KafkaCluster
from tests.bus_contract import AT
from tests.forwarding import encoded

pytestmark = pytest.mark.kafka

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(administrator: KafkaAccess, tmp_path: Path) -> Path:
    """A folder with the hub's settings and the administrator's file."""
    (tmp_path / "hub.toml").write_text('shards = 2\n[adapters.court]\nurl = "x"\n', encoding="utf-8")
    (tmp_path / "cluster.toml").write_text(
        f'[kafka]\nbootstrap = "{administrator.bootstrap}"\nprefix = "{administrator.prefix}"\n'
        f'authority = "{administrator.authority}"\ncertificate = "{administrator.certificate}"\n',
        encoding="utf-8",
    )
    return tmp_path


def hub(desk: Path, *words: str) -> int:
    settings = ["--lang", "en", "--settings", str(desk / "hub.toml")]
    return main([*settings, *words, "--cluster", str(desk / "cluster.toml")])


def shown(capsys: Capture) -> dict[str, object]:
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_plan_shows_apply_does_and_nothing_is_left(desk: Path, capsys: Capture) -> None:
    assert hub(desk, "topics", "plan") == 1
    told = capsys.readouterr().out
    assert "create topic submissions.court (2 partitions)" in told and "topics apply" in " ".join(told.split())
    assert hub(desk, "topics", "apply") == 2, "nobody was there to ask"
    capsys.readouterr()
    assert hub(desk, "topics", "apply", "--yes", "--json") == 0
    document = shown(capsys)
    assert document["left"] == {
        "create": [], "settings": [], "grant": [], "revoke": [], "quotas": {}, "refused": [], "unknown": []
    }  # fmt: skip
    assert hub(desk, "topics", "plan") == 0
    assert "as the table says" in capsys.readouterr().out
    assert hub(desk, "topics", "plan", "--agency", "grid", "--json") == 1
    assert [topic["topic"] for topic in shown(capsys)["create"]] == [  # type: ignore[index, attr-defined]
        submissions_of("grid"),
        inbox_of("grid"),
    ]


def test_a_password_is_given_rotated_and_retired(
    desk: Path, secured: KafkaCluster, administrator: KafkaAccess, capsys: Capture
) -> None:
    """The agency works at every moment of a rotation; each password is shown once or stands in a file of its owner."""
    assert hub(desk, "topics", "apply", "--yes") == 0
    capsys.readouterr()
    assert hub(desk, "principal", "rotate", "court") == 2, "there is nothing to rotate yet"
    capsys.readouterr()
    assert hub(desk, "principal", "add", "court", "--json") == 0
    given = shown(capsys)
    first = _access(secured, administrator, str(given["user"]), str(given["password"]))
    _write(first)
    sealed = desk / "court.password"
    assert hub(desk, "principal", "rotate", "court", "--to", str(sealed)) == 0
    told = capsys.readouterr().out
    password = sealed.read_text(encoding="utf-8").strip()
    assert password not in told and stat.S_IMODE(sealed.stat().st_mode) == 0o600
    second = _access(secured, administrator, f"{given['user']}-2", password)
    _write(first)
    _write(second)
    assert hub(desk, "principal", "rotate", "court") == 2, "the former rotation isn't finished"
    capsys.readouterr()
    assert hub(desk, "principal", "retire", "agency.court", "--yes") == 0
    with pytest.raises(AccessDeniedError):
        _write(first)
    _write(second)


def test_forward_takes_in_what_an_agency_wrote(
    desk: Path, secured: KafkaCluster, administrator: KafkaAccess, capsys: Capture
) -> None:
    """With the forwarder's own rights, from its own file."""
    assert hub(desk, "topics", "apply", "--yes") == 0
    capsys.readouterr()
    users = {}
    for name in ("court", "hub.forwarder"):
        assert hub(desk, "principal", "add", name, "--json") == 0
        users[name] = shown(capsys)
    court = _access(secured, administrator, str(users["court"]["user"]), str(users["court"]["password"]))
    bus = KafkaBus(court)
    bus.append(submissions_of("court"), [encoded("court", 1), encoded("police", 1)])
    bus.close()
    (desk / "forwarder.password").write_text(str(users["hub.forwarder"]["password"]), encoding="utf-8")
    (desk / "cluster.toml").write_text(
        f'[kafka]\nbootstrap = "{secured.bootstrap}"\nprefix = "{administrator.prefix}"\n'
        f'authority = "{administrator.authority}"\nprincipal = "{users["hub.forwarder"]["user"]}"\n'
        'password = { file = "forwarder.password" }\n',
        encoding="utf-8",
    )
    assert hub(desk, "forward", "--once", "--json") == 0
    assert shown(capsys) == {"taken": 2}
    assert hub(desk, "forward", "--once", "--json") == 0
    assert shown(capsys) == {"taken": 0}
    bus = KafkaBus(administrator)
    for topic in (SOURCE_SUBMISSIONS, DEAD_LETTERS):
        assert sum(len(bus.read(topic, number, 0, 9)) for number in range(2)) == 1
    bus.close()


def _access(secured: KafkaCluster, administrator: KafkaAccess, user: str, password: str) -> KafkaAccess:
    return replace(administrator, bootstrap=secured.bootstrap, certificate=None, principal=user, password=password)


def _write(access: KafkaAccess) -> None:
    bus = KafkaBus(access)
    try:
        bus.append(submissions_of("court"), [("k", b"x", AT, {})])
    finally:
        bus.close()


def test_a_file_that_does_not_fit_is_named(desk: Path, capsys: Capture) -> None:
    (desk / "cluster.toml").write_text('[kafka]\nbootstrap = "x:1"\npassword = "in the open"\n', encoding="utf-8")
    assert hub(desk, "topics", "plan") == 2
    told = capsys.readouterr().err
    assert "E-CFG-00" in told and "in the open" not in told
