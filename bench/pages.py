"""
``python -m bench.pages``: what each page of the console weighs and when it's painted, in a real Chromium.

The hub is that of a demo that was played (``hub demo``), copied; pages are opened as people do who may see them. Each
is opened with nothing kept by the browser, on a desk's screen and on a phone's with the processor slowed down; then
once more with what the browser has kept.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hub.core.daytime import start_of
from hub.core.permissions import Role
from hub.demo.opening import LogIn, OpenedConsole, opened_console
from hub.settings.loading import DEMO_SETTINGS, SETTINGS_FILE, load_settings

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, StorageState

BEGIN, END = "<!-- figures: python -m bench.pages -->", "<!-- end of figures: python -m bench.pages -->"
EVENING = start_of(date(2026, 4, 10)) + timedelta(hours=17)
DESK, PHONE = (1366, 768), (390, 844)
PAGES = (
    ("登录 sign in", "/sign-in", None),
    ("首页 overview", "/", Role.DUTY_CLERK),
    ("工作台 workbench", "/bench", Role.DUTY_CLERK),
    ("登记 register", "/register", Role.CLERK),
    ("查找 find a case", "/cases?q=22107", Role.DUTY_CLERK),
    ("疑似重复 possible duplicates", "/links", Role.DUTY_CLERK),
    ("待处理 held rows", "/quarantine", Role.DUTY_CLERK),
    ("接入 departments", "/adapters", Role.DUTY_CLERK),
    ("月报 month", "/months?month=2026-03", Role.STATISTICIAN),
    ("数字 figures", "/figures?month=2026-03", Role.STATISTICIAN),
    ("一个数字 one figure", "/figures/acc?month=2026-03", Role.STATISTICIAN),
    ("趋势 trends", "/trends?month=2026-03", Role.STATISTICIAN),
    ("流向 flows", "/flows?from=2026-03&to=2026-03", Role.STATISTICIAN),
    ("督办 supervision", "/supervision", Role.SUPERVISION_ISSUER),
    ("半年会 meeting", "/meeting?half=2026-H1", Role.STATISTICIAN),
    ("账号 accounts", "/people", Role.SECURITY_ADMIN),
    ("审计 audit", "/audit", Role.AUDITOR),
)
_WATCH = """
window.painted = {};
new PerformanceObserver(list => list.getEntries().forEach(one => { window.painted[one.name] = one.startTime; }))
  .observe({type: "paint", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(one => { window.painted.largest = one.startTime; }))
  .observe({type: "largest-contentful-paint", buffered: true});
"""
_PAINTED = "() => window.painted['first-contentful-paint'] && window.painted.largest"
_STEADY = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


@dataclass
class Wire:
    """What came over the wire for one page: bytes as sent, bytes unpacked, requests; the stream of changes apart."""

    sent: int = 0
    plain: int = 0
    requests: int = 0
    streams: set[str] = field(default_factory=set)

    def watch(self, session: CDPSession) -> None:
        """Count what *session* loads."""
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.dataReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _asked(self, event: dict[str, object]) -> None:
        if event.get("type") == "EventSource":
            self.streams.add(str(event["requestId"]))
        else:
            self.requests += 1

    def _received(self, event: dict[str, object]) -> None:
        if event["requestId"] not in self.streams:
            self.plain += int(str(event["dataLength"]))

    def _finished(self, event: dict[str, object]) -> None:
        if event["requestId"] not in self.streams:
            self.sent += round(float(str(event["encodedDataLength"])))


@dataclass(frozen=True, slots=True)
class Shown:
    """One page shown once: what came over the wire, and when it was painted first and in its largest part, in ms."""

    wire: Wire
    first: float
    largest: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """One page on a desk's screen and on a phone's, each with nothing kept, and on the desk's once more."""

    name: str
    desk: Sequence[Shown]
    again: Sequence[Shown]
    phone: Sequence[Shown]


def main() -> int:
    """Measure, print and write; return 1 when a page is heavier than it may be."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, _demo(options.demo, Path(folder)) as opened:
        found = _weighed(opened, options)
    text = figures(found, options)
    print(text)
    if options.write is not None:
        page = options.write.read_text(encoding="utf-8")
        figured = re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{text}\n{END}", page, flags=re.DOTALL)
        options.write.write_text(figured, encoding="utf-8")
    return 1 if any(one.wire.sent > options.most * 1024 for page in found for one in page.desk) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Weight and first paint of each page.")
    parser.add_argument("--demo", type=Path, default=DEMO_SETTINGS.parent, help="the folder of a demo that was played")
    parser.add_argument("--times", type=int, default=3, help="how often each page is opened; the median counts")
    parser.add_argument("--slowed", type=float, default=4, help="by how much the phone's processor is slower")
    parser.add_argument("--most", type=int, default=600, help="KiB that a page may send when nothing is kept")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    return parser.parse_args()


@contextmanager
def _demo(demo: Path, folder: Path) -> Iterator[OpenedConsole]:
    if not (demo / SETTINGS_FILE).is_file():
        raise SystemExit(f"no demo in {demo}: play one first (hub demo --no-open), or name its folder (--demo)")
    copied = folder / "demo"
    shutil.copytree(demo, copied)
    with opened_console(load_settings(copied / SETTINGS_FILE), EVENING) as opened:
        serving = threading.Thread(target=opened.serve, daemon=True)
        serving.start()
        yield opened
        opened.server.should_exit = True
        serving.join(timeout=30)


def _weighed(opened: OpenedConsole, options: argparse.Namespace) -> list[Weighed]:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    log_ins = {one.role: one for one in opened.log_ins}
    wanted = [one for one in PAGES if options.only in one[0]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        roles = dict.fromkeys(role for _, _, role in wanted if role is not None)
        seats: dict[Role | None, StorageState | None] = {None: None}
        seats |= {role: signed_in(browser, opened.url, log_ins[role]) for role in roles}
        found = [_page(browser, f"{opened.url}{path}", seats[role], name, options) for name, path, role in wanted]
        browser.close()
    return found


def _page(browser: Browser, address: str, seat: StorageState | None, name: str, options: argparse.Namespace) -> Weighed:
    desk, again, phone = [], [], []
    for _ in range(options.times):
        with _screen(browser, DESK, seat) as context:
            desk.append(shown(context, address))
            again.append(shown(context, address))
        with _screen(browser, PHONE, seat) as context:
            phone.append(shown(context, address, options.slowed))
    return Weighed(name, desk, again, phone)


@contextmanager
def _screen(browser: Browser, size: tuple[int, int], seat: StorageState | None) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", storage_state=seat, is_mobile=size is PHONE
    )
    context.set_default_timeout(120_000)
    context.add_init_script(_WATCH)
    yield context
    context.close()


def shown(context: BrowserContext, address: str, slowed: float = 1) -> Shown:
    """Open *address* in a new window of *context* and return what it took."""
    page, wire = context.new_page(), Wire()
    session = context.new_cdp_session(page)
    wire.watch(session)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    answer = page.goto(address, wait_until="load")
    if answer is None or not answer.ok or page.url.partition("?")[0] != address.partition("?")[0]:
        raise RuntimeError(f"{address} isn't shown: {page.url}")
    page.wait_for_function(_PAINTED)
    page.evaluate(_STEADY)
    painted = page.evaluate("window.painted")
    page.close()
    return Shown(wire, float(painted["first-contentful-paint"]), float(painted["largest"]))


def signed_in(browser: Browser, url: str, log_in: LogIn) -> StorageState:
    """Sign in as people do and return the cookies."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(120_000)
    page: Page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.locator("input[name=code]").fill(log_in.code)
    page.locator("input[name=password]").fill(log_in.password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/sign-in/step")
    page.locator("input[name=code]").fill(log_in.recovery_codes[0])
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    state = context.storage_state()
    context.close()
    return state


def figures(found: Sequence[Weighed], options: argparse.Namespace) -> str:
    """Return the figures as Markdown."""
    load = os.getloadavg()[0]
    lines = [
        f"`{' '.join(['python -m bench.pages', *sys.argv[1:]])}`, {os.cpu_count()} processors, load {load:.1f} at the "
        f"end; medians of {options.times}; the phone's processor is {options.slowed:g} times slower.",
        "",
        "| page | requests | KiB sent | KiB unpacked | KiB sent again | first / largest paint, ms "
        "| kept, ms | phone, ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {page.name} | {page.desk[0].wire.requests} | {_kib(page.desk, 'sent')} | {_kib(page.desk, 'plain')} "
        f"| {_kib(page.again, 'sent')} | {_painted(page.desk)} | {_painted(page.again)} | {_painted(page.phone)} |"
        for page in found
    ]
    return "\n".join(lines)


def _kib(looks: Sequence[Shown], what: str) -> str:
    return f"{statistics.median(getattr(one.wire, what) for one in looks) / 1024:.0f}"


def _painted(looks: Sequence[Shown]) -> str:
    first = statistics.median(one.first for one in looks)
    return f"{first:.0f} / {statistics.median(one.largest for one in looks):.0f}"


if __name__ == "__main__":
    sys.exit(main())
