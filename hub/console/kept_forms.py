"""
What is typed into any form of a page and not sent yet: kept for whoever types, sealed, until it's sent.

A page's draft has the fields of each of its forms; a form is known by where it's sent and by the fields that its page
filled in. Pages of the workbench keep theirs by themselves (:mod:`hub.workbench.drafts`).
"""

from __future__ import annotations

import msgspec
from fastapi import Request

from hub.console.seam import Viewer, console_of
from hub.core.errors import HubError
from hub.workbench.drafts import MOST_PAGES, PAGE, Drafts

Fields = dict[str, list[str]]
_FORMS = "forms"
_decoder = msgspec.json.Decoder(dict[str, Fields])
_fields = msgspec.json.Decoder(Fields)


def of_page(request: Request, viewer: Viewer, page: str) -> str:
    """Return what is kept of the forms of *page* as JSON, form → field → values; empty where nothing is."""
    try:
        draft = console_of(request).drafts().find(viewer.person, f"{PAGE}{page}")
    except HubError:
        return ""  # a page is shown all the same
    return "" if draft is None else "".join(draft.values.get(_FORMS, ()))


def keep(request: Request, viewer: Viewer, page: str, form: str, text: str) -> None:
    """
    Keep the fields of one form of *page*, told as JSON.

    Raises:
        PermanentError: it's larger than a form can be.
    """
    drafts = console_of(request).drafts()
    name = f"{PAGE}{page}"
    with drafts.database.transaction():
        forms = _forms_of(drafts, viewer.person, name)
        forms[form] = _fields.decode(text)
        _put(request, viewer, name, forms)
        for old in drafts.of_pages(viewer.person)[MOST_PAGES:]:
            drafts.drop(viewer.person, old)


def forget(request: Request, viewer: Viewer, path: str) -> None:
    """Forget what *viewer* typed into forms that are sent to *path*: one was."""
    try:
        drafts = console_of(request).drafts()
        for name in drafts.of_pages(viewer.person):
            with drafts.database.transaction():
                forms = _forms_of(drafts, viewer.person, name)
                left = {form: fields for form, fields in forms.items() if form.partition(" ")[0] != path}
                if left != forms:
                    _put(request, viewer, name, left)
    except HubError:
        return  # the deed is done; what's typed is offered once more


def _forms_of(drafts: Drafts, person: str, name: str) -> dict[str, Fields]:
    draft = drafts.find(person, name)
    return {} if draft is None else _decoder.decode("".join(draft.values.get(_FORMS, ())) or "{}")


def _put(request: Request, viewer: Viewer, name: str, forms: dict[str, Fields]) -> None:
    console = console_of(request)
    if forms:
        text = msgspec.json.encode(forms).decode()
        console.drafts().save(viewer.person, name, {_FORMS: [text]}, console.clock.now())
    else:
        console.drafts().drop(viewer.person, name)
