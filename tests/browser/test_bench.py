"""The workbench in a real browser: keys, three widths, a closed tab, a double click, a console that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from hub.benchhouse import known_of
from hub.bootstrap.running import open_hub
from hub.core.machines import ReferralState
from hub.core.permissions import Role
from hub.testing.ports import free_port
from hub.workbench.records import ActionState
from tests.bench_console import CENTRE, TOWN, Centre, centre_in
from tests.bench_rig import FORM, make
from tests.bench_steps import ordered
from tests.browser.conftest import DESK, PATIENCE, PHONE, WALL
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations
from tests.console_rig import serving

pytestmark = pytest.mark.browser
PEOPLE = ("name-1", "id-1", "phone-1", "name-2", "phone-2", "narrative", "division")
CHOSEN = ("type", "channel", "next")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with centre_in(tmp_path_factory.mktemp("centre")) as found:
        yield found


@pytest.fixture(scope="module")
def address(centre: Centre) -> Iterator[str]:
    with serving(centre.app) as url:
        yield url


class Desk:
    """Browsers before the centre's console."""

    def __init__(self, centre: Centre, address: str, browser: Browser) -> None:
        self.centre, self.address, self.browser = centre, address, browser
        self.contexts: list[object] = []
        self.faults: list[str] = []

    def sit(self, path: str, unit: str = CENTRE, size: tuple[int, int] = DESK, **look: str) -> Page:
        """Open *path* as the clerk of *unit*."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        secret = self.centre.secret(unit, Role(look.get("role", Role.DUTY_CLERK)))
        cookies = {self.centre.console.session_cookie: secret}
        cookies |= {"hub_lang": look.get("lang", "zh"), "hub_theme": look.get("theme", "light")}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{path}: {error}"))
        page.on("console", lambda said: self.faults.append(f"{path}: {said.text}") if said.type == "error" else None)
        page.goto(f"{self.address}{path}", wait_until="load")
        return page

    def register(self, **more: str) -> Page:
        """Register a visitor's dispute by the page."""
        page = self.sit("/register")
        fill(page, {**FORM, **more})
        page.get_by_role("button", name="登记", exact=True).click()
        page.wait_for_url("**/bench")
        return page


@pytest.fixture
def desk(centre: Centre, address: str, browser: Browser) -> Iterator[Desk]:
    found = Desk(centre, address, browser)
    yield found
    for context in found.contexts:
        context.close()  # type: ignore[attr-defined]
    assert found.faults == []


def fill(page: Page, form: dict[str, str]) -> None:
    for name in PEOPLE:
        page.locator(f'[name="{name}"]').fill(form.get(name, ""))
    for name in CHOSEN:
        page.locator(f'[name="{name}"]').select_option(form[name])
    page.locator(f'[name="consent"][value="{form["consent"]}"]').check()
    if "unit" in form:
        page.locator('[name="unit"]').select_option(form["unit"])
        page.locator(f'[name="all_agree"][value="{form["all_agree"]}"]').check()


