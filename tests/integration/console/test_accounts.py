"""Signing in through the pages with real accounts, and what a session opens, from the first day to the last click."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import tests.oidc_provider as oidc_provider
from hub.bootstrap.surroundings import Surroundings
from hub.console.app import create_app
from hub.console.seam import Console
from hub.consolehouse import open_console
from hub.core.permissions import Ownership, Role
from hub.core.wording import Language
from hub.people.emergency import SealOrder
from hub.people.journal import Sought, chain_breach
from hub.people.journal_files import read_json_lines
from hub.people.openings import Reason, Why
from hub.people.sessions import Way
from hub.people.totp import hotp, step_of
from hub.settings.people import OutsideProvider, PeopleSettings
from hub.testing import FixedClock
from hub.vault import SoftwareProvider, open_copy
from tests.console_rig import NOON
from tests.people_rig import AUDITOR, CHEAP, PASSWORD, SECURITY, SYSTEM, PeopleRig
from tests.report_rig import City


@dataclass
class Site:
    clock: FixedClock
    console: Console
    app: FastAPI
    people: PeopleRig

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)

    def later(self, **duration: float) -> None:
        self.clock.set(self.people.later(**duration))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    city = City(tmp_path_factory.mktemp("accounts"))
    clock = FixedClock(NOON)
    console = open_console(city.settings, Surroundings(clock=clock, hashing=CHEAP))
    people = PeopleRig(console.people, NOON)
    people.found()
    yield Site(clock, console, create_app(console), people)
    console.people.close()


def sent(browser, path, shown=None, **form):
    """Send the form of page *shown* (that of *path* by default) with its mark."""
    mark = re.search(r'name="form_mark" value="([0-9a-f]{64})"', browser.get(shown or path).text)[1]
    return browser.post(path, data={"form_mark": mark, **form})


def secret_in(text):
    import base64

    typed = re.search(r"<code>([A-Z2-7 ]+)</code>", text)[1].replace(" ", "")
    return base64.b32decode(typed + "=" * (-len(typed) % 8))


def code_now(site, secret):
    return hotp(secret, step_of(site.clock.now()))


def signed_in_first(site, code, role):
    browser = site.browser()
    first = site.people.clerk(code, role)
    answer = sent(browser, "/sign-in", code=code, password=first)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/step")
    answer = sent(browser, "/sign-in/step", new=PASSWORD, again=PASSWORD)
    assert answer.headers["location"] == "/sign-in/step"
    secret = secret_in(browser.get("/sign-in/step").text)
    answer = sent(browser, "/sign-in/step", code=code_now(site, secret))
    assert answer.status_code == 200
    return browser, secret, re.findall(r"<li><code>([A-Z2-7-]+)</code>", answer.text)


def test_a_first_day_from_the_paper_with_the_password_to_the_first_page(site):
    browser = site.browser()
    assert browser.get("/").headers["location"] == "/sign-in?next=/"
    browser, _, codes = signed_in_first(site, "K3-07", Role.DUTY_CLERK)
    assert len(codes) == 8
    page = browser.get("/").text
    assert "K3-07" in page and "值班员" in page and "/account" in page
    cookie = browser.cookies.get(site.console.session_cookie)
    assert cookie and browser.cookies.get(site.console.pending_cookie) is None
    assert cookie not in page


def test_wrong_entries_are_told_and_tell_nothing(site):
    site.people.clerk("K3-20", Role.CLERK)
    browser = site.browser()
    known = sent(browser, "/sign-in", code="K3-20", password="wrong")
    unknown = sent(browser, "/sign-in", code="K3-21", password="wrong")
    assert known.status_code == unknown.status_code == 401
    mended = [re.sub(r"[0-9a-f]{64}|K3-2\d", "", answer.text) for answer in (known, unknown)]
    assert mended[0] == mended[1] and "账号、口令或动态码不对" in mended[0]


def test_a_weak_or_mistyped_new_password_is_told_with_what_is_wrong(site):
    browser = site.browser()
    sent(browser, "/sign-in", code="K3-22", password=site.people.clerk("K3-22", Role.CLERK))
    answer = sent(browser, "/sign-in/step", new="abc", again="abc")
    assert answer.status_code == 401 and "太短" in answer.text
    answer = sent(browser, "/sign-in/step", new=PASSWORD, again=PASSWORD + "x")
    assert answer.status_code == 422 and "两次输入不一致" in answer.text


def test_the_second_day_asks_password_and_code_and_goes_where_one_wanted(site):
    _, secret, _ = signed_in_first(site, "K3-08", Role.CLERK)
    site.later(minutes=2)
    browser = site.browser()
    answer = sent(browser, "/sign-in", "/sign-in?next=/keyboard", code="K3-08", password=PASSWORD, back="/keyboard")
    assert answer.headers["location"] == "/sign-in/step"
    assert sent(browser, "/sign-in/step", code="abcdef").status_code == 401
    answer = sent(browser, "/sign-in/step", code=code_now(site, secret))
    assert (answer.status_code, answer.headers["location"]) == (303, "/keyboard")
    assert all(word in answer.headers["set-cookie"].lower() for word in ("httponly", "samesite=strict"))


def test_nobody_is_sent_to_another_site_by_signing_in(site):
    page = site.browser().get("/sign-in?next=https://elsewhere.example/").text
    assert 'value="https:' not in page and 'name="back" value="/"' in page


def test_a_step_without_its_beginning_begins_again(site):
    assert "登录步骤已过时" in site.browser().get("/sign-in/step").text


def test_one_changes_the_own_password_and_other_browsers_are_out(site):
    browser, secret, _ = signed_in_first(site, "K3-09", Role.CLERK)
    site.later(minutes=2)
    other = site.browser()
    sent(other, "/sign-in", code="K3-09", password=PASSWORD)
    assert sent(other, "/sign-in/step", code=code_now(site, secret)).headers["location"] == "/"
    new = "Eastgate-88-road"
    answer = sent(browser, "/account/password", "/account", present="wrong", new=new, again=new)
    assert answer.status_code == 422 and "当前口令不对" in answer.text
    copied = site.browser()
    copied.cookies.set(site.console.session_cookie, browser.cookies[site.console.session_cookie])
    assert copied.get("/account").status_code == 200
    answer = sent(browser, "/account/password", "/account", present=PASSWORD, new=new, again=new)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "口令已修改" in browser.get("/account").text
    assert other.get("/account").status_code == 303
    assert copied.get("/account").status_code == 303, "whoever copied the cookie is out, too"
    assert sent(browser, "/look", "/account", back="/account", lang="zh").status_code == 303


def test_a_browser_of_the_own_is_let_in_while_others_are_held_up(site):
    browser, secret, _ = signed_in_first(site, "K3-19", Role.CLERK)
    sent(browser, "/sign-out", "/account")
    stranger = site.browser()
    answers = [sent(stranger, "/sign-in", code="K3-19", password="wrong") for _ in range(9)]
    assert "尝试过多" in answers[-1].text
    assert "尝试过多" in sent(site.browser(), "/sign-in", code="K3-19", password=PASSWORD).text
    known = next(cookie for cookie in browser.cookies.jar if cookie.name.startswith("hub_known_"))
    assert known.has_nonstandard_attr("HttpOnly")
    assert "K3-19" not in known.name + known.value
    site.later(seconds=40)
    assert sent(browser, "/sign-in", code="K3-19", password=PASSWORD).headers["location"] == "/sign-in/step"
    assert sent(browser, "/sign-in/step", code=code_now(site, secret)).headers["location"] == "/"


def test_one_enrols_another_authenticator_and_the_old_one_counts_until_then(site):
    browser, secret, codes = signed_in_first(site, "K3-14", Role.CLERK)
    site.later(minutes=2)
    assert browser.get("/account/factor").headers["location"] == "/account", "nothing was begun"
    for present, code in (("wrong", code_now(site, secret)), (PASSWORD, "000000")):
        answer = sent(browser, "/account/factor", "/account", present=present, code=code)
        assert answer.status_code == 422 and "账号、口令或动态码不对" in answer.text
    site.later(minutes=2)
    answer = sent(browser, "/account/factor", "/account", present=PASSWORD, code=codes[0])
    assert answer.headers["location"] == "/account/factor"
    new = secret_in(browser.get("/account/factor").text)
    assert new != secret
    assert sent(browser, "/account/factor/confirm", "/account/factor", code=code_now(site, secret)).status_code == 422
    other = site.browser()
    sent(other, "/sign-in", code="K3-14", password=PASSWORD)
    assert sent(other, "/sign-in/step", code=code_now(site, secret)).headers["location"] == "/", "the old one counts"
    answer = sent(browser, "/account/factor/confirm", "/account/factor", code=code_now(site, new))
    fresh = re.findall(r"<li><code>([A-Z2-7-]+)</code>", answer.text)
    assert len(fresh) == 8 and not set(fresh) & set(codes)
    assert other.get("/account").status_code == 303 and browser.get("/account").status_code == 200
    site.later(minutes=2)
    people, actor = site.console.people, site.console.sessions.viewer(
        browser.cookies[site.console.session_cookie], Language.ZH
    ).actor  # fmt: skip
    assert [people.factors.is_right("K3-14", code, actor, site.clock.now()) for code in (
        code_now(site, secret), codes[1], code_now(site, new), fresh[0],
    )] == [False, False, True, True]  # fmt: skip


def test_one_ends_a_single_session_of_the_own_and_nobody_elses(site):
    browser, secret, _ = signed_in_first(site, "K3-15", Role.CLERK)
    site.later(minutes=2)
    other = site.browser()
    sent(other, "/sign-in", code="K3-15", password=PASSWORD)
    sent(other, "/sign-in/step", code=code_now(site, secret))
    stranger, _, _ = signed_in_first(site, "K3-16", Role.CLERK)
    numbers = {
        name: site.console.sessions.viewer(one.cookies[site.console.session_cookie], Language.ZH).session
        for name, one in (("own", browser), ("other", other), ("stranger", stranger))
    }
    assert sent(browser, f"/account/sessions/{numbers['stranger']}/end", "/account").status_code == 404
    assert stranger.get("/account").status_code == 200
    assert sent(browser, f"/account/sessions/{numbers['other']}/end", "/account").headers["location"] == "/account"
    assert (other.get("/account").status_code, browser.get("/account").status_code) == (303, 200)
    assert sent(browser, f"/account/sessions/{numbers['own']}/end", "/account").headers["location"] == "/sign-in"
    assert browser.get("/account").status_code == 303


def test_signing_out_and_everywhere_ends_sessions(site):
    browser, _, _ = signed_in_first(site, "K3-10", Role.CLERK)
    cookie = browser.cookies.get(site.console.session_cookie)
    assert sent(browser, "/sign-out", "/account").headers["location"] == "/sign-in"
    browser.cookies.set(site.console.session_cookie, cookie)
    assert browser.get("/account").status_code == 303
    browser, _, _ = signed_in_first(site, "K3-11", Role.CLERK)
    assert sent(browser, "/account/sign-out-everywhere", "/account").headers["location"] == "/sign-in"
    assert browser.get("/account").status_code == 303


def test_a_stream_or_poll_keeps_no_session_alive(site):
    browser, _, _ = signed_in_first(site, "K3-12", Role.CLERK)
    site.later(minutes=14)
    for headers in ({"X-Unattended": "1"}, {"Accept": "text/event-stream"}):
        assert browser.get("/", headers=headers).status_code == 200
    site.later(minutes=2)
    assert browser.get("/").status_code == 303


def test_an_opened_seal_warns_on_every_page_until_it_ends(site):
    people = site.console.people
    sealed = people.seals.seal(
        SealOrder(account="EMG-1", role=Role.DUTY_CLERK, unit="C3-230803", hours=2), SECURITY, SYSTEM, site.clock.now()
    )
    watcher, _, _ = signed_in_first(site, "K3-13", Role.CLERK)
    form = {"account": "EMG-1", "opener": "K3-07"}
    browser = site.browser()
    assert sent(browser, "/sign-in/emergency", code="wrong", **form).status_code == 401
    assert "已由" not in watcher.get("/").text
    assert sent(browser, "/sign-in/emergency", code=sealed, **form).headers["location"] == "/"
    assert "应急账号 EMG-1 已由 K3-07 启封" in watcher.get("/").text
    assert "EMG-1" in browser.get("/").text and "值班员" in browser.get("/").text
    site.later(hours=2)
    assert browser.get("/").status_code == 303
    assert "已由" not in site.browser().get("/sign-in").text


def test_the_outside_provider_leads_in_by_a_page_of_ones_own(tmp_path):
    """A real provider over HTTP; the cookie that comes back with the browser is lax, the session's is strict."""
    process = subprocess.Popen([sys.executable, oidc_provider.__file__], stdout=subprocess.PIPE, text=True)
    try:
        issuer = process.stdout.readline().strip()
        city = City(tmp_path)
        (tmp_path / "oidc.secret").write_text(oidc_provider.SECRET)
        own = OutsideProvider(
            issuer=issuer, client=oidc_provider.CLIENT, secret={"file": str(tmp_path / "oidc.secret")},
            redirect="http://127.0.0.1/sign-in/outside/back", account_claim="preferred_username",
        )  # fmt: skip
        settings = city.settings.model_copy(update={"people": PeopleSettings(oidc=own)})
        console = open_console(settings, Surroundings(hashing=CHEAP))  # the machine's own clock, as the provider's
        people = PeopleRig(console.people, datetime.now(UTC))
        people.found()
        people.clerk("K3-07", Role.DUTY_CLERK)
        told = {"user": {"sub": "u-1", "preferred_username": "K3-07", "amr": ["mfa"]}}
        httpx.post(f"{issuer}/control", json=told)
        browser = TestClient(create_app(console), base_url="http://127.0.0.1", follow_redirects=False)
        assert "/sign-in/outside?next=" in browser.get("/sign-in?next=/account").text
        gone = browser.get("/sign-in/outside?next=/account")
        assert gone.status_code == 303 and "samesite=lax" in gone.headers["set-cookie"].lower()
        back = httpx.get(gone.headers["location"]).headers["location"]
        came = browser.get(back.removeprefix("http://127.0.0.1"))
        assert came.status_code == 200 and 'content="0;url=/account"' in came.text
        assert "K3-07" in browser.get("/account").text
        assert browser.get(back.removeprefix("http://127.0.0.1")).status_code == 401
        ends_with_the_provider(browser, issuer)
        console.people.close()
    finally:
        process.terminate()
        process.communicate(timeout=120)


