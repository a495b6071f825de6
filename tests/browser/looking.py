"""What is asked of every page in a real browser: nobody shut out, nothing beyond the edge, all by keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds: rule, where, what."""
    page.evaluate(_axe())  # by the tool's own channel: the page's policy lets no other script in
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(r => r.violations.map(v =>"
        " [v.id, v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message || '')).join('; ')]))",
        _RULES,
    )
    return [" | ".join(one) for one in found]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; a table scrolls in its own box."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """Return what can be pressed and is smaller than 24 by 24 pixels, but for links within a sentence (WCAG 2.5.8)."""
    found = page.evaluate(
        """[...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a, .button')]
        .filter(n => n.checkVisibility()).map(n => [n, n.getBoundingClientRect()])
        .filter(([n, box]) => box.width < 24 || (box.height < 24 && !['checkbox', 'radio'].includes(n.type)))
        .map(([n, box]) => n.outerHTML.slice(0, 90) + ` ${box.width}x${box.height}`)"""
    )
    return [str(one) for one in found]


def reached_by_tab(page: Page, most: int = 60) -> list[str]:
    """Return what the tabulator key reaches, in order, from the top of the page; each must show that it's reached."""
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    reached: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const n = document.activeElement; if (!n || n === document.body) return '';"
            " const s = getComputedStyle(n);"
            " return [n.tagName, n.getAttribute('href') || n.name || n.id || '', n.textContent.trim().slice(0, 20),"
            " s.outlineStyle === 'none' ? 'UNSEEN' : ''].join('|'); })()"
        )
        if not here:
            break
        reached.append(str(here))
    return reached
