"""A mapped table on a real PostgreSQL: typed columns are read as what they are, and a change comes once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.core.events import Event
from hub.plugins.mapping import MappedAdapter, MappingSettings, mapped_type
from hub.plugins.spec import AdapterContext
from hub.reference import default_registry
from hub.testing import ClearTokeniser, FixedClock
from hub.testing.servers import postgresql_server
from tests.mapping_site import EXAMPLES, MAPPINGS

PATH = EXAMPLES / "reconsideration-office" / MAPPINGS["reconsideration-office"]
TABLE = (
    'CREATE TABLE "V_WTTJ" ("FYBH" varchar(40) PRIMARY KEY, "SQRQ" date, "SXLB" char(8), "SQR" text, "BSQR" text,'
    ' "QQ" text, "TYBZ" char(1), "WTRQ" date, "GXSJ" timestamp NOT NULL)'
)
ROW = (
    "INSERT INTO \"V_WTTJ\" VALUES ('向政复〔2026〕{n}号', '2026-03-05', '征收', '赵示例', '示例街道', '撤销', 'Y',"
    " '2026-03-06', '2026-03-06 10:00:0{n}')"
)


def read(adapter: MappedAdapter, cursor: str | None) -> tuple[list[str], str | None]:
    said: list[str] = []
    for batch in adapter.poll(cursor):
        cursor = batch.cursor
        for record in batch.records:
            said += [f"{s.native_id[-2:]} {s.event}" for s in adapter.translate(record).submissions]
    return said, cursor


@pytest.mark.postgresql
def test_a_table_with_times_and_padded_codes(tmp_path: Path) -> None:
    with postgresql_server() as server:
        url = server.url("postgres")
        (tmp_path / "复议局").mkdir()
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(TABLE)
            for number in (7, 8):
                connection.exec_driver_sql(ROW.format(n=number))
        clock = FixedClock(datetime(2026, 3, 9, 1, tzinfo=UTC))
        context = AdapterContext(clock=clock, tokeniser=ClearTokeniser(), registry=default_registry())
        settings = MappingSettings.model_validate({"mapping": PATH, "folder": tmp_path, "url": url})
        adapter = mapped_type(PATH).open(settings, context)
        said, cursor = read(adapter, None)
        assert [line for line in said if Event.REFERRAL_CREATED in line] == [f"{n}号 ReferralCreated" for n in (7, 8)]
        with engine.begin() as connection:
            connection.exec_driver_sql(ROW.format(n=9))
        later, _ = read(adapter, cursor)
        assert "9号 DisputeReported" in later
        assert all(line.ok for line in adapter.check() if line.en == "Source")
        adapter.close()
        engine.dispose()
