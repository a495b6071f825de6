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
TABLES = ("JQ_JJ", "JQ_RY", "AJ_XX", "AJ_YJ", "WB_FK", "WB_SJX", "BD_LOG")


class PoliceSite:
    """One bureau's database, as its officers and its own application use it."""

    adapter_type = PoliceAdapterType()
    registry = REGISTRY
    unit = "PS-230803007"
    reporter = NUMBERS[0]

    def __init__(self, url: str) -> None:
        self.settings = PoliceSettings(url=url, system="police-230803", query_seconds=1)
        self.engine = sa.create_engine(url, pool_pre_ping=True)
        self._ticks = 0

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

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)

    def update(self, number: str, **columns: object) -> None:
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        self.execute(f"UPDATE JQ_JJ SET {settings} WHERE JJDBH = :key", {**columns, "key": number})

    def execute(self, statement: str, values: Mapping[str, object] | None = None) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), dict(values or {}))

    def now(self) -> str:
        """Return the next time that the bureau's own clock shows, after what was typed in."""
        self._ticks += 1
        return f"2026-03-16 09:{30 + self._ticks // 60:02d}:{self._ticks % 60:02d}"

    def change_record(self) -> str:
        self.execute(
            "UPDATE AJ_XX SET BYCF = '1', BYCFSJ = :at, CLJG = '30' WHERE JJDBH = :key",
            {"at": self.now(), "key": NUMBERS[0]},
        )
        return NUMBERS[0]

    def spoil_record(self) -> tuple[str, str]:
        self.update(NUMBERS[0], JQLBDM="0588")
        return NUMBERS[0], "JQLBDM"

    def mend_record(self, native_id: str) -> None:
        self.update(native_id, JQLBDM="0302")

    def stop(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def personal_data(self) -> Collection[str]:
        found = [value for name, number, _ in PEOPLE for value in (name, number) if value]
        return [*found, "11010519491231002X", "13904541234", "13904545678"]

    def written(self) -> Sequence[str]:
        return [*self._texts("WB_FK"), *self._texts("WB_SJX")]

    def content(self) -> str:
        return "\n".join(text for table in TABLES for text in self._texts(table))

    def _texts(self, table: str) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(repr(tuple(row)) for row in connection.execute(sa.text(f"SELECT * FROM {table}")))

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.FEEDBACK, "police", reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery) -> None:
        values = {"at": self.now(), "id": delivery.delivery_id}
        self.execute("UPDATE WB_FK SET ZT = '1', QSSJ = :at WHERE SDBH = :id", values)
        self.execute("UPDATE WB_SJX SET DFZT = '1', DFSJ = :at WHERE SDBH = :id", values)

    def close(self) -> None:
        self.engine.dispose()


class SqliteSite(PoliceSite):
    """The demo's tables in a file; while another program holds it exclusively, nobody can read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"sqlite:///{path}")
        # Nobody cuts the power of a test: without waiting for the disc the suite takes seconds, not a minute.
        sa.event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        self._blocker: sa.Connection | None = None
        raw = self.engine.raw_connection()
        script = files("hub.demo.departments").joinpath("police_native.sql").read_text(encoding="utf-8")
        cursor = raw.cursor()
        cursor.executescript(script)  # type: ignore[attr-defined]
        raw.close()

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


class MariaSite(PoliceSite):
    """The field's tables on a real server."""

    def __init__(self, server: MariaServer, url: str) -> None:
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
def sqlite_site(tmp_path: Path) -> Iterator[SqliteSite]:
    """Give a filled police system on SQLite."""
    site = SqliteSite(tmp_path / "police.db")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def mariadb_site(mariadb: MariaServer) -> Iterator[MariaSite]:
    """Give a filled police system on MariaDB."""
    site = MariaSite(mariadb, mariadb.url("jcj"))
    for table in TABLES:
        site.execute(f"TRUNCATE TABLE {table}")
    site.fill()
    yield site
    site.close()


@pytest.fixture
def clock() -> FixedClock:
    """Give the hub's time: Monday 16 March 2026, 09:00."""
    return FixedClock()


@pytest.fixture
def adapter(sqlite_site: SqliteSite, clock: FixedClock) -> Iterator[PoliceAdapter]:
    """Open the adapter on SQLite."""
    context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=REGISTRY)
    opened = PoliceAdapter(sqlite_site.settings, context)
    yield opened
    opened.close()
