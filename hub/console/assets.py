"""Style, scripts and what is vendored: served from the package, compressed, and kept by browsers until it changes."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from hub.console.entry import Anyone
from hub.core.errors import UnknownRecordError

FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".png": "image/png",
}
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter()


@cache
def _served() -> dict[str, Path]:
    """Return what may be served, by its name; nothing else is ever looked for on the disk."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in _TYPES)
    return {path.relative_to(FOLDER).as_posix(): path for path in found}


@cache
def asset_url(name: str) -> str:
    """Return the address of the asset *name*; it changes when the content does."""
    mark = hashlib.sha256(_served()[name].read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(_served()[name].read_bytes(), 9, mtime=0)


@router.get("/static/{name:path}", dependencies=[Depends(Anyone())], include_in_schema=False)
def asset(name: str, request: Request) -> Response:
    """
    Return one file.

    Raises:
        UnknownRecordError: there is none of that name.
    """
    path = _served().get(name)
    if path is None:
        raise UnknownRecordError("no such page", where=request.url.path, remedy="start from the first page")
    headers = {"Cache-Control": _FOREVER if request.url.query else "no-cache", "Vary": "Accept-Encoding"}
    content = path.read_bytes()
    if "gzip" in request.headers.get("accept-encoding", "") and path.suffix != ".png":
        content = _compressed(name)
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=_TYPES[path.suffix])
