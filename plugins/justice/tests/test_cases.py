"""What a case of the ledger states, clean and dirty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.core.errors import RowRejectedError
from hub.core.events import Event, Submission
from hub.plugins.spec import NativeRecord, Translation
from hub.testing.tokens import strong_token

FOLLOWED = {"hub_root": "court:BH-1", "hub_ref": "R-1", "来文号": "R-1/REFERRAL/DELIVERED", "受理日期": "2026-03-05"}
AGREED = {"协议形式": "书面", "协议日期": "2026-03-12", "金额": "0.8", "结果": "调解成功", "结案日期": "2026-03-12"}


@pytest.fixture
def read(justice_site):
    """Type a case in and return what the adapter makes of it."""

    def typed(**fields: object) -> Translation:
        base = {name: value for name, value in justice_site.rows("rmtj_case")[0].items() if name != "id"}
        native_id = justice_site.type_in({**base, "updated_at": justice_site.now(), **fields})
        return _translate(justice_site, native_id)

    return typed


def _record(site, native_id: str) -> NativeRecord:
    adapter = site.open()
    found = [record for batch in adapter.poll(None) for record in batch.records if record.native_id == native_id]
    adapter.close()
    return found[-1]


def _translate(site, native_id: str) -> Translation:
    return site.open().translate(_record(site, native_id))


def _said(translation: Translation, event: Event) -> list[Submission]:
    return [submission for submission in translation.submissions if submission.event is event]


def test_own_find_is_its_own_root(read) -> None:
    """A matter that the office heard of itself: reported, accepted, consented; sealed under its own root."""
    told = read()
    root = told.submissions[0].root
    assert root == "justice:230803007/4" and told.dossier is not None and told.dossier.root == root
    report, opened = _said(told, Event.DISPUTE_REPORTED)[0], _said(told, Event.CASE_OPENED)[0]
    assert report.unit is None and report.details["channel"] == "PARTY" and report.details["parties"] == 2
    assert report.details["number"] == "〔2026〕西林民调字第12号"
    assert opened.unit == "L2-230803007"
    assert [s.details["subject"] for s in _said(told, Event.CONSENT_RECORDED)] == ["p1", "p2"]


def test_dirty_numbers_are_the_same_person(read) -> None:
    """Full-width digits and a lowercase x recognise the person whom clean typing recognises."""
    told = read(申请人证件="１１０１０５１９４９１２３１００２x")
    clean = strong_token(1, "11010519491231002X")
    assert _said(told, Event.DISPUTE_REPORTED)[0].details["tokens"] == [clean]


def test_unreadable_number_recognises_nobody(read) -> None:
    """A number whose check digit is wrong is no strong token, and no reason to hold the row."""
    assert _said(read(申请人证件="110105194912310021"), Event.DISPUTE_REPORTED)[0].details["tokens"] == []


def test_many_applicants_are_several_parties(read) -> None:
    """Names, numbers and telephones are separated by 、 and belong together in their order."""
    told = read(申请人="甲一、乙二；丙三", 申请人证件="11010519491231002X", 申请人电话="", 人数="")
    assert told.dossier is not None
    assert [(p.position, p.role) for p in told.dossier.parties] == [
        (1, "APPLICANT"),
        (2, "APPLICANT"),
        (3, "APPLICANT"),
        (4, "RESPONDENT"),
    ]
    assert _said(told, Event.DISPUTE_REPORTED)[0].details["parties"] == 4
    assert _said(told, Event.CONSENT_RECORDED)[1].details["subject"] == "p4"


@pytest.mark.parametrize(
    "text", ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "２０２６-０３-０５", "20260305"]
)
def test_days_in_any_spelling(read, text: str) -> None:
    """A day is a day; without an hour, matters are opened in the morning."""
    assert _said(read(受理日期=text), Event.CASE_OPENED)[0].occurred_at == datetime(2026, 3, 5, 1, tzinfo=UTC)


def test_what_was_stated_once_stays(read, justice_site) -> None:
    """The row is typed on for weeks: later entries add statements and change none, not even by an hour."""
    today = {"协议日期": "2026-03-16", "结案日期": "2026-03-16"}
    steps = [
        {"被申请人同意": ""},
        {"被申请人同意": "同意", "同意日期": "2026-03-14"},
        {"调解日期": "2026-03-15 10:00"},
        {**AGREED, **today, "防民转刑件": "1", "防民转刑人": "2"},
        {"履行": "已履行", "履行日期": "2026-03-17"},
    ]
    native_id, stated = read(**steps[0]).submissions[0].native_id, {}
    for step in steps[1:]:
        justice_site.clock.advance(timedelta(days=1))
        justice_site.change(native_id, step)
        for said in _translate(justice_site, native_id).submissions:
            assert stated.setdefault(said.event_id, (said.occurred_at, said.details)) == (
                said.occurred_at,
                said.details,
            )
    assert len(stated) == 8


def test_late_entry_keeps_its_day(read, justice_site) -> None:
    """What is typed days later still counts for the day on which it happened."""
    reached = _said(read(**{**FOLLOWED, **AGREED}), Event.AGREEMENT_REACHED)[0]
    assert reached.occurred_at == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    assert reached.recorded_at == justice_site.clock.now()


def test_agreement_is_in_wan(read) -> None:
    """0.8 under the heading 万元 is 8,000 yuan; the case that answers the court belongs to the court's root."""
    told = read(**{**FOLLOWED, **AGREED, "履行期限": "2026年4月30日"})
    reached = _said(told, Event.AGREEMENT_REACHED)[0]
    assert reached.details == {"form": "WRITTEN", "amount_fen": 800_000, "due": date(2026, 4, 30)}
    assert {submission.root for submission in told.submissions} == {"court:BH-1"}
    assert not _said(told, Event.DISPUTE_REPORTED) and not _said(told, Event.CASE_OPENED) and told.dossier is None


