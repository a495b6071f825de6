"""What holds for every page: who may enter, what forms need, what headers say, what a broken call is told."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from hub.console.entry import Anyone, Entitled, Proven
from hub.console.guard import MOST_BYTES
from hub.core.permissions import Area, Deed, Role
from tests.console_rig import Rig

OPEN_TO_ALL = {
    "/static/{name:path}",
    "/look",
    "/alive",
    "/sign-in",
    "/sign-in/step",
    "/sign-in/emergency",
    "/sign-in/outside",
    "/sign-in/outside/back",
    "/sign-in/outside/ended",  # the outside provider's own call: a signed token, no browser
}
"""Routes that need no session. Whoever adds one says here why nobody's data is behind it."""


def routes(rig: Rig) -> Iterator[APIRoute]:
    pending = list(rig.app.routes)
    while pending:
        route = pending.pop()
        pending += getattr(getattr(route, "original_router", None), "routes", [])
        if isinstance(route, APIRoute):
            yield route


def requirements(route: APIRoute) -> list[Entitled | Anyone]:
    calls = [dependant.call for dependant in route.dependant.dependencies]
    return [call for call in calls if isinstance(call, Entitled | Anyone)]


def mark_in(text: str) -> str:
    found = re.search(r'name="form_mark" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


def test_every_route_says_who_may_enter(rig: Rig) -> None:
    found = list(routes(rig))
    assert len(found) >= 4
    for route in found:
        stated = requirements(route)
        assert len(stated) == 1, route.path
        assert isinstance(stated[0], Entitled) or route.path in OPEN_TO_ALL, route.path


def test_no_form_is_taken_without_a_mark_but_what_another_system_signs(rig: Rig) -> None:
    proven = {route.path for route in routes(rig) if isinstance(requirements(route)[0], Proven)}
    assert proven == {"/sign-in/outside/ended"}
    client = rig.client(Role.SYSTEM_ADMIN)
    for route in routes(rig):
        if "POST" in (route.methods or ()) and "{" not in route.path and route.path not in proven:
            assert client.post(route.path).status_code == 403, route.path
    assert client.post("/sign-in/outside/ended", data={"logout_token": "x"}).status_code == 400, "signed by nobody"


@pytest.mark.parametrize("role", Role)
def test_a_role_enters_exactly_what_the_table_gives_it(rig: Rig, role: Role) -> None:
    """The routes without a path of their own parts are really called; all others are asked of the same dependency."""
    client = rig.client(role)
    viewer = rig.seats.viewer(client.cookies[rig.console.session_cookie], "zh")  # type: ignore[arg-type]
    assert viewer is not None
    called = 0
    for route in routes(rig):
        stated = requirements(route)[0]
        if isinstance(stated, Anyone) or "{" in route.path or "GET" not in (route.methods or ()):
            continue
        permitted = viewer.may_somewhere(stated.area, stated.deed)
        status = client.get(route.path).status_code
        assert (status == 403) is not permitted, (route.path, status)
        called += 1
    assert called >= 2


def test_nobody_enters_without_a_session(rig: Rig) -> None:
    client = rig.client()
    for route in routes(rig):
        if isinstance(requirements(route)[0], Anyone) or "{" in route.path or "GET" not in (route.methods or ()):
            continue
        answer = client.get(f"{route.path}?q=1")
        assert (answer.status_code, answer.headers["location"].partition("=")[0]) == (303, "/sign-in?next")
    client.cookies.set(rig.console.session_cookie, "never was")
    assert client.get("/").status_code == 303
    assert client.get("/", headers={"HX-Request": "true"}).headers["hx-redirect"].startswith("/sign-in?next=")


def test_an_ended_grant_opens_nothing() -> None:
    from datetime import date, timedelta

    from hub.console.seam import Viewer
    from hub.core.permissions import Grant
    from hub.core.wording import Language

    day = date(2026, 4, 13)
    grant = Grant(Role.DUTY_CLERK, "C3-230803", day - timedelta(days=9), day - timedelta(days=1))
    viewer = Viewer(person="K1", display="K1", grants=(grant,), language=Language.ZH, today=day)
    assert not viewer.may_somewhere(Area.CASES, Deed.READ)
    assert viewer.units == frozenset()


def test_a_form_needs_the_mark_of_its_own_session(rig: Rig) -> None:
    client = rig.client(Role.LEADER)
    mark = mark_in(client.get("/keyboard").text)
    other = mark_in(rig.client(Role.LEADER).get("/keyboard").text)
    sent = {"lang": "en", "back": "/keyboard"}
    refused = client.post("/look", data=sent)
    assert refused.status_code == 403
    assert "没有办成" in refused.text and "安全管理员" not in refused.text
    assert client.post("/look", data={**sent, "form_mark": other}).status_code == 403
    assert client.post("/look", data=sent, headers={"X-Form-Mark": mark}).status_code == 303
    cross = {"X-Form-Mark": mark, "Sec-Fetch-Site": "cross-site"}
    assert client.post("/look", data=sent, headers=cross).status_code == 403
    answer = client.post("/look", data={**sent, "form_mark": mark})
    assert (answer.status_code, answer.headers["location"]) == (303, "/keyboard")
    assert (
        "samesite=strict" in answer.headers["set-cookie"].lower() and "httponly" in answer.headers["set-cookie"].lower()
    )
    assert "Keyboard" in client.get("/keyboard").text


def test_the_mark_in_a_page_is_another_one_each_time_and_each_counts(rig: Rig) -> None:
    client = rig.client(Role.LEADER)
    marks = [mark_in(client.get("/keyboard").text) for _ in range(3)]
    assert len(set(marks)) == len({mark[32:] for mark in marks}) == 3, "its length tells nothing when it's packed"
    assert [client.post("/look", data={"lang": "zh", "form_mark": mark}).status_code for mark in marks] == [303] * 3
    (first, second, _) = marks
    for made in (f"{first[:32]}{second[32:]}", "0" * 64, first[:62], f"{first}00", "no mark", ""):
        assert client.post("/look", data={"lang": "zh", "form_mark": made}).status_code == 403, made


def test_pages_are_packed(rig: Rig) -> None:
    client = rig.client(Role.DUTY_CLERK)
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip" and "Accept-Encoding" in page.headers["vary"]
    assert int(page.headers["content-length"]) < len(page.content) / 2
    asset = client.get("/static/console.css", headers={"Accept-Encoding": "identity"})
    assert asset.headers["vary"] == "Accept-Encoding"


def test_a_form_sends_nobody_elsewhere(rig: Rig) -> None:
    client = rig.client(Role.LEADER)
    mark = mark_in(client.get("/keyboard").text)
    for elsewhere in ("https://elsewhere", "//elsewhere", "/\\elsewhere", "javascript:x"):
        answer = client.post("/look", data={"theme": "dark", "back": elsewhere, "form_mark": mark})
        assert answer.headers["location"] == "/"


def test_headers_keep_pages_to_themselves(rig: Rig) -> None:
    for path in ("/", "/nowhere", "/alive", "/static/console.css"):
        headers = rig.client(Role.LEADER).get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert rig.client(Role.LEADER).get("/").headers["cache-control"] == "no-store"


def test_what_went_wrong_is_told_in_both_languages(rig: Rig) -> None:
    answer = rig.client(Role.LEADER).get("/nowhere")
    assert answer.status_code == 404 and "没有这个地址" in answer.text and "E-HTTP-404" in answer.text
    assert "no such address" in rig.client(Role.LEADER, hub_lang="en").get("/nowhere").text


def test_a_form_without_bound_is_refused(rig: Rig) -> None:
    client = rig.client(Role.LEADER)
    mark = mark_in(client.get("/keyboard").text)
    large = client.post("/look", data={"back": "x" * MOST_BYTES, "form_mark": mark})
    assert (large.status_code, "E-SIZE-03" in large.text) == (413, True)


def test_assets_change_their_address_with_their_content(rig: Rig) -> None:
    client = rig.client(Role.LEADER)
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text))
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/vendor/manifest.json").status_code == 404


