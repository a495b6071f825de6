"""The events of the grid app, typed. A field that can't be read refuses its event, by the app's own name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.connectors.parsing import (
    CodeMap,
    FieldParsers,
    parse_instant,
    read_by,
    reject,
)
from hub.plugins.spec import Native
from hub_grid.codes import STATUSES

TASK_OF = "grid"
_GRID_CODE = re.compile(r"\d{12}(\d{3})?")
_CATEGORY = re.compile(r"\d{4}")
USUAL = FieldParsers(TASK_OF)
_STATUSES = CodeMap.of(STATUSES, TASK_OF)


def _instant(value: object, field: str) -> datetime:
    return parse_instant(value, field, task_of=TASK_OF)


def _category(value: object, field: str) -> str:
    """Return four digits; the app's older versions send a number and so lose the leading zero."""
    code = USUAL.needed(value, field).zfill(4)
    return code if _CATEGORY.fullmatch(code) else reject(code, field, "is no category", "E-CODE-02", TASK_OF)


def _grid_code(value: object, field: str) -> str:
    code = USUAL.needed(value, field)
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


class GridPerson(BaseModel):
    """Someone in an event, as the worker knows them: often by a nickname, seldom with a number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[str, read_by(USUAL.text, "people.name")] = ""
    phone: Annotated[str, read_by(USUAL.text, "people.phone")] = ""
    id_number: Annotated[str, read_by(USUAL.text, "people.idNo")] = Field(alias="idNo", default="")


class Feedback(BaseModel):
    """One delivery of the hub as it stands in the app, and when the worker acknowledged it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    delivery_id: Annotated[str, read_by(USUAL.reference, "feedbacks.deliveryId")] = Field(
        alias="deliveryId", default=""
    )
    kind: Annotated[str, read_by(USUAL.text, "feedbacks.kind")] = ""
    root: Annotated[str, read_by(USUAL.reference, "feedbacks.hubRef")] = Field(alias="hubRef", default="")
    ref: Annotated[str, read_by(USUAL.reference, "feedbacks.ref")] = ""
    unit: Annotated[str, read_by(USUAL.text, "feedbacks.unit")] = ""
    frm: Annotated[str, read_by(USUAL.text, "feedbacks.frm")] = ""
    acked_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "feedbacks.ackTime")] = Field(
        alias="ackTime", default=None
    )


class GridState(BaseModel):
    """What must be readable in every event, even in one that is deleted or that only carries an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: Annotated[str, read_by(USUAL.needed, "eventId")] = Field(
        alias="eventId", default="", validate_default=True
    )
    status: Annotated[str, read_by(_status, "status")] = Field(default="", validate_default=True)
    reported_at: Annotated[datetime, read_by(_instant, "reportTime")] = Field(
        alias="reportTime", default="", validate_default=True
    )
    deleted: Annotated[bool, read_by(USUAL.yes, "deleted")] = False
    deleted_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "deletedTime")] = Field(
        alias="deletedTime", default=None
    )
    hub_root: Annotated[str, read_by(USUAL.reference, "hubRef")] = Field(alias="hubRef", default="")
    feedbacks: tuple[Feedback, ...] = ()


class GridEvent(GridState):
    """One event of the app."""

    category: Annotated[str, read_by(_category, "category")] = Field(default="", validate_default=True)
    grid_code: Annotated[str, read_by(_grid_code, "gridCode")] = Field(
        alias="gridCode", default="", validate_default=True
    )
    grid_name: Annotated[str, read_by(USUAL.text, "gridName")] = Field(alias="gridName", default="")
    level: Annotated[str, read_by(USUAL.text, "level")] = ""
    title: Annotated[str, read_by(USUAL.text, "title")] = ""
    narrative: Annotated[str, read_by(USUAL.narrative, "desc")] = Field(alias="desc", default="")
    lng: Annotated[float | None, read_by(_degrees, "lng")] = None
    lat: Annotated[float | None, read_by(_degrees, "lat")] = None
    address: Annotated[str, read_by(USUAL.text, "address")] = ""
    people: tuple[GridPerson, ...] = ()
    happened_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "happenTime")] = Field(
        alias="happenTime", default=None
    )
    onsite_result: Annotated[str, read_by(USUAL.narrative, "onsiteResult")] = Field(alias="onsiteResult", default="")
    onsite_at: Annotated[datetime | None, read_by(USUAL.optional_instant, "onsiteTime")] = Field(
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
