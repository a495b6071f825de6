"""Reply files and acknowledgements."""

from __future__ import annotations

import dataclasses

import pytest
from defusedxml.ElementTree import fromstring

from hub.core.deliveries import DeliveryKind, ReceiptStatus
from hub.core.errors import AgencyUnavailableError, RowRejectedError
from hub.plugins.spec import NativeRecord
from hub.testing import sample_delivery, sample_dossier
from hub_petition.replies import reply_name, write_once


def fields_of(office):
    (text,) = office.written()
    return {child.tag: child.text for child in fromstring(text.partition("?>")[2])}


def test_feedback_file_says_what_the_office_needs(office, reading):
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "petition", reporter_native_id=f"{office.reporter}@2")
    receipt = reading.adapter.deliver(delivery, (sample_dossier(delivery.root),))
    assert [path.name for path in office.register.outbox.glob("*.xml")] == [receipt.native_ref]
    fields = fields_of(office)
    assert fields["业务类型"] == "反馈"
    assert (fields["信访件编号"], fields["枢纽编号"]) == (office.reporter, delivery.root)
    assert fields["移交编号"] == delivery.ref
    assert (fields["结果代码"], fields["结果"]) == ("SUCCESS", "调解成功")
    assert fields["答复期限"] == "2026-04-15"


def test_gate_decision_names_conclusion_mode_and_wait(office, reading):
    delivery = dataclasses.replace(
        sample_delivery(DeliveryKind.GATE_DECISION, "petition", reporter_native_id=office.reporter),
        details={"decision": "MEDIATION_SUGGESTED", "mode": "required", "waits": True, "number": "〔2026〕3号"},
    )
    reading.adapter.deliver(delivery, ())
    fields = fields_of(office)
    assert (fields["前置结论"], fields["前置方式"], fields["待调解文书"]) == ("建议先行调解", "前置", "是")
    assert fields["文书号"] == "〔2026〕3号"


def test_reply_that_the_office_took_away_is_not_written_again(office, reading):
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "petition", reporter_native_id=office.reporter)
    reading.adapter.deliver(delivery, ())
    office.register.take_replies(delivery.occurred_at)
    assert reading.adapter.deliver(delivery, ()).status is ReceiptStatus.DUPLICATE
    assert office.written() == []


def test_crash_between_file_and_mark_writes_one_file(tmp_path):
    assert write_once(tmp_path, "HF_1.xml", b"x") is True
    (tmp_path / ".written" / "HF_1.xml").unlink()
    assert write_once(tmp_path, "HF_1.xml", b"x") is False
    assert [path.name for path in tmp_path.glob("*.xml")] == ["HF_1.xml"]


@pytest.mark.parametrize("delivery_id", ["../../etc/passwd", "编号", "a" * 200, "x/y"])
def test_delivery_id_cannot_leave_the_folder(delivery_id):
    name = reply_name(delivery_id)
    assert name.isascii() and "/" not in name and len(name) < 90


def test_characters_that_xml_forbids_do_not_stop_a_reply(office, reading):
    delivery = dataclasses.replace(
        sample_delivery(DeliveryKind.INFORMATION, "petition"), details={"number": "A\x00\x0b1"}
    )
    assert reading.adapter.deliver(delivery, ()).status is ReceiptStatus.WRITTEN
    assert fields_of(office)["文书号"] == "A1"


def test_folder_away_is_an_outage(office, reading):
    office.stop()
    with pytest.raises(AgencyUnavailableError):
        reading.adapter.deliver(sample_delivery(DeliveryKind.FEEDBACK, "petition"), ())


@pytest.fixture
def answer(office, reading):
    """Return the submissions of an acknowledgement with some elements changed."""

    def run(kind=DeliveryKind.FEEDBACK, state="已签收", **changes):
        delivery = sample_delivery(kind, "petition", reporter_native_id=office.reporter)
        reading.adapter.deliver(delivery, ())
        (reply,) = office.register.take_replies(delivery.occurred_at)
        office.register.acknowledge(delivery.occurred_at, [office.signed(reply.fields, state) | changes])
        records, _ = reading.read()
        (record,) = [record for record in records if record.source == "acks"]
        return reading.adapter.translate(record).submissions

    return run


def test_feedback_is_acknowledged_at_the_time_it_was_signed(answer, office):
    (acknowledged,) = answer()
    assert acknowledged.event.value == "FeedbackAcknowledged"
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "petition")
    assert acknowledged.root == delivery.root
    assert acknowledged.details == {"ref": delivery.ref}
    assert acknowledged.correlation == delivery.delivery_id
    assert acknowledged.native_id == office.reporter
    assert acknowledged.occurred_at.isoformat() == "2026-03-16T01:05:00+00:00"


def test_feedback_is_returned(answer):
    (rejected,) = answer(state="退回")
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "petition")
    assert (rejected.event.value, rejected.details) == ("FeedbackRejected", {"ref": delivery.ref})


def test_supervision_is_answered(answer):
    (replied,) = answer(DeliveryKind.SUPERVISION, "已答复", 单位="X3", 督办事由="FEEDBACK")
    assert (replied.event.value, replied.unit, replied.details) == ("SupervisionReplied", "X3", {"cause": "FEEDBACK"})


def test_information_needs_no_answer_but_may_have_one(answer):
    assert answer(DeliveryKind.INFORMATION) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"签收状态": "收到啦"}, "签收状态"), ({"业务类型": "通知"}, "业务类型"), ({"签收时间": "昨天"}, "签收时间"),
     ({"枢纽编号": ""}, "枢纽编号")],
)  # fmt: skip
def test_unreadable_acknowledgement_is_refused(answer, changes, field):
    with pytest.raises(RowRejectedError) as caught:
        answer(**changes)
    assert (caught.value.field, caught.value.task_of) == (field, "petition")


def test_acknowledgement_read_twice_is_one_statement(answer, office, reading):
    (first,) = answer()
    reading.cursor = None
    (second,) = [s for r in reading.read()[0] if r.source == "acks" for s in reading.adapter.translate(r).submissions]
    assert first.event_id == second.event_id


def test_junk_record_is_refused_not_a_crash(reading):
    for source, field in (("acks", "x"), ("snapshot", "缺失"), ("snapshot", "历次委托")):
        record = NativeRecord(source=source, native_id="x", version="1", fields={field: "x"}, place="x")
        with pytest.raises(RowRejectedError):
            reading.adapter.translate(record)
