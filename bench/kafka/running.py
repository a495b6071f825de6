"""One contestant as a process: started, watched from outside, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.kafka.environments import ROOT
from bench.kafka.machine import used_by

_GRACE = 20.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time (user and system, all threads) in seconds and the largest resident set in MiB so far."""

    cpu: float
    peak: int


class Running:
    """A contestant under way."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "JAVA_HOME") if name in os.environ}
        self._errors = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
        )

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def usage(self) -> Usage:
        """
        Return what it has used so far.

        Raises:
            RuntimeError: it has ended by itself, which none does.
        """
        if self._process.poll() is not None:
            raise RuntimeError(f"the contestant ended with {self._process.returncode}: {self.said()}")
        proc = Path("/proc") / str(self.pid)
        status = (proc / "status").read_text(encoding="utf-8")
        peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return Usage(used_by(self.pid), int(peak) >> 10)

    def said(self) -> str:
        """Return the end of what it wrote to its terminal."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-3000:]

    def end(self) -> None:
        """Ask it to end, make it end."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(_GRACE)
        self._errors.close()
