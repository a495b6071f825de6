"""Every page of the frame's part in a real browser: three widths, both languages, light and dark; and its states."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hub.console.live import Kind
from hub.core.permissions import Role
from tests.browser.conftest import DESK, PHONE, WALL, Visit
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations
from tests.console_rig import OFFICE, Rig

pytestmark = pytest.mark.browser

ITEM = f"/quarantine/Q-{OFFICE}-1004"
PAGES = (
    ("/cases?q=向市监调 2026", Role.STATISTICIAN, OFFICE),  # a huge list, cut
    ("/cases?q=没有这个号", Role.CLERK, OFFICE),  # an empty one, and the search by name
    ("/cases/D7", Role.STATISTICIAN, OFFICE),
    (f"/cases/{OFFICE}:向市监调〔2026〕1号", Role.CLERK, OFFICE),
    ("/quarantine", Role.DUTY_CLERK, OFFICE),
    (ITEM, Role.CLERK, OFFICE),
    ("/adapters", Role.ADAPTER_OPERATOR, OFFICE),
    ("/links", Role.DUTY_CLERK, OFFICE),
)
LOOKS = ((PHONE, "en", "light"), (WALL, "zh", "dark"))
"""Besides what is asked of every page (test_page_states)."""


@pytest.mark.parametrize(("path", "role", "unit"), PAGES)
def test_a_page_shuts_nobody_out_at_any_width(visit: Visit, path: str, role: Role, unit: str) -> None:
    for size, lang, theme in LOOKS:
        page = visit(path, role, size, unit=unit, lang=lang, theme=theme)
        assert (violations(page), overflow(page), small_targets(page)) == ([], 0, []), (size, lang, theme)


def test_a_pair_side_by_side(visit: Visit, rig: Rig) -> None:
    from hub.service.links import link_items

    with rig.console.books() as books:
        pair = next(item.id for item in link_items(books.reader))
    for size in (DESK, PHONE):
        page = visit(f"/links/{pair}", Role.DUTY_CLERK, size)
        assert (violations(page), overflow(page), small_targets(page)) == ([], 0, [])


def test_a_case_is_found_and_read_by_keys_alone(visit: Visit) -> None:
    page = visit("/", Role.STATISTICIAN, DESK)
    page.keyboard.press("/")
    page.keyboard.type("向市监调 2026")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(20)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(str(number))
    reached = reached_by_tab(page, 25)
    assert len(reached) > 8 and not [one for one in reached if one.endswith("UNSEEN")]


def settled(page: Page) -> None:
    page.wait_for_function("window.htmx !== undefined")


def test_a_list_hears_of_changes_without_flicker_and_keeps_the_focus(visit: Visit, rig: Rig) -> None:
    page = visit("/quarantine", Role.DUTY_CLERK, DESK)
    settled(page)
    page.evaluate("window.swaps = 0; document.addEventListener('htmx:afterSwap', () => { window.swaps += 1; })")
    page.locator("main tbody a").nth(2).focus()
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    stream = rig.app.state.stream
    for _ in range(2):
        with page.expect_response(lambda answer: answer.url.endswith("/quarantine")):
            page.evaluate("document.body.dispatchEvent(new CustomEvent('live-quarantine'))")
    page.wait_for_function("window.swaps >= 1")
    assert page.evaluate("window.swaps") == 1  # the second answer was as the first: nothing moved
    assert page.evaluate("document.activeElement.getAttribute('href')") == focused
    with page.expect_response(lambda answer: answer.url.endswith("/quarantine")):
        stream.tell([Kind.QUARANTINE])  # rings in the server's own loop at its next look


def test_pages_are_light_and_quick(visit: Visit) -> None:
    page = visit("/cases?q=向市监调 2026", Role.STATISTICIAN, DESK)
    weight = page.evaluate(
        "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
        " + performance.getEntriesByType('navigation')[0].transferSize"
    )
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert 0 < weight < 60_000
    assert 0 < painted < 5_000  # on a machine that does much else; the figure itself is in docs/performance.md