def test_what_is_typed_is_kept_for_who_typed_it_sealed_and_gone_once_it_was_sent(rig: Rig) -> None:
    client, other = rig.client(Role.DUTY_CLERK), rig.client(Role.DUTY_CLERK)
    page, form = "/joint", "/joint/propose deed=PERSONAL_EXPORT"
    mark = {"X-Form-Mark": mark_in(client.get(page).text)}
    for said in ("说到一", "说到一半"):
        told = {"page": page, "form": form, "fields": json.dumps({"reason": [said]})}
        assert "已保存" in client.post("/kept", data=told, headers=mark).text
    kept = re.search(r'data-kept="([^"]*)"', client.get(page).text)
    assert kept is not None and json.loads(html.unescape(kept[1])) == {form: {"reason": ["说到一半"]}}
    assert "说到一半" not in other.get(page).text and "说到一半" not in client.get("/keyboard").text
    files = rig.console.settings.data.glob("workbench.db*")
    assert "说到一半".encode() not in b"".join(path.read_bytes() for path in files)
    assert client.post("/kept", data={**told, "fields": "["}, headers=mark).status_code == 400
    asked = {"deed": "PERSONAL_EXPORT", "subject": "没有这件", "reason": "说到一半"}
    assert client.post("/joint/propose", data=asked, headers=mark).status_code == 404
    assert "说到一半" in client.get(page).text, "what was refused is kept"
    asked = {"deed": "KEY_USE", "reason": "年度封存"}
    mine = rig.client(Role.SYSTEM_ADMIN)
    mark = {"X-Form-Mark": mark_in(mine.get(page).text)}
    mine.post("/kept", data=told, headers=mark)
    assert mine.post("/joint/propose", data=asked, headers=mark).status_code == 303
    assert 'data-kept=""' in mine.get(page).text


