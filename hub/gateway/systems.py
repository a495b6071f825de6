"""
Whose a system's name is: the namespace of records belongs to one agency at this door, for ever.

Reports are told apart, corrected and taken back by system and number, and sealed people are found by them. So a name is
the agency's that the settings give it to, else that of the agency which used it first; who comes later under it is
refused, and nothing of another's can be said again, taken back or anticipated.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hub.core.errors import RowRejectedError
from hub.sqlite import Keeping, SqliteFile

MOST = 10_000
"""Names that one agency may have: more than there are villages in a city."""

_KEEPING = Keeping(survives_power_cut=True)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS systems (system TEXT PRIMARY KEY, agency TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS systems_by_agency ON systems (agency);
"""


class Systems:
    """
    The names used at this gateway, in a small file beside the hub's data.

    *named* are those of the settings: codes of agencies, which are nobody else's, and what each table lists.
    """

    def __init__(self, path: Path, named: Mapping[str, str]) -> None:
        self._named = dict(named)
        self._known: dict[str, str] = {}
        self._file = SqliteFile(path, _KEEPING, _SCHEMA)

    def check(self, agency: str, system: str) -> None:
        """
        Let *agency* speak under *system*, which is its own from now on.

        Raises:
            RowRejectedError: it's another agency's, or the agency has too many.
            BusUnavailableError: the file can't be read or written now.
        """
        owner = self._named.get(system) or self._known.get(system) or self._owner(system)
        owner = owner or self._taken(agency, system)
        if owner != agency:
            raise RowRejectedError(
                field="system", reason="another agency states under this system", code="E-AUTH-03", task_of=agency
            )

    def _owner(self, system: str) -> str:
        for (agency,) in self._file.execute("SELECT agency FROM systems WHERE system = ?", (system,)):
            self._known[system] = str(agency)
        return self._known.get(system, "")

    def _taken(self, agency: str, system: str) -> str:
        with self._file.transaction():
            ((count,),) = self._file.execute("SELECT count(*) FROM systems WHERE agency = ?", (agency,))
            if int(str(count)) >= MOST:
                return ""
            self._file.execute("INSERT OR IGNORE INTO systems VALUES (?, ?)", (system, agency))
        return self._owner(system)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
