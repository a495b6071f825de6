"""
``python -m bench.figures``: the first look at the statistics pages, with the read model and by reading every row.

A simulated year of disputes goes through the hub's own processors; beyond those the store is filled with copies under
other keys. A page's first look is its whole answer from a console that has kept nothing yet.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from bench.measure import batches
from hub.bootstrap.engines import log_folder, open_engine
from hub.bootstrap.holdings import open_projection_beside, read_model_path
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.kept import Kept
from hub.console.seam import Viewer
from hub.consolehouse import open_console
from hub.contracts import Serde
from hub.core.daytime import local_day, start_of
from hub.core.permissions import Grant, Role
from hub.core.topics import SOURCE_SUBMISSIONS
from hub.core.wording import Language
from hub.reference import default_registry, load_calendar
from hub.service.monthly import close_month
from hub.settings.loading import load_settings
from hub.settings.whole import HubSettings
from hub.simulation import Cast, Plan, packaged_parameters, stream
from hub.testing.clocks import FixedClock
from hub.vault import create_key_file

BEGIN, END = "<!-- figures: python -m bench.figures -->", "<!-- end of figures: python -m bench.figures -->"
MONTH, CLOSED = "2026-11", date(2026, 12, 10)
NOW = start_of(date(2027, 1, 12)) + timedelta(hours=9)
PAGES = {
    "数字页 figures of a month": f"/figures?month={MONTH}",
    "一个数字 one figure opened": f"/figures/acc?month={MONTH}",
    "成功率 the rate opened": f"/figures/rate?month={MONTH}",
    "来源记录 all reports opened": f"/figures/reports?month={MONTH}",
    "月报 is the month ready": f"/months?month={MONTH}",
    "半年会 the half-year's docket": "/meeting?half=2026-H2",
    "流向 who handed what to whom": f"/flows?from={MONTH}&to={MONTH}",
    "督办 who is late": "/supervision",
    "趋势 the six reductions": f"/trends?month={MONTH}",
}
COPIED = {"rows": "label", "states": "key"}
COPIED_MODEL = (
    *("contribution", "dispute", "party", "waiting", "docket", "hard", "hard_then", "handed", "supervised"),
    *("reported", "filed", "spell"),
)


@dataclass(frozen=True, slots=True, order=True)
class Took:
    """Milliseconds, of processor time and by the clock: a busy machine changes the former little."""

    processor: float
    clock: float

    def __str__(self) -> str:
        return f"{self.processor:,.0f} ({self.clock:,.0f})"


@dataclass(frozen=True, slots=True)
class Look:
    """How long one page took: its first look, when it's kept, and its first look when all is read."""

    page: str
    first: Took
    again: Took
    whole: Took | None


@dataclass(frozen=True, slots=True)
class Size:
    """The looks at one number of disputes, with the peak of memory and the size of the read model, both in MiB."""

    disputes: int
    rows: int
    looks: Sequence[Look]
    peak: int
    model: int


class _Chief:
    """Somebody is signed in who may read every page of statistics."""

    def viewer(self, _secret: str, language: Language, *, is_attended: bool = True) -> Viewer:
        day = local_day(NOW)
        roles = (Role.STATISTICIAN, Role.SUPERVISION_ISSUER)
        grants = tuple(Grant(role, "C3-230803", day - timedelta(days=9), day + timedelta(days=9)) for role in roles)
        return Viewer(person="K1", display="K1", grants=grants, language=language, today=day)


def main() -> int:
    """Measure, print and write; return 1 when a first look takes longer than the limit."""
    options = _options()
    found = _measured([int(number) for number in options.disputes.split(",")], options)
    text = figures(found)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    slow = [look for size in found for look in size.looks if look.first.processor > 1000 * options.limit]
    return 1 if slow else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description="The statistics pages' first look.")
    parser.add_argument("--disputes", default="3000,100000", help="disputes held, e.g. 3000,100000")
    parser.add_argument("--told", type=int, default=3000, help="of which so many are told by the simulation")
    parser.add_argument("--whole", type=int, default=3000, help="up to so many every row is read, too")
    parser.add_argument("--times", type=int, default=3, help="first looks of each page; the median counts")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a first look may take")
    parser.add_argument("--folder", type=Path, help="kept, and gone on with by the next run; a temporary one else")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    return parser.parse_args()


