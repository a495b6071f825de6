"""A hub and its gateway as real processes in one folder, and what the system says of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hub.bootstrap.surroundings import SystemClock
from hub.core.events import Details, Event, Submission, event_id
from hub.gateway.identity import KeyName, TokenSigner, new_key
from hub.testing.ports import free_port
from hub.vault import create_key_file

HUB = Path(sys.executable).with_name("hub")
SENDERS = ("one", "two", "three", "four")
"""Agencies that report; each commit of the gateway holds statements of one agency."""
TOWN = "L2-230803007"
_STARTS_WITHIN = 120.0
_SETTINGS = """
data = "var"
key = "hub.key"
poll_seconds = 3600
[gateway]
port = {port}
statements_per_second = {per_second}
statements_at_once = {at_once}
[gateway.agencies.court]
[gateway.agencies.justice]
"""
_SENDER = """
[gateway.agencies.{code}]
submits = ["DisputeReported"]
"""


@dataclass
class Site:
    """One folder with settings, keys and the hub's data."""

    folder: Path
    port: int = 0
    signers: dict[str, TokenSigner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make keys and a free port."""
        create_key_file(self.folder / "hub.key")
        (self.folder / "gateway-keys").mkdir()
        for agency in (*SENDERS, "court", "justice"):
            private, public = new_key()
            name = KeyName(agency, "1")
            (self.folder / "gateway-keys" / name.public_file).write_bytes(public)
            self.signers[agency] = TokenSigner(name, private, SystemClock())
        self.port = free_port()
        self.agree(1e9)

    def agree(self, per_second: float) -> None:
        """Let every sender state so many a second, and no more than half a second's at once."""
        head = _SETTINGS.format(port=self.port, per_second=per_second, at_once=max(30.0, per_second / 2))
        (self.folder / "hub.toml").write_text(head + "".join(_SENDER.format(code=code) for code in SENDERS), "utf-8")

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run ``hub`` with *arguments* until told to stop; what it said is in a file beside the settings."""
        environment = {**os.environ, "HUB_SETTINGS": str(self.folder / "hub.toml"), "HUB_LANG": "en"}
        with (self.folder / f"{arguments[0]}.txt").open("ab") as told:
            process = subprocess.Popen([HUB, *arguments], stdout=told, stderr=told, env=environment)
        try:
            yield process
            process.terminate()
            if process.wait(timeout=60) != 0:
                raise RuntimeError((self.folder / f"{arguments[0]}.txt").read_text())
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def hub(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the hub."""
        with self.running("run", "--json") as process:
            _until((self.folder / "run.txt").read_text, "round_at", process)
            yield process

    @contextmanager
    def gateway(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the gateway."""
        with self.running("gateway", "run", "--json") as process:
            _until(self._reachable, "yes", process)
            yield process

    def _reachable(self) -> str:
        with socket.socket() as asking:
            return "yes" if asking.connect_ex(("127.0.0.1", self.port)) == 0 else "no"

    def headers(self, agency: str) -> dict[str, str]:
        """Return what an agency's call begins with."""
        return {"Authorization": f"Bearer {self.signers[agency].token()}"}


def _until(ask: object, wanted: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while wanted not in ask():  # type: ignore[operator]  # one of two ways to ask
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{process.args!r} didn't start")
        time.sleep(0.05)


def statement(event: Event, agency: str, native_id: str, at: datetime, unit: str | None = None) -> Submission:
    """Return a report, or a referral to *unit*, of the record *native_id*."""
    told: dict[str, object] = {"type": "CONTRACT", "channel": "COURT", "parties": 2}
    if event is Event.REFERRAL_CREATED:
        told = {"ref": f"R-{native_id}", "kind": "ENTRUST_PRE"}
    details: Details = told  # type: ignore[assignment]  # the details of these two events
    system = f"{agency}-1"
    return Submission(
        event=event,
        event_id=event_id(event.value, system, native_id, unit, details),
        root=f"{system}:{native_id}",
        agency=agency,
        system=system,
        native_id=native_id,
        unit=unit,
        occurred_at=at,
        recorded_at=at,
        details=details,
    )


def forget_peak(process: subprocess.Popen[bytes]) -> None:
    """Begin anew to note the most memory that *process* holds."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def peak(process: subprocess.Popen[bytes]) -> int:
    """Return the most MiB that *process* has held since :func:`forget_peak`."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the processor time that *process* has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
