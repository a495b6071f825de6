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
from hub.testing.sql_site import LockedFile, Outage, SqlSite, StoppedServer, create_file
from hub_court.adapter import CourtAdapter, CourtAdapterType, CourtSettings

REGISTRY = Registry.of(
    Unit(code=code, name=code, level=level, kind=kind, org_kind=org, division=division, agency=agency)
    for code, level, kind, org, division, agency in (
        ("X2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230803007", "justice"),
        ("C2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230811104", "justice"),
        ("MD", 3, MediationKind.INDUSTRY, OrgKind.RMC_INDUSTRY, "230803", "justice"),
        ("CT-230803", 3, MediationKind.JUDICIAL, OrgKind.COURT, "230803", "court"),
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


class CourtSite(SqlSite):
    """One court's database, as its clerks and its own application use it."""

    adapter_type = CourtAdapterType()
    registry = REGISTRY
    unit = "CT-230803"
    reporter = "TJ2026000101"
    tables = ("T_TJAJ", "T_DSR", "T_GPJL", "T_WB_JSRK")

    def __init__(self, url: str, outage: Outage) -> None:
        super().__init__(url, outage)
        self.settings = CourtSettings(url=url, system="court-230803", query_seconds=1)

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

    def update(self, key: str, **columns: object) -> None:
        self.change("T_TJAJ", ("BH", key), {"GXSJ": self.now(), **columns})

    def change_record(self) -> str:
        self.update("TJ2026000103", TYBZ="Y", TYRQ="2026-03-16 09:00:00")
        return "TJ2026000103"

    def spoil_record(self) -> tuple[str, str]:
        self.update("TJ2026000101", TJJG="15")
        return "TJ2026000101", "TJJG"

    def mend_record(self, native_id: str) -> None:
        self.update(native_id, TJJG="10")

    def personal_data(self) -> Collection[str]:
        return [value for party in PARTIES for value in party if value] + ["11010519491231002X", "13904541234"]

    def written(self) -> Sequence[str]:
        return self.rows_of("T_WB_JSRK")

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.FEEDBACK, "court", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery, state: str = "1", fault: str | None = None) -> None:
        at = self.now()
        mark = {"ZT": state, "CWXX": fault, "CLSJ": at, "GXSJ": at}
        self.change("T_WB_JSRK", ("HUB_SDBH", delivery.delivery_id), mark)


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
def sqlite_site(tmp_path: Path) -> Iterator[CourtSite]:
    """Give a filled court system on SQLite, with the tables of the demo."""
    path = tmp_path / "court.db"
    create_file(path, files("hub.demo.departments").joinpath("court_native.sql").read_text(encoding="utf-8"))
    site = CourtSite(f"sqlite:///{path}", LockedFile(path))
    site.fill()
    yield site
    site.close()


@pytest.fixture
def postgresql_site(postgresql: PostgresServer) -> Iterator[CourtSite]:
    """Give a filled court system on PostgreSQL."""
    site = CourtSite(postgresql.url("court"), StoppedServer(postgresql))
    names = ", ".join(f'"{table}"' for table in site.tables)
    site.execute(f"TRUNCATE {names} RESTART IDENTITY")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def clock() -> FixedClock:
    """Give the hub's time: Monday 16 March 2026, 09:00."""
    return FixedClock()


@pytest.fixture
def adapter(sqlite_site: CourtSite, clock: FixedClock) -> Iterator[CourtAdapter]:
    """Open the adapter on SQLite."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=REGISTRY)
    opened = CourtAdapter(sqlite_site.settings, context)
    yield opened
    opened.close()