def ends_with_the_provider(browser, issuer):
    """The provider ends the session behind the browser's back, and is told when the person ends it here."""
    told = {"claims": {"sub": "u-1"}}
    token = httpx.post(f"{issuer}/logout-token", json=told).json()["logout_token"]
    for form in ({}, {"logout_token": "x"}, {"logout_token": f"{token}x"}):
        refused = TestClient(browser.app).post("/sign-in/outside/ended", data=form)
        assert refused.status_code == 400 and refused.json()["error"] == "invalid_request"
        assert refused.headers["cache-control"] == "no-store"
    assert browser.get("/account").status_code == 200
    ended = TestClient(browser.app).post("/sign-in/outside/ended", data={"logout_token": token})
    assert (ended.status_code, ended.content, ended.headers["cache-control"]) == (200, b"", "no-store")
    assert browser.get("/account").status_code == 303
    gone = browser.get("/sign-in/outside?next=/account")
    browser.get(httpx.get(gone.headers["location"]).headers["location"].removeprefix("http://127.0.0.1"))
    answer = sent(browser, "/sign-out", "/account")
    assert answer.status_code == 200 and f'content="0;url={issuer}/end?' in answer.text
    assert browser.get("/account").status_code == 303
    onward = html.unescape(re.search(r'content="0;url=([^"]+)"', answer.text)[1])
    assert httpx.get(onward).headers["location"] == "http://127.0.0.1/sign-in"


