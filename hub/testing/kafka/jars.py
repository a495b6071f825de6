"""Fetching the broker's jars once, by Maven, into a folder that is kept."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

CURRENT = "4.3.1"
"""The broker that tests run on unless told otherwise."""

_DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_FETCH_SECONDS = 600

_LOG4J2 = ("org.apache.logging.log4j", "2.25.4", ("log4j-api", "log4j-core", "log4j-slf4j-impl"))
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>hub</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>{dependencies}</dependencies></project>
"""


class MissingJavaError(RuntimeError):
    """Java or Maven isn't installed, or Maven can't reach its repository."""


def is_before_4(version: str) -> bool:
    """Return whether *version* is of the line that logs by log4j 1."""
    return int(version.partition(".")[0]) < 4


def jars(version: str, home: Path) -> Path:
    """
    Return the folder of *version*'s jars below *home*, fetched when it isn't there.

    Raises:
        MissingJavaError: they aren't there and can't be fetched.
    """
    folder = home / f"jars-{version}"
    if any(folder.glob("kafka_2.13-*.jar")):
        return folder
    if shutil.which("mvn") is None or shutil.which("java") is None:
        raise MissingJavaError("java and mvn are needed once to fetch the broker: apt-get install maven")
    workshop = home / f"pom-{version}"
    workshop.mkdir(parents=True, exist_ok=True)
    (workshop / "pom.xml").write_text(_POM.format(dependencies=_dependencies(version)), encoding="utf-8")
    fresh = home / f"jars-{version}.part"
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
        raise MissingJavaError(f"maven couldn't fetch Apache Kafka {version}: {done.stdout[-1500:]}")
    fresh.rename(folder)
    return folder


def _dependencies(version: str) -> str:
    wanted = [("org.apache.kafka", "kafka_2.13", version)]
    if is_before_4(version):
        wanted += [("org.slf4j", "slf4j-reload4j", "1.7.36"), ("ch.qos.reload4j", "reload4j", "1.2.25")]
    else:
        group, log_version, names = _LOG4J2
        wanted += [(group, name, log_version) for name in names]
    return "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{number}</version></dependency>"
        for group, name, number in wanted
    )