def _measured(sizes: Sequence[int], options: argparse.Namespace) -> list[Size]:
    """Return the looks at each of *sizes*, the smallest of which is told, the others made of copies."""
    folder = options.folder or Path(tempfile.mkdtemp(prefix="hub-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    try:
        is_there = (folder / "hub.toml").is_file()
        told = min([*sizes, options.told])
        settings = load_settings(folder / "hub.toml") if is_there else filled(folder, told)
        held = _held(settings) if is_there else told
        gc.collect()
        gc.freeze()  # a console never looks through what the simulation left: one page in nine paid a second for it
        for disputes in sorted(sizes):
            if disputes // held > 1:
                grow(settings, disputes // held)
                held *= disputes // held
            found.append(measured(settings, held, whole=held <= options.whole, times=options.times))
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def _held(settings: HubSettings) -> int:
    path = read_model_path(settings)
    if path.with_suffix(".away").exists():  # a run was killed while every row was read
        path.with_suffix(".away").replace(path)
    with closing(sqlite3.connect(path)) as model:
        return int(model.execute("SELECT COUNT(*) FROM dispute").fetchone()[0])


def measured(settings: HubSettings, disputes: int, *, whole: bool, times: int = 1) -> Size:
    """Return how long each page takes on the hub of *settings*."""
    console = open_console(settings, Surroundings(clock=FixedClock(NOW)), _Chief())
    path = read_model_path(settings)
    app = create_app(console)
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    browser.cookies.set(console.session_cookie, "bench")

    def first(address: str) -> Took:
        app.state.kept = Kept()  # a console that has kept nothing yet
        return _ms(browser, address)

    looks = []
    for page, address in PAGES.items():
        firsts = [first(address) for _ in range(times)]
        looks.append((page, statistics.median_low(firsts), _ms(browser, address)))
        print(f"{disputes:,}: {page} {firsts[-1]} ms", file=sys.stderr, flush=True)
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        every = [first(address) if whole else None for address in PAGES.values()]
    finally:
        away.rename(path)
    with closing(sqlite3.connect(path)) as model:
        (rows,) = model.execute("SELECT COUNT(*) FROM contribution").fetchone()
    return Size(
        disputes,
        rows,
        [Look(*told, all_read) for told, all_read in zip(looks, every, strict=True)],
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        path.stat().st_size >> 20,
    )


def _ms(browser: TestClient, address: str) -> Took:
    began, spent = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    took = Took((time.process_time() - spent) * 1e3, (time.perf_counter() - began) * 1e3)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return took


def filled(folder: Path, told: int) -> HubSettings:
    """Return the settings of a hub in *folder* that holds *told* disputes of a simulated year."""
    (folder / "hub.toml").write_text('data = "var"\nkey = "hub.key"\nshards = 1\n', encoding="utf-8")
    create_key_file(folder / "hub.key")
    settings = load_settings(folder / "hub.toml")
    plan = Plan(
        seed=1, month="2026-01", months=12, volume=told, parameters=packaged_parameters(),
        cast=Cast.of(default_registry()), calendar=load_calendar(),
    )  # fmt: skip
    engine, serde = open_engine(settings), Serde()
    for batch in batches(line for line in stream(plan) if not line.hub_output and line.received_at < NOW):
        engine.append(SOURCE_SUBMISSIONS, [(one.submission.root, one.submission, one.received_at, {}) for one in batch])
        engine.run_until_idle()
    close_month(engine, serde, MONTH, CLOSED)
    engine.close()
    projection = open_projection_beside(settings)
    projection.refresh()
    projection.model.close()
    return settings


def grow(settings: HubSettings, copies: int) -> None:
    """Let the hub hold *copies* of every dispute."""
    _copy(next(log_folder(settings).glob("shard-*.db")), COPIED, copies)
    _copy(read_model_path(settings), dict.fromkeys(COPIED_MODEL, "dispute"), copies)


def _copy(path: Path, tables: dict[str, str], copies: int) -> None:
    """Copy every row of *tables* under other keys until there are *copies* of each."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous=OFF")
        for table, key in tables.items():
            columns = [
                name for _, name, *_ in file.execute(f"PRAGMA table_info({table})") if (table, name) != ("states", "id")
            ]
            others = ", ".join(f"{key} || '~' || :n" if name == key else f'"{name}"' for name in columns)
            names = ", ".join(f'"{name}"' for name in columns)
            file.execute("BEGIN")
            file.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
            for number in range(1, copies):
                named = {"n": f"{copies}.{number}"}
                file.execute(f"INSERT INTO {table} ({names}) SELECT {others} FROM first_{table}", named)
            file.execute("COMMIT")


def figures(sizes: Sequence[Size]) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"`{' '.join(['python -m bench.figures', *sys.argv[1:]])}`, SQLite {sqlite3.sqlite_version}: a year of "
        f"disputes, the page of {MONTH} as closed on {CLOSED} and as known on {local_day(NOW)}. Milliseconds of "
        f"processor time, by the clock in brackets; load {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
        "| page | disputes | first look | kept | first look when every row is read |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {look.page} | {size.disputes:,} | **{look.first}** | {look.again} | {look.whole or '–'} |"
        for size in sizes
        for look in size.looks
    ]
    lines += [""]
    lines += [
        f"{size.disputes:,} disputes are {size.rows:,} rows; read model {size.model:,} MiB; peak {size.peak:,} MiB."
        for size in sizes
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
