"""The pages of the statistics people in a real browser: nobody shut out, pictures drawn, figures reached by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from hub.core.permissions import Role
from tests.browser.conftest import Visit
from tests.browser.looking import reached_by_tab

pytestmark = pytest.mark.browser

CHIEF = Role.STATISTICS_CHIEF


def _drawn(page: Page) -> int:
    return int(page.evaluate("[...document.querySelectorAll('.chart canvas')].filter(c => c.width > 100).length"))


def test_pictures_are_drawn_and_stand_beside_their_tables(visit: Visit) -> None:
    page = visit("/flows?from=2026-03&to=2026-03", CHIEF, unit="X3")
    assert _drawn(page) == 1
    described = page.locator(".chart").get_attribute("aria-describedby")
    assert page.locator(f"table#{described} tbody tr").count() >= 5


def test_a_figure_is_opened_and_read_by_keys_alone(visit: Visit) -> None:
    page = visit("/figures?month=2026-03", CHIEF, unit="X3")
    page.keyboard.press("j")
    assert "/figures/" in str(page.evaluate("document.activeElement.getAttribute('href')"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/figures/open\?"))
    assert not [one for one in reached_by_tab(page, 25) if one.endswith("UNSEEN")]
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url(re.compile(r"/months$"))
