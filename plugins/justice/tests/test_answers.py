"""What clerks answer in ``hub_in``, brought back with the hub's reference."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from hub.core.deliveries import Delivery, DeliveryKind, Dossier, PartyDossier, ReceiptStatus
from hub.core.errors import RowRejectedError
from hub.core.events import Details, Event, Submission
from hub.testing import sample_delivery, sample_dossier

UPPER = "L3-230803"
LOWER = "L2-230803007"


def delivery(sort: DeliveryKind, unit: str = LOWER, ref: str | None = "R-1", /, **details: object) -> Delivery:
    """Return a delivery as the hub dispatches it."""
    base: Details = {"type": "CONTRACT", "parties": 2}
    base.update(details)  # type: ignore[typeddict-item]
    return Delivery(
        delivery_id=f"D-1/{sort.value}/{unit}",
        kind=sort,
        agency="justice",
        unit=unit,
        dispute="court:BH-1",
        root="court:BH-1",
        ref=ref,
        due=date(2026, 3, 19),
        occurred_at=sample_delivery(sort, "justice").occurred_at,
        details=base,
    )


@pytest.fixture
def answered(justice_site, clock):
    """Deliver, let a clerk answer, and return what comes back."""

    def act(sent: Delivery, **fields: object) -> list[Submission]:
        adapter = justice_site.open()
        assert adapter.deliver(sent, ()).status is ReceiptStatus.WRITTEN
        clock.advance(timedelta(hours=2))
        justice_site.answer(sent, **fields)
        records = [record for batch in adapter.poll(None) for record in batch.records if "/in/" in record.native_id]
        return [submission for record in records for submission in adapter.translate(record).submissions]

    return act


@pytest.mark.parametrize(
    ("sent", "fields", "event", "unit", "details"),
    [
        (
            delivery(DeliveryKind.REFERRAL, kind="ENTRUST_PRE", delivered=True),
            {},
            Event.REFERRAL_ACCEPTED,
            LOWER,
            {"ref": "R-1", "channel": "COURT"},
        ),
        (
            delivery(DeliveryKind.REFERRAL, kind="POLICE_ENTRUST"),
            {"状态": "退回", "退回原因": "不属辖区"},
            Event.REFERRAL_RETURNED,
            LOWER,
            {"ref": "R-1", "reason": "JURISDICTION"},
        ),
        (
            delivery(DeliveryKind.REFERRAL, kind="ENTRUST_PRE", delivered=False),
            {"状态": "不同意", "不同意方": "被申请人"},
            Event.CONSENT_WITHHELD,
            None,
            {"subject": "p2", "state": "WITHHELD", "ref": "R-1"},
        ),
        (
            delivery(DeliveryKind.ASSIGNMENT, LOWER, None, channel="GRID", division="230803"),
            {},
            Event.CASE_OPENED,
            LOWER,
            {"channel": "GRID"},
        ),
        (
            delivery(DeliveryKind.ESCALATION, UPPER, None, frm=LOWER),
            {},
            Event.ESCALATION_ACCEPTED,
            UPPER,
            {"frm": LOWER},
        ),
        (
            delivery(DeliveryKind.ESCALATION, UPPER, None, frm=LOWER),
            {"状态": "退回", "退回原因": "材料不全"},
            Event.ESCALATION_RETURNED,
            LOWER,
            {"frm": UPPER, "reason": "MATERIALS"},
        ),
        (
            delivery(DeliveryKind.RESULT_DOWN, LOWER, None, frm=UPPER, outcome="SUCCESS", v=1),
            {},
            Event.CASCADE_ACKNOWLEDGED,
            LOWER,
            {"frm": UPPER},
        ),
        (
            delivery(DeliveryKind.FEEDBACK, UPPER, state="CONCLUDED", outcome="SUCCESS"),
            {},
            Event.FEEDBACK_ACKNOWLEDGED,
            None,
            {"ref": "R-1"},
        ),
        (
            delivery(DeliveryKind.SUPERVISION, LOWER, None, cause="LEVEL_L2-230803007"),
            {"状态": "已答复"},
            Event.SUPERVISION_REPLIED,
            LOWER,
            {"cause": "LEVEL_L2-230803007"},
        ),
        (
            delivery(DeliveryKind.DOCKET_TASK, LOWER, None, half="2026-H1", cause="2026-H1", owner=LOWER),
            {"状态": "已答复"},
            Event.DOCKET_FOLLOWED,
            LOWER,
            {"half": "2026-H1"},
        ),
        (
            delivery(DeliveryKind.INVITATION, LOWER, None, invitee=LOWER),
            {},
            Event.INVITATION_ANSWERED,
            None,
            {"invitee": LOWER, "subject": LOWER, "result": "ACCEPTED"},
        ),
    ],
)
def test_each_answer_states_one_thing(answered, clock, sent, fields, event, unit, details) -> None:
    """The answer carries root, referral, unit, the delivery it answers, and the time of the clerk's signature."""
    (said,) = answered(sent, **fields)
    assert (said.event, said.unit, said.details) == (event, unit, details)
    assert (said.root, said.correlation, said.occurred_at) == (sent.root, sent.delivery_id, clock.now())


