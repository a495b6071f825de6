"""
The courts' own system: case tables, exchange table (前置库) and code table in one database.

It knows nothing of the hub; ``HUB_ROOT`` is just a reference number that came with a message and is copied along.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hub.core.codes import DisputeType
from hub.core.daytime import SHANGHAI
from hub.demo.departments.own_database import OwnDatabase
from hub.demo.quarrels import Person, Quarrel
from hub.reference import civil_causes, courts

_FIELD = re.compile(r'<XX MC="(\w+)"[^>]*>([^<]*)</XX>')
_STANDING = {"APPLICANT": "1", "RESPONDENT": "2"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One unread message in the exchange table."""

    serial: int
    business: str
    case: str
    root: str
    details: Mapping[str, str]

    @property
    def is_success(self) -> bool:
        """Whether an agreement was reached."""
        return self.details.get("outcome") == "SUCCESS"

    @property
    def reason(self) -> str:
        """Why the case was returned, empty where it wasn't."""
        return self.details.get("reason", "")


@dataclass(slots=True)
class CourtRegistry(OwnDatabase):
    """The database, as the court's own application works on it."""

    def create(self, path: Path) -> None:
        """Create tables and codes at *path*."""
        self._install(path, "court_native.sql")
        causes = [("AY", entry.code, entry.name) for entry in civil_causes()]
        self._db.executemany("INSERT INTO T_DMB VALUES (?, ?, ?)", causes)
        self.save()

    def new_case(self, quarrel: Quarrel, at: datetime, *, in_suit: bool) -> dict[str, object]:
        """Return the row of a new case, as a clerk fills the form."""
        year = at.astimezone(SHANGHAI).year
        court = _court_of(quarrel.division)
        kind = "民初" if in_suit else "民诉前调"
        number = self._next(f"{court}{kind}") + 100
        case_number = f"（{year}）{court}{kind}{number}号"
        serial = self._next("BH")
        if serial % 9 == 0:
            case_number = case_number.translate(_FULL_WIDTH)
        typed = native_time(at)
        return {
            "BH": f"TJ{year}{serial:06d}",
            "AH": case_number,
            # CHAR columns come with their padding.
            "FYDM": court.ljust(8),
            "AJLX": "2" if in_suit else "1",
            "AYDM": _cause_of(quarrel).ljust(8),
            "SARQ": typed,
            "SPCX": "2" if in_suit and serial % 3 else "1",
            "WPLX": "2" if in_suit else "1",
            "WPRQ": typed,
            "TJZZDM": quarrel.target_unit,
            "TJQX": native_time(at + timedelta(days=15 if in_suit else 30))[:10],
            "BDJE": quarrel.amount_fen / 100,
            "XZQH": quarrel.division,
            "SSQQ": quarrel.narrative,
            "GXSJ": typed,
        }

    def insert(self, row: Mapping[str, object], parties: Sequence[Person]) -> None:
        """Save a case and its parties."""
        self._insert("T_TJAJ", row)
        for position, person in enumerate(parties, start=1):
            party = {
                "BH": f"{row['BH']}-{position:03d}",
                "AJBH": row["BH"],
                "SSDW": _STANDING.get(person.role, "3"),
                "XM": person.name,
                "ZJLX": "USCC" if person.is_body else "111",
                "ZJHM": person.id_number,
                "DH": person.phone,
            }
            self._insert("T_DSR", party)
        self._db.commit()

    def _insert(self, table: str, row: Mapping[str, object]) -> None:
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our names

    def _update(self, key: str, now: datetime, **columns: object) -> None:
        settings = ", ".join(f"{name} = ?" for name in (*columns, "GXSJ"))
        values = (*columns.values(), native_time(now), key)
        self._db.execute(f"UPDATE T_TJAJ SET {settings} WHERE BH = ?", values)  # noqa: S608 - our names

    def record_consent(self, key: str, now: datetime, *, given: bool) -> None:
        """Note what the parties said; when they refuse, it's the last of them who did."""
        self._update(key, now, TYBZ="Y" if given else "N", TYRQ=native_time(now))
        if not given:
            last = "SELECT MAX(BH) FROM T_DSR WHERE AJBH = ?"
            self._db.execute(f"UPDATE T_DSR SET TYBZ = 'N' WHERE BH = ({last})", (key,))  # noqa: S608 - our names

    def repair(self, key: str, now: datetime, *, delete: bool) -> None:
        """Delete a case that was typed twice, or mend what was typed wrongly."""
        if delete:
            self._update(key, now, YXBZ="0")
            return
        found = self._db.execute("SELECT * FROM T_TJAJ WHERE BH = ?", (key,)).fetchone()
        cause = found["AYDM"] if found["AYDM"].strip() != "9X99" else "9130"
        self._update(key, now, TJJG=None, SARQ=found["SARQ"].replace("2062-", "2026-"), AYDM=cause)

    def waiting(self) -> Iterator[Feedback]:
        """Yield what nobody has signed for yet, oldest first."""
        rows = self._db.execute("SELECT * FROM T_WB_JSRK WHERE ZT = '0' ORDER BY LSH").fetchall()
        for row in rows:
            details = {name: html.unescape(value) for name, value in _FIELD.findall(row["XML"] or "")}
            yield Feedback(row["LSH"], row["YWLX"], row["AJBH"] or "", row["HUB_ROOT"], details)

    def sign(self, feedback: Feedback, now: datetime) -> None:
        """Sign for a message."""
        at = native_time(now)
        self._db.execute("UPDATE T_WB_JSRK SET ZT = '1', CLSJ = ?, GXSJ = ? WHERE LSH = ?", (at, at, feedback.serial))

    def note_result(self, key: str, result: str, now: datetime) -> None:
        """Write the result into the case."""
        self._update(key, now, TJJG=result)

    def place_of(self, key: str) -> tuple[str, str] | None:
        """Return where a case arose and who has it now."""
        row = self._db.execute("SELECT XZQH, TJZZDM FROM T_TJAJ WHERE BH = ?", (key,)).fetchone()
        return None if row is None else (str(row["XZQH"]), str(row["TJZZDM"]))

    def reassign(self, key: str, unit: str, now: datetime) -> None:
        """Commission another body; the first commission stays in the case, this one is a line of its own."""
        query = "SELECT COALESCE(MAX(XH), 1) + 1 FROM T_GPJL WHERE AJBH = ?"
        sequence = self._db.execute(query, (key,)).fetchone()[0]
        if sequence > 3:
            return
        self._insert("T_GPJL", {"AJBH": key, "XH": sequence, "TJZZDM": unit, "GPRQ": native_time(now), "TYBZ": "Y"})
        self._update(key, now)

    def new_confirmation(self, feedback: Feedback, now: datetime) -> str:
        """File the parties' joint application for confirmation of the agreement that *feedback* tells of."""
        original = self._db.execute("SELECT * FROM T_TJAJ WHERE BH = ?", (feedback.case,)).fetchone()
        court = str(original["FYDM"]).strip()
        year = now.astimezone(SHANGHAI).year
        row = {
            "BH": f"TJ{year}{self._next('BH'):06d}",
            "AH": f"（{year}）{court}诉前调确{self._next(f'{court}诉前调确')}号",
            "FYDM": original["FYDM"],
            "AJLX": "3",
            "AYDM": original["AYDM"],
            "SARQ": native_time(now),
            "HUB_ROOT": feedback.root,
            "YAJBH": feedback.case,
            "SFQR": "1",
            "QRSQRQ": native_time(now),
            "GXSJ": native_time(now),
        }
        self._insert("T_TJAJ", row)
        return str(row["BH"])

    def advance_confirmation(self, key: str, state: str, now: datetime) -> None:
        """Accept an application or decide on it."""
        day = {"2": "QRSLRQ"}.get(state, "QRCDRQ")
        self._update(key, now, SFQR=state, **{day: native_time(now)})

    def feedback_count(self) -> int:
        """Return how many feedbacks stand in the exchange table."""
        query = "SELECT COUNT(DISTINCT HUB_SDBH) FROM T_WB_JSRK WHERE YWLX = 'FK'"
        return int(self._db.execute(query).fetchone()[0])


def native_time(at: datetime) -> str:
    """Return *at* as the court's system writes it: Shanghai time without an offset."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _court_of(division: str) -> str:
    prefixes = {court.division: court.number_prefix for court in courts()}
    return prefixes.get(division[:6], prefixes["230800"])


def _cause_of(quarrel: Quarrel) -> str:
    by_name = {entry.name: entry.code for entry in civil_causes()}
    if quarrel.cause in by_name:
        return by_name[quarrel.cause]
    fitting = [entry.code for entry in civil_causes() if entry.dispute_type is quarrel.type]
    return fitting[0] if fitting else next(e.code for e in civil_causes() if e.dispute_type is DisputeType.OTHER)
