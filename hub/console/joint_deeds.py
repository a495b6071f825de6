"""What may be proposed to a second person, and what comes of it once it's agreed to: one effect for each deed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from fastapi import Request, Response

from hub.console import frame
from hub.console.asking import month_asked
from hub.console.kept import kept_of
from hub.console.parties import parties_of
from hub.console.reading import Seen, known_day, seen
from hub.console.seam import Books, Viewer, console_of
from hub.console.texts import accounts as account_said
from hub.console.texts import joint as said
from hub.core.errors import AccessDeniedError, PermanentError, UnknownRecordError
from hub.core.permissions import JointDeed
from hub.core.second_person import Proposal
from hub.documents.parties_list import PartyLine, parties_list
from hub.queries.trace import find

MOST_CASES = 20
_APART = re.compile(r"[\n;；]+")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_About = tuple[str, ...]


def about(request: Request, viewer: Viewer, deed: JointDeed, text: str) -> _About:
    """
    Return what *viewer*'s proposal of *deed* is about, from what was typed.

    Raises:
        PermanentError: there's nothing to do it to.
        UnknownRecordError: no such case that concerns the viewer, or no such account.
        AccessDeniedError: its personal data isn't the viewer's to open.
    """
    return _ABOUT[deed](request, viewer, text)


def carried_out(request: Request, viewer: Viewer, agreed: Proposal) -> Response:
    """Do what was agreed to, within :meth:`hub.people.joint.JointDeeds.carried_out`."""
    return _EFFECTS[agreed.deed](request, viewer, agreed)


def _month(request: Request, viewer: Viewer, text: str) -> _About:
    del viewer
    month = month_asked(text.strip(), "")
    with console_of(request).bureau() as bureau:
        if not bureau.desk(month).last_frozen():
            raise PermanentError("nothing is signed by all", where=month, remedy="sign it first")
    return (month,)


def _reopen(request: Request, viewer: Viewer, agreed: Proposal) -> Response:
    del viewer
    console, month = console_of(request), agreed.subjects[0]
    console.month_end.settle()
    with console.bureau() as bureau:
        revision = bureau.desk(month).reopen(agreed, console.clock.now())
    console.month_end.settle()
    kept_of(request).forget()
    return frame.moved(request, f"/months?month={month}", said.REOPENED, month=month, revision=revision)


def _cases(request: Request, viewer: Viewer, text: str) -> _About:
    spoken = list(dict.fromkeys(part.strip() for part in _APART.split(text) if part.strip()))
    if not 1 <= len(spoken) <= MOST_CASES:
        raise PermanentError(f"an export is of 1 to {MOST_CASES} cases", remedy="propose the rest by another one")
    with console_of(request).books() as books:
        found = [_case(books, viewer, number) for number in spoken]
    return tuple(dict.fromkeys(one.key for one in found))


def _case(books: Books, viewer: Viewer, number: str) -> Seen:
    known = find(books.reader, number, books.index)
    shown = [one for each in known if (one := seen(each, books, viewer, known_day(each, viewer))) is not None]
    if len(shown) != 1:
        raise UnknownRecordError(
            "no such dispute that concerns you", where=number[:80], remedy="search for another number"
        )
    if viewer.opens_personal(shown[0].owners) is None:
        raise AccessDeniedError(
            "this role opens no personal data of that case", where=number[:80], remedy="ask who handles it"
        )
    return shown[0]


def _export(request: Request, viewer: Viewer, agreed: Proposal) -> Response:
    console = console_of(request)
    with console.books() as books:
        cases = [_known_case(books, viewer, key) for key in agreed.subjects]
    lines = [line for one in cases for line in _party_lines(request, viewer, one)]
    footer = f"{viewer.person} + {agreed.decided_by} · #{agreed.id} · {console.clock.now():%Y-%m-%d %H:%M}Z"
    content = parties_list(lines, footer, viewer.language)
    named = {"Content-Disposition": f'attachment; filename="parties-{agreed.id}.xlsx"'}
    return Response(content, headers=named, media_type=_XLSX)


def _known_case(books: Books, viewer: Viewer, key: str) -> Seen:
    knowledge = books.dispute(key)
    one = None if knowledge is None else seen(knowledge, books, viewer, known_day(knowledge, viewer))
    if one is None or viewer.opens_personal(one.owners) is None:  # it may have gone to others since
        raise AccessDeniedError(
            "this role opens no personal data of that case", where=key[:80], remedy="ask who handles it"
        )
    return one


def _party_lines(request: Request, viewer: Viewer, one: Seen) -> Iterator[PartyLine]:
    for party in parties_of(console_of(request), viewer, one):
        yield PartyLine(one.number, party.role, party.name, party.id_number, party.phone)


def _key(request: Request, viewer: Viewer, text: str) -> _About:
    del viewer, text
    return (console_of(request).people.key_copies.key_id,)


def _copy(request: Request, viewer: Viewer, agreed: Proposal) -> Response:
    del viewer
    copy = console_of(request).people.joint.take_sealed(agreed.id)
    if copy is None:
        raise PermanentError("the sealed copy isn't there any more", where=str(agreed.id), remedy="propose it anew")
    named = {"Content-Disposition": f'attachment; filename="hub-key-{agreed.subject}.copy.json"'}
    return Response(copy, headers=named, media_type="application/json")


def _account(request: Request, viewer: Viewer, text: str) -> _About:
    del viewer
    return (console_of(request).people.accounts.named(text.strip()).code,)


def _reset(request: Request, viewer: Viewer, agreed: Proposal) -> Response:
    console = console_of(request)
    password = console.people.accounts.reset_whole(agreed, viewer.actor, console.clock.now())
    return frame.page(
        request, viewer, "first_password.html", account_said.FIRST_PASSWORD, code=agreed.subject, password=password
    )


_ABOUT: Mapping[JointDeed, Callable[[Request, Viewer, str], _About]] = {
    JointDeed.MONTH_REOPENING: _month,
    JointDeed.PERSONAL_EXPORT: _cases,
    JointDeed.KEY_USE: _key,
    JointDeed.ACCOUNT_RESET: _account,
}
_EFFECTS: Mapping[JointDeed, Callable[[Request, Viewer, Proposal], Response]] = {
    JointDeed.MONTH_REOPENING: _reopen,
    JointDeed.PERSONAL_EXPORT: _export,
    JointDeed.KEY_USE: _copy,
    JointDeed.ACCOUNT_RESET: _reset,
}
PROPOSABLE: tuple[JointDeed, ...] = tuple(_EFFECTS)
"""What is proposed here; grants and sealed accounts have lists of their own."""