@pytest.mark.parametrize("amount", ["8000元", "8000", "８０００", "5,000"])
def test_yuan_under_wan_is_held_with_a_proposal(read, amount: str) -> None:
    """A figure that looks like 元 is never mended silently: the row waits, the reason says how to read it."""
    with pytest.raises(RowRejectedError, match=r"读|read it as [58],000 元") as held:
        read(**FOLLOWED, **AGREED | {"金额": amount})
    assert (held.value.field, held.value.code, held.value.task_of) == ("金额", "E-AMT-04", "司法所经办员")
    mended = read(**FOLLOWED, **AGREED | {"金额": held.value.proposal})
    assert _said(mended, Event.AGREEMENT_REACHED)[0].details["amount_fen"] in (500_000, 800_000)


def test_confirmed_amount_passes(read) -> None:
    """A clerk who looked again says so, and the row comes in as typed."""
    told = read(**FOLLOWED, **AGREED | {"金额": "300", "金额核对": "是"})
    assert _said(told, Event.AGREEMENT_REACHED)[0].details["amount_fen"] == 300_000_000


def test_usual_amount_of_the_office_unmasks_small_sums(read, justice_site) -> None:
    """Sixty 万元 are nothing odd by themselves, but they are in an office whose usual amount is half a 万元."""
    assert _said(read(**FOLLOWED, **AGREED | {"金额": "60"}), Event.AGREEMENT_REACHED)
    for amount in ("0.3", "0.5", "0.5", "0.6", "0.8"):
        justice_site.type_in({**FOLLOWED, "调委会代码": "L2-230803007", **AGREED, "金额": amount})
    with pytest.raises(RowRejectedError, match="60 元"):
        read(**FOLLOWED, **AGREED | {"金额": "60"})


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("类别", "口角", "E-CODE-02"),
        ("来源", "天上掉的", "E-CODE-02"),
        ("结果", "已和谐", "E-CODE-02"),
        ("受理日期", "2026-02-30", "E-DATE-02"),
        ("受理日期", "前天", "E-DATE-01"),
        ("受理日期", "", "E-DATE-01"),
        ("受理日期", "2026-03-19", "E-DATE-04"),
        ("调解日期", "2026-03-01", "E-DATE-05"),
        ("协议日期", "2026-03-01", "E-DATE-05"),
        ("人数", "好多", "E-NUM-02"),
        ("调委会代码", "L9", "E-UNIT-01"),
        ("updated_at", None, "E-DATE-01"),
        ("updated_at", "2028-03-16 09:00:00", "E-CLK-01"),
    ],
)
def test_what_cannot_be_read_is_held_and_named(read, column: str, value: str | None, code: str) -> None:
    """Field, reason and code of each; the message names no person."""
    with pytest.raises(RowRejectedError) as held:
        read(**{**AGREED, column: value})
    assert (held.value.field, held.value.code) == (column, code)
    assert "赵长河" not in str(held.value)


def test_an_odd_word_comes_with_a_proposal(read) -> None:
    """已和谐 is probably 和解; a person decides."""
    with pytest.raises(RowRejectedError) as held:
        read(结果="已和谐", 结案日期="2026-03-12")
    assert held.value.proposal == "和解"


