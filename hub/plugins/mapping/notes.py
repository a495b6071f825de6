"""What the hub notes beside a row's own cells when it's read; names that no heading has."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.plugins.spec import NativeRecord

PERIOD = "@期"
RECEIVED = "@收到"
USUAL = "@中位数"
PROBLEM = "@问题"
RETRACTED = "@撤回"
LEDGER = "台账"
SLIP = "回执"
NOTES = frozenset({PERIOD, RECEIVED, USUAL, PROBLEM, RETRACTED})

PROBLEMS = {
    "E-DUP-01": "the same key occurs twice in the file",
    "E-KEY-02": "a row that was taken back after two periods is there again: give it a new number",
    "E-REQ-01": "is empty but needed",
}
"""Why a row is held that was read, but can't be told from others."""


def received_at(record: NativeRecord) -> datetime:
    """Return when the hub got the file of *record*; the beginning of time for a record that doesn't say."""
    text = record.fields.get(RECEIVED)
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
