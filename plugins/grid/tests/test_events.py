"""What one event states, clean and dirty: where each kind of dirt goes, whose task it is, how it comes back."""

from __future__ import annotations

import pytest

from hub.core.errors import RowRejectedError
from hub.plugins.spec import NativeRecord
from hub.testing.tokens import strong_token, weak_tokens
from hub.testing.translations import events_of, refusal_of, statement_of

FIRST = "WG2026030200001"


@pytest.fixture
def state(app, reading):
    """Return what the app states after some fields of its first event were changed."""

    def run(**changes):
        app.store.change(FIRST, changes)
        return reading.adapter.translate(reading.last(FIRST))

    return run


def refused(state, **changes):
    refusal = refusal_of(lambda: state(**changes))
    assert refusal.task_of == "grid"
    return refusal.field, refusal.code


def test_clean_event(state):
    translation = state()
    said = statement_of(translation)
    assert said.root == f"grid:{FIRST}"
    assert said.details == {
        "type": "NEIGHBOUR",
        "channel": "GRID",
        "parties": 2,
        "tokens": [strong_token(1, "11010519491231002X")],
        "weak_tokens": [
            *weak_tokens(1, name="崔建国", phone="13904541234", number="11010519491231002X"),
            *weak_tokens(2, name="佟玉梅", phone="13904545678"),
        ],
        "division": "230803007001",
        "number": FIRST,
        "difficulty": "SIMPLE",
    }
    assert said.occurred_at.isoformat() == "2026-03-02T00:00:00+00:00"
    assert said.recorded_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert translation.dossier.place == "安民小区3号楼2单元（130.364512,46.809321）"


def test_settled_on_the_spot(state, app):
    """The settlement is said first: otherwise the report alone would already have been given to a committee."""
    said = state(status="ONSITE_DONE", onsiteResult="当场和好", onsiteTime=app.millis(2, 11))
    assert events_of(said) == ["OnsiteSettled", "DisputeReported"]
    assert said.submissions[0].occurred_at.isoformat() == "2026-03-02T03:00:00+00:00"
    assert "当场和好" in said.dossier.narrative


def test_new_event_waits_until_the_worker_has_been_there(state, app, open_reading):
    """A matter that may still be settled on the spot isn't given to a committee yet, unless the settings say so."""
    assert state(status="NEW").submissions == ()
    eager = open_reading(report_new=True)
    assert events_of(eager.adapter.translate(eager.last(FIRST))) == ["DisputeReported"]


def test_patrols_and_hazards_are_no_disputes(state):
    translation = state(category="0201")
    assert (translation.submissions, translation.dossier) == ((), None)


def test_deleted_patrol_retracts_nothing(state):
    assert state(category="0201", deleted=True).submissions == ()


def test_deleted_event_is_retracted(state, app):
    said = state(deleted=True, deletedTime=app.millis(4))
    assert events_of(said) == ["SourceReportRetracted", "DisputeReported"]
    assert said.submissions[0].occurred_at.isoformat() == "2026-03-04T01:00:00+00:00"


@pytest.mark.parametrize("junk", [{"category": "0388"}, {"gridCode": "?"}, {"happenTime": "昨天"}])
def test_deleted_event_that_nobody_can_read_is_retracted_all_the_same(state, junk):
    """Nobody mends an event that is gone, so it doesn't stay in quarantine either."""
    assert events_of(state(deleted=True, **junk)) == ["SourceReportRetracted"]


def test_deleted_event_retracts_once(state, app, reading):
    first = state(deleted=True)
    app.store.change(FIRST, {"title": "误报"})
    second = reading.adapter.translate(reading.last(FIRST))
    assert [s.event_id for s in first.submissions] == [s.event_id for s in second.submissions]


def test_unknown_category_waits_for_the_code_table(state, open_reading):
    """Unknown code → event in quarantine, task of the platform → code added to the settings → it translates."""
    assert refused(state, category="0330") == ("category", "E-CODE-02")
    mended = open_reading(categories={"0330": "ECOMMERCE"})
    assert statement_of(mended.adapter.translate(mended.last(FIRST))).details["type"] == "ECOMMERCE"


@pytest.mark.parametrize("typed", [301, "301", "０３０１", 301.0])
def test_category_that_lost_its_zero(state, typed):
    assert statement_of(state(category=typed)).details["type"] == "NEIGHBOUR"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"gridCode": ""}, ("gridCode", "E-REQ-01")),
        ({"gridCode": "2308030070"}, ("gridCode", "E-CODE-04")),
        ({"status": "DONE?"}, ("status", "E-CODE-02")),
        ({"reportTime": None}, ("reportTime", "E-DATE-01")),
        ({"happenTime": "昨天"}, ("happenTime", "E-DATE-01")),
        ({"people": "王婶"}, ("people", "E-ROW-01")),
        ({"people": [{"name": {"a": 1}}, 7]}, ("people", "E-ROW-01")),
        ({"hubRef": "老张知道"}, ("hubRef", "E-REF-01")),
        ({"category": "吵架"}, ("category", "E-CODE-02")),
    ],
)
def test_unreadable_fields(state, changes, expected):
    assert refused(state, **changes) == expected


