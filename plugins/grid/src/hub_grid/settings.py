"""What the grid platform must say before its app can be read."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from hub.core.codes import DisputeType


class GridSettings(BaseModel):
    """
    Settings of one grid platform.

    Attributes:
        system: 系统名，事件编号的一部分 / Name of this system instance, the namespace of its event ids.
        base_url: 网格平台接口地址 / Address of the app's interface.
        key: 接口密钥，平台要求时才填 / Its access key, where it asks for one.
        page_size: 每次取多少件 / Events asked for at once.
        throttled_times: 平台答 429 时一次调用等待几回，之后稍后再来 /
            How often one call waits when the app says 429, before the host tries later.
        csv_folder: CSV 导出文件夹，接口停用时也读 /
            Folder of CSV exports, read as well; for days on which the interface is down.
        categories: 后来新增的类别代码及其纠纷类别 / Category codes that came up later, with their dispute types.
        veiled: 当事人处处隐名的类别代码：家庭暴力、未成年人 /
            Categories whose people are hidden everywhere: family violence, minors.
        oldest_days: 发生早于上报这么多天的，视为时钟有误 /
            An event that is said to have happened longer before its report comes from a wrong clock.
        report_new: 网格员尚在当场化解时是否先行报送 /
            Whether an event is passed on while the worker is still trying to settle it on the spot.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str = Field(default="grid", pattern=r"^[a-z0-9][a-z0-9-]*$")
    base_url: str = Field(pattern=r"^https?://")
    key: SecretStr | None = None
    page_size: int = Field(default=100, ge=1, le=1000)
    throttled_times: int = Field(default=5, ge=0)
    csv_folder: Path | None = None
    categories: dict[str, DisputeType] = Field(default_factory=dict)
    veiled: frozenset[str] = frozenset()
    oldest_days: int = Field(default=730, ge=1)
    report_new: bool = False
