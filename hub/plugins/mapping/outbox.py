"""The folder into which the hub writes for a mapped body, and from which answered slips come back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from hub.connectors.files import read_bytes, write_atomically
from hub.connectors.mapping import slips
from hub.connectors.mapping.slips import Slip
from hub.connectors.mapping.snapshot import digest
from hub.connectors.native import Native, version_of
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, ClosedInputError
from hub.plugins.mapping.notes import RECEIVED, SLIP
from hub.plugins.spec import Cursor, HeldRow, InputFault, NativeBatch, NativeRecord

HELD_FILE = "隔离行.xlsx"
_NEVER_ON_SLIPS = frozenset({DeliveryKind.REFERRAL_WITHDRAWN})
"""What asks for nothing: a line of the month's register is enough, also where the referral itself came on a slip."""
_LABELS = (slips.KIND, slips.ROOT, slips.REF, slips.UNIT, slips.CAUSE)
_ANSWERS = (slips.ANSWERED_ON, slips.ANSWER, slips.REASON)


class Outbox:
    """One folder; nothing in it is ever taken away by the hub. Kinds outside *slips* stand in the month's register."""

    def __init__(self, folder: Path, slips_of: frozenset[DeliveryKind] = frozenset()) -> None:
        self.folder = folder
        self._slips_of = slips_of - _NEVER_ON_SLIPS

    def require(self) -> None:
        """
        Make sure that the place of the folder is there.

        Raises:
            AgencyUnavailableError: the share isn't mounted.
        """
        if not self.folder.parent.is_dir():
            raise AgencyUnavailableError(
                "the outbox can't be reached", where=self.folder.name, remedy="mount the share, or make its folder once"
            )

    def write(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> tuple[ReceiptStatus, str]:
        """Write *delivery* once and return where it stands."""
        self.require()
        if delivery.kind not in self._slips_of:
            return self._register(delivery)
        path = self.folder / slips.slip_name(delivery)
        if path.exists():
            return ReceiptStatus.DUPLICATE, path.name
        write_atomically(path, slips.slip_of(delivery, dossiers))
        return ReceiptStatus.WRITTEN, path.name

    def _register(self, delivery: Delivery) -> tuple[ReceiptStatus, str]:
        path = self.folder / slips.register_name(delivery)
        place = f"{path.name}#{delivery.delivery_id}"
        content = slips.register_with(read_bytes(path) if path.exists() else None, delivery)
        if content is None:
            return ReceiptStatus.DUPLICATE, place
        write_atomically(path, content)
        return ReceiptStatus.WRITTEN, place

    def put_held(self, rows: Sequence[HeldRow]) -> str:
        """Write the list of held rows, or an empty one over an earlier list; nothing where nothing was ever held."""
        self.require()
        path = self.folder / HELD_FILE
        if rows or path.exists():
            lines = [(r.id, r.place, r.field, r.masked, r.code, r.reason, r.proposal) for r in rows]
            write_atomically(path, slips.held_rows(lines))
        return path.name

    def answers(self, cursor: Cursor | None, now: datetime) -> Iterator[NativeBatch]:
        """Yield slips that were answered, or answered otherwise, since *cursor*."""
        self.require()
        if not self.folder.is_dir():
            return
        known: dict[str, str] = json.loads(cursor) if cursor else {}
        records: list[NativeRecord] = []
        faults: list[InputFault] = []
        before = dict(known)
        for path in sorted(self.folder.glob("*.xlsx")):
            if path.name.startswith(("~", ".", "情况通报", HELD_FILE)):
                continue
            content = read_bytes(path)
            mark = digest(content)
            if known.get(path.name) == mark:
                continue
            known[path.name] = mark
            try:
                slip = slips.read_slip(content, where=path.name)
            except ClosedInputError as fault:
                faults.append(InputFault(source=SLIP, place=path.name, code=fault.code, reason=fault.what))
                continue
            if slip is not None and slip.is_answered:
                records.append(_record(slip, path.name, now))
        if known != before:
            position = json.dumps(known, ensure_ascii=False, sort_keys=True)
            yield NativeBatch(records=tuple(records), cursor=position, faults=tuple(faults))


def _record(slip: Slip, name: str, now: datetime) -> NativeRecord:
    fields: dict[str, Native] = {label: slip.lines.get(label, "") for label in (*_LABELS, *_ANSWERS)}
    return NativeRecord(
        source=SLIP,
        native_id=f"{SLIP}/{slip.lines[slips.DELIVERY]}",
        version=version_of(fields),
        fields={**fields, RECEIVED: now.isoformat()},
        place=name,
    )
