"""A court's system on SQLite and on a real PostgreSQL, worked by native means only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.core.codes import MediationKind, OrgKind
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry, Unit
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub.testing.servers import PostgresServer, postgresql_server
from hub_court.adapter import CourtAdapter, CourtAdapterType, CourtSettings

REGISTRY = Registry.of(
    Unit(code=code, name=code, level=level, kind=kind, org_kind=org, division=division, agency="justice")
    for code, level, kind, org, division in (
        ("X2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230803007"),
        ("C2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230811104"),
        ("MD", 3, MediationKind.INDUSTRY, OrgKind.RMC_INDUSTRY, "230803"),
    )
)
PARTIES = (
    ("赵长河", "11010519491231002x", "１３９０４５４１２３４"),
    ("钱满仓", "", "13904545678"),
    ("孙桂芝", "110105491231002", ""),
    ("佳木斯市金穗粮食贸易有限公司", "91350100M000100Y43", "0454-8223344"),
)
CASE: dict[str, object] = {
    "BH": "TJ2026000101",
    "AH": "（２０２６）黑0803民诉前调１０１号",
    "FYDM": "黑0803",
    "AJLX": "1",
    "AYDM": "9130",
    "SARQ": "2026-03-02 09:00:00",
    "SPCX": "1",
    "WPLX": "1",
    "WPRQ": "2026-03-02 10:00:00",
    "TJZZDM": "X2",
    "TYBZ": "Y",
    "TYRQ": "2026-03-02 09:30:00",
    "BDJE": 5000,
    "XZQH": "230803007001",
    "SSQQ": "双方因货款未付发生争执，请求给付。",
    "GZXH": 0,
    "GXSJ": "2026-03-02 10:00:00",
    "YXBZ": "1",
}
TABLES = ("T_TJAJ", "T_DSR", "T_GPJL", "T_WB_JSRK")


class CourtSite:
    """One court's database, as its clerks and its own application use it."""

    adapter_type = CourtAdapterType()
    registry = REGISTRY
    unit = None
    reporter = "TJ2026000101"

    def __init__(self, url: str) -> None:
        self.settings = CourtSettings(url=url, system="court-230803", query_seconds=1)
        self.engine = sa.create_engine(url, pool_pre_ping=True)
        self._ticks = 0

    def fill(self) -> None:
        """Type four clean cases in: plain, in-suit and reassigned, awaiting consent, a confirmation."""
        self.add_case({}, PARTIES[:2])
        in_suit = {"AJLX": "2", "WPLX": "2", "SPCX": "2", "AH": "（2026）黑0803民初7号"}
        self.add_case({"BH": "TJ2026000102", **in_suit}, PARTIES[2:])
        self.insert("T_GPJL", {"AJBH": "TJ2026000102", "XH": 2, "TJZZDM": "C2", "GPRQ": "2026-03-05 09:00:00"})
        asked = {"TYBZ": None, "TYRQ": None, "AH": "（2026）黑0803民诉前调103号"}
        self.add_case({"BH": "TJ2026000103", **asked}, PARTIES[:1] + PARTIES[3:])
        self.add_case(
            {
                "BH": "TJ2026000104",
                "AJLX": "3",
                "AH": "（2026）黑0803诉前调确4号",
                "TJZZDM": None,
                "TYBZ": None,
                "YAJBH": "TJ2026000101",
                "SFQR": "2",
                "QRSQRQ": "2026-03-16 08:00:00",
                "QRSLRQ": "2026-03-16 08:30:00",
            },
            (),
        )

    def add_case(self, changes: Mapping[str, object], parties: Sequence[tuple[str, str, str]]) -> None:
        row = {**CASE, **changes}
        self.insert("T_TJAJ", row)
        for position, (name, number, phone) in enumerate(parties, start=1):
            party = {"BH": f"{row['BH']}-{position}", "AJBH": row["BH"], "SSDW": str(min(position, 2))}
            self.insert("T_DSR", {**party, "XM": name, "ZJLX": "111", "ZJHM": number, "DH": phone})

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(f":{name}" for name in row)
        self.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row)

    def update(self, key: str, **columns: object) -> None:
        settings = ", ".join(f'"{name}" = :{name}' for name in (*columns, "GXSJ"))
        values = {"GXSJ": self.now(), **columns, "key": key}
        self.execute(f'UPDATE "T_TJAJ" SET {settings} WHERE "BH" = :key', values)

    def execute(self, statement: str, values: Mapping[str, object] | None = None) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), dict(values or {}))

    def now(self) -> str:
        """Return the next time that the court's own clock shows, after what was typed in."""
        self._ticks += 1
        return f"2026-03-16 09:{30 + self._ticks // 60:02d}:{self._ticks % 60:02d}"

    def change_record(self) -> str:
        self.update("TJ2026000103", TYBZ="Y", TYRQ="2026-03-16 09:00:00")
        return "TJ2026000103"

    def spoil_record(self) -> tuple[str, str]:
        self.update("TJ2026000101", TJJG="15")
        return "TJ2026000101", "TJJG"

    def mend_record(self, native_id: str) -> None:
        self.update(native_id, TJJG="10")

    def stop(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def personal_data(self) -> Collection[str]:
        return [value for party in PARTIES for value in party if value] + ["11010519491231002X", "13904541234"]

    def written(self) -> Sequence[str]:
        return self._texts("T_WB_JSRK")

    def content(self) -> str:
        return "\n".join(text for table in TABLES for text in self._texts(table))

    def _texts(self, table: str) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')))

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery, state: str = "1") -> None:
        at = self.now()
        self.execute(
            'UPDATE "T_WB_JSRK" SET "ZT" = :state, "CLSJ" = :at, "GXSJ" = :at WHERE "HUB_SDBH" = :id',
            {"state": state, "at": at, "id": delivery.delivery_id},
        )

    def close(self) -> None:
        self.engine.dispose()


