"""
Long work: a call that takes longer than people wait goes on by itself, and a page tells how far it is.

It's begun as every other call: the same page answers it. What hasn't begun to answer in time is let go on without its
browser, which is sent to a page with its progress and a way to stop it; the answer waits there. So a closed tab loses
nothing: what was clicked is done, and what was counted is found again under the same address. All of it is memory of
this process; of a console that ends meanwhile nothing is lost but the counting.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import Request
from starlette.types import Message, Receive, Scope, Send

from hub.console.errors import LostWorkError
from hub.console.seam import Viewer
from hub.progress import Progress

MOST_OF_ONE = 4
"""Works of one session that may go on at once; a further call waits as if there were no such page."""
MOST = 40
"""Works that are remembered at all."""
MOST_BYTES = 16_000_000
"""What is kept of an answer; no page comes near it."""
FRESH_SECONDS = 60.0
"""How long the answer to a question waits for whoever asked: afterwards it's counted anew."""
_STRAIGHT = ("/static/", "/work", "/sign-", "/look", "/account")
KEPT_SECONDS = 600.0
"""How long the answer to a deed does."""


@dataclass(eq=False, slots=True, kw_only=True)
class Work:
    """
    One call that goes on by itself.

    Attributes:
        number: What its page is called; nobody guesses it.
        owner: A mark of the session that began it: the answer is for that one alone.
        asked: Its address with the query.
        changes: Whether it's a deed rather than a question.
        key: Under what the same question is found again.
        told: What the call says of who looks, as the application filled it in.
    """

    owner: str
    asked: str
    changes: bool
    key: str
    told: Mapping[str, object]
    number: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    progress: Progress = field(default_factory=Progress)
    messages: list[Message] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        """Whether its answer is there."""
        return bool(self.ended)

    @property
    def seconds(self) -> int:
        """For how long it has gone on."""
        return int((self.ended or time.monotonic()) - self.began)

    @property
    def status(self) -> int:
        """The status of its answer, 0 before there's one."""
        return int(self.messages[0]["status"]) if self.messages else 0

    @property
    def viewer(self) -> Viewer | None:
        """Who began it, None before that was looked up."""
        found = self.told.get("viewer")
        return found if isinstance(found, Viewer) else None

    @property
    def leads_to(self) -> str:
        """Where its answer is shown: a question at its own address, a deed beside the page of its progress."""
        return f"/work/{self.number}/result" if self.changes else self.asked

    async def answer(self, send: Send) -> None:
        """Send what it answered."""
        for message in self.messages:
            await send(message)


class Works:
    """The long works of a console: those that go on, and those whose answer waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._works: dict[str, Work] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def has_room(self, owner: str) -> bool:
        """Return whether *owner* may leave one more work to itself."""
        self._forget()
        own = sum(one.owner == owner and not one.is_over for one in self._works.values())
        return own < MOST_OF_ONE and len(self._works) < MOST

    def keep(self, work: Work) -> None:
        """Remember *work*, which goes on by itself from now on."""
        self._works[work.number] = work

    def drop(self, work: Work) -> None:
        """Forget *work*: its answer was fetched, or isn't wanted."""
        self._works.pop(work.number, None)

    def of_question(self, key: str) -> Work | None:
        """Return the work that already answers the same question of the same session."""
        self._forget()
        return next((one for one in self._works.values() if not one.changes and one.key == key), None)

    def of_person(self, person: str) -> list[Work]:
        """Return the works that *person* began, the newest first."""
        self._forget()
        found = [one for one in self._works.values() if one.viewer is not None and one.viewer.person == person]
        return sorted(found, key=lambda one: -one.began)

    def named(self, number: str, viewer: Viewer) -> Work:
        """
        Return *viewer*'s work called *number*.

        Raises:
            LostWorkError: there's none (any more).
        """
        found = next((one for one in self.of_person(viewer.person) if one.number == number), None)
        if found is None:
            raise LostWorkError(number)
        return found

    def end(self) -> None:
        """The console stops: what only reads goes with it."""
        for work in self._works.values():
            work.progress.stop()

    def _forget(self) -> None:
        now = self._clock()
        for number, work in list(self._works.items()):
            kept = KEPT_SECONDS if work.changes else FRESH_SECONDS
            if work.is_over and now - work.ended > kept:
                del self._works[number]


def owner_of(secret: str) -> str:
    """Return the mark of the session *secret*, which isn't its secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def works_of(request: Request) -> Works:
    """Return the long works of the application that serves *request*."""
    found = request.app.state.works
    if not isinstance(found, Works):
        raise TypeError("the application keeps no works")
    return found


@dataclass(slots=True)
class Body:
    """What a call brings: taken in as it comes; once all of it is there, nobody is asked whether it still listens."""

    receive: Receive
    is_whole: bool = False

    async def take(self) -> Message:
        """Return the next part."""
        if self.is_whole:
            await asyncio.Event().wait()  # a browser that has gone stops nothing
        message = await self.receive()
        self.is_whole = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message


def is_page(scope: Scope, headers: Mapping[str, str]) -> bool:
    """
    Return whether *scope* is a browser going to a page: parts of pages, files and streams aren't.

    Nor is what gives a session another cookie: who is led elsewhere meanwhile wouldn't get it.
    """
    if scope["type"] != "http" or scope["method"] not in ("GET", "POST") or "hx-request" in headers:
        return False
    path = str(scope["path"])
    return "text/html" in headers.get("accept", "") and not path.startswith(_STRAIGHT)
