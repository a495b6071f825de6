"""
``python -m hub.contracts.reference``: write the reference pages from the tables; ``--check`` only compares.

Sphinx reads them as MyST markdown; nothing in them is written by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hub.contracts import clock_page
from hub.contracts.avro import all_shapes
from hub.contracts.catalogue import SchemaSummary, group_of, listed
from hub.contracts.impact import impact_of, submitters
from hub.contracts.locations import checkout_folder
from hub.contracts.shapes import HEADER, NESTED, FieldShape, RecordShape, details_of
from hub.core.codes import CODE_LISTS, LabelledCode
from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.entitlements import entitlements, principal_of, quotas
from hub.core.events import HUB_OUTPUTS, VOCABULARY, Event
from hub.core.topics import ENGINE_TOPICS, TOPICS

_GROUPS = {
    "exchange": "与各部门交换 | Exchanged with agencies",
    "figures": "统计 | Figures",
    "internal": "枢纽内部 | Inside the hub",
}
_MADE = "<!-- 由 python -m hub.contracts.reference 生成，请勿手改 | generated, do not edit -->"
CONTENT_OF_TOPIC = {
    "submissions": "events (Submission)",
    "source.submissions": "events (Submission), LinkDecision, RootFollowed, ParentAssigned, ReferenceKnown",
    "dispute.facts": "RootUpdate",
    "dispute.events": "events (with dispute_id)",
    "agency.inbox": "Delivery",
    "agency.receipts": "Receipt",
    "link.candidates": "LinkCandidate",
    "link.decisions": "LinkDecision",
    "link.pairs": "LinkDecision",
    "statistics.rows": "StatisticsRow",
    "statistics.monthly": "MonthlyStatistics",
    "indicator.observations": "IndicatorObservation",
    "report.facts": "events, as facts",
    "report.events": "events, derived ones too",
    "party.dossiers": "SealedDossier",
    "hub.deadletters": "DeadLetter",
}


def pages() -> dict[str, str]:
    """Return every generated page by its path below ``docs/reference``."""
    return {
        "schemas.md": schemas_page(),
        "events.md": events_page(),
        "codes.md": codes_page(),
        "topics.md": topics_page(),
        "clocks.md": clocks_page(),
    }


def code_lists() -> dict[str, type[LabelledCode]]:
    """Return every code list that a schema names, by its name."""
    return {**CODE_LISTS, "deliveryKind": DeliveryKind, "receiptStatus": ReceiptStatus}


def codes_page() -> str:
    """Return the page of all code lists."""
    lines = _head(
        "代码表 | Code lists", "每个代码只在 `hub.core.codes` 定义一次。 | Each list stands once, in the code."
    )
    for name, codes in code_lists().items():
        title = (codes.__doc__ or "").strip().rstrip(".").partition(" (")[0]
        lines += ["", f"({_anchor('codes', name)})=", f"## {name}", "", title, ""]
        rows = [(f"`{code.value}`", code.zh, code.en, code.valid_from or "", code.valid_to or "") for code in codes]
        lines += _table(("代码 code", "中文", "English", "有效自 valid from", "有效至 valid to"), rows)
    return _text(lines)


def events_page() -> str:
    """Return the page of the vocabulary: each event, who states it, its details and what it touches."""
    lines = _head(
        "事件 | Events",
        "每个事件一个 Avro 记录：公共报头加自身内容。同一时刻的事件按因果次序排列。",
        "One Avro record an event: the common header, then its own details. Events of one instant are ordered by rank.",
    )
    lines += ["", "## 公共报头 | Common header", "", *_fields(HEADER)]
    lines += ["", "## 全部事件 | All events", ""]
    rows = [
        (f"[{event.value}](#{_anchor('event', event)})", event.zh, event.en, VOCABULARY[event].rank, _stated_by(event))
        for event in VOCABULARY
    ]
    lines += _table(("事件 event", "中文", "English", "次序 rank", "陈述者 stated by"), rows)
    for event in VOCABULARY:
        cells = impact_of(event).cells
        lines += ["", f"({_anchor('event', event)})=", f"## {event.value}", "", f"{event.zh} | {event.en}", ""]
        lines += [f"- 陈述者 stated by: {_stated_by(event)}"]
        lines += [f"- 统计项 report cells: {', '.join(cells) or '–'}"]
        details = details_of(event)
        lines += ["", *_fields(details)] if details else ["", "无其他内容 | no details"]
    return _text(lines)


def schemas_page() -> str:
    """Return the page of subjects, ids and the records that aren't events."""
    lines = _head(
        "数据契约 | Schemas",
        "报文为 Confluent 线格式：字节 0、4 字节契约编号（大端）、Avro 正文。"
        "编号一经给出永不改变，已发布的文件永不修改；"
        "任何版本都能读任何其他版本（FULL_TRANSITIVE），由 `python -m hub.contracts.gate` 把关。",
        "A message is Confluent wire format: a zero byte, the schema id in four bytes (big-endian), the Avro body. "
        "An id never changes and a released file is never edited. Every version reads every other (FULL_TRANSITIVE).",
    )
    lines += ["", "## 编号 | Ids", ""]
    lines += _table(
        ("编号 id", "主题 subject", "版本 version", "中文", "English", "CRC-64-AVRO"), map(_listed_row, listed())
    )
    shapes = [shape for shape in all_shapes() if shape.model is not Event]
    for group, title in _GROUPS.items():
        lines += ["", f"## {title}"]
        for shape in shapes:
            if group_of(shape) == group:
                lines += _record(shape)
    lines += ["", "## 内嵌记录 | Nested records"]
    for shape in NESTED.values():
        lines += _record(shape)
    return _text(lines)


