"""
The petition office's own system, as an office has it: a register, a nightly export, a folder of replies.

It knows nothing of the hub: it exports its whole register as XML every night, and reads reply files that something
puts into its folder.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from hub.core.daytime import SHANGHAI

ELEMENTS = (
    "信访件编号",
    "登记日期",
    "形式",
    "信访人",
    "证件号",
    "电话",
    "人数",
    "联名",
    "属地",
    "内容分类",
    "诉求",
    "涉法涉诉",
    "受理日期",
    "告知日期",
    "答复日期",
    "办理期限",
    "被反映人",
    "调解单位",
    "调解状态",
    "终结告知书号",
    "办结方式",
    "枢纽编号",
)
"""Columns of the register and elements of the export."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply file that lay in the office's folder."""

    number: str
    business: str
    petition: str
    root: str
    fields: Mapping[str, str]


class PetitionRegister:
    """The register (SQLite) and the three folders beside it."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.outbox, self.acks = folder / "export", folder / "replies", folder / "acks"
        for each in (self.inbox, self.outbox, self.acks, self.outbox / "已读"):
            each.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "xinfang.db", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA synchronous=OFF")
        columns = ", ".join(f"\"{name}\" TEXT NOT NULL DEFAULT ''" for name in ELEMENTS[1:])
        self._database.execute(f'CREATE TABLE IF NOT EXISTS xfj ("信访件编号" TEXT PRIMARY KEY, {columns})')
        self._database.execute(
            'CREATE TABLE IF NOT EXISTS hf ("回复编号" TEXT PRIMARY KEY, "业务类型" TEXT, "信访件编号" TEXT,'
            ' "枢纽编号" TEXT, "移交编号" TEXT, "结果" TEXT, "读取时间" TEXT)'
        )

    def add(self, petition: Mapping[str, str]) -> None:
        """Register a petition."""
        names = ", ".join(f'"{name}"' for name in petition)
        marks = ", ".join("?" for _ in petition)
        self._database.execute(f"INSERT INTO xfj ({names}) VALUES ({marks})", tuple(petition.values()))  # noqa: S608 - names are ours

    def update(self, number: str, changes: Mapping[str, str]) -> None:
        """Change elements of a petition."""
        parts = ", ".join(f'"{name}" = ?' for name in changes)
        self._database.execute(f'UPDATE xfj SET {parts} WHERE "信访件编号" = ?', (*changes.values(), number))  # noqa: S608 - names are ours

    def remove(self, number: str) -> None:
        """Take a petition out of the register."""
        self._database.execute('DELETE FROM xfj WHERE "信访件编号" = ?', (number,))

    def petition(self, number: str) -> dict[str, str] | None:
        """Return a petition, None when the register doesn't have it."""
        rows = list(self._rows('WHERE "信访件编号" = ?', number))
        return rows[0] if rows else None

    def petitions(self) -> Iterator[dict[str, str]]:
        """Yield the whole register by number."""
        return self._rows("")

    def _rows(self, where: str, *values: str) -> Iterator[dict[str, str]]:
        names = ", ".join(f'"{name}"' for name in ELEMENTS)
        query = f'SELECT {names} FROM xfj {where} ORDER BY "信访件编号"'  # noqa: S608 - names are ours
        for row in self._database.execute(query, values):
            yield dict(zip(ELEMENTS, row, strict=True))

    def export(self, at: datetime, renamed: Mapping[str, str], *, empty: bool = False) -> tuple[str, bytes]:
        """Return name and content of the nightly export; *renamed* are elements that the vendor calls otherwise now."""
        local = at.astimezone(SHANGHAI)
        document = '<?xml version="1.0" encoding="GB18030"?>\n' + self.document(at, renamed, empty=empty)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            member = zipfile.ZipInfo("xfj.xml", local.timetuple()[:6])
            archive.writestr(member, document.encode("gb18030"), zipfile.ZIP_DEFLATED)
        return f"XFJ_{local:%Y%m%d}.zip", buffer.getvalue()

    def document(self, at: datetime, renamed: Mapping[str, str], *, empty: bool = False) -> str:
        """Return the whole register as XML text."""
        rows = [] if empty else list(self.petitions())
        generated_at = at.astimezone(SHANGHAI).isoformat(timespec="seconds")
        root = Element("信访件快照", {"生成时间": generated_at, "件数": str(len(rows))})
        for row in rows:
            petition = SubElement(root, "信访件")
            for name, text in row.items():
                SubElement(petition, renamed.get(name, name)).text = text
        return tostring(root, encoding="unicode")

    def drop(self, name: str, content: bytes) -> None:
        """Put an export where it's fetched from."""
        partial = self.inbox / f".{name}.part"
        partial.write_bytes(content)
        partial.replace(self.inbox / name)

    def take_replies(self, at: datetime) -> list[Reply]:
        """Read reply files into the register's own table, put them aside, and return those that are new."""
        new: list[Reply] = []
        for path in sorted(self.outbox.glob("*.xml")):
            fields = {
                child.tag: child.text or ""
                for child in fromstring(path.read_bytes().decode("gb18030").partition("?>")[2])
            }
            reply = Reply(
                fields.get("回复编号", ""),
                fields.get("业务类型", ""),
                fields.get("信访件编号", ""),
                fields.get("枢纽编号", ""),
                fields,
            )
            if self._enter(reply, at):
                new.append(reply)
            path.replace(self.outbox / "已读" / path.name)
        return new

    def _enter(self, reply: Reply, at: datetime) -> bool:
        row = (
            reply.number,
            reply.business,
            reply.petition,
            reply.root,
            reply.fields.get("移交编号", ""),
            reply.fields.get("结果", ""),
            at.isoformat(),
        )
        done = self._database.execute("INSERT OR IGNORE INTO hf VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return done.rowcount == 1

    def count_feedback(self) -> int:
        """Return how many feedbacks the office has: those in its own table, and those in its folder still unread."""
        row = self._database.execute("SELECT count(*) FROM hf WHERE \"业务类型\" = '反馈'").fetchone()
        unread = sum("<业务类型>反馈<" in path.read_bytes().decode("gb18030") for path in self.outbox.glob("*.xml"))
        return int(row[0]) + unread

    def acknowledge(self, at: datetime, answers: list[Mapping[str, str]]) -> None:
        """Write the office's acknowledgement file of a day."""
        root = Element("回执文件", {"生成时间": at.astimezone(SHANGHAI).isoformat(timespec="seconds")})
        for answer in answers:
            entry = SubElement(root, "回执")
            for name, text in answer.items():
                SubElement(entry, name).text = text
        document = '<?xml version="1.0" encoding="GB18030"?>\n' + tostring(root, encoding="unicode")
        name = f"HZ_{at.astimezone(SHANGHAI):%Y%m%d%H%M%S}.xml"
        partial = self.acks / f".{name}.part"
        partial.write_bytes(document.encode("gb18030"))
        partial.replace(self.acks / name)

    def close(self) -> None:
        """Close the register."""
        self._database.close()
