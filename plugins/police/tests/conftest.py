"""A police system on SQLite and on a real MariaDB with GBK columns, worked by native means only."""

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
from hub.testing.servers import MariaServer, mariadb_server
from hub.testing.sql_site import LockedFile, Outage, SqlSite, StoppedServer, create_file
from hub_police.adapter import PoliceAdapter, PoliceAdapterType, PoliceSettings

REGISTRY = Registry.of(
    Unit(code=code, name=code, level=level, kind=kind, org_kind=org, division=division, agency=agency)
    for code, level, kind, org, division, agency in (
        ("X2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230803007", "justice"),
        ("C2", 2, MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230811104", "justice"),
        ("MD", 3, MediationKind.INDUSTRY, OrgKind.RMC_INDUSTRY, "230803", "justice"),
        ("PS-230803007", 2, MediationKind.ADMIN, OrgKind.STATION, "230803007", "police"),
    )
)
PEOPLE = (
    ("赵长河", "11010519491231002x", 13904541234.0),
    ("钱满仓", "", 13904545678.0),
    ("孙桂芝", "110105491231002", None),
)
NUMBERS = tuple(f"23080300700020260302{serial:04d}" for serial in range(1, 5))
TICKET: dict[str, object] = {
    "JJDBH": NUMBERS[0],
    "JJDWDM": "230803007000",
    "BJSJ": "2026年3月2日 21时05分",
    "BJFS": "1",
    "BJRXM": "赵长河",
    "LXDH": 13904541234.0,
    "JQLBDM": "0301",
    "SFDZ": "西林路烧烤店门前",
    "XZQH": "230803007001",
    "JYAQ": "因停车发生争执互殴，均轻微伤。",
    "GZXH": 0,
}
CASE: dict[str, object] = {
    "AJBH": "A2308032026000001",
    "JJDBH": NUMBERS[0],
    "AJLB": "01",
    "SLSJ": "2026-03-02 22:00:00",
    "ZBDW": "230803007000",
    "TJFS": "2",
    "FXLB": "1",
    "FXRS": "2人",
    "FXSJ": "2026-03-02 22:10:00",
    "BYCF": "0",
}
TRANSFER: dict[str, object] = {
    "JJDBH": NUMBERS[0],
    "XH": 1,
    "AJBH": CASE["AJBH"],
    "YJLX": "2",
    "JSDW": "X2",
    "YJSJ": "2026-03-03 09:00:00",
    "TYBZ": "Y",
    "TYSJ": "2026-03-03 08:30:00",
}


class PoliceSite(SqlSite):
    """One bureau's database, as its officers and its own application use it."""

    adapter_type = PoliceAdapterType()
    registry = REGISTRY
    unit = "PS-230803007"
    reporter = NUMBERS[0]
    tables = ("JQ_JJ", "JQ_RY", "AJ_XX", "AJ_YJ", "WB_FK", "WB_SJX", "BD_LOG")

    def __init__(self, url: str, outage: Outage) -> None:
        super().__init__(url, outage)
        self.settings = PoliceSettings(url=url, system="police-230803", query_seconds=1)

    def fill(self) -> None:
        """Type four tickets in: a transferred brawl, a noise, a returned matter, a call for help."""
        self.add_ticket({}, PEOPLE[:2])
        self.insert("AJ_XX", CASE)
        self.insert("AJ_YJ", TRANSFER)
        self.add_ticket({"JJDBH": NUMBERS[1], "JQLBDM": "0502", "BJSJ": "2026-03-02 23:00:00"}, PEOPLE[:1] + PEOPLE[2:])
        self.add_ticket({"JJDBH": NUMBERS[2], "JQLBDM": "0507"}, PEOPLE[1:])
        second = {"JJDBH": NUMBERS[2], "AJBH": None, "YJLX": "1"}
        self.insert("AJ_YJ", {**TRANSFER, **second})
        self.insert("AJ_YJ", {**TRANSFER, **second, "XH": 2, "JSDW": "C2", "YJSJ": "2026-03-05 09:00:00"})
        self.add_ticket({"JJDBH": NUMBERS[3], "JQLBDM": "0601"}, ())

    def add_ticket(self, changes: Mapping[str, object], people: Sequence[tuple[str, str, float | None]]) -> None:
        row = {**TICKET, **changes}
        self.insert("JQ_JJ", row)
        for sequence, (name, number, phone) in enumerate(people, start=1):
            person = {"JJDBH": row["JJDBH"], "XH": sequence, "JS": str(min(sequence, 2)), "XM": name}
            self.insert("JQ_RY", {**person, "ZJHM": number, "LXDH": phone})

    def update(self, number: str, **columns: object) -> None:
        self.change("JQ_JJ", ("JJDBH", number), columns)

    def change_record(self) -> str:
        self.change("AJ_XX", ("JJDBH", NUMBERS[0]), {"BYCF": "1", "BYCFSJ": self.now(), "CLJG": "30"})
        return NUMBERS[0]

    def spoil_record(self) -> tuple[str, str]:
        self.update(NUMBERS[0], JQLBDM="0588")
        return NUMBERS[0], "JQLBDM"

    def mend_record(self, native_id: str) -> None:
        self.update(native_id, JQLBDM="0302")

    def personal_data(self) -> Collection[str]:
        found = [value for name, number, _ in PEOPLE for value in (name, number) if value]
        return [*found, "11010519491231002X", "13904541234", "13904545678"]

    def written(self) -> Sequence[str]:
        return [*self.rows_of("WB_FK"), *self.rows_of("WB_SJX")]

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.FEEDBACK, "police", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery) -> None:
        at, key = self.now(), ("SDBH", delivery.delivery_id)
        self.change("WB_FK", key, {"ZT": "1", "QSSJ": at})
        self.change("WB_SJX", key, {"DFZT": "1", "DFSJ": at})


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaServer]:
    """Give a real server with the bureau's tables in database ``jcj``."""
    with mariadb_server() as server:
        admin = sa.create_engine(server.url(""))
        with admin.begin() as connection:
            connection.exec_driver_sql("CREATE DATABASE jcj DEFAULT CHARACTER SET gbk")
        admin.dispose()
        script = files("hub_police").joinpath("native_mariadb.sql").read_text(encoding="utf-8")
        body = script.partition("DELIMITER //\n")[2].partition("DELIMITER ;")[0]
        engine = sa.create_engine(server.url("jcj"))
        with engine.begin() as connection:
            for statement in body.split("//"):
                if statement.strip():
                    connection.exec_driver_sql(statement.replace("%", "%%"))
        engine.dispose()
        yield server


@pytest.fixture
def sqlite_site(tmp_path: Path) -> Iterator[PoliceSite]:
    """Give a filled police system on SQLite, with the tables of the demo."""
    path = tmp_path / "police.db"
    create_file(path, files("hub.demo.departments").joinpath("police_native.sql").read_text(encoding="utf-8"))
    site = PoliceSite(f"sqlite:///{path}", LockedFile(path))
    site.fill()
    yield site
    site.close()


@pytest.fixture
def mariadb_site(mariadb: MariaServer) -> Iterator[PoliceSite]:
    """Give a filled police system on MariaDB."""
    site = PoliceSite(mariadb.url("jcj"), StoppedServer(mariadb))
    for table in site.tables:
        site.execute(f"TRUNCATE TABLE {table}")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def clock() -> FixedClock:
    """Give the hub's time: Monday 16 March 2026, 09:00."""
    return FixedClock()


@pytest.fixture
def adapter(sqlite_site: PoliceSite, clock: FixedClock) -> Iterator[PoliceAdapter]:
    """Open the adapter on SQLite."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=REGISTRY)
    opened = PoliceAdapter(sqlite_site.settings, context)
    yield opened
    opened.close()
