"""
``python scripts/screenshots.py [DEMO_FOLDER]``: the pictures of the console in docs, from a demo that was played.

Signs in as people do, in a real Chromium; a picture larger than 150 kB is refused.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from hub.core.daytime import start_of
from hub.core.permissions import Role
from hub.demo.opening import LogIn, opened_console
from hub.settings import DEMO_SETTINGS, SETTINGS_FILE, load_settings

OUT = Path(__file__).parents[1] / "docs" / "images" / "console"
MOST_BYTES = 150_000
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
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "demo"
        shutil.copytree(options.demo, copied)
        with opened_console(load_settings(copied / SETTINGS_FILE), EVENING) as opened:
            serving = threading.Thread(target=opened.serve, daemon=True)
            serving.start()
            take(opened.url, {one.role: one for one in opened.log_ins})
            opened.server.should_exit = True
            serving.join(timeout=30)
    for path in OUT.glob("*.png"):
        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(path, optimize=True)  # flat colours: a palette halves a picture
    large = [path.name for path in OUT.glob("*.png") if path.stat().st_size > MOST_BYTES]
    print("too large: " + ", ".join(large) if large else f"{len(PAGES) + 1} pictures in {OUT}")
    return len(large)


def take(url: str, log_ins: dict[Role, LogIn]) -> None:
    """Sign in once for each role and take its pages, one of them on a phone's screen too."""
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for role in dict.fromkeys(role for _, _, role in PAGES):
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            page = context.new_page()
            page.set_default_timeout(120_000)
            sign_in(page, url, log_ins[role])
            for name, path, wanted in PAGES:
                if wanted is role:
                    page.goto(url + path)
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