def seated(site, actor):
    """Return the browser of an administrator who is signed in."""
    session = site.console.people.sessions.begin(actor.code, Way.LOCAL, actor.source, site.clock.now())
    browser = site.browser()
    browser.cookies.set(site.console.session_cookie, session.token)
    return browser


def test_two_administrators_add_grant_lock_and_reset_on_the_page(site):
    security, system = seated(site, SECURITY), seated(site, SYSTEM)
    answer = sent(security, "/people/add", "/people", code="K3-30", display="李窗口")
    first = re.search(r'<code class="secret">([^<]+)</code>', answer.text)[1]
    assert "content-encoding" not in answer.headers, "a secret's page isn't packed"
    day = site.people.today
    form = {"code": "K3-30", "role": "CLERK", "unit": "C3-230803", "first": f"{day}", "last": f"{day}"}
    assert sent(security, "/people/propose", "/people", **form).headers["location"] == "/people"
    line = site.console.people.grants.waiting()[-1]
    assert f"/people/grants/{line.id}/confirm" not in security.get("/people").text, "not the own proposal"
    assert sent(security, f"/people/grants/{line.id}/confirm", "/people").status_code == 403
    assert sent(system, "/people/add", "/people", code="K3-31", display="x").status_code == 403
    assert sent(system, f"/people/grants/{line.id}/confirm", "/people").headers["location"] == "/people"
    page = system.get("/people?q=K3-30").text
    assert "李窗口" in page and "经办员 · C3-230803" in page and "未首次登录" in page and first not in page
    assert sent(security, "/people/K3-30/lock", "/people").status_code == 303
    assert "已锁定" in security.get("/people?q=K3-30").text
    assert sent(security, "/people/K3-30/unlock", "/people").status_code == 303
    assert "secret" in sent(security, "/people/K3-30/reset", "/people").text
    lost = {"deed": "ACCOUNT_RESET", "subject": "K3-30", "reason": "手机丢失"}
    assert sent(security, "/joint/propose", "/people", **lost).headers["location"] == "/joint"
    (asked,) = site.console.people.joint.of(SECURITY.code)
    assert sent(security, f"/joint/{asked.id}/agree", "/joint").status_code == 403
    assert sent(system, f"/joint/{asked.id}/agree", "/joint").headers["location"] == "/joint"
    assert 'class="secret"' in sent(security, f"/joint/{asked.id}/carry-out", "/joint").text
    assert sent(system, f"/people/grants/{line.id}/revoke", "/people").status_code == 303
    refused = sent(security, "/people/propose", "/people", **{**form, "last": "never"})
    assert refused.status_code == 422 and "last" in refused.text
    incompatible = sent(security, "/people/propose", "/people", **{**form, "code": "A-AUD"})
    assert incompatible.status_code == 403 and "一人不得同日兼任" in incompatible.text


