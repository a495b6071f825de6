"""Polls the folder of a mapped ledger: new files, corrected files, rows that vanished."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from hub.connectors.files import read_bytes
from hub.connectors.mapping.drift import drift_sentence, lost_columns
from hub.connectors.mapping.keys import compound_proposed, is_serial, key_of
from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.money import usual_amounts
from hub.connectors.mapping.snapshot import (
    Known,
    Memory,
    Seen,
    came_back,
    digest,
    mark_of,
    restarted,
    shrunk,
    take,
)
from hub.connectors.mapping.tables import LIMITS, SourceRow, SourceTable, read_source
from hub.connectors.mapping.totals import totals_differ
from hub.connectors.mapping.words import CellType, ChangeRule
from hub.connectors.native import Native, version_of
from hub.connectors.parsing import is_blank
from hub.core.errors import AgencyUnavailableError, ClosedInputError
from hub.core.ports import Clock
from hub.plugins.mapping.notes import LEDGER, PERIOD, PROBLEM, RECEIVED, RETRACTED, USUAL
from hub.plugins.spec import Cursor, InputFault, NativeBatch, NativeRecord

_MOST_CONTENTS = 500
_TAKEN_BACK = "已撤回"


def parse_memory(cursor: Cursor | None) -> Memory:
    """Return what a cursor remembers."""
    if cursor is None:
        return Memory()
    held = json.loads(cursor)
    rows = {key: Known(*remembered) for key, remembered in held["rows"].items()}
    return Memory(held["files"], held["contents"], rows, held["headings"], held["count"])


def dump_memory(memory: Memory) -> Cursor:
    """Return *memory* as a cursor."""
    held = asdict(memory)
    held["rows"] = {k: [v.seen, v.mark, v.missing, v.is_report] for k, v in memory.rows.items()}
    held["contents"] = memory.contents[-_MOST_CONTENTS:]
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


class FilePoll:
    """Reads the files of one inbox that the mapping's pattern names, oldest period first."""

    def __init__(self, mapping: Mapping, inbox: Path, clock: Clock) -> None:
        self.mapping = mapping
        self.inbox = inbox
        self._clock = clock
        self._edition = digest(repr(mapping).encode())[:8]

    def files(self) -> list[tuple[str, Path]]:
        """
        Return period and path of every file of the ledger.

        Raises:
            AgencyUnavailableError: the folder can't be reached.
        """
        pattern = self.mapping.source.pattern
        try:
            names = [entry for entry in self.inbox.iterdir() if entry.is_file()]
        except OSError as fault:
            raise AgencyUnavailableError(
                "the inbox can't be read", where=str(self.mapping.source.inbox), remedy="is the share mounted?"
            ) from fault
        found = [
            (period, path)
            for path in names
            if pattern is not None and (period := pattern.period_of(path.name)) is not None
        ]
        return sorted(found, key=lambda one: (one[0], one[1].name))

    def batches(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield one batch for each file that is new or was corrected."""
        memory = parse_memory(cursor)
        for period, path in self.files():
            content = read_bytes(path, LIMITS)
            mark = digest(content)
            refused = f"{mark}!{self._edition}"
            if memory.files.get(path.name) in (mark, refused):
                continue
            memory.files[path.name] = mark
            if _content_mark(period, content) in memory.contents:
                continue  # a copy under another name, of the same period: every row of it is known
            batch = self._batch(path.name, content, period, memory)
            if not batch.read:
                memory.files[path.name] = refused  # a mended mapping reads it again
                batch = replace(batch, cursor=dump_memory(memory))
            yield batch

    def close(self) -> None:
        """Nothing is kept open."""

    def _batch(self, name: str, content: bytes, period: str, memory: Memory) -> NativeBatch:
        try:
            table = read_source(content, self.mapping.source, where=name)
        except ClosedInputError as fault:
            reason = f"{fault.what} {fault.remedy}".strip()
            return _refused(memory, InputFault(source=LEDGER, place=name, code=fault.code, reason=reason))
        reading = FileReading(self.mapping, name, table, _Arrival(period, self._clock.now(), memory.count))
        refusal = reading.refusal(memory)
        if refusal is not None:
            return _refused(memory, refusal)
        memory.contents.append(_content_mark(period, content))
        memory.headings = list(table.headings)
        memory.count += 1
        records, faults = reading.records(memory)
        return NativeBatch(
            records=tuple(records), cursor=dump_memory(memory), faults=tuple(faults), read=((LEDGER, name),)
        )


def _content_mark(period: str, content: bytes) -> str:
    """Return what tells a file: the same rows for another period say that nothing changed since."""
    return f"{period}:{digest(content)}"


def _refused(memory: Memory, fault: InputFault) -> NativeBatch:
    return NativeBatch(records=(), cursor=dump_memory(memory), faults=(fault,))


class _Arrival:
    """Of which period a file is, and when it came."""

    def __init__(self, period: str, at: datetime, count: int) -> None:
        self.period = period
        self.at = at
        self.step = period or f"#{count + 1:06d}"


class FileReading:
    """One file, read: what is wrong with it as a whole, and its records."""

    def __init__(self, mapping: Mapping, name: str, table: SourceTable, arrival: _Arrival) -> None:
        self._mapping = mapping
        self._name = name
        self._table = table
        self._arrival = arrival
        self._keys = [key_of(mapping, row.fields, arrival.period) for row in table.rows]

    def refusal(self, memory: Memory) -> InputFault | None:
        """Return why nothing of the file can be taken, None when it can."""
        lost = lost_columns(self._mapping, self._table.headings) if self._table.rows else ()
        if lost:
            return self._fault("E-DRF-01", drift_sentence(lost, self._mapping.adapter))
        single = len(self._mapping.key) == 1
        if single and (is_serial(self._keys) or restarted(memory, self._seen(), self._arrival.step)):
            wanted = compound_proposed(self._mapping)
            return self._fault(
                "E-KEY-01",
                f"key {self._mapping.key[0]} starts anew in each file and can't be a key alone"
                f" → 映射文件改为 key: {wanted}，再执行 hub map test {self._mapping.adapter}",
            )
        return None

    def records(self, memory: Memory) -> tuple[list[NativeRecord], list[InputFault]]:
        """Return the file's records, rows taken back behind them, and what a person should know of the file."""
        faults = list(self._totals())
        doubled = {key for key, count in Counter(self._keys).items() if key and count > 1}
        usual = self._usual()
        records: list[NativeRecord] = []
        for position, (row, key) in enumerate(zip(self._table.rows, self._keys, strict=True), 1):
            problem = "E-REQ-01" if not key else "E-DUP-01" if key in doubled else ""
            problem = problem or ("E-KEY-02" if came_back(memory.rows, key) else "")
            native_id = key if key and key not in doubled else f"{key or row.place}@{self._arrival.step}#{position}"
            records.append(self._record(row, native_id, problem, usual))
        if self._mapping.change.rule is ChangeRule.FULL:
            gone, told = self._compare(memory)
            records += [self._retraction(key) for key in gone]
            faults += told
        return records, faults

    def _compare(self, memory: Memory) -> tuple[list[str], list[InputFault]]:
        seen = self._seen()
        is_part = self._mapping.change.retracts and shrunk(memory, seen, self._arrival.step)
        gone = take(memory, seen, self._arrival.step, counts_missing=self._mapping.change.retracts and not is_part)
        if not is_part:
            return gone, []
        reason = (
            "more than half of the known rows are missing: no row is taken back for it"
            " → 若每期只列当期新件，映射文件改为 change: {rule: 只增}；若是漏导，请重报整份台账"
        )
        return [], [self._fault("E-SNP-01", reason)]

    def _seen(self) -> list[Seen]:
        root = self._mapping.columns.get("hub_root")
        found: list[Seen] = []
        for row, key in zip(self._table.rows, self._keys, strict=True):
            if key:
                roots = root.found_in(row.fields) if root is not None else []
                is_report = all(is_blank(row.fields[name]) for name in roots)
                found.append(Seen(key, mark_of(self._identifying(row)), is_report))
        return found

    def _identifying(self, row: SourceRow) -> str:
        """Return what tells one case from another under the same number: who and when."""
        names = ["accepted_on", "reported_on", "referred_on", *(column.name for column in self._mapping.parties)]
        columns = [self._mapping.columns[name] for name in names if name in self._mapping.columns]
        return "|".join(str(row.fields[heading]) for column in columns for heading in column.found_in(row.fields))

    def _usual(self) -> dict[str, Native]:
        rows = [dict(row.fields) for row in self._table.rows]
        found: dict[str, Native] = {}
        for column in self._mapping.columns.values():
            if column.type is CellType.AMOUNT:
                found.update(usual_amounts(column, rows))
        return found

    def _record(self, row: SourceRow, native_id: str, problem: str, usual: dict[str, Native]) -> NativeRecord:
        notes: dict[str, Native] = {PERIOD: self._arrival.period, RECEIVED: self._arrival.at.isoformat()}
        if usual:
            notes[USUAL] = usual
        if problem:
            notes[PROBLEM] = problem
        return NativeRecord(
            source=LEDGER,
            native_id=native_id,
            version=version_of({**row.fields, PROBLEM: problem}),
            fields={**row.fields, **notes},
            place=f"{self._name} {row.place}",
        )

    def _retraction(self, key: str) -> NativeRecord:
        return NativeRecord(
            source=LEDGER,
            native_id=key,
            version=_TAKEN_BACK,
            fields={RETRACTED: True, RECEIVED: self._arrival.at.isoformat(), PERIOD: self._arrival.period},
            place=f"{self._name} 缺 {key}",
        )

    def _totals(self) -> Sequence[InputFault]:
        return tuple(
            self._fault("E-SUM-01", told) for told in totals_differ(self._mapping, self._table.rows, self._table.totals)
        )

    def _fault(self, code: str, reason: str) -> InputFault:
        return InputFault(source=LEDGER, place=self._name, code=code, reason=reason)
