"""Each peer's own environment: a virtual environment from its own constraints, or jars by Maven and classes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.testing.kafka.jars import CURRENT

ROOT = Path(__file__).resolve().parents[2]
_CONSTRAINTS = ROOT / "constraints" / "peers"
_STREAMS = Path(__file__).parent / "streams"
_SCHEMAS = Path(__file__).parent / "schemas"
_DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_SECONDS = 900
PYTHON_PEERS = ("faust", "floor", "quix")
JAVA_PEER = "streams"


def home() -> Path:
    """Return where environments are kept: ``HUB_BENCH_HOME``, else the account's cache."""
    return Path(os.environ.get("HUB_BENCH_HOME", Path.home() / ".cache" / "fengqiao-hub-bench"))


@dataclass(frozen=True, slots=True)
class Environment:
    """Where one contestant runs: ``hub`` is the environment of the bench itself."""

    name: str

    @property
    def folder(self) -> Path:
        """Where it's kept."""
        return home() / self.name

    def is_ready(self) -> bool:
        """Return whether it was set up from what is pinned now."""
        stamp = self.folder / "stamp"
        return self.name == "hub" or (stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(self.name))

    def command(self, module: str, plan: Path) -> Sequence[str]:
        """Return how *module* is started here with *plan*."""
        if self.name == JAVA_PEER:
            path = f"{self.folder / 'libs'}/*:{self.folder / 'classes'}"
            return ["java", "-Xmx1g", "-cp", path, f"bench.{module}", str(plan), str(_SCHEMAS)]
        python = Path(sys.executable) if self.name == "hub" else self.folder / "bin" / "python"
        return [str(python), "-m", f"bench.kafka.contestants.{module}", str(plan)]


def fingerprint(name: str) -> str:
    """Return what tells one set-up of *name* from another."""
    if name == JAVA_PEER:
        parts = [CURRENT, *(path.read_text(encoding="utf-8") for path in sorted(_STREAMS.rglob("*.*")))]
    else:
        parts = [sys.version, (_CONSTRAINTS / f"{name}.txt").read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def set_up() -> None:
    """Make every environment that isn't ready: the only step that needs a package index and Maven's repository."""
    for name in (*PYTHON_PEERS, JAVA_PEER):
        environment = Environment(name)
        if environment.is_ready():
            print(f"{name}: ready")
            continue
        print(f"{name}: setting up in {environment.folder}", flush=True)
        shutil.rmtree(environment.folder, ignore_errors=True)
        environment.folder.mkdir(parents=True)
        if name == JAVA_PEER:
            _set_up_java(environment.folder)
        else:
            _set_up_python(environment.folder, name)
        (environment.folder / "stamp").write_text(fingerprint(name), encoding="utf-8")


def _set_up_python(folder: Path, name: str) -> None:
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--no-input", "--require-hashes", "-r", str(_CONSTRAINTS / f"{name}.txt")])


def _set_up_java(folder: Path) -> None:
    _run(
        [
            "mvn",
            "--quiet",
            "--batch-mode",
            f"--file={_STREAMS / 'pom.xml'}",
            f"-Dkafka.version={CURRENT}",
            _DEPENDENCY_PLUGIN,
            f"-DoutputDirectory={folder / 'libs'}",
            "-DincludeScope=runtime",
        ]
    )
    sources = [str(path) for path in sorted((_STREAMS / "src").rglob("*.java"))]
    _run(["javac", "--release", "17", "-d", str(folder / "classes"), "-cp", f"{folder / 'libs'}/*", *sources])


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=_SECONDS)
