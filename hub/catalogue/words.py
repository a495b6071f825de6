"""Words for codes that several verbs show: the checks of a month, the parts of its form."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

CHECKS: dict[str, Message] = {
    "agreements_equal_success": M("协议数等于调解成功数", "agreements equal successes"),
    "balance": M("期初＋受理＋转入＝办结＋转出＋期末", "opening + accepted + in = concluded + out + pending"),
    "confirmation_order": M("司法确认累计：申请≥受理≥有效", "confirmations in all: applied ≥ accepted ≥ confirmed"),
    "confirmation_order_of_month": M(
        "司法确认当月：申请≥受理≥有效（一月之内可不成立）",
        "confirmations of the month: applied ≥ accepted ≥ confirmed (a month alone may differ)",
    ),
    "in_equals_out": M("全市转入等于转出", "in equals out city-wide"),
    "no_negative_stock": M("期初、期末不为负", "opening and pending aren't negative"),
    "types_levels_channels": M("类别、层级、渠道合计等于受理", "types, levels, channels sum up to accepted"),
}
"""Checks of a month (domain §6.1) by their names in ``hub.core.statistics``."""

CELLS: dict[str, Message] = {
    "accepted": M("受理", "accepted"),
    "adjusted": M("调整", "adjusted"),
    "agreements": M("协议", "agreements"),
    "amount": M("协议金额", "amount"),
    "cascades": M("结果下传", "cascades"),
    "channel": M("来源渠道", "channel"),
    "close": M("关账日", "close"),
    "concluded": M("办结", "concluded"),
    "confirmations": M("司法确认", "confirmations"),
    "days": M("办理天数", "days to conclude"),
    "deadlines": M("期限", "deadlines"),
    "due": M("报出日", "due day"),
    "escalations": M("上报", "escalations"),
    "feedback": M("反馈", "feedback"),
    "findings": M("与枢纽的差异", "findings"),
    "gate_waits": M("信访前置等待", "gate waits"),
    "gates": M("信访前置", "gates"),
    "in": M("转入", "in"),
    "invitations": M("联调邀请", "invitations"),
    "kind": M("调解种类", "kind"),
    "level": M("层级", "level"),
    "not_mediated": M("不同意调解", "not mediated"),
    "notices": M("终结告知书", "notices"),
    "onsite_settled": M("网格当场化解", "settled on the spot"),
    "out": M("转出", "out"),
    "outcome": M("办结结果", "outcome"),
    "pending": M("期末在办", "pending"),
    "people": M("涉及人数", "people"),
    "performance": M("协议履行", "performance"),
    "prevented": M("防止民转刑、群体上访", "prevented"),
    "referrals": M("移交", "referrals"),
    "reopened": M("重新受理", "reopened"),
    "returned": M("退回", "returned"),
    "success_rate": M("成功率", "success rate"),
    "supervision": M("督办", "supervision"),
    "totals": M("合计", "totals"),
    "type": M("纠纷类别", "type"),
    "unit": M("单位", "unit"),
}
"""Parts of the monthly form that an event feeds, by their names in ``hub.contracts.impact``."""
