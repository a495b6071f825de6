"""The papers that a centre hands out and files: their kinds, their numbers, and what stands on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.core.codes import LabelledCode


class PaperKind(LabelledCode):
    """文书种类."""

    REGISTRATION = "REGISTRATION", "纠纷登记表", "Registration form"
    NOTICE = "NOTICE", "告知书", "Notice to the parties"
    TERMINATION = "TERMINATION", "调解终结告知书", "Termination notice"
    AGREEMENT = "AGREEMENT", "调解协议书", "Agreement"
    HANDOVER = "HANDOVER", "交接班表", "Hand-over sheet"


_WORDS = {
    PaperKind.REGISTRATION: "登",
    PaperKind.NOTICE: "告",
    PaperKind.TERMINATION: "终",
    PaperKind.AGREEMENT: "协",
    PaperKind.HANDOVER: "交",
}


def number_text(kind: PaperKind, mark: str, year: int, serial: int) -> str:
    """
    Return a number as it's printed; *mark* is how the unit is called in its numbers.

    >>> number_text(PaperKind.TERMINATION, "向非诉", 2026, 12)
    '〔2026〕向非诉终字第12号'
    """
    return f"〔{year}〕{mark}{_WORDS[kind]}字第{serial}号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings, as a hand-over sheet lists what is open; *widths* are shares of the line."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    What stands on one paper, whatever draws it.

    Attributes:
        fields: Labels and values of the form's grid, in order.
        text: Paragraphs under it.
        signs: Who signs where, with room to do so.
        foot: A small line at the bottom.
    """

    kind: PaperKind
    title: str
    number: str
    unit: str
    day: date
    fields: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    signs: tuple[str, ...] = ()
    foot: str = ""
