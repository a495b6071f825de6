"""
The quarantine of one adapter: what couldn't enter, where it stands, why, whose task it is, and how it comes back.

Nothing is lost and nothing is shown: the content of a held row is sealed by the vault, people see masked values.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

from hub.core.deliveries import Dossier
from hub.core.errors import UnknownRecordError
from hub.core.ports import Clock
from hub.core.privacy import Vault
from hub.plugins.reasons import reason_zh
from hub.plugins.records import Held, ItemKind, ItemState, QuarantineItem
from hub.plugins.store import AdapterStore

_FIRST_NUMBER = 1001
_SHOWN = (
    "number, kind, state, source, native_id, version, place, field, masked, code, reason, task_of, proposal,"
    " first_seen, last_seen, count, closed_by, closed_why"
)


class Quarantine:
    """Held items of one adapter, numbered ``Q-<adapter>-1001`` and on."""

    def __init__(self, store: AdapterStore, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    def hold(self, held: Held) -> str:
        """Keep *held* and return its number; the same thing held again raises its count."""
        now = self._clock.now().isoformat()
        with self._store.transaction():
            open_number = self._open_number(held)
            number = open_number or self._next_number()
            sealed = self._sealed(number, held.content)
            if open_number is None:
                self._insert(number, held, now, sealed)
            else:
                self._store.execute(
                    "UPDATE item SET version = ?, place = ?, field = ?, masked = ?, code = ?, reason = ?, task_of = ?,"
                    " proposal = ?, last_seen = ?, count = count + 1, sealed = ? WHERE number = ?",
                    (*_why(held), now, sealed, number),
                )
        return self._id(number)

    def listed(self, state: ItemState | None = ItemState.OPEN) -> list[QuarantineItem]:
        """Return items in *state*, every item when None, oldest first."""
        rows = self._store.execute(
            f"SELECT {_SHOWN} FROM item WHERE ? IS NULL OR state = ? ORDER BY number",  # noqa: S608 - a constant
            (state, state),
        )
        return [self._item(row) for row in rows]

    def show(self, item_id: str) -> QuarantineItem:
        """
        Return one item.

        Raises:
            UnknownRecordError: there is none of that number.
        """
        rows = self._store.execute(
            f"SELECT {_SHOWN} FROM item WHERE number = ?",  # noqa: S608 - a constant
            (self._number(item_id),),
        )
        if not rows:
            raise UnknownRecordError("no such item", where=item_id, remedy="see hub quarantine list")
        return self._item(rows[0])

    def content(self, item_id: str, *, receiver: str, purpose: str) -> bytes:
        """Open what is held in *item_id*, on the record."""
        self.show(item_id)
        rows = self._store.execute("SELECT sealed FROM item WHERE number = ?", (self._number(item_id),))
        sealed = rows[0][0]
        if not isinstance(sealed, bytes) or not sealed:
            return b""
        return base64.b64decode(self._vault.open(sealed, receiver=receiver, purpose=purpose).narrative)

    def close(self, item_id: str, state: ItemState, *, who: str, why: str) -> QuarantineItem:
        """Close an open item as *state*; who and why stay with it."""
        now = self._clock.now().isoformat()
        self.show(item_id)
        self._store.execute(
            "UPDATE item SET state = ?, closed_by = ?, closed_why = ?, last_seen = ? WHERE number = ? AND state = ?",
            (state, who, why, now, self._number(item_id), ItemState.OPEN),
        )
        return self.show(item_id)

    def reopen(self, item_id: str) -> None:
        """Open a closed item again, within the transaction that closes it otherwise."""
        self._store.execute("UPDATE item SET state = ? WHERE number = ?", (ItemState.OPEN, self._number(item_id)))

    def open_of_row(self, source: str, native_id: str) -> list[QuarantineItem]:
        """Return open items of one native record."""
        rows = self._store.execute(
            f"SELECT {_SHOWN} FROM item WHERE source = ? AND native_id = ? AND state = ?",  # noqa: S608 - a constant
            (source, native_id, ItemState.OPEN),
        )
        return [self._item(row) for row in rows]

    def release_row(self, source: str, native_id: str, *, keep: Sequence[str] = ()) -> int:
        """Release what was held of a native record that is well now, but for items *keep*; return how many."""
        mended = [
            item
            for item in self.open_of_row(source, native_id)
            if item.id not in keep and item.kind in (ItemKind.ROW, ItemKind.STATEMENT)
        ]
        return self._release(mended, "mended at its source")

    def release_input(self, source: str, place: str) -> int:
        """Release what was held of an input that can be read again now; return how many."""
        held = [item for item in self.open_of_row(source, place) if item.kind is ItemKind.INPUT]
        return self._release(held, "could be read again")

    def _release(self, items: Sequence[QuarantineItem], why: str) -> int:
        for item in items:
            self.close(item.id, ItemState.RELEASED, who="hub", why=why)
        return len(items)

    def _insert(self, number: int, held: Held, now: str, sealed: bytes) -> None:
        key = (number, held.kind, ItemState.OPEN, held.source, held.native_id, held.part)
        self._store.execute(
            "INSERT INTO item (number, kind, state, source, native_id, part, version, place, field, masked, code,"
            " reason, task_of, proposal, first_seen, last_seen, count, sealed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (*key, *_why(held), now, now, sealed),
        )

    def _open_number(self, held: Held) -> int | None:
        found = self._store.execute(
            "SELECT number FROM item WHERE kind = ? AND source = ? AND native_id = ? AND part = ? AND state = ?",
            (held.kind, held.source, held.native_id, held.part, ItemState.OPEN),
        )
        return int(str(found[0][0])) if found else None

    def _next_number(self) -> int:
        found = self._store.execute("SELECT max(number) FROM item")[0][0]
        return _FIRST_NUMBER if found is None else int(str(found)) + 1

    def _sealed(self, number: int, content: bytes) -> bytes:
        if not content:
            return b""
        root = f"quarantine/{self._id(number)}"
        return self._vault.seal(Dossier(root=root, narrative=base64.b64encode(content).decode("ascii")))

    def _id(self, number: int) -> str:
        return f"Q-{self._store.adapter}-{number}"

    def _number(self, item_id: str) -> int:
        prefix, _, number = item_id.rpartition("-")
        if prefix != f"Q-{self._store.adapter}" or not number.isdigit():
            raise UnknownRecordError("no such item", where=item_id, remedy="see hub quarantine list")
        return int(number)

    def _item(self, row: tuple[object, ...]) -> QuarantineItem:
        number, kind, state, *texts = (str(value) for value in row)
        system, native_id, version, place, field, masked, code, reason, task_of, proposal, *rest = texts
        return QuarantineItem(
            id=self._id(int(number)),
            adapter=self._store.adapter,
            kind=ItemKind(kind),
            state=ItemState(state),
            system=system,
            native_id=native_id,
            version=version,
            place=place,
            field=field,
            masked=masked,
            code=code,
            reason_zh=reason_zh(code, reason),
            reason_en=reason,
            task_of=task_of,
            proposal=proposal,
            first_seen=datetime.fromisoformat(rest[0]),
            last_seen=datetime.fromisoformat(rest[1]),
            count=int(rest[2]),
            closed_by=rest[3],
            closed_why=rest[4],
        )


def _why(held: Held) -> tuple[str, ...]:
    return (held.version, held.place, held.field, held.masked, held.code, held.reason, held.task_of, held.proposal)
