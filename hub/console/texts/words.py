"""Words that many pages share."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

THE_HUB = M("枢纽", "The hub")
STATISTICIAN = M("统计员", "Statistician")
DUTY_CLERK = M("值班员", "Duty clerk")
PARTIES = M("当事人", "The parties")
TASK_FORCE = M("专班", "Task force")
YUAN = M("{yuan} 元", "{yuan} yuan")
DELIVERED = M("已送达", "Delivered")
VEILED = M("各处隐名", "People hidden everywhere")
YES = M("是", "yes")
NO = M("否", "no")
NOBODY = M("没有单位还欠办理", "Nobody owes anything")

NUMBER = M("编号", "Number")
KIND = M("类别", "Kind")
STATUS = M("状态", "Status")
HOLDER = M("现由", "Held by")
DUE = M("期限", "Due")
SINCE = M("自", "Since")
RULE = M("依据", "Rule")
WHEN = M("时间", "When")
WHO = M("单位", "Who")
WHAT = M("事项", "What")
DETAILS = M("详情", "Details")
SOURCE = M("来源", "Source")
REASON = M("理由", "Reason")
NOTE = M("说明（不写姓名、号码）", "In a few words (no names, no numbers)")
AGENCY = M("部门", "Agency")
