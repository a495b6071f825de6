"""
A small but complete adapter over an SQLite file, to read before writing one and to test hosts with.

The department keeps ``matter`` (its own ledger) and ``hub_in`` (what the hub writes and clerks answer).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from hub.connectors.native import Native
from hub.connectors.parsing import (
    CodeMap,
    parse_amount_fen,
    parse_identity,
    parse_instant,
    parse_phone,
    parse_required_text,
)
from hub.connectors.receipts import Receipts
from hub.connectors.sql import Database, WaterMark
from hub.connectors.sql_delivery import write_once
from hub.connectors.statements import Speaker
from hub.core.codes import IdKind
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, PartyDossier, Receipt
from hub.core.errors import AgencyUnavailableError
from hub.core.events import Details, Event
from hub.plugins.database_checks import check_database
from hub.plugins.spec import Adapter, AdapterContext, AgencyInfo, CheckLine, NativeBatch, NativeRecord, Translation

TABLES = sa.MetaData()
MATTER = sa.Table(
    "matter",
    TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("updated_at", sa.String),
    sa.Column("opened_at", sa.String),
    sa.Column("category", sa.String),
    sa.Column("name", sa.String),
    sa.Column("id_no", sa.String),
    sa.Column("phone", sa.String),
    sa.Column("story", sa.String),
    sa.Column("opened_by", sa.String),
    sa.Column("agreed_at", sa.String),
    sa.Column("amount", sa.String),
)
HUB_IN = sa.Table(
    "hub_in",
    TABLES,
    sa.Column("delivery_id", sa.String, primary_key=True),
    sa.Column("root", sa.String),
    sa.Column("ref", sa.String),
    sa.Column("kind", sa.String),
    sa.Column("content", sa.String),
    sa.Column("answered_at", sa.String),
    sa.Column("updated_at", sa.String),
)
CATEGORIES = CodeMap.of(
    {"01": "NEIGHBOUR", "邻里纠纷": "NEIGHBOUR", "02": "CONTRACT", "03": "CONSUMER"}, task_of="ledger office"
)
INFO = AgencyInfo(
    code="ledger",
    name_zh="示例台账",
    name_en="Sample ledger",
    submits=frozenset(
        {Event.DISPUTE_REPORTED, Event.CASE_OPENED, Event.AGREEMENT_REACHED, Event.FEEDBACK_ACKNOWLEDGED}
    ),
    receives=frozenset({DeliveryKind.FEEDBACK, DeliveryKind.INFORMATION, DeliveryKind.GATE_DECISION}),
    contact="ledger office",
)


class LedgerSettings(BaseModel):
    """Where the ledger's file is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path
    page: int = 2


