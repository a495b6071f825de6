"""CSV exports for days on which the interface is down."""

from __future__ import annotations

import pytest

from hub.connectors.files import write_csv
from hub.core.errors import AgencyUnavailableError, RowRejectedError

HEADING = ["eventId", "gridCode", "category", "title", "desc", "people", "happenTime", "reportTime", "status"]
ROW = [
    "WG20260303001",
    "230803007001002",
    "0301",
    "占道",
    "占了楼道,吵了起来",
    "王婶|13904541234;李国强||11010519491231002X",
    "2026-03-03 08:00",
    "2026-03-03 09:10",
    "UPLOADED",
]


def only_exports(reading):
    return [record for record in reading.read()[0] if record.source == "export"]


def test_export_with_byte_order_mark_is_read(exports, open_reading):
    (exports / "0303.csv").write_bytes(write_csv([HEADING, ROW]))
    reading = open_reading(csv_folder=exports)
    (record,) = only_exports(reading)
    assert record.place == "0303.csv 第2行"
    translation = reading.adapter.translate(record)
    assert translation.submissions[0].root == "grid:WG20260303001"
    assert [party.name for party in translation.dossier.parties] == ["王婶", "李国强"]
    assert len(translation.submissions[0].details["tokens"]) == 1
    assert only_exports(reading) == []


def test_event_in_export_and_interface_is_one_statement(app, exports, open_reading):
    """When the interface is back it brings the event again; the identity is the event's, not the road's."""
    (exports / "a.csv").write_bytes(write_csv([HEADING, ["WG2026030200001", *ROW[1:]]]))
    reading = open_reading(csv_folder=exports)
    records = [record for record in reading.read()[0] if record.native_id == "WG2026030200001"]
    assert {record.source for record in records} == {"export", "events"}
    assert len({reading.adapter.translate(record).submissions[0].event_id for record in records}) == 1


@pytest.mark.parametrize(
    "content",
    [
        write_csv([HEADING, ROW], encoding="gb18030"),
        write_csv([HEADING[1:], ROW[1:]]),
        b"",
        write_csv([HEADING, ROW]).partition("楼道".encode())[0],
    ],
    ids=["gbk", "no key column", "empty", "cut inside a quotation"],
)
def test_unreadable_export_is_held_and_sent_again(exports, open_reading, content):
    (exports / "0303.csv").write_bytes(content)
    reading = open_reading(csv_folder=exports)
    records, faults = reading.read()
    assert [record for record in records if record.source == "export"] == []
    assert [(fault.source, fault.place, fault.code) for fault in faults] == [("export", "0303.csv", "E-FIL-01")]
    assert reading.read()[1] == []
    (exports / "0303.csv").write_bytes(write_csv([HEADING, ROW]))
    assert [record.native_id for record in only_exports(reading)] == ["WG20260303001"]


def test_one_bad_row_harms_no_other(exports, open_reading):
    bad = [*ROW[:2], "0388", *ROW[3:]]
    (exports / "0303.csv").write_bytes(write_csv([HEADING, bad, [], ["WG20260303002", *ROW[1:]]]))
    reading = open_reading(csv_folder=exports)
    first, second = only_exports(reading)
    with pytest.raises(RowRejectedError):
        reading.adapter.translate(first)
    assert reading.adapter.translate(second).submissions
    assert second.place == "0303.csv 第4行"


def test_folder_away_is_an_outage(tmp_path, open_reading):
    with pytest.raises(AgencyUnavailableError):
        open_reading(csv_folder=tmp_path / "none").read()


def test_interface_down_still_reads_exports(app, exports, open_reading):
    (exports / "0303.csv").write_bytes(write_csv([HEADING, ROW]))
    reading = open_reading(csv_folder=exports)
    app.stop()
    batches = reading.adapter.poll(None)
    assert [record.native_id for record in next(batches).records] == ["WG20260303001"]
    with pytest.raises(AgencyUnavailableError):
        next(batches)
