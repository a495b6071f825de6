"""The workbench's lists are bounded, and say how much waits behind them."""

from __future__ import annotations

from datetime import date

from hub.console.actions.worklist import MOST_ROWS, Section, Task
from hub.console.frame import templates
from hub.console.texts import bench as said
from hub.core.wording import Language


def test_a_huge_list_shows_fifty_rows_and_how_many_wait() -> None:
    day = date(2026, 3, 3)
    tasks = [
        Task(dispute=f"D{n}", number=f"{n}", what="签收", what_en="To sign for", due=day, days=0, act=None)
        for n in range(MOST_ROWS + 3)
    ]
    section = Section(said.DUE_TODAY, "today", tasks)
    assert len(section.shown) == MOST_ROWS
    assert section.rest == 3
    assert said.MORE.render(Language.ZH, count=section.rest) == "另有 3 项，办完后继续显示"
    assert "section.rest" in templates().loader.get_source(templates(), "bench.html")[0]
