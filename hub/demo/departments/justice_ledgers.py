"""The justice offices' own software, as far as it matters here: a SQLite file for each office, typed into by clerks."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from hub.core.daytime import SHANGHAI
from hub.core.units import Registry, Unit

AGENCY = "justice"
WAITING = "待签收"

Value = str | int | None


def office_of(unit: Unit) -> str:
    """Return which office keeps the ledger of *unit*: the township's, else the county's or the city's."""
    return unit.division[:9] if len(unit.division) >= 9 else unit.division[:6]


def stamp(at: datetime) -> str:
    """Return *at* as the software writes times."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


class Ledger:
    """One office's file with the software open on it."""

    def __init__(self, path: Path) -> None:
        self.office = path.stem
        self._file = sqlite3.connect(path)
        self._file.row_factory = sqlite3.Row
        # A power cut during the demo loses a demo: the real offices' software isn't meant here.
        self._file.execute("PRAGMA synchronous=OFF")
        self._seen = -1

    def has_news(self) -> bool:
        """Return whether somebody else wrote into the file since the last look."""
        version = int(self._file.execute("PRAGMA data_version").fetchone()[0])
        is_new, self._seen = version != self._seen, version
        return is_new

    def rows(self, query: str, *parameters: Value) -> list[sqlite3.Row]:
        """Return what *query* finds."""
        return self._file.execute(query, parameters).fetchall()

    def row(self, table: str, key: str, value: Value) -> sqlite3.Row:
        """Return the one row of *table* whose *key* is *value*."""
        found: sqlite3.Row = self._file.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,)).fetchone()  # noqa: S608 - our names
        return found

    def insert(self, table: str, fields: Mapping[str, Value], at: datetime) -> int:
        """Type a new row in at *at* and return its key."""
        typed = {**fields, "updated_at": stamp(at)}
        marks = ", ".join("?" for _ in typed)
        statement = f"INSERT INTO {table} ({', '.join(typed)}) VALUES ({marks})"  # noqa: S608 - our own names
        key = self._file.execute(statement, tuple(typed.values())).lastrowid
        return int(key or 0)

    def update(self, table: str, key: str, value: Value, fields: Mapping[str, Value], at: datetime) -> None:
        """Change fields of one row at *at*."""
        typed = {**fields, "updated_at": stamp(at)}
        names = ", ".join(f"{name} = ?" for name in typed)
        self._file.execute(f"UPDATE {table} SET {names} WHERE {key} = ?", (*typed.values(), value))  # noqa: S608 - our names

    def save(self) -> None:
        """Save what was typed."""
        self._file.commit()

    def close(self) -> None:
        """Close the software."""
        self._file.close()


def install_ledgers(folder: Path, registry: Registry) -> dict[str, Ledger]:
    """Create one file for each office of *registry*, with the committees it keeps, and open them."""
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / "template.sqlite"
    template.unlink(missing_ok=True)
    schema = files("hub.demo.departments").joinpath("justice_native.sql").read_text(encoding="utf-8")
    file = sqlite3.connect(template)
    file.executescript(schema)
    file.close()
    ledgers = {}
    for office, units in sorted(_offices(registry).items()):
        path = folder / f"{office}.db"
        path.unlink(missing_ok=True)
        shutil.copyfile(template, path)
        ledger = ledgers[office] = Ledger(path)
        for unit in units:
            ledger.rows("INSERT INTO rmtj_tjwyh (代码, 名称, 级别) VALUES (?, ?, ?)", unit.code, unit.name, unit.level)
        ledger.save()
    template.unlink()
    return ledgers


def _offices(registry: Registry) -> dict[str, list[Unit]]:
    offices: dict[str, list[Unit]] = defaultdict(list)
    for unit in _units(registry):
        offices[office_of(unit)].append(unit)
    return offices


def _units(registry: Registry) -> Iterator[Unit]:
    for versions in registry.units.values():
        if versions[-1].agency == AGENCY:
            yield versions[-1]
