"""The city's monthly form in the bureau's folder: rows, totals, footer; written once, signed copies kept."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pydantic import ValidationError

from hub.core.errors import AgencyUnavailableError, ConfigurationError
from hub.plugins.spec import MonthlyFigures, TakesMonthlyForms
from hub_justice.adapter import JusticeAdapter, JusticeSettings
from hub_justice.bureau import NO_UNIT, NOT_REGISTERED, form_name
from hub_justice.forms import findings_of, read_form
from hub_justice.monthly import COLUMNS, RMC_KINDS, MonthlyForm

TOWN = {"cases": 3, "success": 2, "type.NEIGHBOUR": 3, "channel.PARTY": 3, "form.WRITTEN": 2, "amount_fen": 1_234_567}
FIGURES = MonthlyFigures(
    month="2026-03",
    revision=1,
    as_known_on=date(2026, 4, 10),
    definition="人民调解月报/2026-1",
    hash="0f" * 32,
    rows={
        "": {"mass_cases": 1, "mass_people": 9},
        "L1-230803007001": {"cases": 1, "type.CONTRACT": 1, "channel.GRID": 1},
        "L2-230803007": TOWN,
        "L3-230803": {"cases": 2, "confirmed": 1},
        "X-1": {"performed": 1},
    },
)
NAME = "人民调解统计月报-2026-03-R1.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "bureau"
    path.mkdir()
    return path


@pytest.fixture
def adapter(justice_site, folder: Path) -> JusticeAdapter:
    head = {"bureau": "佳木斯市司法局", "form_number": "司人调统1表", "form_authority": "司法部"}
    justice_site.settings = justice_site.settings.model_copy(update={"forms_out": folder, **head})
    return justice_site.open()


def put(adapter: JusticeAdapter, folder: Path, figures: MonthlyFigures = FIGURES) -> MonthlyForm:
    name = adapter.put_monthly_form(figures)
    assert name == form_name(figures.month, figures.revision)
    return read_form((folder / name).read_bytes(), name)


def texts(path: Path) -> list[str]:
    with closing(openpyxl.load_workbook(path)) as book:
        return [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]


def test_units_are_rows_of_their_kind(adapter: JusticeAdapter, folder: Path) -> None:
    """Every kind of committee has a row, other units follow, and nothing is left out of the total."""
    assert isinstance(adapter, TakesMonthlyForms) and adapter.wants_monthly_forms
    form = put(adapter, folder)
    kinds = [kind.zh for kind in RMC_KINDS]
    assert list(form.rows) == [*kinds, "县级非诉中心", NOT_REGISTERED, NO_UNIT]
    assert {m: v for m, v in form.rows["乡镇街道调委会"].items() if v} == TOWN
    assert form.rows["社区调委会"]["cases"] == 1 and form.rows["村调委会"]["cases"] == 0
    assert form.rows[NOT_REGISTERED]["performed"] == form.rows[NO_UNIT]["mass_cases"] == 1
    summed = {column.measure: sum(row.get(column.measure, 0) for row in FIGURES.rows.values()) for column in COLUMNS}
    assert form.total == summed
    assert not [finding for finding in findings_of(form) if finding.row == "合计"]


def test_the_sheet_is_the_one_that_people_sign(adapter: JusticeAdapter, folder: Path) -> None:
    """Head, total in 万元, signatures, revision and hash; what isn't counted is blank."""
    put(adapter, folder)
    said = texts(folder / NAME)
    for text in (
        "填报单位：佳木斯市司法局",
        "报告期：2026年3月",
        "表号：司人调统1表",
        "制定机关：司法部",
        "有效期至：",
    ):
        assert text in said
    for text in ("单位负责人：", "统计负责人：", "填表人：", "报出日期："):
        assert text in said
    for text in ("修订号：R1", "数据截至：2026-04-10", "统计口径：人民调解月报/2026-1", f"校验码：{FIGURES.hash}"):
        assert text in said
    with closing(openpyxl.load_workbook(folder / NAME)) as book:
        sheet = book.worksheets[0]
        total = next(row for row in sheet.iter_rows() if row[0].value == "合计")
        place = {column.measure: index for index, column in enumerate(COLUMNS, start=1)}
        assert total[place["cases"]].value == 6
        assert total[place["amount_fen"]].value == 1.234567
        assert total[place["screenings"]].value is None


def test_a_revision_is_put_once(adapter: JusticeAdapter, folder: Path) -> None:
    """Again changes nothing, not even what a clerk filled in since; the next revision is a file of its own."""
    put(adapter, folder)
    with closing(openpyxl.load_workbook(folder / NAME)) as book:
        cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == "单位负责人：")
        cell.value = "单位负责人：王敏"
        stream = io.BytesIO()
        book.save(stream)
    (folder / NAME).write_bytes(stream.getvalue())
    assert put(adapter, folder).header.head == "王敏"
    assert (folder / NAME).read_bytes() == stream.getvalue()
    put(adapter, folder, replace(FIGURES, revision=2, hash="1e" * 32))
    assert sorted(path.name for path in folder.iterdir()) == [NAME, NAME.replace("R1", "R2")]


@pytest.mark.parametrize("content", [b"", b"no workbook"], ids=["empty", "text"])
def test_a_strange_file_in_its_place_is_set_aside(adapter: JusticeAdapter, folder: Path, content: bytes) -> None:
    """Somebody's file isn't lost, and the form stands where it belongs."""
    (folder / NAME).write_bytes(content)
    assert put(adapter, folder).header.digest == FIGURES.hash
    (aside,) = [path for path in folder.iterdir() if path.name != NAME]
    assert aside.read_bytes() == content and aside.name.startswith(NAME)


def test_a_form_of_other_figures_is_set_aside(adapter: JusticeAdapter, folder: Path) -> None:
    """The form of another hub, or of a trial run, doesn't pass for this revision's."""
    put(adapter, folder, replace(FIGURES, hash="1e" * 32))
    former = (folder / NAME).read_bytes()
    assert put(adapter, folder).header.digest == FIGURES.hash
    (aside,) = [path for path in folder.iterdir() if path.name != NAME]
    assert aside.read_bytes() == former


def test_a_folder_that_is_away_is_an_outage(adapter: JusticeAdapter, folder: Path) -> None:
    """Nothing is written beside the share that isn't mounted; the check says what to do."""
    folder.rmdir()
    with pytest.raises(AgencyUnavailableError, match="isn't there"):
        adapter.put_monthly_form(FIGURES)
    assert not folder.exists()
    assert [line.zh for line in adapter.check() if not line.ok] == ["月报文件夹"]
    folder.mkdir()
    put(adapter, folder)
    assert "月报文件夹" in [line.zh for line in adapter.check() if line.ok]


def test_without_a_folder_no_forms_are_wanted(justice_site) -> None:
    """A hub that isn't asked for forms puts none."""
    adapter = justice_site.open()
    assert not adapter.wants_monthly_forms
    with pytest.raises(ConfigurationError):
        adapter.put_monthly_form(FIGURES)


def test_forms_go_out_elsewhere_than_they_come_in(tmp_path: Path) -> None:
    """Else the hub would take its own form for an office's."""
    with pytest.raises(ValidationError, match="forms_out"):
        JusticeSettings(folder=tmp_path, forms=tmp_path / "a", forms_out=tmp_path / "a")
