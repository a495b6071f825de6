"""The generated reference page of all clocks."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.clocks import ClockRule, DayUnit
from hub.core.clocks.rules import SUBJECTS

HEADINGS = (
    "期限 clock",
    "中文",
    "English",
    "长度 length",
    "顺延 rolls",
    "起算 starts",
    "止于 stops",
    "应办 → 接手 owner → successor",
    "逾期 passed",
    "依据 source",
)
INTRODUCTION = (
    "每个期限只在 `hub.core.clocks.rules` 定义一次。首日不计；末日遇休息日顺延（民诉法 85）。"
    "预警两次：期限过七成、期满前一个工作日；末日结束后才算超期。"
    "标 cfg 的是本地默认，可按单位、区划、日期另行规定（`hub.toml` 的 `[[clocks]]`），法定期限不得改。",
    "Each clock stands once, in the code. First day excluded; a last day on a rest day moves on. Two warnings, each"
    " once; a breach only when the last day is over. Those marked cfg are local defaults that an agency or region may"
    " replace from a day on (`[[clocks]]` of `hub.toml`); the law's own periods are refused with their article.",
)


def rows(rules: Sequence[ClockRule]) -> list[tuple[str, ...]]:
    """Return one row of the page for each rule."""
    return [
        (
            f"`{rule.name}`",
            rule.zh,
            rule.en,
            _length(rule),
            "是 yes" if rule.rolls and rule.unit is not DayUnit.WORKING else "–",
            ", ".join(f"`{event.value}`" for event in rule.starts) + (f"; {rule.when}" if rule.when else ""),
            ", ".join(f"`{event.value}`" for event in rule.stops) or "–",
            f"{rule.owner.zh} → {rule.successor.zh}",
            rule.passing.zh,
            rule.source,
        )
        for rule in rules
    ]


def subjects() -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return (title, rows) of each subject."""
    return [(title, rows(rules)) for title, rules in SUBJECTS.items()]


def _length(rule: ClockRule) -> str:
    local = " (cfg)" if rule.configurable else ""
    if rule.unit is DayUnit.NAMED:
        return f"约定日期 a named day{local}"
    more = f" (+{rule.extra})" if rule.extra else ""
    return f"{rule.length}{more} {rule.unit.zh} {rule.unit.en}{local}"
