"""The ledger's amounts: the heading says 万元, some clerks type 元. What looks like that is held, never mended."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from hub.connectors.parsing import parse_amount_fen, parse_yes_no
from hub.core.errors import RowRejectedError
from hub.core.privacy import half_width
from hub_justice.words import TASK_OF

FEN_PER_WAN = 1_000_000
SUSPICIOUS_WAN = 100
"""A million yuan: where an office has no usual amount yet, one of that size is rare enough to be asked about."""
TIMES_USUAL = 50
LEAST_SUSPICIOUS_WAN = 20
"""Below 200,000 yuan no multiple of the usual amount is remarkable."""


def read_amount(field: str, text: str, checked: str, usual_wan: float | None) -> int:
    """
    Return the fen that the amount in *field* means.

    *usual_wan* is the median of the office's amounts. A clerk who has looked again says so in 金额核对.

    Raises:
        RowRejectedError: the figure was probably typed in 元; the reason proposes the reading.
    """
    fen = parse_amount_fen(text, field, unit="万元", task_of=TASK_OF)
    if fen is None:
        return 0
    if parse_yes_no(checked, "金额核对", task_of=TASK_OF):
        return fen
    plain = half_width(text).replace(",", "")
    if plain.endswith("元") and not plain.endswith("万元"):
        _hold(field, plain, fen // 100)
    wan = Decimal(fen) / FEN_PER_WAN
    limit = SUSPICIOUS_WAN if usual_wan is None else max(usual_wan * TIMES_USUAL, LEAST_SUSPICIOUS_WAN)
    if wan >= limit:
        _hold(field, plain, int(wan))
    return fen


def _hold(field: str, text: str, yuan: int) -> NoReturn:
    wan = f"{(Decimal(yuan) / 10_000).normalize():f}"
    held = RowRejectedError(
        field=field,
        reason=f"heading says 万元, the value looks like 元: read it as {yuan:,} 元, or confirm it in 金额核对",
        value=text,
        code="E-AMT-04",
        task_of=TASK_OF,
    )
    held.proposal = wan
    raise held
