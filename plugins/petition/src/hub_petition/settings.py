"""What a petition office must say before its snapshots can be read."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hub.core.codes import DisputeType, GateMode


class PetitionSettings(BaseModel):
    """
    Settings of one petition office.

    Attributes:
        system: 系统名，编号的一部分 / Name of this system instance, the namespace of its numbers.
        inbox: 信访局每晚放入快照的文件夹 / Folder into which the office's nightly snapshots are put.
        outbox: 信访局取答复文件的文件夹 / Folder in which the office looks for reply files.
        acks: 信访局放入签收文件的文件夹 / Folder into which the office puts its acknowledgement files.
        division: 信访局所在区划，信访件未写属地时用 / Division of the office, taken where a petition names none.
        gate_mode: 调解前置是建议还是必须 / Whether mediation first is advised or required (domain §2.6).
        missing_nights: 连续几晚不在快照中即视为撤回 /
            A petition that is missing for so many snapshots in a row is withdrawn.
        smallest_share: 行数少于上一份的这个比例，快照先扣下 /
            A snapshot with fewer rows than this share of the last one is held.
        accepted_small: 已有人核实无误的被扣快照名 / Names of held snapshots that a person has found to be right.
        categories: 后来新增的内容分类及其纠纷类别 / 内容分类 that came up later, with their dispute types.
        veiled: 另需当事人处处隐名的内容分类（家庭暴力、未成年人保护已在内） /
            Further 内容分类 whose people are hidden everywhere; family violence and protection of minors are.
        aliases: 改了名的元素及其原名，如 {"问题类别" = "内容分类"} /
            Elements that were renamed, with the names they had.
        territories: 属地中出现的名称及其区划代码 / Names that occur in 属地, with their division codes.
        most_bytes: 解压后超过此字节数的快照不收 / A snapshot that unpacks to more is refused.
        days_ahead: 快照时间最多可比枢纽时钟早到几天 / How far a snapshot's own time may lie ahead of the hub's clock.
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
    veiled: frozenset[str] = frozenset()
    aliases: dict[str, str] = Field(default_factory=dict)
    territories: dict[str, str] = Field(default_factory=dict)
    most_bytes: int = Field(default=200_000_000, ge=1_000)
    days_ahead: int = Field(default=2, ge=0)
