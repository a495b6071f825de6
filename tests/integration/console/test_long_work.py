"""Long work shows how far it is, can be stopped, and a closed tab loses nothing: over a real server, page by page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest

from hub import progress
from hub.console.app import create_app
from hub.console.seam import Books
from hub.core.permissions import Role
from tests.console_rig import Rig, serving
from tests.integration.console.test_frame import mark_in

BOUND = 120
"""Seconds after which something that never comes fails a test."""


@dataclass
class Slow:
    """A hub whose reading waits for a test: it reads on when the gate is opened, and says when it waits."""

    rig: Rig
    gate: threading.Event = field(default_factory=threading.Event)
    waits: threading.Event = field(default_factory=threading.Event)
    opened: int = 0

    @contextmanager
    def books(self) -> Iterator[Books]:
        self.opened += 1
        self.waits.set()
        for _ in progress.told(iter(range(BOUND * 20)), lambda: BOUND * 20):
            if self.gate.wait(0.05):
                break
        with self.rig.console.books() as books:
            yield books


@dataclass
class Browser:
    """A browser without scripts that follows nothing by itself."""

    url: str
    cookie: str
    secret: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._call("GET", path, headers)

    def keyboard(self) -> str:
        """Return a page as its parts are asked for: however slow the machine is, it isn't sent away."""
        return self.get("/keyboard", **{"hx-request": "true"}).text

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self._call("POST", path, {}, {**fields, "form_mark": mark_in(self.keyboard())})

    def _call(
        self, method: str, path: str, headers: dict[str, str], data: dict[str, str] | None = None
    ) -> httpx.Response:
        kept = {"accept": "text/html", "cookie": f"{self.cookie}={self.secret}", **headers}
        return httpx.request(method, self.url + path, headers=kept, data=data, timeout=BOUND, trust_env=False)


@pytest.fixture
def slow(rig: Rig) -> Slow:
    return Slow(rig)


@pytest.fixture
def address(rig: Rig, slow: Slow) -> Iterator[str]:
    app = create_app(replace(rig.console, books=slow.books), patience=0.05)
    with serving(app) as url:
        yield url
        slow.gate.set()


@pytest.fixture
def browser(rig: Rig, address: str) -> Browser:
    return Browser(address, rig.console.session_cookie, rig.seats.seat(Role.DUTY_CLERK))


def work_of(answer: httpx.Response) -> str:
    """Return the page of the work to which *answer* sends the browser."""
    assert answer.status_code == 303, answer.text[-500:]
    assert re.fullmatch(r"/work/[\w-]+", answer.headers["location"])
    return str(answer.headers["location"])


def until_over(browser: Browser, page: str) -> httpx.Response:
    """Ask a work's page again, as it does by itself, until it leads to the result."""
    for _ in range(BOUND * 20):
        shown = browser.get(page, **{"hx-request": "true"})
        if "data-arrive" in shown.text:
            return shown
        threading.Event().wait(0.05)
    pytest.fail("the work never ended")


def test_a_page_that_takes_long_tells_how_far_it_is_and_then_stands_at_its_own_address(
    browser: Browser, slow: Slow
) -> None:
    page = work_of(browser.get("/links"))
    shown = browser.get(page).text
    assert "<progress" in shown and f"{page}/stop" in shown and "/links" in shown
    assert browser.get(f"{page}/result").headers["location"] == page, "not yet"
    assert "正在进行" in browser.keyboard(), "every page leads back to it"
    assert work_of(browser.get("/links")) == page, "asked again it isn't begun again"
    slow.gate.set()
    assert 'href="/links"' in until_over(browser, page).text
    result = browser.get("/links")
    assert (result.status_code, slow.opened) == (200, 1)
    assert "疑似重复" in result.text and "content-security-policy" in result.headers
    assert browser.get(page).status_code == 404, "fetched once"


def test_it_can_be_stopped_and_says_that_nothing_was_changed(browser: Browser, slow: Slow) -> None:
    page = work_of(browser.get("/links"))
    assert slow.waits.wait(BOUND)
    assert browser.post(f"{page}/stop").headers["location"] == page
    until_over(browser, page)
    stopped = browser.get("/links")
    assert (stopped.status_code, slow.opened) == (409, 1)
    assert "已中止，什么都没有改动" in stopped.text and "E-STOP-01" in stopped.text


def landed(browser: Browser, path: str) -> httpx.Response:
    """Return what *path* shows, at once or after a while."""
    answer = browser.get(path)
    while "/work/" in answer.headers.get("location", ""):
        until_over(browser, answer.headers["location"])
        answer = browser.get(path)
    return answer


def test_nobody_else_sees_a_work_nor_stops_it(browser: Browser, rig: Rig, slow: Slow) -> None:
    page = work_of(browser.get("/links"))
    other = Browser(browser.url, browser.cookie, rig.seats.seat(Role.DUTY_CLERK))
    for path in (page, f"{page}/result"):
        assert other.get(path).status_code == 404
    assert other.post(f"{page}/stop").status_code == 404
    assert page not in other.get("/work").text and page in browser.get("/work").text
    nobody = Browser(browser.url, browser.cookie, "")
    assert "/sign-in" in nobody.get(page).headers["location"]
    slow.gate.set()
    until_over(browser, page)
    assert other.get("/links").headers.get("location") != page, "each counts the own"


def test_who_may_no_more_gets_no_answer_that_was_counted_while_he_might(browser: Browser, rig: Rig, slow: Slow) -> None:
    page = work_of(browser.get("/links"))
    slow.gate.set()
    until_over(browser, page)
    person = rig.seats.taken[browser.secret]
    rig.seats.taken[browser.secret] = replace(person, role=Role.LEADER)
    assert landed(browser, "/links").status_code == 403


def test_a_deed_whose_tab_is_closed_is_done_and_cannot_be_stopped_halfway(
    browser: Browser, rig: Rig, slow: Slow
) -> None:
    page = work_of(browser.post("/cases/by-name", name="王小明", reason="HANDLING"))
    shown = browser.get(page).text
    assert f"{page}/stop" not in shown and "不能中止" in shown
    browser.post(f"{page}/stop")
    slow.gate.set()  # nobody listens any more
    assert f'href="{page}/result"' in until_over(browser, page).text
    for _ in range(2):  # a page that came by a form can be loaded again
        assert browser.get(f"{page}/result").status_code == 200
    assert [who for who, _, _ in rig.record.lines].count(rig.seats.taken[browser.secret].code) == 1, "once"


def test_parts_of_pages_and_streams_wait_as_ever(browser: Browser, slow: Slow) -> None:
    slow.gate.set()
    assert browser.get("/links", **{"hx-request": "true"}).status_code == 200
    assert browser.get("/links", accept="*/*").status_code == 200
    assert browser.get("/alive").json() == {"console": "alive"}
