"""Nights: what a snapshot that is cut, empty, late, re-sent or swollen does, and how it comes back."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from hub.core.deliveries import DeliveryKind
from hub.core.errors import AgencyUnavailableError
from hub.testing import sample_delivery

NUMBER = "XF230800202603040001"
HEAD = '<?xml version="1.0" encoding="GB18030"?>\n'


def zipped(document: str | bytes, encoding: str = "gb18030") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xfj.xml", document if isinstance(document, bytes) else document.encode(encoding))
    return buffer.getvalue()


def test_unchanged_petitions_come_once(office, reading):
    assert len(reading.read()[0]) == 3
    office.export()
    assert reading.read() == ([], [])


def test_missing_one_night_is_no_withdrawal(office, reading):
    """An export that slips once retracts nothing."""
    kept = office.register.petition(NUMBER)
    reading.read()
    office.register.remove(NUMBER)
    office.export()
    assert reading.stated() == []
    office.register.add(kept)
    office.export()
    assert reading.stated() == []
    office.register.remove(NUMBER)
    office.export()
    assert reading.stated() == []


def test_missing_two_nights_is_a_withdrawal_told_once(office, reading):
    reading.read()
    office.register.remove(NUMBER)
    office.export()
    office.export()
    assert reading.stated() == [("SourceReportRetracted", NUMBER)]
    office.export()
    assert reading.stated() == []


def test_two_snapshots_of_one_day_are_one_night(office, reading):
    reading.read()
    office.register.remove(NUMBER)
    name = office.export()
    reading.read()
    office.nights -= 1
    office.register.update(office.reporter, {"办结方式": "调解"})
    office.export(name=name)
    assert [native for _, native in reading.stated()] == [office.reporter] * 2


def test_petition_that_comes_back_is_registered_anew(office, reading):
    kept = office.register.petition(NUMBER)
    reading.read()
    office.register.remove(NUMBER)
    office.export()
    office.export()
    reading.read()
    office.register.add(kept)
    office.export()
    assert reading.stated() == [("DisputeReported", f"{NUMBER}@2")]


@pytest.mark.parametrize("part", [0.3, 0.5, 0.95])
def test_zip_cut_in_half_is_held_and_the_next_night_mends_it(office, reading, part):
    """A cut file goes to quarantine as a whole, its cursor passes, and the office's next snapshot brings everything."""
    reading.read()
    office.register.update(NUMBER, {"诉求": "工资仍未发。"})
    whole = office.next_export()
    office.export(whole[: int(len(whole) * part)])
    records, faults = reading.read()
    assert records == []
    assert [(fault.source, fault.code) for fault in faults] == [("snapshot", "E-FIL-01")]
    assert faults[0].content
    assert reading.read() == ([], [])
    office.export()
    assert [record.native_id for record in reading.read()[0]] == [NUMBER]


def test_cut_file_sent_again_under_its_name_is_taken(office, reading):
    reading.read()
    office.register.update(NUMBER, {"诉求": "工资仍未发。"})
    whole = office.next_export()
    name = office.export(whole[:200])
    assert reading.read()[1]
    office.register.drop(name, whole)
    assert [record.native_id for record in reading.read()[0]] == [NUMBER]


def test_empty_snapshot_retracts_nothing(office, reading):
    reading.read()
    for _ in range(2):
        office.export(empty=True)
    records, faults = reading.read()
    assert records == []
    assert [fault.code for fault in faults] == ["E-FIL-06"] * 2
    office.export()
    assert reading.read() == ([], [])


def test_small_snapshot_is_taken_once_a_person_says_so(office, reading, open_reading):
    """Held file → 信访局 confirms → its name under accepted_small → it is taken from the same cursor."""
    reading.read()
    office.register.remove(NUMBER)
    office.register.remove(office.reporter)
    name = office.export()
    assert [fault.code for fault in reading.read()[1]] == ["E-FIL-06"]
    released = open_reading(accepted_small=(name,))
    released.cursor = reading.cursor
    assert released.read() == ([], [])
    office.export()
    released.adapter = open_reading(accepted_small=(name, "XFJ_20260317.zip")).adapter
    assert sorted(released.stated()) == [
        ("SourceReportRetracted", office.reporter),
        ("SourceReportRetracted", NUMBER),
    ]


def test_entity_bomb_is_held(office, reading):
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(8))
    bomb = (
        f'{HEAD}<!DOCTYPE x [<!ENTITY e0 "哈">{entities}]><信访件快照><信访件><诉求>&e8;</诉求></信访件></信访件快照>'
    )
    office.export(zipped(bomb), name="XFJ_20260401.zip")
    records, faults = reading.read()
    assert len(records) == 3
    assert [fault.place for fault in faults] == ["XFJ_20260401.zip"]


