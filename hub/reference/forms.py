"""The dated forms of the bureau: packaged, or those of its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.core.codes import CODE_LISTS, OrgKind
from hub.core.errors import ConfigurationError
from hub.core.forms import FormColumn, FormGroup, FormLayout
from hub.core.measures import MEASURES
from hub.reference.definitions import content_of, misfit, reporting_files


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Column(_Strict):
    group: str
    measure: str
    heading: str = ""
    each: str | None = None
    is_amount: bool = False


class _Group(_Strict):
    code: str
    label: str
    kinds: tuple[OrgKind, ...]


class _FormFile(_Strict):
    id: str = Field(min_length=1)
    title: str
    number: str
    authority: str
    approval: str = ""
    valid_until: str = ""
    body: str
    others: str
    valid_from: date | None = None
    valid_to: date | None = None
    group: tuple[_Group, ...]
    column: tuple[_Column, ...]


def load_forms(own: Path | None = None) -> tuple[FormLayout, ...]:
    """
    Return the packaged forms, or those in the folder ``forms`` of *own*, by the day from which they're in force.

    Raises:
        ConfigurationError: a file can't be read, or an entry doesn't fit or names a measure that there isn't.
    """
    layouts = [_read(path) for path in reporting_files(own, "forms")]
    return tuple(sorted(layouts, key=lambda one: one.valid_from or date.min))


def _read(path: Traversable) -> FormLayout:
    try:
        file = _FormFile.model_validate(content_of(path))
    except ValidationError as error:
        raise misfit(path, error) from error
    columns = tuple(column for stated in file.column for column in _columns(stated, path))
    return FormLayout(
        id=file.id,
        title=file.title,
        number=file.number,
        authority=file.authority,
        approval=file.approval,
        valid_until=file.valid_until,
        body=file.body,
        others=file.others,
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        groups=tuple(FormGroup(code=one.code, label=one.label, kinds=one.kinds) for one in file.group),
        columns=columns,
    )


def _columns(stated: _Column, path: Traversable) -> Iterator[FormColumn]:
    if stated.each is None:
        found = [(stated.measure, stated.heading)]
    elif stated.each in CODE_LISTS:
        found = [(f"{stated.measure}.{code.value}", code.zh) for code in CODE_LISTS[stated.each]]
    else:
        raise ConfigurationError(f"there's no code list {stated.each}", where=path.name, remedy="see codes.md")
    for measure, heading in found:
        if measure not in MEASURES:
            raise ConfigurationError(
                f"the hub has no measure {measure}", where=path.name, remedy="one of: " + ", ".join(MEASURES)
            )
        yield FormColumn(measure=measure, group=stated.group, heading=heading, is_amount=stated.is_amount)
