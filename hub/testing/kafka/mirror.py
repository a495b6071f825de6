"""MirrorMaker 2 as a process beside a test cluster, run with the very file that operators are given."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from hub.testing.kafka.jars import MIRROR_PROGRAM, chosen_version, jar_home, jars
from hub.testing.kafka.java import Java, command, ended, started, write_logging

SETTINGS = Path(__file__).parents[3] / "deploy" / "mirror" / "mm2.properties"
"""What operators start a mirror with; here its addresses, names and numbers of copies are those of the test."""

_HEAP = 256
_COPIES = re.compile(r"^(.*replication\.factor) *=.*$", re.MULTILINE)


def settings_for(first: str, second: str, prefix: str, copies: int) -> str:
    """Return the mirror's settings from the cluster *first* to *second*, for topics of *prefix*."""
    text = SETTINGS.read_text(encoding="utf-8")
    text = re.sub(r"^first\.bootstrap\.servers *=.*$", f"first.bootstrap.servers = {first}", text, flags=re.MULTILINE)
    text = re.sub(
        r"^second\.bootstrap\.servers *=.*$", f"second.bootstrap.servers = {second}", text, flags=re.MULTILINE
    )
    # properties take a backslash for an escape: a dot is anchored by brackets
    text = text.replace("fengqiao[.]", prefix.replace(".", "[.]"))
    return _COPIES.sub(rf"\1 = {copies}", text)


@dataclass(slots=True)
class Mirror:
    """A mirror in *folder* with the settings *settings*."""

    folder: Path
    settings: str
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """
        Start it; it begins some seconds later, where it was.

        Raises:
            MissingJavaError: Java or the mirror's jars aren't to be had here.
            ForeignJarError: its jars aren't those that the project knows.
        """
        place = jars(chosen_version(), jar_home(), MIRROR_PROGRAM)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "mm2.properties"
        path.write_text(self.settings, encoding="utf-8")
        options = Java(heap=_HEAP, brief=True, logging=write_logging(self.folder, before_4=False))
        program = "org.apache.kafka.connect.mirror.MirrorMaker"
        self._process = started(command(options, place, program, str(path)), self.folder)

    @property
    def runs(self) -> bool:
        """Whether it hasn't ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it said."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def kill(self) -> None:
        """Kill it: what it has copied since it last noted where it is comes once more."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            ended(process)