def test_committee_that_asked_both_sides_speaks_for_them(answered) -> None:
    """A referral that came with consent open: both consents, then the acceptance."""
    said = answered(delivery(DeliveryKind.REFERRAL, kind="ENTRUST_PRE", delivered=False), 同意情况="同意")
    assert [submission.event for submission in said] == [
        Event.CONSENT_RECORDED,
        Event.CONSENT_RECORDED,
        Event.REFERRAL_ACCEPTED,
    ]
    assert [submission.details.get("subject") for submission in said[:2]] == ["p1", "p2"]


def test_refusal_comes_with_its_notice(answered) -> None:
    """Refusal of consent yields a termination notice at once (domain §2.6)."""
    said = answered(delivery(DeliveryKind.REFERRAL), 状态="不同意", 不同意方="申请人", 文书号="西林终告〔2026〕7号")
    assert [submission.event for submission in said] == [Event.CONSENT_WITHHELD, Event.TERMINATION_NOTICE_ISSUED]
    assert said[1].details == {"number": "西林终告〔2026〕7号"}


@pytest.mark.parametrize(
    "kind", [DeliveryKind.INFORMATION, DeliveryKind.REFERRAL_WITHDRAWN, DeliveryKind.GATE_DECISION]
)
def test_what_asks_for_nothing_is_answered_by_nothing(answered, kind: DeliveryKind) -> None:
    """Read is enough."""
    assert answered(delivery(kind), 状态="已阅") == []


@pytest.mark.parametrize(
    ("sent", "fields", "code"),
    [
        (delivery(DeliveryKind.REFERRAL), {"状态": "签了"}, "E-CODE-02"),
        (delivery(DeliveryKind.REFERRAL), {"状态": "退回", "退回原因": "不想管"}, "E-CODE-02"),
        (delivery(DeliveryKind.RESULT_DOWN, frm=UPPER), {"状态": "退回"}, "E-STA-02"),
        (delivery(DeliveryKind.ASSIGNMENT, LOWER, None, channel="GRID"), {"状态": "退回"}, "E-STA-01"),
        (delivery(DeliveryKind.REFERRAL), {"处理时间": ""}, "E-DATE-01"),
        (delivery(DeliveryKind.REFERRAL), {"处理时间": "2026-04-16 09:00"}, "E-DATE-04"),
    ],
)
def test_an_answer_that_says_nothing_clear_is_held(answered, sent, fields, code: str) -> None:
    """No answer is lost unheard: what can't be understood waits with its reason."""
    with pytest.raises(RowRejectedError) as held:
        answered(sent, **fields)
    assert held.value.code == code


def test_untouched_lines_say_nothing(justice_site) -> None:
    """待签收 isn't even read."""
    adapter = justice_site.open()
    adapter.deliver(delivery(DeliveryKind.REFERRAL), ())
    assert not [record for batch in adapter.poll(None) for record in batch.records if "/in/" in record.native_id]


