"""Why a node didn't come up, in a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

_LINES = 12
_REASONS = (
    ("Address already in use", "another program listens on its port: stop that program or start the cluster again"),
    ("No space left on device", "the disk is full: free space where its folder is"),
    ("UnsupportedClassVersionError", "Java is too old for it: Apache Kafka 4 needs Java 17"),
    ("Could not reserve enough space", "the memory for it isn't there: end something or give it a smaller heap"),
    ("OutOfMemoryError", "its heap is too small: give it a larger one"),
    ("AccessDeniedException", "it may not write its folder: mend the folder's owner"),
)


class BrokerStartError(RuntimeError):
    """A node of a cluster of our own didn't start. The message holds the reason and the last lines of its log."""

    def __init__(self, node: int, log: Path, ended: int | None) -> None:
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        known = next((reason for mark, reason in _REASONS if mark in text), None)
        how = "was still not serving when its time was up" if ended is None else f"ended with status {ended}"
        last = "\n".join(f"    {line}" for line in text.splitlines()[-_LINES:])
        super().__init__(f"node {node} {how}: {known or 'its log says why'} ({log})\n{last}")
