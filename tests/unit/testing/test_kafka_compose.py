"""``compose.yaml`` and what is written beside it run the same broker, set up the same way, as the project's tests."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509

from hub.testing.kafka import compose
from hub.testing.kafka.certificates import Certificates
from hub.testing.kafka.jars import CURRENT
from hub.testing.kafka.properties import Node, properties

ROOT = Path(__file__).resolve().parents[3]
OF_A_PLACE = {"controller.quorum.voters", "log.dirs", "listeners", "advertised.listeners"}
OF_A_PLACE |= {"ssl.keystore.location", "ssl.truststore.location"}


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compose") / "compose-secrets"
    compose.write(folder)
    return folder


def settings(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


def test_three_nodes_of_the_version_that_is_tested(file: dict[str, Any]) -> None:
    assert tuple(file["services"]) == compose.HOSTS
    assert {service["image"] for service in file["services"].values()} == {f"apache/kafka:{CURRENT}"}
    assert all("healthcheck" in service and "ports" not in service for service in file["services"].values())


def test_what_is_mounted_is_what_is_written(file: dict[str, Any], written: Path) -> None:
    """Each node reads its own settings and the nodes' certificate; the administrator's key is given to none."""
    for host, service in file["services"].items():
        sources = [volume.split(":")[0] for volume in service["volumes"]]
        assert sources[0] == f"./compose-secrets/{host}" and sources[-1] == host and host in file["volumes"]
        for source in sources[:-1]:
            assert (written.parent / source).exists()
        assert not any("admin" in source for source in sources)
        mounted = {volume.split(":")[1] for volume in service["volumes"]}
        found = settings((written / host / "server.properties").read_text(encoding="utf-8"))
        assert {found["ssl.keystore.location"], found["ssl.truststore.location"], found["log.dirs"]} <= mounted
        assert service["env_file"] == "compose-secrets/cluster.env"
        assert f"/dev/tcp/{host}/{compose.CLIENTS}" in service["healthcheck"]["test"][-1]


def test_brokers_are_set_up_as_those_of_the_tests(written: Path, tmp_path: Path) -> None:
    """They differ in where they stand and in nothing else, but that only tests are impatient."""
    ports = {"clients": 1, "controller": 2, "internal": 3}
    kit = tuple(Node(number=n, folder=tmp_path, **ports) for n in (1, 2, 3))
    for node in kit:
        tested = settings(properties(node, kit, Certificates(tmp_path), impatient=False))
        own = settings((written / f"kafka-{node.number}" / "server.properties").read_text(encoding="utf-8"))
        assert tested.keys() == own.keys()
        assert {name for name in own if own[name] != tested[name]} <= OF_A_PLACE
        assert "PLAINTEXT" not in str(own) and "ANONYMOUS" not in str(own)


def test_the_certificate_names_every_node(written: Path) -> None:
    pem = (written / "certificates" / "hub-kafka-node.pem").read_bytes()
    names = x509.load_pem_x509_certificate(pem).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert set(compose.HOSTS) <= set(names.value.get_values_for_type(x509.DNSName))


def test_nothing_is_the_same_twice_and_nobody_else_reads_it(written: Path, tmp_path: Path) -> None:
    compose.write(tmp_path / "other")
    for name in ("cluster.env", "certificates/ca.pem", "certificates/hub-kafka-node.pem"):
        assert (tmp_path / "other" / name).read_bytes() != (written / name).read_bytes()
    assert stat.S_IMODE(written.stat().st_mode) == 0o700


def test_keys_of_a_cluster_are_never_written_over(written: Path) -> None:
    before = (written / "certificates" / "ca.pem").read_bytes()
    with pytest.raises(FileExistsError):
        compose.write(written)
    assert (written / "certificates" / "ca.pem").read_bytes() == before