def check(page: Page) -> None:
    assert violations(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def test_a_reply_to_supervision_shuts_nobody_out_and_is_given_by_keys(desk: Desk, centre: Centre) -> None:
    ordered(centre)
    check(desk.sit("/supervision", TOWN, PHONE, role=Role.LIAISON, lang="en", theme="dark"))
    page = desk.sit("/supervision", TOWN, role=Role.LIAISON)
    page.get_by_role("link", name="督办回复").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/supervision/reply?**")
    check(page)
    page.locator('[name="reason"]').select_option("DONE")
    page.get_by_role("button", name="督办回复").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/supervision")
    expect(page.get_by_role("region", name="待发送")).to_contain_text("督办回复")
    check(page)


def other_town(centre: Centre) -> str:
    """Return a township of the county that has a system of its own."""
    units = centre.console.desk.registry.all_units()
    return next(u.code for u in units if u.code.startswith("L2-230803") and u.agency == "justice")


def last_root(centre: Centre) -> str:
    states = [ActionState.WAITING, ActionState.SENDING]
    return centre.console.desk.outbox.of_person(centre.person(), states)[-1].root


def test_register_refer_and_the_receivers_inbox_has_it(desk: Desk) -> None:
    bench, town = desk.centre.bench, other_town(desk.centre)
    page = desk.register(next="refer", unit=town, all_agree="yes")
    expect(page.get_by_role("region", name="待发送")).to_contain_text("登记")
    expect(page.locator(".drafts")).to_have_count(0)
    expect(page.locator(".countdown").first).to_contain_text(":")
    check(page)
    root = last_root(desk.centre)
    with page.expect_navigation():
        page.get_by_role("button", name="立即发送").last.click()
    bench.later(timedelta(seconds=1))
    (referral,) = bench.state(root).referrals.values()
    assert referral.state is ReferralState.DELIVERED
    inbox = bench.sender._workshop.door.inbox("justice", 100)
    assert [(one.unit, one.root) for _, one in inbox if one.ref == referral.ref] == [(town, root)]
    # to a unit that works in the console too it comes as a row to sign for
    desk.register(next="refer", unit=TOWN, all_agree="yes")
    bench.later()
    receiver = desk.sit("/bench", TOWN)
    receiver.get_by_role("link", name="签收受理").first.click()
    receiver.get_by_role("button", name="签收受理").click()
    receiver.wait_for_url("**/bench")
    bench.later()
    assert ReferralState.ACCEPTED in {
        one.state for key in bench_roots(desk.centre) for one in bench.state(key).referrals.values()
    }


def bench_roots(centre: Centre) -> list[str]:
    return [one.root for one in centre.console.desk.outbox.of_person(centre.person(), [ActionState.TAKEN])]


def test_undo_leaves_nothing_and_a_double_click_sends_once(desk: Desk) -> None:
    bench, outbox = desk.centre.bench, desk.centre.console.desk.outbox
    page = desk.sit("/register")
    fill(page, {**FORM, "narrative": "双击"})
    before = len(outbox.of_person(desk.centre.person(), list(ActionState)))
    page.get_by_role("button", name="登记", exact=True).dblclick()
    page.wait_for_url("**/bench")
    assert len(outbox.of_person(desk.centre.person(), list(ActionState))) == before + 1
    root = last_root(desk.centre)
    with page.expect_navigation():
        page.get_by_role("button", name="撤销").last.click()
    expect(page.locator(".notice").first).to_contain_text("已撤销")
    bench.later()
    assert bench.facts(root) == []


def test_a_closed_tab_loses_nothing(desk: Desk) -> None:
    page = desk.sit("/register")
    page.locator('[name="name-1"]').fill("赵喆")
    page.locator('[name="narrative"]').fill("说到一半")
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.context.close()
    desk.contexts.remove(page.context)
    again = desk.sit("/register")
    expect(again.locator('[name="name-1"]')).to_have_value("赵喆")
    expect(again.locator('[name="narrative"]')).to_have_value("说到一半")
    expect(again.locator("#saved")).to_contain_text("已恢复")
    home = desk.sit("/bench")
    with home.expect_navigation():
        home.get_by_role("button", name="丢弃").click()
    expect(home.locator(".drafts")).to_have_count(0)


EXPORT = 'form:has([name="deed"][value="PERSONAL_EXPORT"]) '
CASES, REASON = EXPORT + '[name="subject"]', EXPORT + '[name="reason"]'


def test_no_form_loses_what_is_typed_by_a_closed_tab_another_language_or_an_ended_session(desk: Desk) -> None:
    secret, seats = desk.centre.secret(CENTRE), desk.centre.seats
    page = desk.sit("/joint")
    page.locator(CASES).fill("〔2026〕向非诉登字第1号")
    page.get_by_role("button", name="English").click()  # at once: before anything was kept by itself
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(CASES)).to_have_value("〔2026〕向非诉登字第1号")
    expect(page.locator(".kept")).to_contain_text("hadn't sent")
    page.locator(REASON).fill("说到一半")
    expect(page.locator(".kept")).to_contain_text("Saved")
    page.context.close()
    desk.contexts.remove(page.context)
    page = desk.sit("/joint")
    expect(page.locator(REASON)).to_have_value("说到一半")
    person = seats.taken.pop(secret)  # the session ends while the page is open
    page.locator(REASON).fill("登录结束后写的")
    expect(page.locator("#ended")).to_be_visible()
    page.locator(EXPORT + "button").click()
    expect(page.locator("#ended")).to_be_visible()
    expect(page.locator(REASON)).to_have_value("登录结束后写的")
    check(page)
    seats.taken[secret] = person  # and is begun again in another tab
    page.locator(REASON).fill("又登录了")
    expect(page.locator("#ended")).to_be_hidden()
    expect(page.locator(".kept")).to_contain_text("已保存")
    desk.faults[:] = [one for one in desk.faults if "401" not in one]


