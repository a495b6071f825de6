"""
The audit journal: who did what to what, when, from where, and how it ended.

Append-only: the file refuses changes by trigger, every line carries the digest of the one before it, and a keyed digest
that nobody can make without the hub's key. What was cut off its end is told by a sealed head, and by an earlier export.
It holds codes, numbers and units; no name of a party, no free text about a person.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Row

from hub.people.deeds import Actor, Recorded, Result
from hub.people.file import PeopleFile
from hub.sqlite import instant_text
from hub.vault import CryptoProvider, MasterKey

_START = bytes(32)
_WATCHED: ContextVar[list[Recorded] | None] = ContextVar("what the journal was told during this call", default=None)
_PAGE = 1_000
_COLUMNS = "number, at, who, deed, subject, source, result, details, is_emergency, digest, mac"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the journal; ``details`` are codes and figures by name."""

    number: int
    at: datetime
    who: str
    deed: str
    subject: str
    source: str
    result: str
    details: Mapping[str, str] = field(default_factory=dict)
    is_emergency: bool = False
    digest: bytes = b""
    mac: bytes = b""

    def chained(self, former: bytes) -> bytes:
        """Return the digest of this line after one with digest *former*: SHA-256, which anybody can compute again."""
        content = [
            self.number, instant_text(self.at), self.who, self.deed, self.subject, self.source, self.result,
            dict(sorted(self.details.items())), self.is_emergency,
        ]  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(former + text.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for in the journal; what isn't said isn't narrowed."""

    who: str = ""
    deed: str = ""
    subject: str = ""
    result: str = ""
    since: datetime | None = None
    until: datetime | None = None
    emergency_only: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """The first place at which the journal isn't what was written: ``number`` of the line, and what is wrong."""

    number: int
    what: str


class Journal:
    """The journal in *file*, sealed with a key derived from *master*."""

    def __init__(self, file: PeopleFile, master: MasterKey, provider: CryptoProvider) -> None:
        self._file = file
        self._provider = provider
        self._key = provider.derive(master.secret, b"audit journal 1")

    def record(self, actor: Actor, deed: Recorded, subject: str, now: datetime, **details: str) -> int:
        """Append that *deed* was done, in the transaction of what it records, and return the line's number."""
        return self._append(actor, deed, subject, now, Result.DONE, details)

    def refuse(self, actor: Actor, deed: Recorded, subject: str, now: datetime, **details: str) -> int:
        """Append that *deed* was tried and refused."""
        return self._append(actor, deed, subject, now, Result.REFUSED, details)

    def wait(self, actor: Actor, deed: Recorded, subject: str, now: datetime, **details: str) -> int:
        """Append that *deed* waits for a second person."""
        return self._append(actor, deed, subject, now, Result.WAITING, details)

    def _append(  # noqa: PLR0913, PLR0917 - the six questions of every audit record
        self, actor: Actor, deed: Recorded, subject: str, now: datetime, result: Result, details: Mapping[str, str]
    ) -> int:
        if (watched := _WATCHED.get()) is not None:
            watched.append(deed)
        with self._file.transaction():
            former = self._file.row("SELECT number, digest FROM journal ORDER BY number DESC LIMIT 1")
            line = Line(
                number=1 if former is None else former["number"] + 1,
                at=now,
                who=actor.code,
                deed=deed.value,
                subject=subject,
                source=actor.source,
                result=result.value,
                details=details,
                is_emergency=actor.is_emergency,
            )
            digest = line.chained(_START if former is None else bytes(former["digest"]))
            self._file.write(
                f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our columns
                line.number, instant_text(now), line.who, line.deed, subject, line.source, line.result,
                json.dumps(dict(details), ensure_ascii=False), int(line.is_emergency), digest, self._mac(digest),
            )  # fmt: skip
            self._file.write(
                "INSERT OR REPLACE INTO journal_head VALUES (1, ?, ?)", line.number, self._head(line.number, digest)
            )
        return line.number

    def lines(self, since: int = 0) -> Iterator[Line]:
        """Yield every line after number *since*, oldest first."""
        while True:
            page = self._file.rows(
                f"SELECT {_COLUMNS} FROM journal WHERE number > ? ORDER BY number LIMIT ?",  # noqa: S608 - our columns
                since,
                _PAGE,
            )
            for row in page:
                yield _line(row)
            if len(page) < _PAGE:
                return
            since = page[-1]["number"]

    def found(self, sought: Sought, *, before: int | None = None, limit: int = 50) -> list[Line]:
        """Return the newest lines that are *sought*, of those before number *before*, *limit* at most."""
        rows = self._file.rows(
            f"SELECT {_COLUMNS} FROM journal WHERE (?1 = '' OR who = ?1) AND (?2 = '' OR deed = ?2)"  # noqa: S608
            " AND (?3 = '' OR subject = ?3) AND (?4 = '' OR result = ?4) AND (?5 IS NULL OR at >= ?5)"
            " AND (?6 IS NULL OR at <= ?6) AND (?7 = 0 OR is_emergency = 1) AND (?8 IS NULL OR number < ?8)"
            " ORDER BY number DESC LIMIT ?9",
            sought.who, sought.deed, sought.subject, sought.result,
            None if sought.since is None else instant_text(sought.since),
            None if sought.until is None else instant_text(sought.until),
            int(sought.emergency_only), before, limit,
        )  # fmt: skip
        return [_line(row) for row in rows]

    def count(self) -> int:
        """Return how many lines there are."""
        row = self._file.row("SELECT COUNT(*) AS lines FROM journal")
        return 0 if row is None else int(row["lines"])

    def breach(self) -> Breach | None:
        """Return the first place at which a line was changed, added or taken away; None when all is as written."""
        former, number = _START, 0
        for line in self.lines():
            number += 1
            if line.number != number:
                return Breach(number, "missing")
            if line.chained(former) != line.digest:
                return Breach(number, "changed")
            if not hmac.compare_digest(self._mac(line.digest), line.mac):
                return Breach(number, "forged")
            former = line.digest
        head = self._file.row("SELECT number, mac FROM journal_head")
        if head is None:
            return None if number == 0 else Breach(number, "no head")
        expected = self._head(number, former)
        is_whole = head["number"] == number and hmac.compare_digest(expected, bytes(head["mac"]))
        return None if is_whole else Breach(number + 1, "cut")

    def breach_against(self, exported: Iterable[Line]) -> Breach | None:
        """Return the first line of an earlier export that isn't in the journal as it was then."""
        own = self.lines()
        for line in exported:
            if next(own, None) != line:
                return Breach(line.number, "differs from the export")
        return None

    def _mac(self, digest: bytes) -> bytes:
        return self._provider.mac(self._key, digest)

    def _head(self, number: int, digest: bytes) -> bytes:
        return self._provider.mac(self._key, f"head {number} ".encode() + digest)


def watched() -> list[Recorded]:
    """Return a list to which every deed is added that is recorded from here on in the same call, in its threads too."""
    told: list[Recorded] = []
    _WATCHED.set(told)
    return told


def _line(row: Row) -> Line:
    return Line(
        number=row["number"],
        at=datetime.fromisoformat(row["at"]),
        who=row["who"],
        deed=row["deed"],
        subject=row["subject"],
        source=row["source"],
        result=row["result"],
        details=json.loads(row["details"]),
        is_emergency=bool(row["is_emergency"]),
        digest=bytes(row["digest"]),
        mac=bytes(row["mac"]),
    )


def chain_breach(lines: Iterable[Line]) -> Breach | None:
    """Return the first broken place of an export, which begins with line 1; no key is needed for it."""
    former = _START
    for number, line in enumerate(lines, start=1):
        if line.number != number or line.chained(former) != line.digest:
            return Breach(number, "changed")
        former = line.digest
    return None
