"""The events of the grid app, typed. A field that can't be read refuses its event, by the app's own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hub.connectors.parsing import (
    CodeMap,
    is_blank,
    parse_instant,
    parse_narrative,
    parse_optional_instant,
    parse_required_text,
    parse_text,
    parse_yes_no,
    reject,
)
from hub.plugins.spec import Native
from hub_grid.codes import STATUSES

TASK_OF = "grid"
_GRID_CODE = re.compile(r"\d{12}(\d{3})?")
_CATEGORY = re.compile(r"\d{4}")
_STATUSES = CodeMap.of(STATUSES, TASK_OF)


def _read(field: str, parse: Callable[[object, str], object]) -> BeforeValidator:
    def run(value: object) -> object:
        return parse(value, field)

    return BeforeValidator(run)


def _text(value: object, field: str) -> str:
    return parse_text(value, field, task_of=TASK_OF)


def _needed(value: object, field: str) -> str:
    return parse_required_text(value, field, task_of=TASK_OF)


def _instant(value: object, field: str) -> datetime:
    return parse_instant(value, field, task_of=TASK_OF)


def _optional_instant(value: object, field: str) -> datetime | None:
    return parse_optional_instant(value, field, task_of=TASK_OF)


def _yes(value: object, field: str) -> bool:
    return parse_yes_no(value, field, task_of=TASK_OF) or False


def _narrative(value: object, field: str) -> str:
    return "" if is_blank(value) else parse_narrative(value, field, task_of=TASK_OF)


def _category(value: object, field: str) -> str:
    """Return four digits; the app's older versions send a number and so lose the leading zero."""
    code = _needed(value, field).zfill(4)
    return code if _CATEGORY.fullmatch(code) else reject(code, field, "is no category", "E-CODE-02", TASK_OF)


def _grid_code(value: object, field: str) -> str:
    code = _needed(value, field)
    if not _GRID_CODE.fullmatch(code):
        reject(code, field, "isn't a village code of 12 digits with 3 more for the grid", "E-CODE-04", TASK_OF)
    return code


def _status(value: object, field: str) -> str:
    return _STATUSES.translate(value, field)


def _degrees(value: object, field: str) -> float | None:
    """Return degrees, None where there are none: a place without coordinates is still a place."""
    try:
        degrees = float(str(value))
    except ValueError:
        return None
    return degrees if 0 < abs(degrees) <= 180 else None


def _reference(value: object, field: str) -> str:
    """Return a reference of the hub exactly as it was given."""
    return "" if is_blank(value) else str(value).strip()


class GridPerson(BaseModel):
    """Someone in an event, as the worker knows them: often by a nickname, seldom with a number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[str, _read("people.name", _text)] = ""
    phone: Annotated[str, _read("people.phone", _text)] = ""
    id_number: Annotated[str, _read("people.idNo", _text)] = Field(alias="idNo", default="")


class Feedback(BaseModel):
    """One delivery of the hub as it stands in the app, and when the worker acknowledged it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    delivery_id: Annotated[str, _read("feedbacks.deliveryId", _reference)] = Field(alias="deliveryId", default="")
    kind: Annotated[str, _read("feedbacks.kind", _text)] = ""
    root: Annotated[str, _read("feedbacks.hubRef", _reference)] = Field(alias="hubRef", default="")
    ref: Annotated[str, _read("feedbacks.ref", _reference)] = ""
    unit: Annotated[str, _read("feedbacks.unit", _text)] = ""
    frm: Annotated[str, _read("feedbacks.frm", _text)] = ""
    acked_at: Annotated[datetime | None, _read("feedbacks.ackTime", _optional_instant)] = Field(
        alias="ackTime", default=None
    )


class GridState(BaseModel):
    """What must be readable in every event, even in one that is deleted or that only carries an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: Annotated[str, _read("eventId", _needed)] = Field(alias="eventId", default="", validate_default=True)
    status: Annotated[str, _read("status", _status)] = Field(default="", validate_default=True)
    reported_at: Annotated[datetime, _read("reportTime", _instant)] = Field(
        alias="reportTime", default="", validate_default=True
    )
    deleted: Annotated[bool, _read("deleted", _yes)] = False
    deleted_at: Annotated[datetime | None, _read("deletedTime", _optional_instant)] = Field(
        alias="deletedTime", default=None
    )
    hub_root: Annotated[str, _read("hubRef", _reference)] = Field(alias="hubRef", default="")
    feedbacks: tuple[Feedback, ...] = ()


class GridEvent(GridState):
    """One event of the app."""

    category: Annotated[str, _read("category", _category)] = Field(default="", validate_default=True)
    grid_code: Annotated[str, _read("gridCode", _grid_code)] = Field(
        alias="gridCode", default="", validate_default=True
    )
    grid_name: Annotated[str, _read("gridName", _text)] = Field(alias="gridName", default="")
    level: Annotated[str, _read("level", _text)] = ""
    title: Annotated[str, _read("title", _text)] = ""
    narrative: Annotated[str, _read("desc", _narrative)] = Field(alias="desc", default="")
    lng: Annotated[float | None, _read("lng", _degrees)] = None
    lat: Annotated[float | None, _read("lat", _degrees)] = None
    address: Annotated[str, _read("address", _text)] = ""
    people: tuple[GridPerson, ...] = ()
    happened_at: Annotated[datetime | None, _read("happenTime", _optional_instant)] = Field(
        alias="happenTime", default=None
    )
    onsite_result: Annotated[str, _read("onsiteResult", _narrative)] = Field(alias="onsiteResult", default="")
    onsite_at: Annotated[datetime | None, _read("onsiteTime", _optional_instant)] = Field(
        alias="onsiteTime", default=None
    )


R = TypeVar("R", bound=BaseModel)


def typed(model: type[R], fields: Mapping[str, Native]) -> R:
    """
    Return *fields* as *model*; a missing list is an empty one.

    Raises:
        RowRejectedError: the first field that can't be read.
    """
    present = {name: value for name, value in fields.items() if value is not None}
    try:
        return model.model_validate(present)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        return reject(None, field, first["msg"], "E-ROW-01", TASK_OF)
