"""Whatever the vocabulary allows survives the wire, byte for byte as Avro says; whatever isn't a message is refused."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import typing
from datetime import UTC, date, datetime

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.contracts import Serde
from hub.contracts.avro import all_shapes, parsed, without_logical_types
from hub.contracts.shapes import details_of
from hub.core.codes import LabelledCode
from hub.core.errors import SchemaMismatchError
from hub.core.events import DETAILS, VOCABULARY, Details, Event, Fact, Submission
from hub.core.messages import DisputeEvent
from hub.core.reports import ReportLine
from hub.core.units import UnitStamp

SERDE = Serde()
PLAIN = {
    v.id: parsed(without_logical_types(SERDE.registry.schema(v)))  # type: ignore[arg-type]
    for v in SERDE.registry.versions
}

instants = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2400, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
texts = st.text(max_size=80)
ints = st.integers(-(2**31), 2**31 - 1)
longs = st.integers(-(2**63), 2**63 - 1)

WORDS: dict[str, st.SearchStrategy[object]] = {
    "string": texts,
    "int": ints,
    "long": longs,
    "boolean": st.booleans(),
    "date": st.dates(),
    "strings": st.lists(texts, max_size=4),
    "ReportLines": st.lists(st.builds(ReportLine, texts, texts, longs, st.none() | longs), max_size=4),
}


def details_strategy(required: typing.Iterable[str], optional: typing.Iterable[str]) -> st.SearchStrategy[Details]:
    return st.fixed_dictionaries(  # type: ignore[return-value]
        {name: WORDS[DETAILS[name].avro] for name in required},
        optional={name: WORDS[DETAILS[name].avro] for name in optional},
    )


def value_strategy(hint: object, name: str) -> st.SearchStrategy[object]:
    """Values of a dataclass field, from its annotation."""
    if typing.get_origin(hint) is tuple:
        item, *rest = typing.get_args(hint)
        if rest == [Ellipsis]:
            return st.lists(value_strategy(item, name), max_size=3).map(tuple)
        return st.tuples(value_strategy(item, name), *(value_strategy(one, name) for one in rest))
    if arguments := typing.get_args(hint):
        return st.one_of(*(value_strategy(one, name) for one in arguments))
    if hint is Details:
        return details_strategy((), DETAILS)
    if hint is Fact:
        return facts
    if hint is int:
        return longs if name in {"offset", "value", "left", "right"} else ints
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return instance_strategy(hint)
    if isinstance(hint, type) and issubclass(hint, LabelledCode):
        return st.sampled_from(list(hint))
    plain: dict[object, st.SearchStrategy[object]] = {
        str: texts,
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
        bytes: st.binary(max_size=50),
        datetime: instants,
        date: st.dates(),
        type(None): st.none(),
    }
    return plain[hint]


def instance_strategy(model: type, **given_fields: st.SearchStrategy[object]) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(model)
    fields = {
        one.name: given_fields[one.name] if one.name in given_fields else value_strategy(hints[one.name], one.name)
        for one in dataclasses.fields(model)
    }
    return st.builds(model, **fields)


def _stated(model: type) -> st.SearchStrategy[typing.Any]:
    @functools.cache
    def of_event(event: Event) -> st.SearchStrategy[typing.Any]:
        spec = VOCABULARY[event]
        unit = st.none() | (texts if model is Submission else instance_strategy(UnitStamp))
        details = details_strategy(spec.required, spec.optional)
        return instance_strategy(model, event=st.just(event), unit=unit, details=details)

    return st.sampled_from(list(VOCABULARY)).flatmap(of_event)


facts = _stated(Fact)
submissions = _stated(Submission)
dispute_events = instance_strategy(DisputeEvent)
MESSAGES = [shape.model for shape in all_shapes() if shape.model is not Event]


def assert_survives(value: object) -> None:
    data = SERDE.encode("any", value)
    back = SERDE.decode("any", data)
    assert back == value and type(back) is type(value)
    # What was written is exactly what fastavro writes for the same schema and content.
    plain = PLAIN[int.from_bytes(data[1:5], "big")]
    content = fastavro.schemaless_reader(io.BytesIO(data[5:]), plain, None)  # type: ignore[arg-type]
    again = io.BytesIO()
    fastavro.schemaless_writer(again, plain, content)  # type: ignore[arg-type]
    assert again.getvalue() == data[5:]


@settings(max_examples=150, deadline=None)
@given(st.one_of(facts, submissions, dispute_events))
def test_every_statement_survives(value: object) -> None:
    assert_survives(value)


@pytest.mark.parametrize("event", VOCABULARY, ids=str)
def test_every_event_survives_bare_and_full(event: Event) -> None:
    """Each event with its required details only and with all of them, none left to chance."""
    samples: dict[str, object] = {
        "string": "农民工工资",
        "int": -3,
        "long": 2**40,
        "boolean": True,
        "date": date(2026, 4, 13),
        "strings": ["a", "乙"],
        "ReportLines": [ReportLine("", "cases", 3), ReportLine("村调委会", "types", 2, 3)],
    }
    now = datetime(2026, 3, 5, 1, 2, 3, 4, tzinfo=UTC)
    for names in (VOCABULARY[event].required, VOCABULARY[event].required + VOCABULARY[event].optional):
        details = typing.cast(Details, {name: samples[DETAILS[name].avro] for name in names})
        fact = Fact(
            event=event,
            event_id="e",
            root="r",
            agency="court",
            system="s",
            native_id="n",
            unit=None,
            occurred_at=now,
            received_at=now,
            details=details,
        )
        assert_survives(fact)
        assert_survives(DisputeEvent("d", fact, True))
    assert {one.name for one in details_of(event)} == {*VOCABULARY[event].required, *VOCABULARY[event].optional}


@pytest.mark.parametrize("model", MESSAGES, ids=lambda model: model.__name__)
def test_every_message_survives(model: type) -> None:
    @settings(max_examples=25, deadline=None)
    @given(instance_strategy(model))
    def survives(value: object) -> None:
        assert_survives(value)

    survives()


@settings(max_examples=60, deadline=None)
@given(facts)
def test_fastavro_reads_the_same_content(fact: Fact) -> None:
    """A consumer with any Avro library sees the header and details as the class has them, logical types included."""
    data = SERDE.encode("any", fact)
    version = SERDE.registry.by_id[int.from_bytes(data[1:5], "big")]
    read = fastavro.schemaless_reader(io.BytesIO(data[5:]), parsed(SERDE.registry.schema(version)), None)  # type: ignore[arg-type]
    assert version.subject == fact.event
    assert (read["root"], read["native_id"], read["dispute_id"]) == (fact.root, fact.native_id, None)
    assert (read["occurred_at"], read["received_at"]) == (fact.occurred_at, fact.received_at)
    assert (read["unit_stamp"] or {}).get("level") == (fact.unit.level if fact.unit else None)
    details = {one.name: read[one.name] for one in details_of(fact.event) if read[one.name] is not None}
    assert details == {name: plain(value) for name, value in fact.details.items()}


def plain(value: object) -> object:
    """Return a detail as any Avro library gives it: lines of a report as records of their fields."""
    return (
        [dataclasses.asdict(one) if isinstance(one, ReportLine) else one for one in value]
        if isinstance(value, list)
        else value
    )


@settings(max_examples=120, deadline=None)
@given(st.one_of(facts, submissions, dispute_events, *map(instance_strategy, MESSAGES)), st.data())
def test_a_broken_message_is_refused_or_read_as_another(value: object, data: st.DataObject) -> None:
    """Cut, lengthened or overwritten anywhere: never anything but a value of the contract or the one error."""
    message = SERDE.encode("any", value)
    at = data.draw(st.integers(0, len(message)))
    cut = message[:at]
    longer = message + data.draw(st.binary(min_size=1, max_size=4))
    changed = message[:at] + data.draw(st.binary(min_size=1, max_size=9)) + message[at + 1 :]
    if at < len(message):
        with pytest.raises(SchemaMismatchError):
            SERDE.decode("any", cut)
    with pytest.raises(SchemaMismatchError):
        SERDE.decode("any", longer)
    with contextlib.suppress(SchemaMismatchError):
        SERDE.decode("any", changed)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(PLAIN)))
def test_noise_is_refused_or_read(noise: bytes, identity: int) -> None:
    for message in (noise, b"\x00" + identity.to_bytes(4, "big") + noise):
        with contextlib.suppress(SchemaMismatchError):
            SERDE.decode("any", message)
