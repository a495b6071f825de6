"""What one petition states, clean and dirty: where each kind of dirt goes, whose task it is, how it comes back."""

from __future__ import annotations

import dataclasses
import io
import zipfile

import pytest

from hub.core.errors import RowRejectedError
from hub.testing.tokens import strong_token, weak_tokens
from hub.testing.translations import events_of, refusal_of, statement_of

FIRST = "XF230800202603020001"
SECOND = "XF230800202603040001"


@pytest.fixture
def state(office, reading):
    """Return what the office states after it changed some elements of its first petition."""

    def run(number=FIRST, **changes):
        if changes:
            office.register.update(number, changes)
        office.export()
        found = [record for record in reading.read()[0] if record.native_id == number]
        return reading.adapter.translate(found[-1])

    return run


def refused(state, **changes):
    refusal = refusal_of(lambda: state(**changes))
    assert refusal.task_of == "petition"
    return refusal.field, refusal.code


def test_clean_petition(state):
    translation = state()
    said = statement_of(translation)
    assert said.root == f"petition:{FIRST}"
    assert said.details == {
        "type": "EXPROPRIATION",
        "channel": "PETITION",
        "parties": 21,
        "tokens": [strong_token(1, "11010519491231002X")],
        "weak_tokens": [
            *weak_tokens(1, name="孟庆山", phone="13904541122", number="11010519491231002X"),
            *(
                token
                for place, name in enumerate(("赵桂兰", "钱守义", "向阳区安居置业有限公司"), 2)
                for token in weak_tokens(place, name=name)
            ),
        ],
        "division": "230803007001",
        "mode": "advisory",
        "number": FIRST,
    }
    assert said.occurred_at.isoformat() == "2026-03-01T16:00:00+00:00"
    assert [party.role for party in translation.dossier.parties] == ["APPLICANT"] * 3 + ["RESPONDENT"]
    assert translation.dossier.parties[3].kind == "LEGAL"


def test_commission_is_a_referral(state):
    created = state().submissions[1]
    assert (created.event.value, created.unit) == ("ReferralCreated", "X3")
    assert created.details == {"ref": f"petition:{FIRST}#1", "kind": "PETITION_COMMISSION"}


def test_suit_related_petition_bypasses_the_gate(state):
    assert statement_of(state(涉法涉诉="是")).details["suit"] is True


def test_gate_mode_is_the_offices_setting(office, open_reading):
    reading = open_reading(gate_mode="required")
    records, _ = reading.read()
    assert {statement_of(reading.adapter.translate(record)).details["mode"] for record in records} == {"required"}


@pytest.mark.parametrize(
    ("typed", "parties"),
    [("约20人", 21), ("２０", 21), ("未填", 4), ("－", 4), ("无", 4), ("/", 4), ("5名", 6), ("30余人", 31)],
)
def test_number_of_people_as_typed(state, typed, parties):
    """People who signed count where the typed number is missing or smaller; the named opponent is one more."""
    assert statement_of(state(人数=typed)).details["parties"] == parties


@pytest.mark.parametrize("typed", ["许多人", "0", "9999999"])
def test_impossible_number_of_people(state, typed):
    assert refused(state, 人数=typed) == ("人数", "E-NUM-02")


@pytest.mark.parametrize(
    "typed", ["2026-03-02", "2026年3月2日", "２０２６／３／２", "20260302", "2026.3.2", "2026-3-2 00:00"]
)
def test_dates_as_typed(state, typed):
    assert statement_of(state(登记日期=typed)).occurred_at.isoformat() == "2026-03-01T16:00:00+00:00"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("2026-02-30", "E-DATE-02"), ("上周五", "E-DATE-01"), ("", "E-REQ-01"), ("2028-03-02", "E-DATE-02"),
     ("2024-03-02", "E-DATE-02")],
)  # fmt: skip
def test_impossible_dates(state, typed, code):
    """A day that doesn't exist, lies after its own snapshot, or is years from the date in the number."""
    assert refused(state, 登记日期=typed) == ("登记日期", code)


def test_unknown_category_waits_for_the_code_table(office, state, open_reading):
    """Unknown code → row in quarantine, task of 信访局 → code added to the settings → the same record translates."""
    assert refused(state, 内容分类="新业态/直播带货") == ("内容分类", "E-CODE-02")
    mended = open_reading(categories={"直播带货": "CONSUMER"})
    held = [record for record in mended.read()[0] if record.native_id == FIRST][-1]
    assert statement_of(mended.adapter.translate(held)).details["type"] == "CONSUMER"


