"""What an adapter host keeps and reports: quarantined items, spooled statements, counts of a round."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from hub.core.codes import LabelledCode
from hub.core.daytime import SHANGHAI


class ItemKind(LabelledCode):
    """What is held."""

    ROW = "ROW", "行", "Row"
    STATEMENT = "STATEMENT", "已报内容变更", "Changed statement"
    INPUT = "INPUT", "整份输入", "Whole input"
    DELIVERY = "DELIVERY", "送达", "Delivery"
    REFUSAL = "REFUSAL", "枢纽拒收", "Refused by the hub"


class ItemState(LabelledCode):
    """What became of what is held."""

    OPEN = "OPEN", "待处理", "Open"
    FIXED = "FIXED", "人工修正后放行", "Released after a fix"
    RELEASED = "RELEASED", "已放行", "Released"
    DISCARDED = "DISCARDED", "作废", "Discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    Why something is held, before it has a number.

    Attributes:
        source: Table, file or service within the system.
        native_id: The record's key; the place of the input, the delivery id or event id for other kinds.
        part: What within the row, for a statement its event id; keeps several items of one row apart.
        content: Row, input or delivery as bytes; sealed, since it holds personal data.
        proposal: What the field could be, to be accepted by a person.
    """

    kind: ItemKind
    source: str
    native_id: str
    version: str = ""
    part: str = ""
    place: str = ""
    field: str = ""
    masked: str = ""
    code: str
    reason: str
    task_of: str
    proposal: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineItem:
    """One held thing as people see it; personal data only masked."""

    id: str
    adapter: str
    kind: ItemKind
    state: ItemState
    system: str
    native_id: str
    version: str
    place: str
    field: str
    masked: str
    code: str
    reason_zh: str
    reason_en: str
    task_of: str
    proposal: str
    first_seen: datetime
    last_seen: datetime
    count: int
    closed_by: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class SentStatement:
    """What is remembered of a statement that was sent: its content's fingerprint and how often it was corrected."""

    event_id: str
    fingerprint: str
    corrections: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPolicy:
    """
    How a host treats one department's system.

    Attributes:
        attempts: Calls of a failing operation within one round.
        backoff: First pause between them; doubles up to *longest_backoff*.
        failures_to_open: Failed operations in a row that open the circuit, for *cool_down*.
        rows_per_round: Native rows taken in one round, so that nobody's database is drained in office hours.
        spool_limit: Entries kept while the hub is away; polling pauses beyond.
        windows: Shanghai times of day at which polling is allowed; none means always.
        content_cap: Bytes kept of an input that couldn't be read.
        future, past: How far occurred_at may lie from now.
    """

    attempts: int = 3
    backoff: timedelta = timedelta(seconds=1)
    longest_backoff: timedelta = timedelta(seconds=30)
    failures_to_open: int = 3
    cool_down: timedelta = timedelta(minutes=5)
    rows_per_round: int = 5_000
    deliveries_per_round: int = 500
    spool_limit: int = 20_000
    windows: tuple[tuple[time, time], ...] = ()
    content_cap: int = 1024 * 1024
    future: timedelta = timedelta(days=1)
    past: timedelta = timedelta(days=20 * 365 + 5)

    def may_poll(self, now: datetime) -> bool:
        """Return whether *now* lies in a query window; one may reach over midnight (20:00-06:00)."""
        at = now.astimezone(SHANGHAI).time()
        return not self.windows or any(
            start <= at < end if start <= end else at >= start or at < end for start, end in self.windows
        )


@dataclass(slots=True)
class RoundReport:
    """What one round did; ``trouble`` names the errors' codes."""

    polled: int = 0
    unchanged: int = 0
    translated: int = 0
    submitted: int = 0
    corrected: int = 0
    quarantined: int = 0
    released: int = 0
    delivered: int = 0
    spooled: int = 0
    skipped: str = ""
    trouble: list[str] = field(default_factory=list)
