"""What an agency wrote to its own topic is taken in, or set aside whole with its reason; nothing passes by the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core.deliveries import Receipt, ReceiptStatus
from hub.core.errors import PermanentError
from hub.core.events import NO_AGENCYS, Details, Event, Submission
from hub.core.forwarding import Gate, Incoming
from hub.core.topics import DEAD_LETTERS, RECEIPTS, SOURCE_SUBMISSIONS
from hub.reference import default_registry
from tests.forwarding import NOW, SERDE, statement

GATE = Gate(serde=SERDE, registry=default_registry())


def incoming(said: object, key: str, agency: str = "court") -> Incoming:
    value = said if isinstance(said, bytes) else SERDE.encode("submissions", said)
    return Incoming(agency=agency, partition=1, offset=7, key=key, value=value)


def test_a_statement_is_taken_in_as_it_is_and_stamped() -> None:
    said = statement("court", 1)
    taken = GATE.judge(incoming(said, said.root), NOW)
    assert (taken.topic, taken.key, taken.at) == (SOURCE_SUBMISSIONS, said.root, NOW)
    assert taken.headers == {"principal": "court"} and SERDE.decode(taken.topic, taken.value) == said


def test_a_receipt_goes_to_the_receipts() -> None:
    receipt = Receipt(delivery_id="d-1", agency="court", status=ReceiptStatus.WRITTEN, native_ref="n-1", written_at=NOW)
    taken = GATE.judge(incoming(receipt, "d-1"), NOW)
    assert (taken.topic, taken.key) == (RECEIPTS, "d-1")
    assert GATE.judge(incoming(receipt, "d-1", "police"), NOW).topic == DEAD_LETTERS


def refused(record: Incoming) -> tuple[str, str]:
    letter = GATE.judge(record, NOW)
    assert letter.topic == DEAD_LETTERS and letter.value == record.value
    assert letter.headers["task_of"] == record.agency and letter.headers["topic"] == f"submissions.{record.agency}"
    assert (letter.headers["partition"], letter.headers["offset"]) == ("1", "7")
    return letter.headers["code"], letter.headers["reason"]


def test_nobody_speaks_for_another() -> None:
    said = statement("police", 1)
    code, reason = refused(incoming(said, said.root, "court"))
    assert code == "E-PER-00" and "police" in reason


def test_what_is_a_persons_to_say_is_refused() -> None:
    """A decision of a clerk's that an agency writes in its own name comes to nothing."""
    said = statement("court", 1)
    details: Details = {"survivor": said.root, "absorbed": "police-1:1"}
    forged = replace(said, event=Event.LINK_REJECTED, details=details)
    assert forged.event in NO_AGENCYS
    code, reason = refused(incoming(forged, forged.root))
    assert code == "E-PER-00" and "LinkRejected" in reason


def test_another_key_than_the_root_is_refused() -> None:
    assert "key" in refused(incoming(statement("court", 1), "another"))[1]


def test_a_clock_that_cannot_be_right_is_refused() -> None:
    for at in (NOW + timedelta(days=2), NOW - timedelta(days=21 * 365)):
        said = statement("court", 1, at=at)
        assert refused(incoming(said, said.root))[0] == "E-TIME-01"


def test_a_record_that_cannot_be_read_keeps_its_reason() -> None:
    record = replace(incoming(b"x", "k"), fault=PermanentError("key or headers can't be read"))
    assert "headers" in refused(record)[1]


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_bytes_stop_the_gate(value: bytes, key: str) -> None:
    letter = GATE.judge(incoming(value, key), NOW)
    assert letter.topic == DEAD_LETTERS and letter.value == value and letter.key


@given(st.data())
def test_no_damage_to_a_statement_stops_the_gate(data: st.DataObject) -> None:
    said = statement("court", 1)
    value = bytearray(SERDE.encode("submissions", said))
    place = data.draw(st.integers(0, len(value) - 1))
    value[place] ^= data.draw(st.integers(1, 255))
    judged = GATE.judge(incoming(bytes(value), said.root), NOW)
    if judged.topic == SOURCE_SUBMISSIONS:
        found = SERDE.decode(judged.topic, judged.value)
        assert isinstance(found, Submission) and (found.agency, found.root) == ("court", said.root)
    else:
        assert judged.topic == DEAD_LETTERS
