"""The stream of changes to open pages, and the same by asking, for browsers or proxies that let no stream through."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from hub.console.entry import signed_in
from hub.console.live import Stream
from hub.console.preferences import language_of
from hub.console.seam import Viewer, console_of

router = APIRouter()

Reader = Annotated[Viewer, Depends(signed_in())]


def stream_of(request: Request) -> Stream:
    """Return the stream of this application."""
    found = request.app.state.stream
    if not isinstance(found, Stream):
        raise TypeError("the application has no stream")
    return found


@router.get("/changes")
async def changes(request: Request, _viewer: Reader) -> Response:
    """Tell what may have changed, as it does, to whom asks for events; ends with the session."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        return Response("text/event-stream\n", 406, media_type="text/plain")
    stream, console = stream_of(request), console_of(request)
    if stream.is_full:
        return Response(status_code=503, headers={"Retry-After": "30"})
    secret, language = request.cookies.get(console.session_cookie, ""), language_of(request)

    def still_in() -> object:
        return console.sessions.viewer(secret, language, is_attended=False)

    last = request.headers.get("last-event-id", "")
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(stream.listen(last, still_in), media_type="text/event-stream", headers=headers)


@router.get("/changes/since")
def since(request: Request, _viewer: Reader, last: Annotated[str, Query(max_length=80)] = "") -> dict[str, object]:
    """Return what may have changed since the event *last*."""
    stream = stream_of(request)
    stream.look_safely()
    event = stream.since(last)
    return {"id": f"{stream.name}-{event.number}", "kinds": sorted(event.kinds)}
