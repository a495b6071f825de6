"""One self-contained HTML page: no network, no font, no script from elsewhere; Chinese first, English by a button."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from hub.demo.account import Account, DisputeLine
from hub.demo.report import charts
from hub.queries.layout import FormCell, FormTable, Label

LISTED = 400
"""Lines of a list that the page shows; the rest is counted and reached by command."""

OPENED = 250
"""Disputes into which one figure opens; more are counted."""


def render_report(account: Account) -> str:
    """Return the page of *account*."""
    positions = {line.dispute: number for number, line in enumerate(account.disputes)}
    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        account=account,
        listed=LISTED,
        style=Markup(_file("style.css")),  # noqa: S704 - our own file
        script=Markup(_file("page.js")),  # noqa: S704 - our own file
        dossier=_as_json(account.disputes),
        opens=lambda cell: _opens(cell, positions),
        busy_rows=_busy_rows,
        charts=_charts(account),
        percent=lambda value: "—" if value is None else f"{value:.1%}",
    )


def write_report(account: Account, path: Path) -> Path:
    """Write the page of *account* to *path* and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_report(account), encoding="utf-8")
    return path


def _file(name: str) -> str:
    return files("hub.demo.report").joinpath(name).read_text(encoding="utf-8")


def _as_json(disputes: Sequence[DisputeLine]) -> Markup:
    """Return what a figure opens into, as data that can't end the script element."""
    entries = [
        [
            line.dispute,
            line.number,
            [line.type.zh, line.type.en],
            [line.state.zh, line.state.en],
            line.holder,
            f"{line.due:%m-%d}" if line.due else "",
            line.days_over,
            line.reports,
        ]
        for line in disputes
    ]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - made safe in this line


def _opens(cell: FormCell, positions: dict[str, int]) -> str:
    known = [positions[dispute] for dispute in cell.disputes if dispute in positions]
    return " ".join(map(str, known[:OPENED]))


def _busy_rows(table: FormTable) -> list[int]:
    """Return the positions of rows that say anything: a city has two thousand units, most of them silent."""
    silent = {"0", "", "—", "0.00"}
    return [
        number
        for number, row in enumerate(table.rows)
        if any(cell.text not in silent or cell.before is not None for cell in row.cells)
    ]


def _charts(account: Account) -> dict[str, Markup]:
    types = Counter(line.type for line in account.disputes)
    states = Counter(line.state for line in account.disputes)
    return {
        "flows": charts.flows(Label("flows", "部门之间的流转", "Flows between agencies"), account.flows),
        "days": charts.daily(Label("days", "每日新报与办结", "New and concluded per day"), account.days),
        "types": charts.bars(
            Label("types", "纠纷类别", "Types"), [charts.Bar(label, n) for label, n in types.most_common(12)]
        ),
        "states": charts.share(
            Label("states", "状态", "States"), [charts.Bar(label, n) for label, n in states.most_common(8)]
        ),
        "length": charts.histogram(
            Label("length", "办理天数", "Days to conclude"),
            account.days_to_conclude,
        ),
    }