def test_the_key_is_used_by_two_one_gets_the_file_the_other_its_code(site):
    system, security = seated(site, SYSTEM), seated(site, SECURITY)
    form = {"deed": "KEY_USE", "reason": "年度封存"}
    assert sent(security, "/joint/propose", "/joint", **form).status_code == 403
    for actor, elsewhere in ((security, "GRANTING"), (system, "SETTINGS_CHANGE")):
        assert sent(actor, "/joint/propose", "/joint", deed=elsewhere, reason="x").status_code == 404
    sent(system, "/joint/propose", "/joint", **form)
    (refused,) = site.console.people.joint.of(SYSTEM.code)
    sent(security, f"/joint/{refused.id}/refuse", "/joint", why="下周办")
    assert "下周办" in system.get("/joint").text
    sent(system, "/joint/propose", "/joint", **form)
    asked = site.console.people.joint.of(SYSTEM.code)[0]
    told = sent(security, f"/joint/{asked.id}/agree", "/joint")
    code = re.search(r'<code class="secret">([^<]+)</code>', told.text)[1]
    taken = sent(system, f"/joint/{asked.id}/carry-out", "/joint")
    assert open_copy(taken.content, code, SoftwareProvider()).key_id == asked.subject
    assert sent(system, f"/joint/{asked.id}/carry-out", "/joint").status_code == 409
    deeds = {line.deed: line.result for line in site.console.people.journal.found(Sought(subject=asked.subject))}
    assert {"JOINT_PROPOSED", "JOINT_AGREED", "JOINT_REFUSED", "JOINT_CARRIED_OUT"} <= set(deeds)