def test_a_slip_in_a_correction_is_found_where_it_stands(read, justice_site) -> None:
    """The field names the line of the correction, so that mending it mends nothing else."""
    native_id = read(**FOLLOWED, **AGREED).submissions[0].native_id
    row = {"case_id": int(native_id.partition("/")[2]), "次序": 1, "更正日期": "2026-03-16", "金额": "9000"}
    justice_site.type_in(row, table="rmtj_gz")
    with pytest.raises(RowRejectedError) as held:
        _translate(justice_site, native_id)
    assert (held.value.field, held.value.proposal) == ("协议更正.0.金额", "0.9")


def test_endless_narrative_is_held(read) -> None:
    """Eleven megabytes are a broken export; nothing is cut off silently."""
    with pytest.raises(RowRejectedError, match="narrative") as held:
        read(简要情况="漏" * 4_000_000)
    assert held.value.field == "简要情况"


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"结果": "调解成功", "结案日期": "2026-03-12"}, "协议日期"),
        ({"协议形式": "口头", "金额": "0.1"}, "协议日期"),
        ({"结果": "调解不成"}, "结案日期"),
        ({"终结告知书号": "7号"}, "终结告知日期"),
        ({"上报日期": "2026-03-12"}, "上报单位"),
    ],
)
def test_half_of_a_statement_is_held(read, fields: dict[str, str], column: str) -> None:
    """A step without its day, or a day without its step: the empty column is named."""
    with pytest.raises(RowRejectedError) as held:
        read(**fields)
    assert (held.value.field, held.value.code) == (column, "E-REQ-01")


def test_correction_stands_beside_the_agreement(read, justice_site) -> None:
    """5,000 mended to 50,000: the agreement's statement is unchanged, the correction supersedes it (domain §7 D3)."""
    first = read(**FOLLOWED, **AGREED | {"金额": "0.5"})
    native_id = first.submissions[0].native_id
    justice_site.clock.advance(timedelta(days=1))
    key = int(native_id.partition("/")[2])
    correction = {"case_id": key, "次序": 1, "更正日期": "2026-03-17", "金额": "5"}
    justice_site.type_in(correction, table="rmtj_gz")
    second = _translate(justice_site, native_id)
    assert first.submissions[0].event_id in {submission.event_id for submission in second.submissions}
    corrected = _said(second, Event.AGREEMENT_CORRECTED)[0]
    assert corrected.details == {"v": 2, "supersedes": f"{native_id}/AgreementReached", "amount_fen": 5_000_000}


def test_unchanged_statements_keep_their_ids(read, justice_site) -> None:
    """A later step adds a statement; those made before are the same events."""
    before = read(**FOLLOWED, **AGREED)
    native_id = before.submissions[0].native_id
    justice_site.change(native_id, {"履行": "已履行", "履行日期": "2026-03-15"})
    after = _translate(justice_site, native_id)
    new = {s.event_id for s in after.submissions} - {s.event_id for s in before.submissions}
    assert [s.event for s in after.submissions if s.event_id in new] == [Event.AGREEMENT_PERFORMED]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"结果": "和解", "结案日期": "2026-03-12"}, [Event.CASE_SETTLED]),
        ({"结果": "撤回", "结案日期": "2026-03-12"}, [Event.CASE_WITHDRAWN]),
        (
            {"结果": "调解不成", "结案日期": "2026-03-12", "终结告知书号": "1号", "告知途径日期": "2026-03-12"},
            [Event.MEDIATION_FAILED, Event.TERMINATION_NOTICE_ISSUED, Event.OTHER_ROUTES_INFORMED],
        ),
        (
            {"结果": "当事人终止", "撤回方": "被申请人", "撤回日期": "2026-03-12", "终结告知书号": "1号"},
            [Event.CONSENT_WITHDRAWN, Event.TERMINATION_NOTICE_ISSUED],
        ),
        ({"上报单位": "L3-230803", "上报日期": "2026-03-12", "结果": "上报"}, [Event.ESCALATION_REQUESTED]),
        ({"调解日期": "2026-03-06"}, [Event.MEDIATION_STARTED]),
        ({"延期日期": "2026-03-12", "延期至": "2026-04-20"}, [Event.DEADLINE_EXTENDED]),
        ({**AGREED, "履行": "反悔", "履行日期": "2026-03-15"}, [Event.AGREEMENT_REACHED, Event.AGREEMENT_BREACHED]),
        (
            {**AGREED, "防群访件": "1", "防群访人": "12", "防民转刑件": "1"},
            [Event.RISK_FLAGGED, Event.RISK_FLAGGED, Event.AGREEMENT_REACHED],
        ),
        ({"风险": "群体性"}, [Event.RISK_FLAGGED]),
    ],
)
def test_steps_of_a_case(read, fields: dict[str, str], expected: list[Event]) -> None:
    """Each column that a clerk fills states one thing."""
    told = read(**{**FOLLOWED, "申请人同意": "", "被申请人同意": "", **fields})
    assert [submission.event for submission in told.submissions] == expected
    assert len({submission.event_id for submission in told.submissions}) == len(expected)


