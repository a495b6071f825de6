"""A delivery of the hub as one line of ``hub_in``, in the clerks' own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from hub.core.codes import Channel, Difficulty, DisputeType, Outcome, ReferralKind, ReturnReason
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind, Dossier, PartyDossier
from hub.plugins.spec import Native
from hub_justice.people import APPLICANT

_CHANNEL_OF = {
    ReferralKind.ENTRUST_PRE: Channel.COURT,
    ReferralKind.ENTRUST_IN: Channel.COURT,
    ReferralKind.POST: Channel.COURT,
    ReferralKind.POLICE_ENTRUST: Channel.POLICE,
    ReferralKind.PETITION_COMMISSION: Channel.PETITION,
    ReferralKind.ASSIGN_DOWN: Channel.UPPER,
    ReferralKind.ORDER: Channel.UPPER,
}
"""Through which door a referral came, where the delivery doesn't say it itself."""


def native_moment(at: datetime) -> str:
    """Return *at* as the ledgers write it: Shanghai time, to the second."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def incoming_row(
    delivery: Delivery, dossiers: Sequence[Dossier], case_id: int | None, now: datetime
) -> dict[str, Native]:
    """Return the line of ``hub_in`` that *delivery* becomes."""
    details = delivery.details
    row: dict[str, Native] = {
        "delivery_id": delivery.delivery_id,
        "业务": delivery.kind.value,
        "调委会代码": delivery.unit,
        "hub_root": delivery.root,
        "hub_ref": delivery.ref,
        "来文单位": details.get("frm") or details.get("invitee"),
        "次数": details.get("v") if delivery.kind is DeliveryKind.ESCALATION else None,
        "类别": DisputeType(details["type"]).zh if "type" in details else None,
        "来源": _channel(delivery),
        "纠纷地": details.get("division"),
        "人数": details.get("parties"),
        "难易": Difficulty(details["difficulty"]).zh if "difficulty" in details else None,
        "事由": details.get("cause"),
        "结果": _result(delivery),
        "内容": json.dumps(details, ensure_ascii=False, default=str, sort_keys=True),
        "待征询": "是" if details.get("delivered") is False else None,
        "期限": delivery.due.isoformat() if delivery.due else None,
        "收到时间": native_moment(now),
        "case_id": case_id,
        "updated_at": native_moment(now),
    }
    return row | _people(dossiers)


def _channel(delivery: Delivery) -> str | None:
    details = delivery.details
    if "channel" in details:
        return Channel(details["channel"]).zh
    found = _CHANNEL_OF.get(ReferralKind(details["kind"])) if "kind" in details else None
    return found.zh if found else None


def _result(delivery: Delivery) -> str | None:
    details = delivery.details
    if "outcome" in details:
        return Outcome(details["outcome"]).zh
    return (
        ReturnReason(details["reason"]).zh if "reason" in details and details["reason"] in set(ReturnReason) else None
    )


def _people(dossiers: Sequence[Dossier]) -> dict[str, Native]:
    if not dossiers:
        return {}
    # Two agencies' reports of one quarrel name the same people: the first that names any is enough to call them.
    parties = next((dossier.parties for dossier in dossiers if dossier.parties), ())
    applicants = [party for party in parties if party.role == APPLICANT]
    respondents = [party for party in parties if party.role != APPLICANT]
    return {
        "简要情况": "\n".join(dossier.narrative for dossier in dossiers if dossier.narrative),
        **_side("申请人", applicants),
        **_side("被申请人", respondents),
    }


def _side(heading: str, people: list[PartyDossier]) -> dict[str, Native]:
    return {
        heading: "、".join(person.name for person in people),
        f"{heading}证件": "、".join(person.id_number for person in people),
        f"{heading}电话": "、".join(person.phone for person in people),
    }