def topics_page() -> str:
    """Return the page of topics: the table, and who may do what on a cluster."""
    lines = _head("主题 | Topics", "名称、键、读写者与保留方式只在 `hub.core.topics` 定义一次。 | One table in code.")
    rows = [
        (
            f"`{topic.name}{'.<agency>' if topic.per_agency else ''}`",
            f"{topic.zh} / {topic.en}",
            topic.key,
            ", ".join(topic.writers),
            ", ".join(topic.readers),
            topic.cleanup + (f", {topic.days} d" if topic.days else ""),
            "1" if topic.single_partition else "shards",
            CONTENT_OF_TOPIC.get(topic.name, "the engine's own"),
        )
        for topic in (*TOPICS, *ENGINE_TOPICS)
    ]
    headings = (
        "主题 topic",
        "含义 meaning",
        "键 key",
        "写 writers",
        "读 readers",
        "保留 cleanup",
        "分区 partitions",
        "内容 records",
    )
    lines += ["", *_table(headings, rows), "", "## 权限 | Entitlements", "", *_ENTITLEMENTS_TOLD, ""]
    lines += _table(("主体 principal", "可以 may", "对象 what"), _entitlement_rows())
    lines += ["", "## 配额 | Quotas", "", _QUOTAS_TOLD, ""]
    rates = [(f"`{name}`", quota.produce >> 20, quota.consume >> 20) for name, quota in quotas(["<agency>"]).items()]
    lines += _table(("主体 principal", "写 MiB/s produce", "读 MiB/s consume"), rates)
    return _text(lines)


_ENTITLEMENTS_TOLD = (
    "集群上的访问控制由上表生成（`hub topics plan|apply`），未列出的一律拒绝。司法行政部门另可读统计与事件。"
    "名称前加本枢纽的前缀；以 `…` 结尾的指以此开头的全部。 | Access lists are made from the table; what isn't listed is"
    " denied. Names stand behind the hub's prefix; `…` means all that begin so. Each principal has two users, its name"
    " and its name with `-2`, so that passwords can change while one works.",
)
_QUOTAS_TOLD = "每个用户、每个 broker 的上限；枢纽自己的主体不限。 | For each user and broker; the hub's own have none."


def _entitlement_rows() -> Iterator[tuple[str, ...]]:
    anybodys = entitlements(["<agency>"])
    justices = {grant for grant in entitlements(["justice"]) if grant.principal == principal_of("justice")}
    told: dict[tuple[str, str, str], list[str]] = {}
    for grant in sorted(anybodys | justices):
        resource = grant.resource
        name = f"`{resource.name}{'…' if resource.is_prefix else ''}`" if resource.name or resource.is_prefix else ""
        told.setdefault((grant.principal, resource.kind.value, grant.operation.value), []).append(name)
    for (principal, kind, operation), names in told.items():
        what = f"{kind}: {', '.join(names)}" if any(names) else kind
        yield f"`{principal}`", operation, what


def clocks_page() -> str:
    """Return the page of all clocks, by subject."""
    lines = _head("期限 | Clocks", *clock_page.INTRODUCTION)
    for title, rows in clock_page.subjects():
        lines += ["", f"## {title}", "", *_table(clock_page.HEADINGS, rows)]
    return _text(lines)


def _head(title: str, *paragraphs: str) -> list[str]:
    lines = [f"# {title}", "", _MADE]
    for paragraph in paragraphs:
        lines += ["", paragraph]
    return lines


def _record(shape: RecordShape) -> list[str]:
    heading = ["", f"({_anchor('record', shape.name)})=", f"### {shape.name}", "", f"{shape.zh} | {shape.en}", ""]
    return [*heading, *_fields(shape.fields)]


def _fields(fields: Sequence[FieldShape]) -> list[str]:
    rows = [(f"`{one.name}`", _type(one), one.zh, one.en) for one in fields]
    return _table(("字段 field", "类型 type", "中文", "English"), rows)


def _type(field: FieldShape) -> str:
    word = field.avro.removesuffix("?")
    inner, array = word.removesuffix("[]"), word.endswith("[]")
    shown = f"[{inner}](#{_anchor('record', inner)})" if inner in NESTED else inner
    if field.codes:
        shown = f"[{field.codes}](#{_anchor('codes', field.codes)})"
    if array:
        shown = f"array of {shown}"
    return f"{shown}, 可空 nullable" if field.avro.endswith("?") else shown


def _listed_row(summary: SchemaSummary) -> tuple[object, ...]:
    newest = summary.newest
    return newest.id, summary.subject, newest.version, summary.zh, summary.en, f"`{newest.fingerprint}`"


def _stated_by(event: Event) -> str:
    return "枢纽 hub" if event in HUB_OUTPUTS else ", ".join(submitters(event)) or "经办人 clerk"


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{name}".lower().replace("_", "-")


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return lines


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the pages are in step, 1 when ``--check`` found one that isn't."""
    parser = argparse.ArgumentParser(prog="python -m hub.contracts.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="只比较，不写文件 | compare only")
    parser.add_argument("--folder", type=Path, default=checkout_folder() / "docs" / "reference")
    options = parser.parse_args(arguments)
    stale = []
    for name, text in pages().items():
        path = options.folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/reference/{name}\n")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
