"""The page shell: templates with language, look, menu and form marks in place; a page adds what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.catalogue import heard
from hub.console import forms, kept_forms
from hub.console.assets import asset_url
from hub.console.navigation import menu_of
from hub.console.preferences import has_keys, language_of, theme_of
from hub.console.seam import Viewer, console_of
from hub.console.texts import accounts
from hub.console.texts import frame as said
from hub.console.texts import words as terms
from hub.console.texts import work as work_said
from hub.console.works import works_of
from hub.core.codes import LabelledCode
from hub.core.daytime import SHANGHAI
from hub.core.permissions import Area, Deed
from hub.core.wording import Language, Message
from hub.web.compression import unpacked

NOTICE = "hub_notice"
_PARTS = ("cards", "cut", "empty", "form_mark", "pager", "unreadable", "why")
_NOTICE_SECONDS = 60
_SECRET = frozenset({"first_password.html", "key_code.html", "own_factor.html", "recovery.html", "sign_in_step.html"})
"""Pages that show a secret: they go unpacked."""
REFUSED = "refused_status"
"""Name in a request's state under which the status of a page stands that shows why nothing was done."""
_NOT_DONE = 400


@cache
def templates() -> Environment:
    """Return the environment of all templates: everything escaped, nothing undefined let through."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_day, moment=_moment, clock=_clock, from_text=datetime.fromisoformat)
    made.globals.update(asset=asset_url, frame=said, accounts=accounts, terms=terms, form_field=forms.FIELD)
    made.globals.update(work_said=work_said)
    return made


def page(request: Request, viewer: Viewer | None, template: str, title: Message, **context: object) -> HTMLResponse:
    """
    Return the whole page of *template*, called *title*.

    *context* is what the template shows; ``t(message, …)`` renders a text of the catalogue, ``label(code)`` a code. A
    ``status`` in it is that of the answer.
    """
    kept = "" if viewer is None else kept_forms.of_page(request, viewer, _here(request))
    whole = {**_surroundings(request, viewer), "title": title, "kept": kept, **context}
    status = stated if isinstance(stated := context.get("status"), int) else 200
    if status >= _NOT_DONE:
        setattr(request.state, REFUSED, status)  # what records deeds at the door hears that this one wasn't
    if template in _SECRET:
        unpacked(request.scope)
    answer = HTMLResponse(templates().get_template(template).render(whole), status)
    _put_cookies(request, answer)
    return answer


def fragment(request: Request, viewer: Viewer, template: str, block: str, **context: object) -> HTMLResponse:
    """Return one block of *template*, for htmx to swap: the same lines that the whole page has."""
    found = templates().get_template(template)
    shared = {**_surroundings(request, viewer), **context}
    parts = templates().get_template("parts.html").make_module(shared)  # a block alone imports nothing
    whole = found.new_context({**shared, **{name: getattr(parts, name) for name in _PARTS}})
    return HTMLResponse("".join(found.blocks[block](whole)))


def moved(request: Request, path: str, notice: Message | None = None, **values: object) -> RedirectResponse:
    """
    Send the browser on to *path* after something was done; *notice* is shown there once.

    A notice never holds personal data: it travels in a cookie.
    """
    answer = RedirectResponse(path, 303)
    if notice is not None:
        text = quote(notice.render(language_of(request), **values))
        secure = console_of(request).secure
        answer.set_cookie(NOTICE, text, max_age=_NOTICE_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


def asked_by_htmx(request: Request) -> bool:
    """Return whether a part of the page is asked for, rather than the page."""
    return request.headers.get("hx-request") == "true"


def _surroundings(request: Request, viewer: Viewer | None) -> Mapping[str, object]:
    language = viewer.language if viewer is not None else language_of(request)

    now = console_of(request).clock.now()

    def text(message: Message, **values: object) -> str:
        return message.render(language, **values)

    def label(code: LabelledCode) -> str:
        return code.zh if language is Language.ZH else code.en

    return {
        "t": text,
        "label": label,
        "heard": lambda said_below: text(heard(said_below)),
        "viewer": viewer,
        "may_search": viewer is not None and viewer.may_somewhere(Area.CASES, Deed.READ),
        "menu": () if viewer is None else menu_of(viewer, console_of(request).settings.workbench.units),
        "here": request.url.path,
        "back": _here(request),
        "language": language,
        "other_language": Language.EN if language is Language.ZH else Language.ZH,
        "theme": theme_of(request),
        "keys": has_keys(request),
        "mark": forms.mark_of(request),
        "notice": unquote(request.cookies.get(NOTICE, "")),
        "now": now,
        "under_way": 0 if viewer is None else len(works_of(request).of_person(viewer.person)),
        "alarms": () if viewer is None else console_of(request).people.seals.open_ones(now),
    }


def _here(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}" if request.method == "GET" else "/"


def _put_cookies(request: Request, answer: HTMLResponse) -> None:
    secure = console_of(request).secure
    if NOTICE in request.cookies:
        answer.delete_cookie(NOTICE)
    if forms.VISIT not in request.cookies:
        answer.set_cookie(forms.VISIT, forms.visit_of(request), httponly=True, samesite="strict", secure=secure)


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return "" if value is None else f"{value:%Y-%m-%d}"


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _clock(value: datetime) -> str:
    return f"{value.astimezone(SHANGHAI):%H:%M}"
