"""A real Chromium before a real console: one of each for all browser tests of a process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hub.core.permissions import Role
from tests.console_rig import Rig, open_rig, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DESK, PHONE, WALL = (1366, 768), (390, 844), (1920, 1080)
SIZES = (DESK, PHONE, WALL)

PATIENCE = 90_000
"""Milliseconds: a machine that runs brokers beside is slow, not wrong."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return open_rig(tmp_path_factory.mktemp("console"))


@pytest.fixture(scope="session")
def address(rig: Rig) -> Iterator[str]:
    with serving(rig.app) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file's tests: as long as it's open, its thread has a running event loop."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(rig: Rig, address: str, browser: Browser) -> Iterator[Visit]:
    """Open a page as a role; every script error and every refused resource fails the test."""
    contexts = []
    faults: list[str] = []

    def opened(path: str, role: Role, size: tuple[int, int] = DESK, **look: str) -> Page:
        """Open *path*; *look* may say ``unit``, ``lang`` and ``theme``."""
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        secret = rig.seats.seat(role, look.get("unit", "C3-230803"))
        chosen = {"hub_lang": look.get("lang", "zh"), "hub_theme": look.get("theme", "light")}
        names = {rig.console.session_cookie: secret, **chosen}
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in names.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
        page.on("console", lambda said: faults.append(f"{path}: {said.text}") if said.type == "error" else None)
        page.goto(f"{address}{path}", wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
