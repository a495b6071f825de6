"""The broker's programs as processes of Java."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONG_SECONDS = 150
"""Whatever takes longer has come to no end."""

_LOG4J2 = """rootLogger.level=WARN
rootLogger.appenderRef.c.ref=C
appender.c.type=Console
appender.c.name=C
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %m (%c)%n
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=INFO
"""
_LOG4J1 = """log4j.rootLogger=WARN, C
log4j.appender.C=org.apache.log4j.ConsoleAppender
log4j.appender.C.layout=org.apache.log4j.PatternLayout
log4j.appender.C.layout.ConversionPattern=[%d] %p %m (%c)%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Java:
    """How a program is run: MiB of heap, compiled quickly instead of well where it's *brief*, file of log settings."""

    heap: int
    brief: bool
    logging: str


def write_logging(folder: Path, *, before_4: bool) -> str:
    """Write the settings of logs into *folder*; return the option that names them."""
    path = folder / ("log4j.properties" if before_4 else "log4j2.properties")
    path.write_text(_LOG4J1 if before_4 else _LOG4J2, encoding="utf-8")
    return f"-Dlog4j.configuration=file:{path}" if before_4 else f"-Dlog4j2.configurationFile={path}"


def command(java: Java, jars: Path, program: str, *arguments: str) -> list[str]:
    """Return how *program* of *jars* is started."""
    return [
        str(shutil.which("java")),
        f"-Xms{java.heap}m",
        f"-Xmx{java.heap}m",
        "-XX:+UseSerialGC",
        "-Djava.awt.headless=true",
        *(["-XX:TieredStopAtLevel=1"] if java.brief else []),
        java.logging,
        "-cp",
        f"{jars}/*",
        program,
        *arguments,
    ]


def started(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start *command* in *folder*; what it says is added to the log there."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own fixed command
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder
        )


def ended(process: subprocess.Popen[bytes], seconds: float = LONG_SECONDS) -> int:
    """Wait for the end of *process*, kill it after *seconds*; return its exit code."""
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(timeout=LONG_SECONDS)
