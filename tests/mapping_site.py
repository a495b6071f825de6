"""Bodies with a mapping file and their own kind of file, worked by their own means alone."""

from __future__ import annotations

import importlib.util
import io
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from shutil import copy
from types import ModuleType

import openpyxl

from hub.core.daytime import SHANGHAI
from hub.core.deliveries import Delivery, DeliveryKind
from hub.core.units import Registry
from hub.plugins.mapping import MappingSettings, mapped_type
from hub.plugins.mapping.kind import on_slips
from hub.reference import default_registry
from hub.testing import FixedClock, sample_delivery

EXAMPLES = Path(__file__).parents[1] / "examples/mappings"
MAPPINGS = {
    "market-supervision": "scjg.map.yaml",
    "labour-arbitration": "ldzc.map.yaml",
    "medical-committee": "yltw.map.yaml",
    "reconsideration-office": "fyj.map.yaml",
}


def samples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mapping_samples", EXAMPLES / "samples.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAMPLES = samples()

OFFICE = "ldzc-230800"
"""The arbitration office of the sample mappings, which no built-in registry knows."""

OFFICE_UNITS = """
version = "1"
[[unit]]
code = "LDZC"
name = "劳动人事争议仲裁委员会"
level = 4
kind = "ARBITRATION"
org_kind = "ARBITRATION"
division = "230800"
agency = "ldzc-230800"
"""


