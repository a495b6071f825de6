"""Native codes and what they mean, with the days between which they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Generic, TypeVar

from hub.connectors.parsing.texts import is_blank, parse_text, reject
from hub.core.errors import RowRejectedError
from hub.core.privacy import masked

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class CodeEntry(Generic[C]):
    """One meaning of a native code between two days, both included."""

    native: str
    meaning: C
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date | None) -> bool:
        """Return whether the code had this meaning on *day*; without a day every entry counts."""
        return day is None or (
            (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class CodeMap(Generic[C]):
    """
    The native codes of one field. A code that isn't registered is refused, never guessed.

    >>> outcomes = CodeMap.of({"10": "SUCCESS", "20": "FAILED"})
    >>> outcomes.translate("１０ ", "TJJG")
    'SUCCESS'
    """

    entries: tuple[CodeEntry[C], ...]
    task_of: str = ""
    _known: frozenset[str] = field(init=False, repr=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(entry.native for entry in self.entries))

    @classmethod
    def of(cls, meanings: Mapping[str, C], task_of: str = "") -> CodeMap[C]:
        """Build a map whose entries are valid without limit."""
        return cls(tuple(CodeEntry(native, meaning) for native, meaning in meanings.items()), task_of)

    def translate(self, value: object, field: str, *, day: date | None = None) -> C:
        """
        Return what *value* means on *day*.

        Raises:
            RowRejectedError: unknown code (E-CODE-02), or a known one that isn't valid on that day (E-CODE-03).
        """
        native = parse_text(value, field)
        for entry in self.entries:
            if entry.native == native and entry.is_valid_on(day):
                return entry.meaning
        # The code itself is no personal data, but a free-text field may hold anything: show it only when it's short.
        if native in self._known:
            reject(native, field, f"code {native} isn't valid on that day", "E-CODE-03", self.task_of)
        shown = f" {native}" if len(native) <= 12 and native.isascii() and native.isalnum() else ""
        known = "、".join(sorted(self._known)[:12])
        refusal = RowRejectedError(
            field=field,
            reason=f"unknown code{shown}; known codes: {known}",
            value=masked(native[:60]),
            code="E-CODE-02",
            task_of=self.task_of,
        )
        # A word may be mistyped; a number near another means something else.
        near = [] if native.isascii() else get_close_matches(native, self._known, n=1)
        refusal.proposal = near[0] if near else ""
        raise refusal

    def translate_optional(self, value: object, field: str, *, day: date | None = None) -> C | None:
        """Return what *value* means, None when it says nothing."""
        return None if is_blank(value) else self.translate(value, field, day=day)