def test_zip_bomb_is_held(office, open_reading):
    office.export(zipped(b"<a>" + b" " * 5_000_000 + b"</a>"), name="XFJ_20260401.zip")
    _, faults = open_reading(most_bytes=1_000_000).read()
    assert [fault.place for fault in faults] == ["XFJ_20260401.zip"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5"])
def test_wrong_encoding_is_held(office, reading, encoding):
    """A document that isn't in the encoding it declares would turn names into other names: nothing of it is taken."""
    document = (
        f'{HEAD}<信访件快照 生成时间="2026-03-15T01:00:00"><信访件><信访件编号>XF1</信访件编号></信访件></信访件快照>'
    )
    office.export(zipped(document, encoding) if encoding != "big5" else zipped("訴求".encode("big5")), name="a.zip")
    records, faults = reading.read()
    assert len(records) == 3
    assert [fault.place for fault in faults] == ["a.zip"]


def test_announced_number_must_match(office, reading):
    office.export(zipped(f'{HEAD}<信访件快照 生成时间="2026-03-16T01:00:00" 件数="9"></信访件快照>'))
    assert [fault.code for fault in reading.read()[1]] == ["E-FIL-05"]


def test_snapshot_from_the_future_is_held(office, reading):
    """A clock two years off must not make tomorrow's snapshots look old."""
    office.nights += 730
    office.export()
    office.nights = 1
    office.export()
    records, faults = reading.read()
    assert [fault.code for fault in faults] == ["E-TIME-01"]
    assert len(records) == 3


def test_older_snapshot_is_held(office, reading):
    office.nights = -3
    office.export(name="XFJ_zzz.zip")
    assert [fault.code for fault in reading.read()[1]] == ["E-TIME-02"]


def test_renamed_required_element_holds_the_whole_snapshot(office, reading, open_reading):
    """Drift: nobody gets a thousand quarantined rows because a vendor renamed one element."""
    reading.read()
    office.register.update(NUMBER, {"诉求": "工资仍未发。"})
    text = HEAD + office.next_text().replace("内容分类", "问题大类")
    office.nights += 1
    office.register.drop("XFJ_20260316.zip", zipped(text))
    _, faults = reading.read()
    assert [fault.code for fault in faults] == ["E-DRIFT-01"]
    assert "问题大类" in faults[0].reason
    again = open_reading(aliases={"问题大类": "内容分类"})
    again.cursor = reading.cursor
    office.register.drop("XFJ_20260317.zip", zipped(text))
    assert [record.native_id for record in again.read()[0]] == [NUMBER]


def test_known_aliases_are_read(office, reading):
    reading.read()
    office.register.update(NUMBER, {"诉求": "工资仍未发。"})
    text = HEAD + office.next_text().replace("登记日期", "登记时间").replace("信访人", "信访人姓名")
    office.register.drop("XFJ_20260316.zip", zipped(text))
    assert reading.stated() == [("DisputeReported", NUMBER)]


def test_file_still_being_sent_is_left_alone(office, reading):
    reading.read()
    (office.register.inbox / ".XFJ_20260316.zip.part").write_bytes(b"half")
    (office.register.inbox / "XFJ_20260316.zip.filepart").write_bytes(b"half")
    assert reading.read() == ([], [])


def test_lost_cursor_repeats_but_loses_nothing(office, reading):
    first = reading.stated()
    reading.cursor = None
    assert reading.stated() == first


def test_folder_away_is_an_outage(office, reading):
    office.stop()
    with pytest.raises(AgencyUnavailableError):
        reading.read()


def test_cut_acknowledgement_file_is_held_and_sent_again(office, reading):
    """Half an acknowledgement file goes to quarantine; the office's whole file brings the answer."""
    delivery = sample_delivery(DeliveryKind.FEEDBACK, "petition", reporter_native_id=office.reporter)
    reading.adapter.deliver(delivery, ())
    reading.read()
    office.answer(delivery)
    (path,) = office.register.acks.glob("*.xml")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    records, faults = reading.read()
    assert records == []
    assert [fault.source for fault in faults] == ["acks"]
    path.write_bytes(whole)
    assert reading.stated() == [("FeedbackAcknowledged", office.reporter)]


def test_check_says_how_old_a_stale_snapshot_is_and_what_to_do(office, reading):
    office.nights = -65
    office.export(name="XFJ_zzz.zip")
    (line,) = [line for line in reading.adapter.check() if line.zh == "快照"]
    assert not line.ok and re.search(r"已 6\d 天", line.detail)
    assert "重新导出" in line.remedy
