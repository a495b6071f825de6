"""Write docs/reference/console-pages.md from tests/page_states.py, which the tests hold against routes and pages."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the table is the tests' own

from tests.page_states import ANSWERS, NOT_PAGES, PAGES, Look, Page, Same, State  # noqa: E402

FILE = ROOT / "docs" / "reference" / "console-pages.md"
HEAD = """# 控制台各页的四种状态 Pages of the console in four states

由 `tests/page_states.py` 生成，勿手改：`python scripts/page_states.py`。
Generated from `tests/page_states.py`; do not edit: `python scripts/page_states.py`.

Each cell is what the page says in that state, in its own words. `tests/browser/test_page_states.py` opens
every one, looks for them, and fails for a route that isn't in this table. A status other than 200 stands in brackets.

- 空 empty: a hub that was just made; nothing has arrived.
- 常 normal: the hub of the worked example.
- 巨 huge: a thousand overdue disputes, hundreds of held rows, accounts, papers, amendments; every list is bounded or
  paged, and says how many there are in all.
- 坏 broken: a store, the log or the file of the people is damaged, or what's asked for isn't there; the page says what
  happened, whose task it is, and what next. A damaged store of one department holds up no other; a damaged read model
  stops nothing: every dispute is read.

| 页 Page | 地址 Route | 空 Empty | 常 Normal | 巨 Huge | 坏 Broken |
|---|---|---|---|---|---|
"""


def cell(look: Look | Same) -> str:
    """Return what a state of a page shows."""
    if isinstance(look, Same):
        return f"{look.zh} {look.en}"
    says = " … ".join(f"“{text}”".replace("|", "\\|") for text in look.says)
    return says if look.status == 200 else f"{says} ({look.status})"


def line(path: str, page: Page) -> str:
    """Return the row of one page."""
    return " | ".join([f"| {page.title}", f"`{path}`", *(cell(page.state(state)) for state in State)]) + " |"


def text() -> str:
    """Return the whole page."""
    others = [f"| `{path}` | {why} |" for path, why in NOT_PAGES.items()]
    answers = (
        "\n\nPages that answer a form, and are shown once 答复表单、只显示一次的页:\n\n"
        "| 页 Page | 地址 Route | 空 Empty | 常 Normal | 巨 Huge | 坏 Broken |\n|---|---|---|---|---|---|\n"
    ) + "\n".join(line(path, page) for path, page in ANSWERS.items())
    tail = "\n\nRoutes that show no page 不是页面的地址:\n\n| 地址 Route | 是什么 What |\n|---|---|\n"
    return (
        HEAD + "\n".join(line(path, page) for path, page in PAGES.items()) + answers + tail + "\n".join(others) + "\n"
    )


def main() -> int:
    """Write the page, or with ``--check`` say whether it's up to date."""
    if "--check" not in sys.argv:
        FILE.write_text(text(), encoding="utf-8")
        return 0
    is_fresh = FILE.read_text(encoding="utf-8") == text()
    if not is_fresh:
        print(f"{FILE} is out of date: python scripts/page_states.py", file=sys.stderr)
    return 0 if is_fresh else 1


if __name__ == "__main__":
    sys.exit(main())
