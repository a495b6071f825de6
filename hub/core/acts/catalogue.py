"""
What a clerk can do to a dispute, as data: which event each act states, about what, by whom, with which form.

No state stands here. Whether an act may be done now is asked of the fold, which moves only along the tables of
:mod:`hub.core.machines` (see :mod:`hub.core.acts.offers`).
"""

from __future__ import annotations

from datetime import date

from hub.core.acts.beside import BESIDE
from hub.core.acts.fields import (
    FormField,
    code_field,
    day_field,
    number_field,
    parties_field,
    unit_field,
    yes_no_field,
    yuan_field,
)
from hub.core.acts.specs import AGREEMENT_FORM, CASE_WORK, MEETING_WORK, REPLYING, About, Act, ActSpec, Part, Right
from hub.core.codes import AgreementForm, Channel, ConsentState, ReferralKind, ReturnReason, SuspensionReason
from hub.core.events import Event

__all__ = ["ACTS", "CASE_WORK", "MEETING_WORK", "OUTCOMES", "REPLYING", "About", "Act", "ActSpec", "Part", "Right"]

_RETURN_REASON = code_field("reason", "退回原因", "Reason", ReturnReason)
_WHO = parties_field("subject", "当事人", "Parties")
_TARGET = unit_field("unit", "去往单位", "To which unit")
_AGREED = yes_no_field("delivered", "当事人已同意", "Parties have consented")
_REFER_KINDS = (ReferralKind.TRANSFER, ReferralKind.ORDER)
_DOWN_KINDS = (ReferralKind.ASSIGN_DOWN, ReferralKind.ORDER)
_SOME_DAY = date(2999, 12, 31)


def _kinds(kinds: tuple[ReferralKind, ...]) -> FormField:
    return code_field("kind", "方式", "How", kinds)


_B, _E, _P = About, Event, Part

