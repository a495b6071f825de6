"""
The broker's jars: fetched once by Maven into a folder that is kept, or handed in where there is no network.

Each use compares them with the checksums that the project holds (``pins/``), so that what runs is what was read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

CURRENT = "4.3.1"
"""The broker that tests run on unless told otherwise."""

VERSION = "HUB_KAFKA_VERSION"
"""Variable that names another version to test on."""

HOME = "HUB_KAFKA_HOME"
"""Variable that names the folder where jars are kept between runs."""

HANDED_IN = "HUB_KAFKA_JARS"
"""Variable that names a folder of the broker's jars brought here by hand; Maven isn't asked."""

MIRROR_HANDED_IN = "HUB_MIRROR_JARS"
"""The same for those of the mirror."""

BROKER_PROGRAM, MIRROR_PROGRAM = "kafka", "mirror"
"""What can be run: each has jars and checksums of its own."""

PINS = Path(__file__).with_name("pins")
"""Checksums of the jars of each known version."""

_DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_FETCH_SECONDS = 600

_LOG4J2 = ("org.apache.logging.log4j", "2.25.4", ("log4j-api", "log4j-core", "log4j-slf4j-impl"))
_SETS = {BROKER_PROGRAM: "jars", MIRROR_PROGRAM: "mirror-jars"}
_OF_PROGRAM = {BROKER_PROGRAM: ("kafka_2.13", HANDED_IN), MIRROR_PROGRAM: ("connect-mirror", MIRROR_HANDED_IN)}
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>hub</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>{dependencies}</dependencies></project>
"""


class MissingJavaError(RuntimeError):
    """Java or Maven isn't installed, or Maven can't reach its repository."""


class ForeignJarError(RuntimeError):
    """The jars aren't those that the project knows."""


def chosen_version() -> str:
    """Return the version to run: ``HUB_KAFKA_VERSION``, else the current one."""
    return os.environ.get(VERSION) or CURRENT


def jar_home() -> Path:
    """Return where jars are kept between runs: ``HUB_KAFKA_HOME``, else the account's cache."""
    return Path(os.environ.get(HOME) or Path.home() / ".cache" / "fengqiao-hub-kafka")


def pinned_versions(known: Path = PINS) -> list[str]:
    """Return the versions whose jars the project knows."""
    return sorted(path.stem.removeprefix("kafka-") for path in known.glob("kafka-*.sha256"))


def pins(version: str, known: Path = PINS, program: str = BROKER_PROGRAM) -> dict[str, str]:
    """
    Return the checksum (SHA-256) of each jar of *version*.

    Raises:
        ForeignJarError: the project doesn't know that version.
    """
    path = known / f"{program}-{version}.sha256"
    if not path.exists():
        others = ", ".join(pinned_versions(known))
        raise ForeignJarError(f"the checksums of Apache Kafka {version} aren't known here, only those of {others}")
    lines = path.read_text(encoding="ascii").splitlines()
    return {name: checksum for checksum, name in (line.split() for line in lines)}


def check(folder: Path, version: str, known: Path = PINS, program: str = BROKER_PROGRAM) -> None:
    """
    Make sure that *folder* holds exactly the jars of *version*.

    Raises:
        ForeignJarError: one is missing, is another, or is one too many; nothing of the folder is run.
    """
    wanted = pins(version, known, program)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.jar")}
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong:
        name = wrong[0]
        how = "is missing" if name not in found else "doesn't belong there" if name not in wanted else "is another file"
        raise ForeignJarError(
            f"{folder / name} {how} ({len(wrong)} of {len(wanted)} jars of Apache Kafka {version} differ from the "
            "checksums of the project): remove the folder and fetch them again, or hand in the right ones"
        )


def is_before_4(version: str) -> bool:
    """Return whether *version* is of the line that logs by log4j 1."""
    return int(version.partition(".")[0]) < 4


def jars(version: str, home: Path, program: str = BROKER_PROGRAM) -> Path:
    """
    Return the folder of *program*'s jars in *version*: handed in, or below *home*, fetched when they aren't there.

    Raises:
        MissingJavaError: they aren't there and can't be fetched.
        ForeignJarError: they aren't what the project knows.
    """
    artifact, variable = _OF_PROGRAM[program]
    handed_in = os.environ.get(variable)
    folder = Path(handed_in) if handed_in else home / f"{_SETS[program]}-{version}"
    if shutil.which("java") is None:
        raise MissingJavaError("java is needed to run the broker: apt-get install default-jre-headless")
    if not handed_in and not any(folder.glob(f"{artifact}-*.jar")):
        pins(version, program=program)
        _fetch(version, home, folder, program)
    check(folder, version, program=program)
    return folder


def _fetch(version: str, home: Path, folder: Path, program: str) -> None:
    if shutil.which("mvn") is None:
        raise MissingJavaError(
            f"mvn is needed once to fetch the {program} (apt-get install maven), or {_OF_PROGRAM[program][1]} names a "
            "folder of its jars"
        )
    workshop = home / f"{_SETS[program]}-{version}.pom"
    workshop.mkdir(parents=True, exist_ok=True)
    (workshop / "pom.xml").write_text(_POM.format(dependencies=_dependencies(version, program)), encoding="utf-8")
    fresh = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    done = subprocess.run(  # noqa: S603 - our own fixed command
        [
            str(shutil.which("mvn")),
            "--quiet",
            "--batch-mode",
            f"--file={workshop / 'pom.xml'}",
            _DEPENDENCY_PLUGIN,
            f"-DoutputDirectory={fresh}",
            "-DincludeScope=runtime",
        ],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=_FETCH_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise MissingJavaError(
            f"maven couldn't fetch Apache Kafka {version}; without a network {_OF_PROGRAM[program][1]} may name a "
            f"folder of its jars: {done.stdout[-1500:]}"
        )
    fresh.rename(folder)


def _dependencies(version: str, program: str) -> str:
    wanted = [("org.apache.kafka", _OF_PROGRAM[program][0], version)]
    if is_before_4(version):
        wanted += [("org.slf4j", "slf4j-reload4j", "1.7.36"), ("ch.qos.reload4j", "reload4j", "1.2.25")]
    else:
        group, log_version, names = _LOG4J2
        wanted += [(group, name, log_version) for name in names]
    return "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{number}</version></dependency>"
        for group, name, number in wanted
    )