def test_who_undoes_types_nothing_twice(desk: Desk) -> None:
    page = desk.register(narrative="点早了")
    with page.expect_navigation():
        page.get_by_role("button", name="撤销").last.click()
    expect(page.locator(".notice").first).to_contain_text("未完成的表")
    page.goto(f"{desk.address}/register")
    expect(page.locator('[name="narrative"]')).to_have_value("点早了")
    page.goto(f"{desk.address}/bench")
    with page.expect_navigation():
        page.get_by_role("button", name="丢弃").click()


def test_the_form_is_filled_by_keys_alone_and_hints_what_is_known(desk: Desk) -> None:
    desk.register()
    desk.centre.bench.later()
    page = desk.sit("/register")
    assert page.evaluate("document.activeElement.name") == "name-1"
    for text in ("王建国", "11010519491231002X", "13904540001", "李桂兰", "", "13904540002"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("#hints")).to_contain_text("可能已有同一纠纷")
    assert "王建国" not in page.locator("#hints").inner_text()
    reached = reached_by_tab(page)
    assert not [one for one in reached if one.endswith("UNSEEN")]
    assert any("登记" in one for one in reached)
    page.locator('[name="next"]').select_option("register")
    assert not page.locator('[name="unit"]').is_visible()
    page.locator('[name="next"]').select_option("refer")
    assert page.locator('[name="unit"]').is_visible()


def test_every_page_of_the_workbench_shuts_nobody_out(desk: Desk) -> None:
    desk.register()
    root = last_root(desk.centre)
    paths = (
        "/bench",
        "/register",
        f"/bench/case?dispute={root}",
        f"/bench/act?dispute={root}&do=agree:",
        "/bench/papers",
        "/bench/papers/1",
        "/bench/handover",
    )
    for size, lang, theme in ((DESK, "zh", "light"), (PHONE, "en", "dark"), (WALL, "zh", "dark")):
        page = desk.sit(paths[0], size=size, lang=lang, theme=theme)
        for path in paths:
            page.goto(f"{desk.address}{path}", wait_until="load")
            assert (path, violations(page), overflow(page), small_targets(page)) == (path, [], 0, [])


@contextmanager
def serving_apart(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the console of *folder* in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench_serve", str(folder), str(port), "s3cret"])
    try:
        until = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/alive", trust_env=False, timeout=30)
                break
            except httpx.HTTPError:
                assert process.poll() is None and time.monotonic() < until
                time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def test_a_console_killed_with_an_act_waiting_sends_it_once_after_it_is_started_again(
    tmp_path: Path, browser: Browser
) -> None:
    settings = make(tmp_path)
    hub = open_hub(settings)
    hub.tick(datetime.now(UTC))
    port = free_port()
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "hub_session", "value": "s3cret", "url": f"http://127.0.0.1:{port}"}])
    page = context.new_page()
    with serving_apart(tmp_path, port) as process:
        page.goto(f"http://127.0.0.1:{port}/register")
        fill(page, FORM)
        page.get_by_role("button", name="登记", exact=True).click()
        page.wait_for_url("**/bench")
        os.kill(process.pid, signal.SIGKILL)
    hub.tick(datetime.now(UTC))
    with known_of(settings) as known:
        assert known.reader is not None
        assert list(known.reader.states("lifecycle")) == []
    with serving_apart(tmp_path, port):
        page.goto(f"http://127.0.0.1:{port}/bench")
        page.get_by_role("button", name="立即发送").click()
        expect(page.get_by_role("region", name="待发送")).to_have_count(0)
    hub.tick(datetime.now(UTC))
    with known_of(settings) as known:
        assert known.reader is not None
        found = [known.of_root(key) for key, _ in known.reader.states("lifecycle")]
    assert [len(one.facts) for one in found if one is not None] == [3]
    hub.close()
    context.close()
