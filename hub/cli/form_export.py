"""Writing a published revision: the bureau's form for those to whom it's owed, or a table for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub import catalogue
from hub.bureau import open_bureau
from hub.catalogue import forms as said
from hub.cli.table_files import no_such_kind, table_file
from hub.cli.terminal import Terminal
from hub.core.codes import CODE_LISTS, LabelledCode
from hub.core.publishing import PublicMonth, public_month
from hub.core.statistics import monthly_view
from hub.documents.workbook import write_workbook
from hub.reference.divisions import divisions
from hub.settings.loading import load_settings, settings_path


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written where."""

    path: Path
    form: str | None
    revision: int | None
    public: bool


HIDDEN = "*"
_MEASURES = {"acc": "受理", "concl": "办结", "agreements": "调解协议"}
_TABLES = {
    "type": ("按纠纷类别", "disputeType"),
    "channel": ("按来源渠道", "channel"),
    "level": ("按层级", ""),
    "kind": ("按调解种类", "mediationKind"),
    "division": ("按区县", ""),
    "outcome": ("按处理结果", "outcome"),
    "agreement": ("按协议形式", "agreementForm"),
}


def export_revision(terminal: Terminal, month: str, wanted: Wanted, *, yes: bool) -> None:
    """
    Write one published revision of *month*.

    Raises:
        UnknownRecordError: the month hasn't been closed, or there's no such revision.
        PermanentError: a kind of file that this can't be written as.
    """
    bureau = open_bureau(load_settings(settings_path(terminal.settings)))
    sheet = bureau.sheet(month, wanted.revision, wanted.form)
    if wanted.public:
        rows = bureau.holdings.reader.rows(sheet.as_known_at)
        view = monthly_view(rows, month, bureau.definitions.by_id(sheet.definition))
        found = public_month(view, [county.code for county in divisions().counties])
        content = _public(terminal, found, sheet.revision, wanted.path)
        terminal.confirm(said.PUBLIC_WHAT, yes=yes, path=wanted.path)
    elif wanted.path.suffix == ".pdf":
        from hub.documents.pdf import write_pdf  # slow to load: only who draws a form waits for it

        content = write_pdf(sheet)
        terminal.confirm(catalogue.EXPORT_WHAT, yes=yes, path=wanted.path)
    elif wanted.path.suffix == ".xlsx":
        content = write_workbook(sheet)
        terminal.confirm(catalogue.EXPORT_WHAT, yes=yes, path=wanted.path)
    else:
        raise no_such_kind(terminal, wanted.path, said.FORM_KINDS)
    wanted.path.write_bytes(content)
    if terminal.as_json:
        terminal.json({"path": wanted.path, "revision": sheet.revision, "digest": sheet.digest})
    terminal.say(catalogue.EXPORT_DONE, path=wanted.path)


def _public(terminal: Terminal, found: PublicMonth, revision: int, path: Path) -> bytes:
    if path.suffix == ".json":
        return json.dumps(_document(found, revision), ensure_ascii=False, indent=2).encode()
    if path.suffix in (".csv", ".xlsx"):
        return table_file(terminal, path, "公布", _lines(found, revision))
    raise no_such_kind(terminal, path)


def _lines(found: PublicMonth, revision: int) -> Iterator[list[str | int]]:
    yield ["月份", found.month, f"R{revision}"]
    yield ["说明", f"{HIDDEN} 为保护个人信息隐去的数字（1 至 4，或为防推算而隐去，可能为 0）"]
    for table in found.tables:
        title, codes = _TABLES[table.name]
        yield [f"{_MEASURES[table.measure]} {title}"]
        for key, value in table.cells.items():
            yield [_label(key, codes), HIDDEN if value is None else value]
        yield ["合计", HIDDEN if table.total is None else table.total]
    yield ["调解成功率（%）", HIDDEN if found.success_rate is None else f"{found.success_rate:.2f}"]
    yield ["办理天数中位数", HIDDEN if found.median_days is None else f"{found.median_days:g}"]


def _label(key: str, codes: str) -> str:
    known: type[LabelledCode] | None = CODE_LISTS.get(codes)
    return key if known is None or key not in {code.value for code in known} else known(key).zh


def _document(found: PublicMonth, revision: int) -> dict[str, object]:
    return {
        "month": found.month,
        "revision": revision,
        "tables": [
            {"measure": one.measure, "by": one.name, "cells": dict(one.cells), "total": one.total}
            for one in found.tables
        ],
        "success_rate": found.success_rate,
        "median_days": found.median_days,
    }