def test_unused_accounts_are_listed_and_an_empty_list_says_so(site):
    security = seated(site, SECURITY)
    assert "没有符合条件的账号" in security.get("/people?show=unused").text
    assert "没有符合条件的账号" in security.get("/people?q=nobody-at-all").text


def test_the_auditor_finds_exports_and_verifies_and_sees_no_account_actions(site):
    site.people.clerk("K3-41", Role.CLERK)
    auditor = seated(site, AUDITOR)
    page = auditor.get("/audit").text
    assert "登录" in page and AUDITOR.code in page
    assert "没有符合条件的记录" in auditor.get("/audit?who=nobody").text
    found = auditor.get(f"/audit?who={SECURITY.code}&deed=ACCOUNT_ADDED&since=2026-01-01&until=2026-12-31").text
    assert f'<td class="tight" data-label="何人">{SECURITY.code}' in found
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older is None or auditor.get(older[1].replace("&amp;", "&")).status_code == 200
    exported = sent(auditor, "/audit/export", "/audit", form="jsonl")
    assert "attachment" in exported.headers["content-disposition"]
    assert chain_breach(read_json_lines(exported.text.splitlines(), "export")) is None
    assert sent(auditor, "/audit/export", "/audit", form="syslog").text.startswith("<85>1 ")
    assert sent(auditor, "/audit/verify", "/audit").headers["location"] == "/audit"
    assert "审计记录完整" in auditor.get("/audit").text
    accounts = auditor.get("/people").text
    assert "/people/add" not in accounts and "/lock" not in accounts
    assert seated(site, SECURITY).get("/audit").status_code == 403


