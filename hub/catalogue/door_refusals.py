"""What is held at the door, as people read it on a form: every objection of :mod:`hub.core.admissible`."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

HELD_AT_THE_DOOR = (
    M("文字不是 UTF-8 编码", "the text isn't UTF-8"),
    M("本部门不以这种方式移交", "{agency} hands nothing over as {kind}"),
    M("所选单位不接收这种移交（{source}）", "{unit} receives no {kind} ({source})"),
    M("应移交同级（{level} 级）非诉中心（{source}）", "the centre must be of level {level} ({source})"),
    M("所选单位 {day} 不在特邀名册（COURT-5）", "{unit} isn't on the roster (特邀名册) on {day} (COURT-5)"),
    M("只有 {level} 级以上中心可以签发督办（SUP-1）", "only centres of level {level} and up issue orders (SUP-1)"),
    M("经办人员填岗位或工号，不填姓名", "an officer is named by a code, not by a name"),
    M("不参加联调须写明理由（HAND-3）", "joint mediation is declined without a reason (HAND-3)"),
    M("四级以下调解不成，应上报或写明不再上报", "below level 4: escalate it, or say that escalation was declined"),
    M("分期履行写作 日期=金额（分），如 2026-04-30=50000", "an instalment is written day=fen, e.g. 2026-04-30=50000"),
)
