"""Write-back: procedure ``P_WB_FK`` on MariaDB, its table on SQLite, and the station's inbox."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from hub.connectors.wording import label_of, shown
from hub.core.codes import Outcome, ReturnReason
from hub.core.deliveries import Delivery, DeliveryKind, Dossier
from hub_police import codes
from hub_police.tables import PoliceTables
from hub_police.texts import in_gbk

TO_TICKET = {
    DeliveryKind.FEEDBACK: codes.FEEDBACK,
    DeliveryKind.INFORMATION: codes.INFORMATION,
    DeliveryKind.GATE_DECISION: codes.GATE,
}
TO_INBOX = {
    DeliveryKind.INVITATION: codes.INVITATION,
    DeliveryKind.SUPERVISION: codes.SUPERVISION,
    DeliveryKind.DOCKET_TASK: codes.DOCKET_TASK,
    DeliveryKind.RESULT_DOWN: codes.RESULT_DOWN,
    DeliveryKind.REFERRAL: codes.ORDER,
    DeliveryKind.REFERRAL_WITHDRAWN: codes.WITHDRAWAL,
    DeliveryKind.ESCALATION_RETURNED: codes.ESCALATION_RETURNED,
}

_INTERNAL = frozenset({"state", "tokens", "weak_tokens"})
"""Details of use to systems, not to officers."""
_ROLES = {"APPLICANT": "申请人", "RESPONDENT": "被申请人", "THIRD": "其他"}

_CALL = "CALL P_WB_FK(:JJDBH, :JG, :XYS, :SDBH, :YWLX, :HUB_ROOT, :HUB_REF, :LRSJ)"


def table_of(tables: PoliceTables, kind: DeliveryKind) -> sa.Table:
    """Return the table in which a delivery of *kind* comes to stand."""
    return tables.feedback if kind in TO_TICKET else tables.inbox


def write(connection: sa.Connection, tables: PoliceTables, delivery: Delivery, row: dict[str, object]) -> None:
    """Write *row*; a second row of the same delivery id breaks the unique key of ``SDBH``."""
    if delivery.kind in TO_INBOX:
        connection.execute(sa.insert(tables.inbox).values(row))
    elif connection.dialect.name in ("mysql", "mariadb"):
        connection.execute(sa.text(_CALL), row)
    else:
        connection.execute(sa.insert(tables.feedback).values({**row, "ZT": "0"}))


def row_of(delivery: Delivery, dossiers: Sequence[Dossier], now: str) -> dict[str, object]:
    """Return the row that stands for *delivery*, in characters that a GBK column can keep."""
    if delivery.kind in TO_TICKET:
        return {
            "JJDBH": delivery.reporter_native_id or "",
            "JG": _result(delivery),
            "XYS": in_gbk(_sheet(delivery, dossiers)),
            "SDBH": delivery.delivery_id,
            "YWLX": TO_TICKET[delivery.kind],
            "HUB_ROOT": delivery.root,
            "HUB_REF": delivery.ref,
            "LRSJ": now,
        }
    details = delivery.details
    return {
        "SDBH": delivery.delivery_id,
        "LX": TO_INBOX[delivery.kind],
        "HUB_ROOT": delivery.root,
        "JSDW": delivery.unit or "",
        "LTDW": details.get("frm", ""),
        "DX": details.get("invitee", details.get("subject", delivery.unit or "")),
        "SY": details.get("cause", delivery.ref or ""),
        "CSQX": delivery.due.isoformat() if delivery.due else None,
        "NR": in_gbk(_sheet(delivery, dossiers)),
        "LRSJ": now,
        "DFZT": "0",
    }


def _result(delivery: Delivery) -> str:
    outcome = delivery.details.get("outcome")
    if outcome is not None:
        return Outcome(outcome).zh
    reason = delivery.details.get("reason")
    if reason in set(ReturnReason):
        return f"退回：{ReturnReason(reason).zh}"
    return "未调解" if delivery.kind is DeliveryKind.FEEDBACK else delivery.kind.zh


def _sheet(delivery: Delivery, dossiers: Sequence[Dossier]) -> str:
    told = sorted((name, value) for name, value in delivery.details.items() if name not in _INTERNAL)
    lines = [f"{label_of(name)}：{shown(name, value)}" for name, value in told]
    lines += [
        f"{_ROLES.get(party.role, party.role)}：{party.name}" for dossier in dossiers for party in dossier.parties
    ]
    return "；".join(lines)
