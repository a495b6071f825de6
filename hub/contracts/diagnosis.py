"""Says which field of a value doesn't fit, without repeating what stands in it: it may be personal data."""

from __future__ import annotations

from datetime import date, datetime

from hub.contracts.shapes import HEADER, FieldShape, RecordShape, event_shape
from hub.core.events import Event, Fact, Submission
from hub.core.messages import DisputeEvent

_CLASSES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "int": (int,),
    "long": (int,),
    "double": (float, int),
    "bytes": (bytes,),
    "date": (date,),
    "instant": (datetime,),
}
_BITS = {"int": 31, "long": 63}


def fault_of(value: object, shapes: dict[str, RecordShape]) -> str:
    """Return what is wrong with *value*, as precisely as its own type allows."""
    stated = value.fact if isinstance(value, DisputeEvent) else value
    if isinstance(stated, Fact | Submission):
        return _event_fault(stated)
    shape = next((shape for shape in shapes.values() if shape.model is type(value)), None)
    if shape is None:
        return f"{type(value).__name__} isn't in the contract"
    return _fault([(field, getattr(value, field.name)) for field in shape.fields])


def _event_fault(stated: Fact | Submission) -> str:
    try:
        details = event_shape(Event(stated.event)).fields[len(HEADER) :]
    except ValueError:
        return "its event isn't in the vocabulary"
    header = [(one, getattr(stated, one.name)) for one in HEADER if one.name != "unit" and hasattr(stated, one.name)]
    return _fault([*header, *((one, stated.details.get(one.name)) for one in details)])


def _fault(fields: list[tuple[FieldShape, object]]) -> str:
    for field, value in fields:
        wrong = _wrong(field, value)
        if wrong:
            return f"the field {field.name} {wrong}"
    return "something within it has a wrong type or range"


def _wrong(field: FieldShape, value: object) -> str:
    word, nullable = field.avro.removesuffix("?"), field.avro.endswith("?")
    if value is None:
        return "" if nullable else "is missing"
    classes = _CLASSES.get(word)
    if classes is None:
        return ""
    is_day_with_time = word == "date" and isinstance(value, datetime)
    if not isinstance(value, classes) or is_day_with_time:
        return f"is a {type(value).__name__}, not a {word}"
    if isinstance(value, datetime) and value.tzinfo is None:
        return "has no time zone"
    bits = _BITS.get(word)
    if bits and isinstance(value, int) and not -(1 << bits) <= value < 1 << bits:
        return f"is too large for {word}"
    return ""
