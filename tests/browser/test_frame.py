"""The frame in a real browser: both languages, three widths, light and dark, keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from hub.core.permissions import Role
from tests.browser.conftest import DESK, PHONE, SIZES, Visit
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations

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