def test_an_open_page_gets_the_mark_of_its_persons_next_session_alone(rig: Rig) -> None:
    client = rig.client(Role.DUTY_CLERK)
    person = client.get("/mark").json()
    sent = client.post("/look", data={"lang": "zh", "form_mark": person["mark"]})
    assert sent.status_code == 303
    assert f'data-person="{person["person"]}"' in client.get("/keyboard").text
    assert rig.client(Role.DUTY_CLERK).get("/mark").json()["person"] != person["person"]
    assert rig.client().get("/mark", headers={"HX-Request": "true"}).status_code == 401


def test_who_signs_in_again_comes_back_to_the_page_and_not_to_a_form_or_a_part_of_it(rig: Rig) -> None:
    client = rig.client()
    sent = {"referer": "http://127.0.0.1/joint?x=1", "HX-Current-URL": ""}
    mark = {"X-Form-Mark": mark_in(client.get("/sign-in").text)}
    assert client.post("/joint/propose", headers={**mark, **sent}).headers["location"] == "/sign-in?next=/joint%3Fx%3D1"
    elsewhere = {**mark, "referer": "http://elsewhere.example/joint"}
    assert client.post("/joint/propose", headers=elsewhere).headers["location"] == "/sign-in?next=/"
    part = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/bench"}
    assert client.get("/bench/waiting", headers=part).headers["HX-Redirect"] == "/sign-in?next=/bench"


def test_the_menu_leads_to_no_page_that_refuses_who_has_no_desk_here(rig: Rig) -> None:
    assert rig.client(Role.LIAISON).get("/register").status_code >= 400
    assert 'href="/register"' not in rig.client(Role.LIAISON).get("/keyboard").text
