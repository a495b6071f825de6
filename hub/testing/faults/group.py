"""Workers as a hub has them: ``hub worker run``, which agree among themselves on who owns what."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from hub.bus.kafka import KafkaAccess
from hub.testing.faults.crew import Crew, Hand
from hub.vault import create_key_file

_HUB = str(Path(sys.executable).with_name("hub"))
_ENDED_ITSELF = frozenset({1, 2, -signal.SIGTERM})
"""
Exit codes of a worker that whoever supervises it starts again.

It found no cluster as it began, or gave up; told to leave before it had begun to listen, it dies of that.
"""

_SITE = "hub.toml"


def write_site(folder: Path, access: KafkaAccess, shards: int) -> None:
    """Write the settings of a hub on the cluster of *access* into *folder*, with a key where there's none."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        f'engine = "kafka"\nshards = {shards}\nkey = "hub.key"\n[kafka]\nbootstrap = "{access.bootstrap}"\n'
        f'prefix = "{access.prefix}"\nsession_seconds = 6\npatience_seconds = 60\n'
    )
    if access.principal is not None:
        secret = folder / "kafka.password"
        secret.touch(mode=0o600)
        secret.write_text(access.password, encoding="utf-8")
        text += f'authority = "{access.authority}"\nprincipal = "{access.principal}"\n'
        text += f'password = {{ file = "{secret.name}" }}\n'
    (folder / _SITE).write_text(text, encoding="utf-8")
    if not (folder / "hub.key").exists():
        create_key_file(folder / "hub.key")


@dataclass
class GroupCrew(Crew):
    """
    Workers whose group decides who owns what.

    They know no sub-steps: one that shall die or freeze does when it has said that it took some records more.
    """

    _tells_stacks: ClassVar[bool] = False

    def _command(self, hand: Hand) -> Sequence[str]:
        site = Path(hand.orders.folder).parents[2] / _SITE
        return [_HUB, "--settings", str(site), "worker", "run", "--name", f"worker-{hand.number}", "--json"]

    def _read(self, line: str) -> dict[str, object]:
        # what it says for people stands among it, and why it ended on several lines
        try:
            return dict(json.loads(line)) if line.startswith("{") else {}
        except ValueError:
            return {}

    def _note(self, hand: Hand, what: dict[str, object]) -> None:
        taken = int(str(what.get("taken", 0)))
        progress = max(0, taken - hand.counted)
        hand.counted = taken
        hand.taken += progress
        if what.get("trouble"):
            self.seen["unavailable"] += 1
        if progress and hand.fuse and hand.process is not None:
            hand.frozen = hand.fuse == signal.SIGSTOP
            hand.process.send_signal(hand.fuse)
            hand.fuse = 0

    def _tell(self, hand: Hand, **command: object) -> None:
        if command == {"end": True} and hand.process is not None:
            hand.process.send_signal(signal.SIGTERM)

    def _is_defect(self, code: int) -> bool:
        return code not in _ENDED_ITSELF and super()._is_defect(code)

    def assign(self, owners: Sequence[int]) -> None:
        """Leave it to the group."""

    def kill_at(self, number: int, sub_step: str, nth: int) -> None:
        """Let a worker die when it has taken some more."""
        self.hands[number].dying = True
        self.hands[number].fuse = signal.SIGKILL

    def freeze_at(self, number: int, sub_step: str, nth: int) -> None:
        """Let a worker stand still when it has taken some more."""
        self.hands[number].fuse = signal.SIGSTOP

    def disarm(self, number: int) -> None:
        """Let a worker live that has taken nothing since."""
        self.hands[number].dying = False
        self.hands[number].fuse = 0


def place_of(site: Path, number: int) -> Path:
    """Return where ``hub worker run`` keeps the copies of worker *number*."""
    return site / "var" / "workers" / f"worker-{number}"
