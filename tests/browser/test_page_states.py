"""Every page of the console in an empty, a normal, a huge and a broken hub: what it says, its bounds, its looks."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from hub.console.entry import Anyone
from tests.browser.conftest import DESK, PATIENCE, PHONE, SIZES
from tests.browser.looking import overflow, reached_by_tab, small_targets, violations
from tests.console_rig import Rig, serving
from tests.integration.console.test_frame import requirements, routes
from tests.page_states import ANSWERS, NOT_PAGES, PAGES, Look, Same, State
from tests.page_states import Page as Shown
from tests.state_rig import States, states_in

MOST_ROWS, MOST_BYTES = 320, 170_000
"""What a page of the largest hub has at most: rows of all its tables, and characters."""
_ENGLISH = re.compile(r"[A-Za-z']+(?: [a-z']{2,}){3,}")
_CODE = re.compile(r"<(?:(code|script|style|select)\b.*?</\1|td data-label=\"英文\">.*?</td)", re.DOTALL)
_REFERENCE = Path(__file__).parents[2] / "scripts" / "page_states.py"
_CELLS = [(page, state) for page in (*PAGES.values(), *ANSWERS.values()) for state in State]
_MARK = re.compile(r'name="form_mark" value="([0-9a-f]{64})"')


@pytest.fixture(scope="module")
def states(rig: Rig, tmp_path_factory: pytest.TempPathFactory) -> Iterator[States]:
    with states_in(tmp_path_factory.mktemp("states"), rig) as found:
        yield found


@pytest.fixture(scope="module")
def places(states: States) -> dict[str, str]:
    return states.places()


def words_of(text: str) -> str:
    """Return what people read of a page, without its codes and commands."""
    body = text[text.index("<main") : text.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", _CODE.sub("", body)).split())


def test_every_route_that_shows_a_page_stands_in_the_table_and_no_other(rig: Rig) -> None:
    shown = {route.path for route in routes(rig) if "GET" in (route.methods or ())}
    assert shown == set(PAGES) | set(NOT_PAGES)
    assert not set(PAGES) & set(NOT_PAGES)


def test_who_needs_no_session_looks_without_one(rig: Rig) -> None:
    open_to_all = {route.path for route in routes(rig) if isinstance(requirements(route)[0], Anyone)}
    assert {path for path, page in PAGES.items() if page.seat is None} <= open_to_all


def test_each_form_that_a_page_answers_has_a_route(rig: Rig) -> None:
    assert set(ANSWERS) <= {route.path for route in routes(rig) if "POST" in (route.methods or ())}


@pytest.mark.parametrize(("page", "state"), _CELLS, ids=lambda one: one.title if isinstance(one, Shown) else one)
def test_a_page_says_what_it_must_in_each_state(
    states: States, places: dict[str, str], page: Shown, state: State
) -> None:
    look = page.state(state)
    if isinstance(look, Same):
        assert look.zh and look.en
        return
    client = states.client(rig_of(look, state), look.seat or page.seat, hub_lang="zh")
    if look.begun:
        client.cookies.set(states.normal.console.pending_cookie, states.begun(look.begun))
    answer = asked(client, look, places)
    if answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    text, read = answer.text, " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert answer.status_code == look.status, read[-900:]
    assert [one for one in look.says if one not in read and one not in text] == [], read[-2500:]
    assert len(re.findall(r"<tr[ >]", text)) <= MOST_ROWS and len(text) <= MOST_BYTES, "a list without bound"
    has_menu = page.seat is not None and look.rig != "unpeopled"
    assert "Traceback" not in text and ('class="menu"' in text) is has_menu, "the menu stays"
    assert _ENGLISH.findall(words_of(text)) == [], "English in a Chinese page"


def asked(client: TestClient, look: Look, places: dict[str, str]) -> Response:
    """Return what the console answers to *look*: a page, or what follows a form that was sent."""
    address = look.address.format(**places)
    if not look.form:
        return client.get(address)
    mark = _MARK.search(client.get(look.form).text)
    assert mark is not None, f"{look.form} has no form"
    fields = {name: value.format(**places) for name, value in look.sends}
    return client.post(address, data={"form_mark": mark[1], **fields})


def rig_of(look: Look, state: State) -> str:
    """Return whose console shows *look*: a page's broken state is one of the hub at work, where it names no other."""
    return look.rig or ("normal" if state is State.BROKEN else state.value)


