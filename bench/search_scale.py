"""
``python -m bench.search_scale``: finding a case and a name by index where a million disputes are held, or ten.

The read model's own tables and indexes are filled, batch by batch, with invented reports; the engine isn't. Memory
stays that of a batch. A fill that is cut short goes on where it stopped (``--folder``), and one that reaches
``--seconds`` or ``--leave`` says how far it got and is measured there.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hub.core.numbers import bare, parse
from hub.queries.read_model import find_disputes, find_tokens
from hub.readmodel.header import Header
from hub.readmodel.store import ReadModel, open_for_reading

BEGIN, END = "<!-- figures: python -m bench.search_scale -->", "<!-- end of figures: python -m bench.search_scale -->"
BATCH = 20_000
COURTS, YEARS = 100, 10
ASKED = 41
"""Different disputes that each question is asked about."""
DAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of question: milliseconds of the first, the median and the slowest."""

    question: str
    first: float
    median: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Held:
    """What was measured with so many disputes held; ``why`` says why it aren't as many as were wanted."""

    disputes: int
    seconds: float
    megabytes: int
    peak: int
    asked: Sequence[Asked]
    why: str


def main() -> int:
    """Fill, measure, print and write."""
    options = _options()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="hub-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    try:
        until = time.monotonic() + options.seconds
        for wanted in (int(number) for number in options.disputes.split(",")):
            found.append(measured(folder / "read-model.db", wanted, until, options.leave << 30))
            if found[-1].why:
                break
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    text = figures(found)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.search_scale", description="Search among very many disputes."
    )
    parser.add_argument("--disputes", default="1000000,10000000", help="disputes held, the fewest first")
    parser.add_argument("--seconds", type=float, default=1500, help="time for all filling together")
    parser.add_argument("--leave", type=int, default=20, help="GiB of the disk that stay free")
    parser.add_argument("--folder", type=Path, help="kept, and gone on with by the next run; a temporary one else")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    return parser.parse_args()


def measured(path: Path, wanted: int, until: float, leave: int) -> Held:
    """Fill *path* up to *wanted* disputes and ask; *until* is when it must stop, *leave* how many bytes stay free."""
    ReadModel(path).close()
    began = time.perf_counter()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA cache_size=-524288")
        file.execute("PRAGMA synchronous=OFF")  # made again by whoever runs the bench
        held, spent = _meta(file, "filled"), _meta(file, "filling_ms")
        why = ""
        while held < wanted and not why:
            following = min(held + BATCH, wanted)
            _fill(file, range(held, following))
            held = following
            now = spent + round((time.perf_counter() - began) * 1e3)
            file.execute("INSERT OR REPLACE INTO meta VALUES ('filled', ?), ('filling_ms', ?)", (held, now))
            file.execute("COMMIT")
            why = _must_stop(path, until, leave) if held < wanted else ""
        seconds = _meta(file, "filling_ms") / 1e3
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return Held(held, seconds, path.stat().st_size >> 20, peak, list(asked(path, held)), why)


def _must_stop(path: Path, until: float, leave: int) -> str:
    if time.monotonic() > until:
        return "time is up"
    return "the disk is nearly full" if shutil.disk_usage(path.parent).free < leave else ""


def _meta(file: sqlite3.Connection, name: str) -> int:
    found = file.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return 0 if found is None else int(found[0])


def number_of(place: int) -> str:
    """Return the case number of an invented dispute: a hundred courts, ten years."""
    return f"（{2017 + place // COURTS % YEARS}）黑{801 + place % COURTS:04d}民诉前调{place // (COURTS * YEARS) + 1}号"


def token_of(place: int) -> str:
    """Return the token of its invented party, as long as a real one."""
    return f"sm3hmac.bench.{hashlib.sha256(str(place).encode()).hexdigest()}"


def dispute_of(place: int) -> str:
    """Return its id."""
    return f"court:B{place:09d}"


