"""A host may be killed at any moment: nothing is lost, nothing counted twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.core.deliveries import Delivery, DeliveryKind, Dossier, Receipt
from hub.core.events import Submission
from hub.plugins.door import SubmitResult
from hub.plugins.store import AdapterStore
from hub.testing import MemoryDoor, sample_delivery
from tests.host_rig import Rig, rig_in


class Killed(BaseException):
    """The process ends here."""


class Fuse:
    """Burns down with every sub-step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


class KilledDoor(MemoryDoor):
    """Dies before or after a call took effect."""

    fuse: Fuse

    def submit(self, agency: str, submissions: Sequence[Submission], dossier: Dossier | None) -> SubmitResult:
        self.fuse.step()
        result = super().submit(agency, submissions, dossier)
        self.fuse.step()
        return result

    def acknowledge(self, agency: str, position: int, receipt: Receipt) -> None:
        self.fuse.step()
        super().acknowledge(agency, position, receipt)
        self.fuse.step()


def round_until_killed(rig: Rig, door: KilledDoor, steps: int) -> bool:
    """Run a round on a new host that dies after so many sub-steps; return whether it lived."""
    fuse = door.fuse = Fuse(steps)

    class KilledStore(AdapterStore):
        def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
            # What holds after one statement holds before the next: one step a statement is every moment.
            fuse.step()
            return super().execute(statement, parameters)

    rig.store_type = KilledStore
    host = rig.open(door)
    deliver = host.adapter.deliver

    def deliver_and_die(delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        fuse.step()
        receipt = deliver(delivery, dossiers)
        fuse.step()
        return receipt

    host.adapter.deliver = deliver_and_die  # type: ignore[method-assign]
    try:
        host.run_round()
    except Killed:
        return False
    finally:
        fuse.left = 1_000_000
        host.close()
    return True


@pytest.mark.parametrize("part", range(4))
def test_killed_at_every_sub_step(tmp_path: Path, part: int) -> None:
    """Whatever statement, call or commit a kill hits, the next host ends with the same hub, items and write-backs."""
    for steps in range(part, 400, 4):
        folder = tmp_path / str(steps)
        folder.mkdir()
        rig = rig_in(folder)
        door = KilledDoor()
        rig.site.spoil_record()
        door.put(sample_delivery(DeliveryKind.FEEDBACK, "ledger"))
        lived = round_until_killed(rig, door, steps)
        rig.store_type = AdapterStore
        door.fuse = Fuse(1_000_000)
        host = rig.open(door)
        host.run_round()
        assert sorted(f"{s.native_id}/{s.event.value}" for s in door.taken.values()) == [
            "M1/DisputeReported",
            "M2/CaseOpened",
            "M2/DisputeReported",
        ]
        assert {root: bool(dossier.parties) for root, dossier in door.dossiers.items()} == {
            "ledger:M1": True,
            "ledger:M2": True,
        }
        assert [item.native_id for item in host.quarantine.listed()] == ["M3"]
        assert len(rig.site.written()) == 1 and len(door.receipts) == 1 and not door.inbox("ledger", 9)
        assert host.store.spool_length() == 0
        host.close()
        rig.close()
        if lived:
            return
    pytest.fail("the round has more sub-steps than were tried")


_VICTIM = """
import os, signal, sys
from pathlib import Path
from tests.host_rig import rig_in
from hub.testing import MemoryDoor

class Door(MemoryDoor):
    def submit(self, agency, submissions, dossier):
        with open(Path(sys.argv[1]) / "taken", "a") as file:
            file.writelines(s.event_id + "\\n" for s in submissions)
        if os.path.getsize(Path(sys.argv[1]) / "taken") > int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().submit(agency, submissions, dossier)

rig = rig_in(Path(sys.argv[1]))
rig.open(Door()).run_round()
"""


@pytest.mark.parametrize("size", [0, 40, 70])
def test_sigkill_loses_nothing(tmp_path: Path, size: int) -> None:
    """A real SIGKILL between the hub's taking and the host's noting: all is sent again, under the same ids."""
    command = [sys.executable, "-c", _VICTIM, str(tmp_path), str(size)]
    victim = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])})
    assert victim.returncode == -signal.SIGKILL
    first = set((tmp_path / "taken").read_text().split())
    rig = rig_in_again(tmp_path)
    with rig.host() as host:
        host.run_round()
    rig.close()
    assert len(first | set(rig.door.taken)) == 4
    count = sqlite3.connect(tmp_path / "adapter-ledger.db")
    assert count.execute("SELECT count(*) FROM spool").fetchone() == (0,)
    count.close()


def rig_in_again(folder: Path) -> Rig:
    """Open the rig on a folder whose ledger exists."""
    (folder / "ledger.sqlite").unlink()
    return rig_in(folder)