def test_a_second_person_agrees_to_an_opening_on_the_own_page(site):
    chief, _, _ = signed_in_first(site, "TJ-01", Role.STATISTICS_CHIEF)
    second, _, _ = signed_in_first(site, "DB-01", Role.SUPERVISION_ISSUER)
    asking = site.console.sessions.viewer(chief.cookies[site.console.session_cookie], Language.ZH)
    why = Why(Reason.STATISTICS, "核对")
    opening = site.console.people.openings.ask(asking, "D-1", Ownership.OTHERS, why, site.clock.now())
    assert f"/openings/{opening.id}/agree" not in chief.get("/account").text
    assert "核查统计数字 核对" in second.get("/account").text
    assert sent(chief, f"/account/openings/{opening.id}/agree", "/account").status_code == 403
    assert sent(second, f"/account/openings/{opening.id}/agree", "/account").status_code == 303
    assert site.console.people.openings.open_for(asking, "D-1", site.clock.now()) is not None


def test_who_searches_by_name_finds_it_once_the_second_person_has_agreed(site):
    chief, _, _ = signed_in_first(site, "TJ-02", Role.STATISTICS_CHIEF)
    second, _, _ = signed_in_first(site, "DB-02", Role.SUPERVISION_ISSUER)
    asked = {"name": "王小明", "reason": "STATISTICS"}
    assert "等待第二人同意" in sent(chief, "/cases/by-name", "/cases", **asked).text
    waiting = site.console.people.openings.waiting
    (opening,) = [one for one in waiting(site.clock.now()) if one.account == "TJ-02"]
    sent(second, f"/account/openings/{opening.id}/agree", "/account")
    assert "没有此姓名的" in sent(chief, "/cases/by-name", "/cases", **asked).text
    assert "TJ-02" not in [one.account for one in waiting(site.clock.now())]


def test_an_account_of_another_language_is_spoken_to_in_it_from_the_first_page(site):
    browser = site.browser()
    first = site.console.people.accounts.add("K3-40", "Window 40", SECURITY, site.clock.now(), language="en")
    sent(browser, "/sign-in", code="K3-40", password=first)
    sent(browser, "/sign-in/step", new=PASSWORD, again=PASSWORD)
    secret = secret_in(browser.get("/sign-in/step").text)
    sent(browser, "/sign-in/step", code=code_now(site, secret))
    assert "Your account" in browser.get("/account").text
