"""What ``hub adapter check`` says of a mapped ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.connectors.files import read_bytes
from hub.connectors.mapping.drift import drift_sentence, lost_columns
from hub.connectors.mapping.examples import failed_examples
from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.tables import LIMITS, read_source
from hub.core.errors import HubError
from hub.plugins.mapping.outbox import Outbox
from hub.plugins.mapping.reading import FilePoll
from hub.plugins.mapping.table_reading import TablePoll
from hub.plugins.mapping.translating import RowTranslator
from hub.plugins.spec import CheckLine


def check_lines(
    mapping: Mapping, poll: FilePoll | TablePoll, outbox: Outbox, translator: RowTranslator
) -> Sequence[CheckLine]:
    """Return one line for each thing that was looked at."""
    failed = failed_examples(mapping)
    lines = [
        CheckLine(
            zh="示例",
            en="Examples",
            ok=not failed,
            detail=f"{len(mapping.examples) - len(failed)}/{len(mapping.examples)}",
            remedy=f"hub map test {mapping.adapter}" if failed else "",
        ),
        _line("来源", "Source", lambda: _source(mapping, poll)),
        _line("回执文件夹", "Outbox", lambda: _outbox(outbox)),
        _line("承办机构", "Unit", lambda: _unit(translator)),
    ]
    return tuple(lines)


def _line(zh: str, en: str, look: Callable[[], tuple[str, str]]) -> CheckLine:
    try:
        detail, remedy = look()
    except HubError as fault:
        return CheckLine(zh=zh, en=en, ok=False, detail=fault.code, remedy=fault.remedy or fault.what)
    return CheckLine(zh=zh, en=en, ok=not remedy, detail=detail, remedy=remedy)


def _source(mapping: Mapping, poll: FilePoll | TablePoll) -> tuple[str, str]:
    if isinstance(poll, TablePoll):
        columns = poll.database.columns(mapping.source.table)
        if not columns:
            return mapping.source.table, f"there is no table {mapping.source.table}"
        return f"{mapping.source.table} {len(columns)}", _lost(mapping, columns)
    files = poll.files()
    if not files:
        return "0", f"no file fits {mapping.source.pattern.text if mapping.source.pattern else ''}"
    _, newest = files[-1]
    table = read_source(read_bytes(newest, LIMITS), mapping.source, where=newest.name)
    return f"{newest.name} {len(table.rows)}", _lost(mapping, table.headings) if table.rows else ""


def _lost(mapping: Mapping, headings: Sequence[str] | frozenset[str]) -> str:
    lost = lost_columns(mapping, headings)
    return drift_sentence(lost, mapping.adapter) if lost else ""


def _outbox(outbox: Outbox) -> tuple[str, str]:
    outbox.require()
    return outbox.folder.name, ""


def _unit(translator: RowTranslator) -> tuple[str, str]:
    unit = translator.mapping.unit
    return f"{unit.code} {unit.org_kind.zh} L{unit.level} {unit.division}", ""