class SqliteSite(CourtSite):
    """The demo's tables in a file; while another program holds it exclusively, nobody can read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"sqlite:///{path}")
        # Nobody cuts the power of a test: without waiting for the disc the suite takes seconds, not a minute.
        sa.event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        self._blocker: sa.Connection | None = None
        script = files("hub.demo.departments").joinpath("court_native.sql").read_text(encoding="utf-8")
        with self.engine.begin() as connection:
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)

    def stop(self) -> None:
        self._blocker = self.engine.connect()
        self._blocker.exec_driver_sql("BEGIN EXCLUSIVE")

    def start(self) -> None:
        if self._blocker is not None:
            self._blocker.rollback()
            self._blocker.close()
            self._blocker = None

    def close(self) -> None:
        self.start()
        super().close()


class PostgresSite(CourtSite):
    """The field's tables on a real server."""

    def __init__(self, server: PostgresServer, url: str) -> None:
        super().__init__(url)
        self._server = server
        self._running = True

    def stop(self) -> None:
        self._server.stop()
        self._running = False

    def start(self) -> None:
        if not self._running:
            self._server.start()
            self._running = True

    def close(self) -> None:
        self.start()
        super().close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """Give a real server with the court's tables in database ``court``."""
    with postgresql_server() as server:
        admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE court")
        admin.dispose()
        engine = sa.create_engine(server.url("court"))
        with engine.begin() as connection:
            script = files("hub_court").joinpath("native_postgresql.sql").read_text(encoding="utf-8")
            connection.exec_driver_sql(script)
        engine.dispose()
        yield server


@pytest.fixture
def sqlite_site(tmp_path: Path) -> Iterator[SqliteSite]:
    """Give a filled court system on SQLite."""
    site = SqliteSite(tmp_path / "court.db")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def postgresql_site(postgresql: PostgresServer) -> Iterator[PostgresSite]:
    """Give a filled court system on PostgreSQL."""
    site = PostgresSite(postgresql, postgresql.url("court"))
    names = ", ".join(f'"{table}"' for table in TABLES)
    site.execute(f"TRUNCATE {names} RESTART IDENTITY")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def clock() -> FixedClock:
    """Give the hub's time: Monday 16 March 2026, 09:00."""
    return FixedClock()


@pytest.fixture
def adapter(sqlite_site: SqliteSite, clock: FixedClock) -> Iterator[CourtAdapter]:
    """Open the adapter on SQLite."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=REGISTRY)
    opened = CourtAdapter(sqlite_site.settings, context)
    yield opened
    opened.close()
