"""
The police's own system: tickets, cases, transfers, inbox and the log that its triggers write.

It knows nothing of the hub; ``HUB_ROOT`` is just a reference number that came with a message.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.core.codes import DisputeType
from hub.core.daytime import SHANGHAI
from hub.demo.departments.own_database import OwnDatabase
from hub.demo.quarrels import Person, Quarrel
from hub.reference import divisions

_CATEGORY = {
    DisputeType.DAMAGES: "0301",
    DisputeType.TRAFFIC: "0401",
    DisputeType.MARRIAGE_FAMILY: "0501",
    DisputeType.NEIGHBOUR: "0502",
    DisputeType.CONTRACT: "0503",
    DisputeType.MIGRANT_WAGE: "0504",
    DisputeType.LABOUR: "0505",
    DisputeType.CONSUMER: "0506",
    DisputeType.HOUSING_LAND: "0507",
    DisputeType.PROPERTY_MGMT: "0508",
    DisputeType.FOREST_LAND: "0509",
    DisputeType.EXPROPRIATION: "0510",
    DisputeType.MEDICAL: "0511",
    DisputeType.ENVIRONMENT: "0512",
    DisputeType.BUSINESS_OP: "0513",
    DisputeType.TOURISM: "0514",
    DisputeType.ECOMMERCE: "0515",
    DisputeType.VILLAGE_AFFAIRS: "0516",
    DisputeType.IP: "0517",
}
_ROLE = {"APPLICANT": "1", "RESPONDENT": "2"}


@dataclass(slots=True)
class PoliceRegistry(OwnDatabase):
    """The database, as the police's own application works on it."""

    def create(self, path: Path) -> None:
        """Create tables and triggers at *path*."""
        self._install(path, "police_native.sql")

    def set_time(self, now: datetime) -> None:
        """Set the system time that triggers write into the log."""
        self._db.execute("UPDATE XT_SJ SET SJ = ?", (native_time(now),))

    def insert(self, table: str, **row: object) -> None:
        """Save one row."""
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our names

    def update(self, table: str, key: tuple[str, object], **columns: object) -> None:
        """Change the rows of *table* whose key column has that value."""
        settings = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(
            f"UPDATE {table} SET {settings} WHERE {key[0]} = ?",  # noqa: S608 - our names
            (*columns.values(), key[1]),
        )

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of *query*."""
        return self._db.execute(query, values).fetchall()

    def new_ticket(self, quarrel: Quarrel, at: datetime, rng: random.Random) -> str:
        """Write down a call and who is in it; return its 接警单号."""
        local = at.astimezone(SHANGHAI)
        station = quarrel.division[:9] + "000"
        number = f"{station}{local:%Y%m%d}{self._next(f'{station}{local:%Y%m%d}'):04d}"
        caller = quarrel.parties[0]
        said = f"{local.year}年{local.month}月{local.day}日 {local:%H时%M分}" if rng.random() < 0.1 else native_time(at)
        self.insert(
            "JQ_JJ",
            JJDBH=number,
            JJDWDM=station,
            BJSJ=said,
            BJFS="1",
            BJRXM=caller.name,
            LXDH=_phone(caller, rng),
            JQLBDM=_CATEGORY.get(quarrel.type, "0599"),
            SFDZ=f"{divisions().name_of(quarrel.division)}附近",
            XZQH=quarrel.division,
            JYAQ=quarrel.narrative,
        )
        for sequence, person in enumerate(quarrel.parties, start=1):
            self.insert(
                "JQ_RY",
                JJDBH=number,
                XH=sequence,
                JS=_ROLE.get(person.role, "3"),
                XM=person.name,
                ZJHM=person.id_number,
                LXDH=_phone(person, rng),
            )
        return number

    def new_case(self, ticket: str, at: datetime) -> str:
        """Open a public-order case on *ticket*."""
        number = f"A{ticket[:6]}{at.astimezone(SHANGHAI):%Y}{self._next('AJ'):06d}"
        self.insert(
            "AJ_XX", AJBH=number, JJDBH=ticket, AJLB="01", SLSJ=native_time(at), ZBDW=ticket[:12], TJFS="2", BYCF="0"
        )
        return number

    def transfer(self, ticket: str, unit: str, at: datetime, consent: str | None) -> None:
        """Hand the matter to a mediation body; a second time when the first sent it back."""
        sequence = self.rows("SELECT COALESCE(MAX(XH), 0) + 1 AS n FROM AJ_YJ WHERE JJDBH = ?", ticket)[0]["n"]
        case = self.rows("SELECT AJBH FROM AJ_XX WHERE JJDBH = ?", ticket)
        self.insert(
            "AJ_YJ",
            JJDBH=ticket,
            XH=sequence,
            AJBH=case[0]["AJBH"] if case else None,
            YJLX="2" if case else "1",
            JSDW=unit,
            YJSJ=native_time(at),
            TYBZ=consent,
            TYSJ=native_time(at) if consent else None,
        )

    def waive(self, ticket: str, at: datetime) -> None:
        """Decide that no penalty is imposed, for the agreement was performed."""
        year = at.astimezone(SHANGHAI).year
        number = f"佳公不罚决字〔{year}〕{self._next('BYCF')}号"
        self.update("AJ_XX", ("JJDBH", ticket), CLJG="30", BYCF="1", BYCFSJ=native_time(at), BYCFWH=number)

    def feedback_count(self) -> int:
        """Return how many feedbacks stand in the table."""
        return int(self.rows("SELECT COUNT(DISTINCT SDBH) AS n FROM WB_FK WHERE YWLX = 'FK'")[0]["n"])


def native_time(at: datetime) -> str:
    """Return *at* as the police's system writes it: Shanghai time without an offset."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _phone(person: Person, rng: random.Random) -> object:
    """Return a telephone number, now and then as the DOUBLE that an old import made of it."""
    if person.phone.isdigit() and rng.random() < 0.15:
        return float(person.phone)
    return person.phone
