"""The court's adapter: what changed in its tables, and write-back into its exchange table alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import sqlalchemy as sa
from pydantic import BaseModel, Field

from hub.connectors.native import Native, version_of
from hub.connectors.receipts import Receipts
from hub.connectors.sql import Page, Row, WaterMark
from hub.connectors.sql_delivery import native_time, write_once
from hub.connectors.sql_settings import SYSTEM_NAME, DatabaseSettings
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.events import Event
from hub.plugins.spec import (
    AdapterContext,
    AdapterType,
    AgencyInfo,
    CheckLine,
    Cursor,
    NativeBatch,
    NativeRecord,
    Translation,
)
from hub_court.checks import check_lines
from hub_court.codes import AGENCY
from hub_court.exchange import ANSWERS, BUSINESS, document, reference_of
from hub_court.tables import CourtTables
from hub_court.translate import CourtTranslator

_CHILD_ROWS = 20_000
"""A page of 200 cases may hold collective cases with hundreds of parties."""

INFO = AgencyInfo(
    code=AGENCY,
    name_zh="法院",
    name_en="Courts",
    submits=frozenset(
        {
            Event.DISPUTE_REPORTED,
            Event.DISPUTE_CORRECTED,
            Event.SOURCE_REPORT_RETRACTED,
            Event.REFERRAL_CREATED,
            Event.REFERRAL_REASSIGNED,
            Event.REFERRAL_WITHDRAWN,
            Event.CONSENT_RECORDED,
            Event.CONSENT_WITHHELD,
            Event.CONFIRMATION_APPLIED,
            Event.CONFIRMATION_ACCEPTED,
            Event.CONFIRMATION_GRANTED,
            Event.CONFIRMATION_DISMISSED,
        }
    )
    | ANSWERS,
    receives=frozenset(BUSINESS),
    contact="法院立案庭（诉讼服务中心）",
)


class CourtSettings(DatabaseSettings):
    """
    How to reach one court's database.

    Attributes:
        url: 数据库地址，账号只需读各表、写前置库 / Address (SQLAlchemy URL) of the database.
        system: 系统名，编号的一部分，启用后不可改 / Name of this system; never to be changed.
        page: 每次查询最多取多少行 / Rows that one query asks for.
        query_seconds: 单次查询时限（秒） / Time limit of one query.
        overlap_minutes: 每次回看多少分钟 / How far reading goes back, for late commits.
    """

    system: str = Field(default="court-230800", pattern=SYSTEM_NAME)
    overlap_minutes: int = Field(default=10, ge=0, le=24 * 60)


class CourtAdapterType:
    """What the plugin registers."""

    info: AgencyInfo = INFO
    Settings: type[BaseModel] = CourtSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> CourtAdapter:
        """Return the adapter; the database is not touched yet."""
        return CourtAdapter(CourtSettings.model_validate(settings), context)


class CourtAdapter:
    """Stands for one court's system."""

    info: AgencyInfo = INFO
    _streams: ClassVar[tuple[str, ...]] = ("case", "exchange")

    def __init__(self, settings: CourtSettings, context: AdapterContext) -> None:
        self.settings = settings
        self.context = context
        self.database = settings.database()
        self.receipts = Receipts(AGENCY, context.clock)
        self.tables = CourtTables.of(self.database.dialect)
        self.translator = CourtTranslator(settings.system, context.tokeniser, context.registry)

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """Yield changed cases, then marks on the exchange table; each stream resumes on its own."""
        held: dict[str, str | None] = json.loads(cursor) if cursor else dict.fromkeys(self._streams)
        overlap = timedelta(minutes=self.settings.overlap_minutes)
        case, exchange = self.tables.case, self.tables.exchange
        by_case = WaterMark(table=case, mark=case.c.GXSJ, key=case.c.BH, overlap=overlap, page=self.settings.page)
        for page in by_case.pages(self.database, held["case"]):
            held["case"] = page.cursor
            yield NativeBatch(records=self._cases(page), cursor=json.dumps(held))
        by_mark = WaterMark(
            table=exchange, mark=exchange.c.GXSJ, key=exchange.c.LSH, overlap=overlap, page=self.settings.page
        )
        for page in by_mark.pages(self.database, held["exchange"]):
            held["exchange"] = page.cursor
            marked = tuple(_record("T_WB_JSRK", "LSH", row) for row in page.rows if str(row["ZT"]).strip() != "0")
            yield NativeBatch(records=marked, cursor=json.dumps(held))

    def _cases(self, page: Page) -> tuple[NativeRecord, ...]:
        keys = [str(row["BH"]) for row in page.rows]
        parties = self._children(self.tables.party, keys)
        reassignments = self._children(self.tables.reassignment, keys)
        return tuple(
            _record("T_TJAJ", "BH", {**row, "T_DSR": parties[key], "T_GPJL": reassignments[key]})
            for key, row in zip(keys, page.rows, strict=True)
        )

    def _children(self, table: sa.Table, keys: Sequence[str]) -> Mapping[str, list[Native]]:
        found: dict[str, list[Native]] = {key: [] for key in keys}
        query = sa.select(table).where(table.c.AJBH.in_(keys)).order_by(*table.primary_key.columns)
        for row in self.database.rows(query, limit=_CHILD_ROWS) if keys else ():
            found[str(row["AJBH"])].append(row)
        return found

    def translate(self, record: NativeRecord) -> Translation:
        """Say what *record* states."""
        return self.translator.translate(record)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """Write one row into the exchange table; ``HUB_SDBH`` is unique there, so a repeat finds the first row."""
        if delivery.kind not in BUSINESS:
            return self.receipts.refused(delivery, f"court takes no {delivery.kind}")

        status, place = write_once(
            self.database,
            find=lambda connection: self._place(connection, delivery),
            write=lambda connection: self._write(connection, delivery, dossiers),
        )
        return self.receipts.of(delivery, status, place)

    def _place(self, connection: sa.Connection, delivery: Delivery) -> str | None:
        exchange = self.tables.exchange
        query = sa.select(exchange.c.LSH).where(exchange.columns["HUB_SDBH"] == delivery.delivery_id)
        serial = connection.execute(query).scalar_one_or_none()
        return None if serial is None else f"T_WB_JSRK LSH={serial}"

    def _write(self, connection: sa.Connection, delivery: Delivery, dossiers: Sequence[Dossier]) -> None:
        connection.execute(sa.insert(self.tables.exchange).values(self._row(connection, delivery, dossiers)))

    def _row(self, connection: sa.Connection, delivery: Delivery, dossiers: Sequence[Dossier]) -> dict[str, object]:
        now = self._native_now()
        case = self.tables.case
        known = sa.select(case.c.AH).where(case.columns["BH"] == (delivery.reporter_native_id or ""))
        return {
            "YWLX": BUSINESS[delivery.kind],
            "AH": connection.execute(known).scalar_one_or_none() or "",
            "AJBH": delivery.reporter_native_id or "",
            "XML": document(delivery, dossiers),
            "ZT": "0",
            "HUB_ROOT": delivery.root,
            "HUB_REF": reference_of(delivery),
            "HUB_SDBH": delivery.delivery_id,
            "RKSJ": now,
            "GXSJ": now,
        }

    def _native_now(self) -> object:
        local = native_time(self.context.clock.now())
        return local if self.database.dialect == "postgresql" else local.isoformat(sep=" ")

    def check(self) -> Sequence[CheckLine]:
        """Look at tables, columns, change detection and the right to write, leaving no trace."""
        return check_lines(self.database, self.tables)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


def _record(source: str, key: str, row: Row) -> NativeRecord:
    native_id = str(row[key])
    return NativeRecord(
        source=source, native_id=native_id, version=version_of(row), fields=row, place=f"{source} {key}={native_id}"
    )


_TYPE_CHECK: type[AdapterType] = CourtAdapterType
