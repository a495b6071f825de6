"""A justice office's ledger in a temporary folder, worked by native means only."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from hub.core.codes import MediationKind, OrgKind
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry, Unit
from hub.plugins.spec import AdapterContext
from hub.testing import ClearTokeniser, FixedClock, sample_delivery
from hub_justice.adapter import JusticeAdapter, JusticeAdapterType, JusticeSettings

PEOPLE = {
    "申请人": "赵长河",
    "申请人证件": "11010519491231002x",
    "申请人电话": "１３９０４５４１２３４",
    "被申请人": "钱满仓",
    "被申请人电话": "13904545678",
}
CASE = {
    "卷号": "〔2026〕西林民调字第12号",
    "调委会代码": "L2-230803007",
    "受理日期": "2026年3月5日",
    "来源": "当事人申请",
    "类别": "邻里",
    "纠纷地": "230803007001",
    "简要情况": "赵长河与钱满仓因楼上漏水争执",
    "人数": "2人",
    "难易": "简单",
    "申请人同意": "同意",
    "被申请人同意": "同意",
    **PEOPLE,
}


def registry() -> Registry:
    """Return a chain of four levels in one city."""
    rows = (
        ("L1-230803007001", "安民社区人民调解委员会", 1, OrgKind.RMC_COMMUNITY, "230803007001", "L2-230803007"),
        ("L2-230803007", "西林街道人民调解委员会", 2, OrgKind.RMC_TOWN, "230803007", "L3-230803"),
        ("L3-230803", "向阳区非诉讼纠纷化解中心", 3, OrgKind.CENTRE_L3, "230803", "L4-230800"),
        ("L4-230800", "佳木斯市人民调解委员会", 4, OrgKind.RMC_CITY, "230800", None),
    )
    return Registry.of(
        Unit(
            code=code,
            name=name,
            level=level,
            kind=MediationKind.PEOPLE,
            org_kind=org_kind,
            division=division,
            agency="justice",
            parent=parent,
            valid_from=date(2020, 1, 1),
        )
        for code, name, level, org_kind, division, parent in rows
    )


@cache
def _empty_ledger() -> bytes:
    """Return a ledger as the office's software creates it."""
    with closing(sqlite3.connect(":memory:")) as file:
        file.executescript(files("hub_justice").joinpath("native.sql").read_text(encoding="utf-8"))
        return file.serialize()


class JusticeSite:
    """Offices 230803007 (levels 1 and 2), 230803 (level 3) and 230800 (level 4)."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.adapter_type = JusticeAdapterType()
        self.ledgers = folder / "ledgers"
        self.forms = folder / "forms"
        self.settings = JusticeSettings(folder=self.ledgers, forms=self.forms)
        self.registry = registry()
        self.unit: str | None = "L2-230803007"
        self.reporter: str | None = "230803007/1"
        self.clock = clock
        for path in (self.ledgers, self.forms):
            path.mkdir()
        for office, units in (
            ("230803007", ("L1-230803007001", "L2-230803007")),
            ("230803", ("L3-230803",)),
            ("230800", ("L4-230800",)),
        ):
            (self.ledgers / f"{office}.db").write_bytes(_empty_ledger())
            for unit in units:
                self.run("INSERT INTO rmtj_tjwyh VALUES (?, ?, 2)", unit, unit, office=office)
        agreed = {
            "协议日期": "2026-03-12",
            "协议形式": "书面",
            "金额": "0.8",
            "履行": "未到期",
            "履行期限": "2026/4/30",
        }
        done = {"卷号": "〔2026〕西林民调字第13号", "类别": "合同", "结果": "调解成功", "结案日期": "2026-03-12"}
        handed_up = {"上报单位": "L2-230803007", "上报日期": "2026.3.10", "结果": "上报"}
        for case in (CASE, CASE | agreed | done, CASE | {"调委会代码": "L1-230803007001"} | handed_up):
            self.type_in(case)

    def context(self) -> AdapterContext:
        """Return what a hub would lend."""
        return AdapterContext(clock=self.clock, tokeniser=ClearTokeniser(), registry=self.registry)

    def open(self) -> JusticeAdapter:
        """Open the adapter."""
        return self.adapter_type.open(self.settings, self.context())

    def now(self) -> str:
        """Return the time as the office's software writes it."""
        return f"{self.clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"

    def run(self, statement: str, *parameters: object, office: str = "230803007") -> int:
        """Do something in the office's own software."""
        with closing(sqlite3.connect(self.ledgers / f"{office}.db")) as file:
            file.execute("PRAGMA synchronous=OFF")  # the tests' clerk need not survive a power cut
            key = file.execute(statement, parameters).lastrowid
            file.commit()
        return key or 0

    def type_in(self, fields: Mapping[str, object], table: str = "rmtj_case", office: str = "230803007") -> str:
        """Type a row in and return its native id."""
        typed = {"updated_at": self.now(), **fields}
        marks = ", ".join("?" for _ in typed)
        statement = f"INSERT INTO {table} ({', '.join(typed)}) VALUES ({marks})"
        return f"{office}/{self.run(statement, *typed.values(), office=office)}"

    def change(self, native_id: str, fields: Mapping[str, object]) -> None:
        """Change a case."""
        office, _, key = native_id.partition("/")
        typed = {"updated_at": self.now(), **fields}
        names = ", ".join(f"{name} = ?" for name in typed)
        self.run(f"UPDATE rmtj_case SET {names} WHERE id = ?", *typed.values(), key, office=office)

    def change_record(self) -> str:
        self.change("230803007/1", {"调解日期": self.now()})
        return "230803007/1"

    def spoil_record(self) -> tuple[str, str]:
        self.change("230803007/1", {"类别": "口角之争"})
        return "230803007/1", "类别"

    def mend_record(self, native_id: str) -> None:
        self.change(native_id, {"类别": "邻里"})

    def stop(self) -> None:
        self.ledgers.rename(self.ledgers.with_name("unmounted"))

    def start(self) -> None:
        self.ledgers.with_name("unmounted").rename(self.ledgers)

    def personal_data(self) -> Collection[str]:
        return ["赵长河", "钱满仓", "11010519491231002X", "11010519491231002x", "13904541234", "13904545678"]

    def rows(self, table: str, office: str = "230803007") -> list[dict[str, object]]:
        """Return a table of one office."""
        with closing(sqlite3.connect(self.ledgers / f"{office}.db")) as file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(f"SELECT * FROM {table}")]

    def written(self) -> Sequence[str]:
        return [repr(row) for path in sorted(self.ledgers.glob("*.db")) for row in self.rows("hub_in", path.stem)]

    def content(self) -> str:
        files = sorted(self.ledgers.glob("*.db"))
        texts = []
        for path in files:
            with closing(sqlite3.connect(path)) as file:
                texts.append("\n".join(file.iterdump()))
        return "\n".join(texts)

    def answerable(self) -> Delivery | None:
        return sample_delivery(DeliveryKind.REFERRAL, "justice", unit=self.unit)

    def answer(self, delivery: Delivery, **fields: object) -> None:
        answered = {"状态": "已签收", "处理时间": self.now(), "updated_at": self.now(), **fields}
        names = ", ".join(f"{name} = ?" for name in answered)
        for path in self.ledgers.glob("*.db"):
            statement = f"UPDATE hub_in SET {names} WHERE delivery_id = ?"
            self.run(statement, *answered.values(), delivery.delivery_id, office=path.stem)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def justice_site(tmp_path: Path, clock: FixedClock) -> JusticeSite:
    return JusticeSite(tmp_path, clock)