def _fill(file: sqlite3.Connection, places: range) -> None:
    """Write the rows that the projection writes of a court's report; the transaction stays open."""
    file.execute("BEGIN")
    marks = ", ".join("?" * 19)
    file.executemany(f"INSERT INTO dispute VALUES ({marks})", (_header(place).values for place in places))
    file.executemany("INSERT INTO party VALUES (?, ?)", ((token_of(place), dispute_of(place)) for place in places))
    file.executemany("INSERT INTO number VALUES (?, ?, ?, ?, ?, ?, ?)", _numbers(places))
    file.execute(
        "INSERT INTO number_text (rowid, bare) SELECT id, bare FROM number WHERE id BETWEEN ? AND ?",
        (3 * places.start + 1, 3 * places.stop),
    )


def _numbers(places: range) -> Iterator[tuple[object, ...]]:
    for place in places:
        dispute, number = dispute_of(place), number_of(place)
        said = parse(number)
        if said is None:
            raise RuntimeError("an invented number isn't one")
        for offset, (name, case) in enumerate(
            ((dispute, (None,) * 3), (dispute[6:], (None,) * 3), (number, (said.year, said.court, said.serial)))
        ):
            yield (3 * place + offset + 1, dispute, name, bare(name), *case)


def _header(place: int) -> Header:
    day = DAY + timedelta(days=place // 3_000)
    return Header(
        dispute=dispute_of(place), status="REPORTED", is_open=place % 12 == 0, type="CONTRACT", channel="COURT",
        county="230803", unit=None, level=None, holder=f"C3-{230801 + place % COURTS}", rule="DELIVERED",
        since=day.isoformat(), due=(day + timedelta(days=3)).isoformat(), reported_on=day.isoformat(),
        accepted_on=None, concluded_on=None, outcome=None, reports=1, reopenings=0, lacks_holder=False,
    )  # fmt: skip


def asked(path: Path, held: int) -> Iterator[Asked]:
    """Ask each question about disputes all over the file; what must be found is found, or this fails."""
    places = [(place * 7_919 + 17) % held for place in range(ASKED)]
    with closing(open_for_reading(path)) as model:
        for name, ask in questions(model).items():
            took = []
            for place in places:
                began = time.perf_counter()
                found = ask(place)
                took.append((time.perf_counter() - began) * 1e3)
                if dispute_of(place) not in found and not name.startswith("no such"):
                    raise RuntimeError(f"{name}: {number_of(place)} wasn't found")
            yield Asked(name, took[0], statistics.median(took), max(took))


def questions(model: sqlite3.Connection) -> dict[str, Callable[[int], list[str]]]:
    """Return what is asked of *model*, by what it's called."""

    def court_and_serial(place: int) -> list[str]:
        said = parse(number_of(place))
        return [] if said is None else find_disputes(model, f"{said.court}, {said.serial}号")

    return {
        "whole case number": lambda place: find_disputes(model, number_of(place)),
        "court and serial": court_and_serial,
        "the agency's own number": lambda place: find_disputes(model, dispute_of(place)[6:]),
        "no such number": lambda place: find_disputes(model, f"黑0801民诉前调{place + 20_000_000}号"),
        "a party's name, by its token": lambda place: find_tokens(model, token_of(place)),
    }


def figures(found: Sequence[Held]) -> str:
    """Return the figures as Markdown."""
    lines = [f"`{' '.join(['python -m bench.search_scale', *sys.argv[1:]])}`, SQLite {sqlite3.sqlite_version}.", ""]
    for one in found:
        far = f"; {one.why}: this is how far it got" if one.why else ""
        lines += [
            f"**{one.disputes:,} disputes**, {3 * one.disputes:,} numbers: filled in {one.seconds:,.0f} s "
            f"({one.seconds / max(1, one.disputes) * 1e6:.0f} µs each), {one.megabytes:,} MiB on disk, "
            f"peak {one.peak:,} MiB of memory{far}.",
            "",
            "| asked | first, ms | median, ms | slowest, ms |",
            "|---|---:|---:|---:|",
            *(f"| {each.question} | {each.first:.2f} | {each.median:.2f} | {each.slowest:.2f} |" for each in one.asked),
            "",
        ]
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    sys.exit(main())
