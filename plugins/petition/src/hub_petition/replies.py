"""Reply files to the office, one for each delivery, and the office's acknowledgement files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from hub.connectors.files import write_atomically
from hub.core.codes import GateDecision, GateMode, LabelledCode, Outcome
from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind, Dossier
from hub.core.errors import AgencyUnavailableError

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def reply_name(delivery_id: str) -> str:
    """Return the file name of a delivery: readable, and no other's, since it ends in a digest of the id."""
    digest = hashlib.sha256(delivery_id.encode()).hexdigest()[:12]
    return f"HF_{_UNSAFE.sub('-', delivery_id)[-60:]}_{digest}.xml"


def reply_content(delivery: Delivery, dossiers: Sequence[Dossier]) -> bytes:
    """Return *delivery* as the office's XML, GB18030."""
    root = Element("回复", {"版本": "1"})
    for name, text in _elements(delivery):
        SubElement(root, name).text = _NOT_XML.sub("", text)
    for dossier in dossiers:
        attached = SubElement(root, "材料")
        for party in dossier.parties:
            SubElement(attached, "当事人").text = _NOT_XML.sub("", party.name)
        SubElement(attached, "情况").text = _NOT_XML.sub("", dossier.narrative)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="GB18030"?>\n{body}\n'.encode("gb18030")


def _elements(delivery: Delivery) -> list[tuple[str, str]]:
    details = delivery.details
    outcome = details.get("outcome", "")
    decision = details.get("decision", "")
    mode = details.get("mode", "")
    elements = [
        ("回复编号", delivery.delivery_id),
        ("业务类型", delivery.kind.zh),
        ("信访件编号", (delivery.reporter_native_id or "").partition("@")[0]),
        ("枢纽编号", delivery.root),
        ("移交编号", delivery.ref or ""),
        ("单位", delivery.unit or ""),
        ("移交状态", details.get("state", "")),
        ("结果代码", outcome),
        ("结果", _label(Outcome, outcome)),
        ("文书号", details.get("number", "")),
        ("前置结论", _label(GateDecision, decision)),
        ("前置方式", _label(GateMode, mode)),
        ("待调解文书", "是" if details.get("waits") else ""),
        ("来文单位", details.get("frm", "")),
        ("督办事由", "" if delivery.kind is DeliveryKind.DOCKET_TASK else details.get("cause", "")),
        ("会商期次", details.get("half", "")),
        ("原因", details.get("reason", "")),
        ("答复期限", delivery.due.isoformat() if delivery.due else ""),
        ("生成时间", delivery.occurred_at.astimezone(SHANGHAI).isoformat(timespec="seconds")),
    ]
    return [(name, text) for name, text in elements if text]


def _label(codes: type[LabelledCode], code: str) -> str:
    return next((member.zh for member in codes if member.value == code), code)


def write_once(folder: Path, name: str, content: bytes) -> bool:
    """
    Write *content* as *name* in one step; return False where it was written before, even if the office took it away.

    The mark is set after the file stands: a crash between the two writes the same file again, never loses it.
    """
    if not folder.is_dir():
        raise AgencyUnavailableError(
            "the reply folder isn't there",
            where=folder.name,
            remedy="mount it, or correct the settings",
        )
    target, mark = folder / name, folder / ".written" / name
    if mark.exists():
        return False
    written = not target.exists()
    if written:
        write_atomically(target, content)
    write_atomically(mark, b"")
    return written
