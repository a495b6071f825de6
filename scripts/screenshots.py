"""
``python scripts/screenshots.py [DEMO_FOLDER]``: the pictures of the console in docs, from a demo that was played.

Signs in as people do, in a real Chromium; a picture larger than 150 kB is refused. With ``--states`` it takes those of
forms and of an empty, a huge and a broken hub instead, from the consoles on which the tests look at every page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from hub.core.daytime import start_of
from hub.core.permissions import Role
from hub.demo.opening import LogIn, opened_console
from hub.settings.loading import DEMO_SETTINGS, SETTINGS_FILE, load_settings

OUT = Path(__file__).parents[1] / "docs" / "images" / "console"
DESK, PHONE = (1366, 768), (390, 844)
ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
MOST_BYTES = 150_000
STATES = (
    ("empty", "empty", "/bench", (Role.DUTY_CLERK, "L3-230803"), DESK),
    ("huge", "huge", "/bench", (Role.DUTY_CLERK, "L3-230803"), DESK),
    ("broken", "damaged", "/adapters", (Role.DUTY_CLERK, "L3-230803"), DESK),
    ("broken-log", "lost", "/cases?q=101", (Role.DUTY_CLERK, "L3-230803"), PHONE),
    ("settings", "normal", "/settings/clocks", (Role.SYSTEM_ADMIN, "C4"), DESK),
    ("joint", "normal", "/joint", (Role.SYSTEM_ADMIN, "C4"), DESK),
    ("work", "normal", "{work}", (Role.DUTY_CLERK, "L3-230803"), DESK),
    ("reply", "normal", "{reply}", (Role.LIAISON, "X1"), DESK),
    ("attendance", "normal", "{attend}", (Role.STATISTICIAN, "C4"), DESK),
    ("risk", "huge", "/bench/act?dispute=court:H0001&do=flag-risk:", (Role.DUTY_CLERK, "L3-230803"), DESK),
)
"""Pictures of states and forms: name, whose console, address, who looks, on which screen."""
EVENING = start_of(date(2026, 4, 10)) + timedelta(hours=17)
PAGES = (
    ("bench", "/bench", Role.DUTY_CLERK),
    ("search", "/cases?q=22107", Role.DUTY_CLERK),
    ("case", "/cases?q=230822107000202603310001", Role.STATISTICIAN),
    ("links", "/links", Role.DUTY_CLERK),
    ("quarantine", "/quarantine", Role.DUTY_CLERK),
    ("adapters", "/adapters", Role.DUTY_CLERK),
)


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python scripts/screenshots.py", description=__doc__)
    parser.add_argument("demo", nargs="?", type=Path, default=DEMO_SETTINGS.parent)
    parser.add_argument("--states", action="store_true", help="forms, and an empty, a huge and a broken hub")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    (take_states if options.states else take_demo)(options.demo)
    return slimmed([one[0] for one in STATES] if options.states else [*(one[0] for one in PAGES), "case-phone"])


def take_demo(demo: Path) -> None:
    """Take the pictures of the demo in the folder *demo*."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "demo"
        shutil.copytree(demo, copied)
        with opened_console(load_settings(copied / SETTINGS_FILE), EVENING) as opened:
            serving = threading.Thread(target=opened.serve, daemon=True)
            serving.start()
            take(opened.url, {one.role: one for one in opened.log_ins})
            opened.server.should_exit = True
            serving.join(timeout=30)


def slimmed(names: Sequence[str]) -> int:
    """Make the pictures called *names* small, and return how many are too large all the same."""
    paths = [OUT / f"{name}.png" for name in names]
    for path in paths:
        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(path, optimize=True)  # flat colours: a palette halves a picture
    large = [path.name for path in paths if path.stat().st_size > MOST_BYTES]
    print("too large: " + ", ".join(large) if large else f"{len(paths)} pictures in {OUT}")
    return len(large)


def take_states(_demo: Path) -> None:
    """Take the pictures of states and forms."""
    sys.path.insert(0, str(ROOT))
    from tests.console_rig import open_rig, serving  # the tests' own consoles
    from tests.state_rig import states_in

    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        states_in(Path(folder) / "states", open_rig(Path(folder) / "worked")) as states,
    ):
        places = states.places()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, rig, address, seat, (width, height) in STATES:
            with serving(states.rig(rig).app) as url:
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                context.set_default_timeout(120_000)
                cookie = states.rig(rig).console.session_cookie
                context.add_cookies([{"name": cookie, "value": states.secret(rig, *seat), "url": url}])
                page = context.new_page()
                page.goto(url + address.format(**places))
                page.screenshot(path=OUT / f"{name}.png")
                context.close()
        browser.close()


def take(url: str, log_ins: dict[Role, LogIn]) -> None:
    """Sign in once for each role and take its pages, one of them on a phone's screen too."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for role in dict.fromkeys(role for _, _, role in PAGES):
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            page = context.new_page()
            page.set_default_timeout(120_000)
            sign_in(page, url, log_ins[role])
            for name, path, wanted in PAGES:
                if wanted is role:
                    page.goto(url + path)
                    page.wait_for_url(lambda address: "/work/" not in address)  # on a machine with much else to do
                    page.screenshot(path=OUT / f"{name}.png")
            if role is Role.STATISTICIAN:
                page.set_viewport_size({"width": 390, "height": 844})
                page.screenshot(path=OUT / "case-phone.png")
            context.close()
        browser.close()


def sign_in(page: Page, url: str, log_in: LogIn) -> None:
    """Type account, password and a recovery code."""
    page.goto(f"{url}/sign-in")
    page.locator("input[name=code]").fill(log_in.code)
    page.locator("input[name=password]").fill(log_in.password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/sign-in/step")
    page.locator("input[name=code]").fill(log_in.recovery_codes[0])
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


if __name__ == "__main__":
    sys.exit(main())
