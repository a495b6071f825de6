"""Whatever can concern a mapped body arrives: on a slip that it answers, else as a line of the month's register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.machines import DocketState, InvitationState, SupervisionState
from hub.core.units import Registry
from hub.plugins.mapping import MappedAdapter, MappingSettings, mapped_type
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.addressed import HALF, JOINT, AddressedHub
from tests.mapped_world import fill_in
from tests.mapping_site import cells_of

BODY = "HR-230803"
MAPPING = """
mapping: 1
adapter: rsj-230803
name: 向阳区人社局
unit: {{code: HR-230803, org_kind: ADMIN_ORGAN, level: 3, division: "230803"}}
profile: 行政调解台账
contact: 仲裁科
source: {{kind: csv, inbox: 收件, file: "台账{{年}}{{月}}.csv"}}
key: 编号
change: {{rule: 只增}}
columns:
  native_id: {{from: 编号}}
  accepted_on: {{from: 受理, type: 日期}}
  type: {{from: 类别}}
  outcome: {{from: 结果}}
  concluded_on: {{from: 办结, type: 日期}}
  form: {{from: 形式}}
  complainant: {{from: 甲方, party: 申请方}}
  respondent: {{from: 乙方, party: 被申请方}}
writeback: {{kind: xlsx, outbox: 回执, content: [{content}]}}
"""


class Body:
    def __init__(self, folder: Path, content: str) -> None:
        path = folder / "rsj.map.yaml"
        path.write_text(MAPPING.format(content=content), "utf-8")
        (folder / "收件").mkdir()
        found = mapped_type(path)
        unit = found.mapping.unit
        registry = Registry.of([*default_registry().all_units(), unit])
        context = AdapterContext(clock=FixedClock(), tokeniser=ClearTokeniser(), registry=registry)
        self.outbox = folder / "回执"
        self.adapter: MappedAdapter = found.open(MappingSettings(mapping=path), context)
        self.hub = AddressedHub(registry)
        self.hub.address(unit)
        self.given = self.hub.hand_over(self.adapter)

    @property
    def slips(self) -> dict[str, Path]:
        return {path.name.partition("-")[0]: path for path in self.outbox.glob("*.xlsx") if "通报" not in path.name}

    @property
    def register(self) -> list[list[object]]:
        return [list(row) for row in cells_of((self.outbox / "情况通报-2026-03.xlsx").read_bytes())[1:]]


def test_what_the_mapping_names_is_answered_on_slips(tmp_path: Path) -> None:
    body = Body(tmp_path, "督办, 邀请, 会商交办")
    assert set(body.slips) == {"督办", "联调邀请", "半年会交办"}
    fill_in(body.slips["督办"], 签收日期=date(2026, 3, 16), 处理="答复")
    fill_in(body.slips["联调邀请"], 签收日期=date(2026, 3, 16), 处理="不参加", 原因="回避")
    fill_in(body.slips["半年会交办"], 签收日期=date(2026, 3, 16), 处理="答复")
    body.hub.take(body.adapter)
    joint = body.hub.state(JOINT)
    assert [i.state for i in joint.invitations.values()] == [InvitationState.DECLINED]
    assert [s.state for s in joint.supervisions.values()] == [SupervisionState.REPLIED]
    assert joint.docket[HALF].state is DocketState.FOLLOWED


@pytest.mark.parametrize("content", ["", "隔离行", "督办"])
def test_what_the_mapping_does_not_name_stands_in_the_register(content: str, tmp_path: Path) -> None:
    body = Body(tmp_path, content)
    deliveries = [delivery for each in body.given.values() for delivery, _ in each]
    assert set(body.given) == body.adapter.info.receives
    assert {receipt.status for each in body.given.values() for _, receipt in each} == {ReceiptStatus.WRITTEN}
    listed = {row[0]: row for row in body.register}
    on_slips = {DeliveryKind.SUPERVISION} if content == "督办" else set()
    assert set(listed) == {delivery.delivery_id for delivery in deliveries if delivery.kind not in on_slips}
    task = next(delivery for delivery in deliveries if delivery.kind is DeliveryKind.DOCKET_TASK)
    assert listed[task.delivery_id][1] == "半年会交办" and "限期 2026-04-30" in str(listed[task.delivery_id][5])
    assert {body.adapter.deliver(delivery, ()).status for delivery in deliveries} == {ReceiptStatus.DUPLICATE}
