"""What rows of the court say, dirty ones too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.connectors.native import version_of
from hub.core.admissible import objections
from hub.core.codes import MediationKind, OrgKind
from hub.core.errors import RowRejectedError
from hub.core.events import Event
from hub.core.units import Registry, Unit
from hub.plugins.spec import Native, NativeRecord, Translation
from hub.reference.organisations import default_registry
from hub.testing import ClearTokeniser
from hub.testing.translations import events_of, statement_of
from hub_court.codes import causes, veiled_causes
from hub_court.translate import CourtTranslator

REGISTRY = Registry.of(
    Unit(code=code, name=code, level=2, kind=kind, org_kind=org, division=division, agency=agency)
    for code, kind, org, division, agency in (
        ("X2", MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230803007", "justice"),
        ("C2", MediationKind.PEOPLE, OrgKind.RMC_TOWN, "230811104", "justice"),
        ("MD", MediationKind.INDUSTRY, OrgKind.RMC_INDUSTRY, "230803", "justice"),
    )
)
ROW: dict[str, Native] = {
    "BH": "TJ1",
    "AH": "（2026）黑0803民诉前调101号",
    "FYDM": "黑0803",
    "AJLX": "1",
    "AYDM": "9130",
    "SARQ": "2026-03-02 09:00:00",
    "SPCX": "1",
    "WPLX": "1",
    "WPRQ": "2026-03-02 10:00:00",
    "TJZZDM": "X2",
    "CHRQ": None,
    "TYBZ": "Y",
    "TYRQ": "2026-03-02 09:30:00",
    "TJJG": None,
    "XZQH": None,
    "SSQQ": "货款",
    "GZXH": 0,
    "HUB_ROOT": None,
    "YAJBH": None,
    "SFQR": None,
    "QRSQRQ": None,
    "QRSLRQ": None,
    "QRCDRQ": None,
    "GXSJ": "2026-03-02 10:00:00",
    "YXBZ": "1",
    "T_DSR": [
        {"BH": "1", "SSDW": "1", "XM": "赵长河", "ZJHM": "11010519491231002x", "DH": "13904541234", "TYBZ": None},
        {"BH": "2", "SSDW": "2", "XM": "钱满仓", "ZJHM": "", "DH": "儿媳代接", "TYBZ": None},
    ],
    "T_GPJL": [],
}
EXCHANGE: dict[str, Native] = {
    "LSH": 7,
    "YWLX": "FK",
    "ZT": "1",
    "CWXX": None,
    "HUB_SDBH": "d-7",
    "HUB_ROOT": "grid-230803:E9",
    "HUB_REF": "court-230803:TJ1#1",
    "CLSJ": "2026-03-13 09:00:00",
    "GXSJ": "2026-03-13 09:00:05",
}
Say = Callable[..., Translation]


def record_of(fields: Mapping[str, Native], source: str = "T_TJAJ") -> NativeRecord:
    return NativeRecord(source=source, native_id="1", version=version_of(fields), fields=fields, place="here")


@pytest.fixture
def adapter() -> CourtTranslator:
    """Translate without any database."""
    return CourtTranslator("court-230803", ClearTokeniser(), REGISTRY)


@pytest.fixture
def say(adapter: CourtTranslator) -> Say:
    return lambda **changes: adapter.translate(record_of({**ROW, **changes}))


def test_commission_with_consent_is_delivered(say: Say) -> None:
    translation = say()
    assert events_of(translation) == ["DisputeReported", "ReferralCreated", "ConsentRecorded", "ConsentRecorded"]
    referral = statement_of(translation, Event.REFERRAL_CREATED)
    assert referral.details == {
        "ref": "court-230803:TJ1#1",
        "kind": "ENTRUST_PRE",
        "number": "（2026）黑0803民诉前调101号",
        "delivered": True,
    }
    assert referral.unit == "X2" and referral.occurred_at == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("court", "centre", "held"),
    [
        ("黑0803", "L3-230803", []),
        ("黑0803", "L4-230800-CENTRE", ["E-ROUTE-03"]),
        ("黑08", "L4-230800-CENTRE", []),
        ("黑08", "L3-230803", ["E-ROUTE-03"]),
        ("黑08", "L2-230803007", []),
    ],
)
def test_COURT_2_a_court_commissions_the_centre_of_its_own_level(court: str, centre: str, held: list[str]) -> None:
    registry = default_registry()
    translator = CourtTranslator("court-230800", ClearTokeniser(), registry)
    said = translator.translate(record_of({**ROW, "FYDM": f"{court} ", "TJZZDM": centre}))
    referral = statement_of(said, Event.REFERRAL_CREATED)
    assert referral.details["frm"] == {"黑0803": "CT-230803", "黑08": "CT-230800"}[court]
    assert [(against.field, against.code) for against in objections(referral, registry)] == [
        ("unit", code) for code in held
    ]


def test_a_reassignment_is_the_same_courts(say: Say) -> None:
    translator = CourtTranslator("court-230800", ClearTokeniser(), default_registry())
    rows = [{"XH": 2, "TJZZDM": "L3-230804", "GPRQ": "2026-03-11 09:00:00"}]
    said = translator.translate(record_of({**ROW, "TJZZDM": "L2-230803007", "T_GPJL": rows}))
    assert statement_of(said, Event.REFERRAL_REASSIGNED).details["frm"] == "CT-230803"


def test_commission_waits_while_nobody_has_answered(say: Say) -> None:
    translation = say(TYBZ=" ", TYRQ=None)
    assert events_of(translation) == ["DisputeReported", "ReferralCreated"]
    assert statement_of(translation, Event.REFERRAL_CREATED).details["delivered"] is False


def test_consent_after_the_commission_leaves_it_pending_at_first(say: Say) -> None:
    translation = say(TYRQ="2026-03-04 09:00:00")
    assert statement_of(translation, Event.REFERRAL_CREATED).details["delivered"] is False
    assert events_of(translation).count("ConsentRecorded") == 2


def test_refusal_names_the_party_who_refused(say: Say) -> None:
    parties = [dict(party) for party in ROW["T_DSR"]]  # type: ignore[union-attr]
    parties[1]["TYBZ"] = "N"
    withheld = statement_of(say(TYBZ="N", T_DSR=parties), Event.CONSENT_WITHHELD)
    assert withheld.details["subject"] == "p2"


def test_refusal_of_nobody_in_particular_is_about_the_case(say: Say) -> None:
    assert statement_of(say(TYBZ="N"), Event.CONSENT_WITHHELD).details["subject"] == "case"


def test_in_suit_commission_names_its_procedure(say: Say) -> None:
    details = statement_of(say(AJLX="2", WPLX="2", SPCX="2"), Event.REFERRAL_CREATED).details
    assert (details["kind"], details["procedure"]) == ("ENTRUST_IN", "simplified")


def test_reassignment_to_a_body_of_the_same_kind_needs_no_fresh_consent(say: Say) -> None:
    rows = [{"XH": 2, "TJZZDM": "C2", "GPRQ": "2026-03-11 09:00:00"}]
    reassigned = statement_of(say(T_GPJL=rows), Event.REFERRAL_REASSIGNED)
    assert reassigned.details["pred"] == "court-230803:TJ1#1" and reassigned.details["ref"] == "court-230803:TJ1#2"
    assert reassigned.details["delivered"] is True and reassigned.unit == "C2"


def test_reassignment_to_another_kind_asks_again(say: Say) -> None:
    rows = [{"XH": 2, "TJZZDM": "MD", "GPRQ": "2026-03-11 09:00:00"}]
    assert statement_of(say(T_GPJL=rows), Event.REFERRAL_REASSIGNED).details["delivered"] is False


def test_reassignments_chain_in_the_order_of_their_numbers(say: Say) -> None:
    rows = [
        {"XH": 3, "TJZZDM": "X2", "GPRQ": "2026-03-15 09:00:00"},
        {"XH": 2, "TJZZDM": "C2", "GPRQ": "2026-03-11 09:00:00"},
    ]
    chain = [s.details["pred"] for s in say(T_GPJL=rows).submissions if s.event is Event.REFERRAL_REASSIGNED]
    assert chain == ["court-230803:TJ1#1", "court-230803:TJ1#2"]


def test_withdrawal_names_the_referral(say: Say) -> None:
    withdrawn = statement_of(say(CHRQ="2026-03-04 15:00:00"), Event.REFERRAL_WITHDRAWN)
    assert withdrawn.details["ref"] == "court-230803:TJ1#1"


def test_correction_has_the_number_that_the_court_gave_it(say: Say) -> None:
    corrected = statement_of(say(GZXH=2, AYDM="9015"), Event.DISPUTE_CORRECTED)
    assert corrected.details["v"] == 2 and corrected.details["supersedes"] == "TJ1/DisputeReported"
    assert corrected.details["type"] == "MARRIAGE_FAMILY"


def test_duplicate_with_changed_content_keeps_its_identity(say: Say) -> None:
    before, after = say(), say(AYDM="9015", GXSJ="2026-03-09 10:00:00")
    assert [s.event_id for s in before.submissions] == [s.event_id for s in after.submissions]
    assert before.submissions[0].native_version != after.submissions[0].native_version


def test_deleted_case_is_taken_back(say: Say) -> None:
    assert events_of(say(YXBZ="0")) == ["DisputeReported", "SourceReportRetracted"]


def test_deleted_case_that_cannot_be_read_is_taken_back_all_the_same(say: Say) -> None:
    assert events_of(say(YXBZ="0", AYDM="????")) == ["SourceReportRetracted"]


def test_case_number_is_issued_twice_but_cases_stay_two(adapter: CourtTranslator) -> None:
    first, second = (adapter.translate(record_of({**ROW, "BH": key})) for key in ("TJ1", "TJ2"))
    assert first.submissions[0].details["number"] == second.submissions[0].details["number"]
    assert first.submissions[0].root != second.submissions[0].root
    assert {s.event_id for s in first.submissions}.isdisjoint(s.event_id for s in second.submissions)


@pytest.mark.parametrize(
    "typed", ["（２０２６）黑０８０３民诉前调１０１号", "(2026)黑0803民诉前调 101号   ", "〔2026〕黑0803民诉前调101号"]
)
def test_case_number_in_any_spelling_is_one_number(say: Say, typed: str) -> None:
    assert say(AH=typed).submissions[0].details["number"] == "（2026）黑0803民诉前调101号"


def test_padding_of_char_columns_is_no_difference(say: Say) -> None:
    padded = say(FYDM="黑0803  ", AYDM="9130    ", AJLX="1 ", TYBZ="Y ", YXBZ="1   ")
    assert [s.event_id for s in padded.submissions] == [s.event_id for s in say().submissions]
    assert padded.submissions[0].details == say().submissions[0].details


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２ｘ", "110105491231002"]
)
def test_one_person_in_any_spelling_of_the_number(say: Say, number: str) -> None:
    party = {"BH": "1", "SSDW": "1", "XM": "赵长河", "ZJHM": number, "DH": ""}
    assert say(T_DSR=[party]).submissions[0].details["tokens"] == say().submissions[0].details["tokens"]


def test_number_that_fails_its_check_identifies_nobody_but_holds_nothing_up(say: Say) -> None:
    party = {"BH": "1", "SSDW": "1", "XM": "赵长河", "ZJHM": "110105194912310021", "DH": ""}
    translation = say(T_DSR=[party])
    assert translation.submissions[0].details["tokens"] == []
    assert translation.dossier is not None and translation.dossier.parties[0].id_number == "110105194912310021"


def test_words_in_the_telephone_column_stay_in_the_dossier(say: Say) -> None:
    translation = say()
    assert translation.dossier is not None
    assert [party.phone for party in translation.dossier.parties] == ["13904541234", "儿媳代接"]


@pytest.mark.parametrize(
    ("court", "division", "expected"),
    [
        ("黑0803", None, "230803"),
        ("黑０８３３", None, "230883"),
        ("黑0802", None, "230811"),
        ("黑08", None, "230800"),
        ("黑0803", "230833105201", "230883105201"),
        ("黑0803", " 230803007001 ", "230803007001"),
    ],
)
def test_old_codes_of_courts_and_divisions_are_mapped(
    say: Say, court: str, division: str | None, expected: str
) -> None:
    assert say(FYDM=court, XZQH=division).submissions[0].details["division"] == expected


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"TJJG": "15"}, "TJJG", "E-CODE-02"),
        ({"AYDM": "9X99"}, "AYDM", "E-CODE-02"),
        ({"AJLX": "8"}, "AJLX", "E-CODE-02"),
        ({"WPLX": "2", "SPCX": "7"}, "SPCX", "E-CODE-02"),
        ({"TJZZDM": "NOBODY"}, "TJZZDM", "E-UNIT-01"),
        ({"SARQ": "2062-03-02 09:00:00"}, "SARQ", "E-DATE-03"),
        ({"SARQ": "2026-02-30"}, "SARQ", "E-DATE-02"),
        ({"TYBZ": "也许"}, "TYBZ", "E-YES-01"),
        ({"FYDM": "京0105"}, "FYDM", "E-CODE-02"),
        ({"XZQH": "110105001"}, "XZQH", "E-CODE-02"),
        ({"T_DSR": []}, "T_DSR", "E-REQ-01"),
        ({"SSQQ": "案" * 4_000_000}, "SSQQ", "E-SIZE-01"),
        ({"T_GPJL": [{"XH": 1, "TJZZDM": "C2", "GPRQ": "2026-03-11"}]}, "T_GPJL.0.XH", "E-COL-01"),
    ],
)
def test_what_would_have_to_be_guessed_holds_the_row(
    say: Say, changes: dict[str, Native], field: str, code: str
) -> None:
    with pytest.raises(RowRejectedError) as caught:
        say(**changes)
    assert (caught.value.field, caught.value.code, caught.value.task_of) == (field, code, "court")


def test_renamed_column_is_drift_not_a_crash(adapter: CourtTranslator) -> None:
    fields = {key: value for key, value in ROW.items() if key != "AYDM"}
    with pytest.raises(RowRejectedError, match="AYDM") as caught:
        adapter.translate(record_of(fields))
    assert caught.value.code == "E-COL-01"


def confirmation(**changes: Native) -> dict[str, Native]:
    filed: dict[str, Native] = {
        "BH": "TJ9",
        "AJLX": "3",
        "AH": "（2026）黑0803诉前调确4号",
        "TJZZDM": None,
        "TYBZ": None,
        "HUB_ROOT": "grid-230803:E9",
        "QRSQRQ": "2026-03-16 09:00:00",
        "T_DSR": [],
    }
    return {**ROW, **filed, **changes}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, ["ConfirmationApplied"]),
        ("1", ["ConfirmationApplied"]),
        ("2", ["ConfirmationApplied", "ConfirmationAccepted"]),
        ("3", ["ConfirmationApplied", "ConfirmationAccepted", "ConfirmationGranted"]),
        ("4", ["ConfirmationApplied", "ConfirmationAccepted", "ConfirmationDismissed"]),
    ],
)
def test_confirmation_states_each_step_so_far(adapter: CourtTranslator, state: str | None, expected: list[str]) -> None:
    row = confirmation(SFQR=state, QRSLRQ="2026-03-18", QRCDRQ="2026-03-27")
    translation = adapter.translate(record_of(row))
    assert events_of(translation) == expected
    assert {s.root for s in translation.submissions} == {"grid-230803:E9"}
    assert translation.submissions[0].details["number"] == "（2026）黑0803诉前调确4号"


def test_confirmation_of_the_courts_own_case_answers_to_that_case(adapter: CourtTranslator) -> None:
    translation = adapter.translate(record_of(confirmation(HUB_ROOT=None, YAJBH="TJ1")))
    assert translation.submissions[0].root == "court-230803:TJ1"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"HUB_ROOT": None}, "HUB_ROOT"),
        ({"SFQR": "2"}, "QRSLRQ"),
        ({"SFQR": "2", "QRSLRQ": "2026-03-15"}, "QRSLRQ"),
        ({"SFQR": "6"}, "SFQR"),
        ({"AH": "（2026）黑0803民初4号"}, "AH"),
    ],
)
def test_vague_confirmation_is_held(adapter: CourtTranslator, changes: dict[str, Native], field: str) -> None:
    with pytest.raises(RowRejectedError) as caught:
        adapter.translate(record_of(confirmation(**changes)))
    assert caught.value.field == field


def test_deleted_confirmation_says_nothing(adapter: CourtTranslator) -> None:
    assert events_of(adapter.translate(record_of(confirmation(YXBZ="0")))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["FeedbackAcknowledged"]),
        ({"ZT": "9", "CWXX": "看不清"}, ["FeedbackRejected"]),
        ({"ZT": "0"}, []),
        ({"YWLX": "TB"}, []),
    ],
)
def test_marks_on_the_exchange_table(adapter: CourtTranslator, changes: dict[str, Native], expected: list[str]) -> None:
    translation = adapter.translate(record_of({**EXCHANGE, **changes}, "T_WB_JSRK"))
    assert events_of(translation) == expected
    for submission in translation.submissions:
        assert submission.root == "grid-230803:E9" and submission.correlation == "d-7"
        assert submission.details == {"ref": "court-230803:TJ1#1"}


@pytest.mark.parametrize(("changes", "field"), [({"ZT": "5"}, "ZT"), ({"HUB_REF": ""}, "HUB_REF")])
def test_unclear_marks_are_held(adapter: CourtTranslator, changes: dict[str, Native], field: str) -> None:
    with pytest.raises(RowRejectedError) as caught:
        adapter.translate(record_of({**EXCHANGE, **changes}, "T_WB_JSRK"))
    assert caught.value.field == field


def test_every_cause_has_a_type() -> None:
    known = causes().entries
    assert len(known) > 250 and len({entry.native for entry in known}) == len(known)


_VALUES = st.none() | st.text(max_size=30) | st.integers() | st.floats() | st.booleans()


@settings(max_examples=150, deadline=None)
@given(changes=st.dictionaries(st.sampled_from([*ROW, "T_DSR", "T_GPJL"]), _VALUES, max_size=6))
def test_translation_is_total(changes: dict[str, Native]) -> None:

    translator = CourtTranslator("court-230803", ClearTokeniser(), Registry())
    record = NativeRecord(source="T_TJAJ", native_id="1", version="1", fields={**ROW, **changes}, place="here")
    said, told = "", True
    try:
        said = repr(translator.translate(record).submissions)
    except RowRejectedError as rejection:
        told = bool(rejection.field and rejection.reason)
    assert told and "赵长河" not in said


@pytest.mark.parametrize(
    ("cause", "veiled"), [("9024", True), ("9037 ", True), ("9716", True), ("9015", False), ("9130", False)]
)
def test_a_cause_about_children_hides_its_people(adapter: CourtTranslator, cause: str, veiled: bool) -> None:
    said = statement_of(adapter.translate(record_of({**ROW, "AYDM": cause})))
    assert said.details.get("veiled", False) is veiled


def test_the_causes_that_hide_people_are_causes_of_the_list() -> None:
    assert veiled_causes() and all(causes().translate(cause, "AYDM") for cause in veiled_causes())
