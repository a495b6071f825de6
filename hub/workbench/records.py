"""What the workbench keeps: a clicked act on its way into the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.core.codes import LabelledCode
from hub.core.events import Submission


class ActionState(LabelledCode):
    """How far a clicked act has come."""

    WAITING = "WAITING", "待发送，可撤销", "Waits, can be undone"
    SENDING = "SENDING", "发送中", "Being sent"
    SENT = "SENT", "已发送", "Sent"
    HELD = "HELD", "已隔离，待修复", "Quarantined"
    TAKEN = "TAKEN", "已生效", "In force"
    REFUSED = "REFUSED", "未生效，需处理", "Refused, to be looked at"
    SEEN = "SEEN", "未生效，已处理", "Refused, dealt with"
    UNDONE = "UNDONE", "已撤销", "Undone"


class WhyRefused(LabelledCode):
    """Why a sent act has no effect, and what its clerk does next."""

    NOT_NOW = (
        "NOT_NOW",
        "纠纷已被他人办到下一步，请打开纠纷页按现状办理",
        "Somebody was faster: open the dispute",
    )
    NOTHING_NEW = "NOTHING_NEW", "他人已办过同一步，无需再办", "Somebody has done the same: nothing is left to do"
    DOOR = "DOOR", "枢纽不接收这条陈述，请记下代码报接入运维", "The hub doesn't take it: tell the operator the code"
    OUT_OF_ORDER = (
        "OUT_OF_ORDER",
        "枢纽已收到但前一步缺失，暂不生效，请打开纠纷页查看",
        "The step before it is missing",
    )
    QUARANTINED = (
        "QUARANTINED",
        "枢纽已收到但处理不了，整条隔离，未生效。请把编号和代码报接入运维；修复后自动生效，不必重办",
        "The hub can't process it and keeps it in quarantine: tell the operator number and code; once mended it comes "
        "into force by itself",
    )
    SET_ASIDE = (
        "SET_ASIDE",
        "隔离的陈述已被接入运维搁置，不会生效，请打开纠纷页按现状重办",
        "The operator put it aside for good: open the dispute and do it anew",
    )
    UNSEALED = "UNSEALED", "当事人信息无法解封，请重新登记", "The people's data can't be opened: register anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    One clicked act.

    Attributes:
        click: Identity, made with the form: a double click is one act.
        person: Code of who clicked.
        unit: The unit for which it was done.
        act, about: What was done to what (see :mod:`hub.core.acts`).
        dispute: Key of the dispute at the click; *root* is the one under which it's stated.
        due_at: When it's sent unless it's undone or hastened before.
        submissions: What it states, empty once undone.
        sealed: The sealed dossier that goes with a registration.
        why: Why it was refused or is held, with the code behind it, and the number of what is held.
    """

    click: str
    person: str
    unit: str
    act: str
    about: str
    dispute: str
    root: str
    clicked_at: datetime
    due_at: datetime
    state: ActionState
    submissions: tuple[Submission, ...]
    sealed: bytes | None = None
    sent_at: datetime | None = None
    why: str = ""
