"""What people do with held things: mend a field, accept a proposal, try again, give up with a reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from hub.core.errors import PermanentError
from hub.plugins import wire
from hub.plugins.host import AdapterHost
from hub.plugins.records import ItemKind, ItemState, QuarantineItem, RoundReport
from hub.plugins.spec import Native, NativeRecord

_ROWS = (ItemKind.ROW, ItemKind.STATEMENT)


@dataclass(frozen=True, slots=True)
class DeskResult:
    """The item as it is now, and the item that holds the row anew when it still can't enter."""

    item: QuarantineItem
    entered: bool
    still: tuple[QuarantineItem, ...] = ()


class QuarantineDesk:
    """Operations on one adapter's quarantine; works beside a running host on the same files."""

    def __init__(self, host: AdapterHost) -> None:
        self._host = host
        self._quarantine = host.quarantine

    def fix(self, item_id: str, patch: Mapping[str, Native], *, who: str, why: str = "") -> DeskResult:
        """
        Set fields of the held row (``TJJG`` or ``people.0.idNo``) and take it in.

        The row in the department's own system stays as it is; when it changes there, that is a new version.

        Raises:
            PermanentError: the item isn't an open row, or has no such field.
        """
        item = self._open_row(item_id)
        record = self._record(item, who, f"fix {', '.join(patch)}")
        fields: dict[str, Native] = dict(record.fields)
        for path, value in patch.items():
            _put(fields, path.split("."), value, item_id)
        mended = dataclasses.replace(record, fields=fields)
        return self._take(item, mended, ItemState.FIXED, who=who, why=why or f"set {', '.join(patch)}")

    def accept(self, item_id: str, *, who: str) -> DeskResult:
        """
        Take the proposal for the item's field.

        Raises:
            PermanentError: there is none.
        """
        item = self._open_row(item_id)
        if not item.proposal:
            raise PermanentError("there is no proposal", where=item_id, remedy="set the field with --set FIELD=VALUE")
        return self.fix(item_id, {item.field: item.proposal}, who=who, why="accepted the proposal")

    def retry(self, item_id: str, *, who: str) -> DeskResult:
        """
        Take the held thing in again as it is: after the adapter, its codes or its settings were mended.

        Raises:
            PermanentError: a whole input can't be retried; the department sends it again.
        """
        item = self._quarantine.show(item_id)
        if item.kind is ItemKind.DELIVERY:
            return self._deliver_again(item, who)
        if item.kind is ItemKind.REFUSAL:
            return self._submit_again(item, who)
        item = self._open_row(item_id)
        return self._take(item, self._record(item, who, "retry"), ItemState.RELEASED, who=who, why="tried again")

    def retry_all(self, *, who: str) -> list[DeskResult]:
        """Try every open item of this adapter that can be tried."""
        return [self.retry(item.id, who=who) for item in self._quarantine.listed() if item.kind is not ItemKind.INPUT]

    def discard(self, item_id: str, *, who: str, why: str) -> QuarantineItem:
        """
        Give an item up; it stays on the list with *who* and *why*, and the same version isn't held again.

        Raises:
            PermanentError: no reason was given.
        """
        if not why.strip():
            raise PermanentError("a reason is needed", where=item_id, remedy="say why with --why")
        item = self._quarantine.show(item_id)
        with self._host.store.transaction():
            if item.kind is ItemKind.ROW:
                self._host.store.note_version(item.system, item.native_id, item.version)
            return self._quarantine.close(item_id, ItemState.DISCARDED, who=who, why=why)

    def settle(self, item_id: str, *, who: str, why: str) -> QuarantineItem:
        """Close an input that the department has sent again."""
        return self._quarantine.close(item_id, ItemState.RELEASED, who=who, why=why)

    def _open_row(self, item_id: str) -> QuarantineItem:
        item = self._quarantine.show(item_id)
        if item.kind not in _ROWS or item.state is not ItemState.OPEN:
            raise PermanentError(
                f"{item.kind.en} in state {item.state.en} can't be taken in",
                where=item_id,
                remedy="have a whole input sent again; see hub quarantine show",
            )
        return item

    def _record(self, item: QuarantineItem, who: str, purpose: str) -> NativeRecord:
        return wire.decode_record(self._quarantine.content(item.id, receiver=who, purpose=f"quarantine {purpose}"))

    def _take(self, item: QuarantineItem, record: NativeRecord, state: ItemState, *, who: str, why: str) -> DeskResult:
        report = RoundReport()
        with self._host.store.transaction():
            entered = self._host.take_record(record, report)
            if entered:
                # take_record released the row's items; this one says who did it.
                self._quarantine.reopen(item.id)
                self._quarantine.close(item.id, state, who=who, why=why)
        self._host.flush(report)
        still = () if entered else tuple(self._quarantine.open_of_row(item.system, item.native_id))
        return DeskResult(self._quarantine.show(item.id), entered, still)

    def _deliver_again(self, item: QuarantineItem, who: str) -> DeskResult:
        content = self._quarantine.content(item.id, receiver=who, purpose="quarantine retry")
        delivery = wire.decode_delivery(content)
        report = RoundReport()
        self._host.hand_over(int(item.version), delivery, report, again=True)
        self._host.settle()
        if report.delivered:
            self._quarantine.close(item.id, ItemState.RELEASED, who=who, why="delivered")
        return DeskResult(self._quarantine.show(item.id), bool(report.delivered))

    def _submit_again(self, item: QuarantineItem, who: str) -> DeskResult:
        content = self._quarantine.content(item.id, receiver=who, purpose="quarantine retry")
        wanted = tuple(s for s in wire.decode_submissions(content) if s.event_id == item.native_id)
        with self._host.store.transaction():
            self._host.store.spool(wire.encode(wanted), None)
            self._quarantine.close(item.id, ItemState.RELEASED, who=who, why="submitted again")
        report = RoundReport()
        self._host.flush(report)
        return DeskResult(self._quarantine.show(item.id), not report.quarantined)


def _put(fields: dict[str, Native], path: list[str], value: Native, item_id: str) -> None:
    target: Native = fields
    for name in path[:-1]:
        target = _child(target, name, item_id)
    last = path[-1]
    if isinstance(target, dict) and last in target:
        target[last] = value
    elif isinstance(target, list) and last.isdigit() and int(last) < len(target):
        target[int(last)] = value
    else:
        raise _no_field(last, item_id)


def _child(target: Native, name: str, item_id: str) -> Native:
    if isinstance(target, dict) and name in target:
        return target[name]
    if isinstance(target, list) and name.isdigit() and int(name) < len(target):
        return target[int(name)]
    raise _no_field(name, item_id)


def _no_field(name: str, item_id: str) -> PermanentError:
    return PermanentError(f"the row has no field {name}", where=item_id, remedy="see hub quarantine show")


def parse_patch(text: str) -> tuple[str, Native]:
    """
    Return field and value of ``FIELD=VALUE``; an empty value clears the field.

    >>> parse_patch("TJJG=10"), parse_patch("ZJHM=")
    (('TJJG', '10'), ('ZJHM', None))
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise PermanentError("a field is set by FIELD=VALUE", where=name[:40])
    return name.strip(), cast("Native", value or None)
