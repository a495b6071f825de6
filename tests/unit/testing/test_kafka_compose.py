"""``compose.yaml`` and what is written beside it run the broker of the project's tests and the verbs that there are."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from cryptography import x509

from hub.cli.app import build_app
from hub.core.entitlements import SERVICE, WORKERS
from hub.settings.kafka import EngineKind
from hub.settings.loading import load_settings
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


def brokers(file: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in file["services"].items() if name.startswith("kafka-")}


def hubs(file: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in file["services"].items() if not name.startswith("kafka-")}


def test_three_nodes_of_the_version_that_is_tested(file: dict[str, Any]) -> None:
    assert tuple(brokers(file)) == compose.HOSTS
    assert {service["image"] for service in brokers(file).values()} == {f"apache/kafka:{CURRENT}"}
    assert all("healthcheck" in service for service in brokers(file).values())
    assert not any("ports" in service for service in file["services"].values())


def test_what_is_mounted_is_what_is_written(file: dict[str, Any], written: Path) -> None:
    """Each node reads its own settings and the nodes' certificate; the administrator's key is given to none."""
    for host, service in brokers(file).items():
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


def seen(source: Path, path: str) -> Path:
    """Return where what a container sees at *path* stands on the machine."""
    return source / Path(path).relative_to("/etc/fengqiao-hub")


def test_the_hubs_processes_run_verbs_that_there_are_with_files_that_are_written(
    file: dict[str, Any], written: Path
) -> None:
    for name, service in hubs(file).items():
        assert service["volumes"][0] == "./compose-secrets/hub:/etc/fengqiao-hub:ro"
        assert all(volume.split(":")[0] in file["volumes"] for volume in service["volumes"][1:])
        if name == "setup":
            continue
        assert service["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}
        words = list(map(str, service["command"]))
        command = typer.main.get_command(build_app())
        with command.make_context("hub", list(words)) as context:
            rest = [*context._protected_args, *context.args]
        while getattr(command, "commands", None):
            command = command.commands[rest.pop(0)]
        command.make_context(name, rest).close()
        settings_file = seen(written / compose.HUB, words[words.index("--settings") + 1])
        settings = load_settings(settings_file)
        assert settings.engine is EngineKind.KAFKA and settings.kafka is not None
        user = WORKERS if name.startswith("worker") else SERVICE
        assert settings.kafka.principal == user
        assert settings.kafka.bootstrap == ",".join(f"{host}:{compose.CLIENTS}" for host in compose.HOSTS)
        assert settings.kafka.authority is not None and settings.kafka.authority.is_file()
        assert str(settings.data) in {volume.split(":")[1] for volume in service["volumes"]}
        for option in ("--forward",):
            if option in words:
                assert seen(written / compose.HUB, words[words.index(option) + 1]).is_file()


def test_the_image_is_built_without_a_network_from_what_the_script_fetches(file: dict[str, Any]) -> None:
    """No Docker engine runs here: what the files name is held together, the image itself is not built by a test."""
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (\S+) (\S+)$", image, re.MULTILINE)
    assert [source for source, _ in copied] == ["dist/docker/", "deploy/docker/setup.sh"]
    admitted = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert admitted == ["*", *(f"!{source.rstrip('/')}" for source, _ in copied)]
    assert Path(copied[1][1]).name == hubs(file)["setup"]["entrypoint"][0]
    assert "--network=none" in image and "--no-index" in image and "USER hub" in image
    script = (ROOT / "scripts" / "docker_wheels.sh").read_text(encoding="utf-8")
    assert "target=dist/docker" in script and "--require-hashes" in script
    named = set(re.findall(r"secrets/([\w.$]+)\.password", (ROOT / copied[1][0]).read_text(encoding="utf-8")))
    assert named == {"$who"}
