"""The frame in a real browser: both languages, three widths, light and dark, keys alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.console.app import create_app
from hub.core.permissions import Role
from tests.browser.conftest import DESK, PATIENCE, PHONE, SIZES, Visit
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations
from tests.console_rig import Rig, serving
from tests.integration.console.test_long_work import Slow

pytestmark = pytest.mark.browser


def check(page: Page) -> None:
    assert violations(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


@pytest.mark.parametrize("path", ["/", "/keyboard"])
def test_a_page_shuts_nobody_out(visit: Visit, path: str) -> None:
    for size, lang, theme in zip(SIZES, ("zh", "en", "zh"), ("light", "dark", "dark"), strict=True):
        check(visit(path, Role.DUTY_CLERK, size, lang=lang, theme=theme))


def test_everything_is_done_by_keys(visit: Visit) -> None:
    page = visit("/", Role.DUTY_CLERK, DESK)
    reached = reached_by_tab(page)
    assert reached[0].startswith("A|#content")
    assert not [one for one in reached if one.endswith("UNSEEN")]
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("dialog#keys").is_visible()
    page.goto(re.sub(r"/$", "/keyboard", page.url))
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r":\d+/$"))


def test_language_and_look_are_switched_without_losing_the_page(visit: Visit) -> None:
    page = visit("/keyboard", Role.DUTY_CLERK, PHONE)
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    assert page.url.endswith("/keyboard") and page.locator("h1").inner_text() == "Keyboard"
    page.get_by_text("Look", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 30)"


def test_long_work_tells_how_far_it_is_and_moves_on_to_its_page_by_itself(rig: Rig, browser: Browser) -> None:
    slow = Slow(rig)
    app = create_app(replace(rig.console, books=slow.books), patience=0.05)
    with serving(app) as url:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE)
        cookie = {"name": rig.console.session_cookie, "value": rig.seats.seat(Role.DUTY_CLERK), "url": url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{url}/links")
        expect(page.locator("progress[value]")).to_be_visible()
        for size, lang, theme in zip(SIZES, ("zh", "en", "zh"), ("light", "dark", "dark"), strict=True):
            looks = {"hub_lang": lang, "hub_theme": theme}
            context.add_cookies([{"name": name, "value": value, "url": url} for name, value in looks.items()])
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.reload()
            expect(page.locator("progress[value]")).to_be_visible()
            check(page)
        with page.expect_request(lambda asked: asked.headers.get("x-unattended") == "1"):
            pass  # by the clock: it keeps no session alive
        slow.gate.set()
        page.wait_for_url(f"{url}/links")
        expect(page.locator("nav.menu a[aria-current]")).to_have_attribute("href", "/links")
        context.close()
