"""Signing in by keys alone in a real browser, and the pages of accounts as everybody may read them."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.consolehouse import open_console
from hub.core.amendments import Amendment, Length
from hub.core.permissions import JointDeed, Role
from hub.people.deeds import Actor
from hub.people.joint import Person
from hub.people.sessions import Way
from hub.testing import FixedClock
from tests.browser.conftest import PATIENCE
from tests.browser.looking import overflow, small_targets, violations
from tests.console_rig import NOON, serving
from tests.people_rig import AUDITOR, CHEAP, PASSWORD, SECURITY, SYSTEM, PeopleRig
from tests.report_rig import City

pytestmark = pytest.mark.browser


PAGES = (
    (SECURITY, "/people"),
    (SECURITY, "/joint"),
    (AUDITOR, "/audit"),
    (Actor("K3-07", "x"), "/account"),
    (Actor("K3-07", "x"), "/account/factor"),
    (AUDITOR, "/settings?low=0&high=1"),
    (SYSTEM, "/settings/calendar"),
    (SYSTEM, "/settings/clocks"),
    (AUDITOR, "/settings/codes?which=disputeType"),
    (SYSTEM, "/settings/units"),
    (SYSTEM, "/settings/units?edit=X1"),
    (SECURITY, "/settings/changes/2"),
)


def amend(rig: PeopleRig) -> None:
    """Let one amendment of the settings be confirmed and another wait."""
    amendments, since = rig.people.amendments, rig.today + timedelta(days=1)
    for length in (15, 12):
        said = Amendment(content=Length(clock="LEVEL_L2", length=length), since=since, basis="佳政办发〔2026〕3号")
        line = amendments.propose(said, SYSTEM, NOON, lambda _: None)
        if length == 15:
            amendments.confirm(line.id, SECURITY, NOON, lambda _: None)


def looked_at(page) -> None:
    assert violations(page) == [], page.url
    assert overflow(page) == 0, page.url
    assert small_targets(page) == [], page.url


def proposed_to_each_other(rig: PeopleRig) -> None:
    """Let one thing wait for the security administrator, and an own one be agreed to: the page as it usually is."""
    first, second = (Person(actor, rig.people.grants.of_actor(actor, NOON)) for actor in (SECURITY, SYSTEM))
    joint = rig.people.joint
    joint.propose(JointDeed.KEY_USE, (rig.people.key_copies.key_id,), "年度封存", second, NOON)
    own = joint.propose(JointDeed.ACCOUNT_RESET, ("K3-07",), "手机丢失", first, NOON)
    joint.agree(own.id, second, NOON)


def test_the_first_day_by_keys_alone_and_the_pages_of_accounts_in_every_look(tmp_path, browser: Browser) -> None:
    city = City(tmp_path)
    console = open_console(city.settings, Surroundings(clock=FixedClock(NOON), hashing=CHEAP))
    rig = PeopleRig(console.people, NOON)
    rig.found()
    first = rig.clerk("K3-07", Role.DUTY_CLERK)
    rig.people.signing_in.begin("K3-07", "wrong", "10.0.0.66", NOON)
    amend(rig)
    with serving(create_app(console)) as url:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{url}/account")
        looked_at(page)
        for text in ("K3-07", first):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in/step")
        page.wait_for_selector("#new")
        looked_at(page)
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("svg.qr")
        looked_at(page)
        typed = str(page.text_content("main details code")).replace(" ", "")
        page.keyboard.type(rig.code_of(base64.b32decode(typed)))
        page.keyboard.press("Enter")
        page.wait_for_selector("ol.codes")
        looked_at(page)
        page.click("main a.button")
        assert page.url == f"{url}/account"
        looked_at(page)
        context.close()
        proposed_to_each_other(rig)
        rig.people.factors.begin_change("K3-07", NOON)
        for actor, path in PAGES:
            token = rig.people.sessions.begin(actor.code, Way.LOCAL, actor.source, NOON).token
            for width, lang, theme in ((1920, "en", "light"), (1366, "zh", "dark"), (390, "zh", "light")):
                context = browser.new_context(viewport={"width": width, "height": 800})
                context.set_default_timeout(PATIENCE)
                cookies = {console.session_cookie: token, "hub_lang": lang, "hub_theme": theme}
                context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
                page = context.new_page()
                page.goto(url + path)
                page.evaluate("document.querySelectorAll('main details.sheet').forEach(one => { one.open = true; })")
                looked_at(page)
                context.close()
        shown_once(browser, url, console.session_cookie, rig)
    console.people.close()


def shown_once(browser: Browser, url: str, cookie: str, rig: PeopleRig) -> None:
    """Look at the two secrets that a page shows once: a first password, and the code of a key's copy."""
    token = rig.people.sessions.begin(SECURITY.code, Way.LOCAL, SECURITY.source, NOON).token
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": cookie, "value": token, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/people")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    page.fill("form[action='/people/add'] [name=code]", "K3-40")
    page.fill("form[action='/people/add'] [name=display]", "窗口")
    page.click("form[action='/people/add'] button")
    page.wait_for_selector("code.secret")
    looked_at(page)
    page.goto(f"{url}/joint")
    page.click("form[action$='/agree'] button")
    page.wait_for_selector("code.secret")
    looked_at(page)
    context.close()
