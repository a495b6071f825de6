"""Write docs/obligations.md from hub.core.obligations and the tests named after its rows; --check only compares."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from hub.core.clocks import CLOCKS
from hub.core.obligations import OBLIGATIONS, Obligation

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "obligations.md"
TESTS = ROOT / "tests" / "obligations"
HEAD = """# 职责对照 Obligations

联合意见规定的每一项职责，在枢纽里由哪条规则承担、见于哪些事件、计入哪些数字、由哪项测试证明。
由 `hub/core/obligations.py` 生成，勿手改：`python scripts/obligations.py`。

What the joint opinion demands, row by row: the rule that keeps it, the events that show it, the figures that count it,
the tests that prove it. Generated from `hub/core/obligations.py`; do not edit: `python scripts/obligations.py`.
"""


_NAMED = re.compile(r"([A-Z]+)((?:_\d)+)")


def named_tests() -> dict[str, list[str]]:
    """Return the tests of every row by its id: functions ``test_LOOP_1_…`` or ``test_LOOP_2_3_4_…``."""
    found: dict[str, list[str]] = {row.id: [] for row in OBLIGATIONS}
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            for family, numbers in _NAMED.findall(node.name):
                for number in numbers.split("_")[1:]:
                    found.get(f"{family}-{number}", []).append(f"{path.name}::{node.name}")
    return found


def source_of(reference: str) -> str:
    """Return the path of the module in which *reference* (``module:name``) stands."""
    module, _, name = reference.partition(":")
    home = importlib.import_module(module)
    getattr(home, name)
    return str(Path(inspect.getfile(home)).relative_to(ROOT))


def section(row: Obligation, tests: list[str]) -> Iterator[str]:
    """Yield the lines of one row."""
    yield f"\n## {row.id} {row.who_zh} {row.who_en}\n"
    yield f"{row.zh}。\n{row.en}.\n"
    if row.recorded_only:
        yield "- 仅作记录：软件之外。For the record: outside software."
        return
    if row.rules:
        links = (f"[`{rule.partition(':')[2]}`](../{source_of(rule)})" for rule in row.rules)
        yield f"- 规则 rule: {', '.join(links)}"
    if row.clocks:
        clocks = (f"{CLOCKS[name].zh} `{name}`" for name in row.clocks)
        yield f"- 期限 clock: {', '.join(clocks)}"
    if row.events:
        yield f"- 事件 event: {', '.join(f'{event.zh} `{event.value}`' for event in row.events)}"
    if row.figures:
        yield f"- 报表项 report line: {', '.join(f'`{figure}`' for figure in row.figures)}"
    if row.verbs:
        yield f"- 命令 command: {', '.join(f'`hub {verb}`' for verb in row.verbs)}"
    for test in tests:
        path, _, name = test.partition("::")
        yield f"- 测试 test: [`{name}`](../tests/obligations/{path})"


def page() -> str:
    """Return the whole page."""
    tests = named_tests()
    return HEAD + "\n".join(line for row in OBLIGATIONS for line in section(row, tests[row.id])) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check return 1 when it's out of date."""
    if "--check" in arguments:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print(f"{PAGE.name}: {'up to date' if fresh else 'out of date, run scripts/obligations.py'}")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
