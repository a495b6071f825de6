"""The journal for others: JSON lines, which can be verified again, and syslog (RFC 5424), which a collector takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from hub.core.errors import ClosedInputError
from hub.people.deeds import Result
from hub.people.journal import Line
from hub.sqlite import instant_text

_AUTHPRIV = 10
_NOTICE = 5
_WARNING = 4
_ALERT = 1
_ENTERPRISE = "hub@32473"
"""The number that RFC 5612 keeps for documentation: the hub has none of its own."""


def json_line(line: Line) -> str:
    """Return *line* as one line of JSON, digests in hexadecimal."""
    return json.dumps(
        {
            "number": line.number,
            "at": instant_text(line.at),
            "who": line.who,
            "deed": line.deed,
            "subject": line.subject,
            "source": line.source,
            "result": line.result,
            "details": dict(line.details),
            "emergency": line.is_emergency,
            "digest": line.digest.hex(),
            "mac": line.mac.hex(),
        },
        ensure_ascii=False,
    )


def read_json_lines(texts: Iterable[str], name: str) -> Iterator[Line]:
    """
    Yield the lines of an export.

    Raises:
        ClosedInputError: a line isn't one of an export.
    """
    for place, text in enumerate(texts, start=1):
        if not text.strip():
            continue
        try:
            held = json.loads(text)
            yield Line(
                number=int(held["number"]),
                at=datetime.fromisoformat(held["at"]),
                who=str(held["who"]),
                deed=str(held["deed"]),
                subject=str(held["subject"]),
                source=str(held["source"]),
                result=str(held["result"]),
                details={str(key): str(value) for key, value in held["details"].items()},
                is_emergency=bool(held["emergency"]),
                digest=bytes.fromhex(held["digest"]),
                mac=bytes.fromhex(held["mac"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ClosedInputError(
                f"line {place} isn't one of an export of the journal", where=name, remedy="export it again"
            ) from error


def syslog_line(line: Line, host: str) -> str:
    """
    Return *line* as RFC 5424 writes it: facility authpriv, an alert where an emergency account acts.

    The text is UTF-8 behind its mark, every value in structured data escaped as the standard asks.
    """
    severity = _ALERT if line.is_emergency else _WARNING if line.result == Result.REFUSED else _NOTICE
    fields = {
        "number": str(line.number),
        "who": line.who,
        "deed": line.deed,
        "subject": line.subject,
        "source": line.source,
        "result": line.result,
        **line.details,
        "digest": line.digest.hex(),
    }
    data = " ".join(f'{key}="{_escaped(value)}"' for key, value in fields.items())
    stamp = instant_text(line.at).replace("+00:00", "Z")
    return f"<{_AUTHPRIV * 8 + severity}>1 {stamp} {host} hub - {line.deed} [{_ENTERPRISE} {data}]"


def _escaped(value: str) -> str:
    return "".join(f"\\{mark}" if mark in '"\\]' else " " if ord(mark) < 32 else mark for mark in value)