ACTS: dict[Act, ActSpec] = {
    Act.RETRACT: ActSpec(
        event=_E.SOURCE_REPORT_RETRACTED, about=_B.REPORT, part=_P.REPORTER, ends=True, source="domain §2.4"
    ),
    Act.TAKE_ON: ActSpec(
        event=_E.CASE_OPENED,
        about=_B.DISPUTE,
        part=_P.TRIAGE,
        sample={"channel": Channel.PARTY.value},
        source="LOOP-0",
    ),
    Act.ACCEPT: ActSpec(
        event=_E.REFERRAL_ACCEPTED, about=_B.REFERRAL, part=_P.TARGET, names="ref", source="domain §2.2"
    ),
    Act.RETURN: ActSpec(
        event=_E.REFERRAL_RETURNED,
        about=_B.REFERRAL,
        part=_P.TARGET,
        fields=(_RETURN_REASON,),
        sample={"reason": ReturnReason.JURISDICTION.value},
        ends=True,
        names="ref",
        source="domain §2.2",
    ),
    Act.CONSENT: ActSpec(
        event=_E.CONSENT_RECORDED,
        about=_B.CONSENT,
        part=_P.EITHER,
        fields=(_WHO,),
        fixed={"state": ConsentState.GIVEN.value},
        sample={"subject": "p1"},
        each="subject",
        names="ref",
        source="人民调解法 17; HAND-1",
    ),
    Act.REFUSE: ActSpec(
        event=_E.CONSENT_WITHHELD,
        about=_B.CONSENT,
        part=_P.EITHER,
        fields=(_WHO,),
        fixed={"state": ConsentState.WITHHELD.value},
        sample={"subject": "p1"},
        each="subject",
        ends=True,
        names="ref",
        source="人民调解法 17",
    ),
    Act.WITHDRAW_CONSENT: ActSpec(
        event=_E.CONSENT_WITHDRAWN,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(_WHO,),
        fixed={"state": ConsentState.WITHDRAWN.value},
        sample={"subject": "p1"},
        each="subject",
        ends=True,
        source="人民调解法 17",
    ),
    Act.START: ActSpec(event=_E.MEDIATION_STARTED, about=_B.CASE, part=_P.HANDLER, source="domain §2.3"),
    Act.SUSPEND: ActSpec(
        event=_E.CASE_SUSPENDED,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(code_field("reason", "中止原因", "Why", SuspensionReason),),
        source="domain §2.3",
    ),
    Act.RESUME: ActSpec(event=_E.CASE_RESUMED, about=_B.CASE, part=_P.HANDLER, source="domain §2.3"),
    Act.EXTEND: ActSpec(
        event=_E.DEADLINE_EXTENDED,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(
            number_field("clock", "期限", "Deadline"),
            day_field("until", "各方同意延至", "All agree to"),
        ),
        sample={"clock": "LEVEL", "until": _SOME_DAY},
        source="特邀调解规定 27",
    ),
    Act.REFER: ActSpec(
        event=_E.REFERRAL_CREATED,
        about=_B.DISPUTE,
        part=_P.TRIAGE,
        fields=(_kinds(_REFER_KINDS), _TARGET, _AGREED),
        sample={"kind": ReferralKind.TRANSFER.value},
        own="frm",
        source="HAND-1, LOOP-0",
    ),
    Act.ASSIGN_DOWN: ActSpec(
        event=_E.REFERRAL_CREATED,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(_kinds(_DOWN_KINDS), _TARGET),
        fixed={"delivered": True},
        sample={"kind": ReferralKind.ASSIGN_DOWN.value},
        own="frm",
        source="LOOP-2, LOOP-3",
    ),
    Act.REASSIGN: ActSpec(
        event=_E.REFERRAL_REASSIGNED,
        about=_B.REFERRAL,
        part=_P.SENDER,
        fields=(_TARGET, _AGREED),
        names="pred",
        own="frm",
        source="domain §2.2",
    ),
    Act.WITHDRAW_REFERRAL: ActSpec(
        event=_E.REFERRAL_WITHDRAWN, about=_B.REFERRAL, part=_P.SENDER, ends=True, names="ref", source="domain §2.2"
    ),
    Act.ESCALATE: ActSpec(
        event=_E.ESCALATION_REQUESTED,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(unit_field("to", "上级单位", "Upper unit"),),
        sample={"to": ""},
        source="LOOP-1 … LOOP-3",
    ),
    Act.ACCEPT_ESCALATION: ActSpec(
        event=_E.ESCALATION_ACCEPTED, about=_B.ESCALATION, part=_P.UPPER, names="frm", source="domain §2.3"
    ),
    Act.RETURN_ESCALATION: ActSpec(
        event=_E.ESCALATION_RETURNED,
        about=_B.ESCALATION,
        part=_P.UPPER,
        fields=(_RETURN_REASON,),
        sample={"reason": ReturnReason.SCOPE.value},
        own="frm",
        source="domain §2.3",
    ),
    Act.INVITE: ActSpec(
        event=_E.INVITATION_SENT,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=(unit_field("invitee", "被邀单位", "Whom to invite"),),
        sample={"invitee": ""},
        source="HAND-3",
    ),
    Act.ANSWER_INVITATION: ActSpec(
        event=_E.INVITATION_ANSWERED,
        about=_B.INVITATION,
        part=_P.INVITED,
        names="invitee",
        source="HAND-3",
    ),
    Act.DECLINE_INVITATION: ActSpec(
        event=_E.INVITATION_ANSWERED,
        about=_B.INVITATION,
        part=_P.INVITED,
        fields=(_RETURN_REASON,),
        fixed={"result": "DECLINED"},
        sample={"reason": ReturnReason.CONFLICT.value},
        ends=True,
        names="invitee",
        source="HAND-3",
    ),
    Act.AGREE: ActSpec(
        event=_E.AGREEMENT_REACHED,
        about=_B.CASE,
        part=_P.HANDLER,
        fields=AGREEMENT_FORM,
        sample={"form": AgreementForm.ORAL.value, "amount_fen": 0},
        ends=True,
        source="人民调解法 28, 29",
    ),
    Act.FAIL: ActSpec(
        event=_E.MEDIATION_FAILED,
        about=_B.CASE,
        part=_P.HANDLER,
        fixed={"escalation": "declined"},
        ends=True,
        source="domain §2.3; LOOP-5",
    ),
    Act.SETTLE: ActSpec(event=_E.CASE_SETTLED, about=_B.CASE, part=_P.HANDLER, ends=True, source="domain §2.3"),
    Act.CASE_WITHDRAWN: ActSpec(
        event=_E.CASE_WITHDRAWN, about=_B.CASE, part=_P.HANDLER, ends=True, source="domain §2.3"
    ),
    Act.PERFORM: ActSpec(
        event=_E.AGREEMENT_PERFORMED,
        about=_B.AGREEMENT,
        part=_P.HANDLER,
        fields=(
            yuan_field(
                "amount_fen",
                "本次履行金额（元，全部履行则留空）",
                "Performed now (yuan, blank for all)",
                required=False,
            ),
        ),
        names="v",
        source="人民调解法 31",
    ),
    Act.BREACH: ActSpec(
        event=_E.AGREEMENT_BREACHED, about=_B.AGREEMENT, part=_P.HANDLER, ends=True, names="v", source="人民调解法 31"
    ),
    Act.ACKNOWLEDGE_RESULT: ActSpec(
        event=_E.CASCADE_ACKNOWLEDGED, about=_B.RESULT, part=_P.LOWER, names="frm", source="LOOP-2 … LOOP-4"
    ),
    Act.ACKNOWLEDGE_FEEDBACK: ActSpec(
        event=_E.FEEDBACK_ACKNOWLEDGED, about=_B.REFERRAL, part=_P.SENDER, names="ref", source="HAND-2"
    ),
    Act.REJECT_FEEDBACK: ActSpec(
        event=_E.FEEDBACK_REJECTED,
        about=_B.REFERRAL,
        part=_P.SENDER,
        fields=(code_field("reason", "退回原因", "Reason", ReturnReason, required=False),),
        names="ref",
        source="HAND-2",
    ),
    **BESIDE,
}
"""
Every act on a dispute that has a form of its own. :attr:`Act.REGISTER` makes a dispute, :attr:`Act.ISSUE_NOTICE` is
stated with a numbered paper: both stand in :mod:`hub.workbench`.
"""

OUTCOMES = (Act.AGREE, Act.SETTLE, Act.FAIL, Act.WITHDRAW_CONSENT, Act.CASE_WITHDRAWN)
"""Acts that tell how mediation ended: the hub feeds the result back to the referrer of itself (HAND-2)."""
