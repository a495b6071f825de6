"""Acts beside the work on a case: supervision, the half-yearly meeting, who came, risks, corrections of a statement."""

from __future__ import annotations

from hub.core.acts.fields import code_field, count_field, number_field, unit_field, yes_no_field
from hub.core.acts.specs import AGREEMENT_FORM, MEETING_WORK, REPLYING, About, Act, ActSpec, Part
from hub.core.codes import Attendance, Channel, DisputeType, Risk, SupervisionReply
from hub.core.events import Event

OWN_CHANNELS = (
    Channel.PARTY,
    Channel.HOTLINE,
    Channel.RMC_FOUND,
    Channel.ADMIN,
    Channel.INDUSTRY,
    Channel.OTHER,
)
"""How a dispute comes to a desk without a system of its own."""

_B, _E, _P = About, Event, Part

BESIDE: dict[Act, ActSpec] = {
    Act.REPLY_SUPERVISION: ActSpec(
        event=_E.SUPERVISION_REPLIED,
        about=_B.ORDER,
        part=_P.SUPERVISED,
        fields=(code_field("reason", "办理情况", "How it stands", SupervisionReply),),
        sample={"reason": SupervisionReply.DONE.value},
        names="cause",
        right=REPLYING,
        source="SUP-1, domain §2.5",
    ),
    Act.FOLLOW_TASK: ActSpec(
        event=_E.DOCKET_FOLLOWED, about=_B.TASK, part=_P.TASKED, names="half", source="MECH-2, domain §6.2"
    ),
    Act.ATTENDED: ActSpec(
        event=_E.INVITATION_ATTENDED, about=_B.GUEST, part=_P.HANDLER, names="invitee", source="HAND-3, domain §2.5"
    ),
    Act.STAYED_AWAY: ActSpec(
        event=_E.INVITATION_ATTENDED,
        about=_B.GUEST,
        part=_P.HANDLER,
        fixed={"result": "ABSENT"},
        names="invitee",
        source="HAND-3, domain §2.5",
    ),
    Act.MEETING_ATTENDED: ActSpec(
        event=_E.DOCKET_ATTENDED,
        about=_B.MEETING,
        part=_P.OFFICE,
        fields=(
            unit_field("participant", "参会单位", "Unit"),
            code_field("result", "到会情况", "Came or not", Attendance),
        ),
        sample={"participant": "", "result": Attendance.ATTENDED.value},
        names="half",
        right=MEETING_WORK,
        source="MECH-2",
    ),
    Act.FLAG_RISK: ActSpec(
        event=_E.RISK_FLAGGED,
        about=_B.PART,
        part=_P.ANY_PART,
        fields=(
            code_field("risk", "风险", "Risk", Risk),
            count_field("people", "涉及人数", "People concerned", required=False),
            count_field("prevented", "已防止的件数（没有则留空）", "Cases prevented (blank for none)", required=False),
        ),
        sample={"risk": Risk.MASS.value},
        source="domain §4; INFO-3",
    ),
    Act.CORRECT_REPORT: ActSpec(
        event=_E.DISPUTE_CORRECTED,
        about=_B.STATEMENT,
        part=_P.REPORTER,
        fields=(
            code_field("type", "纠纷类别", "Type", DisputeType),
            code_field("channel", "来源渠道", "Channel", OWN_CHANNELS),
            number_field("division", "发生地区划", "Where (division)", required=False),
            yes_no_field("veiled", "各处隐名", "People hidden everywhere"),
        ),
        corrects=True,
        source="domain §2.4",
    ),
    Act.CORRECT_AGREEMENT: ActSpec(
        event=_E.AGREEMENT_CORRECTED,
        about=_B.AGREEMENT,
        part=_P.HANDLER,
        fields=AGREEMENT_FORM,
        corrects=True,
        source="domain §6.1 convention 12",
    ),
}
"""Acts that move no case forward, and that what is known of it may need all the same."""
