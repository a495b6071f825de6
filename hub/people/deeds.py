"""What the audit journal records, and by whom: codes of deeds and results, and the actor."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.codes import LabelledCode


class Recorded(LabelledCode):
    """A deed that leaves a line in the journal."""

    SIGN_IN = "SIGN_IN", "登录", "Sign-in"
    SECOND_FACTOR = "SECOND_FACTOR", "第二因子", "Second factor"
    RECOVERY_USED = "RECOVERY_USED", "使用恢复码", "Recovery code used"
    SIGN_OUT = "SIGN_OUT", "退出", "Sign-out"
    SIGN_OUT_EVERYWHERE = "SIGN_OUT_EVERYWHERE", "全部退出", "Sign-out everywhere"
    OUTSIDE_SIGN_OUT = "OUTSIDE_SIGN_OUT", "统一认证通知退出", "Sign-out told by the outside provider"
    PASSWORD_CHANGED = "PASSWORD_CHANGED", "修改口令", "Password changed"
    FACTOR_ENROLLED = "FACTOR_ENROLLED", "登记第二因子", "Second factor enrolled"
    ACCOUNT_ADDED = "ACCOUNT_ADDED", "新建账号", "Account added"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED", "修改账号", "Account changed"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED", "锁定账号", "Account locked"
    ACCOUNT_UNLOCKED = "ACCOUNT_UNLOCKED", "解锁账号", "Account unlocked"
    ACCOUNT_RESET = "ACCOUNT_RESET", "重置账号", "Account reset"
    IDENTITY_BOUND = "IDENTITY_BOUND", "绑定外部身份", "Outside identity bound"
    GRANT_PROPOSED = "GRANT_PROPOSED", "提出授权", "Grant proposed"
    GRANT_CONFIRMED = "GRANT_CONFIRMED", "确认授权", "Grant confirmed"
    GRANT_REVOKED = "GRANT_REVOKED", "收回授权", "Grant revoked"
    PERSONAL_ASKED = "PERSONAL_ASKED", "申请查看个人信息", "Personal data asked for"
    PERSONAL_AGREED = "PERSONAL_AGREED", "同意查看个人信息", "Personal data agreed to"
    PERSONAL_OPENED = "PERSONAL_OPENED", "查看个人信息", "Personal data opened"
    LIKENESS_SHOWN = "LIKENESS_SHOWN", "登记时比对出他单位纠纷", "Dispute of others shown as alike"
    JOINT_PROPOSED = "JOINT_PROPOSED", "提出两人办理事项", "Joint deed proposed"
    JOINT_AGREED = "JOINT_AGREED", "同意两人办理事项", "Joint deed agreed to"
    JOINT_REFUSED = "JOINT_REFUSED", "不同意两人办理事项", "Joint deed refused"
    JOINT_WITHDRAWN = "JOINT_WITHDRAWN", "撤回两人办理事项", "Joint deed withdrawn"
    JOINT_CARRIED_OUT = "JOINT_CARRIED_OUT", "办理两人办理事项", "Joint deed carried out"
    EMERGENCY_SEALED = "EMERGENCY_SEALED", "封存应急账号", "Emergency account sealed"
    EMERGENCY_OPENED = "EMERGENCY_OPENED", "启封应急账号", "Emergency account opened"
    AUDIT_EXPORTED = "AUDIT_EXPORTED", "导出审计", "Audit exported"
    AUDIT_VERIFIED = "AUDIT_VERIFIED", "核验审计", "Audit verified"
    SETTINGS_CHANGED = "SETTINGS_CHANGED", "修改设置", "Settings changed"
    ACCESS_DENIED = "ACCESS_DENIED", "越权被拒", "Access denied"
    PAGE_ACTION = "PAGE_ACTION", "控制台办理", "Action on a page"
    CASE_ACTION = "CASE_ACTION", "办理案件", "Action on a case"


class Result(LabelledCode):
    """How it ended."""

    DONE = "DONE", "成功", "Done"
    REFUSED = "REFUSED", "被拒", "Refused"
    WAITING = "WAITING", "待第二人", "Waits for a second person"


MACHINE = "machine:"
"""Begins the name of who acts at the machine itself, without an account: the founding of a hub, alone."""


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Who does something, and where: an account code and an address or terminal.

    ``is_emergency`` marks every line of a session that a sealed account opened.
    """

    code: str
    source: str
    is_emergency: bool = False