class LedgerAdapter:
    """Reads the ledger and writes answers into it."""

    info = INFO

    def __init__(self, settings: LedgerSettings, context: AdapterContext) -> None:
        self._context = context
        self._receipts = Receipts(INFO.code, context.clock)
        self._file = settings.file
        self._database = Database(f"sqlite:///{settings.file}", where="ledger")
        self._matters = WaterMark(table=MATTER, mark=MATTER.c.updated_at, key=MATTER.c.id, page=settings.page)
        self._answers = WaterMark(table=HUB_IN, mark=HUB_IN.c.updated_at, key=HUB_IN.c.delivery_id, page=settings.page)

    def poll(self, cursor: str | None) -> Iterator[NativeBatch]:
        """Yield changed matters, then changed answers; the cursor holds a place in each."""
        self._require_file()
        places: dict[str, str | None] = json.loads(cursor) if cursor else {"matter": None, "hub_in": None}
        for name, mark in (("matter", self._matters), ("hub_in", self._answers)):
            for page in mark.pages(self._database, places[name]):
                places[name] = page.cursor
                records = tuple(_record(name, row) for row in page.rows)
                yield NativeBatch(records=records, cursor=json.dumps(places))

    def translate(self, record: NativeRecord) -> Translation:
        """Say what a row states."""
        return self._answer(record) if record.source == "hub_in" else self._matter(record)

    def _matter(self, record: NativeRecord) -> Translation:
        fields = record.fields
        opened_at = parse_instant(fields.get("opened_at"), "opened_at")
        number = parse_identity(fields.get("id_no"), "id_no")
        name = parse_required_text(fields.get("name"), "name")
        phone = parse_phone(fields.get("phone"), "phone")
        details: Details = {
            "type": CATEGORIES.translate(fields.get("category"), "category"),
            "channel": "PARTY",
            "parties": 2,
            "weak_tokens": [self._context.tokeniser.weak("name", name)],
        }
        if number is not None:
            details["tokens"] = [self._context.tokeniser.strong(*number)]
        typed_at = parse_instant(fields.get("updated_at"), "updated_at")
        speaker = self._speaker(record, f"ledger:{record.native_id}", typed_at)
        said = [speaker.say(Event.DISPUTE_REPORTED, opened_at, details)]
        if fields.get("opened_by"):
            unit = parse_required_text(fields.get("opened_by"), "opened_by")
            said.append(speaker.say(Event.CASE_OPENED, opened_at, {"channel": "PARTY"}, unit=unit))
            if fields.get("agreed_at"):
                agreed: Details = {
                    "form": "WRITTEN",
                    "amount_fen": parse_amount_fen(fields.get("amount"), "amount") or 0,
                }
                at = parse_instant(fields.get("agreed_at"), "agreed_at")
                said.append(speaker.say(Event.AGREEMENT_REACHED, at, agreed, unit=unit))
        kind, digits = number if number is not None else (IdKind.NONE, "")
        party = PartyDossier(
            position=1, role="APPLICANT", kind="NATURAL", name=name, phone=phone, id_kind=kind, id_number=digits
        )
        dossier = Dossier(root=said[0].root, parties=(party,), narrative=str(fields.get("story") or ""))
        return Translation(submissions=tuple(said), dossier=dossier)

    def _answer(self, record: NativeRecord) -> Translation:
        if not record.fields.get("answered_at") or record.fields.get("kind") != DeliveryKind.FEEDBACK:
            return Translation(submissions=())
        at = parse_instant(record.fields.get("answered_at"), "answered_at")
        root = parse_required_text(record.fields.get("root"), "root")
        details: Details = {"ref": parse_required_text(record.fields.get("ref"), "ref")}
        speaker = self._speaker(record, root, at, correlation=record.native_id)
        return Translation(submissions=(speaker.say(Event.FEEDBACK_ACKNOWLEDGED, at, details, unit="L1"),))

    def _speaker(self, record: NativeRecord, root: str, at: datetime, *, correlation: str | None = None) -> Speaker:
        return Speaker(
            agency="ledger",
            system="ledger",
            native_id=record.native_id,
            version=record.version,
            root=root,
            recorded_at=at,
            correlation=correlation,
        )

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """Insert into ``hub_in``; its primary key keeps a repeat out."""
        if delivery.kind not in INFO.receives:
            return self._receipts.refused(delivery, "this ledger has no place for it")
        self._require_file()
        row: dict[str, Native] = {
            "delivery_id": delivery.delivery_id,
            "root": delivery.root,
            "ref": delivery.ref,
            "kind": delivery.kind.value,
            "content": json.dumps(dict(delivery.details), ensure_ascii=False, default=str),
            "updated_at": self._context.clock.now().isoformat(sep=" "),
        }
        known = sa.select(HUB_IN.c.delivery_id).where(HUB_IN.c.delivery_id == delivery.delivery_id)
        status, place = write_once(
            self._database,
            find=lambda connection: connection.execute(known).scalar_one_or_none(),
            write=lambda connection: _insert(connection, row),
        )
        return self._receipts.of(delivery, status, place)

    def check(self) -> Sequence[CheckLine]:
        """Look for both tables and their columns."""
        try:
            self._require_file()
        except AgencyUnavailableError as fault:
            return (CheckLine(zh="连接", en="Connection", ok=False, remedy=str(fault)),)
        return check_database(self._database, (MATTER, HUB_IN), ())

    def close(self) -> None:
        """Close the database."""
        with suppress(AgencyUnavailableError):
            self._database.close()

    def _require_file(self) -> None:
        # SQLite would make an empty file where the ledger was taken away.
        if not self._file.exists():
            raise AgencyUnavailableError(
                "the ledger's file isn't there", where="ledger", remedy="is the share mounted?"
            )


class LedgerType:
    """What a plugin registers."""

    info = INFO
    Settings: type[BaseModel] = LedgerSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> Adapter:
        """Return the adapter."""
        return LedgerAdapter(LedgerSettings.model_validate(settings.model_dump()), context)


def _insert(connection: sa.Connection, row: dict[str, Native]) -> None:
    connection.execute(sa.insert(HUB_IN).values(row))


def _record(source: str, row: dict[str, Native]) -> NativeRecord:
    key = str(row["id" if source == "matter" else "delivery_id"])
    return NativeRecord(
        source=source, native_id=key, version=str(row["updated_at"]), fields=row, place=f"{source} {key}"
    )