def test_failure_below_the_last_level_means_declined(read) -> None:
    """A case closed as failed at level 2 was not handed up because nobody wanted it; at level 4 it's final."""
    ended = {**FOLLOWED, "结果": "调解不成", "结案日期": "2026-03-12"}
    assert _said(read(**ended), Event.MEDIATION_FAILED)[0].details == {"escalation": "declined"}
    assert _said(read(**ended, 调委会代码="L4-230800"), Event.MEDIATION_FAILED)[0].details == {}


def test_second_escalation_is_another_statement(read) -> None:
    """Returned and handed up again: a version tells the two apart."""
    up = {**FOLLOWED, "上报单位": "L3-230803", "上报日期": "2026-03-12", "结果": "上报"}
    once, twice = read(**up, 上报次数=1), read(**up, 上报次数=2)
    assert "v" not in _said(once, Event.ESCALATION_REQUESTED)[0].details
    assert _said(twice, Event.ESCALATION_REQUESTED)[0].details["v"] == 2


def test_refusal_in_an_own_case(read) -> None:
    """The other side doesn't want mediation: withheld, and the notice that goes with it (人民调解法 17)."""
    told = read(被申请人同意="不同意", 同意日期="2026-03-06", 终结告知书号="西林终告1号", 终结告知日期="2026-03-06")
    withheld = _said(told, Event.CONSENT_WITHHELD)[0]
    assert withheld.details == {"subject": "p2", "state": "WITHHELD"} and withheld.unit is None
    assert _said(told, Event.TERMINATION_NOTICE_ISSUED)[0].details == {"number": "西林终告1号"}


def test_a_row_typed_twice_is_withdrawn(read) -> None:
    """作废 takes an own report back and says nothing more."""
    assert [s.event for s in read(作废="是", **AGREED).submissions] == [
        Event.DISPUTE_REPORTED,
        Event.SOURCE_REPORT_RETRACTED,
    ]


def test_two_corrections_of_one_number_are_held(read, justice_site) -> None:
    """Which of the two holds? The office must say."""
    native_id = read(**FOLLOWED, **AGREED).submissions[0].native_id
    row = {"case_id": int(native_id.partition("/")[2]), "次序": 1, "更正日期": "2026-03-16", "金额": "0.9"}
    for amount in ("0.9", "0.7"):
        justice_site.type_in({**row, "金额": amount}, table="rmtj_gz")
    with pytest.raises(RowRejectedError, match="one number") as held:
        _translate(justice_site, native_id)
    assert held.value.field == "协议更正.1.次序"


def test_a_reminder_is_no_second_invitation(read, justice_site) -> None:
    """The first invitation set the clock."""
    native_id = read(**FOLLOWED).submissions[0].native_id
    row = {"case_id": int(native_id.partition("/")[2]), "被邀单位": "PS-230803007"}
    for day in ("2026-03-12", "2026-03-14"):
        justice_site.type_in({**row, "邀请日期": day}, table="rmtj_lt")
    (sent,) = _said(_translate(justice_site, native_id), Event.INVITATION_SENT)
    assert sent.occurred_at == datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def test_invitation_and_its_answer(read, justice_site) -> None:
    """A body asked to join and what the office noted of its answer."""
    native_id = read(**FOLLOWED).submissions[0].native_id
    key = int(native_id.partition("/")[2])
    row = {
        "case_id": key,
        "被邀单位": "PS-230803007",
        "邀请日期": "2026-03-13",
        "答复日期": "2026-03-16",
        "答复": "接受",
    }
    justice_site.type_in(row, table="rmtj_lt")
    told = _translate(justice_site, native_id)
    assert _said(told, Event.INVITATION_SENT)[0].details == {"invitee": "PS-230803007", "subject": "PS-230803007"}
    assert _said(told, Event.INVITATION_ANSWERED)[0].details["result"] == "ACCEPTED"


@pytest.mark.parametrize(("typed", "veiled"), [("家庭暴力", True), ("未成年人保护", True), ("婚姻家庭", False)])
def test_a_type_of_family_violence_or_minors_hides_its_people(read, typed, veiled) -> None:
    translation = read(类别=typed)
    (report,) = (one for one in translation.submissions if one.event is Event.DISPUTE_REPORTED)
    assert (report.details["type"], report.details.get("veiled", False)) == ("MARRIAGE_FAMILY", veiled)
