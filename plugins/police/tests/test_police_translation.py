"""What records of the police say, dirty ones too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.connectors.native import version_of
from hub.core.codes import DisputeType, MediationKind, OrgKind
from hub.core.errors import RowRejectedError
from hub.core.events import Event
from hub.core.units import Registry, Unit
from hub.plugins.spec import Native, NativeRecord, Translation
from hub.testing import ClearTokeniser
from hub.testing.translations import events_of, statement_of
from hub_police import codes
from hub_police.texts import decoded, in_gbk
from hub_police.translate import PoliceTranslator

REGISTRY = Registry.of(
    Unit(code=code, name=code, level=2, kind=kind, org_kind=org, division=division, agency=agency)
    for code, kind, org, division, agency in (
        ("X2", MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230803007", "justice"),
        ("C2", MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230811104", "justice"),
        ("MD", MediationKind.INDUSTRY, OrgKind.RMC_INDUSTRY, "230803", "justice"),
        ("PS-230803007", MediationKind.ADMIN, OrgKind.STATION, "230803007", "police"),
    )
)
NUMBER = "230803007000202603020001"
ROOT = f"police-230803:{NUMBER}"
CALLER: dict[str, Native] = {
    "XH": 1,
    "JS": "1",
    "XM": "赵长河",
    "ZJHM": "11010519491231002x",
    "LXDH": 13904541234.0,
}
OTHER: dict[str, Native] = {"XH": 2, "JS": "2", "XM": "钱满仓", "ZJHM": "", "LXDH": None}
TRANSFER: dict[str, Native] = {
    "XH": 1,
    "YJLX": "2",
    "JSDW": "X2",
    "YJSJ": "2026-03-06 10:00:00",
    "TYBZ": "Y",
    "TYSJ": None,
    "CHSJ": None,
}
CASE: dict[str, Native] = {
    "AJBH": "A1",
    "AJLB": "01",
    "SLSJ": "2026-03-06 08:00:00",
    "ZBDW": "230803007000",
    "TJFS": "2",
    "CLJG": None,
    "BYCF": "0",
    "BYCFSJ": None,
    "BYCFWH": None,
    "FXLB": None,
    "FXRS": None,
    "FXSJ": None,
}
TICKET: dict[str, Native] = {
    "JJDBH": NUMBER,
    "JJDWDM": "230803007000",
    "BJSJ": "2026年3月5日 21时05分",
    "BJRXM": "赵长河",
    "LXDH": 13904541234.0,
    "JQLBDM": "0301",
    "SFDZ": "西林路烧烤店门前往东二十米",
    "XZQH": "230803007001",
    "JYAQ": "停车争执",
    "CJJG": None,
    "GLJJDBH": None,
    "GZXH": 0,
    "CZSJ": "2026-03-06 08:00:00",
    "JQ_RY": [CALLER, OTHER],
    "AJ_XX": [CASE],
    "AJ_YJ": [TRANSFER],
}
FEEDBACK: dict[str, Native] = {
    "XH": 4,
    "SDBH": "d-4",
    "YWLX": "FK",
    "HUB_ROOT": ROOT,
    "HUB_REF": f"{ROOT}#1",
    "ZT": "1",
    "QSSJ": "2026-03-10 09:00:00",
}
INBOX: dict[str, Native] = {
    "XH": 5,
    "SDBH": "d-5",
    "LX": "YQ",
    "HUB_ROOT": "justice:C2-03",
    "JSDW": "PS-230803007",
    "LTDW": "C2",
    "DX": "PS-230803007",
    "SY": "",
    "DFZT": "1",
    "DFSJ": "2026-03-10 10:00:00",
}
Say = Callable[..., Translation]


def record_of(fields: Mapping[str, Native], source: str = "JQ_JJ") -> NativeRecord:
    return NativeRecord(source=source, native_id="1", version=version_of(fields), fields=fields, place="here")


@pytest.fixture
def adapter() -> PoliceTranslator:
    """Translate without any database."""
    return PoliceTranslator("police-230803", ClearTokeniser(), REGISTRY)


@pytest.fixture
def say(adapter: PoliceTranslator) -> Say:
    return lambda **changes: adapter.translate(record_of({**TICKET, **changes}))


def test_brawl_that_is_transferred(say: Say) -> None:
    translation = say()
    expected = ["DisputeReported", "ReferralCreated", "ConsentRecorded", "ConsentRecorded", "ProceedingOpened"]
    assert events_of(translation) == expected
    reported, referral = translation.submissions[:2]
    assert reported.root == ROOT and reported.occurred_at == datetime(2026, 3, 5, 13, 5, tzinfo=UTC)
    assert (reported.details["type"], reported.details["channel"]) == ("DAMAGES", "POLICE")
    assert referral.details == {"ref": f"{ROOT}#1", "kind": "POLICE_ENTRUST", "delivered": True, "frm": "PS-230803007"}
    assert referral.unit == "X2"


def test_transfer_waits_while_nobody_has_answered(say: Say) -> None:
    referral = statement_of(say(AJ_YJ=[{**TRANSFER, "TYBZ": None, "YJLX": "1"}]), Event.REFERRAL_CREATED)
    assert (referral.details["kind"], referral.details["delivered"]) == ("TRANSFER", False)


def test_refusal_is_about_the_case(say: Say) -> None:
    assert statement_of(say(AJ_YJ=[{**TRANSFER, "TYBZ": "N"}]), Event.CONSENT_WITHHELD).details["subject"] == "case"


def test_withdrawal_names_the_referral(say: Say) -> None:
    withdrawn = statement_of(say(AJ_YJ=[{**TRANSFER, "CHSJ": "2026-03-06 15:00:00"}]), Event.REFERRAL_WITHDRAWN)
    assert withdrawn.details["ref"] == f"{ROOT}#1"


@pytest.mark.parametrize(("unit", "delivered"), [("C2", True), ("MD", False)])
def test_second_transfer_follows_the_first(say: Say, unit: str, delivered: bool) -> None:
    second = {**TRANSFER, "XH": 2, "JSDW": unit, "TYBZ": None, "YJSJ": "2026-03-09 10:00:00"}
    details = statement_of(say(AJ_YJ=[second, TRANSFER]), Event.REFERRAL_REASSIGNED).details
    assert (details["pred"], details["ref"], details["delivered"]) == (f"{ROOT}#1", f"{ROOT}#2", delivered)


def test_waived_penalty_has_its_number(say: Say) -> None:
    waived = {**CASE, "BYCF": "1", "BYCFSJ": "2026-03-10", "BYCFWH": "佳公不罚决字〔2026〕1号", "CLJG": "30"}
    assert statement_of(say(AJ_XX=[waived]), Event.PENALTY_WAIVED).details == {"number": "佳公不罚决字〔2026〕1号"}


def test_an_accepted_case_starts_its_term(say: Say) -> None:
    """办理行政案件程序规定 165: the term runs from the acceptance; without its day nothing is said."""
    opened = statement_of(say(), Event.PROCEEDING_OPENED)
    assert opened.details == {"kind": "POLICE_CASE", "subject": "A1"}
    assert opened.occurred_at == datetime(2026, 3, 6, 0, 0, tzinfo=UTC)
    assert "ProceedingOpened" not in events_of(say(AJ_XX=[{**CASE, "SLSJ": None}]))


def test_a_corrected_acceptance_is_a_statement_of_its_own(say: Say) -> None:
    """Whoever changes SLSJ raises GZXH: without it the second statement is held as a contradiction."""
    first = statement_of(say(), Event.PROCEEDING_OPENED)
    corrected = statement_of(say(GZXH=1, AJ_XX=[{**CASE, "SLSJ": "2026-03-05 08:00:00"}]), Event.PROCEEDING_OPENED)
    assert (corrected.details["v"], corrected.details["subject"]) == (1, first.details["subject"])
    assert corrected.event_id != first.event_id


def test_risk_is_flagged_by_the_station(say: Say) -> None:
    risky = {**CASE, "FXLB": "1", "FXRS": "约2人", "FXSJ": "2026-03-06 09:00:00"}
    flagged = statement_of(say(AJ_XX=[risky]), Event.RISK_FLAGGED)
    assert flagged.details == {"risk": "CIVIL_TO_CRIMINAL", "people": 2} and flagged.unit == "PS-230803007"


def test_second_ticket_of_one_incident_is_taken_back(say: Say) -> None:
    translation = say(GLJJDBH="230803007000202603020000")
    assert events_of(translation) == ["DisputeReported", "SourceReportRetracted"]
    assert translation.submissions[1].details == {"reason": "DUPLICATE"}


def test_call_for_help_is_no_dispute(say: Say) -> None:
    translation = say(JQLBDM="0601")
    assert translation.submissions == () and translation.dossier is None


def test_removed_ticket_is_taken_back(adapter: PoliceTranslator) -> None:
    gone = record_of({"JJDBH": NUMBER, "CZ": "D", "CZSJ": "2026-03-07 09:00:00"})
    assert events_of(adapter.translate(gone)) == ["SourceReportRetracted"]


def test_duplicate_with_changed_content_keeps_its_identity(say: Say) -> None:
    before, after = say(), say(JQLBDM="0502", CZSJ="2026-03-09 08:00:00")
    assert [s.event_id for s in before.submissions] == [s.event_id for s in after.submissions]
    assert before.submissions[0].native_version != after.submissions[0].native_version


def test_correction_has_the_number_that_the_station_gave_it(say: Say) -> None:
    corrected = statement_of(say(GZXH=1, JQLBDM="0502"), Event.DISPUTE_CORRECTED)
    assert corrected.details["v"] == 1 and corrected.details["type"] == "NEIGHBOUR"


PHONES = (13904541234.0, 1.3904541234e10, "1.3904541234E10", "１３９０４５４１２３４", "139-0454-1234")


@pytest.mark.parametrize("phone", PHONES)
def test_telephone_in_any_spelling_is_one_number(say: Say, phone: Native) -> None:
    dossier = say(JQ_RY=[{**CALLER, "LXDH": phone}]).dossier
    assert dossier is not None and dossier.parties[0].phone == "13904541234"


@pytest.mark.parametrize("phone", [1.39e10, 139.5, float("1e300"), 0.0])
def test_telephone_whose_digits_are_lost_names_nobody(say: Say, phone: float) -> None:
    translation = say(JQ_RY=[{**CALLER, "LXDH": phone}])
    dossier = translation.dossier
    assert dossier is not None and "1390454" not in dossier.parties[0].phone
    assert "~t" not in "".join(translation.submissions[0].details["weak_tokens"])


def test_lowercase_x_is_the_same_person(say: Say) -> None:
    upper = say(JQ_RY=[{**CALLER, "ZJHM": "11010519491231002X"}, OTHER])
    assert upper.submissions[0].details["tokens"] == say().submissions[0].details["tokens"] != []


def test_caller_alone_stands_for_the_parties_while_nobody_else_is_written_down(say: Say) -> None:
    translation = say(JQ_RY=[])
    assert translation.submissions[0].details["parties"] == 1
    assert translation.dossier is not None and translation.dossier.parties[0].name == "赵长河"


def test_division_comes_from_the_station_where_the_ticket_has_none(say: Say) -> None:
    assert say(XZQH="").submissions[0].details["division"] == "230803007"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"JQLBDM": "0588"}, "JQLBDM", "E-CODE-02"),
        ({"BJSJ": "2026年2月30日"}, "BJSJ", "E-DATE-02"),
        ({"BJSJ": "前天晚上"}, "BJSJ", "E-DATE-01"),
        ({"BJSJ": "前天晚上", "CZSJ": "前天晚上"}, "BJSJ", "E-DATE-01"),
        ({"JJDBH": "JJ-1"}, "JJDBH", "E-NUM-03"),
        ({"XZQH": "110105"}, "XZQH", "E-CODE-02"),
        ({"AJ_YJ": [{**TRANSFER, "JSDW": "NOBODY"}]}, "JSDW", "E-UNIT-01"),
        ({"AJ_YJ": [{**TRANSFER, "YJLX": "7"}]}, "YJLX", "E-CODE-02"),
        ({"AJ_XX": [{**CASE, "CLJG": "15"}]}, "CLJG", "E-CODE-02"),
        ({"AJ_XX": [{**CASE, "BYCF": "1"}]}, "BYCFSJ", "E-DATE-01"),
        ({"AJ_XX": [{**CASE, "FXLB": "1", "FXSJ": "2026-03-06", "ZBDW": "230803999000"}]}, "ZBDW", "E-UNIT-01"),
        ({"JQ_RY": [{**CALLER, "JS": "9"}]}, "JS", "E-CODE-02"),
        ({"JYAQ": "\ufffd吵架"}, "JYAQ", "E-ENC-01"),
        ({"JQ_RY": [{**CALLER, "XM": "\ufffdXM:1w=="}]}, "XM", "E-ENC-01"),
    ],
)
def test_what_must_be_guessed_holds_the_row(say: Say, changes: dict[str, Native], field: str, code: str) -> None:
    with pytest.raises(RowRejectedError) as caught:
        say(**changes)
    assert (caught.value.field, caught.value.code, caught.value.task_of) == (field, code, "police")


@pytest.mark.parametrize(("changes", "expected"), [({}, 1), ({"ZT": "0"}, 0), ({"YWLX": "TB"}, 0)])
def test_signature_acknowledges_feedback(adapter: PoliceTranslator, changes: dict[str, Native], expected: int) -> None:
    translation = adapter.translate(record_of({**FEEDBACK, **changes}, "WB_FK"))
    assert events_of(translation) == ["FeedbackAcknowledged"] * expected
    for submission in translation.submissions:
        assert (submission.root, submission.correlation) == (ROOT, "d-4")
        assert submission.details == {"ref": f"{ROOT}#1"}


@pytest.mark.parametrize(
    ("changes", "event", "details"),
    [
        (
            {},
            Event.INVITATION_ANSWERED,
            {"invitee": "PS-230803007", "subject": "PS-230803007", "result": "ACCEPTED"},
        ),
        (
            {"DFZT": "2"},
            Event.INVITATION_ANSWERED,
            {"invitee": "PS-230803007", "subject": "PS-230803007", "result": "DECLINED"},
        ),
        (
            {"LX": "DB", "SY": "INVITE_PS-230803007"},
            Event.SUPERVISION_REPLIED,
            {"cause": "INVITE_PS-230803007"},
        ),
    ],
)
def test_answers_from_the_inbox(
    adapter: PoliceTranslator, changes: dict[str, Native], event: Event, details: dict[str, str]
) -> None:
    answer = statement_of(adapter.translate(record_of({**INBOX, **changes}, "WB_SJX")), event)
    assert answer.details == details and answer.root == "justice:C2-03" and answer.correlation == "d-5"


def test_unanswered_message_says_nothing(adapter: PoliceTranslator) -> None:
    assert events_of(adapter.translate(record_of({**INBOX, "DFZT": "0"}, "WB_SJX"))) == []


def test_gbk_bytes_are_read_and_others_marked() -> None:
    assert decoded("赵长河".encode("gbk"), "XM") == "赵长河"
    assert decoded("隆".encode("gbk"), "XM") == "隆"
    assert "\ufffd" in str(decoded("赵长河".encode(), "XM"))
    assert "\ufffd" in str(decoded("满仓".encode(), "XM"))
    assert "\ufffd" in str(decoded(b"\xff\xfe\x00", "XM"))


def test_characters_that_gbk_lacks_are_shown_as_missing() -> None:
    assert in_gbk("王䶮与李𠮷") == "王〓与李〓"


_VALUES = st.none() | st.text(max_size=30) | st.integers() | st.floats() | st.booleans()


@settings(max_examples=150, deadline=None)
@given(changes=st.dictionaries(st.sampled_from([*TICKET]), _VALUES, max_size=6))
def test_translation_is_total(changes: dict[str, Native]) -> None:
    translator = PoliceTranslator("police-230803", ClearTokeniser(), Registry())
    said, told = "", True
    try:
        said = repr(translator.translate(record_of({**TICKET, **changes})).submissions)
    except RowRejectedError as rejection:
        told = bool(rejection.field and rejection.reason)
    assert told and "赵长河" not in said


def test_a_category_of_family_violence_or_minors_hides_its_people() -> None:
    """A code that the bureau added, with its dispute type, and named among those that hide people."""
    added = codes.categories({"0518": DisputeType.MARRIAGE_FAMILY})
    plain = PoliceTranslator("police-230803", ClearTokeniser(), REGISTRY, categories=added)
    told = PoliceTranslator("police-230803", ClearTokeniser(), REGISTRY, categories=added, veiled=frozenset({"0518"}))
    row = {**TICKET, "JQLBDM": "0518 "}
    report = statement_of(told.translate(record_of(row)))
    assert (report.details["type"], report.details["veiled"]) == ("MARRIAGE_FAMILY", True)
    assert "veiled" not in statement_of(plain.translate(record_of(row))).details
    assert "veiled" not in statement_of(told.translate(record_of(TICKET))).details
