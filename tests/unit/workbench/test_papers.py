"""Numbers of papers: without gaps per unit, kind and year, whoever takes them at once; what is void stays listed."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hub.core.errors import PermanentError, UnknownRecordError
from hub.core.papers import Paper, PaperKind
from hub.vault import SoftwareProvider
from hub.vault.keys import MasterKey
from hub.workbench.database import Database
from hub.workbench.papers import Filed, Papers, Wanted
from hub.workbench.sealing import Sealer

NOW = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
SEALER = Sealer.of(MasterKey("k1", bytes(32)), SoftwareProvider())


def papers(folder: Path) -> Papers:
    return Papers(Database(folder / "workbench.db"), SEALER)


def wanted(click: str, unit: str = "K3", kind: PaperKind = PaperKind.NOTICE) -> Wanted:
    return Wanted(kind=kind, unit=unit, mark="向非诉", dispute="D1", person="K3-07", click=click)


def paper(number: str) -> Paper:
    return Paper(
        kind=PaperKind.NOTICE, title="告知书", number=number, unit="K3", day=date(2026, 3, 3), text=("王建国",)
    )


def test_many_desks_that_take_numbers_at_once_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    taken: list[Filed] = []
    lock = threading.Lock()

    def clerk(desk: int) -> None:
        own = papers(tmp_path)  # a connection of its own, as another process has
        for step in range(12):
            try:
                filed = own.file(wanted(f"{desk}-{step}"), NOW, _broken if step == 5 else paper)
            except ValueError:
                continue
            with lock:
                taken.append(filed)
        own.database.close()

    threads = [threading.Thread(target=clerk, args=(desk,)) for desk in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(filed.number for filed in taken) == sorted(f"〔2026〕向非诉告字第{n}号" for n in range(1, 45))


def _broken(_number: str) -> Paper:
    raise ValueError("the paper can't be drawn")


def test_every_unit_kind_and_year_counts_from_one(tmp_path: Path) -> None:
    own = papers(tmp_path)
    asked = [wanted("a"), wanted("b", unit="T2"), wanted("c", kind=PaperKind.AGREEMENT)]
    assert [own.file(one, NOW, paper).number for one in asked] == [
        "〔2026〕向非诉告字第1号",
        "〔2026〕向非诉告字第1号",
        "〔2026〕向非诉协字第1号",
    ]
    # one minute later it's the new year in Shanghai
    assert own.file(wanted("d"), NOW + timedelta(minutes=1), paper).number == "〔2027〕向非诉告字第1号"


def test_one_click_is_one_paper(tmp_path: Path) -> None:
    own = papers(tmp_path)
    assert own.file(wanted("a"), NOW, paper) == own.file(wanted("a"), NOW + timedelta(hours=1), paper)


def test_a_voided_number_stays_in_the_list_with_its_reason_and_is_not_given_again(tmp_path: Path) -> None:
    own = papers(tmp_path)
    first = own.file(wanted("a"), NOW, paper)
    with pytest.raises(PermanentError, match="with a reason"):
        own.void(first.id, ["K3"], "K3-07", "  ", NOW)
    own.void(first.id, ["K3"], "K3-07", "姓名写错", NOW)
    with pytest.raises(PermanentError, match="void already"):
        own.void(first.id, ["K3"], "K3-07", "再次", NOW)
    second = own.file(wanted("b"), NOW, paper)
    assert second.number == "〔2026〕向非诉告字第2号"
    listed = own.of_units(["K3"], 0, 10)
    assert [(one.number, one.void_why) for one in listed] == [(second.number, ""), (first.number, "姓名写错")]


def test_what_stands_on_a_paper_is_sealed_and_opens_for_its_unit_alone(tmp_path: Path) -> None:
    own = papers(tmp_path)
    filed = own.file(wanted("a"), NOW, paper)
    assert own.read(filed.id, ["K3"])[1] == paper(filed.number)
    with pytest.raises(UnknownRecordError):
        own.read(filed.id, ["T2"])
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "王建国".encode() not in stored
