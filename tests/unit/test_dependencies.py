"""The three constraint files, the project's dependencies and what the packages say of themselves agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import hub

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints"
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)


def project(path: str) -> dict[str, object]:
    return tomllib.loads((ROOT / path / "pyproject.toml").read_text("utf-8"))["project"]


def requirements(name: str) -> list[str]:
    lines = (CONSTRAINTS / name).read_text("utf-8").splitlines()
    return sorted(line for line in lines if line and not line.startswith(("#", "-r")))


def pins(name: str) -> dict[tuple[str, str], str]:
    return {(m[1].lower(), m[3] or ""): m[2] for m in PIN.finditer((CONSTRAINTS / name).read_text("utf-8"))}


def test_runtime_constraints_are_compiled_from_the_projects_dependencies() -> None:
    assert requirements("runtime.in") == sorted(project(".")["dependencies"])


def test_what_is_installed_together_is_pinned_alike() -> None:
    by_name: dict[tuple[str, str], set[str]] = {}
    for file in ("runtime.txt", "dev.txt", "build.txt"):
        for place, version in pins(file).items():
            by_name.setdefault(place, set()).add(version)
    assert len(by_name) > 60
    assert {place: versions for place, versions in by_name.items() if len(versions) > 1} == {}


def test_every_pin_has_hashes_and_no_file_has_an_address() -> None:
    for file in ("runtime.txt", "dev.txt", "build.txt"):
        text = (CONSTRAINTS / file).read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text
        for pin in PIN.finditer(text):
            assert text[pin.end() :].lstrip().startswith("--hash=sha256:"), pin[1]


def test_build_tools_of_every_distribution_are_pinned() -> None:
    for path in (".", *(f"plugins/{folder.name}" for folder in (ROOT / "plugins").iterdir() if folder.is_dir())):
        wanted = tomllib.loads((ROOT / path / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
        assert {name.lower() for name, _ in pins("build.txt")} >= {re.split(r"[<>=~ ]", name)[0] for name in wanted}


def test_every_plugin_needs_nothing_that_the_constraints_lack() -> None:
    known = {name for name, _ in pins("runtime.txt")} | {"fengqiao-hub"}
    for folder in sorted((ROOT / "plugins").iterdir()):
        needs = {re.split(r"[<>=~\[ ]", need)[0].lower() for need in project(f"plugins/{folder.name}")["dependencies"]}
        assert needs <= known, folder.name


def test_the_version_is_said_once() -> None:
    assert project(".")["version"] == hub.__version__
    assert f"## [{hub.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8") or "## [Unreleased]" in (
        ROOT / "CHANGELOG.md"
    ).read_text("utf-8")
