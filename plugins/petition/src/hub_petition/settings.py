"""What a petition office must say before its snapshots can be read."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hub.core.codes import DisputeType, GateMode


class PetitionSettings(BaseModel):
    """
    Settings of one petition office.

    Attributes:
        system: Name of this system instance, the namespace of its numbers.
        inbox: Folder into which the office's nightly snapshots are put.
        outbox: Folder in which the office looks for reply files.
        acks: Folder into which the office puts its acknowledgement files.
        division: Division of the office, taken where a petition names none.
        gate_mode: Whether mediation first is advised or required (domain §2.6).
        missing_nights: A petition that is missing for so many snapshots in a row is withdrawn.
        smallest_share: A snapshot with fewer rows than this share of the last one is held.
        accepted_small: Names of held snapshots that a person has found to be right.
        categories: 内容分类 that came up later, with their dispute types.
        aliases: Elements that were renamed, with the names they had (``{"问题类别": "内容分类"}``).
        territories: Names that occur in 属地, with their division codes.
        most_bytes: A snapshot that unpacks to more is refused.
        days_ahead: How far a snapshot's own time may lie ahead of the hub's clock.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str = Field(default="petition", pattern=r"^[a-z0-9][a-z0-9-]*$")
    inbox: Path
    outbox: Path
    acks: Path
    division: str = Field(default="230800", pattern=r"^\d{4,12}$")
    gate_mode: GateMode = GateMode.ADVISORY
    missing_nights: int = Field(default=2, ge=1)
    smallest_share: float = Field(default=0.5, ge=0, le=1)
    accepted_small: tuple[str, ...] = ()
    categories: dict[str, DisputeType] = Field(default_factory=dict)
    aliases: dict[str, str] = Field(default_factory=dict)
    territories: dict[str, str] = Field(default_factory=dict)
    most_bytes: int = Field(default=200_000_000, ge=1_000)
    days_ahead: int = Field(default=2, ge=0)
