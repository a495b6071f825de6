"""What the city sets for itself: lengths of clocks, officers, copies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from hub.core.clocks import Override
from hub.core.forms import SigningRole
from hub.core.privacy import is_officer_code


class LocalLength(BaseModel):
    """
    One ``[[clocks]]`` table: another length for a configurable clock, of an agency or region, from a day on.

    It must have a first day: what started before keeps its length.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    clock: str
    length: int
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    agency: str | None = None
    region: str | None = None
    basis: str = ""

    @property
    def override(self) -> Override:
        """What the rules take."""
        return Override(
            clock=self.clock,
            length=self.length,
            agency=self.agency,
            region=self.region,
            since=self.since,
            until=self.until,
            basis=self.basis,
        )


def _officer_code(text: str) -> str:
    if not is_officer_code(text):
        raise ValueError("an officer's code has letters and figures, such as TJ-01, and is no name")
    return text


OfficerCode = Annotated[str, AfterValidator(_officer_code)]


class OfficerSettings(BaseModel):
    """One officer who may sign: the office, never a name, and the roles in which its code signs."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    office: str = Field(min_length=1, max_length=60)
    roles: tuple[SigningRole, ...] = ()


class BackupSettings(BaseModel):
    """
    The ``[backup]`` table.

    Attributes:
        folder: Where backups stand; on another disk than the data.
        days: Days after which ``hub doctor`` asks for the next one.
        keep: Complete backups kept; older ones of this hub go when a new one is complete.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    folder: Path = Path("backup")
    days: int = Field(default=7, ge=1)
    keep: int = Field(default=14, ge=1)
