"""The workers of a run: started, told what to own, killed, frozen, and started again when they die."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from hub.engines.kafka import SUB_STEPS
from hub.testing.faults.worker import STALE, Orders

TAKING_OVER = frozenset(SUB_STEPS[:2])
"""Sub-steps that only come when a shard is taken over."""

_STARTS = 40
"""Starts of one worker after which it's said to die again and again."""

_END_SECONDS = 120
_STACK_SECONDS = 2


@dataclass(slots=True)
class Hand:
    """
    One worker as its supervisor sees it.

    ``counted`` is what it said last to have taken since it started, ``fuse`` the signal that it gets when that grows.
    """

    number: int
    orders: Orders
    errors: Path
    process: subprocess.Popen[str] | None = None
    wanted: tuple[int, ...] = ()
    present: bool = True
    frozen: bool = False
    dying: bool = False
    starts: int = 0
    taken: int = 0
    counted: int = 0
    fuse: int = 0
    said: str = ""


@dataclass
class Crew:
    """All workers of one run, and what is known of them."""

    hands: Sequence[Hand]
    seen: Counter[str] = field(default_factory=Counter)
    defects: list[str] = field(default_factory=list)
    _tells_stacks: ClassVar[bool] = True
    """Whether workers say where they stand in their code when they're sent SIGUSR1, which ends others."""

    def __post_init__(self) -> None:
        self._reports: queue.Queue[tuple[int, int, dict[str, object] | None]] = queue.Queue()

    def start(self) -> None:
        """Start every worker."""
        for hand in self.hands:
            self._start(hand)

    def _start(self, hand: Hand) -> None:
        hand.starts += 1
        hand.frozen = hand.dying = False
        hand.said, hand.counted = "", 0
        if hand.starts > _STARTS:
            self.defects.append(f"worker {hand.number} died {_STARTS} times: {_tail(hand.errors)}")
            hand.present = False
            return
        with hand.errors.open("ab") as errors:
            hand.process = subprocess.Popen(  # noqa: S603 - our own fixed command
                self._command(hand),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        threading.Thread(target=self._listen, args=(hand.number, hand.process, hand.starts), daemon=True).start()
        self._tell(hand, own=list(hand.wanted))

    def _command(self, hand: Hand) -> Sequence[str]:
        module = ["-W", "ignore::RuntimeWarning:runpy", "-m", "hub.testing.faults.worker"]
        return [sys.executable, *module, json.dumps(asdict(hand.orders))]

    def _read(self, line: str) -> dict[str, object]:
        return dict(json.loads(line))

    def _listen(self, number: int, process: subprocess.Popen[str], start: int) -> None:
        if process.stdout is not None:
            with process.stdout as lines:
                for line in lines:
                    self._reports.put((number, start, self._read(line)))
        self._reports.put((number, start, None))

    def _tell(self, hand: Hand, **command: object) -> None:
        process = hand.process
        if process is None or process.stdin is None or process.poll() is not None:
            return
        try:
            process.stdin.write(json.dumps(command) + "\n")
            process.stdin.flush()
        except OSError:
            # it's gone: the next look finds that out
            return

    def look(self, seconds: float) -> None:
        """Take one report, waiting for it at most *seconds*; a worker that ended is started again."""
        try:
            number, start, what = self._reports.get(timeout=seconds)
        except queue.Empty:
            return
        hand = self.hands[number]
        if start != hand.starts:
            return
        if what is None:
            self._ended(hand)
            return
        hand.said = json.dumps(what)
        self._note(hand, what)

    def _note(self, hand: Hand, what: dict[str, object]) -> None:
        for name, value in what.items():
            self.seen[name] += 1
            if name == "fuse" and not hand.dying:
                hand.frozen = True
            if name == "taken" and isinstance(value, int):
                hand.taken += value

    def _ended(self, hand: Hand) -> None:
        code = hand.process.wait(_END_SECONDS) if hand.process is not None else 0
        if hand.process is not None and hand.process.stdin is not None:
            hand.process.stdin.close()
        hand.process = None
        self.seen[{-signal.SIGKILL: "killed", STALE: "turned away", 0: "ended"}.get(code, "crashed")] += 1
        if self._is_defect(code):
            self.defects.append(f"worker {hand.number} ended with {code}: {_tail(hand.errors)}")
        if hand.present:
            self._start(hand)

    def _is_defect(self, code: int) -> bool:
        return code not in {-signal.SIGKILL, STALE, 0}

    def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Take reports until *holds* or *seconds* have passed; return whether it came to hold."""
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                return False
            self.look(min(left, 0.2))
        return True

    def assign(self, owners: Sequence[int]) -> None:
        """Let worker ``owners[n]`` own shard n."""
        for hand in self.hands:
            hand.wanted = tuple(shard for shard, owner in enumerate(owners) if owner == hand.number)
            self._tell(hand, own=list(hand.wanted))

    def kill_at(self, number: int, sub_step: str, nth: int) -> None:
        """Let a worker die when it reaches *sub_step* for the *nth* time."""
        hand = self.hands[number]
        hand.dying = True
        self._tell(hand, fuse=[sub_step, 1 if sub_step in TAKING_OVER else nth, int(signal.SIGKILL)])
        if sub_step in TAKING_OVER:
            self._tell(hand, again=True)

    def freeze_at(self, number: int, sub_step: str, nth: int) -> None:
        """Let a worker stand still when it reaches *sub_step* for the *nth* time."""
        self._tell(self.hands[number], fuse=[sub_step, nth, int(signal.SIGSTOP)])

    def disarm(self, number: int) -> None:
        """Let a worker that hasn't reached its sub-step live."""
        self.hands[number].dying = False
        self._tell(self.hands[number], fuse=["", 0, 0])

    def thaw(self, number: int) -> None:
        """Wake a frozen worker; one that hasn't come to its sub-step is let off."""
        hand = self.hands[number]
        if not hand.frozen:
            self.disarm(number)
            return
        hand.frozen = False
        if hand.process is not None:
            hand.process.send_signal(signal.SIGCONT)
            self.seen["woken"] += 1

    def pause(self, number: int) -> None:
        """Let a worker take nothing."""
        self._tell(self.hands[number], pause=True)

    def resume(self, number: int) -> None:
        """Let a paused worker go on."""
        self._tell(self.hands[number], pause=False)

    def limit(self, number: int, room: int) -> None:
        """Let a worker's copies grow by *room* bytes and no more, by as much as they like where that's negative."""
        self._tell(self.hands[number], room=room)

    def join(self, number: int) -> None:
        """Start a worker that had left."""
        self.hands[number].present = True
        self._start(self.hands[number])

    def leave(self, number: int) -> None:
        """Let a worker end in good order."""
        hand = self.hands[number]
        hand.present, hand.wanted = False, ()
        self._tell(hand, end=True)
        if not self.until(lambda: hand.process is None, _END_SECONDS):
            self.defects.append(f"worker {number} didn't end in {_END_SECONDS} s")
            self._kill(hand)

    def _kill(self, hand: Hand) -> None:
        if hand.process is not None:
            hand.process.kill()
            self.until(lambda: hand.process is None, _END_SECONDS)

    def start_again(self, number: int) -> None:
        """Kill a worker; its supervisor starts it again, with the settings that there are then."""
        hand = self.hands[number]
        starts = hand.starts
        if hand.process is not None:
            hand.process.kill()
            self.until(lambda: hand.starts > starts, _END_SECONDS)

    def end(self) -> None:
        """Kill whoever is left."""
        for hand in self.hands:
            hand.present = False
            self._kill(hand)

    @property
    def taken(self) -> int:
        """How many log entries workers reported to have taken."""
        return sum(hand.taken for hand in self.hands)

    def standing(self) -> str:
        """Say how each worker stands, where in its code, and what it said last."""
        for hand in self.hands:
            if hand.process is not None and hand.said and self._tells_stacks:
                hand.process.send_signal(signal.SIGUSR1)
        self.until(lambda: False, _STACK_SECONDS)
        return "; ".join(
            f"worker {hand.number} {'runs' if hand.process is not None else 'is away'}, owns {hand.wanted},"
            f" last said {hand.said!r} {_tail(hand.errors)}"
            for hand in self.hands
        )


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-1500:] if path.exists() else ""


def crew_of(orders: Sequence[Orders], folder: Path, kind: type[Crew] = Crew) -> Crew:
    """Return workers that are told *orders*, each with a file for what it complains about."""
    return kind([Hand(number, replace(order), folder / f"worker-{number}.err") for number, order in enumerate(orders)])