def test_unknown_state_and_unit(state):
    assert refused(state, 调解状态="研究研究") == ("调解状态", "E-CODE-02")
    assert refused(state, 调解状态="已委托", 调解单位="某某中心") == ("调解单位", "E-UNIT-01")


def test_mistyped_unit_that_was_mended_leaves_no_trace(state):
    assert refused(state, 调解单位="X33")
    referrals = [s for s in state(调解单位="X3").submissions if "ref" in s.details]
    assert [(s.event.value, s.unit, s.details["ref"]) for s in referrals] == [
        ("ReferralCreated", "X3", f"petition:{FIRST}#1")
    ]


@pytest.mark.parametrize("typed", ["X4", "郊区矛盾纠纷非诉化解中心", "郊区非诉中心（X4）"])
def test_unit_by_code_or_name(state, typed):
    assert state(调解单位=typed).submissions[-1].unit == "X4"


def test_bad_identity_number_is_no_token_but_no_obstacle(state):
    translation = state(证件号="110105194912310021")
    assert statement_of(translation).details["tokens"] == []
    assert translation.dossier.parties[0].id_number == "110105194912310021"
    assert translation.dossier.parties[0].id_kind == "NONE"


def test_unreadable_telephone_is_no_obstacle(state):
    assert "~t1" not in "".join(statement_of(state(电话="邻居代接")).details["weak_tokens"])


def test_division_from_name_or_office(state, open_reading, office):
    assert statement_of(state(属地="向阳区某街")).details["division"] == "230800"
    named = open_reading(territories={"向阳区": "230803"})
    record = [record for record in named.read()[0] if record.native_id == FIRST][-1]
    assert statement_of(named.adapter.translate(record)).details["division"] == "230803"


def test_ten_megabytes_of_narrative(state):
    assert refused(state, 诉求="冤" * 4_000_000) == ("诉求", "E-SIZE-01")
    assert statement_of(state(诉求="说完了。"))


def test_large_narrative_is_sealed_whole(state):
    assert len(state(诉求="冤" * 100_000).dossier.narrative) == 100_000


def test_repeat_letter_is_a_root_of_its_own_with_the_same_tokens(office, state):
    """The office numbers each letter anew; the hub brings them together by tokens, it never drops one."""
    first = statement_of(state())
    again = {**office.register.petition(FIRST), "信访件编号": "XF230800202603140009", "登记日期": "2026-03-14"}
    office.register.add(again)
    second = statement_of(state("XF230800202603140009"))
    assert first.root != second.root
    assert first.details["tokens"] == second.details["tokens"]


def test_number_twice_with_different_contents_is_refused(office, reading):
    """Neither row can be trusted: the office keeps one, and the next snapshot brings it."""
    text = office.next_text()
    row = text[text.index("<信访件>") : text.index("</信访件>") + len("</信访件>")]
    doubled = text.replace(row, row + row.replace("征地拆迁", "物业管理")).replace('件数="3"', '件数="4"')
    office.register.drop("XFJ_20260316.zip", _zip(doubled))
    records, _ = reading.read()
    with pytest.raises(RowRejectedError) as caught:
        reading.adapter.translate(records[-1])
    assert (caught.value.code, records[-1].fields["重号"]) == ("E-DUP-01", "第1件、第2件")
    office.nights += 1
    office.export()
    assert ("DisputeReported", FIRST) in reading.stated()


def test_same_row_twice_is_one(office, reading):
    reading.read()
    text = office.next_text()
    row = text[text.index("<信访件>") : text.index("</信访件>") + len("</信访件>")]
    office.register.drop("XFJ_20260316.zip", _zip(text.replace(row, row + row).replace('件数="3"', '件数="4"')))
    assert reading.read() == ([], [])


def test_row_without_number_is_refused_and_not_retracted(office, reading):
    """When the office has numbered it, the nameless row says goodbye under its own key, so its quarantine is closed."""
    reading.read()
    text = office.next_text().replace(f"<信访件编号>{SECOND}</信访件编号>", "<信访件编号>未填</信访件编号>")
    office.register.drop("XFJ_20260316.zip", _zip(text))
    (record,) = reading.read()[0]
    with pytest.raises(RowRejectedError) as caught:
        reading.adapter.translate(record)
    assert (caught.value.field, caught.value.code) == ("信访件编号", "E-REQ-01")
    office.nights += 1
    office.export()
    (gone,) = reading.read()[0]
    assert (gone.source, gone.native_id) == (record.source, record.native_id)
    assert reading.adapter.translate(gone).submissions == ()


