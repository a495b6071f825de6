"""A department with a small SQLite ledger, worked by SQL alone, for tests of hosts and of the kit itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

import sqlalchemy as sa

from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry
from hub.testing import FixedClock, sample_delivery
from hub.testing.ledger import TABLES, LedgerSettings, LedgerType

PERSONAL = ("孟繁星", "11010519491231002X", "13904540001", "郝建民", "13904540002", "蒋玉兰")
MATTERS = (
    ("M1", "2026-03-10 01:00:00+00:00", "2026年3月9日", "01", "孟繁星", "11010519491231002x", "1.3904540001E10", None),
    ("M2", "2026-03-10 02:00:00+00:00", "2026.3.9", "02", "郝建民", None, "139-0454-0002", "L1"),
    ("M3", "2026-03-11 02:00:00+00:00", "2026-03-10", "03", "蒋玉兰", "未填", "", None),
)


class LedgerSite:
    """The ledger's file and its clerk."""

    adapter_type = LedgerType()
    registry = Registry()
    unit: str | None = None
    reporter: str | None = "M1"

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.file = folder / "ledger.sqlite"
        self.settings = LedgerSettings(file=self.file)
        self.clock = clock
        engine = sa.create_engine(f"sqlite:///{self.file}", poolclass=sa.NullPool)
        TABLES.create_all(engine)
        for matter in MATTERS:
            self.sql(
                "INSERT INTO matter (id, updated_at, opened_at, category, name, id_no, phone, opened_by, story)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '欠款不还')",
                *matter,
            )

    def sql(self, statement: str, *parameters: object) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.file)
        try:
            with connection:
                return connection.execute(statement, parameters).fetchall()
        finally:
            connection.close()

    def set(self, native_id: str, column: str, value: object) -> None:
        now = self.clock.now().isoformat(sep=" ")
        self.sql(f"UPDATE matter SET {column} = ?, updated_at = ? WHERE id = ?", value, now, native_id)

    def change_record(self) -> str:
        self.set("M2", "category", "03")
        return "M2"

    def spoil_record(self) -> tuple[str, str]:
        self.set("M3", "category", "77")
        return "M3", "category"

    def mend_record(self, native_id: str) -> None:
        self.set(native_id, "category", "01")

    def stop(self) -> None:
        self.file.rename(self.file.with_suffix(".away"))

    def start(self) -> None:
        self.file.with_suffix(".away").rename(self.file)

    def personal_data(self) -> Collection[str]:
        return PERSONAL

    def written(self) -> Sequence[str]:
        return [repr(row) for row in self.sql("SELECT * FROM hub_in")]

    def content(self) -> str:
        return repr([self.sql(f"SELECT * FROM {table} ORDER BY 1") for table in ("matter", "hub_in")])

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.FEEDBACK, "ledger")

    def answer(self, delivery: Delivery) -> None:
        now = self.clock.now().isoformat(sep=" ")
        statement = "UPDATE hub_in SET answered_at = ?, updated_at = ? WHERE delivery_id = ?"
        self.sql(statement, now, now, delivery.delivery_id)
