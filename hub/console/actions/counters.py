"""Where the form of an act is, and the page from which people come to it: the workbench, or a page beside it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from hub.core.acts.catalogue import ACTS, CASE_WORK, MEETING_WORK, REPLYING, Act, Right


@dataclass(frozen=True, slots=True)
class Counter:
    """One of them; the workbench's form leads back to the case on which it's an act."""

    form: str
    page: str

    def back(self, dispute: str) -> str:
        """Return where a form leads back to."""
        return f"/bench/case?dispute={quote(dispute, safe='')}" if self is BENCH else self.page

    def address(self, dispute: str, key: str) -> str:
        """Return where the form of one act on one dispute is."""
        return f"{self.form}?dispute={quote(dispute, safe='')}&do={quote(key, safe='')}"


BENCH = Counter("/bench/act", "/bench")
REPLY = Counter("/supervision/reply", "/supervision")
ATTENDANCE = Counter("/meeting/attendance", "/meeting")
_COUNTERS: dict[Right, Counter] = {CASE_WORK: BENCH, REPLYING: REPLY, MEETING_WORK: ATTENDANCE}


def counter_of(act: Act) -> Counter:
    """Return where *act* is done; registration and papers, which have forms of their own, belong to the workbench."""
    return _COUNTERS[ACTS[act].right] if act in ACTS else BENCH