def test_consent_is_asked_and_given(state):
    state(调解单位="X3", 调解状态="未委托")
    office_asks = state(SECOND, 调解单位="X3", 调解状态="征求意见")
    assert office_asks.submissions[1].details["delivered"] is False
    given = state(SECOND, 调解状态="已委托")
    assert events_of(given) == ["DisputeReported", "ReferralCreated", "ConsentRecorded"]
    assert given.submissions[1] == dataclasses.replace(
        office_asks.submissions[1],
        native_version=given.submissions[1].native_version,
        recorded_at=given.submissions[1].recorded_at,
    )
    assert given.submissions[2].details == {"subject": "p1", "state": "GIVEN", "ref": f"petition:{SECOND}#1"}


def test_everybody_who_counts_as_a_party_consents(office, state):
    """The hub delivers a pending referral when as many have consented as the report has parties."""
    state(调解状态="未委托")
    office.register.update(FIRST, {"调解状态": ""})
    third = {**office.register.petition(FIRST), "信访件编号": "XF230800202603140009", "登记日期": "2026-03-14"}
    office.register.add({**third, "调解状态": "征求意见"})
    state("XF230800202603140009")
    given = state("XF230800202603140009", 调解状态="已委托")
    consents = [s.details["subject"] for s in given.submissions if s.event.value == "ConsentRecorded"]
    assert consents == [f"p{number}" for number in range(1, statement_of(given).details["parties"] + 1)]


def test_consent_refused(state):
    state(SECOND, 调解单位="X3", 调解状态="征求意见")
    refusal = state(SECOND, 调解状态="不同意调解").submissions[-1]
    assert refusal.event.value == "ConsentWithheld"
    assert refusal.details == {"subject": "p1", "state": "WITHHELD", "ref": f"petition:{SECOND}#1"}


def test_consent_refused_before_any_commission(state):
    assert state(SECOND, 调解状态="不同意").submissions[-1].details == {"subject": "p1", "state": "WITHHELD"}


def test_asked_and_refused_within_a_day(state):
    """No snapshot showed the commission, but the body was named: it was asked, and the refusal is about that."""
    said = state(SECOND, 调解单位="X3", 调解状态="不同意调解").submissions[1:]
    assert [(s.event.value, s.details["ref"]) for s in said] == [
        ("ReferralCreated", f"petition:{SECOND}#1"),
        ("ConsentWithheld", f"petition:{SECOND}#1"),
    ]
    assert said[0].details["delivered"] is False


def test_commission_withdrawn(state):
    state()
    withdrawn = state(调解状态="撤回委托").submissions[-1]
    assert (withdrawn.event.value, withdrawn.unit) == ("ReferralWithdrawn", "X3")
    assert withdrawn.details == {"ref": f"petition:{FIRST}#1"}


def test_commission_goes_to_another_body(state):
    """What the mediating body returned is asked of another one, as the successor of the first commission."""
    state()
    state(调解状态="已退回")
    reassigned = state(调解单位="X4", 调解状态="已委托").submissions[-1]
    assert (reassigned.event.value, reassigned.unit) == ("ReferralReassigned", "X4")
    assert reassigned.details == {
        "ref": f"petition:{FIRST}#2",
        "kind": "PETITION_COMMISSION",
        "pred": f"petition:{FIRST}#1",
    }


def test_results_noted_by_the_office_state_nothing_new(state):
    before = events_of(state())
    assert events_of(state(调解状态="调解成功", 终结告知书号="〔2026〕1号")) == before


@pytest.fixture
def referred(office):
    """Register a petition that carries a reference of the hub from its first day."""

    def run(reference, number="XF230800202603140007"):
        again = {
            **office.register.petition(FIRST),
            "信访件编号": number,
            "登记日期": "2026-03-14",
            "枢纽编号": reference,
        }
        office.register.add(again)
        return number

    return run


def test_hub_reference_in_a_new_row_is_the_root(state, referred):
    root = "police:230803070000202603020007"
    assert {s.root for s in state(referred(root)).submissions} == {root}