def cells_of(content: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


class MappedSite:
    """One example's share: inbox and outbox in a folder that can go away."""

    unit: str | None = None

    def __init__(self, folder: Path, clock: FixedClock, example: str) -> None:
        self.share = folder / "share"
        self.share.mkdir()
        self.clock = clock
        mapping = folder / MAPPINGS[example]
        copy(EXAMPLES / example / MAPPINGS[example], mapping)
        self.adapter_type = mapped_type(mapping)
        self.registry = Registry.of(
            [unit for versions in default_registry().units.values() for unit in versions]
            + [self.adapter_type.mapping.unit]
        )
        self.settings = MappingSettings(mapping=mapping, folder=self.share)
        self.outbox = self.share / self.adapter_type.mapping.writeback.outbox

    def stop(self) -> None:
        self.share.rename(self.share.with_suffix(".away"))

    def start(self) -> None:
        self.share.with_suffix(".away").rename(self.share)

    def written(self) -> Sequence[str]:
        found = []
        for path in sorted(self.outbox.glob("*.xlsx")):
            rows = cells_of(path.read_bytes())
            if path.name.startswith("情况通报"):
                found += [repr(row) for row in rows[1:]]
            else:
                found.append(repr(rows))
        return found

    def content(self) -> str:
        files = sorted(path for path in self.share.rglob("*") if path.is_file())
        return repr([(str(path.relative_to(self.share)), path.read_bytes()) for path in files])

    def answerable(self) -> Delivery | None:
        asking = {DeliveryKind.SUPERVISION, DeliveryKind.FEEDBACK} & on_slips(self.adapter_type.mapping)
        if not asking:
            return None
        return sample_delivery(min(asking), self.adapter_type.info.code, reporter_native_id=self.reporter)

    def answer(self, delivery: Delivery) -> None:
        for path in self.outbox.glob("*.xlsx"):
            book = openpyxl.load_workbook(path)
            sheet = book.worksheets[0]
            rows = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
            if "送达编号" in rows and sheet.cell(rows["送达编号"], 2).value == delivery.delivery_id:
                sheet.cell(rows["签收日期"], 2).value = self.clock.now().astimezone(SHANGHAI).date()
                book.save(path)
                return
        raise AssertionError("the slip isn't there")

    @property
    def reporter(self) -> str | None:
        return "R-1"


class LedgerFileSite(MappedSite):
    """The market supervision office: a clerk types rows, the office exports the workbook anew."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        super().__init__(folder, clock, "market-supervision")
        self.rows = [row for place, row in enumerate(SAMPLES.ledger_rows()) if place not in (8, 23, 27)][:20]
        self.save()

    def save(self) -> None:
        path = self.share / "市场监管/收件" / SAMPLES.LEDGER
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SAMPLES.ledger(self.rows))

    def set(self, position: int, heading: str, value: object) -> str:
        self.rows[position][SAMPLES.HEADINGS.index(heading)] = value
        self.save()
        return "".join(str(self.rows[position][0]).split())

    def change_record(self) -> str:
        return self.set(1, "纠纷类别", "网购")

    def spoil_record(self) -> tuple[str, str]:
        return self.set(2, "纠纷类别", "口角"), "纠纷类别"

    def mend_record(self, native_id: str) -> None:
        self.set(2, "纠纷类别", "消费")

    def personal_data(self) -> Collection[str]:
        found = {str(row[place]) for row in self.rows for place in (3, 4) if row[place]}
        return {value.replace(" ", "") for value in found}


class ExportSite(MappedSite):
    """A body whose program writes a text file: lines are changed in the text."""

    def __init__(self, folder: Path, clock: FixedClock, example: str, words: tuple[str, str, str, str]) -> None:
        super().__init__(folder, clock, example)
        SAMPLES.place(example, self.share)
        pattern = self.adapter_type.mapping.source
        (self.file,) = [path for path in (self.share / pattern.inbox).iterdir() if path.is_file()]
        self.encoding = pattern.encodings[-1] if example == "labour-arbitration" else "utf-8"
        self.key, self.field, self.sound, self.broken = words
        self.edit = self._edit

    def _edit(self, change: Callable[[str], str]) -> None:
        text = self.file.read_bytes().decode(self.encoding)
        changed = change(text)
        assert changed != text
        self.file.write_bytes(changed.encode(self.encoding))

    def _record(self, text: str) -> str:
        return next(line for line in text.splitlines() if self.key in line)

    def change_record(self) -> str:
        self._edit(lambda text: text.replace(self._record(text), self._record(text).replace("2026030", "2026031")))
        return self.key

    def spoil_record(self) -> tuple[str, str]:
        self._edit(lambda t: t.replace(self._record(t), self._record(t).replace(self.sound, self.broken)))
        return self.key, self.field

    def mend_record(self, native_id: str) -> None:
        self._edit(lambda t: t.replace(self._record(t), self._record(t).replace(self.broken, self.sound)))

    def personal_data(self) -> Collection[str]:
        return {SAMPLES.name_of(serial) for serial in range(31, 38)} | {SAMPLES.number_of(s) for s in range(31, 38)}


class TableSite(MappedSite):
    """The reconsideration office: rows of a database."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        super().__init__(folder, clock, "reconsideration-office")
        SAMPLES.place("reconsideration-office", self.share)
        self.file = self.share / "复议局/fyj.db"
        self.settings = MappingSettings.model_validate(
            {
                "mapping": self.settings.mapping,
                "folder": self.share,
                "url": f"sqlite:///file:{self.file}?mode=ro&uri=true",
            }
        )

    def sql(self, statement: str, *values: object) -> None:
        connection = sqlite3.connect(self.file)
        try:
            with connection:
                connection.execute(statement, values)
        finally:
            connection.close()

    def _set(self, column: str, value: str, key: str) -> str:
        at = (self.clock.now() + timedelta(minutes=1)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        self.sql(f"UPDATE WTTJ SET {column} = ?, GXSJ = ? WHERE FYBH = ?", value, at, key)
        return key

    def change_record(self) -> str:
        return self._set("SXLB", "处罚", "向政复〔2026〕9号")

    def spoil_record(self) -> tuple[str, str]:
        return self._set("SXLB", "??", "向政复〔2026〕10号"), "SXLB"

    def mend_record(self, native_id: str) -> None:
        self._set("SXLB", "工伤", native_id)

    def personal_data(self) -> Collection[str]:
        return {SAMPLES.name_of(serial) for serial in range(9, 13)} | {SAMPLES.number_of(s) for s in range(9, 13)}
