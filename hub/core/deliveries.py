"""What a named agency must receive, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hub.core.codes import LabelledCode
from hub.core.events import Details


class DeliveryKind(LabelledCode):
    """Why something is delivered; the adapter's write-back table or form has one business type for each."""

    REFERRAL = "REFERRAL", "移交", "Referral to sign for"
    REFERRAL_WITHDRAWN = "REFERRAL_WITHDRAWN", "移交撤回", "Referral withdrawn"
    ESCALATION = "ESCALATION", "上报", "Escalation to sign for"
    ESCALATION_RETURNED = "ESCALATION_RETURNED", "上报退回", "Escalation returned"
    RESULT_DOWN = "RESULT_DOWN", "结果下传", "Result to acknowledge"
    FEEDBACK = "FEEDBACK", "反馈", "Feedback to acknowledge"
    INFORMATION = "INFORMATION", "情况通报", "Information, no duty"
    GATE_DECISION = "GATE_DECISION", "前置结论", "Petition gate decision"
    INVITATION = "INVITATION", "联调邀请", "Joint mediation invitation"
    SUPERVISION = "SUPERVISION", "督办", "Supervision to reply to"
    ASSIGNMENT = "ASSIGNMENT", "分办", "Report to take on, no referral"
    DOCKET_TASK = "DOCKET_TASK", "半年会交办", "Task of the half-yearly meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    One thing that one agency must receive.

    Attributes:
        delivery_id: Identity and idempotency key: the same delivery is never written twice.
        agency: Agency whose adapter writes it back.
        unit: Unit within the agency, where one is concerned.
        root: The hub's reference; the native table has a column for it and the answer brings it back.
        reporter_native_id: The receiver's own record to which this answers (its 案号, 接警单号 …), where it has one.
        ref: Referral concerned, where one is.
        due: Day by which the receiver must answer, where it must.
        occurred_at: UTC instant at which this became due.
        details: Codes and figures that the receiver is entitled to; no personal data.
        dossiers: Roots whose sealed dossiers the receiver may open, by consent or legal basis.
    """

    delivery_id: str
    kind: DeliveryKind
    agency: str
    unit: str | None
    dispute: str
    root: str
    reporter_native_id: str | None = None
    ref: str | None = None
    due: date | None = None
    occurred_at: datetime
    details: Details
    dossiers: tuple[str, ...] = ()


class ReceiptStatus(LabelledCode):
    """What became of a delivery."""

    WRITTEN = "WRITTEN", "已写入", "Written into the agency's system"
    DUPLICATE = "DUPLICATE", "已存在", "Was already there, nothing written"
    REFUSED = "REFUSED", "拒收", "Refused with a reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that a delivery reached the agency's own system, with the native key under which it stands there."""

    delivery_id: str
    agency: str
    status: ReceiptStatus
    native_ref: str
    written_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDossier:
    """One person or body of a dispute, in clear; exists only inside an adapter and inside an opened seal."""

    position: int
    role: str
    kind: str
    name: str
    id_kind: str = "NONE"
    id_number: str = ""
    phone: str = ""


FAMILY_VIOLENCE = "【涉家庭暴力】"
"""How a narrative begins where family violence is spoken of: its people are masked wherever they're shown."""
_VIOLENCE = ("家庭暴力", "家暴")
"""Words by which a department's narrative speaks of it; one too many masked harms less than one too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Personal data and narrative of one root, sealed at the origin adapter."""

    root: str
    parties: tuple[PartyDossier, ...] = ()
    narrative: str = ""
    place: str = ""

    @property
    def is_family_violence(self) -> bool:
        """Whether its people are masked for everyone."""
        return any(word in self.narrative for word in _VIOLENCE)