def test_what_is_no_reference_is_refused_and_mended(state, referred):
    number = referred("问小王")
    with pytest.raises(RowRejectedError) as caught:
        state(number)
    assert (caught.value.field, caught.value.code) == ("枢纽编号", "E-REF-01")
    assert {s.root for s in state(number, 枢纽编号="无").submissions} == {f"petition:{number}"}


def test_reference_typed_in_later_moves_nothing(state):
    """The reply brings the petition's own reference; another one would be a merge, which is linking's to decide."""
    assert {s.root for s in state(枢纽编号=f"petition:{FIRST}").submissions} == {f"petition:{FIRST}"}
    assert {s.root for s in state(枢纽编号="police:1").submissions} == {f"petition:{FIRST}"}


def test_withdrawal_goes_to_the_root_of_the_row(office, state, reading, referred):
    number = referred("police:1")
    state(number)
    office.register.remove(number)
    office.export()
    office.export()
    records, _ = reading.read()
    (withdrawn,) = [s for record in records for s in reading.adapter.translate(record).submissions]
    assert (withdrawn.event.value, withdrawn.root) == ("SourceReportRetracted", "police:1")


def _zip(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xfj.xml", f'<?xml version="1.0" encoding="GB18030"?>\n{text}'.encode("gb18030"))
    return buffer.getvalue()


def test_the_offices_own_course_is_stated(state):
    """信访工作条例 22-34: 受理, 告知, 答复 as they stand; a day by which to handle only where it was extended."""
    translation = state(受理日期="2026-03-03", 告知日期="2026-03-03", 办理期限="2026-05-02", 答复日期="")
    course = [event for event in events_of(translation) if event.startswith("Petition")]
    assert course == ["PetitionAccepted", "PetitionInformed"]
    extended = state(受理日期="2026-03-03", 办理期限="2026-05-30")
    said = next(s for s in extended.submissions if s.event.value == "PetitionExtended")
    assert (said.details["until"].isoformat(), said.details["v"]) == ("2026-05-30", 88)


@pytest.mark.parametrize("field", ["受理日期", "告知日期", "答复日期"])
def test_a_step_after_the_snapshot_is_refused(state, field):
    assert refused(state, **{field: "2026-12-31"}) == (field, "E-DATE-02")


def _course(translation, event):
    return [(s.event_id, s.occurred_at) for s in translation.submissions if s.event.value == event]


@pytest.mark.parametrize(
    ("field", "event"),
    [("受理日期", "PetitionAccepted"), ("告知日期", "PetitionInformed"), ("答复日期", "PetitionAnswered")],
)
def test_a_retyped_date_is_a_statement_of_its_own_and_so_is_one_typed_back(state, field, event):
    """The office corrects a date, then takes the correction back."""
    first = _course(state(**{field: "2026-03-03"}), event)
    second = _course(state(**{field: "2026-03-05"}), event)
    back = _course(state(**{field: "2026-03-03"}), event)
    assert len({identity for identity, _ in (*first, *second, *back)}) == 3
    assert [at for _, at in back] == [at for _, at in first]


def test_a_date_that_the_office_leaves_alone_says_nothing_new(state):
    first = _course(state(受理日期="2026-03-03"), "PetitionAccepted")
    assert first and _course(state(诉求="工资仍未发。", 告知日期="2026-03-04"), "PetitionAccepted") == first


def test_an_extension_after_a_corrected_acceptance_is_a_statement_of_its_own(state):
    first = _course(state(受理日期="2026-03-03", 办理期限="2026-05-30"), "PetitionExtended")
    second = _course(state(受理日期="2026-03-04", 办理期限="2026-05-31"), "PetitionExtended")
    assert first[0][0] != second[0][0]


@pytest.mark.parametrize(
    ("category", "veiled"),
    [("民政/家庭暴力", True), ("家庭暴力", True), ("民政/未成年人保护", True), ("民政/婚姻家庭", False)],
)
def test_a_category_of_family_violence_or_minors_hides_its_people(state, category, veiled):
    assert statement_of(state(内容分类=category)).details.get("veiled", False) is veiled


def test_a_category_that_the_office_added_hides_its_people_where_the_settings_say_so(office, state, open_reading):
    with pytest.raises(RowRejectedError):
        state(内容分类="妇女/反家暴")
    told = open_reading(categories={"反家暴": "MARRIAGE_FAMILY"}, veiled=["反家暴"])
    held = [record for record in told.read()[0] if record.native_id == FIRST][-1]
    assert statement_of(told.adapter.translate(held)).details["veiled"] is True
