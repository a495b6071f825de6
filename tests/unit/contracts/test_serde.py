"""What the wire format refuses, and how it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hub.contracts import Serde
from hub.core.codes import MediationKind, OrgKind
from hub.core.deliveries import Delivery, DeliveryKind, Receipt, ReceiptStatus
from hub.core.errors import SchemaMismatchError
from hub.core.events import Event, Fact, Submission
from hub.core.messages import DisputeEvent, RootUpdate, SealedDossier, Span
from hub.core.units import UnitStamp

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
STAMP = UnitStamp(
    code="X2", level=2, kind=MediationKind.PEOPLE, org_kind=OrgKind.RMC_TOWN, division="230803007", agency="justice"
)
REPORT = Submission(
    event=Event.DISPUTE_REPORTED,
    event_id="e1",
    root="court/7",
    agency="court",
    system="court",
    native_id="7",
    occurred_at=NOON,
    recorded_at=NOON,
    details={"type": "CONTRACT", "channel": "COURT", "parties": 2},
)
FACT = Fact(
    event=Event.AGREEMENT_REACHED,
    event_id="e2",
    root="court/7",
    agency="justice",
    system="justice",
    native_id="12",
    unit=STAMP,
    occurred_at=NOON,
    received_at=NOON,
    details={"form": "WRITTEN", "amount_fen": 5_000_000, "due": date(2026, 4, 15)},
)


@pytest.fixture(scope="module")
def serde() -> Serde:
    return Serde()


def test_a_message_begins_with_the_magic_byte_and_its_schema_id(serde: Serde) -> None:
    data = serde.encode("source.submissions", REPORT)
    assert data[0] == 0
    assert serde.registry.by_id[int.from_bytes(data[1:5], "big")].subject == "DisputeReported"


def test_one_schema_carries_an_event_in_its_three_roles(serde: Serde) -> None:
    """Header fields tell them apart: received_at makes a fact of a submission, dispute_id an event of a fact."""
    for value in (REPORT, FACT, DisputeEvent("d1", FACT, derived=False), DisputeEvent("d1", FACT, True, "e1")):
        assert serde.decode("t", serde.encode("t", value)) == value


def test_codes_come_back_as_codes_where_the_class_has_them(serde: Serde) -> None:
    receipt = Receipt(delivery_id="x", agency="court", status=ReceiptStatus.WRITTEN, native_ref="9", written_at=NOON)
    back = serde.decode("t", serde.encode("t", receipt))
    assert isinstance(back, Receipt) and back.status is ReceiptStatus.WRITTEN
    fact = serde.decode("t", serde.encode("t", FACT))
    assert isinstance(fact, Fact) and fact.unit is not None and fact.unit.kind is MediationKind.PEOPLE


def test_a_delivery_carries_only_the_details_it_was_given(serde: Serde) -> None:
    delivery = Delivery(
        delivery_id="x",
        kind=DeliveryKind.FEEDBACK,
        agency="court",
        unit=None,
        dispute="d1",
        root="court/7",
        due=date(2026, 4, 1),
        occurred_at=NOON,
        details={"outcome": "SUCCESS", "amount_fen": 1},
        dossiers=("court/7",),
    )
    back = serde.decode("t", serde.encode("t", delivery))
    assert back == delivery and isinstance(back, Delivery) and set(back.details) == {"outcome", "amount_fen"}


def test_local_times_are_kept_as_the_same_instant(serde: Serde) -> None:
    from hub.core.daytime import SHANGHAI

    local = replace(REPORT, occurred_at=NOON.astimezone(SHANGHAI))
    back = serde.decode("t", serde.encode("t", local))
    assert isinstance(back, Submission) and back.occurred_at == NOON and back.occurred_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (replace(REPORT, details={"type": "CONTRACT", "channel": "COURT"}), "parties is missing"),
        (replace(REPORT, details={**REPORT.details, "parties": "two"}), "parties is a str, not a int"),
        (replace(REPORT, details={**REPORT.details, "parties": 2**31}), "parties is too large"),
        (replace(REPORT, details={**REPORT.details, "clock": "RMC_30"}), "details that it must not have: ['clock']"),
        (replace(REPORT, occurred_at=datetime(2026, 3, 5)), "occurred_at has no time zone"),  # noqa: DTZ001
        (replace(REPORT, root=None), "root is missing"),
        (replace(REPORT, event="Quarrelled"), "its event isn't in the vocabulary"),
        (replace(FACT, details={**FACT.details, "due": NOON}), "due is a datetime, not a date"),
        (replace(REPORT, details={**REPORT.details, "suit": 1}), "suit is a int, not a boolean"),
        (replace(REPORT, root="\ud800"), "doesn't fit its schema"),
        (object(), "object isn't in the contract"),
        (SealedDossier("r", "a", "s", "n", "text", NOON), "sealed is a str, not a bytes"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_refused_by_field_name(serde: Serde, changed: object, says: str) -> None:
    with pytest.raises(SchemaMismatchError) as caught:
        serde.encode("source.submissions", changed)
    assert says in str(caught.value) and caught.value.where == "source.submissions" and caught.value.remedy


def test_a_refusal_never_repeats_a_value(serde: Serde) -> None:
    with pytest.raises(SchemaMismatchError) as caught:
        serde.encode("t", replace(REPORT, details={**REPORT.details, "parties": "230803199001011234"}))
    assert "230803199001011234" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "begins with"),
        (b"\x00\x00\x00", "begins with"),
        (b"\x01\x00\x00\x00\x01abc", "names no schema"),
        (b"\x00\x7f\xff\xff\xff", "names no schema"),
        (b'{"event":"DisputeReported"}', "names no schema"),
        (b"\x00\x00\x00\x00\x01", "DisputeReported.v1.avsc"),
        (b"\x00\x00\x00\x00\x01" + b"\xff" * 40, "DisputeReported.v1.avsc"),
    ],
)
def test_what_is_no_message_is_refused(serde: Serde, data: bytes, says: str) -> None:
    with pytest.raises(SchemaMismatchError, match=says) as caught:
        serde.decode("source.submissions", data)
    assert caught.value.code == "E-SCH-01" and caught.value.where == "source.submissions"


def test_nothing_may_stand_behind_a_message(serde: Serde) -> None:
    with pytest.raises(SchemaMismatchError):
        serde.decode("t", serde.encode("t", REPORT) + b"\x00")


def test_the_size_is_limited_both_ways() -> None:
    small = Serde(max_bytes=100)
    long = SealedDossier("r", "a", "s", "n", b"x" * 200, NOON)
    with pytest.raises(SchemaMismatchError, match="100 are allowed"):
        small.encode("t", long)
    with pytest.raises(SchemaMismatchError, match="100 are allowed"):
        small.decode("t", Serde().encode("t", long))


def test_a_claimed_length_allocates_nothing(serde: Serde) -> None:
    """A text that says it has a gibibyte is refused at once."""
    with pytest.raises(SchemaMismatchError):
        serde.decode("t", b"\x00\x00\x00\x00\x01" + b"\xfe\xff\xff\xff\x07" + b"x" * 50)


def test_an_update_holds_facts_only(serde: Serde) -> None:
    """A nested message that isn't a fact (an update, a submission) is refused, never recursed into."""
    update = serde.encode("t", RootUpdate("r", 1, (Span(None, None),), (FACT,)))
    inner = serde.encode("t", FACT)
    head, tail = update.split(bytes((len(inner) * 2 & 127 | 128, len(inner) * 2 >> 7)) + inner)
    assert serde.decode("t", update) == RootUpdate("r", 1, (Span(None, None),), (FACT,))
    for nested in (update, serde.encode("t", REPORT), b""):
        length = len(nested) * 2
        size = bytes((length,)) if length < 128 else bytes((length & 127 | 128, length >> 7))
        with pytest.raises(SchemaMismatchError):
            serde.decode("t", head + size + nested + tail)


def test_facts_sent_again_are_read_as_equal(serde: Serde) -> None:
    """The memo of facts answers by content: two facts of one id that differ don't become one."""
    late = replace(FACT, details={**FACT.details, "amount_fen": 1})
    for facts in ((FACT,), (late,), (FACT, late), (late, FACT)):
        update = RootUpdate("r", 1, (), facts)
        assert serde.decode("t", serde.encode("t", update)) == update
