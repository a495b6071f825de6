"""The totals row that a ledger bears: compared with the sum of its rows, told when it differs, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from decimal import Decimal
from fnmatch import fnmatchcase

from hub.connectors.mapping.model import Mapping
from hub.connectors.mapping.tables import SourceRow
from hub.connectors.native import Native
from hub.connectors.parsing import RowRejectedError, is_blank, parse_decimal


def totals_differ(mapping: Mapping, rows: Sequence[SourceRow], totals: Map[str, Native]) -> Iterator[str]:
    """Yield a sentence for each checked column whose total isn't the sum of its rows."""
    for wanted in mapping.source.check_totals:
        for heading in totals:
            # 达成金额 means the column 达成金额(元) too: people check "the amount", whatever its unit.
            if not (fnmatchcase(heading, wanted) or heading.startswith(wanted)):
                continue
            stated = _number(totals[heading])
            if stated is None:
                continue
            cells = [row.fields.get(heading) for row in rows]
            unread = sum(_number(cell) is None and not is_blank(cell) for cell in cells)
            total = sum((_number(cell) or Decimal(0) for cell in cells), Decimal(0))
            if total != stated:
                note = f"，另有 {unread} 格不是数字" if unread else ""
                yield (
                    f"total of {heading} is {stated}, its rows sum up to {total}{note}"
                    " → 明细已照收，未改数；请单位核对后重报"
                )


def _number(cell: Native) -> Decimal | None:
    if is_blank(cell) or isinstance(cell, list | dict):
        return None
    try:
        return parse_decimal(cell, "").normalize()
    except RowRejectedError:
        return None
