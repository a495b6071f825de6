"""What ``hub trace`` says of deviations on record and of the checklist of a referred case."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

COLUMN_DEVIATION = M("记录在案的偏差", "Deviation on record")
COLUMN_RULE = M("依据", "Rule")
COLUMN_DUTY = M("公安、法庭案件清单", "Checklist of a referred case")
COLUMN_STANDING = M("办理情况", "Standing")
MISSED = M("未办", "missed")
STILL_OPEN = M("在办", "open")
