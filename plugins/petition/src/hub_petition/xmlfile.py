"""Reads the bytes of an XML file that an office made: Chinese encodings, no entities, whole or not at all."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
from defusedxml import DefusedXmlException

from hub.core.errors import ClosedInputError

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9_.-]+)["']""")
_CHINESE_ENCODINGS = frozenset({"gb18030", "gbk", "gb2312"})

CUT = "E-FIL-01"
BOMB = "E-FIL-02"
ENCODING = "E-FIL-03"
SHAPE = "E-FIL-04"
DRIFT = "E-DRIFT-01"


class FileRefusedError(ClosedInputError):
    """A file can't be read as a whole; ``code`` says how."""

    def __init__(self, code: str, what: str, *, where: str, remedy: str) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.code = code


def decoded(name: str, raw: bytes) -> str:
    """
    Return the text of *raw*, in the encoding that it declares, GB18030 where it declares none.

    Raises:
        FileRefusedError: it's in another encoding than it says.
    """
    declared = _ENCODING.search(raw[:200])
    encoding = declared[1].decode("ascii").lower() if declared else "gb18030"
    if encoding in _CHINESE_ENCODINGS:
        encoding = "gb18030"
        if not raw.isascii() and _is_utf8(raw):
            raise FileRefusedError(
                ENCODING, "declared GB18030 but is UTF-8", where=name, remedy="the office corrects its export"
            )
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise FileRefusedError(
            ENCODING, f"isn't readable as {encoding}", where=name, remedy="the office corrects its export"
        ) from error


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parsed(name: str, text: str) -> Element:
    """
    Return the root element of *text*.

    Raises:
        FileRefusedError: it isn't complete XML, or defines a document type with entities.
    """
    try:
        root: Element = SafeTree.fromstring(_DECLARATION.sub("", text.lstrip("\ufeff"), count=1), forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefusedError(
            BOMB,
            "defines XML entities, which may grow without bound",
            where=name,
            remedy="tell the office",
        ) from error
    except (ParseError, ValueError) as error:
        raise FileRefusedError(CUT, "isn't complete XML", where=name, remedy="let the office send it again") from error
    return root
