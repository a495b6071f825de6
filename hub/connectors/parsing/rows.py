"""A native row as a typed model, so that a column that went missing or changed its kind is named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from hub.connectors.parsing.dates import parse_optional_instant
from hub.connectors.parsing.texts import is_blank, parse_narrative, parse_required_text, parse_text, parse_yes_no
from hub.core.errors import RowRejectedError

RawValue = str | int | float | bool | None
"""A column whose meaning is read later, by a parser that knows its field."""


class NativeRow(BaseModel):
    """A row as it comes; columns that nobody asked for are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


R = TypeVar("R", bound=BaseModel)


def parse_row(model: type[R], fields: Mapping[str, object], *, source: str, task_of: str = "") -> R:
    """
    Return *fields*, a row of *source*, as *model*.

    Raises:
        RowRejectedError: a column is missing or holds something of another kind (the department changed its table).
    """
    try:
        return model.model_validate(dict(fields))
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or source
        raise RowRejectedError(field=where, reason=str(first["msg"]), code="E-COL-01", task_of=task_of) from fault


def read_by(parse: Callable[[object, str], object], field: str) -> BeforeValidator:
    """Return what lets a model read a column by *parse*, which is told the native name *field*."""

    def read(value: object) -> object:
        return parse(value, field)

    return BeforeValidator(read)


@dataclass(frozen=True, slots=True)
class FieldParsers:
    """The usual parsers for :func:`read_by`; a mistake that they find is *task_of*'s to mend."""

    task_of: str

    def text(self, value: object, field: str) -> str:
        """Return text, empty when the field says nothing."""
        return parse_text(value, field, task_of=self.task_of)

    def needed(self, value: object, field: str) -> str:
        """Return text; a field that says nothing is refused."""
        return parse_required_text(value, field, task_of=self.task_of)

    def narrative(self, value: object, field: str) -> str:
        """Return free text as it was typed, empty when the field says nothing."""
        return "" if is_blank(value) else parse_narrative(value, field, task_of=self.task_of)

    def optional_instant(self, value: object, field: str) -> datetime | None:
        """Return an instant, None when there is none."""
        return parse_optional_instant(value, field, task_of=self.task_of)

    def yes(self, value: object, field: str) -> bool:
        """Return whether the field says yes."""
        return parse_yes_no(value, field, task_of=self.task_of) or False

    @staticmethod
    def reference(value: object, _field: str) -> str:
        """Return a reference of the hub exactly as it was given: it may hold characters that have a half-width form."""
        return "" if is_blank(value) else str(value).strip()