def test_the_reference_tells_what_the_pages_say() -> None:
    spec = importlib.util.spec_from_file_location("page_states_reference", _REFERENCE)
    assert spec is not None and spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    assert reference.FILE.read_text("utf-8") == reference.text(), "python scripts/page_states.py"


LOOKED_AT = {State.EMPTY: (DESK, "en", "dark"), State.HUGE: (PHONE, "zh", "light"), State.BROKEN: (PHONE, "zh", "dark")}
"""At which size, in which language and light; the hub at work is looked at page by page, in all of them."""
EYES = (
    "/", "/sign-in/step", "/people", "/bench", "/cases", "/cases/{dispute:path}",
    "/quarantine", "/adapters", "/months", "/supervision",
)  # fmt: skip
"""Pages whose states look otherwise than a shorter or longer list: a browser is dear."""


@pytest.mark.browser
@pytest.mark.parametrize("state", LOOKED_AT)
def test_a_page_shuts_nobody_out_in_any_state(
    states: States, places: dict[str, str], browser: Browser, state: State
) -> None:
    size, lang, theme = LOOKED_AT[state]
    looks = [(look, page) for page in map(PAGES.__getitem__, EYES) if isinstance(look := page.state(state), Look)]
    for name in dict.fromkeys(rig_of(look, state) for look, _ in looks):
        rig = states.rig(name)
        with serving(rig.app) as url:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            for look, told in looks:
                if rig_of(look, state) != name:
                    continue
                context.clear_cookies()
                cookies = {"hub_lang": lang, "hub_theme": theme}
                if (seat := look.seat or told.seat) is not None:
                    cookies[rig.console.session_cookie] = states.secret(name, *seat)
                context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])
                page.goto(url + look.address.format(**places))
                looked_at(page, thoroughly=state is not State.HUGE)
            context.close()


BOTH = (("zh", "light", DESK), ("en", "dark", PHONE))
"""Each page's languages, and the width at which everything is asked of it; the others are asked what depends on it."""


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "theme", "size"), BOTH)
def test_every_page_shuts_nobody_out_in_either_language_at_three_widths(
    states: States, places: dict[str, str], browser: Browser, lang: str, theme: str, size: tuple[int, int]
) -> None:
    """Every page of the table at work, by the table: a page that is added is looked at."""
    rig, unseen = states.rig("normal"), []
    with serving(rig.app) as url:
        context = browser.new_context(locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for path, told in PAGES.items():
            look = told.normal
            assert rig_of(look, State.NORMAL) == "normal", path
            context.clear_cookies()
            cookies = {"hub_lang": lang, "hub_theme": theme}
            if (seat := look.seat or told.seat) is not None:
                cookies[rig.console.session_cookie] = states.secret("normal", *seat)
            context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(url + look.address.format(**places))
            looked_at(page, thoroughly=True)
            assert not re.search(r"\{[a-z_]+\}", page.locator("main").inner_text()), "a sentence was left unfilled"
            unseen += [f"{path}: {one}" for one in reached_by_tab(page, 12) if one.endswith("UNSEEN")]
            for other in SIZES:
                page.set_viewport_size({"width": other[0], "height": other[1]})
                looked_at(page, thoroughly=False)
        context.close()
    assert unseen == [], "what the tabulator reaches must show it"


def looked_at(page: Page, *, thoroughly: bool) -> None:
    """Nothing lies beyond the edge, everything that's pressed is large enough; *thoroughly*: nobody is shut out."""
    assert (overflow(page), small_targets(page)) == (0, []), page.url
    if thoroughly:
        assert violations(page) == [], page.url
