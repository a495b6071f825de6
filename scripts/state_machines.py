"""Write docs/reference/state-machines.md from the tables in hub.core.machines; with --check only compare."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.core.machines import MACHINES, Machine, mermaid

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "state-machines.md"
HEAD = """# 状态机 State machines

由 `hub/core/machines/tables.py` 生成，勿手改：`python scripts/state_machines.py`。
Generated from `hub/core/machines/tables.py`; do not edit: `python scripts/state_machines.py`.
"""


def section(machine: Machine) -> str:
    """Return one machine as a diagram and as a table that reads without a renderer."""
    rows = [
        f"| {'—' if move.source is None else f'{move.source.zh} `{move.source.value}`'} "
        f"| {move.trigger.zh} `{move.trigger.value}` | {move.guard or '—'} "
        f"| {move.target.zh} `{move.target.value}` | {', '.join(f'`{event.value}`' for event in move.emits) or '—'} |"
        for move in machine.moves
    ]
    return "\n".join(
        [
            f"\n## {machine.zh} {machine.name}\n",
            f"Source 依据: {machine.source}.\n",
            "```mermaid",
            mermaid(machine),
            "```\n",
            "| 状态 from | 事件 event | 条件 guard | 到 to | 产生 emits |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(section(machine) for machine in MACHINES) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check return 1 when it's out of date."""
    if "--check" in arguments:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print(f"{PAGE.name}: {'up to date' if fresh else 'out of date, run scripts/state_machines.py'}")
        return 0 if fresh else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