def test_village_code_without_grid_is_enough(state):
    assert statement_of(state(gridCode="230803007001")).details["division"] == "230803007001"


def test_telephone_clock_two_years_off(state, app):
    year = 365 * 86_400_000
    assert refused(state, happenTime=app.millis(2) + 2 * year) == ("happenTime", "E-DATE-03")
    assert refused(state, happenTime=app.millis(2) - 3 * year) == ("happenTime", "E-DATE-03")


def test_late_upload_keeps_both_times(state, app):
    """An event that waited a week for a signal happened when it happened, and was recorded when it came."""
    said = statement_of(state(happenTime=app.millis(2, 8), reportTime=app.millis(9)))
    assert (said.occurred_at.day, said.recorded_at.day) == (2, 9)


def test_missing_happen_time_is_that_of_the_report(state):
    assert statement_of(state(happenTime=None)).occurred_at.isoformat() == "2026-03-02T01:00:00+00:00"


def test_swapped_coordinates_are_put_right(state):
    assert state(lng=46.809321, lat=130.364512).dossier.place == "安民小区3号楼2单元（130.364512,46.809321）"


@pytest.mark.parametrize(("lng", "lat"), [(0, 0), (None, 46.8), ("东经", "北纬"), (12.5, 41.9), (999, 999)])
def test_impossible_coordinates_are_left_out(state, lng, lat):
    assert state(lng=lng, lat=lat).dossier.place == "安民小区3号楼2单元"


@pytest.mark.parametrize("nickname", ["王婶", "老李", "张大爷", "李某", "刘某某", "小王"])
def test_nickname_is_no_token(state, nickname):
    """Half the street is a 王婶: the nickname goes into the dossier, never into linking."""
    said = state(people=[{"name": nickname, "phone": "13904541234"}, {"name": "佟玉梅"}])
    assert statement_of(said).details["weak_tokens"] == [
        *weak_tokens(1, phone="13904541234"),
        *weak_tokens(2, name="佟玉梅"),
    ]
    assert statement_of(said).details["tokens"] == []
    assert said.dossier.parties[0].name == nickname


def test_nobody_named_still_makes_two_sides(state):
    assert statement_of(state(people=None)).details["parties"] == 2
    assert statement_of(state(people=[])).details["tokens"] == []


def test_bad_identity_number_and_telephone_are_no_obstacle(state):
    said = state(people=[{"name": "崔建国", "phone": "没有", "idNo": "110105194912310021"}])
    assert statement_of(said).details["tokens"] == []
    assert said.dossier.parties[0].id_number == "110105194912310021"
    assert said.dossier.parties[0].phone == "没有"


@pytest.mark.parametrize("typed", ["１１０１０５１９４９１２３１００２x", "11010519491231002x", "110105 19491231 002X"])
def test_identity_number_as_typed(state, typed):
    expected = [strong_token(1, "11010519491231002X")]
    assert statement_of(state(people=[{"name": "崔建国", "idNo": typed}])).details["tokens"] == expected


def test_double_tap_is_two_roots_with_equal_tokens(app, reading):
    """Two event ids seconds apart: both are kept, linking brings them together, a clerk may split them."""
    app.put(4)
    app.put(5, reportTime=app.millis(2) + 4000)
    records = {record.native_id: record for record in reading.read()[0]}
    first, second = (
        statement_of(reading.adapter.translate(records[native])) for native in ("WG2026030200004", "WG2026030200005")
    )
    assert first.root != second.root
    assert first.details | {"number": ""} == second.details | {"number": ""}


def test_ten_megabytes_of_description(state):
    assert refused(state, desc="吵" * 4_000_000) == ("desc", "E-SIZE-01")
    assert statement_of(state(desc="说完了"))


def test_hub_reference_is_the_root(state):
    assert {s.root for s in state(hubRef="court:（2026）1").submissions} == {"court:（2026）1"}


def test_unchanged_statements_keep_their_ids(state):
    first = statement_of(state(desc="一"))
    second = statement_of(state(desc="二"))
    assert first.event_id == second.event_id
    assert first.native_version != second.native_version


def test_junk_record_is_refused_not_a_crash(reading):
    for fields in ({}, {"eventId": {"a": []}}, {"eventId": "x", "status": "UPLOADED", "feedbacks": 7}):
        record = NativeRecord(source="events", native_id="x", version="1", fields=fields, place="x")
        with pytest.raises(RowRejectedError):
            reading.adapter.translate(record)


def test_a_category_of_family_violence_or_minors_hides_its_people(app, open_reading):
    """A narrative that says nothing of it: the app's own code does, once the settings name it."""
    app.store.change(FIRST, {"category": "0330", "desc": "邻居反映有争吵"})
    plain = open_reading(categories={"0330": "MARRIAGE_FAMILY"})
    assert "veiled" not in statement_of(plain.adapter.translate(plain.last(FIRST))).details
    told = open_reading(categories={"0330": "MARRIAGE_FAMILY"}, veiled=["0330"])
    assert statement_of(told.adapter.translate(told.last(FIRST))).details["veiled"] is True
    app.store.change(FIRST, {"category": "0301"})
    assert "veiled" not in statement_of(told.adapter.translate(told.last(FIRST))).details
