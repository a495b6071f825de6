"""How long a browser waits for a page before it's told how far the work is: around every call of the application."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from enum import Enum, auto

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.console import trouble
from hub.console.entry import viewer_or_none
from hub.console.errors import LargeResultError
from hub.console.preferences import KEYS, LANGUAGE, THEME
from hub.console.works import MOST_BYTES, Body, Work, Works, is_page, owner_of
from hub.core.errors import StoppedError
from hub.progress import watched

SECONDS = 2.0
"""What takes longer is long work: by then a person wonders whether anything happens."""


_LOOKS = (LANGUAGE, THEME, KEYS)
"""Cookies that change what a page shows."""


class _Stage(Enum):
    ASKED = auto()
    ANSWERED = auto()
    ALONE = auto()


class _Call:
    """One call: answered straight through, or left alone with its answer kept."""

    def __init__(self, app: ASGIApp, scope: Scope, send: Send, work: Work) -> None:
        self._app, self._scope, self._send = app, scope, send
        self.work = work
        self.stage = _Stage.ASKED
        self.begun = asyncio.Event()
        self._size = 0

    async def run(self, body: Body) -> None:
        """Let the application answer; an answer that is kept is one, whatever happens."""
        with watched(self.work.progress):
            try:
                await self._app(self._scope, body.take, self._put)
            except Exception as error:
                if self.stage is not _Stage.ALONE:
                    raise
                await self._instead(error)
            else:
                if self.stage is _Stage.ALONE and self.work.progress.is_stopped and self.work.status >= 400:
                    await self._instead(StoppedError())
            finally:
                self.work.ended = time.monotonic()
                self.work.over.set()
                self.begun.set()

    async def _put(self, message: Message) -> None:
        if self.stage is _Stage.ASKED:
            self.stage = _Stage.ANSWERED
            self.begun.set()
        if self.stage is _Stage.ANSWERED:
            await self._send(message)
            return
        self._size += len(message.get("body", b""))
        if self._size > MOST_BYTES:
            raise LargeResultError
        self.work.messages.append(message)

    async def _instead(self, error: Exception) -> None:
        self.work.messages.clear()
        self._size = 0
        answer = await trouble.tell_hub_error(Request(self._scope), error)
        await answer(self._scope, asyncio.Event().wait, self._put)  # type: ignore[arg-type]  # it reads nothing


class Patient:
    """Sends a browser that has waited for *seconds* to the page of the work; None waits for ever."""

    def __init__(self, app: ASGIApp, *, works: Works, cookie: str, seconds: float | None) -> None:
        self._app, self._works, self._cookie, self._seconds = app, works, cookie, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        cookies = cookie_parser(headers.get("cookie", ""))
        secret = cookies.get(self._cookie, "")
        if self._seconds is None or not secret or not is_page(scope, headers):
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        asked = f"{scope['raw_path'].decode('latin-1')}{'?' if query else ''}{query}"
        owner = owner_of(secret)
        work = Work(
            owner=owner, asked=asked, changes=scope["method"] != "GET", told=scope.setdefault("state", {}),
            key=" ".join((owner, *(cookies.get(name, "") for name in _LOOKS), asked)),
        )  # fmt: skip
        work.progress.can_stop = not work.changes
        known = None if work.changes else self._works.of_question(work.key)
        if known is not None and await self._served(known, scope, send):
            return
        await self._begun(_Call(self._app, scope, send, work), Body(receive), scope, send)

    async def _served(self, work: Work, scope: Scope, send: Send) -> bool:
        """Answer what is asked already by *work*; False when that can't be: the rights are others than they were."""
        with suppress(TimeoutError):
            await asyncio.wait_for(work.over.wait(), self._seconds)
        if not work.is_over:
            await _to_its_page(work, scope, send)
            return True
        self._works.drop(work)
        viewer = await run_in_threadpool(viewer_or_none, Request(scope))
        if viewer is None or work.viewer is None or viewer.grants != work.viewer.grants:
            return False
        await work.answer(send)
        return True

    async def _begun(self, call: _Call, body: Body, scope: Scope, send: Send) -> None:
        task = asyncio.create_task(call.run(body))
        self._works.tasks.add(task)
        task.add_done_callback(self._works.tasks.discard)
        while not call.begun.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(call.begun.wait(), self._seconds)
                break
            is_asked = body.is_whole or not call.work.changes
            if is_asked and self._works.has_room(call.work.owner):
                call.stage = _Stage.ALONE
                self._works.keep(call.work)
                await _to_its_page(call.work, scope, send)
                return
        await task


async def _to_its_page(work: Work, scope: Scope, send: Send) -> None:
    answer = RedirectResponse(f"/work/{work.number}", 303)
    await answer(scope, asyncio.Event().wait, send)  # type: ignore[arg-type]  # it reads nothing
