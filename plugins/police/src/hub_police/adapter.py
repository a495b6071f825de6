"""The police adapter: changes by the trigger log with its gaps, write-back by procedure and inbox."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

import sqlalchemy as sa
from pydantic import BaseModel, Field

from hub.connectors.native import Native
from hub.connectors.receipts import Receipts
from hub.connectors.sql import Row, SequenceLog
from hub.connectors.sql_delivery import native_time, write_once
from hub.connectors.sql_settings import SYSTEM_NAME, DatabaseSettings
from hub.core.codes import DisputeType
from hub.core.deliveries import Delivery, Dossier, Receipt
from hub.core.events import Event
from hub.plugins.spec import (
    AdapterContext,
    AdapterType,
    AgencyInfo,
    CheckLine,
    Cursor,
    InputFault,
    NativeBatch,
    NativeRecord,
    Translation,
)
from hub_police import codes
from hub_police.checks import check_lines
from hub_police.codes import AGENCY
from hub_police.reading import hub_rows, rows_of, tickets
from hub_police.tables import CASE, FEEDBACK, INBOX, PERSON, TICKET, TRANSFER, PoliceTables
from hub_police.translate import PoliceTranslator
from hub_police.writing import TO_INBOX, TO_TICKET, row_of, table_of, write

INFO = AgencyInfo(
    code=AGENCY,
    name_zh="公安",
    name_en="Police",
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
            Event.FEEDBACK_ACKNOWLEDGED,
            Event.INVITATION_ANSWERED,
            Event.SUPERVISION_REPLIED,
            Event.DOCKET_FOLLOWED,
            Event.CASCADE_ACKNOWLEDGED,
            Event.PENALTY_WAIVED,
            Event.RISK_FLAGGED,
            Event.PROCEEDING_OPENED,
        }
    ),
    receives=frozenset({*TO_TICKET, *TO_INBOX}),
    contact="派出所综合指挥室（接处警）",
)

_TICKET_TABLES = frozenset({TICKET, PERSON, CASE, TRANSFER})


class PoliceSettings(DatabaseSettings):
    """
    How to reach the database of one police bureau.

    Attributes:
        url: 数据库地址，账号只需读各表、写回写表或过程 / Address (SQLAlchemy URL) of the database.
        system: 系统名，编号的一部分，启用后不可改 / Name of this system; never to be changed.
        page: 每次最多取多少条变更 / Changes that one query asks for.
        query_seconds: 单次查询时限（秒） / Time limit of one query.
        categories: 后来新增的警情类别代码及其纠纷类别 / Codes of JQLBDM that came up later, with their dispute types.
        veiled: 当事人处处隐名的警情类别代码：家庭暴力、未成年人 /
            Codes of JQLBDM whose people are hidden everywhere: family violence, minors.
        gap_minutes: 变更日志缺号等多少分钟后不再等 / How long a gap in the trigger log is waited for.
    """

    system: str = Field(default="police-230800", pattern=SYSTEM_NAME)
    categories: dict[str, DisputeType] = Field(default_factory=dict)
    veiled: frozenset[str] = frozenset()
    gap_minutes: int = Field(default=30, ge=1, le=7 * 24 * 60)


class PoliceAdapterType:
    """What the plugin registers."""

    info: AgencyInfo = INFO
    Settings: type[BaseModel] = PoliceSettings

    def open(self, settings: BaseModel, context: AdapterContext) -> PoliceAdapter:
        """Return the adapter; the database is not touched yet."""
        return PoliceAdapter(PoliceSettings.model_validate(settings), context)


class PoliceAdapter:
    """Stands for one bureau's system."""

    info: AgencyInfo = INFO

    def __init__(self, settings: PoliceSettings, context: AdapterContext) -> None:
        self.settings = settings
        self.context = context
        self.database = settings.database()
        self.receipts = Receipts(AGENCY, context.clock)
        self.tables = PoliceTables.described()
        self.translator = PoliceTranslator(
            settings.system,
            context.tokeniser,
            context.registry,
            categories=codes.categories(settings.categories),
            veiled=settings.veiled,
        )
        log = self.tables.log
        self.log = SequenceLog(
            table=log, sequence=log.c.XH, patience=timedelta(minutes=settings.gap_minutes), page=settings.page
        )

    def poll(self, cursor: Cursor | None) -> Iterator[NativeBatch]:
        """
        Yield every ticket once, in the order of their numbers, then whatever the trigger log says.

        The log is read from its beginning after the first load, so nothing that changed meanwhile is missed.
        """
        held: dict[str, str | None] = json.loads(cursor) if cursor else {"loaded": "", "log": None}
        yield from self._load(held)
        faults = self._purged(held)
        for page in self.log.pages(self.database, held["log"], now=self.context.clock.now()):
            held["log"] = page.cursor
            yield NativeBatch(records=self._changed(page.rows), cursor=json.dumps(held), faults=faults)
            faults = ()

    def _load(self, held: dict[str, str | None]) -> Iterator[NativeBatch]:
        ticket = self.tables.ticket
        while held["loaded"] is not None:
            query = sa.select(ticket.c.JJDBH).where(ticket.columns["JJDBH"] > held["loaded"]).order_by(ticket.c.JJDBH)
            numbers = [str(row["JJDBH"]) for row in rows_of(self.database, query.limit(self.settings.page))]
            records = tickets(self.database, self.tables, {number: ("I", None) for number in numbers})
            held["loaded"] = numbers[-1] if len(numbers) == self.settings.page else None
            yield NativeBatch(records=records, cursor=json.dumps(held))

    def _purged(self, held: dict[str, str | None]) -> tuple[InputFault, ...]:
        """Return a fault when entries behind the cursor are gone: somebody emptied the log before it was read."""
        last = json.loads(held["log"])["last"] if held["log"] else None
        if last is None:
            return ()
        log = self.tables.log
        first = rows_of(self.database, sa.select(log.c.XH).order_by(log.c.XH).limit(1))
        lowest = int(str(first[0]["XH"])) if first else 0
        if lowest <= last + 1:
            return ()
        return (
            InputFault(
                source="BD_LOG",
                place=f"BD_LOG XH {last + 1}-{lowest - 1}",
                code="E-LOG-01",
                reason="log entries were removed before the hub read them; load the tickets of that time again",
            ),
        )

    def _changed(self, rows: Sequence[Row]) -> tuple[NativeRecord, ...]:
        changed: dict[str, tuple[str, Native]] = {}
        serials: dict[str, list[int]] = {FEEDBACK: [], INBOX: []}
        for row in sorted(rows, key=lambda row: int(str(row["XH"]))):
            table, key = str(row["TABM"]).strip(), str(row["ZJ"]).strip()
            if table in _TICKET_TABLES:
                before = changed.get(key, ("", None))[0]
                changed[key] = (str(row["CZ"]).strip() if table == TICKET else before, row["CZSJ"])
            elif table in serials and key.isdigit():
                serials[table].append(int(key))
        return (
            *tickets(self.database, self.tables, changed),
            *hub_rows(self.database, self.tables.feedback, serials[FEEDBACK]),
            *hub_rows(self.database, self.tables.inbox, serials[INBOX]),
        )

    def translate(self, record: NativeRecord) -> Translation:
        """Say what *record* states."""
        return self.translator.translate(record)

    def deliver(self, delivery: Delivery, dossiers: Sequence[Dossier]) -> Receipt:
        """Write one row; ``SDBH`` is unique in both tables, so a repeat finds the first row."""
        if delivery.kind not in INFO.receives:
            return self.receipts.refused(delivery, f"police take no {delivery.kind}")
        row = row_of(delivery, dossiers, native_time(self.context.clock.now()).isoformat(sep=" "))
        status, place = write_once(
            self.database,
            find=lambda connection: self._place(connection, delivery),
            write=lambda connection: write(connection, self.tables, delivery, row),
        )
        return self.receipts.of(delivery, status, place)

    def _place(self, connection: sa.Connection, delivery: Delivery) -> str | None:
        table = table_of(self.tables, delivery.kind)
        query = sa.select(table.c.XH).where(table.columns["SDBH"] == delivery.delivery_id)
        serial = connection.execute(query).scalar_one_or_none()
        return None if serial is None else f"{table.name} XH={serial}"

    def check(self) -> Sequence[CheckLine]:
        """Look at tables, columns, triggers' log and the right to write, leaving no trace."""
        return check_lines(self.database, self.tables)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


_TYPE_CHECK: type[AdapterType] = PoliceAdapterType
