"""The pages of the statistics people in a real browser: nobody shut out, pictures drawn, figures reached by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from hub.core.permissions import Role
from tests.browser.conftest import DESK, PHONE, WALL, Visit
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations

pytestmark = pytest.mark.browser

CHIEF, ISSUER, LEADER = Role.STATISTICS_CHIEF, Role.SUPERVISION_ISSUER, Role.LEADER
LOOKS = [
    ("/months?month=2026-03", CHIEF, DESK, "zh", "light"),
    ("/months?month=2026-03", LEADER, PHONE, "en", "dark"),
    ("/figures?month=2026-03", LEADER, PHONE, "zh", "dark"),
    ("/figures/rate?month=2026-03", CHIEF, WALL, "en", "light"),
    ("/figures/amount?month=2026-03&revision=1", Role.STATISTICIAN, PHONE, "en", "dark"),
    ("/trends?month=2026-03", LEADER, DESK, "en", "dark"),
    ("/trends/PETITIONS?month=2026-03", CHIEF, PHONE, "zh", "light"),
    ("/flows?from=2026-03&to=2026-03", CHIEF, DESK, "zh", "dark"),
    ("/supervision", ISSUER, PHONE, "zh", "light"),
    ("/meeting?half=2026-H1", CHIEF, DESK, "en", "light"),
]


@pytest.mark.parametrize(("path", "role", "size", "lang", "theme"), LOOKS)
def test_a_page_of_figures_shuts_nobody_out(
    visit: Visit, path: str, role: Role, size: tuple[int, int], lang: str, theme: str
) -> None:
    page = visit(path, role, size, unit="X3", lang=lang, theme=theme)
    assert violations(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []
    unspoken = page.locator("main").inner_text()
    assert not re.search(r"\{[a-z_]+\}", unspoken), "a sentence was left unfilled"


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