def test_the_clerk_sees_words_and_people(justice_site) -> None:
    """A line reads like the ledger: Chinese words, and whom to call when the receiver is entitled to know."""
    sent = delivery(DeliveryKind.REFERRAL, kind="ENTRUST_PRE", delivered=False, difficulty="HARD")
    justice_site.open().deliver(sent, (sample_dossier(sent.root),))
    (row,) = justice_site.rows("hub_in")
    shown = {
        name: row[name] for name in ("业务", "类别", "来源", "难易", "待征询", "期限", "hub_root", "hub_ref", "状态")
    }
    assert shown == {
        "业务": "REFERRAL",
        "类别": "合同",
        "来源": "法院",
        "难易": "疑难",
        "待征询": "是",
        "期限": "2026-03-19",
        "hub_root": "court:BH-1",
        "hub_ref": "R-1",
        "状态": "待签收",
    }
    assert (row["申请人"], row["申请人电话"], row["被申请人"]) == ("孟繁星", "13904540001", "郝建民")
    assert json.loads(str(row["内容"]))["delivered"] is False


def test_the_second_report_of_a_quarrel_names_the_people_if_the_first_does_not(justice_site) -> None:
    """Dossiers of several roots: the first that names anybody is enough to call them."""
    empty = Dossier(root="grid:1", narrative="楼道堆物")
    people = (PartyDossier(position=1, role="APPLICANT", kind="NATURAL", name="孟繁星"),)
    sent = delivery(DeliveryKind.ASSIGNMENT, LOWER, None, channel="GRID")
    justice_site.open().deliver(sent, (empty, Dossier(root="police:1", parties=people, narrative="噪声")))
    (row,) = justice_site.rows("hub_in")
    assert (row["申请人"], row["简要情况"]) == ("孟繁星", "楼道堆物\n噪声")


def test_the_case_it_is_about_is_found(justice_site) -> None:
    """A result that comes down names the office's own case, whether found by itself or taken over."""
    own = delivery(DeliveryKind.RESULT_DOWN, "L1-230803007001", None, frm=LOWER)
    adapter = justice_site.open()
    adapter.deliver(Delivery(**{**{f: getattr(own, f) for f in own.__slots__}, "root": "justice:230803007/3"}), ())
    justice_site.type_in({"hub_root": "court:BH-1", "调委会代码": LOWER})
    adapter.deliver(delivery(DeliveryKind.RESULT_DOWN, LOWER, None, frm=UPPER), ())
    assert [row["case_id"] for row in justice_site.rows("hub_in")] == [3, 4]


def test_nobody_keeps_that_committee(justice_site) -> None:
    """A unit that no office has is refused with a reason, not written anywhere."""
    receipt = justice_site.open().deliver(delivery(DeliveryKind.REFERRAL, "L2-230804007"), ())
    assert receipt.status is ReceiptStatus.REFUSED and "L2-230804007" in receipt.reason
    assert list(justice_site.written()) == []


def test_supervision_of_a_centre(justice_site) -> None:
    """A person at the centre orders, raises and closes."""
    order = {
        "签发单位": UPPER,
        "hub_root": "court:BH-1",
        "事由": "INVITE_PS-230803007",
        "督办日期": "2026-03-09 10:00",
        "升级": "2026-03-11 10:00",
        "办结日期": "2026-03-12 10:00",
    }
    native_id = justice_site.type_in(order, table="rmtj_db", office="230803")
    adapter = justice_site.open()
    records = [r for batch in adapter.poll(None) for r in batch.records if r.source == "rmtj_db"]
    said = adapter.translate(records[0]).submissions
    assert records[0].native_id == native_id.replace("/", "/db/")
    assert [(s.event, s.details.get("result")) for s in said] == [
        (Event.SUPERVISION_ORDERED, None),
        (Event.SUPERVISION_ORDERED, "RAISED"),
        (Event.SUPERVISION_CLOSED, None),
    ]
    assert len({s.event_id for s in said}) == 3 and {s.unit for s in said} == {UPPER}


def test_order_without_a_matter_is_held(justice_site) -> None:
    """An order must say what it's about."""
    justice_site.type_in({"签发单位": UPPER, "事由": "X", "督办日期": "2026-03-09"}, table="rmtj_db", office="230803")
    adapter = justice_site.open()
    (record,) = [r for batch in adapter.poll(None) for r in batch.records if r.source == "rmtj_db"]
    with pytest.raises(RowRejectedError, match="names no matter"):
        adapter.translate(record)
