"""
Numbered papers: numbers without gaps per unit, kind and year, and what stood on each.

A number is taken in the transaction that keeps the paper, so that none is ever taken for nothing. A voided one stays in
the list with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from hub.core.daytime import local_day
from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.papers import Paper, PaperKind, number_text
from hub.sqlite import Value, instant_in, instant_of, instant_text
from hub.workbench.database import Database
from hub.workbench.sealing import Sealer

_decoder = msgspec.json.Decoder(Paper)
_COLUMNS = "id, unit, kind, number, dispute, person, made_at, void_at, void_by, void_why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One line of the list of papers; what stood on it is sealed."""

    id: int
    unit: str
    kind: PaperKind
    number: str
    dispute: str
    person: str
    made_at: datetime
    void_at: datetime | None
    void_by: str
    void_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    A paper to be numbered and filed.

    Attributes:
        mark: How the unit is called in its numbers.
        click: The click that asked for it: asked twice, it's the same paper.
    """

    kind: PaperKind
    unit: str
    mark: str
    dispute: str
    person: str
    click: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of all units of this hub."""

    database: Database
    sealer: Sealer

    def file(self, wanted: Wanted, now: datetime, filled: Callable[[str], Paper]) -> Filed:
        """Take the next number, let *filled* make the paper that bears it, and keep both at once."""
        year = local_day(now).year
        with self.database.transaction():
            known = self._select("click = ? AND kind = ?", (wanted.click, wanted.kind.value))
            if known:
                return known[0]
            ((last,),) = self.database.execute(
                "SELECT coalesce(max(serial), 0) FROM paper WHERE unit = ? AND kind = ? AND year = ?",
                (wanted.unit, wanted.kind.value, year),
            )
            serial = int(str(last)) + 1
            number = number_text(wanted.kind, wanted.mark, year, serial)
            sealed = self.sealer.seal(msgspec.json.encode(filled(number)), number)
            self.database.execute(
                "INSERT INTO paper (unit, kind, year, serial, number, dispute, click, person, made_at, sealed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    wanted.unit,
                    wanted.kind.value,
                    year,
                    serial,
                    number,
                    wanted.dispute,
                    wanted.click,
                    wanted.person,
                    instant_text(now),
                    sealed,
                ),
            )
            return self._select("click = ? AND kind = ?", (wanted.click, wanted.kind.value))[0]

    def read(self, paper: int, units: Iterable[str]) -> tuple[Filed, Paper]:
        """
        Return what stands on *paper* of one of *units*.

        Raises:
            UnknownRecordError: none of them has such a paper.
        """
        filed = self._own(paper, units)
        ((sealed,),) = self.database.execute("SELECT sealed FROM paper WHERE id = ?", (paper,))
        return filed, _decoder.decode(self.sealer.open(sealed if isinstance(sealed, bytes) else b"", filed.number))

    def void(self, paper: int, units: Iterable[str], person: str, why: str, now: datetime) -> None:
        """
        Void *paper*: its number stays taken, with the reason.

        Raises:
            PermanentError: it's void already, or no reason is given.
        """
        filed = self._own(paper, units)
        if not why.strip():
            raise PermanentError("a number is voided with a reason", where=filed.number)
        if not self._void("id = ?", (paper,), (instant_text(now), person, why.strip()[:200])):
            raise PermanentError("it's void already", where=filed.number)

    def void_of_click(self, click: str, person: str, why: str, now: datetime) -> None:
        """Void what was filed with a click that was undone."""
        self._void("click = ?", (click,), (instant_text(now), person, why))

    def _void(self, where: str, which: tuple[Value, ...], said: tuple[Value, ...]) -> bool:
        return self.database.changed(
            f"UPDATE paper SET void_at = ?, void_by = ?, void_why = ? WHERE {where} AND void_at IS NULL",  # noqa: S608
            (*said, *which),
        )

    def _own(self, paper: int, units: Iterable[str]) -> Filed:
        found = self._select("id = ?", (paper,))
        if not found or found[0].unit not in set(units):
            raise UnknownRecordError("no such paper of your unit", where=str(paper), remedy="start from the list")
        return found[0]

    def of_dispute(self, dispute: str, units: Iterable[str]) -> list[Filed]:
        """Return the papers of one dispute."""
        own = tuple(units)
        return self._select(f"dispute = ? AND unit IN ({', '.join('?' * len(own))})", (dispute, *own))

    def all_of_disputes(self, disputes: Iterable[str]) -> list[Filed]:
        """Return the papers of *disputes*, whatever unit drew them up: their numbers, not what stands on them."""
        keys = tuple(disputes)
        return self._select(f"dispute IN ({', '.join('?' * len(keys))})", keys)

    def registered_elsewhere(self, roots: Iterable[str], units: Iterable[str]) -> frozenset[str]:
        """Return those of *roots* whose 登记表 is of a unit besides *units*: it's another's own."""
        own = frozenset(units)
        forms = (one for one in self.all_of_disputes(roots) if one.kind is PaperKind.REGISTRATION)
        return frozenset(one.dispute for one in forms if one.unit not in own)

    def registrars(self, roots: Iterable[str]) -> frozenset[str]:
        """Return the units that registered *roots* here: what the hub knows of them names the agency alone."""
        forms = (one for one in self.all_of_disputes(roots) if one.kind is PaperKind.REGISTRATION and not one.void_at)
        return frozenset(one.unit for one in forms)

    def of_units(self, units: Iterable[str], page: int, size: int) -> list[Filed]:
        """Return one page of all papers of *units*, the newest first."""
        own = tuple(units)
        where = f"unit IN ({', '.join('?' * len(own))})"
        return self._select(where, own, order=f"id DESC LIMIT {int(size)} OFFSET {int(size) * int(page)}")

    def count_of_units(self, units: Iterable[str]) -> int:
        """Return how many papers *units* have, voided ones too."""
        own = tuple(units)
        marks = ", ".join("?" * len(own))
        ((count,),) = self.database.execute(f"SELECT count(*) FROM paper WHERE unit IN ({marks})", own)  # noqa: S608
        return int(str(count))

    def _select(self, where: str, parameters: tuple[Value, ...], order: str = "id") -> list[Filed]:
        statement = f"SELECT {_COLUMNS} FROM paper WHERE {where} ORDER BY {order}"  # noqa: S608 - no input in it
        return [_filed(row) for row in self.database.execute(statement, parameters)]


def _filed(row: tuple[Value, ...]) -> Filed:
    number, unit, kind, text, dispute, person, made_at, void_at, void_by, void_why = row
    return Filed(
        id=int(str(number)),
        unit=str(unit),
        kind=PaperKind(str(kind)),
        number=str(text),
        dispute=str(dispute),
        person=str(person),
        made_at=instant_in(made_at),
        void_at=instant_of(void_at),
        void_by=str(void_by),
        void_why=str(void_why),
    )
